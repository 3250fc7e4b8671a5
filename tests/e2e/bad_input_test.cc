// Input that is no command: each kind is a typed answer with code, Chinese and English text and
// what to do, names the field, repeats no value, and writes nothing.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include "e2e/command_line.h"

namespace tenure::e2e {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

struct BadLine {
  std::string what;
  std::string line;
  std::string code;
  std::string names;  // stands in the message
};

std::string Trait(std::string_view data, std::string_view more = "") {
  return Line("RecordTrait", "customer/C-1", "li.wei", data, more);
}

std::string Filled(std::string_view before, std::size_t count, std::string_view after) {
  return fmt::format("{}{}{}", before, std::string(count, 'x'), after);
}

std::vector<BadLine> NotJson() {
  const std::string deep = std::string(40, '[') + std::string(40, ']');
  return {
      {"half an object", R"({"command":)", "BAD_JSON", ""},
      {"prose", "hello", "BAD_JSON", ""},
      {"two values", R"({} {})", "BAD_JSON", ""},
      {"an array", "[1]", "WRONG_TYPE", "line"},
      {"a null", "null", "WRONG_TYPE", "line"},
      {"a key twice", Trait(R"({"trait":"a","trait":"b"})"), "DUPLICATE_KEY", "data.trait"},
      {"an envelope key twice", Trait(R"({"trait":"a"})", R"("actor":"x")"), "DUPLICATE_KEY",
       "actor"},
      {"bad UTF-8", Trait("{\"trait\":\"\xff\xfe\"}"), "BAD_UTF8", "data.trait"},
      {"a surrogate as bytes", Trait("{\"trait\":\"\xed\xa0\x80\"}"), "BAD_UTF8", "data.trait"},
      {"too deep", Trait(fmt::format(R"({{"trait":{}}})", deep)), "TOO_DEEP", "32"},
      {"too large", Trait(Filled(R"({"trait":")", 1'100'000, R"("})")), "COMMAND_TOO_LARGE",
       "1048576"},
  };
}

std::vector<BadLine> BadEnvelope() {
  const std::string good = R"({"trait":"a","source":"INTERNET"})";
  const std::string long_id = Filled(R"("command_id":")", 129, R"(")");
  return {
      {"no command", R"({"scope":"customer/C-1","actor":"li.wei","data":{}})", "MISSING_FIELD",
       "command"},
      {"unknown command", Line("SellHouse", "customer/C-1", "li.wei", "{}"), "UNKNOWN_COMMAND",
       "SellHouse"},
      {"no scope", R"({"command":"RecordTrait","actor":"li.wei","data":{"trait":"a"}})",
       "MISSING_FIELD", "scope"},
      {"no data", R"({"command":"RecordTrait","actor":"li.wei","scope":"customer/C-1"})",
       "MISSING_FIELD", "data"},
      {"no actor", R"({"command":"RecordTrait","scope":"customer/C-1","data":)" + good + "}",
       "ACTOR_MISSING", ""},
      {"unknown envelope field", Trait(good, R"("colour":"red")"), "UNKNOWN_FIELD", "colour"},
      {"command is a number", R"({"command":7,"scope":"customer/C-1","data":{}})", "WRONG_TYPE",
       "command"},
      {"bad instant", Trait(good, R"("effective_at":"yesterday")"), "WRONG_TYPE", "effective_at"},
      {"instant without offset", Trait(good, R"("now":"2026-03-02T09:00:00")"), "WRONG_TYPE",
       "now"},
      {"negative version", Trait(good, R"("expected_version":-1)"), "WRONG_TYPE",
       "expected_version"},
      {"reason is a list", Trait(good, R"("reason":["a"])"), "WRONG_TYPE", "reason"},
      {"reason too long", Trait(good, Filled(R"("reason":")", 70'000, R"(")")), "TOO_LONG",
       "reason"},
      {"long command id", Trait(good, long_id), "BAD_COMMAND_ID", "128"},
      {"actor with spaces", Line("RecordTrait", "customer/C-1", "li wei", good), "BAD_ID", "actor"},
      {"governance scope", Line("RecordTrait", "governance/main", "li.wei", good), "BAD_SCOPE",
       "customer/<id>"},
      {"customer scope",
       Line("GrantRole", "customer/C-1", "admin", R"({"actor_id":"a","role":"sales"})"),
       "BAD_SCOPE", "governance/main"},
      {"scope climbs", Line("RecordTrait", "customer/../C-1", "li.wei", good), "BAD_SCOPE", ""},
      {"system command",
       Line("InstallPolicy", "governance/main", "admin",
            R"({"policy_id":"roles","body":{"roles":{}}})"),
       "SYSTEM_COMMAND", "InstallPolicy"},
  };
}

std::vector<BadLine> BadData() {
  const auto contribution = [](std::string_view amount, std::string_view year) {
    return Line(
        "RecordFundContribution", "customer/C-1", "li.wei",
        fmt::format(R"({{"amount":{},"source":"COMPANY_PROFIT","year":{}}})", amount, year));
  };
  const std::string money = R"({"minor":1,"currency":"CNY"})";
  return {
      {"unknown field", Trait(R"({"trait":"a","source":"INTERNET","colour":"red"})"),
       "UNKNOWN_FIELD", "data.colour"},
      {"required is missing", Trait(R"({"source":"INTERNET"})"), "MISSING_FIELD", "data.trait"},
      {"required is empty", Trait(R"({"trait":"","source":"INTERNET"})"), "MISSING_FIELD",
       "data.trait"},
      {"text is a number", Trait(R"({"trait":7,"source":"INTERNET"})"), "WRONG_TYPE", "data.trait"},
      {"data is text", Trait(R"("x")"), "WRONG_TYPE", "data"},
      {"unknown word", Trait(R"({"trait":"a","source":"DREAM"})"), "WRONG_TYPE", "data.source"},
      {"too long", Trait(Filled(R"({"trait":")", 20'000, R"(","source":"INTERNET"})")), "TOO_LONG",
       "data.trait"},
      {"control character", Trait(R"({"trait":"a\u0007","source":"INTERNET"})"),
       "CONTROL_CHARACTER", "data.trait"},
      {"zero byte", Trait(R"({"trait":"a\u0000b","source":"INTERNET"})"), "CONTROL_CHARACTER",
       "data.trait"},
      {"year beyond its range", contribution(money, "99999"), "OUT_OF_RANGE", "data.year"},
      {"year beyond 32 bits", contribution(money, "99999999999"), "OUT_OF_RANGE", "data.year"},
      {"year as a fraction", contribution(money, "2025.5"), "WRONG_TYPE", "data.year"},
      {"amount beyond 64 bits",
       contribution(R"({"minor":99999999999999999999,"currency":"CNY"})", "2025"), "OUT_OF_RANGE",
       "data.amount.minor"},
      {"amount is a number", contribution("5", "2025"), "WRONG_TYPE", "data.amount"},
      {"no such date",
       Line("SignContract", "customer/C-1", "li.wei",
            R"({"engagement_id":"EN-1","contract_number":"H","signed_on":"2026-02-30",)"
            R"("amount":{"minor":1,"currency":"CNY"}})"),
       "WRONG_TYPE", "data.signed_on"},
      {"id with a slash",
       Line("OpenEngagement", "customer/C-1", "li.wei",
            R"({"engagement_id":"EN/1","project_id":"P-1"})"),
       "BAD_ID", "data.engagement_id"},
  };
}

class BadInput : public testing::TestWithParam<std::vector<BadLine> (*)()> {};

TEST_P(BadInput, EachLine_IsInvalidWithCodeTextsAndWhatToDo) {
  CommandLine program;
  program.InitSimulated();
  ASSERT_EQ(Text(program.SubmitOne(Register("C-1")), "status"), "accepted");
  const std::string head = program.Head();
  const std::vector<BadLine> bad = GetParam()();
  std::vector<std::string> lines;
  for (const BadLine& one : bad) lines.push_back(one.line);
  std::vector<std::vector<std::string>> messages;
  for (const char* language : {"zh", "en"}) {
    const auto submitted = program.Submit(lines, {"--lang", language});
    EXPECT_EQ(submitted.finished.exit_code, 2);
    ASSERT_EQ(submitted.results.size(), bad.size()) << submitted.finished.err;
    messages.emplace_back();
    for (std::size_t i = 0; i < bad.size(); ++i) {
      const JsonValue& result = submitted.results[i];
      EXPECT_EQ(Text(result, "status"), "invalid") << bad[i].what;
      EXPECT_EQ(Text(result, "code"), bad[i].code) << bad[i].what << Text(result, "message");
      EXPECT_THAT(Text(result, "message"), HasSubstr(bad[i].names)) << bad[i].what;
      EXPECT_THAT(Text(result, "what_to_do"), AllOf(Not(IsEmpty()), Not("null"))) << bad[i].what;
      EXPECT_THAT(Text(result, "message"), Not(HasSubstr("xxxx"))) << "repeats the value";
      messages.back().push_back(Text(result, "message"));
    }
  }
  for (std::size_t i = 0; i < bad.size(); ++i) {
    EXPECT_NE(messages[0][i], messages[1][i]) << bad[i].what << ": zh and en are the same";
  }
  EXPECT_EQ(program.Head(), head) << "something was written";
}

std::string KindName(const testing::TestParamInfo<std::vector<BadLine> (*)()>& info) {
  static const std::vector<std::string> names = {"NotJson", "BadEnvelope", "BadData"};
  return names.at(info.index);
}
INSTANTIATE_TEST_SUITE_P(Lines, BadInput, testing::Values(NotJson, BadEnvelope, BadData), KindName);

// --- what only the state of the store shows ------------------------------------------------------

// Customer C-1 with a filed complaint, and a command of his that waits for a second person.
class BadForItsStore : public testing::Test {
 protected:
  void SetUp() override {
    program_.InitSimulated();
    const auto done =
        program_.Submit({Register("C-1", R"("command_id":"register")"),
                         Line("FileComplaint", "customer/C-1", "li.wei",
                              R"({"complaint_id":"CC-1","channel":"CALL","words":"w"})"),
                         Line("AssignComplaint", "customer/C-1", "li.wei",
                              R"({"complaint_id":"CC-1","handler":"li.wei"})"),
                         Line("RejectComplaint", "customer/C-1", "zhao.min",
                              R"({"complaint_id":"CC-1","reasons":"r","ground":"NOT_FOUNDED",)"
                              R"("external_route":"12315"})")});
    ASSERT_EQ(done.finished.exit_code, 0) << done.finished.out;
    approval_ = Text(done.results.back(), "approval_id");
    ASSERT_NE(approval_, "null");
  }

