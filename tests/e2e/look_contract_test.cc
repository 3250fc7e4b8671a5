// What people look at: customers, timelines, what is due, approvals from request to decision,
// authority, the log, read models, clocks, backups. Each on a store of the real program.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <filesystem>

#include "e2e/command_line.h"

namespace tenure::e2e {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

std::vector<std::string> Column(const JsonValue& rows, std::string_view name) {
  std::vector<std::string> texts;
  for (const JsonValue& row : rows.items) texts.push_back(Text(row, name));
  return texts;
}

// Customer C-1 with a trait, an engagement, and a waiver that waits for a second person.
class LookTest : public testing::Test {
 protected:
  void SetUp() override {
    program_.InitSimulated();
    const JsonValue project =
        program_.SubmitOne(Line("OpenProject", "governance/main", "li.wei",
                                R"({"project_id":"P-1","name":"城市花园","template":"PROPERTY"})"));
    ASSERT_EQ(Text(project, "status"), "requested");
    const JsonValue opened = program_.SubmitOne(
        Line("GiveApproval", "governance/main", "zhao.min",
             fmt::format(R"({{"approval_id":"{}"}})", Text(project, "approval_id"))));
    ASSERT_EQ(Text(opened, "status"), "accepted");
    const auto made = program_.Submit({
        Register("C-1", R"("reason":"老业主推荐")"),
        Line("RecordTrait", "customer/C-1", "li.wei",
             R"({"trait":"看重学区","source":"INTERNET"})"),
        Line("OpenEngagement", "customer/C-1", "li.wei",
             R"({"engagement_id":"EN-1","project_id":"P-1"})"),
        Line("WaiveStage", "customer/C-1", "li.wei",
             R"({"engagement_id":"EN-1","stage":"DISCLOSED","grounds":"现房销售"})"),
    });
    ASSERT_EQ(made.finished.exit_code, 0) << made.finished.out;
    approval_ = Text(made.results.at(3), "approval_id");
    ASSERT_EQ(Text(made.results.at(3), "status"), "requested");
  }

  JsonValue Give(std::string_view actor) {
    return program_.SubmitOne(Line("GiveApproval", "customer/C-1", actor,
                                   fmt::format(R"({{"approval_id":"{}"}})", approval_)));
  }
  // With the second person's agreement.
  void Merge(const std::string& customer, const std::string& into) {
    const JsonValue asked =
        program_.SubmitOne(Line("MergeCustomers", "customer/" + customer, "li.wei",
                                fmt::format(R"({{"into":"{}"}})", into)));
    ASSERT_EQ(Text(asked, "status"), "requested") << Text(asked, "message");
    const JsonValue given = program_.SubmitOne(
        Line("GiveApproval", "customer/" + customer, "zhao.min",
             fmt::format(R"({{"approval_id":"{}"}})", Text(asked, "approval_id"))));
    ASSERT_EQ(Text(given, "status"), "accepted") << Text(given, "message");
  }
  void ExpectNotFound(const std::vector<std::string>& words) {
    const Finished done = program_.Run(words);
    EXPECT_EQ(done.exit_code, 3) << fmt::format("{}", fmt::join(words, " "));
    EXPECT_THAT(done.err, StartsWith("NOT_FOUND"));
    EXPECT_THAT(done.out, IsEmpty());
  }
  void ExpectUsage(const std::vector<std::string>& words) {
    const Finished done = program_.Run(words);
    EXPECT_EQ(done.exit_code, 2) << fmt::format("{}", fmt::join(words, " "));
    EXPECT_THAT(done.err, Not(IsEmpty()));
    EXPECT_THAT(done.out, IsEmpty());
  }

