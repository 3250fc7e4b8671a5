// The second person: a kept command waits until somebody else with role and limit agrees, refuses,
// or the time is over. Giving approval carries the command out in the same unit, after all its
// guards have run again. Rule: "Second person" of docs/handbook.md.
#include "domain/rules_access.h"
#include "domain/value_text.h"
#include "tenure/v1/system.domain.h"

namespace tenure::approval {

using domain::MoneyText;
using State = v1::ApprovalState;

namespace {

std::optional<Refused> StillOpen(const State& state, const DecideContext& context) {
  if (state.status() == State::EXPIRED ||
      (state.status() == State::OPEN && context.now >= TimeOf(state.expires_at()))) {
    return Refused{v1::APPROVAL_EXPIRED, {{"id", context.stream.id}}};
  }
  if (state.status() != State::OPEN) {
    return Refused{v1::APPROVAL_CLOSED, {{"id", context.stream.id}}};
  }
  return std::nullopt;
}

std::optional<Refused> OtherPerson(const State& state, const DecideContext& context) {
  const v1::SealedCommand& kept = state.kept();
  const Actor& approver = context.actor;
  const bool same = approver.id == kept.actor() || approver.id == kept.on_behalf_of() ||
                    (!approver.on_behalf_of.empty() && approver.on_behalf_of == kept.actor());
  if (same) return Refused{v1::APPROVER_IS_REQUESTER, {{"actor", approver.id}}};
  return std::nullopt;
}

std::optional<Refused> MayApprove(const State& state, const DecideContext& context) {
  if (!domain::AuthorityOf(context.rules, context.actor, state.permission(), context.now)
           .permitted) {
    return Refused{v1::APPROVER_LACKS_PERMISSION,
                   {{"actor", context.actor.id}, {"permission", state.permission()}}};
  }
  if (!state.has_amount()) return std::nullopt;
  const auto limit = domain::LimitOf(context.rules, context.actor, state.permission(),
                                     state.amount().currency(), context.now);
  if (limit && state.amount().minor() <= *limit) return std::nullopt;
  return Refused{v1::OVER_LIMIT,
                 {{"amount", MoneyText(state.amount())},
                  {"actor", context.actor.id},
                  {"limit", MoneyText(limit.value_or(0), state.amount().currency())}}};
}

}  // namespace

Decision Decide(const State& state, const v1::GiveApproval& command, const DecideContext& context) {
  if (auto no = StillOpen(state, context)) return Decision::Refuse(*no);
  if (auto no = OtherPerson(state, context)) return Decision::Refuse(*no);
  if (auto no = MayApprove(state, context)) return Decision::Refuse(*no);
  v1::ApprovalGiven given;
  given.set_approval_id(command.approval_id());
  Decision decision;
  decision.Add(std::move(given));
  decision.Then(state.kept());
  return decision;
}

Decision Decide(const State& state, const v1::RefuseApproval& command,
                const DecideContext& context) {
  if (auto no = StillOpen(state, context)) return Decision::Refuse(*no);
  if (auto no = OtherPerson(state, context)) return Decision::Refuse(*no);
  v1::ApprovalDenied denied;
  denied.set_approval_id(command.approval_id());
  return Decision::Of(std::move(denied));
}

Decision Decide(const State& state, const v1::FireTimer&, const DecideContext& context) {
  if (state.status() != State::OPEN || context.now < TimeOf(state.expires_at())) return {};
  Decision decision;
  decision.Add(v1::ApprovalExpired(), TimeOf(state.expires_at()));
  return decision;
}

void Evolve(State& state, const v1::ApprovalRequested& event, const EventContext&) {
  state.set_status(State::OPEN);
  *state.mutable_kept() = event.kept();
  state.set_permission(event.permission());
  if (event.has_amount()) *state.mutable_amount() = event.amount();
  *state.mutable_expires_at() = event.expires_at();
}

void Evolve(State& state, const v1::ApprovalGiven&, const EventContext& context) {
  state.set_status(State::GIVEN);
  state.set_decided_by(std::string(context.actor));
  state.clear_kept();  // carried out: its events hold it from now on
}

void Evolve(State& state, const v1::ApprovalDenied&, const EventContext& context) {
  state.set_status(State::REFUSED);
  state.set_decided_by(std::string(context.actor));
}

void Evolve(State& state, const v1::ApprovalExpired&, const EventContext&) {
  state.set_status(State::EXPIRED);
}

std::vector<Timer> Timers(const State& state) {
  if (state.status() != State::OPEN) return {};
  return {{TimeOf(state.expires_at())}};
}

}  // namespace tenure::approval
