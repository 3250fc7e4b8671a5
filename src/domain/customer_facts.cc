// What is collected about a customer over time: traits, competitors, sources, consents, messages,
// results of deliveries. Elements P1-P3, CH1-CH6, L5.
#include <algorithm>

#include "tenure/v1/customer.domain.h"

namespace tenure::customer {

using State = v1::CustomerState;

namespace {

constexpr int kConsentsMax =
    32;  // purposes times channels in use; keeps the state inside its bound

template <typename What>
auto FindConsent(const google::protobuf::RepeatedPtrField<State::Consent>& consents,
                 const What& what) {
  return std::find_if(consents.begin(), consents.end(), [&](const State::Consent& one) {
    return one.purpose() == what.purpose() && one.channel() == what.channel();
  });
}

v1::CollectionsBook::Consent* CollectionConsent(v1::Book* book,
                                                v1::ComplaintTerms::Channel channel) {
  auto* consents = book->mutable_collections()->mutable_consents();
  for (auto& one : *consents) {
    if (one.channel() == static_cast<std::uint32_t>(channel)) return &one;
  }
  auto* added = consents->Add();
  added->set_channel(static_cast<std::uint32_t>(channel));
  return added;
}

}  // namespace

Decision Decide(const State&, const v1::RecordTrait& command, const DecideContext&) {
  return Decision::Of(EventOf(command));
}

Decision Decide(const State&, const v1::RecordCompetitor& command, const DecideContext&) {
  return Decision::Of(EventOf(command));
}

Decision Decide(const State&, const v1::RecordDataSource& command, const DecideContext&) {
  // CH1-CH6 speak for themselves; the note of another channel is sealed, its hash says it is there.
  if (command.channel() == v1::OTHER_CHANNEL && command.note_mac().empty()) {
    return Decision::Refuse(v1::SOURCE_NOTE_MISSING);
  }
  return Decision::Of(EventOf(command));
}

Decision Decide(const State& state, const v1::RecordConsent& command, const DecideContext&) {
  const bool any_hour = command.from_minute() == 0 && command.to_minute() == 0;
  if (!any_hour && command.from_minute() >= command.to_minute()) {
    return Decision::Refuse(v1::HOURS_INVALID);
  }
  const bool held = FindConsent(state.consents(), command) != state.consents().end();
  if (!held && state.consents_size() >= kConsentsMax) {
    return Decision::Refuse(v1::STATE_FULL, {{"limit", std::to_string(kConsentsMax)}});
  }
  return Decision::Of(EventOf(command));
}

Decision Decide(const State& state, const v1::WithdrawConsent& command, const DecideContext&) {
  if (FindConsent(state.consents(), command) == state.consents().end()) {
    return Decision::Refuse(v1::CONSENT_NOT_HELD);
  }
  return Decision::Of(EventOf(command));
}

Decision Decide(const State&, const v1::RecordInboundMessage& command, const DecideContext&) {
  return Decision::Of(EventOf(command));
}

Decision Decide(const State&, const v1::RecordDispatchResult& command, const DecideContext&) {
  return Decision::Of(EventOf(command));
}

void Evolve(State& state, const v1::TraitRecorded&, const EventContext&) {
  state.set_traits(state.traits() + 1);
}

void Evolve(State& state, const v1::CompetitorRecorded&, const EventContext&) {
  state.set_competitors(state.competitors() + 1);
}

void Evolve(State& state, const v1::DataSourceRecorded&, const EventContext&) {
  state.set_data_sources(state.data_sources() + 1);
}

void Evolve(State& state, const v1::ConsentRecorded& event, const EventContext&) {
  auto* consents = state.mutable_consents();
  const auto held = FindConsent(*consents, event);
  if (held != consents->end()) consents->erase(held);
  State::Consent* consent = consents->Add();
  consent->set_purpose(event.purpose());
  consent->set_channel(event.channel());
  consent->set_from_minute(event.from_minute());
  consent->set_to_minute(event.to_minute());
  if (event.has_until()) *consent->mutable_until() = event.until();
}

void Evolve(State& state, const v1::ConsentWithdrawn& event, const EventContext&) {
  auto* consents = state.mutable_consents();
  const auto held = FindConsent(*consents, event);
  if (held != consents->end()) consents->erase(held);
}

// Consent to be contacted for collection is read by other aggregates' guards.
void EvolveBook(v1::Book& book, const v1::ConsentRecorded& event, const EventContext& context) {
  if (event.purpose() != v1::COLLECTION) return;
  v1::CollectionsBook::Consent* consent = CollectionConsent(&book, event.channel());
  consent->set_from_minute(event.from_minute());
  consent->set_to_minute(event.to_minute());
  consent->set_since_us(MicrosOf(context.effective_at));
  consent->set_until_us(event.has_until() ? event.until().us() : 0);
}
void EvolveBook(v1::Book& book, const v1::ConsentWithdrawn& event, const EventContext&) {
  if (event.purpose() != v1::COLLECTION) return;
  auto* consents = book.mutable_collections()->mutable_consents();
  consents->erase(std::remove_if(consents->begin(), consents->end(),
                                 [&](const auto& one) {
                                   return one.channel() ==
                                          static_cast<std::uint32_t>(event.channel());
                                 }),
                  consents->end());
}

// The message and the result stand in the timeline; no guard of the customer reads them.
void Evolve(State&, const v1::InboundMessageRecorded&, const EventContext&) {}
void Evolve(State&, const v1::DispatchResultRecorded&, const EventContext&) {}

}  // namespace tenure::customer