  CommandLine program_;
  std::string approval_;
};

TEST_F(LookTest, CustomerShow_OpensPersonalFieldsForThoseWhoMayRead) {
  const JsonValue sealed = program_.Json({"customer", "show", "C-1"});
  EXPECT_EQ(Text(sealed, "id"), "C-1");
  EXPECT_EQ(Text(*sealed.Find("name"), "sealed"), "no_access");
  EXPECT_EQ(Text(*sealed.Find("phone"), "sealed"), "no_access");
  EXPECT_EQ(Text(sealed, "owner"), "li.wei");
  const JsonValue stranger = program_.Json({"customer", "show", "C-1", "--actor", "nobody"});
  EXPECT_EQ(Text(*stranger.Find("name"), "sealed"), "no_access");
  const JsonValue open = program_.Json({"customer", "show", "C-1", "--actor", "qian.yu"});
  EXPECT_EQ(Text(open, "name"), "王芳");
  EXPECT_THAT(Column(*open.Find("streams"), "aggregate"), Contains("engagement"));
  ExpectNotFound({"customer", "show", "C-9"});
}

TEST_F(LookTest, MergedCustomer_IsClosedAndReadsOfTheSurvivorShowBoth) {
  ASSERT_EQ(Text(program_.SubmitOne(Register("C-2")), "status"), "accepted");
  Merge("C-2", "C-1");
  const JsonValue refused = program_.SubmitOne(
      Line("RecordTrait", "customer/C-2", "li.wei", R"({"trait":"x","source":"INTERNET"})"));
  EXPECT_EQ(Text(refused, "code"), "CUSTOMER_MERGED");
  EXPECT_EQ(Text(program_.Json({"customer", "show", "C-2"}), "merged_into"), "C-1");
  const JsonValue survivor = program_.Json({"customer", "show", "C-1"});
  ASSERT_EQ(survivor.Find("absorbed")->items.size(), 1u);
  EXPECT_EQ(survivor.Find("absorbed")->items[0].text, "C-2");
  const JsonValue story = program_.Json({"customer", "timeline", "C-1"});
  EXPECT_THAT(Column(story, "customer"), Contains("C-2"));
  EXPECT_THAT(Column(story, "type"), Contains("CustomersMerged"));
  EXPECT_THAT(Column(story, "type"), Contains("CustomerAbsorbed"));
  EXPECT_EQ(program_.Verify(), "clean");
}

TEST_F(LookTest, CustomerMergedIntoNobody_ComesBackOpen) {
  ASSERT_EQ(Text(program_.SubmitOne(Register("C-2")), "status"), "accepted");
  Merge("C-2", "C-99");
  const JsonValue story = program_.Json({"customer", "timeline", "C-2"});
  EXPECT_EQ(Text(story.items.back(), "type"), "CustomersUnmerged");
  EXPECT_EQ(Text(*story.items.back().Find("data"), "refused_for"), "UNKNOWN_CUSTOMER");
  EXPECT_EQ(Text(program_.SubmitOne(Line("RecordTrait", "customer/C-2", "li.wei",
                                         R"({"trait":"x","source":"INTERNET"})")),
                 "status"),
            "accepted");
  EXPECT_EQ(program_.Verify(), "clean");
}

TEST_F(LookTest, CustomerList_IsOneRowEach) {
  ASSERT_EQ(Text(program_.SubmitOne(Register("C-2")), "status"), "accepted");
  EXPECT_THAT(Column(program_.Json({"customer", "list"}), "customer"), ElementsAre("C-1", "C-2"));
}

TEST_F(LookTest, CustomerTimeline_TellsTheEventsInOrderWithTitles) {
  const JsonValue story =
      program_.Json({"customer", "timeline", "C-1", "--actor", "qian.yu", "--lang", "zh"});
  EXPECT_THAT(Column(story, "type"),
              ElementsAre("CustomerRegistered", "OwnerAssigned", "TraitRecorded",
                          "EngagementOpened", "ApprovalRequested"));
  EXPECT_EQ(Text(story.items[0], "title"), "客户已登记");
  EXPECT_EQ(Text(story.items[0], "reason"), "老业主推荐");
  EXPECT_EQ(Text(*story.items[2].Find("data"), "trait"), "看重学区");
  const JsonValue sealed = program_.Json({"customer", "timeline", "C-1"});
  EXPECT_EQ(Text(*sealed.items[0].Find("reason"), "sealed"), "no_access");
  EXPECT_EQ(Text(*sealed.items[2].Find("data")->Find("trait"), "sealed"), "no_access");
  ExpectNotFound({"customer", "timeline", "C-9"});
}

TEST_F(LookTest, Approval_IsListedShownAndGivenByASecondPersonOnly) {
  EXPECT_THAT(Column(program_.Json({"approval", "list"}), "approval"), ElementsAre(approval_));
  const JsonValue shown = program_.Json({"approval", "show", approval_});
  EXPECT_EQ(Text(shown, "status"), "OPEN");
  EXPECT_EQ(Text(shown, "requester"), "li.wei");
  const std::string head = program_.Head();
  EXPECT_EQ(Text(Give("li.wei"), "code"), "NOT_PERMITTED");
  EXPECT_EQ(program_.Head(), head);
  ASSERT_EQ(Text(program_.SubmitOne(Line("GrantRole", "governance/main", "admin",
                                         R"({"actor_id":"li.wei","role":"approver"})")),
                 "status"),
            "accepted");
  EXPECT_EQ(Text(Give("li.wei"), "code"), "APPROVER_IS_REQUESTER");
  const JsonValue given = Give("zhao.min");
  EXPECT_EQ(Text(given, "status"), "accepted") << Text(given, "message");
  EXPECT_THAT(Column(*given.Find("events"), "type"), Contains("StageWaived"));
  EXPECT_THAT(program_.Json({"approval", "list"}).items, IsEmpty());
  EXPECT_EQ(Text(program_.Json({"approval", "show", approval_}), "status"), "GIVEN");
  EXPECT_EQ(Text(Give("zhao.min"), "code"), "APPROVAL_CLOSED");
  ExpectNotFound({"approval", "show", "AP-none"});
}

TEST_F(LookTest, Approval_ExpiresByItsOwnWhenNobodyDecides) {
  ASSERT_EQ(program_.Run({"clock", "advance", "30d"}).exit_code, 0);
  EXPECT_THAT(program_.Json({"approval", "list"}).items, IsEmpty());
  EXPECT_EQ(Text(program_.Json({"approval", "show", approval_}), "status"), "EXPIRED");
  EXPECT_EQ(Text(Give("zhao.min"), "code"), "APPROVAL_EXPIRED");
}

TEST_F(LookTest, NowOfALine_MovesTheClockAndFiresWhatIsDueAtItsInstant) {
  const JsonValue result = program_.SubmitOne(Line("RecordTrait", "customer/C-1", "li.wei",
                                                   R"({"trait":"a","source":"INTERNET"})",
                                                   R"("now":"2026-06-01T09:00:00+08:00")"));
  ASSERT_EQ(Text(result, "status"), "accepted") << Text(result, "message");
  EXPECT_EQ(Text(program_.Json({"clock", "show"}), "now"), "2026-06-01T01:00:00Z");
  const JsonValue story = program_.Json({"customer", "timeline", "C-1"});
  ASSERT_EQ(story.items.size(), 7u);
  EXPECT_EQ(Text(story.items[5], "type"), "ApprovalExpired");
  EXPECT_EQ(Text(story.items[5], "actor"), "system");
  EXPECT_EQ(Text(story.items[5], "recorded_at"), "2026-03-09T01:00:00Z") << "when it was due";
  EXPECT_EQ(program_.Verify(), "clean");
}

TEST_F(LookTest, Worklist_IsOneObligationALineEarliestFirstAndFiltered) {
  const JsonValue due = program_.Json({"worklist"});
  ASSERT_GE(due.items.size(), 2u);
  EXPECT_EQ(Text(due.items[0], "kind"), "APPROVAL_WAITING");
  EXPECT_EQ(Text(due.items[0], "settle"), "GiveApproval");
  EXPECT_EQ(Text(due.items[0], "scope"), "customer/C-1");
  EXPECT_EQ(Text(due.items[0], "id"), approval_);
  std::vector<std::string> instants = Column(due, "due");
  const auto undated = std::find(instants.begin(), instants.end(), "");
  EXPECT_TRUE(std::all_of(undated, instants.end(), [](const auto& one) { return one.empty(); }));
  EXPECT_TRUE(std::is_sorted(instants.begin(), undated));
  const JsonValue mine = program_.Json({"worklist", "--owner", "li.wei"});
  EXPECT_THAT(Column(mine, "owner"), testing::Each("li.wei"));
  EXPECT_EQ(program_.Json({"worklist", "--kind", "APPROVAL_WAITING"}).items.size(), 1u);
  EXPECT_THAT(program_.Json({"worklist", "--due-before", "2026-03-02T00:00:00Z"}).items, IsEmpty());
  ExpectUsage({"worklist", "--due-before", "yesterday"});
}

TEST_F(LookTest, Worklist_WhatNobodyWasNamedForIsTheCustomersOwnersAndFollowsHim) {
  ASSERT_EQ(Text(Give("zhao.min"), "status"), "accepted");
  const auto made = program_.Submit({
      Line(
          "ProvideSigningGuidance", "customer/C-1", "li.wei",
          R"({"engagement_id":"EN-1","items":[{"clause":"8","caution":"x"}],"channels":["CALL"]})"),
      Line("SignContract", "customer/C-1", "li.wei",
           R"({"engagement_id":"EN-1","contract_number":"HT-1","signed_on":"2026-03-02",)"
           R"("amount":{"minor":100,"currency":"CNY"}})"),
      Line("WaiveStage", "customer/C-1", "li.wei",
           R"({"engagement_id":"EN-1","stage":"HANDED_OVER","grounds":"自行交接"})"),
  });
  ASSERT_EQ(made.finished.exit_code, 0) << made.finished.out;
  const JsonValue visit = program_.Json({"worklist", "--kind", "FOUR_YEAR_VISIT"});
  EXPECT_THAT(Column(visit, "owner"), ElementsAre("li.wei"));
  ASSERT_EQ(Text(program_.SubmitOne(
                     Line("AssignOwner", "customer/C-1", "li.wei", R"({"owner":"he.jing"})")),
                 "status"),
            "accepted");
  EXPECT_THAT(Column(program_.Json({"worklist", "--kind", "FOUR_YEAR_VISIT"}), "owner"),
              ElementsAre("he.jing"));
  EXPECT_EQ(Text(program_.Json({"worklist", "--kind", "APPROVAL_WAITING"}).items.at(0), "owner"),
            "");
}

// What several scopes owe together stands in no row, but in the list.
TEST_F(LookTest, Worklist_NamesChangedDisclosuresAndOwnersWhoLeft) {
  const auto kinds = [&] { return Column(program_.Json({"worklist"}), "kind"); };
  EXPECT_THAT(kinds(), Not(Contains("OWNER_ABSENT")));
  const auto publish = [&] {
    const JsonValue asked = program_.SubmitOne(
        Line("PublishDisclosure", "governance/main", "li.wei",
             R"({"project_id":"P-1","favourable":[{"fact":"a"}],"adverse":[{"fact":"b"}],)"
             R"("survey_radius_m":1000,"surveyed_on":"2026-02-20"})"));
    const JsonValue given = program_.SubmitOne(
        Line("GiveApproval", "governance/main", "zhao.min",
             fmt::format(R"({{"approval_id":"{}"}})", Text(asked, "approval_id"))));
    EXPECT_EQ(Text(given, "status"), "accepted") << Text(asked, "message");
  };
  publish();
  const std::string acknowledge = Line("RecordDisclosureAcknowledgement", "customer/C-1", "li.wei",
                                       R"({"engagement_id":"EN-1","version":1,)"
                                       R"("evidence":{"kind":"signature","place":"dms://1"}})");
  ASSERT_EQ(Text(program_.SubmitOne(acknowledge), "status"), "accepted");
  EXPECT_THAT(kinds(), Not(Contains("DISCLOSURE_CHANGED")));
  publish();
  const JsonValue changed = program_.Json({"worklist", "--kind", "DISCLOSURE_CHANGED"});
  ASSERT_EQ(changed.items.size(), 1u);
  EXPECT_EQ(Text(changed.items[0], "scope"), "customer/C-1");
  EXPECT_EQ(Text(changed.items[0], "id"), "EN-1");
  EXPECT_EQ(Text(changed.items[0], "item"), "2");
  EXPECT_EQ(Text(changed.items[0], "why_scope"), "governance/main");
  EXPECT_EQ(Text(changed.items[0], "settle"), "RecordDisclosureAcknowledgement");
  for (const char* role : {"sales", "service", "complaints"}) {
    ASSERT_EQ(
        Text(program_.SubmitOne(Line("RevokeRole", "governance/main", "admin",
                                     fmt::format(R"({{"actor_id":"li.wei","role":"{}"}})", role))),
             "status"),
        "accepted");
  }
  const JsonValue absent = program_.Json({"worklist", "--kind", "OWNER_ABSENT"});
  ASSERT_EQ(absent.items.size(), 1u);
  EXPECT_EQ(Text(absent.items[0], "item"), "li.wei");
  EXPECT_EQ(Text(absent.items[0], "settle"), "AssignOwner");
  EXPECT_EQ(program_.Verify(), "clean");
}

// The demo's store: complaints in every state, messages delivered and waiting.
class LookAtDemoTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_EQ(program_.Run({"demo"}).exit_code, 0); }