  // The line is refused so, in both languages, with what to do, and nothing is written.
  void ExpectRefused(const std::string& line, std::string_view code) {
    const std::string head = program_.Head();
    std::vector<std::string> messages;
    for (const char* language : {"zh", "en"}) {
      const auto submitted = program_.Submit({line}, {"--lang", language});
      EXPECT_EQ(submitted.finished.exit_code, 4) << code;
      ASSERT_EQ(submitted.results.size(), 1u) << submitted.finished.err;
      EXPECT_EQ(Text(submitted.results[0], "status"), "refused") << code;
      EXPECT_EQ(Text(submitted.results[0], "code"), code) << Text(submitted.results[0], "message");
      EXPECT_THAT(Text(submitted.results[0], "what_to_do"), AllOf(Not(IsEmpty()), Not("null")));
      messages.push_back(Text(submitted.results[0], "message"));
    }
    EXPECT_NE(messages[0], messages[1]) << code;
    EXPECT_EQ(program_.Head(), head) << code << ": something was written";
  }

  CommandLine program_;
  std::string approval_;
};

TEST_F(BadForItsStore, EachKind_IsRefusedWithCodeTextsAndWhatToDo) {
  const std::string good = R"({"trait":"a","source":"INTERNET"})";
  const auto approve = [&](std::string_view actor) {
    return Line("GiveApproval", "customer/C-1", actor,
                fmt::format(R"({{"approval_id":"{}"}})", approval_));
  };
  ExpectRefused(Line("RecordTrait", "customer/C-9", "li.wei", good), "UNKNOWN_CUSTOMER");
  ExpectRefused(Trait(good, R"("expected_version":77)"), "VERSION_CONFLICT");
  ExpectRefused(Line("RegisterCustomer", "customer/C-1", "li.wei",
                     R"({"kind":"PERSON","name":"n","owner":"li.wei","source":"INTERNET"})",
                     R"("command_id":"register")"),
                "COMMAND_ID_CONFLICT");
  ExpectRefused(Trait(good, R"("effective_at":"2026-03-02T09:00:01+08:00")"),
                "EFFECTIVE_IN_FUTURE");
  ExpectRefused(Line("RecordTrait", "customer/C-1", "nobody", good), "NOT_PERMITTED");
  ExpectRefused(approve("zhao.min"), "APPROVER_IS_REQUESTER");
  ExpectRefused(Line("CompleteRemedy", "customer/C-1", "li.wei",
                     R"({"complaint_id":"CC-1","evidence":{"kind":"photo","place":"dms://1"}})"),
                "COMPLAINT_ORDER");
  ExpectRefused(Trait(good, R"("now":"2026-03-02T08:59:59+08:00")"), "CLOCK_SET_BACKWARDS");
}

TEST_F(BadForItsStore, ClockVerbBackwards_IsRefusedAndTheClockStays) {
  const std::string head = program_.Head();
  const std::string before = program_.Run({"clock", "show"}).out;
  for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
           {"clock", "set", "2026-03-02T08:00:00+08:00"}, {"clock", "advance", "-1d"}}) {
    const Finished zh = program_.Run([&] {
      std::vector<std::string> all = {"--lang", "zh"};
      all.insert(all.end(), words.begin(), words.end());
      return all;
    }());
    const Finished en = program_.Run(words);
    EXPECT_THAT(en.exit_code, testing::AnyOf(2, 4)) << en.err;
    EXPECT_EQ(zh.exit_code, en.exit_code);
    EXPECT_NE(zh.err, en.err);
  }
  EXPECT_EQ(program_.Run({"clock", "set", "2026-03-02T08:00:00+08:00"}).exit_code, 4);
  EXPECT_EQ(program_.Run({"clock", "show"}).out, before);
  EXPECT_EQ(program_.Head(), head);
}

