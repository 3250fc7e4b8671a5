// What `command show` is told about the sample and about every real command.
#include "contract/describe.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "contract/catalogue.h"
#include "contract/json_reader.h"
#include "support/sample_contract.h"

namespace tenure::contract {
namespace {

const FieldDescription& FieldNamed(const std::vector<FieldDescription>& fields,
                                   const std::string& name) {
  const auto found = std::ranges::find(fields, name, &FieldDescription::name);
  EXPECT_NE(found, fields.end()) << name;
  return *found;
}

TEST(DescribeFields, Sample_TypesBoundsAndClasses) {
  const auto message = sample::New("FileSample");
  const auto fields = DescribeFields(message->GetDescriptor());
  const auto& days = FieldNamed(fields, "days");
  EXPECT_EQ(days.type, "integer");
  EXPECT_TRUE(days.required);
  EXPECT_EQ(days.range, std::pair(std::int64_t{0}, std::int64_t{30}));
  EXPECT_EQ(days.length_max, 0u);
  EXPECT_EQ(FieldNamed(fields, "sample_id").length_max, 64u);
  EXPECT_EQ(FieldNamed(fields, "identity").personal, v1::IDENTITY);
  EXPECT_EQ(FieldNamed(fields, "identity").length_max, kTextLengthMax);
  EXPECT_EQ(FieldNamed(fields, "channel").values,
            (std::vector<std::string>{"PHONE_CALL", "LETTER"}));
  EXPECT_EQ(FieldNamed(fields, "lines").length_max, 3u);
  EXPECT_TRUE(FieldNamed(fields, "lines").repeated);
  EXPECT_EQ(FieldNamed(fields, "raw").type, "hex");
  EXPECT_EQ(FieldNamed(fields, "day").type, "date");
  EXPECT_EQ(FieldNamed(fields, "at").type, "instant");
  EXPECT_EQ(FieldNamed(fields, "wait").type, "span");
  EXPECT_EQ(FieldNamed(fields, "price").type, "money");
  EXPECT_TRUE(FieldNamed(fields, "price").fields.empty());
}

TEST(DescribeFields, FieldsOfTheSystem_NotShown) {
  const auto message = sample::New("FileSample");
  const auto fields = DescribeFields(message->GetDescriptor());
  EXPECT_EQ(std::ranges::find(fields, "identity_mac", &FieldDescription::name), fields.end());
}

TEST(DescribeFields, TypeInsideItself_Ends) {
  const auto message = sample::New("FileSample");
  const auto fields = DescribeFields(message->GetDescriptor());
  const auto& deputy = FieldNamed(FieldNamed(fields, "contact").fields, "deputy");
  EXPECT_EQ(deputy.type, "object");
  EXPECT_TRUE(deputy.fields.empty());
}

TEST(WriteFields, OneField_KeysOfTheContract) {
  const auto message = sample::New("FileSample");
  const auto fields = DescribeFields(message->GetDescriptor());
  JsonWriter json;
  WriteFields(json, {FieldNamed(fields, "days"), FieldNamed(fields, "notes")});
  EXPECT_EQ(json.text(),
            R"([{"name":"days","type":"integer","required":true,"personal":null,)"
            R"("title":{"zh":"","en":""},"example":14,"min":0,"max":30,"length_max":null},)"
            R"({"name":"notes","type":"string","required":false,"personal":"free_text",)"
            R"("title":{"zh":"","en":""},"example":null,"min":null,"max":null,"length_max":30,)"
            R"("repeated":true}])");
}

TEST(ExampleOf, EveryCommandOfAPerson_IsTakenByTheReader) {
  int commands = 0;
  for (const auto& prototype : sample::EveryMessage()) {
    const auto* type = prototype->GetDescriptor();
    if (!type->options().HasExtension(v1::command)) continue;
    if (type->options().GetExtension(v1::command).system()) continue;
    ++commands;
    std::unique_ptr<google::protobuf::Message> message(prototype->New());
    const auto refused = ReadMessageText(ExampleOf(type), "data", *message);
    EXPECT_EQ(refused, std::nullopt)
        << type->full_name() << " refuses its own example: "
        << (refused ? TextOf(refused->code, refused->facts, Language::kEnglish) : "");
  }
  EXPECT_GE(commands, 4);
}

}  // namespace
}  // namespace tenure::contract
