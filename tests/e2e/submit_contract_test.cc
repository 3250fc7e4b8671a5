// Commands as data: the result line, its statuses, what an id means, when nothing is written and
// how `submit` ends.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <fstream>

#include "e2e/command_line.h"

namespace tenure::e2e {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::MatchesRegex;
using testing::Not;

constexpr char kUuid[] = "[0-9a-f]{8}-[0-9a-f]{4}-[78][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}";

std::vector<std::string> Column(const std::vector<JsonValue>& rows, std::string_view name) {
  std::vector<std::string> texts;
  for (const JsonValue& row : rows) texts.push_back(Text(row, name));
  return texts;
}

std::string Trait(std::string_view text, std::string_view more = "") {
  return Line("RecordTrait", "customer/C-1", "li.wei",
              fmt::format(R"({{"trait":"{}","source":"EXHIBITION"}})", text), more);
}

// A store with customer C-1.
class SubmitTest : public testing::Test {
 protected:
  void SetUp() override {
    program_.InitSimulated();
    ASSERT_EQ(Text(program_.SubmitOne(Register("C-1")), "status"), "accepted");
  }

  // The line is answered with this status and code, in both languages, and nothing is written.
  void ExpectNo(const std::string& line, std::string_view status, std::string_view code) {
    const std::string head = program_.Head();
    for (const char* language : {"zh", "en"}) {
      const auto submitted = program_.Submit({line}, {"--lang", language});
      ASSERT_EQ(submitted.results.size(), 1u) << submitted.finished.err;
      const JsonValue& result = submitted.results[0];
      EXPECT_EQ(Text(result, "status"), status) << submitted.finished.out;
      EXPECT_EQ(Text(result, "code"), code);
      EXPECT_THAT(Text(result, "message"), AllOf(Not(IsEmpty()), Not("null"), Not(HasSubstr("?"))));
      EXPECT_THAT(Text(result, "what_to_do"), AllOf(Not(IsEmpty()), Not("null")));
      EXPECT_EQ(submitted.finished.exit_code, status == "invalid" ? 2 : 4);
      EXPECT_THAT(submitted.finished.err, HasSubstr(fmt::format("1 {}", code)));
    }
    EXPECT_EQ(program_.Head(), head) << code << " has written something";
  }

