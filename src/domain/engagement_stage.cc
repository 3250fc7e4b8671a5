#include "domain/engagement_stage.h"

#include <algorithm>

#include "domain/value_text.h"

namespace tenure::engagement {
namespace {

Refused Order(const State& state, State::Stage wanted) {
  return {v1::STAGE_ORDER,
          {{"stage", State::Stage_Name(state.stage())}, {"needs", State::Stage_Name(wanted)}}};
}

}  // namespace

std::optional<Refused> Live(const State& state) {
  if (state.stage() < State::LOST_INTEREST) {
    if (state.transfer_to().empty()) return std::nullopt;
    return Refused{v1::TRANSFER_PENDING, {{"to", state.transfer_to()}}};
  }
  return Refused{v1::ENGAGEMENT_ENDED, {{"stage", State::Stage_Name(state.stage())}}};
}

bool IsWaived(const State& state, State::Stage stage) {
  return std::find(state.waived().begin(), state.waived().end(), stage) != state.waived().end();
}

std::optional<Refused> Reached(const State& state, State::Stage least) {
  for (int step = state.stage() + 1; step <= least; ++step) {
    if (!IsWaived(state, static_cast<State::Stage>(step))) {
      return Order(state, static_cast<State::Stage>(step));
    }
  }
  return std::nullopt;
}

std::optional<Refused> NotBeyond(const State& state, State::Stage most) {
  if (state.stage() <= most) return std::nullopt;
  return Order(state, most);
}

std::optional<Refused> ComingDay(const v1::Date& date, Date today) {
  if (DateOf(date) >= today) return std::nullopt;
  return Refused{v1::DUE_IN_PAST, {}};
}

std::optional<Refused> PastDay(const v1::Date& date, Date today) {
  if (DateOf(date) <= today) return std::nullopt;
  return Refused{v1::DATE_IN_FUTURE, {{"date", domain::DateText(DateOf(date))}}};
}

}  // namespace tenure::engagement
