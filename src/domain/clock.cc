// The simulated clock of demo, test and training stores: it moves forward only, when told.
#include "tenure/v1/system.domain.h"
#include "tenure/values.h"

namespace tenure::clock {

Decision Decide(const v1::ClockState& state, const v1::SetClock& command, const DecideContext&) {
  if (state.has_at() && command.at().us() < state.at().us()) {
    return Decision::Refuse(v1::CLOCK_SET_BACKWARDS);
  }
  return Decision::Of(EventOf(command));
}

void Evolve(v1::ClockState& state, const v1::ClockSet& event, const EventContext&) {
  *state.mutable_at() = event.at();
}

}  // namespace tenure::clock
