// `search` and `why` by the real program: who is found by what, by whom, and which events stand
// behind a figure.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include "e2e/command_line.h"

namespace tenure::e2e {
namespace {

using testing::AllOf;
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

// C-1 with an identity number, a phone, a contact person, an order and a complaint.
class FindTest : public testing::Test {
 protected:
  void SetUp() override {
    program_.InitSimulated();
    const auto made = program_.Submit({
        Line("RegisterCustomer", "customer/C-1", "li.wei",
             R"({"kind":"PERSON","name":"Mallory Marked","identity_number":"31010119900101123x",)"
             R"("phone":"+86 138 0000 7001","owner":"li.wei","source":"INTERNET"})"),
        Register("C-2"),
        Line("SetContactPerson", "customer/C-1", "li.wei",
             R"({"contact_person_id":"CP-1","name":"Wendy Witness","phone":"+86 139 1111 2222",)"
             R"("role":"spouse"})"),
        Line("PlaceOrder", "customer/C-1", "li.wei",
             R"({"order_id":"SO-77","currency":"CNY","prepaid":true,)"
             R"("lines":[{"line_id":"1","product":"p","quantity":1,"minor":100}]})"),
        Line("FileComplaint", "customer/C-1", "li.wei",
             R"({"complaint_id":"CC-9","channel":"CALL","words":"it leaks"})"),
    });
    ASSERT_EQ(made.finished.exit_code, 0) << made.finished.out;
  }

