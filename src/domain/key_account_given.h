// Commands of the key-account context as its tests give them. han.mei manages key accounts, wu.gang
// is the rep, qin.an the second who may; C-1001 is zhao.min's.
#pragma once

#include <string>
#include <string_view>

#include "domain/rules_access.h"
#include "given/given.h"
#include "tenure/v1/customer.pb.h"
#include "tenure/v1/key_account.pb.h"
#include "tenure/v1/key_account_forum.pb.h"
#include "tenure/v1/key_account_practice.pb.h"
#include "tenure/v1/screening.pb.h"
#include "tenure/v1/system.pb.h"
#include "tenure/values.h"

namespace tenure::testing {

using Key = v1::KeyAccountTerms;
using KeyAccount = v1::KeyAccountState;

inline v1::Money CNY(std::int64_t minor) {
  v1::Money money;
  money.set_minor(minor);
  money.set_currency("CNY");
  return money;
}

inline v1::DesignateKeyAccount Designate(Key::Ground ground = Key::STRATEGIC) {
  v1::DesignateKeyAccount command;
  command.set_ground(ground);
  return command;
}

inline v1::AssignKeyAccountRep Rep(const std::string& rep = "wu.gang") {
  v1::AssignKeyAccountRep command;
  command.set_rep(rep);
  return command;
}

inline v1::ReassignRep Reassign(const std::string& rep) {
  v1::ReassignRep command;
  command.set_rep(rep);
  command.set_why(Key::POOR_OPINION);
  return command;
}

inline v1::SetAccountPlan AccountPlan(std::uint32_t year = 2026) {
  v1::SetAccountPlan command;
  command.set_year(year);
  auto* target = command.add_targets();
  target->set_name("turnover");
  *target->mutable_amount() = CNY(500'000'000);
  command.set_our_approver("qin.an");
  command.set_customer_approver("CP-1");
  return command;
}

inline v1::WaivePractice Waive(Key::Practice practice, std::uint32_t year = 2026) {
  v1::WaivePractice command;
  command.set_practice(practice);
  command.set_year(year);
  return command;
}

inline v1::ReserveSupply Reserve(const std::string& id = "RS-1",
                                 std::string_view until = "2026-04-30",
                                 std::int64_t quantity = 40) {
  v1::ReserveSupply command;
  command.set_reservation_id(id);
  command.set_product("PUMP-80");
  command.set_quantity(quantity);
  *command.mutable_until() = DateMessage(Day(until));
  return command;
}

inline v1::ConsumeReservation Consume(std::int64_t quantity, const std::string& id = "RS-1") {
  v1::ConsumeReservation command;
  command.set_reservation_id(id);
  command.set_quantity(quantity);
  command.set_order_id("SO-1");
  return command;
}

inline v1::MapStakeholder MapPerson(Key::Function function = Key::BUYER,
                                    const std::string& person = "CP-1") {
  v1::MapStakeholder command;
  command.set_contact_person_id(person);
  command.set_function(function);
  return command;
}

inline v1::EngageStakeholder Engage(const std::string& person = "CP-1") {
  v1::EngageStakeholder command;
  command.set_contact_person_id(person);
  command.set_channel(v1::ComplaintTerms::CALL);
  return command;
}

inline v1::RecordAccountSignal Signal(const std::string& id = "SG-1") {
  v1::RecordAccountSignal command;
  command.set_signal_id(id);
  command.set_kind(Key::PROMOTION);
  return command;
}

inline v1::ProvideSupport Support(const std::string& id = "SG-1") {
  v1::ProvideSupport command;
  command.set_signal_id(id);
  command.set_support(Key::STAFF);
  return command;
}

inline v1::ScheduleExecutiveVisit Visit(const std::string& id = "EV-1",
                                        std::string_view on = "2026-03-20") {
  v1::ScheduleExecutiveVisit command;
  command.set_visit_id(id);
  command.set_executive("zhao.min");
  *command.mutable_planned_on() = DateMessage(Day(on));
  return command;
}

inline v1::CompleteExecutiveVisit Visited(std::string_view on = "2026-03-02",
                                          const std::string& id = "EV-1") {
  v1::CompleteExecutiveVisit command;
  command.set_visit_id(id);
  *command.mutable_visited_on() = DateMessage(Day(on));
  return command;
}

inline v1::CoDesignPromotion Promotion() {
  v1::CoDesignPromotion command;
  command.set_promotion_id("PM-1");
  *command.mutable_starts_on() = DateMessage(Day("2026-05-01"));
  *command.mutable_ends_on() = DateMessage(Day("2026-05-31"));
  command.set_our_approver("qin.an");
  command.set_customer_approver("CP-1");
  return command;
}

inline v1::RecordRepFeedback Opinion(std::uint32_t rating) {
  v1::RecordRepFeedback command;
  command.set_rating(rating);
  command.set_channel(v1::ComplaintTerms::CALL);
  return command;
}

inline v1::GrantIncentive Grant(std::int64_t minor, const std::string& name = "volume-rebate") {
  v1::GrantIncentive command;
  command.set_incentive(name);
  *command.mutable_amount() = CNY(minor);
  return command;
}

inline v1::SendAccountBrief Brief(const std::string& id = "BR-1",
                                  const std::string& corrects = "") {
  v1::SendAccountBrief command;
  command.set_brief_id(id);
  command.set_channel(v1::ComplaintTerms::EMAIL);
  command.set_corrects(corrects);
  return command;
}

inline v1::AcknowledgeBrief GotBrief(const std::string& id = "BR-1") {
  v1::AcknowledgeBrief command;
  command.set_brief_id(id);
  return command;
}

inline v1::OpenForum CallForum(const std::string& id = "FO-2026",
                               std::string_view on = "2026-03-02") {
  v1::OpenForum command;
  command.set_forum_id(id);
  *command.mutable_planned_on() = DateMessage(Day(on));
  command.set_topic("forum");
  command.set_place("Shanghai");
  return command;
}

inline v1::HoldAnnualForum HoldForum(const std::string& id = "FO-2026",
                                     std::string_view on = "2026-03-02") {
  v1::HoldAnnualForum command;
  command.set_forum_id(id);
  *command.mutable_held_on() = DateMessage(Day(on));
  return command;
}

inline void AddAction(v1::HoldAnnualForum* command, const std::string& id, std::string_view due) {
  v1::ForumAction* action = command->add_actions();
  action->set_action_id(id);
  action->set_owner("wu.gang");
  *action->mutable_due_on() = DateMessage(Day(due));
}

inline v1::StartTrial Trial(const std::string& id = "TR-1", const std::string& product = "PUMP-X") {
  v1::StartTrial command;
  command.set_trial_id(id);
  command.set_product_id(product);
  return command;
}

inline v1::OpenYearEndScreening OpenRound(const std::string& year = "2026") {
  v1::OpenYearEndScreening command;
  command.set_screening_round_id(year);
  return command;
}

// Turnover and cost stated, as where the books have nothing of the year.
inline v1::ProposeScreening Propose(Key::Verdict verdict, std::int64_t profit = 1000,
                                    bool potential = true, const std::string& year = "2026") {
  v1::ProposeScreening command;
  command.set_screening_id(year);
  command.set_verdict(verdict);
  if (verdict == Key::KEEP) command.set_kept_as(Key::GOOD);
  command.set_potential(potential);
  command.set_basis(Key::JUDGEMENT);
  *command.mutable_stated_turnover() = CNY(100'000);
  *command.mutable_stated_cost() = CNY(100'000 - profit);
  command.mutable_stated_source()->set_kind("ledger");
  command.mutable_stated_source()->set_place("dms://2026/ledger");
  return command;
}

inline v1::ConfirmScreening Confirm(const std::string& year = "2026") {
  v1::ConfirmScreening command;
  command.set_screening_id(year);
  return command;
}

class KeyAccountTest : public ::testing::Test {
 protected:
  KeyAccountTest() {
    given.Role("han.mei", "key_accounts");
    for (const char* person : {"wu.gang", "zhao.min"}) given.Role(person, "sales");
    given.Role("wu.gang", "service");
    given.Role("qin.an", "approver");
    v1::SetContactPerson person;
    person.set_contact_person_id("CP-1");
    person.set_role("buyer");
    given.Do(person);
    given.As("han.mei");
  }
  // Designated on 2 March 2026, with a rep.
  void KeyAccountWithRep() {
    given.Do(Designate());
    given.Do(Rep());
  }
  void OpenForum(const std::string& id = "FO-2026", std::string_view on = "2026-03-02") {
    given.In("governance/main").Do(CallForum(id, on));
    given.In("customer/C-1001");
  }
  void OpenScreening(const std::string& year = "2026") {
    given.In("governance/main").Do(OpenRound(year));
    given.In("customer/C-1001");
  }
  // Dropped in the screening of 2025; it is March 2026.
  void Dropped() {
    OpenScreening("2025");
    given.As("zhao.min").Do(Propose(Key::DROP, -1, false, "2025"));
    given.As("qin.an").Do(Confirm("2025"));
    given.As("han.mei");
  }
  void ChangePolicy(void (*change)(v1::KeyAccountPolicy*)) {
    v1::PolicyBody body =
        domain::VersionInForce(given.rules(), "key_accounts", At("2026-03-02T09:00:00+08:00"))
            ->body();
    change(body.mutable_key_accounts());
    given.Policy("key_accounts", body);
  }
  void WithoutPolicy(const std::string& policy = "key_accounts") {
    v1::PolicyBody other;
    other.mutable_approval()->set_expires_after_hours(1);
    given.Policy(policy, other);
  }
  [[nodiscard]] const KeyAccount& account() { return given.state<KeyAccount>(""); }
  [[nodiscard]] const KeyAccount::Year& year(int at = 0) { return account().years(at); }
  [[nodiscard]] const v1::KeyAccountBook& book() { return given.book().key_account(); }

  Given given;
};

}  // namespace tenure::testing
