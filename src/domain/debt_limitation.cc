// Limitation of a debt case (Civil Code 188-195): what starts the clock, begins it anew, holds it
// up and ends it. Only what is proven counts.
#include <algorithm>
#include <string>
#include <utility>

#include "domain/debt_law.h"
#include "domain/value_text.h"
#include "tenure/v1/debt_limitation.domain.h"
#include "tenure/values.h"

namespace tenure::debt_case {

using domain::DateText;
using domain::LegalRules;

namespace {

constexpr StageSet kNothingAsked = {State::SETTLED, State::SETTLED_PARTIAL, State::LOST};

bool Stands(const State& state, Legal::Obstacle obstacle) {
  const auto& standing = state.legal().obstacles();
  return std::find(standing.begin(), standing.end(), obstacle) != standing.end();
}

}  // namespace

std::optional<Refused> StillOpen(const State& state, const LegalRules& rules, Time now) {
  const v1::LimitationClock& clock = state.legal().clock();
  if (!state.legal().has_clock() || !domain::IsLapsed(clock, rules.Today(now))) return std::nullopt;
  return Refused{v1::CLAIM_TIME_BARRED, {{"date", DateText(DateOf(clock.last_day()))}}};
}

std::optional<Refused> HasCome(const v1::Date& date, const LegalRules& rules, Time now) {
  if (DateOf(date) <= rules.Today(now)) return std::nullopt;
  return Refused{v1::DATE_IN_FUTURE, {{"date", DateText(DateOf(date))}}};
}

tl::expected<v1::LimitationStarted, Refused> StartOfLimitation(
    const google::protobuf::RepeatedPtrField<v1::DebtClaim>& claims, const DecideContext& context) {
  const auto rules = domain::LegalRulesInForce(context.rules, context.now);
  if (!rules) return tl::unexpected(rules.error());
  const auto first =
      std::min_element(claims.begin(), claims.end(), [](const auto& left, const auto& right) {
        return left.last_due_on().days() < right.last_due_on().days();
      });
  auto clock = domain::StartedClock(DateOf(first->last_due_on()), *rules, context.now);
  if (!clock) return tl::unexpected(clock.error());
  v1::LimitationStarted event;
  event.set_case_id(context.stream.id);
  *event.mutable_clock() = *std::move(clock);
  *event.mutable_policy() = rules->ref;
  return event;
}

std::optional<Refused> AddRestart(const State& state, Legal::ClockMove move, Date on,
                                  const DecideContext& context, Decision* decision) {
  if (!state.legal().has_clock() || kNothingAsked.Contains(state.stage())) return std::nullopt;
  const bool barred = state.stage() == State::TIME_BARRED;
  if (barred && move != Legal::AGREEMENT) return std::nullopt;
  const auto rules = domain::LegalRulesInForce(context.rules, context.now);
  if (!rules) return rules.error();
  const v1::LimitationClock& before = state.legal().clock();
  auto clock = domain::MovedClock(before, move, on, *rules, context.now);
  if (!clock) return clock.error();
  if (clock->last_day().days() == before.last_day().days()) return std::nullopt;
  v1::LimitationRestarted event;
  event.set_case_id(context.stream.id);
  event.set_move(move);
  *event.mutable_on() = DateMessage(on);
  event.set_revived(barred && !domain::IsLapsed(*clock, rules->Today(context.now)));
  *event.mutable_clock() = *std::move(clock);
  *event.mutable_policy() = rules->ref;
  decision->Add(std::move(event));
  return std::nullopt;
}

Decision Decide(const State& state, const v1::RecordAcknowledgement& command,
                const DecideContext& context) {
  constexpr StageSet kOwed = {State::OPEN,        State::STRATEGISED, State::IN_HOUSE,
                              State::AGENT,       State::ARBITRATION, State::LITIGATION,
                              State::AWARDED,     State::ENFORCEMENT, State::INSOLVENCY,
                              State::TIME_BARRED, State::WRITTEN_OFF};
  if (auto no = OutOfOrder(state, "RecordAcknowledgement", kOwed)) return Decision::Refuse(*no);
  const auto rules = domain::LegalRulesInForce(context.rules, context.now);
  if (!rules) return Decision::Refuse(rules.error());
  if (auto no = HasCome(command.on(), *rules, context.now)) return Decision::Refuse(*no);
  if (!domain::IsProof(command.proof())) return Decision::Refuse(v1::EVIDENCE_MISSING);
  v1::DebtAcknowledged event = EventOf(command);
  Decision decision = Decision::Of(std::move(event));
  if (auto no = AddRestart(state, Legal::AGREEMENT, DateOf(command.on()), context, &decision)) {
    return Decision::Refuse(*no);
  }
  return decision;
}

Decision Decide(const State& state, const v1::SuspendLimitation& command,
                const DecideContext& context) {
  if (auto no = OutOfOrder(state, "SuspendLimitation", kClockRuns)) return Decision::Refuse(*no);
  const auto rules = domain::LegalRulesInForce(context.rules, context.now);
  if (!rules) return Decision::Refuse(rules.error());
  if (auto no = HasCome(command.began_on(), *rules, context.now)) return Decision::Refuse(*no);
  if (!domain::IsProof(command.proof())) return Decision::Refuse(v1::EVIDENCE_MISSING);
  const Date began = DateOf(command.began_on());
  if (domain::IsLapsed(state.legal().clock(), began)) {
    return Decision::Refuse(v1::CLAIM_TIME_BARRED,
                            {{"date", DateText(DateOf(state.legal().clock().last_day()))}});
  }
  if (Stands(state, command.obstacle())) {
    return Decision::Refuse(v1::OBSTACLE_STANDS,
                            {{"obstacle", Legal::Obstacle_Name(command.obstacle())}});
  }
  auto clock =
      domain::MovedClock(state.legal().clock(), Legal::OBSTACLE_BEGINS, began, *rules, context.now);
  if (!clock) return Decision::Refuse(clock.error());
  v1::LimitationSuspended event = EventOf(command);
  *event.mutable_clock() = *std::move(clock);
  *event.mutable_policy() = rules->ref;
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::ResumeLimitation& command,
                const DecideContext& context) {
  if (!Stands(state, command.obstacle())) {
    return Decision::Refuse(v1::NO_SUCH_OBSTACLE,
                            {{"obstacle", Legal::Obstacle_Name(command.obstacle())}});
  }
  const auto rules = domain::LegalRulesInForce(context.rules, context.now);
  if (!rules) return Decision::Refuse(rules.error());
  if (auto no = HasCome(command.ended_on(), *rules, context.now)) return Decision::Refuse(*no);
  if (!domain::IsProof(command.proof())) return Decision::Refuse(v1::EVIDENCE_MISSING);
  // An obstacle that the clock summed up with a restart ended no earlier than that.
  const Date ended = std::max(DateOf(command.ended_on()), DateOf(state.legal().clock().known_on()));
  auto clock =
      domain::MovedClock(state.legal().clock(), Legal::OBSTACLE_ENDS, ended, *rules, context.now);
  if (!clock) return Decision::Refuse(clock.error());
  v1::LimitationResumed event = EventOf(command);
  *event.mutable_clock() = *std::move(clock);
  *event.mutable_policy() = rules->ref;
  return Decision::Of(std::move(event));
}

void Evolve(State& state, const v1::LimitationStarted& event, const EventContext&) {
  *state.mutable_legal()->mutable_clock() = event.clock();
}
void Evolve(State& state, const v1::LimitationRestarted& event, const EventContext&) {
  *state.mutable_legal()->mutable_clock() = event.clock();
  state.mutable_legal()->clear_demand_missing();
  if (event.revived()) state.set_stage(State::IN_HOUSE);
}
void Evolve(State& state, const v1::LimitationSuspended& event, const EventContext&) {
  *state.mutable_legal()->mutable_clock() = event.clock();
  state.mutable_legal()->add_obstacles(event.obstacle());
}
void Evolve(State& state, const v1::LimitationResumed& event, const EventContext&) {
  *state.mutable_legal()->mutable_clock() = event.clock();
  auto* standing = state.mutable_legal()->mutable_obstacles();
  standing->erase(std::remove(standing->begin(), standing->end(), event.obstacle()),
                  standing->end());
}
// What it is about, the restart beside it says.
void Evolve(State&, const v1::DebtAcknowledged&, const EventContext&) {}

void Evolve(State& state, const v1::LimitationWarned& event, const EventContext&) {
  auto* warnings = state.mutable_legal()->mutable_clock()->mutable_warnings();
  warnings->erase(std::remove_if(warnings->begin(), warnings->end(),
                                 [&](const auto& one) { return one.days() == event.days(); }),
                  warnings->end());
}
void Evolve(State& state, const v1::WrittenDemandMissing&, const EventContext&) {
  state.mutable_legal()->set_demand_missing(true);
}
void Evolve(State& state, const v1::LimitationExpired&, const EventContext&) {
  state.set_stage(State::TIME_BARRED);
}

}  // namespace tenure::debt_case
