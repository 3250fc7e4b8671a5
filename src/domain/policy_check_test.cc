// Faults of policy bodies, one case a sentence; the shipped pack has none. Complaint policies:
// complaint_policy_check_test.cc.
#include "domain/policy_check.h"

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <set>

#include "base/assert.h"
#include "domain/table/default_pack.h"

namespace tenure::domain {
namespace {

v1::PolicyBody Body(const std::string& text) {
  v1::PolicyBody body;
  const bool parsed = google::protobuf::TextFormat::ParseFromString(text, &body);
  TENURE_ASSERT(parsed, "does not parse: {}", text);
  return body;
}

std::string Fault(const std::string& text) { return FaultOf(Body(text)).value_or(""); }

TEST(DefaultPack, EveryFile_ParsesAndHoldsTogether) {
  std::set<int> kinds;
  for (const PackPolicy& policy : DefaultPack()) {
    EXPECT_EQ(FaultOf(policy.body).value_or(""), "") << policy.policy;
    kinds.insert(policy.body.body_case());
  }
  const auto* oneof = v1::PolicyBody::descriptor()->oneof_decl(0);
  EXPECT_EQ(static_cast<int>(kinds.size()), oneof->field_count()) << "a kind ships no default";
}

TEST(PolicyCheck, Empty_IsAFault) { EXPECT_EQ(FaultOf(v1::PolicyBody()), "it is empty"); }

constexpr char kAdministrator[] = R"(roles { name: "administrator" permissions: "*" } )";

std::string Roles(const std::string& more) {
  return "roles { " + std::string(kAdministrator) + more + " }";
}

TEST(PolicyCheck, Roles_EachFault) {
  EXPECT_EQ(Fault(Roles("")), "");
  EXPECT_EQ(Fault(Roles("roles { }")), "a role has no name");
  EXPECT_EQ(Fault(Roles(kAdministrator)), "role administrator stands twice");
  EXPECT_EQ(Fault(Roles(R"(roles { name: "a" permissions: "x.y"
                           limits { permission: "x.y" amount { minor: -1 currency: "CNY" } } })")),
            "a limit of a is negative");
  EXPECT_EQ(Fault(Roles(R"(roles { name: "a" permissions: "x.y"
                           limits { permission: "x.y" amount { minor: 1 currency: "C" } } })")),
            "a limit of a has no currency");
  EXPECT_EQ(Fault(Roles(R"(roles { name: "a" permissions: "x.y"
                           limits { permission: "x.z" amount { minor: 1 currency: "CNY" } } })")),
            "a limit of a is for x.z, which it lacks");
}

TEST(PolicyCheck, Roles_ThatLockEverybodyOut_AreAFault) {
  EXPECT_EQ(Fault("roles { }"), "there must be a role administrator");
  EXPECT_EQ(Fault(R"(roles { roles { name: "administrator" permissions: "policies.*" } })"),
            "the role administrator lacks authority.grant");
  EXPECT_EQ(Fault(R"(roles { roles { name: "administrator" permissions: "authority.grant" } })"),
            "the role administrator lacks policies.propose");
  EXPECT_EQ(Fault(R"(roles { roles { name: "administrator" permissions: "authority.*"
                                     permissions: "policies.*" } })"),
            "");
}

std::string Calendar(const std::string& offsets, const std::string& weekdays,
                     const std::string& days = "") {
  return "calendar { " + offsets + weekdays + days + " }";
}
constexpr char kOffset[] = "offsets { seconds: 28800 } ";
constexpr char kMonday[] =
    "weekdays { iso_weekday: 1 intervals { start_minute: 540 end_minute: 1080 } } ";

TEST(PolicyCheck, Calendar_EachFaultOfOffsets) {
  EXPECT_EQ(Fault(Calendar(kOffset, kMonday)), "");
  EXPECT_EQ(Fault(Calendar("", kMonday)), "a calendar needs at least one offset");
  EXPECT_EQ(Fault(Calendar("offsets { from { us: 1 } }", kMonday)),
            "only the first offset has no `from`");
  EXPECT_EQ(Fault(Calendar("offsets { } offsets { }", kMonday)),
            "only the first offset has no `from`");
  EXPECT_EQ(
      Fault(Calendar("offsets { } offsets { from { us: 5 } } offsets { from { us: 5 } }", kMonday)),
      "offsets must ascend");
  EXPECT_EQ(Fault(Calendar("offsets { seconds: 50400 }", kMonday)), "");
  EXPECT_EQ(Fault(Calendar("offsets { seconds: -50401 }", kMonday)),
            "an offset is larger than 14 hours");
}

TEST(PolicyCheck, Calendar_EachFaultOfDays) {
  EXPECT_EQ(Fault(Calendar(kOffset, "")), "a calendar needs at least one working weekday");
  EXPECT_EQ(Fault(Calendar(kOffset, "weekdays { iso_weekday: 8 }")), "weekdays are 1 to 7");
  EXPECT_EQ(Fault(Calendar(kOffset, "weekdays { iso_weekday: 0 }")), "weekdays are 1 to 7");
  EXPECT_EQ(Fault(Calendar(kOffset, std::string(kMonday) + kMonday)), "a weekday stands twice");
  EXPECT_EQ(Fault(Calendar(kOffset, kMonday, "days { day: 20260229 }")), "20260229 is not a day");
  EXPECT_EQ(Fault(Calendar(kOffset, kMonday, "days { day: 20260105 } days { day: 20260105 }")),
            "days must ascend");
}

