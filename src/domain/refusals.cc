// Refusals kept as events: counted per scope, nothing more; the events hold the rest.
#include "tenure/decision.h"
#include "tenure/v1/system.domain.h"

namespace tenure::refusals {

void Evolve(v1::RefusalsState& state, const v1::CommandRefused&, const EventContext&) {
  state.set_commands(state.commands() + 1);
}

void Evolve(v1::RefusalsState& state, const v1::PolicyRefused&, const EventContext&) {
  state.set_reactions(state.reactions() + 1);
}

}  // namespace tenure::refusals
