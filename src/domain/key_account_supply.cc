// Supply kept for the account (K1), who there has to do with sales (K2), what goes on there (K4).
#include <algorithm>
#include <vector>

#include "domain/key_account_parts.h"
#include "domain/value_text.h"
#include "tenure/v1/key_account_practice.domain.h"

namespace tenure::key_account {

using domain::YearOf;

Decision Decide(const State& state, const v1::ReserveSupply& command,
                const DecideContext& context) {
  if (auto no = MaySell(state, context)) return Decision::Refuse(*no);
  const auto known =
      Find(state.reservations(), command.reservation_id(), &State::Reservation::reservation_id);
  if (known != state.reservations().end()) return Known("reservation", command.reservation_id());
  if (state.reservations_size() >= kReservationsMax) return Full(kReservationsMax);
  const auto rules = domain::KeyAccountRulesInForce(context.rules, context.now);
  if (!rules) return Decision::Refuse(rules.error());
  const Date today = rules->Today(context.now);
  const Date until = DateOf(command.until());
  if (until < today) return Decision::Refuse(v1::DUE_IN_PAST);
  const Date latest = today + std::chrono::days(rules->policy.reservation_days_max());
  if (until > latest) {
    return Decision::Refuse(v1::RESERVATION_TOO_LONG, {{"latest", domain::DateText(latest)}});
  }
  v1::SupplyReserved event = EventOf(command);
  *event.mutable_lapses_at() = InstantOf(rules->EndOf(until));
  *event.mutable_at_risk_at() =
      InstantOf(rules->EndOf(until - std::chrono::days(rules->policy.reservation_risk_days())));
  *event.mutable_mark() = MarkOf(Terms::K1_SUPPLY, rules->Today(context.effective_at));
  *event.mutable_policy() = rules->ref;
  return Decision::Of(std::move(event));
}

// No selling effort of ours: what was promised is delivered to a dropped customer too.
Decision Decide(const State& state, const v1::ConsumeReservation& command,
                const DecideContext& context) {
  if (auto no = Designated(state)) return Decision::Refuse(*no);
  const auto found =
      Find(state.reservations(), command.reservation_id(), &State::Reservation::reservation_id);
  if (found == state.reservations().end() || TimeOf(found->until()) <= context.now) {
    return Unknown("reservation", command.reservation_id());
  }
  if (command.quantity() > found->left()) {
    return Decision::Refuse(v1::RESERVATION_TOO_SMALL, {{"id", command.reservation_id()},
                                                        {"left", std::to_string(found->left())}});
  }
  const auto rules = domain::KeyAccountRulesInForce(context.rules, context.now);
  if (!rules) return Decision::Refuse(rules.error());
  v1::ReservationConsumed event = EventOf(command);
  event.set_left(found->left() - command.quantity());
  event.set_product(found->product());
  event.set_year(YearOf(rules->Today(context.effective_at)));
  return Decision::Of(std::move(event));
}

// What an order takes of what is kept; beyond that it is an order like any other.
Decision Decide(const State& state, const v1::ConsumeSupply& command,
                const DecideContext& context) {
  const auto rules = domain::KeyAccountRulesInForce(context.rules, context.now);
  if (!rules) return Decision::Refuse(rules.error());
  std::vector<const State::Reservation*> kept;
  for (const auto& one : state.reservations()) {
    const bool lives = context.now < TimeOf(one.until());
    if (lives && one.product() == command.product()) kept.push_back(&one);
  }
  std::stable_sort(kept.begin(), kept.end(), [](const auto* left, const auto* right) {
    return left->until().us() < right->until().us();
  });
  Decision decision;
  std::int64_t wanted = command.quantity();
  for (const auto* one : kept) {
    if (wanted == 0) break;
    const std::int64_t taken = std::min(wanted, one->left());
    wanted -= taken;
    v1::ReservationConsumed event;
    event.set_reservation_id(one->reservation_id());
    event.set_quantity(taken);
    event.set_order_id(command.order_id());
    event.set_left(one->left() - taken);
    event.set_product(one->product());
    event.set_year(YearOf(rules->Today(context.effective_at)));
    decision.Add(std::move(event));
  }
  return decision;
}

Decision Decide(const State& state, const v1::MapStakeholder& command,
                const DecideContext& context) {
  if (auto no = Designated(state)) return Decision::Refuse(*no);
  if (auto no = KnownPerson(context, "contact_person_id", command.contact_person_id())) {
    return Decision::Refuse(*no);
  }
  const auto known = Find(state.stakeholders(), command.contact_person_id(),
                          &State::Stakeholder::contact_person_id);
  if (known == state.stakeholders().end() && state.stakeholders_size() >= kStakeholdersMax) {
    return Full(kStakeholdersMax);
  }
  if (known != state.stakeholders().end() && known->function() == command.function()) {
    return Decision::Refuse(v1::NO_CHANGE);
  }
  const auto rules = domain::KeyAccountRulesInForce(context.rules, context.now);
  if (!rules) return Decision::Refuse(rules.error());
  v1::StakeholderMapped event = EventOf(command);
  event.set_year(YearOf(rules->Today(context.effective_at)));
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::EngageStakeholder& command,
                const DecideContext& context) {
  if (auto no = Designated(state)) return Decision::Refuse(*no);
  const auto found = Find(state.stakeholders(), command.contact_person_id(),
                          &State::Stakeholder::contact_person_id);
  if (found == state.stakeholders().end()) {
    return Unknown("stakeholder", command.contact_person_id());
  }
  const auto rules = domain::KeyAccountRulesInForce(context.rules, context.now);
  if (!rules) return Decision::Refuse(rules.error());
  v1::StakeholderEngaged event = EventOf(command);
  event.set_function(found->function());
  *event.mutable_mark() = MarkOf(Terms::K2_STAKEHOLDERS, rules->Today(context.effective_at));
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::RecordAccountSignal& command,
                const DecideContext& context) {
  if (auto no = Designated(state)) return Decision::Refuse(*no);
  const auto known = Find(state.signals(), command.signal_id(), &State::Signal::signal_id);
  if (known != state.signals().end()) return Known("signal", command.signal_id());
  if (state.signals_size() >= kSignalsMax) return Full(kSignalsMax);
  const auto rules = domain::KeyAccountRulesInForce(context.rules, context.now);
  if (!rules) return Decision::Refuse(rules.error());
  v1::AccountSignalRecorded event = EventOf(command);
  *event.mutable_answer_due() =
      InstantOf(rules->DaysFrom(context.effective_at, rules->policy.signal_answer_days()));
  event.set_year(YearOf(rules->Today(context.effective_at)));
  *event.mutable_policy() = rules->ref;
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::ProvideSupport& command,
                const DecideContext& context) {
  if (auto no = Designated(state)) return Decision::Refuse(*no);
  const auto found = Find(state.signals(), command.signal_id(), &State::Signal::signal_id);
  if (found == state.signals().end()) return Unknown("signal", command.signal_id());
  const auto rules = domain::KeyAccountRulesInForce(context.rules, context.now);
  if (!rules) return Decision::Refuse(rules.error());
  v1::SupportProvided event = EventOf(command);
  *event.mutable_mark() = MarkOf(Terms::K4_SIGNALS, rules->Today(context.effective_at));
  return Decision::Of(std::move(event));
}

void Evolve(State& state, const v1::SupplyReserved& event, const EventContext&) {
  State::Reservation* one = state.add_reservations();
  one->set_reservation_id(event.reservation_id());
  one->set_product(event.product());
  one->set_left(event.quantity());
  *one->mutable_until() = event.lapses_at();
  Mark(&state, event.mark());
}

void Evolve(State& state, const v1::ReservationConsumed& event, const EventContext&) {
  auto* reservations = state.mutable_reservations();
  const auto found =
      Find(*reservations, event.reservation_id(), &State::Reservation::reservation_id);
  if (found == reservations->end()) return;
  found->set_left(event.left());
  if (event.left() == 0) reservations->erase(found);
}

void Evolve(State& state, const v1::ReservationLapsed& event, const EventContext&) {
  Erase(state.mutable_reservations(), event.reservation_id(), &State::Reservation::reservation_id);
}

void Evolve(State& state, const v1::StakeholderMapped& event, const EventContext&) {
  auto* stakeholders = state.mutable_stakeholders();
  const auto found =
      Find(*stakeholders, event.contact_person_id(), &State::Stakeholder::contact_person_id);
  State::Stakeholder* one = found == stakeholders->end() ? stakeholders->Add() : &*found;
  one->set_contact_person_id(event.contact_person_id());
  one->set_function(event.function());
}

void Evolve(State& state, const v1::StakeholderEngaged& event, const EventContext&) {
  Mark(&state, event.mark());
}

void Evolve(State& state, const v1::AccountSignalRecorded& event, const EventContext& context) {
  State::Signal* one = state.add_signals();
  one->set_signal_id(event.signal_id());
  one->set_recorded_at(context.scope_sequence);
}

void Evolve(State& state, const v1::SupportProvided& event, const EventContext&) {
  Erase(state.mutable_signals(), event.signal_id(), &State::Signal::signal_id);
  Mark(&state, event.mark());
}

}  // namespace tenure::key_account