TEST(PolicyCheck, Calendar_IntervalsAtTheirEdges) {
  const std::string wrong = "the intervals of weekday 2 overlap, are empty or leave the day";
  const auto tuesday = [&](const std::string& intervals) {
    return Fault(Calendar(kOffset, "weekdays { iso_weekday: 2 " + intervals + " }"));
  };
  EXPECT_EQ(tuesday("intervals { start_minute: 0 end_minute: 1440 }"), "");
  EXPECT_EQ(tuesday("intervals { start_minute: 0 end_minute: 1441 }"), wrong);
  EXPECT_EQ(tuesday("intervals { start_minute: 60 end_minute: 60 }"), wrong);
  EXPECT_EQ(tuesday("intervals { start_minute: 0 end_minute: 60 } "
                    "intervals { start_minute: 60 end_minute: 90 }"),
            "");
  EXPECT_EQ(tuesday("intervals { start_minute: 0 end_minute: 60 } "
                    "intervals { start_minute: 59 end_minute: 90 }"),
            wrong);
  EXPECT_EQ(Fault(Calendar(kOffset, kMonday,
                           "days { day: 20260105 intervals { start_minute: 9 end_minute: 8 } }")),
            "the intervals of day 20260105 overlap, are empty or leave the day");
}

TEST(PolicyCheck, Approval_HoursAtTheirEdges) {
  const std::string wrong = "expires_after_hours must be 1 to 8784";
  EXPECT_EQ(Fault("approval { expires_after_hours: 0 }"), wrong);
  EXPECT_EQ(Fault("approval { expires_after_hours: 1 }"), "");
  EXPECT_EQ(Fault("approval { expires_after_hours: 8784 }"), "");
  EXPECT_EQ(Fault("approval { expires_after_hours: 8785 }"), wrong);
}

TEST(PolicyCheck, Customer_EachFault) {
  const auto with = [](const std::string& more) {
    return Fault("customer { profile_stale_after_days: 1 " + more + " }");
  };
  EXPECT_EQ(with(""), "");
  EXPECT_EQ(Fault("customer { }"), "profile_stale_after_days must be 1 to 3660");
  EXPECT_EQ(Fault("customer { profile_stale_after_days: 3660 }"), "");
  EXPECT_EQ(Fault("customer { profile_stale_after_days: 3661 }"),
            "profile_stale_after_days must be 1 to 3660");
  EXPECT_EQ(with(R"(schemes { classes: "A" })"), "a scheme needs a name and at least one class");
  EXPECT_EQ(with(R"(schemes { name: "s" })"), "a scheme needs a name and at least one class");
  EXPECT_EQ(with(R"(schemes { name: "s" classes: "A" } schemes { name: "s" classes: "B" })"),
            "scheme s stands twice");
  EXPECT_EQ(with(R"(schemes { name: "s" classes: "A" classes: "A" })"),
            "class A of scheme s stands twice");
  EXPECT_EQ(with(R"(schemes { name: "s" classes: "" })"), "a class of scheme s has no name");
  std::string schemes;
  for (int i = 0; i < 8; ++i) {
    schemes += R"(schemes { classes: "A" name: "s)" + std::to_string(i) + "\" } ";
  }
  EXPECT_EQ(with(schemes), "");
  EXPECT_EQ(with(schemes + R"(schemes { classes: "A" name: "s8" })"),
            "there are more than 8 schemes");
}

TEST(PolicyCheck, Lifecycle_EachFault) {
  const auto with = [](const std::string& more) {
    v1::PolicyBody body = Body(
        "lifecycle { progress_update_every_days: 1 care_contact_every_days: 1 snag_due_days: 1 "
        "issue_due_days: 1 contribution_due_month: 12 }");
    const bool merged =
        google::protobuf::TextFormat::MergeFromString("lifecycle { " + more + " }", &body);
    TENURE_ASSERT(merged, "does not parse: {}", more);
    return FaultOf(body).value_or("");
  };
  EXPECT_EQ(with(""), "");
  for (const char* zero : {"progress_update_every_days: 0", "care_contact_every_days: 0",
                           "snag_due_days: 0", "issue_due_days: 0"}) {
    EXPECT_EQ(with(zero), "cadences and due days must be at least 1") << zero;
  }
  for (const char* much :
       {"progress_update_every_days: 3661", "care_contact_every_days: 3661", "snag_due_days: 3661",
        "issue_due_days: 3661", "patrol_visit_every_days: 3661", "phone_tracking_every_days: 3661",
        "mail_tracking_every_days: 3661", "warmth_tracking_every_days: 3661",
        "level_tracking_every_days: 3661"}) {
    EXPECT_EQ(with(much), "cadences and due days must be at most 3660") << much;
  }
  EXPECT_EQ(with("revisit_grace_days: 1370"), "");
  EXPECT_EQ(with("revisit_grace_days: 1371"),
            "revisit_grace_days must end before the next visit can be made");
  EXPECT_EQ(with("contribution_due_month: 0"), "contribution_due_month must be 1 to 12");
  EXPECT_EQ(with("contribution_due_month: 13"), "contribution_due_month must be 1 to 12");
  EXPECT_EQ(with(R"(disbursement_alone_max { minor: -1 currency: "CNY" })"),
            "disbursement_alone_max needs amounts with a currency");
  EXPECT_EQ(with("disbursement_alone_max { minor: 1 }"),
            "disbursement_alone_max needs amounts with a currency");
}

}  // namespace
}  // namespace tenure::domain