  JsonValue Json(std::vector<std::string> words) {
    words.insert(words.end(), {"--store", "demo-store"});
    return program_.Json(std::move(words));
  }

  CommandLine program_;
};

TEST_F(LookAtDemoTest, ComplaintShow_GivesTheCaseAndItsStory) {
  const JsonValue shown = Json({"complaint", "show", "CC-12", "--actor", "qian.yu"});
  EXPECT_EQ(Text(shown, "complaint"), "CC-12");
  EXPECT_EQ(Text(shown, "customer"), "C-1007");
  EXPECT_EQ(Text(shown, "status"), "PROPOSED");
  EXPECT_EQ(Text(shown, "handler"), "sun.li");
  EXPECT_EQ(Text(shown, "words"), "阳台推拉门关不严，刮风就响");
  EXPECT_EQ(Text(*shown.Find("state"), "status"), "PROPOSED");
  const std::vector<std::string> story = Column(*shown.Find("story"), "type");
  ASSERT_GE(story.size(), 12u);
  EXPECT_EQ(story.front(), "ComplaintFiled");
  EXPECT_THAT(story, testing::IsSupersetOf({"ComplaintAssigned", "ComplaintHeard", "ApologyMade",
                                            "ResponsibilityDetermined", "RuleApplied",
                                            "RemedyAuthorised", "RemedyProposed"}));
  const JsonValue sealed = Json({"complaint", "show", "CC-12"});
  EXPECT_EQ(Text(*sealed.Find("words"), "sealed"), "no_access");
  EXPECT_EQ(Text(sealed, "status"), "PROPOSED");
  const Finished none = program_.Run({"complaint", "show", "CC-0", "--store", "demo-store"});
  EXPECT_EQ(none.exit_code, 3);
  EXPECT_THAT(none.err, StartsWith("NOT_FOUND"));
}

