#include "domain/credit_account_standing.h"

#include "formula/nine_factors.h"
#include "tenure/values.h"

namespace tenure::credit_account {

namespace {

bool HeldByReview(const State& state) {
  return state.review() != Terms::TRIGGER_UNSPECIFIED &&
         state.band() == static_cast<std::uint32_t>(formula::Band::kCa5);
}

}  // namespace

Standing::Standing StandingOf(const State& state) {
  if (!state.has_limit()) return Standing::NO_LIMIT;
  if (state.expired()) return Standing::EXPIRED;
  if (state.has_hold() || HeldByReview(state)) return Standing::ON_HOLD;
  if (state.review() != Terms::TRIGGER_UNSPECIFIED) return Standing::UNDER_REVIEW;
  return Standing::ACTIVE;
}

bool LimitLives(const State& state, Time now) {
  return state.has_limit() && !state.expired() && now < TimeOf(state.expires_at());
}

bool Held(const State& state, Time now) {
  return state.has_hold() && (!state.hold().has_until() || now < TimeOf(state.hold().until()));
}

std::int64_t Guaranteed(const State& state, std::string_view currency, Time now) {
  std::int64_t sum = 0;
  for (const auto& guarantee : state.guarantees()) {
    if (guarantee.amount().currency() == currency && now < TimeOf(guarantee.expires_at())) {
      sum += guarantee.amount().minor();
    }
  }
  return sum;
}

Decision Unneeded(const DecideContext& context, v1::Refusal why) {
  return context.actor.system ? Decision() : Decision::Refuse(why);
}

v1::CreditStandingAfter AfterOf(const State& state) {
  v1::CreditStandingAfter after;
  after.set_standing(StandingOf(state));
  const bool ends = after.standing() == Standing::ON_HOLD && !HeldByReview(state);
  if (ends && state.hold().has_until()) *after.mutable_hold_until() = state.hold().until();
  return after;
}

void PutStanding(v1::Book* book, const v1::CreditStandingAfter& after) {
  v1::CreditBook* credit = book->mutable_credit();
  credit->set_standing(after.standing());
  credit->clear_hold_until();
  if (after.has_hold_until()) *credit->mutable_hold_until() = after.hold_until();
}

}  // namespace tenure::credit_account
