#include "domain/order_lines.h"

#include <algorithm>

namespace tenure::order {
namespace {

using State = v1::OrderState;

constexpr std::int64_t kValueMax = 2'000'000'000'000'000'000;  // twice what the book takes

// The worth of `quantity` units of a line, rounded down; the whole quantity is worth it exactly.
std::int64_t ValueOf(const State::Line& line, std::int64_t quantity) {
  if (line.quantity() == 0) return 0;
  const __int128 value = static_cast<__int128>(line.minor()) * quantity / line.quantity();
  return static_cast<std::int64_t>(std::min<__int128>(value, kValueMax));
}

}  // namespace

Exposure ExposureOf(const State& state) {
  Exposure exposure;
  if (state.prepaid()) return exposure;
  const bool awaited = state.status() == State::OPEN && state.counted();
  for (const auto& line : state.lines()) {
    const std::int64_t begun = ValueOf(line, std::max(line.delivered(), line.invoiced()));
    if (awaited) exposure.ordered += std::max<std::int64_t>(0, line.minor() - begun);
    const std::int64_t delivered = begun - ValueOf(line, line.invoiced());
    exposure.delivered = std::min(exposure.delivered + delivered, kValueMax);
  }
  return exposure;
}

v1::OrderMove MoveBetween(const State& before, const State& after) {
  const Exposure was = ExposureOf(before);
  const Exposure is = ExposureOf(after);
  v1::OrderMove move;
  move.set_currency(after.currency());
  move.set_ordered(is.ordered - was.ordered);
  move.set_delivered(is.delivered - was.delivered);
  move.set_orders_open((after.status() == State::OPEN ? 1 : 0) -
                       (before.status() == State::OPEN ? 1 : 0));
  return move;
}

State::Line* FindLine(State* state, std::string_view line_id) {
  for (auto& line : *state->mutable_lines()) {
    if (line.line_id() == line_id) return &line;
  }
  return nullptr;
}

const State::Line* FindLine(const State& state, std::string_view line_id) {
  const auto line = std::find_if(state.lines().begin(), state.lines().end(),
                                 [&](const auto& one) { return one.line_id() == line_id; });
  return line == state.lines().end() ? nullptr : &*line;
}

void SetLines(const google::protobuf::RepeatedPtrField<v1::OrderLine>& lines, State* state) {
  State named;
  for (const auto& line : lines) {
    State::Line* added = named.add_lines();
    added->set_line_id(line.line_id());
    added->set_quantity(line.quantity());
    added->set_minor(line.minor());
    if (const State::Line* kept = FindLine(*state, line.line_id())) {
      added->set_delivered(kept->delivered());
      added->set_invoiced(kept->invoiced());
    }
  }
  state->mutable_lines()->Swap(named.mutable_lines());
}

}  // namespace tenure::order
