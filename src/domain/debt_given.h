// Commands of the collections context as its tests give them, and a customer brought to a stage.
// he.jing collects, zhao.min and qin.an may approve, li.wei posts invoices. Amounts are fen of CNY.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "domain/receivables_given.h"
#include "domain/rules_access.h"
#include "given/given.h"
#include "tenure/v1/customer.pb.h"
#include "tenure/v1/debt_case.pb.h"
#include "tenure/v1/debt_contact.pb.h"
#include "tenure/v1/debt_dispute.pb.h"
#include "tenure/v1/debt_promise.pb.h"
#include "tenure/v1/debt_strategy.pb.h"
#include "tenure/values.h"

namespace tenure::testing {

using Debt = v1::DebtCaseState;
using DebtTerms = v1::DebtTerms;

inline constexpr char kDebtCase[] = "DC-1";

inline v1::OpenDebtCase OpenCase(const std::vector<std::string>& invoices = {"IV-1"},
                                 const std::string& id = kDebtCase) {
  v1::OpenDebtCase command;
  command.set_case_id(id);
  for (const std::string& invoice : invoices) command.add_invoices(invoice);
  return command;
}

template <typename Command>
Command OfCase(const std::string& id = kDebtCase) {
  Command command;
  command.set_case_id(id);
  return command;
}

inline v1::AssignDebtCase AssignTo(const std::string& collector) {
  auto command = OfCase<v1::AssignDebtCase>();
  command.set_collector(collector);
  return command;
}

inline v1::PauseCollection PauseUntil(std::string_view until) {
  auto command = OfCase<v1::PauseCollection>();
  command.set_reason(DebtTerms::NEGOTIATION);
  *command.mutable_until() = InstantOf(At(until));
  return command;
}

inline v1::ClassifyDebtor Classify(DebtTerms::DebtorType type) {
  auto command = OfCase<v1::ClassifyDebtor>();
  command.set_type(type);
  return command;
}

inline v1::ChooseTactic Choose(DebtTerms::Tactic tactic,
                               const std::vector<DebtTerms::Occasion>& occasions = {
                                   DebtTerms::NO_OCCASION, DebtTerms::VISIT_DEBTOR}) {
  auto command = OfCase<v1::ChooseTactic>();
  command.set_tactic(tactic);
  for (const auto occasion : occasions) command.add_occasions(occasion);
  return command;
}

using Channels = v1::ComplaintTerms;

inline v1::PlanCollectionContact PlanAt(std::string_view at,
                                        Channels::Channel channel = Channels::CALL) {
  auto command = OfCase<v1::PlanCollectionContact>();
  command.set_occasion(DebtTerms::NO_OCCASION);
  command.set_channel(channel);
  *command.mutable_at() = InstantOf(At(at));
  command.set_counterpart(DebtTerms::DEBTOR_HIMSELF);
  return command;
}

inline v1::RecordCollectionContact Made(std::uint32_t plan = 0,
                                        DebtTerms::Reach reach = DebtTerms::NO_ANSWER,
                                        Channels::Channel channel = Channels::CALL) {
  auto command = OfCase<v1::RecordCollectionContact>();
  command.set_plan(plan);
  command.set_occasion(DebtTerms::NO_OCCASION);
  command.set_channel(channel);
  command.set_counterpart(DebtTerms::DEBTOR_HIMSELF);
  command.set_reach(reach);
  return command;
}

inline v1::IssueDunning Dun(std::uint32_t level) {
  auto command = OfCase<v1::IssueDunning>();
  command.set_level(level);
  command.set_channel(Channels::LETTER);
  command.set_counterpart(DebtTerms::DEBTOR_HIMSELF);
  return command;
}

inline v1::RecordPromise PromiseOf(const std::vector<std::pair<std::string, std::int64_t>>& parts,
                                   const std::vector<std::string>& invoices = {"IV-1"},
                                   const std::string& id = "PR-1") {
  v1::RecordPromise command;
  command.set_promise_id(id);
  command.set_case_id(kDebtCase);
  for (const std::string& invoice : invoices) command.add_invoices(invoice);
  command.set_currency("CNY");
  for (const auto& [day, minor] : parts) {
    auto* part = command.add_parts();
    *part->mutable_on() = DateMessage(Day(day));
    part->set_minor(minor);
  }
  command.set_channel(Channels::CALL);
  return command;
}

inline v1::RaiseDispute Dispute(std::int64_t minor, const std::string& invoice = "IV-1",
                                const std::string& id = "DP-1") {
  v1::RaiseDispute command;
  command.set_dispute_id(id);
  command.set_invoice_id(invoice);
  *command.mutable_disputed() = Fen(minor);
  command.set_reason(DebtTerms::DEFECTIVE);
  return command;
}

inline v1::ResolveDispute Resolve(DebtTerms::DisputeOutcome outcome, std::int64_t upheld = 0) {
  v1::ResolveDispute command;
  command.set_dispute_id("DP-1");
  command.set_outcome(outcome);
  command.set_upheld(upheld);
  return command;
}

// Monday, 4 May 2026, 10:00 in Shanghai. Two invoices have been due since 1 April and 1 May.
class DebtTest : public ::testing::Test {
 protected:
  DebtTest() {
    given.Role("li.wei", "credit");
    given.Role("he.jing", "collections");
    given.Role("qin.an", "approver");
    given.Now("2026-03-02T09:00:00+08:00");
    given.Do(Post({{"2026-04-01", 200'000}}, "IV-1"));
    given.Do(Post({{"2026-05-01", 100'000}}, "IV-2"));
    given.Now("2026-05-04T10:00:00+08:00");
    given.As("he.jing");
  }

  void Open(const std::vector<std::string>& invoices = {"IV-1", "IV-2"}) {
    given.Do(OpenCase(invoices)).Gives({"DebtCaseOpened", "LimitationStarted"});
    given.Do(AssignTo("he.jing"));
  }
  void Approve() {
    given.As("zhao.min").Do(OfCase<v1::ApproveStrategy>()).Gives({"StrategyApproved"});
    given.As("he.jing");
  }
  // A vain debtor, whom he.jing calls and visits.
  void InHouse() {
    Open();
    given.Do(Classify(DebtTerms::VAIN));
    given.Do(Choose(DebtTerms::SAVE_FACE));
    Approve();
    given.Do(OfCase<v1::StartInHouse>()).Gives({"InHouseStarted"});
  }
  void BeAFirm() {
    v1::CustomerRegistered registered;
    registered.set_kind(v1::ORGANISATION);
    given.Event("", registered);
  }
  void BeRepresented(bool represented = true) {
    v1::UpdateBasicData update;
    update.set_represented_by_counsel(represented);
    given.As("li.wei").Do(update);
    given.As("he.jing");
  }
  void Consent(std::uint32_t from_minute, std::uint32_t to_minute) {
    v1::RecordConsent consent;
    consent.set_purpose(v1::COLLECTION);
    consent.set_channel(Channels::CALL);
    consent.set_from_minute(from_minute);
    consent.set_to_minute(to_minute);
    given.As("li.wei").Do(consent);
    given.As("he.jing");
  }
  // A payment of the current day, all of it to one invoice, by its id.
  Outcome Pay(std::int64_t minor, const std::string& invoice, const std::string& id,
              std::string_view received_on) {
    given.As("li.wei");
    v1::RecordPayment received = Receive(minor, {invoice}, id);
    *received.mutable_received_on() = DateMessage(Day(received_on));
    given.Do(received);
    Outcome outcome = given.Do(Allocate({invoice}, id));
    given.As("he.jing");
    return outcome;
  }
  Outcome Bounce(const std::string& id) {
    given.As("li.wei");
    Outcome outcome = given.Do(Reverse(id));
    given.As("he.jing");
    return outcome;
  }
  [[nodiscard]] const v1::InvoiceState& Invoice(const std::string& id = "IV-1") {
    return given.state<v1::InvoiceState>(id);
  }
  [[nodiscard]] const v1::PromiseState& Promise(const std::string& id = "PR-1") {
    return given.state<v1::PromiseState>(id);
  }
  template <typename Change>
  void ChangePolicy(const std::string& policy, Change change) {
    v1::PolicyBody body = domain::VersionInForce(given.rules(), policy, At("2026-02-01"))->body();
    change(&body);
    given.Policy(policy, body);
  }
  // From now on there is no such policy: its newest version is of another kind.
  void WithoutPolicy(const std::string& policy) {
    v1::PolicyBody other;
    other.mutable_approval()->set_expires_after_hours(1);
    given.Policy(policy, other);
  }
  [[nodiscard]] const Debt& Case(const std::string& id = kDebtCase) {
    return given.state<Debt>(id);
  }

  Given given;
};

}  // namespace tenure::testing
