// What falls due in a credit account: the end of limit, hold and guarantees, monitoring, reviews.
#include <algorithm>
#include <vector>

#include "domain/credit_account_standing.h"
#include "tenure/v1/credit_account.domain.h"
#include "tenure/values.h"

namespace tenure::credit_account {

namespace {

enum class Kind { kGuarantee, kHold, kMonitoring, kReview, kLimit };

// Of one instant in this order: a limit that ends on the day of its review is reviewed no more,
// but what led there is said first.
struct Due {
  Time at;
  Kind kind;
  int guarantee = 0;
};

bool MonitoringRuns(const State& state) {
  return state.has_monitoring() && !state.monitoring().missed() && state.has_limit() &&
         !state.expired();
}

bool ReviewRuns(const State& state) {
  return state.has_review_due() && state.review() == Terms::TRIGGER_UNSPECIFIED && !state.expired();
}

std::vector<Due> AllDue(const State& state) {
  std::vector<Due> due;
  for (int i = 0; i < state.guarantees_size(); ++i) {
    due.push_back({TimeOf(state.guarantees(i).expires_at()), Kind::kGuarantee, i});
  }
  if (state.has_hold() && state.hold().has_until()) {
    due.push_back({TimeOf(state.hold().until()), Kind::kHold});
  }
  if (MonitoringRuns(state)) {
    due.push_back({TimeOf(state.monitoring().next_due()), Kind::kMonitoring});
  }
  if (ReviewRuns(state)) due.push_back({TimeOf(state.review_due()), Kind::kReview});
  if (state.has_limit() && !state.expired()) {
    due.push_back({TimeOf(state.expires_at()), Kind::kLimit});
  }
  std::stable_sort(due.begin(), due.end(), [](const Due& left, const Due& right) {
    return left.at != right.at ? left.at < right.at : left.kind < right.kind;
  });
  return due;
}

void OpenReview(Decision* decision, State* after, Terms::Trigger trigger, Time at) {
  if (!LimitLives(*after, at) || after->review() != Terms::TRIGGER_UNSPECIFIED) return;
  after->set_review(trigger);
  v1::CreditReviewOpened event;
  event.set_trigger(trigger);
  *event.mutable_after() = AfterOf(*after);
  decision->Add(std::move(event), at);
}

void EndGuarantee(Decision* decision, State* after, const State::Guarantee& guarantee, Time at) {
  v1::GuaranteeExpired event;
  event.set_guarantee_id(guarantee.guarantee_id());
  *event.mutable_amount() = guarantee.amount();
  *event.mutable_expires_on() = guarantee.expires_on();
  event.set_guaranteed(Guaranteed(*after, after->limit().currency(), at));
  decision->Add(std::move(event), at);
  OpenReview(decision, after, Terms::GUARANTEE_ENDED, at);
}

void EndHold(Decision* decision, State* after, Time at) {
  after->clear_hold();
  v1::CreditHoldExpired event;
  *event.mutable_after() = AfterOf(*after);
  decision->Add(std::move(event), at);
}

void MissMonitoring(Decision* decision, const State& state, Time at) {
  v1::MonitoringMissed event;
  *event.mutable_due() = state.monitoring().next_due();
  decision->Add(std::move(event), at);
}

void EndLimit(Decision* decision, State* after, Time at) {
  after->set_expired(true);
  v1::CreditLimitExpired event;
  *event.mutable_valid_to() = after->valid_to();
  *event.mutable_after() = AfterOf(*after);
  decision->Add(std::move(event), at);
}

}  // namespace

std::vector<Timer> Timers(const State& state) {
  std::vector<Timer> timers;
  for (const Due& due : AllDue(state)) timers.push_back({due.at});
  return timers;
}

Decision Decide(const State& state, const v1::FireTimer&, const DecideContext& context) {
  Decision decision;
  State after = state;
  for (const Due& due : AllDue(state)) {
    if (due.at > context.now) break;
    switch (due.kind) {
      case Kind::kGuarantee:
        EndGuarantee(&decision, &after, state.guarantees(due.guarantee), due.at);
        break;
      case Kind::kHold:
        EndHold(&decision, &after, due.at);
        break;
      case Kind::kMonitoring:
        MissMonitoring(&decision, state, due.at);
        break;
      case Kind::kReview:
        OpenReview(&decision, &after, Terms::SCHEDULED, due.at);
        break;
      case Kind::kLimit:
        EndLimit(&decision, &after, due.at);
        break;
    }
  }
  return decision;
}

void Evolve(State& state, const v1::CreditLimitExpired& event, const EventContext&) {
  state.set_expired(true);
  state.set_standing(event.after().standing());
}

void EvolveBook(v1::Book& book, const v1::CreditLimitExpired& event, const EventContext&) {
  PutStanding(&book, event.after());
}

}  // namespace tenure::credit_account