TEST(BadStore, MissingOrNone_IsExit3WithWhatToDoAndNothingIsMade) {
  CommandLine program;
  const std::string empty = program.Inside("empty");
  ASSERT_EQ(RunProcess({"mkdir", empty}).exit_code, 0);
  for (const std::string& store : {program.store(), empty}) {
    for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
             {"log", "head"}, {"submit", "-"}, {"worklist"}, {"clock", "show"}, {"doctor"}}) {
      std::vector<std::string> all = {"--store", store};
      all.insert(all.end(), words.begin(), words.end());
      const Finished done = program.Run(all, Register("C-1") + "\n");
      EXPECT_EQ(done.exit_code, 3) << store << " " << words[0] << done.err << done.out;
      if (words[0] == "doctor") continue;  // prints its finding as a row
      EXPECT_THAT(done.err, StartsWith("STORE_MISSING: "));
    }
    EXPECT_NE(program.Run({"--store", store, "--lang", "zh", "log", "head"}).err,
              program.Run({"--store", store, "--lang", "en", "log", "head"}).err);
  }
  EXPECT_EQ(RunProcess({"ls", "-A", empty}).out, "") << "something was made";
  EXPECT_NE(RunProcess({"ls", program.store()}).exit_code, 0) << "something was made";
}

}  // namespace
}  // namespace tenure::e2e
