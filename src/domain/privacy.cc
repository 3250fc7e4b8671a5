// Erasure of a person and what stands against it: nothing open, no legal hold, no retention. P1.
#include <fmt/format.h>

#include <algorithm>

#include "domain/customer_matters.h"
#include "tenure/v1/privacy.domain.h"
#include "tenure/values.h"

namespace tenure::privacy {

using State = v1::PrivacyState;

namespace {

constexpr int kHoldsMax = 32;  // keeps the state inside its bound

bool Holds(const State& state, const std::string& id) {
  return std::any_of(state.holds().begin(), state.holds().end(),
                     [&](const State::Hold& hold) { return hold.hold_id() == id; });
}

std::string DayText(Time time) {
  const std::chrono::year_month_day day(std::chrono::floor<std::chrono::days>(time));
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()),
                     static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
}

std::vector<std::string> ReasonsAgainst(const State& state, const DecideContext& context) {
  std::vector<std::string> reasons;
  if (std::string open = domain::OpenMatters(context.book); !open.empty()) {
    reasons.push_back("open: " + std::move(open));
  }
  for (const State::Hold& hold : state.holds()) reasons.push_back("legal hold " + hold.hold_id());
  if (state.has_retained_until()) {
    const Time until = TimeOf(state.retained_until());
    if (context.now < until) reasons.push_back("retention until " + DayText(until));
  } else if (context.book.lifecycle().contracts_signed() > 0) {
    reasons.emplace_back("retention of the contracts is not determined");
  }
  return reasons;
}

}  // namespace

Decision Decide(const State& state, const v1::PlaceLegalHold& command, const DecideContext&) {
  if (Holds(state, command.hold_id())) {
    return Decision::Refuse(v1::HOLD_EXISTS, {{"id", command.hold_id()}});
  }
  if (state.holds_size() >= kHoldsMax) {
    return Decision::Refuse(v1::STATE_FULL, {{"limit", std::to_string(kHoldsMax)}});
  }
  return Decision::Of(EventOf(command));
}

Decision Decide(const State& state, const v1::ReleaseLegalHold& command, const DecideContext&) {
  if (!Holds(state, command.hold_id())) {
    return Decision::Refuse(v1::HOLD_UNKNOWN, {{"id", command.hold_id()}});
  }
  return Decision::Of(EventOf(command));
}

Decision Decide(const State& state, const v1::DetermineRetention& command, const DecideContext&) {
  if (state.has_retained_until() && command.until().us() <= state.retained_until().us()) {
    if (command.until().us() == state.retained_until().us()) {
      return Decision::Refuse(v1::NO_CHANGE);
    }
    return Decision::Refuse(v1::RETENTION_SHORTENED,
                            {{"until", DayText(TimeOf(state.retained_until()))}});
  }
  return Decision::Of(EventOf(command));
}

Decision Decide(const State& state, const v1::RequestErasure&, const DecideContext& context) {
  const std::vector<std::string> reasons = ReasonsAgainst(state, context);
  if (!reasons.empty()) {
    return Decision::Refuse(v1::ERASURE_BLOCKED,
                            {{"reasons", fmt::format("{}", fmt::join(reasons, ", "))}});
  }
  return Decision::Of(v1::SubjectErased());
}

Decision Decide(const State&, const v1::RecordSubjectExport& command, const DecideContext&) {
  return Decision::Of(EventOf(command));
}

void Evolve(State& state, const v1::LegalHoldPlaced& event, const EventContext& context) {
  State::Hold* hold = state.add_holds();
  hold->set_hold_id(event.hold_id());
  *hold->mutable_placed_at() = InstantOf(context.recorded_at);
}

void Evolve(State& state, const v1::LegalHoldReleased& event, const EventContext&) {
  auto* holds = state.mutable_holds();
  holds->erase(
      std::remove_if(holds->begin(), holds->end(),
                     [&](const State::Hold& hold) { return hold.hold_id() == event.hold_id(); }),
      holds->end());
}

void Evolve(State& state, const v1::RetentionDetermined& event, const EventContext&) {
  *state.mutable_retained_until() = event.until();
}

void Evolve(State& state, const v1::SubjectErased&, const EventContext&) { state.set_erased(true); }

void EvolveBook(v1::Book& book, const v1::SubjectErased&, const EventContext&) {
  book.mutable_customer()->set_erased(true);
}

void Evolve(State& state, const v1::SubjectDataExported&, const EventContext&) {
  state.set_exports(state.exports() + 1);
}

}  // namespace tenure::privacy
