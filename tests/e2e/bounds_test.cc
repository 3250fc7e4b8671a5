// Every bound of the contract, from outside: one more than it allows is refused with the field and
// the bound in its words, and exactly as much as it allows is not refused for that.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include "e2e/json_edit.h"

namespace tenure::e2e {
namespace {

using testing::HasSubstr;

struct Bounded {
  std::string what;  // "FileComplaint.words"
  std::string line;
  std::string code;   // when it is over the bound
  std::string field;  // "data.words"
  std::string bound;  // stands in the message
};

JsonValue Number(std::int64_t number) {
  JsonValue value;
  value.kind = JsonValue::Kind::kNumber;
  value.text = std::to_string(number);
  return value;
}

JsonValue* Member(JsonValue* object, std::string_view name) {
  for (auto& [member, value] : object->members) {
    if (member == name) return &value;
  }
  return nullptr;
}

bool IsList(const JsonValue& value) { return value.kind == JsonValue::Kind::kArray; }

// As long as wanted: characters of a text, items of a list.
JsonValue OfLength(const JsonValue& example, std::size_t length) {
  if (!IsList(example)) return String(std::string(length, 'x'));
  JsonValue list = example;
  list.items.assign(length, example.items.at(0));
  return list;
}

// The whole line of the example, with one field of its data changed.
std::string Changed(const JsonValue& shown, std::string_view field, JsonValue value) {
  JsonValue line = *shown.Find("example");
  Set(Member(&line, "data"), field, std::move(value));
  return JsonOf(line);
}

// A line at each bound of the command, or one beyond it.
std::vector<Bounded> LinesOf(const JsonValue& shown, std::int64_t beyond) {
  std::vector<Bounded> lines;
  const std::string command = Text(shown, "name");
  for (const JsonValue& field : shown.Find("fields")->items) {
    const std::string name = Text(field, "name");
    const JsonValue& example = *field.Find("example");
    const auto add = [&](JsonValue value, const std::string& code, const std::string& path,
                         const std::string& bound) {
      lines.push_back({command + "." + name, Changed(shown, name, std::move(value)), code,
                       "data." + path, bound});
    };
    const std::string length = Text(field, "length_max");
    const bool has_example = example.kind != JsonValue::Kind::kNull;
    if (length != "null" && has_example) {
      add(OfLength(example, static_cast<std::size_t>(std::stoll(length) + beyond)), "TOO_LONG",
          name, length);
    }
    if (Text(field, "type") != "integer") continue;
    for (const auto& [bound, step] : {std::pair{"min", -beyond}, {"max", beyond}}) {
      const std::string limit = Text(field, bound);
      if (limit == "null") continue;
      if (limit == "0" && step < 0) continue;  // not a number of that type: WRONG_TYPE
      add(Number(std::stoll(limit) + step), "OUT_OF_RANGE", name, limit);
    }
  }
  return lines;
}

class Bounds : public testing::Test {
 protected:
  void SetUp() override { program_.InitSimulated(); }

  std::vector<Bounded> AllLines(std::int64_t beyond) {
    std::vector<Bounded> all;
    for (const JsonValue& row : program_.Json({"command", "list"}).items) {
      const auto some = LinesOf(program_.Json({"command", "show", Text(row, "name")}), beyond);
      all.insert(all.end(), some.begin(), some.end());
    }
    EXPECT_GT(all.size(), 150u);
    return all;
  }

  std::vector<JsonValue> Answers(const std::vector<Bounded>& bounded,
                                 const std::vector<std::string>& more_words) {
    std::vector<std::string> lines;
    for (const Bounded& one : bounded) lines.push_back(one.line);
    auto submitted = program_.Submit(lines, more_words);
    EXPECT_EQ(submitted.results.size(), lines.size()) << submitted.finished.err;
    submitted.results.resize(lines.size());
    return submitted.results;
  }

  CommandLine program_;
};

TEST_F(Bounds, OneMoreThanEachAllows_IsRefusedNamingFieldAndBound) {
  const std::string head = program_.Head();
  const auto bounded = AllLines(1);
  const auto answers = Answers(bounded, {});
  for (std::size_t i = 0; i < bounded.size(); ++i) {
    EXPECT_EQ(Text(answers[i], "status"), "invalid") << bounded[i].what;
    EXPECT_EQ(Text(answers[i], "code"), bounded[i].code) << bounded[i].what;
    EXPECT_THAT(Text(answers[i], "message"), HasSubstr(bounded[i].field)) << bounded[i].what;
    EXPECT_THAT(Text(answers[i], "message"), HasSubstr(bounded[i].bound)) << bounded[i].what;
  }
  EXPECT_EQ(program_.Head(), head) << "something was written";
}

TEST_F(Bounds, AsMuchAsEachAllows_IsNotRefusedForIt) {
  const auto bounded = AllLines(0);
  const auto answers = Answers(bounded, {"--validate-only"});
  for (std::size_t i = 0; i < bounded.size(); ++i) {
    const std::string code = Text(answers[i], "code");
    EXPECT_TRUE(code != "TOO_LONG" && code != "OUT_OF_RANGE")
        << bounded[i].what << " " << Text(answers[i], "message");
  }
}

}  // namespace
}  // namespace tenure::e2e