TEST_F(LookAtDemoTest, Outbox_ListsAllAndExportsWhatIsOpenUntilItIsAnswered) {
  const JsonValue all = Json({"outbox", "list"});
  EXPECT_THAT(Column(all, "status"), testing::AllOf(Contains("OPEN"), Contains("DONE")));
  const JsonValue open = Json({"outbox", "export"});
  EXPECT_THAT(Column(open, "status"), testing::Each("OPEN"));
  ASSERT_EQ(open.items.size(), 2u);
  const JsonValue& first = open.items[0];
  EXPECT_EQ(Text(first, "scope"), "customer/C-1004");
  EXPECT_EQ(Text(first, "what"), "ProgressUpdateSent");
  EXPECT_EQ(Text(first, "channel"), "TEXT_MESSAGE");

  const auto answered =
      program_.Submit({Line("RecordDispatchResult", Text(first, "scope"), "he.jing",
                            fmt::format(R"({{"event_sequence":{},"result":"SIGNED_FOR"}})",
                                        Text(first, "event_sequence")))},
                      {"--store", "demo-store"});
  ASSERT_EQ(answered.finished.exit_code, 0) << answered.finished.out;
  EXPECT_THAT(Column(Json({"outbox", "export"}), "scope"), ElementsAre("customer/C-2002"));
  const JsonValue after = Json({"outbox", "list"});
  EXPECT_EQ(after.items.size(), all.items.size()) << "what is done stays listed";
  EXPECT_THAT(Column(after, "result"), Contains("SIGNED_FOR"));
}

