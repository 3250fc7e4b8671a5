// One legal identity has one holder. A second claimant is reported as a suspected duplicate; his
// registration stands. Element P1: unique legal identity.
#include "tenure/v1/customer.domain.h"

namespace tenure::identity {

using State = v1::IdentityState;

Decision Decide(const State& state, const v1::ClaimIdentity& command, const DecideContext&) {
  if (state.holder() == command.claimant()) return Decision::Refuse(v1::NO_CHANGE);
  if (state.holder().empty()) {
    v1::IdentityClaimed claimed;
    claimed.set_claimant(command.claimant());
    return Decision::Of(std::move(claimed));
  }
  v1::IdentityClashed clashed;
  clashed.set_claimant(command.claimant());
  clashed.set_holder(state.holder());
  return Decision::Of(std::move(clashed));
}

Decision Decide(const State& state, const v1::ReleaseIdentity& command, const DecideContext&) {
  if (state.holder() != command.holder()) return Decision::Refuse(v1::NO_CHANGE);
  v1::IdentityReleased released;
  released.set_holder(command.holder());
  return Decision::Of(std::move(released));
}

void Evolve(State& state, const v1::IdentityReleased&, const EventContext&) {
  state.clear_holder();
}

void Evolve(State& state, const v1::IdentityClaimed& event, const EventContext&) {
  state.set_holder(event.claimant());
}

void Evolve(State& state, const v1::IdentityClashed&, const EventContext&) {
  state.set_clashes(state.clashes() + 1);
}

}  // namespace tenure::identity