  CommandLine program_;
};

TEST_F(SubmitTest, InvalidLine_EchoesWhatCouldBeReadOfIt) {
  const std::string more = R"("command_id":"row 7")";
  struct Case {
    std::string line, command, scope;
  };
  const std::vector<Case> cases = {
      {Line("RecordTrait", "customer/C-1", "li.wei", R"({"trait":7})", more), "RecordTrait",
       "customer/C-1"},
      {Line("RecordTrait", "customer/C-1", "li.wei", R"({"colour":"red"})", more), "RecordTrait",
       "customer/C-1"},
      {Line("RecordTrait", "customer/C-1", "li.wei", "{}", more), "RecordTrait", "customer/C-1"},
      {Line("SellTheMoon", "customer/C-1", "li.wei", "{}", more), "SellTheMoon", "customer/C-1"},
      {Line("RecordTrait", "customer/C-1", "li.wei", "{}", more + R"(,"mood":"good")"),
       "RecordTrait", "customer/C-1"},
      {R"({"scope":"customer/C-1","command_id":"row 7"})", "null", "customer/C-1"},
      {R"({"command":"RecordTrait","scope":7,"command_id":"row 7"})", "RecordTrait", "null"},
  };
  for (const Case& one : cases) {
    const auto submitted = program_.Submit({one.line});
    ASSERT_EQ(submitted.results.size(), 1u) << submitted.finished.err;
    const JsonValue& result = submitted.results[0];
    EXPECT_EQ(Text(result, "status"), "invalid") << one.line;
    EXPECT_EQ(Text(result, "command_id"), "row 7") << one.line;
    EXPECT_EQ(Text(result, "command"), one.command) << one.line;
    EXPECT_EQ(Text(result, "scope"), one.scope) << one.line;
  }
}

TEST_F(SubmitTest, LineThatIsNoObject_HasNothingToEcho) {
  for (const char* line : {"{", "7", "[]"}) {
    const auto submitted = program_.Submit({line});
    ASSERT_EQ(submitted.results.size(), 1u) << submitted.finished.err;
    for (const char* member : {"command_id", "command", "scope"}) {
      EXPECT_EQ(Text(submitted.results[0], member), "null") << line;
    }
  }
}

TEST_F(SubmitTest, ResultLine_HasExactlyTheFieldsOfTheContractInOrder) {
  const auto submitted = program_.Submit({Trait("a"), "{", Trait("b", R"("expected_version":99)")});
  ASSERT_EQ(submitted.results.size(), 3u);
  for (const JsonValue& result : submitted.results) {
    std::vector<std::string> names;
    for (const auto& [name, value] : result.members) names.push_back(name);
    EXPECT_THAT(names,
                ElementsAre("line", "command", "command_id", "status", "scope", "id", "version",
                            "position", "events", "approval_id", "code", "message", "what_to_do"));
  }
  const JsonValue& first = submitted.results[0];
  EXPECT_EQ(first.Find("line")->kind, JsonValue::Kind::kNumber);
  EXPECT_EQ(first.Find("version")->kind, JsonValue::Kind::kNumber);
  EXPECT_EQ(first.Find("position")->kind, JsonValue::Kind::kString);
  EXPECT_THAT(Text(first, "command_id"), testing::ContainsRegex(kUuid));
  EXPECT_EQ(Text(first.Find("events")->items.at(0), "type"), "TraitRecorded");
  EXPECT_EQ(Text(first.Find("events")->items.at(0), "position"), Text(first, "position"));
  for (const char* name : {"approval_id", "code", "message", "what_to_do"}) {
    EXPECT_EQ(Text(first, name), "null") << name;
  }
}

TEST_F(SubmitTest, FileOrStdin_GiveTheSameWhateverTheFormat) {
  std::ofstream(program_.Inside("lines.jsonl")) << Trait("a", R"("command_id":"1")") << "\n";
  const Finished from_file = program_.Run({"submit", "lines.jsonl", "-o", "table"});
  EXPECT_EQ(from_file.exit_code, 0) << from_file.err;
  EXPECT_EQ(Text(Parsed(from_file.out), "status"), "accepted") << "always JSON lines";
  const auto from_stdin = program_.Submit({Trait("a", R"("command_id":"1")")});
  EXPECT_EQ(Text(from_stdin.results.at(0), "status"), "repeated");
  EXPECT_EQ(program_.Run({"submit", "no-such-file"}).exit_code, 3);
}

TEST_F(SubmitTest, EmptyLinesAndCarriageReturns_AreSkippedAndCounted) {
  const auto submitted = program_.Submit({"", Trait("a"), "   ", "\t", Trait("b") + "\r", ""});
  EXPECT_THAT(Column(submitted.results, "line"), ElementsAre("2", "5"));
  EXPECT_EQ(submitted.finished.exit_code, 0);
  EXPECT_EQ(program_.Submit({}).finished.exit_code, 0);
}

TEST_F(SubmitTest, CamelCaseNamesAndNumbersAsText_AreTaken) {
  const JsonValue result = program_.SubmitOne(
      R"({"command":"RegisterCustomer","scope":"customer/C-2","actor":"li.wei","commandId":"c 2",)"
      R"("expectedVersion":"0","data":{"kind":"PERSON","name":"x","identityNumber":"A1",)"
      R"("owner":"li.wei","source":"INTERNET"}})");
  EXPECT_EQ(Text(result, "status"), "accepted") << Text(result, "message");
}

TEST_F(SubmitTest, ActorOption_StandsInForTheMember) {
  const std::string line = R"({"command":"RecordTrait","scope":"customer/C-1",)"
                           R"("data":{"trait":"x","source":"INTERNET"}})";
  EXPECT_EQ(Text(program_.SubmitOne(line), "code"), "ACTOR_MISSING");
  const auto submitted = program_.Submit({line}, {"--actor", "li.wei"});
  EXPECT_EQ(Text(submitted.results.at(0), "status"), "accepted");
}

TEST_F(SubmitTest, SameIdAndContent_IsRepeatedEvenWithAClockLongPast) {
  const std::string now = R"("command_id":"t 1","now":"2026-03-02T10:00:00+08:00")";
  const JsonValue first = program_.SubmitOne(Trait("a", now));
  ASSERT_EQ(Text(first, "status"), "accepted") << Text(first, "message");
  ASSERT_EQ(program_.Run({"clock", "advance", "3d"}).exit_code, 0);
  const std::string head = program_.Head();
  const JsonValue again = program_.SubmitOne(Trait("a", now));
  EXPECT_EQ(Text(again, "status"), "repeated");
  for (const char* name : {"command_id", "version", "position", "scope", "id"}) {
    EXPECT_EQ(Text(again, name), Text(first, name)) << name;
  }
  EXPECT_EQ(program_.Head(), head);
}

TEST_F(SubmitTest, UuidAsId_IsKeptAndOtherTextHashedWithTheScope) {
  const std::string uuid = "6e0b7a52-9d4c-4f7e-8a5b-0c1d2e3f4a5b";
  const auto id_of = [&](std::string_view id) {
    return Text(program_.SubmitOne(Trait(id, fmt::format(R"("command_id":"{}")", id))),
                "command_id");
  };
  EXPECT_EQ(id_of(uuid), uuid);
  EXPECT_THAT(id_of("invoice 7"), AllOf(testing::ContainsRegex(kUuid), Not("invoice 7")));
  const JsonValue other = program_.SubmitOne(Register("C-2", R"("command_id":"invoice 7")"));
  EXPECT_EQ(Text(other, "status"), "accepted") << "the same text in another scope is another id";
}

TEST_F(SubmitTest, KnownIdWithOtherContent_IsAConflict) {
  ASSERT_EQ(Text(program_.SubmitOne(Trait("a", R"("command_id":"1")")), "status"), "accepted");
  ExpectNo(Trait("b", R"("command_id":"1")"), "refused", "COMMAND_ID_CONFLICT");
}

TEST_F(SubmitTest, EachRuleOfTheEnvelope_RefusesWithItsCode) {
  ExpectNo(Trait("a", R"("expected_version":99)"), "refused", "VERSION_CONFLICT");
  ExpectNo(Trait("a", R"("effective_at":"2027-01-01T00:00:00Z")"), "refused",
           "EFFECTIVE_IN_FUTURE");
  ExpectNo(Trait("a", R"("now":"2020-01-01T00:00:00Z")"), "refused", "CLOCK_SET_BACKWARDS");
  ExpectNo(Register("C-1"), "refused", "ALREADY_EXISTS");
  ExpectNo(Line("RecordTrait", "customer/C-7", "li.wei", R"({"trait":"x","source":"INTERNET"})"),
           "refused", "UNKNOWN_CUSTOMER");
  ExpectNo(Line("RecordTrait", "customer/C-1", "nobody", R"({"trait":"x","source":"INTERNET"})"),
           "refused", "NOT_PERMITTED");
  ExpectNo(Trait("a", R"("on_behalf_of":"wang.fang")"), "refused", "NOT_PERMITTED");
}

TEST_F(SubmitTest, ExpectedVersion_ThatIsRightIsAccepted) {
  const JsonValue first = program_.SubmitOne(Trait("a", R"("expected_version":2)"));
  EXPECT_EQ(Text(first, "status"), "accepted") << Text(first, "message");
  EXPECT_EQ(Text(first, "version"), "3");
}

TEST_F(SubmitTest, PastEffectiveTime_StandsInTheRecord) {
  const JsonValue result =
      program_.SubmitOne(Trait("a", R"("effective_at":"2026-02-01T08:00:00+08:00","reason":"补登",)"
                                    R"("correlation_id":"k")"));
  ASSERT_EQ(Text(result, "status"), "accepted") << Text(result, "message");
  const JsonValue record = program_.Json({"log", "show", Text(result, "position")});
  EXPECT_EQ(Text(record, "effective_at"), "2026-02-01T00:00:00Z");
  EXPECT_EQ(Text(record, "recorded_at"), "2026-03-02T01:00:00Z");
  EXPECT_EQ(Text(*record.Find("reason"), "sealed"), "no_access");
  EXPECT_EQ(Text(program_.Json({"log", "show", Text(result, "position"), "--actor", "qian.yu"}),
                 "reason"),
            "补登");
}

TEST_F(SubmitTest, ValidateOnly_JudgesAndWritesNothing) {
  const std::string head = program_.Head();
  const auto judged = program_.Submit({Trait("a"), Trait("a", R"("expected_version":99)"), "{"},
                                      {"--validate-only"});
  EXPECT_THAT(Column(judged.results, "status"), ElementsAre("valid", "refused", "invalid"));
  EXPECT_EQ(program_.Head(), head);
  EXPECT_EQ(program_.Submit({Trait("a")}, {"--validate-only"}).finished.exit_code, 0);
}

TEST_F(SubmitTest, ExitCode_IsInvalidBeforeRefusedBeforeOk) {
  const std::string good = Trait("a");
  const std::string refused = Trait("b", R"("expected_version":99)");
  EXPECT_EQ(program_.Submit({good}).finished.exit_code, 0);
  EXPECT_EQ(program_.Submit({good, refused}).finished.exit_code, 4);
  EXPECT_EQ(program_.Submit({refused, "{", good}).finished.exit_code, 2);
}

TEST_F(SubmitTest, AfterARefusedLine_TheRestIsDoneUnlessAskedToStop) {
  const std::vector<std::string> lines = {Trait("a"), Trait("b", R"("expected_version":99)"),
                                          Trait("c")};
  EXPECT_THAT(Column(program_.Submit(lines).results, "status"),
              ElementsAre("accepted", "refused", "accepted"));
  const auto stopped = program_.Submit(lines, {"--stop-on-refusal"});
  EXPECT_THAT(Column(stopped.results, "status"), ElementsAre("accepted", "refused"));
  EXPECT_EQ(stopped.finished.exit_code, 4);
  const auto invalid = program_.Submit({"{", Trait("d")}, {"--stop-on-refusal"});
  EXPECT_THAT(Column(invalid.results, "status"), ElementsAre("invalid"));
}

TEST_F(SubmitTest, Summary_CountsByCodeOnStderr) {
  const auto submitted = program_.Submit({Trait("a"), Trait("b"), "{", Register("C-1")});
  EXPECT_EQ(submitted.finished.err, "1 ALREADY_EXISTS, 1 BAD_JSON, 2 accepted\n");
}

TEST(SubmitOnASystemClock, Now_IsInvalidAndClockVerbsAreUsage) {
  CommandLine program;
  program.InitSystem();
  const std::string head = program.Head();
  const auto submitted = program.Submit({Register("C-1", R"("now":"2026-03-02T09:00:00+08:00")")});
  EXPECT_EQ(submitted.finished.exit_code, 2);
  EXPECT_EQ(Text(submitted.results.at(0), "code"), "NOW_NOT_ALLOWED");
  EXPECT_EQ(program.Run({"clock", "advance", "3d"}).exit_code, 2);
  EXPECT_EQ(program.Run({"clock", "set", "2030-01-01T00:00:00Z"}).exit_code, 2);
  EXPECT_EQ(program.Head(), head);
}

TEST(SubmitWithoutAStore, AnyLine_IsExit3) {
  CommandLine program;
  const auto submitted = program.Submit({Register("C-1")});
  EXPECT_EQ(submitted.finished.exit_code, 3);
  EXPECT_THAT(submitted.finished.out, IsEmpty());
}

}  // namespace
}  // namespace tenure::e2e
