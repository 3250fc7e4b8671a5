// Merging files of one customer and undoing it (F1). The merged file closes first and says where it
// went; the survivor answers by absorbing it, or the merge comes back.
#include <algorithm>

#include "base/text_check.h"
#include "domain/customer_matters.h"
#include "tenure/v1/customer_merge.domain.h"
#include "tenure/values.h"

namespace tenure::customer {

using State = v1::CustomerState;

namespace {

constexpr int kAbsorbedMax = 32;  // keeps the state inside its bound

template <typename Rows>
auto FindAbsorbed(Rows& rows, const std::string& customer) {
  return std::find_if(rows.begin(), rows.end(),
                      [&](const auto& one) { return one.customer() == customer; });
}

std::string ScopeOf(const std::string& customer) { return "customer/" + customer; }

// Whoever lost his claim to an identity has none that could move along.
bool HoldsIdentity(const State& state) {
  return !state.identity_mac().empty() && state.duplicate_of().empty();
}

v1::AbsorbedFigures FiguresOf(const v1::Book& book) {
  v1::AbsorbedFigures figures;
  figures.set_contracts_signed(book.lifecycle().contracts_signed());
  figures.set_handed_over(book.lifecycle().handed_over());
  return figures;
}

std::string ListOf(const google::protobuf::RepeatedPtrField<State::Absorbed>& absorbed) {
  std::string text;
  for (const State::Absorbed& one : absorbed) text += (text.empty() ? "" : ", ") + one.customer();
  return text;
}

v1::CustomersUnmerged Unmerged(const State& state) {
  v1::CustomersUnmerged event;
  event.set_from(state.merged_into());
  if (state.identity_moved()) event.set_identity_mac(state.identity_mac());
  if (state.has_stale_at()) *event.mutable_stale_at() = state.stale_at();
  event.set_duplicate_of(state.duplicate_of());
  return event;
}

void TakeOut(v1::Book& book, const std::string& customer) {
  auto* absorbed = book.mutable_customer()->mutable_absorbed();
  absorbed->erase(std::remove(absorbed->begin(), absorbed->end(), customer), absorbed->end());
}

}  // namespace

Decision Decide(const State& state, const v1::MergeCustomers& command,
                const DecideContext& context) {
  if (!IsIdentifier(command.into())) return Decision::Refuse(v1::BAD_ID, {{"field", "data.into"}});
  if (ScopeName(context.stream.scope.text) == command.into()) {
    return Decision::Refuse(v1::CUSTOMER_MERGES_INTO_ITSELF);
  }
  if (state.absorbed_size() > 0) {
    return Decision::Refuse(v1::CUSTOMER_HAS_ABSORBED, {{"customers", ListOf(state.absorbed())}});
  }
  if (const std::string matters = domain::OpenMatters(context.book); !matters.empty()) {
    return Decision::Refuse(v1::CUSTOMER_HAS_OPEN_MATTERS, {{"matters", matters}});
  }
  v1::CustomersMerged event = EventOf(command);
  *event.mutable_figures() = FiguresOf(context.book);
  if (HoldsIdentity(state)) event.set_identity_mac(state.identity_mac());
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::UnmergeCustomers&, const DecideContext&) {
  if (state.merged_into().empty()) return Decision::Refuse(v1::CUSTOMER_NOT_MERGED);
  return Decision::Of(Unmerged(state));
}

Decision Decide(const State& state, const v1::ReturnMerged& command, const DecideContext&) {
  if (state.merged_into() != command.into()) return Decision::Refuse(v1::NO_CHANGE);
  v1::CustomersUnmerged event = Unmerged(state);
  event.set_refused_for(command.refused_for());
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::AbsorbCustomer& command, const DecideContext&) {
  if (FindAbsorbed(state.absorbed(), command.customer()) != state.absorbed().end()) {
    return Decision::Refuse(v1::NO_CHANGE);
  }
  if (state.absorbed_size() >= kAbsorbedMax) {
    return Decision::Refuse(v1::STATE_FULL, {{"limit", std::to_string(kAbsorbedMax)}});
  }
  v1::CustomerAbsorbed event = EventOf(command);
  event.set_ends_suspicion(state.duplicate_of() == ScopeOf(command.customer()));
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::ReleaseAbsorbed& command, const DecideContext&) {
  const auto found = FindAbsorbed(state.absorbed(), command.customer());
  if (found == state.absorbed().end()) return Decision::Refuse(v1::NO_CHANGE);
  v1::AbsorbedReleased event = EventOf(command);
  *event.mutable_figures() = found->figures();
  event.set_suspected_again(found->was_suspected());
  return Decision::Of(std::move(event));
}

void Evolve(State& state, const v1::CustomersMerged& event, const EventContext&) {
  state.set_merged_into(event.into());
  state.set_identity_moved(!event.identity_mac().empty());
}

void EvolveBook(v1::Book& book, const v1::CustomersMerged& event, const EventContext&) {
  book.mutable_customer()->set_merged_into(event.into());
}

void Evolve(State& state, const v1::CustomersUnmerged&, const EventContext&) {
  state.clear_merged_into();
  state.clear_identity_moved();
}

void EvolveBook(v1::Book& book, const v1::CustomersUnmerged&, const EventContext&) {
  book.mutable_customer()->clear_merged_into();
}

// The suspicion that both are one is answered: they are.
void Evolve(State& state, const v1::CustomerAbsorbed& event, const EventContext&) {
  State::Absorbed* added = state.add_absorbed();
  added->set_customer(event.customer());
  *added->mutable_figures() = event.figures();
  added->set_was_suspected(event.ends_suspicion());
  if (event.ends_suspicion()) state.clear_duplicate_of();
}

void EvolveBook(v1::Book& book, const v1::CustomerAbsorbed& event, const EventContext&) {
  v1::CustomerBook* customer = book.mutable_customer();
  customer->add_absorbed(event.customer());
  if (event.ends_suspicion()) {
    customer->clear_identity_disputed();
    customer->clear_duplicate_of();
  }
  v1::LifecycleBook* lifecycle = book.mutable_lifecycle();
  lifecycle->set_contracts_signed(lifecycle->contracts_signed() +
                                  event.figures().contracts_signed());
  lifecycle->set_handed_over(lifecycle->handed_over() + event.figures().handed_over());
}

void Evolve(State& state, const v1::AbsorbedReleased& event, const EventContext&) {
  const auto found = FindAbsorbed(*state.mutable_absorbed(), event.customer());
  if (found != state.mutable_absorbed()->end()) state.mutable_absorbed()->erase(found);
  if (event.suspected_again()) state.set_duplicate_of(ScopeOf(event.customer()));
}

void EvolveBook(v1::Book& book, const v1::AbsorbedReleased& event, const EventContext&) {
  TakeOut(book, event.customer());
  if (event.suspected_again()) {
    book.mutable_customer()->set_identity_disputed(true);
    book.mutable_customer()->set_duplicate_of(ScopeOf(event.customer()));
  }
  v1::LifecycleBook* lifecycle = book.mutable_lifecycle();
  lifecycle->set_contracts_signed(lifecycle->contracts_signed() -
                                  event.figures().contracts_signed());
  lifecycle->set_handed_over(lifecycle->handed_over() - event.figures().handed_over());
}

}  // namespace tenure::customer
