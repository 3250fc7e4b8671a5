// Every refusal of the input range that JSON can earn, each with its path; then the forms that are
// taken. Values never stand in the facts.
#include "contract/json_reader.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>

#include "base/text_check.h"
#include "contract/catalogue.h"
#include "contract/json_writer.h"
#include "support/sample_contract.h"

namespace tenure::contract {
namespace {

const std::string kGood = R"("sample_id":"S-1","days":3)";

// Reads `{` + the needed fields + `more` + `}`.
std::optional<Refused> Read(const std::string& more, std::string* json = nullptr) {
  auto message = sample::New("FileSample");
  const std::string text = "{" + kGood + (more.empty() ? "" : ",") + more + "}";
  auto refused = ReadMessageText(text, "data", *message);
  if (json != nullptr) *json = MessageToJson(*message);
  return refused;
}

std::string FactOf(const Refused& refused, const std::string& name) {
  for (const auto& [key, value] : refused.facts) {
    if (key == name) return value;
  }
  return "";
}

struct Case {
  std::string more;
  v1::Refusal code;
  std::string field;
};

void ExpectRefused(const std::vector<Case>& cases) {
  for (const Case& each : cases) {
    const auto refused = Read(each.more);
    ASSERT_TRUE(refused) << each.more;
    EXPECT_EQ(EntryOf(refused->code).name, EntryOf(each.code).name) << each.more;
    EXPECT_EQ(FactOf(*refused, "field"), each.field) << each.more;
    const std::string text = TextOf(refused->code, refused->facts, Language::kEnglish);
    EXPECT_EQ(text.find('?'), std::string::npos) << "a fact is missing: " << text;
  }
}

TEST(ReadMessage, NotJson_BadJson) {
  for (const char* text :
       {"", "{", "{\"a\":}", "{\"a\":1,}", "{'a':1}", "[1,]", "{\"a\":1} x", "nul", "{\"a\":01}",
        "{\"a\":\"\\x\"}", "{\"a\":\"\\ud800\"}", "{\"a\":\"\n\"}", "\xff"}) {
    auto message = sample::New("FileSample");
    const auto refused = ReadMessageText(text, "data", *message);
    ASSERT_TRUE(refused) << text;
    EXPECT_EQ(refused->code, v1::BAD_JSON) << text;
    EXPECT_NE(FactOf(*refused, "detail"), "");
  }
  const std::string zero("{\"a\":1}\0{", 9);
  EXPECT_EQ(ParseJson(zero).error().code, v1::BAD_JSON);
}

TEST(ReadMessage, RootNotAnObject_WrongType) {
  for (const char* text : {"[]", "1", "\"x\"", "null", "true"}) {
    auto message = sample::New("FileSample");
    EXPECT_EQ(ReadMessageText(text, "data", *message)->code, v1::WRONG_TYPE) << text;
  }
}

TEST(ReadMessage, UnknownField_NamedWithPath) {
  ExpectRefused(
      {{R"("colour":1)", v1::UNKNOWN_FIELD, "data.colour"},
       {R"("contact":{"fax":"1"})", v1::UNKNOWN_FIELD, "data.contact.fax"},
       {R"("lines":[{"count":1},{"size":2}])", v1::UNKNOWN_FIELD, "data.lines[1].size"},
       {R"("price":{"minor":1,"currency":"CNY","x":1})", v1::UNKNOWN_FIELD, "data.price.x"},
       {R"("a\u0007b":1)", v1::UNKNOWN_FIELD, "data.a_b"}});
}

TEST(ReadMessage, LongUnknownKey_CutAtACharacter) {
  std::string key;
  for (int i = 0; i < 40; ++i) key += "王";
  const auto refused = Read("\"" + key + "\":1");
  EXPECT_EQ(FactOf(*refused, "field"), "data." + key.substr(0, 63));
}

TEST(ReadMessage, SameKeyTwice_DuplicateKey) {
  auto message = sample::New("FileSample");
  const auto refused = ReadMessageText(R"({"contact":{"name":"a","name":"b"}})", "data", *message);
  EXPECT_EQ(refused->code, v1::DUPLICATE_KEY);
  EXPECT_EQ(FactOf(*refused, "field"), "contact.name");
  ExpectRefused({{R"("other_int":1,"otherInt":2)", v1::DUPLICATE_KEY, "data.other_int"}});
}

TEST(ReadMessage, OtherType_WrongType) {
  ExpectRefused({
      {R"("label":7)", v1::WRONG_TYPE, "data.label"},
      {R"("other_int":"7")", v1::WRONG_TYPE, "data.other_int"},
      {R"("other_int":1.5)", v1::WRONG_TYPE, "data.other_int"},
      {R"("other_int":1e3)", v1::WRONG_TYPE, "data.other_int"},
      {R"("other_int":true)", v1::WRONG_TYPE, "data.other_int"},
      {R"("total":"1.0")", v1::WRONG_TYPE, "data.total"},
      {R"("total":"")", v1::WRONG_TYPE, "data.total"},
      {R"("total":" 1")", v1::WRONG_TYPE, "data.total"},
      {R"("urgent":"true")", v1::WRONG_TYPE, "data.urgent"},
      {R"("urgent":1)", v1::WRONG_TYPE, "data.urgent"},
      {R"("channel":2)", v1::WRONG_TYPE, "data.channel"},
      {R"("channel":"letter")", v1::WRONG_TYPE, "data.channel"},
      {R"("contact":"x")", v1::WRONG_TYPE, "data.contact"},
      {R"("contact":[])", v1::WRONG_TYPE, "data.contact"},
      {R"("notes":"x")", v1::WRONG_TYPE, "data.notes"},
      {R"("notes":["a",null])", v1::WRONG_TYPE, "data.notes[1]"},
      {R"("numbers":[1,"x"])", v1::WRONG_TYPE, "data.numbers[1]"},
      {R"("raw":"abc")", v1::WRONG_TYPE, "data.raw"},
      {R"("raw":"zz")", v1::WRONG_TYPE, "data.raw"},
      {R"("day":"2023-02-29")", v1::WRONG_TYPE, "data.day"},
      {R"("day":19000)", v1::WRONG_TYPE, "data.day"},
      {R"("days_off":["2026-01-01","x"])", v1::WRONG_TYPE, "data.days_off[1]"},
      {R"("at":"2026-03-31T09:30:00")", v1::WRONG_TYPE, "data.at"},
      {R"("wait":"1y")", v1::WRONG_TYPE, "data.wait"},
      {R"("price":12)", v1::WRONG_TYPE, "data.price"},
      {R"("price":{"minor":1.5,"currency":"CNY"})", v1::WRONG_TYPE, "data.price.minor"},
      {R"("price":{"minor":1,"currency":"cny"})", v1::WRONG_TYPE, "data.price.currency"},
      {R"("chosen_word":"a","chosen_number":1)", v1::WRONG_TYPE, "data.choice"},
  });
}

TEST(ReadMessage, HashFilledByCaller_Refused) {
  ExpectRefused({{R"("identity_mac":"ab")", v1::WRONG_TYPE, "data.identity_mac"},
                 {R"("contact":{"phone_mac":"ab"})", v1::WRONG_TYPE, "data.contact.phone_mac"}});
}

TEST(ReadMessage, OutsideBounds_OutOfRange) {
  ExpectRefused({
      {R"("other_int":2147483648)", v1::OUT_OF_RANGE, "data.other_int"},
      {R"("other_int":-2147483649)", v1::OUT_OF_RANGE, "data.other_int"},
      {R"("small":-1)", v1::OUT_OF_RANGE, "data.small"},
      {R"("small":4294967296)", v1::OUT_OF_RANGE, "data.small"},
      {R"("total":18446744073709551616)", v1::OUT_OF_RANGE, "data.total"},
      {R"("signed_total":"9223372036854775808")", v1::OUT_OF_RANGE, "data.signed_total"},
      {R"("signed_total":99999999999999999999999999)", v1::OUT_OF_RANGE, "data.signed_total"},
      {R"("lines":[{"count":1},{"count":0}])", v1::OUT_OF_RANGE, "data.lines[1].count"},
      {R"("lines":[{"count":10}])", v1::OUT_OF_RANGE, "data.lines[0].count"},
      {R"("price":{"minor":1000001,"currency":"CNY"})", v1::OUT_OF_RANGE, "data.price.minor"},
  });
  EXPECT_EQ(FactOf(*Read(R"("lines":[{"count":0}])"), "range"), "1 … 9");
}

TEST(ReadMessage, Longer_TooLongWithTheBound) {
  const auto text = [](const char* piece, int count) {
    std::string result;
    for (int i = 0; i < count; ++i) result += piece;
    return "\"" + result + "\"";
  };
  ExpectRefused({
      {"\"contact\":{\"name\":" + text("王", 21) + "}", v1::TOO_LONG, "data.contact.name"},
      {"\"label\":" + text("x", 4001), v1::TOO_LONG, "data.label"},
      {R"("raw":"001122334455667788")", v1::TOO_LONG, "data.raw"},
      {R"("lines":[{"count":1},{"count":1},{"count":1},{"count":1}])", v1::TOO_LONG, "data.lines"},
  });
  EXPECT_EQ(FactOf(*Read("\"contact\":{\"name\":" + text("王", 21) + "}"), "limit"), "20");
  EXPECT_EQ(Read("\"contact\":{\"name\":" + text("王", 20) + "}"), std::nullopt);
  EXPECT_EQ(Read("\"label\":" + text("x", 4000)), std::nullopt);
  std::string numbers = "\"numbers\":[0";
  for (int i = 0; i < 1'000; ++i) numbers += ",0";
  ExpectRefused({{numbers + "]", v1::TOO_LONG, "data.numbers"}});
}

TEST(ReadMessage, BrokenUtf8_NamesTheField) {
  auto message = sample::New("FileSample");
  const auto value = ReadMessageText("{\"contact\":{\"name\":\"\xc3\"}}", "data", *message);
  EXPECT_EQ(value->code, v1::BAD_UTF8);
  EXPECT_EQ(FactOf(*value, "field"), "contact.name");
  const auto item = ReadMessageText("{\"notes\":[\"a\",\"\xff\"]}", "data", *message);
  EXPECT_EQ(FactOf(*item, "field"), "notes[1]");
  const auto key = ReadMessageText("{\"contact\":{\"\xff\":1}}", "data", *message);
  EXPECT_EQ(key->code, v1::BAD_UTF8);
  EXPECT_EQ(FactOf(*key, "field"), "contact");
}

TEST(ReadMessage, ControlCharacters_RefusedButLineBreaksInTexts) {
  ExpectRefused({{R"("label":"a\u0000b")", v1::CONTROL_CHARACTER, "data.label"},
                 {R"("label":"\r")", v1::CONTROL_CHARACTER, "data.label"},
                 {R"("notes":["ok","\u001b[1m"])", v1::CONTROL_CHARACTER, "data.notes[1]"},
                 {R"("label":"\u0085")", v1::CONTROL_CHARACTER, "data.label"},
                 {R"("contact_id":"C\n1")", v1::BAD_ID, "data.contact_id"}});
  EXPECT_EQ(Read(R"("label":"one\n\ttwo")"), std::nullopt);
}

TEST(ReadMessage, IdOfOtherForm_BadId) {
  for (const char* id : {"-1", "a b", "a/b", "王", ".x"}) {
    ExpectRefused({{"\"contact_id\":\"" + std::string(id) + "\"", v1::BAD_ID, "data.contact_id"}});
  }
  ExpectRefused(
      {{"\"contact_id\":\"" + std::string(65, 'a') + "\"", v1::TOO_LONG, "data.contact_id"}});
  EXPECT_EQ(Read("\"contact_id\":\"" + std::string(64, 'a') + "\""), std::nullopt);
}

TEST(ReadMessage, RequiredAbsentNullOrBlank_MissingField) {
  for (const char* text :
       {R"({"days":3})", R"({"days":3,"sample_id":null})", R"({"days":3,"sample_id":""})"}) {
    auto message = sample::New("FileSample");
    const auto refused = ReadMessageText(text, "data", *message);
    ASSERT_TRUE(refused) << text;
    EXPECT_EQ(refused->code, v1::MISSING_FIELD);
    EXPECT_EQ(FactOf(*refused, "field"), "data.sample_id");
  }
  auto message = sample::New("FileSample");
  EXPECT_EQ(ReadMessageText(R"({"sample_id":"S-1","days":0})", "data", *message), std::nullopt)
      << "a number that is given is there, zero too";
  ExpectRefused({{R"("price":{"minor":1})", v1::MISSING_FIELD, "data.price.currency"},
                 {R"("price":{"currency":"CNY"})", v1::MISSING_FIELD, "data.price.minor"}});
}

TEST(ReadMessage, NestedTooDeep_TooDeep) {
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "[";
  EXPECT_EQ(ParseJson(deep).error().code, v1::TOO_DEEP);
  const std::string at_limit = std::string(32, '[') + std::string(32, ']');
  EXPECT_TRUE(ParseJson(at_limit));
  EXPECT_EQ(ParseJson("[" + at_limit + "]").error().code, v1::TOO_DEEP);
}

TEST(ReadMessage, LargerThanACommandMayBe_CommandTooLarge) {
  const std::string large = "\"" + std::string(kJsonBytesMax, 'x') + "\"";
  EXPECT_EQ(ParseJson(large).error().code, v1::COMMAND_TOO_LARGE);
}

TEST(ReadMessage, FormsOfTheContract_Taken) {
  std::string json;
  EXPECT_EQ(Read(R"("otherInt":-7,"total":"18446744073709551615","signed_total":-5,"urgent":true,
      "channel":"LETTER","channels":["PHONE_CALL","LETTER"],"day":"2024-02-29",
      "at":"2026-03-31T09:30:00+08:00","wait":"P1DT12H","price":{"minor":"5","currency":"CNY"},
      "raw":"00fF","maybe":0,"numbers":["1",2],"chosenNumber":4,"label":null)",
                 &json),
            std::nullopt);
  EXPECT_EQ(json,
            R"({"sample_id":"S-1","days":3,"signed_total":-5,"total":18446744073709551615,)"
            R"("urgent":true,"channel":"LETTER","day":"2024-02-29","at":"2026-03-31T01:30:00Z",)"
            R"("wait":"36h","price":{"minor":5,"currency":"CNY"},"numbers":[1,2],"maybe":0,)"
            R"("raw":"00ff","channels":["PHONE_CALL","LETTER"],"chosen_number":4,"other_int":-7})");
}

TEST(ReadMessage, ByteOrderMark_PassedOver) {
  auto message = sample::New("FileSample");
  EXPECT_EQ(ReadMessageText("\xef\xbb\xbf{" + kGood + "}", "data", *message), std::nullopt);
}

TEST(ReadMessage, AnyRefusal_NoValueInFacts) {
  const std::string secret = "SECRET";
  for (const char* more :
       {R"("contact":{"name":7,"phone":"SECRET"})", R"("contact_id":"SECRET secret")",
        R"("contact":{"name":"SECRET SECRET SECRET SECRET"})", R"("channel":"SECRET")",
        R"("day":"SECRET")", R"("identity":"SECRET\u0000")", R"("total":"SECRET")",
        R"("price":{"minor":1,"currency":"SECRET"})", R"("raw":"SECRET")"}) {
    const auto refused = Read(more);
    ASSERT_TRUE(refused) << more;
    for (const auto& [name, value] : refused->facts) {
      EXPECT_EQ(value.find(secret), std::string::npos) << more << name << value;
    }
  }
}

// Whatever bytes come: a tree, or a refusal whose facts can be shown.
RC_GTEST_PROP(ReadMessage, DamagedText_RefusedOrRead, ()) {
  std::string text =
      R"({"sample_id":"S-1","contact":{"name":"王","deputy":{}},"notes":["\u00e9"],)"
      R"("days":3,"at":"2026-03-31T09:30:00Z","price":{"minor":1,"currency":"CNY"}})";
  const int count = *rc::gen::inRange(1, 4);
  for (int i = 0; i < count; ++i) {
    const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
    switch (*rc::gen::inRange(0, 3)) {
      case 0:
        text[at] = *rc::gen::arbitrary<char>();
        break;
      case 1:
        text.erase(at, 1 + *rc::gen::inRange(0, 5));
        break;
      default:
        text.insert(at, text.substr(*rc::gen::inRange<std::size_t>(0, text.size()), 9));
    }
    if (text.empty()) text = "{";
  }
  auto message = sample::New("FileSample");
  const auto refused = ReadMessageText(text, "data", *message);
  if (!refused) return;
  RC_ASSERT(EntryOf(refused->code).options->kind() == v1::INVALID_INPUT);
  for (const auto& [name, value] : refused->facts) RC_ASSERT(IsUtf8(value));
}

}  // namespace
}  // namespace tenure::contract