  // What the hit is and by what it was found; the search must find.
  std::vector<std::string> Found(const std::string& text, const std::string& actor = "li.wei") {
    std::vector<std::string> hits;
    for (const JsonValue& row : program_.Json({"search", text, "--actor", actor}).items) {
      hits.push_back(fmt::format("{} {} {} {}", Text(row, "found_by"), Text(row, "customer"),
                                 Text(row, "aggregate"), Text(row, "id")));
    }
    return hits;
  }
  Finished Search(const std::string& text, const std::string& actor = "li.wei") {
    return program_.Run({"search", text, "--actor", actor, "--lang", "en"});
  }
  CommandLine program_;
};

TEST_F(FindTest, BusinessNumbers_AreFoundWholeAndWithoutARight) {
  EXPECT_THAT(Found("C-1", "nobody"), ElementsAre("customer C-1 customer C-1"));
  EXPECT_THAT(Found("SO-77", "nobody"), ElementsAre("order C-1 order SO-77"));
  EXPECT_THAT(Found("CC-9", "nobody"), ElementsAre("complaint C-1 complaint CC-9"));
  EXPECT_THAT(Found("　ＳＯ－７７ ", "nobody"), ElementsAre("order C-1 order SO-77"));
  EXPECT_EQ(Search("SO-7").exit_code, 3) << "half a number is none";
}

TEST_F(FindTest, PhoneAndIdentityNumber_AreFoundHoweverTheyAreWritten) {
  for (const char* phone :
       {"+86 138 0000 7001", "0086-138-0000-7001", "８６１３８００００７００１"}) {
    EXPECT_THAT(Found(phone, "nobody"), ElementsAre("phone C-1 customer C-1")) << phone;
  }
  EXPECT_THAT(Found("310101 19900101 123X", "nobody"),
              ElementsAre("identity_number C-1 customer C-1"));
  EXPECT_THAT(Found("13800007001"), ElementsAre("phone C-1 customer C-1")) << "its end, opened";
  EXPECT_EQ(Search("13800007001", "nobody").exit_code, 3);
}

TEST_F(FindTest, Names_AreFoundInPartByThoseWhoMayReadThem) {
  EXPECT_THAT(Found("mallory  m"), ElementsAre("name C-1 customer C-1"));
  EXPECT_THAT(Found("Witness"), ElementsAre("name C-1 contact_person CP-1"));
  const JsonValue hit = program_.Json({"search", "mallory", "--actor", "li.wei"}).items.at(0);
  EXPECT_EQ(Text(hit, "name"), "Mallory Marked");
  const JsonValue sealed = program_.Json({"search", "SO-77", "--actor", "nobody"}).items.at(0);
  EXPECT_EQ(Text(*sealed.Find("name"), "sealed"), "no_access");
}

TEST_F(FindTest, WithoutTheRight_NamesFindNothingAndThatIsSaid) {
  const Finished none = Search("Mallory", "nobody");
  EXPECT_EQ(none.exit_code, 3);
  EXPECT_THAT(none.err, AllOf(StartsWith("NOT_FOUND"), HasSubstr("right to read personal data"),
                              Not(HasSubstr("Mallory"))));
  EXPECT_THAT(none.out, IsEmpty());
  EXPECT_THAT(Search("SO-77", "nobody").err, HasSubstr("names were not searched"));
  EXPECT_THAT(Search("SO-77").err, Not(HasSubstr("names were not searched")));
}

TEST_F(FindTest, NoHit_IsExit3AndEmptyTextIsExit2) {
  const Finished none = Search("Nobody Here");
  EXPECT_EQ(none.exit_code, 3);
  EXPECT_THAT(none.err, AllOf(StartsWith("NOT_FOUND"), Not(HasSubstr("right to read"))));
  EXPECT_EQ(Search(" 　").exit_code, 2);
  EXPECT_EQ(Search(std::string(801, 'x')).exit_code, 2);
  EXPECT_EQ(program_.Run({"search"}).exit_code, 2);
}

TEST_F(FindTest, ErasedPerson_IsNeverFound) {
  ASSERT_EQ(program_
                .SubmitOne(Line("SetContactPerson", "customer/C-2", "li.wei",
                                R"({"name":"Trudy Told","role":"agent"})"))
                .Find("status")
                ->text,
            "accepted");
  ASSERT_THAT(Found("Trudy"), testing::SizeIs(1));
  const JsonValue asked = program_.SubmitOne(Line("RequestErasure", "customer/C-2", "admin", "{}"));
  ASSERT_EQ(Text(asked, "status"), "requested") << Text(asked, "message");
  const JsonValue given = program_.SubmitOne(
      Line("GiveApproval", "customer/C-2", "zhao.min",
           fmt::format(R"({{"approval_id":"{}"}})", Text(asked, "approval_id"))));
  ASSERT_EQ(Text(given, "status"), "accepted") << Text(given, "message");
  for (const char* text : {"Trudy", "王芳", "C-2"}) {
    EXPECT_EQ(Search(text).exit_code, 3) << text;
  }
  EXPECT_EQ(program_.Verify(), "clean");
}

TEST_F(FindTest, Why_NamesTheEventsThatChangedAField) {
  ASSERT_EQ(Text(program_.SubmitOne(
                     Line("AssignOwner", "customer/C-1", "li.wei", R"({"owner":"he.jing"})")),
                 "status"),
            "accepted");
  const JsonValue why = program_.Json({"why", "customer_profile", "C-1", "owner"});
  EXPECT_EQ(Text(why, "value"), "he.jing");
  const JsonValue& events = *why.Find("events");
  EXPECT_THAT(Column(events, "type"), ElementsAre("OwnerAssigned", "OwnerAssigned"));
  EXPECT_THAT(Column(events, "actor"), ElementsAre("li.wei", "li.wei"));
  const JsonValue& change = events.items.at(1).Find("changes")->items.at(0);
  EXPECT_EQ(Text(change, "from"), "li.wei");
  EXPECT_EQ(Text(change, "to"), "he.jing");
  EXPECT_EQ(Text(*events.items.at(1).Find("inputs"), "previous"), "li.wei");
  const JsonValue record = program_.Json({"log", "show", Text(events.items.at(1), "position")});
  EXPECT_EQ(Text(record, "type"), "OwnerAssigned");
}

TEST_F(FindTest, Why_ShowsPoliciesAndSealsWhatTheReaderMayNotSee) {
  const JsonValue stale = program_.Json({"why", "customer_profile", "C-1", "stale_at"});
  const JsonValue& event = stale.Find("events")->items.at(0);
  EXPECT_EQ(Text(event.Find("policies")->items.at(0), "policy"), "customer");
  EXPECT_EQ(Text(event.Find("policies")->items.at(0), "version"), "1");
  EXPECT_EQ(Text(*event.Find("inputs")->Find("name"), "sealed"), "no_access");
  const JsonValue name =
      program_.Json({"why", "customer_profile", "C-1", "name", "--actor", "li.wei"});
  EXPECT_EQ(Text(name, "value"), "Mallory Marked");
  EXPECT_THAT(Column(*name.Find("events"), "type"), ElementsAre("CustomerRegistered"));
}

TEST_F(FindTest, Why_WithoutAFieldShowsWhatEachEventChanged) {
  const JsonValue why = program_.Json({"why", "complaint_board", "C-1/CC-9"});
  EXPECT_EQ(Text(*why.Find("row"), "complaint"), "CC-9");
  const JsonValue& first = why.Find("events")->items.at(0);
  EXPECT_EQ(Text(first, "type"), "ComplaintFiled");
  EXPECT_THAT(Column(*first.Find("changes"), "field"), Contains("status"));
}

TEST_F(FindTest, Why_OfARowOfGovernance_FindsItsEventsThere) {
  const JsonValue version = program_.Json({"why", "policy_history", "policy/approval/000001"});
  EXPECT_THAT(Column(*version.Find("events"), "type"), ElementsAre("PolicyActivated"));
  EXPECT_THAT(Column(*version.Find("events"), "scope"), ElementsAre("governance/main"));
}

TEST_F(FindTest, Why_OfWhatIsNot_SaysWhatIsMissing) {
  EXPECT_EQ(program_.Run({"why", "nothing", "C-1"}).exit_code, 3);
  EXPECT_EQ(program_.Run({"why", "customer_profile", "C-9"}).exit_code, 3);
  const Finished field = program_.Run({"why", "customer_profile", "C-1", "colour"});
  EXPECT_EQ(field.exit_code, 2);
  EXPECT_THAT(field.err, AllOf(HasSubstr("colour"), HasSubstr("owner")));
  EXPECT_EQ(program_.Run({"why", "customer_profile"}).exit_code, 2);
}

TEST(FindOnTheDemo, FiguresAndPeople_AreExplainedAndFound) {
  CommandLine program;
  ASSERT_EQ(program.Run({"demo"}).exit_code, 0);
  const std::vector<std::string> there = {"--store", "demo-store"};
  const auto json = [&](std::vector<std::string> words) {
    words.insert(words.end(), there.begin(), there.end());
    return program.Json(std::move(words));
  };
  const JsonValue owed = json({"why", "receivables_ageing", "C-2002", "amounts.0.outstanding"});
  EXPECT_THAT(Column(*owed.Find("events"), "type"), Contains("InvoicePosted"));
  EXPECT_EQ(Text(owed, "value"),
            Text(owed.Find("events")->items.back().Find("changes")->items.at(0), "to"));
  const JsonValue band = json({"why", "credit_standing", "C-2002", "band"});
  EXPECT_THAT(band.Find("events")->items, Not(IsEmpty()));
  const JsonValue practices = json({"why", "key_account_year", "C-3001/2026", "practices"});
  EXPECT_THAT(practices.Find("events")->items, Not(IsEmpty()));
  const JsonValue channels = json({"customer", "channels"});
  EXPECT_THAT(Column(channels, "channel"), Contains("EXHIBITION"));
  const JsonValue found = json({"search", "王芳", "--actor", "qian.yu"});
  EXPECT_THAT(Column(found, "customer"), Contains("C-1001"));
  EXPECT_EQ(program.Run({"search", "王芳", "--store", "demo-store"}).exit_code, 3);
  // A row that gathers several customers.
  const JsonValue months = json({"projection", "rows", "credit_analytics", "--limit", "1"});
  const JsonValue& month = months.items.at(0);
  const std::string digits = Text(month, "month");  // 202604
  const JsonValue why = json(
      {"why", "credit_analytics",
       fmt::format("{}/{}-{}", Text(month, "currency"), digits.substr(0, 4), digits.substr(4))});
  EXPECT_THAT(why.Find("events")->items, Not(IsEmpty()));
}

}  // namespace
}  // namespace tenure::e2e
