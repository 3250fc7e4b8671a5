// Credit investigation (I1-I4): dated, hashed evidence with an expiry; what channels it came by.
#include <algorithm>
#include <vector>

#include "domain/credit_rules.h"
#include "domain/value_text.h"
#include "tenure/v1/investigation.domain.h"

namespace tenure::investigation {

using domain::DateText;
using State = v1::InvestigationState;
using Terms = v1::CreditTerms;

namespace {

constexpr int kEvidenceMax = 64;  // keeps the state inside its bound
constexpr std::size_t kSha256Digits = 64;

bool IsSha256(const std::string& text) {
  return text.size() == kSha256Digits &&
         text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

std::optional<Refused> Open(const State& state, const DecideContext& context) {
  if (!state.closed()) return std::nullopt;
  return Refused{v1::INVESTIGATION_ENDED, {{"id", context.stream.id}}};
}

bool HasChannel(const State& state, Terms::Channel channel) {
  return std::any_of(state.evidence().begin(), state.evidence().end(),
                     [&](const auto& piece) { return piece.channel() == channel; });
}

}  // namespace

Decision Decide(const State&, const v1::OpenInvestigation& command, const DecideContext&) {
  return Decision::Of(EventOf(command));
}

Decision Decide(const State& state, const v1::AttachEvidence& command,
                const DecideContext& context) {
  if (auto no = Open(state, context)) return Decision::Refuse(*no);
  if (!IsSha256(command.evidence().sha256())) return Decision::Refuse(v1::EVIDENCE_HASH_MISSING);
  if (state.evidence_size() >= kEvidenceMax) {
    return Decision::Refuse(v1::STATE_FULL, {{"limit", std::to_string(kEvidenceMax)}});
  }
  const auto rules = domain::CreditRulesInForce(context.rules, context.now);
  if (!rules) return Decision::Refuse(rules.error());
  const Date today = rules->Today(context.now);
  if (DateOf(command.dated_on()) > today) {
    return Decision::Refuse(v1::DATE_IN_FUTURE, {{"date", DateText(DateOf(command.dated_on()))}});
  }
  if (DateOf(command.expires_on()) < today) {
    return Decision::Refuse(v1::EVIDENCE_OUT_OF_DATE,
                            {{"date", DateText(DateOf(command.expires_on()))}});
  }
  v1::EvidenceAttached event = EventOf(command);
  event.set_number(static_cast<std::uint32_t>(state.evidence_size()) + 1);
  *event.mutable_expires_at() = InstantOf(rules->EndOf(DateOf(command.expires_on())));
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::CloseInvestigation& command,
                const DecideContext& context) {
  if (auto no = Open(state, context)) return Decision::Refuse(*no);
  v1::InvestigationClosed event = EventOf(command);
  for (const auto channel :
       {Terms::TRADE_BODY, Terms::PUBLIC_SOURCE, Terms::CREDIT_AGENCY, Terms::INSIDE}) {
    if (HasChannel(state, channel)) {
      event.add_used(channel);
    } else {
      event.add_missing(channel);
    }
  }
  const bool inside = HasChannel(state, Terms::INSIDE);
  const bool outside = event.used_size() > (inside ? 1 : 0);
  event.set_evidence_incomplete(!inside || !outside);
  return Decision::Of(std::move(event));
}

std::vector<Timer> Timers(const State& state) {
  std::vector<Timer> timers;
  for (const auto& piece : state.evidence()) {
    if (!piece.expired()) timers.push_back({TimeOf(piece.expires_at())});
  }
  return timers;
}

Decision Decide(const State& state, const v1::FireTimer&, const DecideContext& context) {
  std::vector<const State::Piece*> due;
  for (const auto& piece : state.evidence()) {
    if (!piece.expired() && TimeOf(piece.expires_at()) <= context.now) due.push_back(&piece);
  }
  std::stable_sort(due.begin(), due.end(), [](const auto* left, const auto* right) {
    return left->expires_at().us() < right->expires_at().us();
  });
  Decision decision;
  for (const State::Piece* piece : due) {
    v1::EvidenceExpired event;
    event.set_number(piece->number());
    event.set_channel(piece->channel());
    *event.mutable_expires_on() = piece->expires_on();
    decision.Add(std::move(event), TimeOf(piece->expires_at()));
  }
  return decision;
}

void Evolve(State& state, const v1::InvestigationOpened&, const EventContext& context) {
  state.set_opened_by(std::string(context.actor));
}

void Evolve(State& state, const v1::EvidenceAttached& event, const EventContext& context) {
  State::Piece* piece = state.add_evidence();
  piece->set_number(event.number());
  piece->set_channel(event.channel());
  *piece->mutable_dated_on() = event.dated_on();
  *piece->mutable_expires_on() = event.expires_on();
  *piece->mutable_expires_at() = event.expires_at();
  piece->set_source_at(context.scope_sequence);
}

void EvolveBook(v1::Book& book, const v1::EvidenceAttached& event, const EventContext&) {
  for (auto& held : *book.mutable_credit()->mutable_evidence()) {
    if (held.channel() != static_cast<std::uint32_t>(event.channel())) continue;
    if (held.expires_on().days() < event.expires_on().days()) {
      *held.mutable_expires_on() = event.expires_on();
    }
    return;
  }
  auto* held = book.mutable_credit()->add_evidence();
  held->set_channel(event.channel());
  *held->mutable_expires_on() = event.expires_on();
}

void Evolve(State& state, const v1::InvestigationClosed&, const EventContext&) {
  state.set_closed(true);
}

void Evolve(State& state, const v1::EvidenceExpired& event, const EventContext&) {
  for (auto& piece : *state.mutable_evidence()) {
    if (piece.number() == event.number()) piece.set_expired(true);
  }
}

}  // namespace tenure::investigation