TEST_F(LookTest, Outbox_IsEmptyWhereNothingWasSent) {
  EXPECT_THAT(program_.Json({"outbox", "list"}).items, IsEmpty());
  EXPECT_THAT(program_.Json({"outbox", "export"}).items, IsEmpty());
}

TEST_F(LookTest, AuthorityShow_TellsTheRoles) {
  const JsonValue shown = program_.Json({"authority", "show", "li.wei"});
  EXPECT_EQ(Text(shown, "actor"), "li.wei");
  EXPECT_THAT(Column(*shown.Find("grants"), "role"),
              testing::UnorderedElementsAre("sales", "service", "complaints"));
  ExpectNotFound({"authority", "show", "nobody"});
}

TEST_F(LookTest, LogList_IsFilteredByScopeTypePlaceAndLimit) {
  EXPECT_THAT(Column(program_.Json({"log", "list", "--scope", "customer/C-1"}), "type"),
              ElementsAre("CustomerRegistered", "OwnerAssigned", "TraitRecorded",
                          "EngagementOpened", "ApprovalRequested"));
  EXPECT_EQ(program_.Json({"log", "list", "--type", "TraitRecorded"}).items.size(), 1u);
  EXPECT_THAT(Column(program_.Json({"log", "list", "--from", "3", "--limit", "2"}), "position"),
              ElementsAre("3", "4"));
  EXPECT_THAT(Column(program_.Json({"log", "list", "--from", "0:3", "--limit", "1"}), "position"),
              ElementsAre("3"));
  EXPECT_THAT(program_.Json({"log", "list", "--limit", "0"}).items, IsEmpty());
  ExpectUsage({"log", "list", "--type", "Nothing"});
  ExpectUsage({"log", "show", "abc"});
  ExpectNotFound({"log", "show", "99999"});
}

