// What all parts of the debt case share: which command fits which stage (the table of 4.3), its
// claims as sums, and where the book keeps the case of an invoice. Internal to src/domain/debt_*.cc
// and the reactions.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tenure/decision.h"
#include "tenure/v1/collection_policy.pb.h"
#include "tenure/v1/debt_case.pb.h"

namespace tenure::debt_case {

using State = v1::DebtCaseState;
using Terms = v1::DebtTerms;

inline constexpr int kClaimsMax = 30;    // of one case
inline constexpr int kPromisesMax = 12;  // that a case holds
inline constexpr int kBookCasesMax = 8;  // that the book finds invoices in

// A set of stages, one bit each.
class StageSet {
 public:
  constexpr StageSet(std::initializer_list<State::Stage> members) {
    for (const State::Stage member : members) bits_ |= 1u << static_cast<unsigned>(member);
  }
  [[nodiscard]] constexpr bool Contains(State::Stage stage) const {
    return (bits_ >> static_cast<unsigned>(stage) & 1u) != 0;
  }

 private:
  std::uint32_t bits_ = 0;
};

// 4.3 "any live": money is still asked for.
inline constexpr StageSet kLive = {State::OPEN,       State::STRATEGISED, State::IN_HOUSE,
                                   State::AGENT,      State::ARBITRATION, State::LITIGATION,
                                   State::AWARDED,    State::ENFORCEMENT, State::INSOLVENCY,
                                   State::TIME_BARRED};

// DEBT_CASE_ORDER unless the stage is among `allowed`.
[[nodiscard]] std::optional<Refused> OutOfOrder(const State& state, std::string_view command,
                                                StageSet allowed);

// Still owed: open less what was waived. Never negative.
[[nodiscard]] std::int64_t OwedOf(const v1::DebtClaim& claim);
// What may be asked for now: owed less the disputed part.
[[nodiscard]] std::int64_t DueOf(const v1::DebtClaim& claim);
[[nodiscard]] std::int64_t OwedOf(const State& state);
[[nodiscard]] std::int64_t DueOf(const State& state);

// -1: none of that id.
[[nodiscard]] int FindClaim(const State& state, std::string_view invoice_id);

// The promise on that claim that still runs at `now`; null: none. A promise whose day and grace
// have come runs no more, whether or not its timer came.
[[nodiscard]] const State::PromiseHeld* ActivePromise(const State& state, int claim, Time now);
// One that runs and pauses the dunning of that claim.
[[nodiscard]] const State::PromiseHeld* PausingPromise(const State& state, int claim, Time now);

// T4: a court may be asked to preserve assets; by amount, broken promises, or type S2.
[[nodiscard]] bool IsPreservationCandidate(const State& state, const v1::CollectionPolicy& policy);

// A pause holds at `now`; one that has run out does not, whether or not its timer came.
[[nodiscard]] bool IsPaused(const State& state, Time now);

// Whole days of the pause there is, until `end`.
[[nodiscard]] std::uint32_t PausedDays(const State& state, Time end);

// Null when no case of the book holds the invoice.
[[nodiscard]] const v1::CollectionsBook::Case* CaseOfInvoice(const v1::Book& book,
                                                             std::string_view invoice_id);
// Adds or finds the case in the book, making room by dropping the oldest one that has ended.
v1::CollectionsBook::Case* CaseInBook(const std::string& case_id, v1::Book* book);
// Planned contacts of a case that has ended are none any more.
void DropPlans(const std::string& case_id, v1::Book* book);
// There is room for one more case.
[[nodiscard]] bool BookHasRoom(const v1::Book& book);

// So much of an invoice is disputed from now on: for the invoice, and for the case it is in.
[[nodiscard]] std::vector<ReactionCommand> SetDisputed(const v1::Book& book,
                                                       const std::string& invoice_id,
                                                       std::int64_t minor,
                                                       const EventContext& context);

}  // namespace tenure::debt_case
