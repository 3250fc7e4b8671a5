// Who is a key account and whose it is (G16, R2a), the plan of its year (K6), practices waived
// (4.1), and a dropped customer's way back (R3).
#include <algorithm>

#include "domain/key_account_parts.h"
#include "domain/rates.h"
#include "domain/value_text.h"
#include "tenure/v1/key_account.domain.h"

namespace tenure::key_account {

using domain::KeyAccountRules;
using domain::YearOf;

namespace {

struct Turnover {
  v1::Money amount;
  bool from_books = false;
};

// What the books say of this year or the one before, whichever is more; else what was stated.
tl::expected<Turnover, Refused> TurnoverOf(const v1::DesignateKeyAccount& command,
                                           const KeyAccountRules& rules,
                                           const DecideContext& context) {
  const std::string& currency = rules.policy.turnover_min().currency();
  const std::uint32_t year = YearOf(rules.Today(context.now));
  formula::Rational now;
  formula::Rational before;
  bool in_books = false;
  for (const auto& row : context.book.receivables().years()) {
    if (row.year() != year && row.year() + 1 != year) continue;
    const auto amount =
        domain::Converted(context.rules, context.now, row.turnover(), row.currency(), currency);
    if (!amount) return tl::unexpected(Refused{v1::NO_RATE, {{"currency", row.currency()}}});
    (row.year() == year ? now : before) += *amount;
    in_books = true;
  }
  if (!in_books && command.has_turnover()) return Turnover{command.turnover(), false};
  Turnover turnover;
  turnover.amount.set_minor(domain::RoundUp(std::max(now, before)));
  turnover.amount.set_currency(currency);
  turnover.from_books = in_books;
  return turnover;
}

// G16: the policy's figure for the ground, the house's reason for a strategic one.
std::optional<Refused> CriteriaMet(const v1::DesignateKeyAccount& command, const Turnover& turnover,
                                   const KeyAccountRules& rules, const DecideContext& context) {
  const auto short_of = [&](std::string needed) {
    return Refused{
        v1::DESIGNATION_CRITERIA,
        {{"ground", Terms::Ground_Name(command.ground())}, {"needed", std::move(needed)}}};
  };
  if (command.ground() == Terms::SHARE && command.share_bp() < rules.policy.share_min_bp()) {
    return short_of(std::to_string(rules.policy.share_min_bp()) + " bp");
  }
  if (command.ground() != Terms::TURNOVER) return std::nullopt;
  const v1::Money& least = rules.policy.turnover_min();
  const auto amount = domain::Converted(context.rules, context.now, turnover.amount.minor(),
                                        turnover.amount.currency(), least.currency());
  if (!amount) return Refused{v1::NO_RATE, {{"currency", turnover.amount.currency()}}};
  if (*amount >= least.minor()) return std::nullopt;
  return short_of(domain::MoneyText(least));
}

std::string YearsText(std::uint32_t from, std::uint32_t to) {
  return std::to_string(from) + "-" + std::to_string(to);
}

std::optional<Refused> YearAmong(std::uint32_t year, std::uint32_t from, std::uint32_t to) {
  if (year >= from && year <= to) return std::nullopt;
  return Refused{v1::ACCOUNT_YEAR_NOT_OPEN,
                 {{"year", std::to_string(year)}, {"years", YearsText(from, to)}}};
}

bool DoneIn(const State& state, const DecideContext& context, std::uint32_t year,
            Terms::Practice practice) {
  const State::Year* row = FindYear(state, year);
  if (row != nullptr && IsDone(*row, practice)) return true;
  const auto* book = FindBookYear(context.book, year);
  return practice == Terms::K3_TRIAL && book != nullptr && book->trials() > 0;
}

}  // namespace

Decision Decide(const State& state, const v1::DesignateKeyAccount& command,
                const DecideContext& context) {
  if (auto no = NotDropped(context)) return Decision::Refuse(*no);
  if (state.designated()) return Decision::Refuse(v1::KEY_ACCOUNT_ALREADY);
  const auto rules = domain::KeyAccountRulesInForce(context.rules, context.now);
  if (!rules) return Decision::Refuse(rules.error());
  const auto turnover = TurnoverOf(command, *rules, context);
  if (!turnover) return Decision::Refuse(turnover.error());
  if (auto no = CriteriaMet(command, *turnover, *rules, context)) return Decision::Refuse(*no);
  const Date on = rules->Today(context.effective_at);
  v1::KeyAccountDesignated event = EventOf(command);
  *event.mutable_turnover() = turnover->amount;
  event.set_turnover_from_books(turnover->from_books);
  *event.mutable_on() = DateMessage(on);
  event.set_year(YearOf(on));
  *event.mutable_year_closes_at() = InstantOf(rules->CloseOf(event.year()));
  *event.mutable_forum_due() = InstantOf(rules->ForumDue(event.year()));
  *event.mutable_executive_visit_due() =
      InstantOf(rules->DaysFrom(context.effective_at, rules->policy.executive_visit_every_days()));
  *event.mutable_opinion_due() =
      InstantOf(rules->DaysFrom(context.effective_at, rules->policy.opinion_every_days()));
  *event.mutable_policy() = rules->ref;
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::RevokeKeyAccount& command, const DecideContext&) {
  if (auto no = Designated(state)) return Decision::Refuse(*no);
  v1::KeyAccountRevoked event = EventOf(command);
  event.set_year(state.open_year());
  event.set_rep(state.rep());
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::SetAccountPlan& command,
                const DecideContext& context) {
  if (auto no = MaySell(state, context)) return Decision::Refuse(*no);
  if (state.rep().empty()) return Decision::Refuse(v1::REP_MISSING);
  const std::uint32_t open = state.open_year();
  if (auto no = YearAmong(command.year(), open, open + 1)) return Decision::Refuse(*no);
  if (auto no = KnownPerson(context, "customer_approver", command.customer_approver())) {
    return Decision::Refuse(*no);
  }
  const auto rules = domain::KeyAccountRulesInForce(context.rules, context.now);
  if (!rules) return Decision::Refuse(rules.error());
  v1::AccountPlanSet event = EventOf(command);
  *event.mutable_on() = DateMessage(rules->Today(context.effective_at));
  const State::Year* year = FindYear(state, command.year());
  event.set_replaces(year != nullptr && year->planned_at() > 0);
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::AssignKeyAccountRep& command,
                const DecideContext& context) {
  if (auto no = Designated(state)) return Decision::Refuse(*no);
  if (!state.rep().empty()) {
    return Decision::Refuse(v1::REP_ASSIGNED_ALREADY, {{"rep", state.rep()}});
  }
  const auto rules = domain::KeyAccountRulesInForce(context.rules, context.now);
  if (!rules) return Decision::Refuse(rules.error());
  v1::KeyAccountRepAssigned event = EventOf(command);
  *event.mutable_on() = DateMessage(rules->Today(context.effective_at));
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::ReassignRep& command, const DecideContext& context) {
  if (auto no = Designated(state)) return Decision::Refuse(*no);
  if (state.rep().empty()) return Decision::Refuse(v1::REP_MISSING);
  if (state.rep() == command.rep()) {
    return Decision::Refuse(v1::REP_ASSIGNED_ALREADY, {{"rep", state.rep()}});
  }
  const auto rules = domain::KeyAccountRulesInForce(context.rules, context.now);
  if (!rules) return Decision::Refuse(rules.error());
  v1::RepReassigned event = EventOf(command);
  event.set_previous(state.rep());
  *event.mutable_on() = DateMessage(rules->Today(context.effective_at));
  // The new rep is asked about in his own time.
  *event.mutable_opinion_due() =
      InstantOf(rules->DaysFrom(context.effective_at, rules->policy.opinion_every_days()));
  *event.mutable_policy() = rules->ref;
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::WaivePractice& command,
                const DecideContext& context) {
  if (auto no = Designated(state)) return Decision::Refuse(*no);
  // The year that has just ended can still be waived: a screening may wait for it.
  const std::uint32_t open = state.open_year();
  if (auto no = YearAmong(command.year(), open - 1, open)) return Decision::Refuse(*no);
  const std::string practice = Terms::Practice_Name(command.practice());
  if (DoneIn(state, context, command.year(), command.practice())) {
    return Decision::Refuse(v1::PRACTICE_DONE, {{"practice", practice}});
  }
  const State::Year* year = FindYear(state, command.year());
  if (year != nullptr && IsWaived(*year, command.practice())) {
    return Decision::Refuse(v1::PRACTICE_WAIVED_ALREADY, {{"practice", practice}});
  }
  v1::PracticeWaived event = EventOf(command);
  if (context.approval != nullptr) event.set_approved_by(context.approval->approver);
  return Decision::Of(std::move(event));
}

Decision Decide(const State&, const v1::ReinstateCustomer& command, const DecideContext& context) {
  const std::uint32_t year = context.book.key_account().dropped_for();
  if (year == 0) return Decision::Refuse(v1::NOT_DROPPED);
  v1::CustomerReinstated event = EventOf(command);
  event.set_dropped_for(year);
  if (context.approval != nullptr) event.set_approved_by(context.approval->approver);
  return Decision::Of(std::move(event));
}

void Evolve(State& state, const v1::KeyAccountDesignated& event, const EventContext&) {
  state.set_designated(true);
  state.set_ground(event.ground());
  *state.mutable_designated_on() = event.on();
  state.set_open_year(event.year());
  *state.mutable_year_closes_at() = event.year_closes_at();
  *state.mutable_executive_visit_due() = event.executive_visit_due();
  *state.mutable_opinion_due() = event.opinion_due();
  YearRow(&state, event.year());
}

void Evolve(State& state, const v1::KeyAccountRevoked&, const EventContext&) {
  state.clear_designated();
  state.clear_rep();
  state.clear_rep_at();
  state.clear_poor_in_a_row();
  state.clear_year_closes_at();
  state.clear_executive_visit_due();
  state.clear_opinion_due();
  state.clear_reservations();
}

void Evolve(State& state, const v1::AccountPlanSet& event, const EventContext& context) {
  State::Year* year = YearRow(&state, event.year());
  if (year == nullptr) return;
  year->set_planned_at(context.scope_sequence);
  Restage(year);
}

void Evolve(State& state, const v1::KeyAccountRepAssigned& event, const EventContext& context) {
  state.set_rep(event.rep());
  state.set_rep_at(context.scope_sequence);
}

void Evolve(State& state, const v1::RepReassigned& event, const EventContext& context) {
  state.set_rep(event.rep());
  state.set_rep_at(context.scope_sequence);
  state.clear_poor_in_a_row();
  *state.mutable_opinion_due() = event.opinion_due();
}

void Evolve(State& state, const v1::PracticeWaived& event, const EventContext&) {
  State::Year* year = YearRow(&state, event.year());
  if (year != nullptr) year->add_waived(event.practice());
}

void Evolve(State&, const v1::CustomerReinstated&, const EventContext&) {}

void EvolveBook(v1::Book& book, const v1::KeyAccountDesignated& event, const EventContext&) {
  book.mutable_key_account()->set_designated(true);
  if (auto* year = BookYear(&book, event.year())) year->set_key(true);
}

void EvolveBook(v1::Book& book, const v1::KeyAccountRevoked& event, const EventContext&) {
  book.mutable_key_account()->clear_designated();
  book.mutable_key_account()->clear_rep();
  if (auto* year = BookYear(&book, event.year())) year->clear_key();
}

void EvolveBook(v1::Book& book, const v1::KeyAccountRepAssigned& event, const EventContext&) {
  book.mutable_key_account()->set_rep(event.rep());
}

void EvolveBook(v1::Book& book, const v1::RepReassigned& event, const EventContext&) {
  book.mutable_key_account()->set_rep(event.rep());
}

void EvolveBook(v1::Book& book, const v1::PracticeWaived& event, const EventContext&) {
  if (event.practice() != Terms::K10_FORUM) return;
  if (auto* year = BookYear(&book, event.year())) year->set_forum_settled(true);
}

void EvolveBook(v1::Book& book, const v1::CustomerReinstated&, const EventContext&) {
  book.mutable_key_account()->clear_dropped_for();
}

}  // namespace tenure::key_account