TEST_F(LookTest, LogShow_GivesTheWholeRecord) {
  const std::string last = std::to_string(std::stoul(program_.Head()) - 1);
  const JsonValue record = program_.Json({"log", "show", last});
  for (const char* name : {"position", "recorded_at", "scope", "type", "actor", "command_id",
                           "correlation_id", "unit", "governance_position", "data", "leaf_hash"}) {
    EXPECT_THAT(Text(record, name), Not("null")) << name;
    EXPECT_NE(record.Find(name), nullptr) << name;
  }
  EXPECT_EQ(Text(record, "door"), "cli");
  EXPECT_EQ(Text(record, "leaf_hash").size(), 64u);
}

TEST_F(LookTest, Projection_StatusRowsGetAndRebuildAgree) {
  const std::string head = program_.Head();
  const JsonValue status = program_.Json({"projection", "status"});
  EXPECT_THAT(Column(status, "status"), testing::Each("live"));
  EXPECT_THAT(Column(status, "position"), testing::Each(head));
  const JsonValue rows =
      program_.Json({"projection", "rows", "customer_profile", "--where", "owner=li.wei"});
  EXPECT_THAT(Column(rows, "key"), ElementsAre("C-1"));
  const std::string row =
      program_.Run({"projection", "get", "customer_profile", "C-1", "-o", "json"}).out;
  EXPECT_EQ(Text(Parsed(row), "key"), "C-1");
  const JsonValue rebuilt = program_.Json({"projection", "rebuild", "customer_profile"});
  EXPECT_EQ(Text(rebuilt, "position"), head);
  EXPECT_EQ(program_.Run({"projection", "get", "customer_profile", "C-1", "-o", "json"}).out, row);
  ExpectNotFound({"projection", "get", "customer_profile", "C-9"});
  ExpectNotFound({"projection", "rows", "nothing"});
  ExpectNotFound({"projection", "rebuild", "nothing"});
  ExpectUsage({"projection", "rows", "customer_profile", "--where", "owner"});
  ExpectUsage({"projection", "rows", "customer_profile", "--where", "colour=red"});
}

TEST_F(LookTest, ReplayVerify_IsCleanAndNamesWhatItCompared) {
  const JsonValue report = program_.Json({"replay", "verify"});
  EXPECT_EQ(Text(report, "status"), "clean");
  EXPECT_EQ(Text(report, "records"), program_.Head());
  EXPECT_EQ(Text(report, "store_digest").size(), 64u);
}

TEST_F(LookTest, Reads_WriteNothing) {
  const std::string root = Text(program_.Json({"log", "head"}), "root");
  for (const std::vector<std::string>& words :
       std::vector<std::vector<std::string>>{{"customer", "list"},
                                             {"customer", "show", "C-1"},
                                             {"customer", "timeline", "C-1"},
                                             {"worklist"},
                                             {"approval", "list"},
                                             {"authority", "show", "li.wei"},
                                             {"log", "list"},
                                             {"projection", "status"},
                                             {"replay", "verify"},
                                             {"doctor"},
                                             {"clock", "show"}}) {
    EXPECT_EQ(program_.Run(words).exit_code, 0) << words[0];
  }
  EXPECT_EQ(Text(program_.Json({"log", "head"}), "root"), root);
}

