// The writer's bytes, sealed fields as states, and the law that what is written reads back.
#include "contract/json_writer.h"

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "contract/describe.h"
#include "contract/json_reader.h"
#include "support/sample_contract.h"
#include "support/valid_message.h"

namespace tenure::contract {
namespace {

TEST(JsonWriter, OneLine_AsWritten) {
  JsonWriter json;
  json.BeginObject().Key("a").BeginArray().Int(-1).Uint(2).Bool(true).Null().EndArray();
  json.Key("b").BeginObject().EndObject().Key("c").StringOrNull("").Key("d").StringOrNull("x");
  json.Key("e").Raw("[1]").EndObject();
  EXPECT_EQ(json.text(), R"({"a":[-1,2,true,null],"b":{},"c":null,"d":"x","e":[1]})");
}

TEST(JsonWriter, Indented_TwoSpacesALevel) {
  JsonWriter json(JsonWriter::Layout::kIndented);
  json.BeginObject().Key("a").BeginArray().Int(1).Int(2).EndArray().Key("b").BeginArray();
  json.EndArray().EndObject();
  EXPECT_EQ(json.text(), "{\n  \"a\": [\n    1,\n    2\n  ],\n  \"b\": []\n}");
}

TEST(JsonWriter, Text_EscapedAndRepaired) {
  const auto written = [](std::string_view text) {
    JsonWriter json;
    json.String(text);
    return json.text();
  };
  EXPECT_EQ(written("a\"\\\n\t\r王"), "\"a\\\"\\\\\\n\\t\\r王\"");
  EXPECT_EQ(written(std::string("\0\x1b\x7f", 3)), "\"\\u0000\\u001b\\u007f\"");
  EXPECT_EQ(written("a\xff\xe7\x8ez"), "\"a\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbdz\"");
}

TEST(JsonWriterDeathTest, CallsThatDoNotNest_EndTheProcess) {
  EXPECT_DEATH(JsonWriter().BeginObject().Int(1), "without a key");
  EXPECT_DEATH(JsonWriter().BeginObject().EndArray(), "without its begin");
  EXPECT_DEATH((void)JsonWriter().BeginObject().text(), "still open");
}

std::unique_ptr<google::protobuf::Message> Sample(const std::string& text) {
  auto message = sample::New("FileSample");
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, message.get()));
  return message;
}

TEST(WriteMessage, AbsentFields_LeftOutNullOrZero) {
  const auto message = Sample(R"(sample_id: "S-1" contact { country: "CN" })");
  EXPECT_EQ(MessageToJson(*message), R"({"sample_id":"S-1","contact":{"country":"CN"},"days":0})");
  const std::string nulls = MessageToJson(*message, {.absent_as_null = true});
  EXPECT_NE(nulls.find(R"("identity":null)"), std::string::npos);
  const std::string zeros = MessageToJson(*message, {.zeros = true});
  EXPECT_NE(zeros.find(R"("signed_total":0,"total":0,"small":0,"urgent":false)"),
            std::string::npos);
  EXPECT_EQ(zeros.find("maybe"), std::string::npos) << "absent, not zero";
  EXPECT_EQ(MessageToJson(*message, {.camel_case = true}).find("sample_id"), std::string::npos);
}

TEST(WriteMessage, SealedFields_ShowTheirState) {
  const auto message = Sample(R"(sample_id: "S-1" contact { country: "CN" } identity: "open")");
  const SealStates states{{"contact.name", SealState::kNoAccess},
                          {"contact_name", SealState::kErased},
                          {"identity", SealState::kOpen},
                          {"notes", SealState::kNone}};
  EXPECT_EQ(MessageToJson(*message, {.sealed = &states}),
            R"({"sample_id":"S-1","contact":{"name":{"sealed":"no_access"},"country":"CN"},)"
            R"("identity":"open","contact_name":{"sealed":"erased"},"days":0})");
}

TEST(WriteMessage, EnumOfANewerVersion_AsNumber) {
  const auto message = Sample("channels: 77");
  EXPECT_NE(MessageToJson(*message).find("[77]"), std::string::npos);
}

TEST(ShortestSample, Example_ReadsBack) {
  const auto message = sample::New("FileSample");
  const std::string example = ExampleOf(message->GetDescriptor());
  EXPECT_EQ(example, R"({"sample_id":"S-1","days":14,"channel":"LETTER"})");
  EXPECT_EQ(ReadMessageText(example, "data", *message), std::nullopt);
}

RC_GTEST_PROP(WriteMessage, AnyValidMessage_ReadsBackTheSame, ()) {
  for (const auto& prototype : sample::EveryMessage()) {
    std::unique_ptr<google::protobuf::Message> message(prototype->New());
    test::FillValid(*message);
    const std::string json = MessageToJson(*message);
    for (const bool camel : {false, true}) {
      std::unique_ptr<google::protobuf::Message> read(prototype->New());
      const auto refused =
          ReadMessageText(MessageToJson(*message, {.camel_case = camel}), "data", *read);
      if (refused) RC_FAIL(json + " code " + std::to_string(refused->code));
      RC_ASSERT(read->DebugString() == message->DebugString());
      RC_ASSERT(MessageToJson(*read) == json);
    }
  }
}

}  // namespace
}  // namespace tenure::contract
