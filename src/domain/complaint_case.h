// What all parts of the complaint share: which command fits which status (the table of 4.2), who
// has to stand aside, and small questions to the state. Internal to src/domain/complaint*.cc,
// except HasEnded, which other contexts may ask.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "tenure/decision.h"
#include "tenure/v1/complaint.pb.h"
#include "tenure/v1/values.pb.h"

namespace tenure::complaint {

using State = v1::ComplaintState;
using Terms = v1::ComplaintTerms;

// A set of statuses, one bit each.
class StatusSet {
 public:
  constexpr StatusSet(std::initializer_list<State::Status> members) {
    for (const State::Status member : members) bits_ |= 1u << static_cast<unsigned>(member);
  }
  [[nodiscard]] constexpr bool Contains(State::Status status) const {
    return (bits_ >> static_cast<unsigned>(status) & 1u) != 0;
  }
  [[nodiscard]] constexpr StatusSet operator|(StatusSet other) const {
    other.bits_ |= bits_;
    return other;
  }

 private:
  std::uint32_t bits_ = 0;
};

// On the way from filing to the end; 4.2 "any open".
inline constexpr StatusSet kOpen = {State::RECEIVED,    State::ACKNOWLEDGED, State::HEARD,
                                    State::SYMPATHISED, State::APOLOGISED,   State::DIAGNOSED,
                                    State::AUTHORISED,  State::PROPOSED,     State::AGREED,
                                    State::EXECUTING,   State::EXECUTED,     State::REVIEWED};
inline constexpr StatusSet kOpenOrExternal = kOpen | StatusSet{State::EXTERNAL};
// Q1-Q3 under way: the diagnosis has not begun.
inline constexpr StatusSet kCare = {State::RECEIVED, State::ACKNOWLEDGED, State::HEARD,
                                    State::SYMPATHISED, State::APOLOGISED};

// Persons complained of that one case can name; keeps the state inside its bound.
inline constexpr int kComplainedOfMax = 16;

// The case has an outcome: closed, withdrawn, rejected or merged away. With an outside body it has
// none yet. A harm may close only with it (L6).
[[nodiscard]] bool HasEnded(const State& state);

// When the act takes effect: an approved one when the second person agreed, any other when it says.
[[nodiscard]] inline Time ActTime(const DecideContext& context) {
  return context.approval == nullptr ? context.effective_at : context.now;
}

// COMPLAINT_ORDER unless the status is among `allowed`.
[[nodiscard]] std::optional<Refused> OutOfOrder(const State& state, std::string_view command,
                                                StatusSet allowed);

// Order, then recusal (neither the actor, the person he stands in for, nor an approver is
// complained of), then time (no step lies before the last one).
[[nodiscard]] std::optional<Refused> Admit(const State& state, std::string_view command,
                                           StatusSet allowed, const DecideContext& context);

// Q1-Q3: in order, also beside a case that was diagnosed first (expedited or decided outside).
[[nodiscard]] std::optional<Refused> AdmitCare(const State& state, std::string_view command,
                                               State::Status step, const DecideContext& context);

[[nodiscard]] bool IsComplainedOf(const State& state, std::string_view actor);

// BAD_ID naming the field unless `id` is empty or an identifier: state and book have to stay
// bounded.
[[nodiscard]] std::optional<Refused> BadId(std::string_view field, std::string_view id);

// Consent, withdrawal, filing: by the complainant himself, or by a proxy who is proven: by evidence
// now, by evidence before for the same person, or as a contact person who may agree for the
// customer (P1). Whoever is not named is the proxy known so far. PROXY_NOT_PROVEN else.
[[nodiscard]] std::optional<Refused> SpeaksForComplainant(const State& state, Terms::Voice by,
                                                          const v1::Evidence& proof,
                                                          const std::string& contact_person_id,
                                                          const DecideContext& context);

// Has this contact person (or, with an empty id, has anybody) been proven as proxy in this case?
[[nodiscard]] bool IsProvenProxy(const State& state, const std::string& contact_person_id);

// What an admitted proxy leaves in the case: that there is one, and who it is when he was named.
void NoteProxy(State& state, Terms::Voice by, const std::string& contact_person_id);

// Absent, or greater than zero with a currency.
[[nodiscard]] std::optional<Refused> BadAmount(bool has_amount, const v1::Money& amount);

// "COMPENSATION 300.00 CNY".
[[nodiscard]] std::string RemedyText(Terms::RemedyKind kind, bool has_amount,
                                     const v1::Money& amount);

// The same kind and the same amount, or both without money.
[[nodiscard]] bool SameAmount(bool has_left, const v1::Money& left, bool has_right,
                              const v1::Money& right);

// As the case counts now: by the cause and party of Q4.2, before it by the category as reported.
[[nodiscard]] v1::ComplaintFigures FiguresOf(const State& state);

// Evolve: the case stands at `status`; no later step may lie before the event's effective time.
void StepTo(State& state, State::Status status, const EventContext& context);

}  // namespace tenure::complaint