TEST_F(LookTest, Clock_MovesForwardOnlyAndOneJumpEqualsManySteps) {
  CommandLine steps;
  std::filesystem::copy(program_.store(), steps.store(), std::filesystem::copy_options::recursive);
  std::filesystem::copy(program_.keys(), steps.keys(), std::filesystem::copy_options::recursive);
  EXPECT_EQ(Text(program_.Json({"clock", "show"}), "clock"), "simulated");
  ASSERT_EQ(program_.Run({"clock", "set", "2027-04-01T09:00:00+08:00"}).exit_code, 0);
  for (const char* step : {"30d", "36h", "P20D"}) {
    ASSERT_EQ(steps.Run({"clock", "advance", step}).exit_code, 0) << step;
  }
  ASSERT_EQ(steps.Run({"clock", "set", "2027-04-01T09:00:00+08:00"}).exit_code, 0);
  const auto fired = [](const CommandLine& program) {
    std::vector<std::string> events;
    for (const JsonValue& row : program.Json({"log", "list", "--scope", "customer/C-1"}).items) {
      events.push_back(Text(row, "type") + " " + Text(row, "recorded_at"));
    }
    return events;
  };
  EXPECT_EQ(fired(program_), fired(steps));
  EXPECT_EQ(fired(steps).size(), 6u) << "the approval expired";
  const Finished back = program_.Run({"clock", "set", "2026-01-01T00:00:00Z"});
  EXPECT_EQ(back.exit_code, 4);
  EXPECT_THAT(back.err, StartsWith("CLOCK_BACKWARDS"));
  ExpectUsage({"clock", "advance", "soon"});
  EXPECT_EQ(Text(program_.Json({"timers", "run"}), "fired"), "0");
}

TEST_F(LookTest, Doctor_TellsHealthOfAStoreAndOfNone) {
  const JsonValue facts = program_.Json({"doctor"});
  EXPECT_THAT(Column(facts, "check"), testing::IsSupersetOf({"store_id", "head", "root", "segments",
                                                             "bytes", "clock", "due"}));
  EXPECT_THAT(Column(facts, "state"), testing::Each("ok"));
  const Finished none = program_.Run({"doctor", "--store", "nowhere", "-o", "json"});
  EXPECT_EQ(none.exit_code, 3);
  EXPECT_THAT(Column(Parsed(none.out), "state"), Contains("missing"));
}

TEST_F(LookTest, BackupAndRestore_BringTheSameLogBack) {
  const std::string root = Text(program_.Json({"log", "head"}), "root");
  ASSERT_EQ(program_.Run({"backup", "copy"}).exit_code, 0);
  EXPECT_EQ(program_.Run({"backup", "copy"}).exit_code, 4);
  EXPECT_EQ(program_.Run({"restore", "copy"}).exit_code, 4) << "a store stands here";
  ASSERT_EQ(Text(program_.SubmitOne(Register("C-2")), "status"), "accepted");
  std::filesystem::remove_all(program_.store());
  const Finished restored = program_.Run({"restore", "copy"});
  ASSERT_EQ(restored.exit_code, 0) << restored.err;
  EXPECT_EQ(Text(program_.Json({"log", "head"}), "root"), root);
  EXPECT_EQ(program_.Verify(), "clean");
  EXPECT_EQ(Text(program_.SubmitOne(Register("C-2")), "status"), "accepted");
}

TEST_F(LookTest, RestoreWithoutTheKeys_MakesNothing) {
  ASSERT_EQ(program_.Run({"backup", "copy"}).exit_code, 0);
  const Finished refused = program_.Run({"restore", "copy", "--store", "second"});
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.err, StartsWith("KEY_MISSING"));
  EXPECT_FALSE(std::filesystem::exists(program_.Inside("second")));
  const Finished done =
      program_.Run({"restore", "copy", "--store", "second", "--keys", program_.keys()});
  EXPECT_EQ(done.exit_code, 0) << done.err;
}

}  // namespace
}  // namespace tenure::e2e
