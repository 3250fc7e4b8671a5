// What the legal parts of the debt case share: its stages, the guards that law puts before an act,
// and the events that a restart, a start or a due day add. Internal to src/domain/debt_*.cc.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "domain/debt_claims.h"
#include "domain/legal_rules.h"
#include "tenure/decision.h"
#include "tenure/v1/debt_legal.pb.h"
#include "tenure/v1/debt_limitation.pb.h"
#include "tenure/v1/debt_settlement.pb.h"

namespace tenure::debt_case {

using Legal = v1::LegalTerms;

// While the case stands here limitation can pass; later a court or the administrator has it.
inline constexpr StageSet kClockRuns = {State::OPEN, State::STRATEGISED, State::IN_HOUSE,
                                        State::AGENT};
// Where the house or its agent asks for the money.
inline constexpr StageSet kAsking = {State::IN_HOUSE, State::AGENT};

// CLAIM_TIME_BARRED once the last day has passed, whether or not its timer came.
[[nodiscard]] std::optional<Refused> StillOpen(const State& state, const domain::LegalRules& rules,
                                               Time now);
// DATE_IN_FUTURE for a day that has not come.
[[nodiscard]] std::optional<Refused> HasCome(const v1::Date& date, const domain::LegalRules& rules,
                                             Time now);

// The first event of the clock: from the earliest of the claims' last instalments (189).
[[nodiscard]] tl::expected<v1::LimitationStarted, Refused> StartOfLimitation(
    const google::protobuf::RepeatedPtrField<v1::DebtClaim>& claims, const DecideContext& context);

// Adds LimitationRestarted when the move begins the period anew, nothing when it does not (too
// late, or nothing more is asked for). A refusal only where a policy or a working day is missing.
[[nodiscard]] std::optional<Refused> AddRestart(const State& state, Legal::ClockMove move, Date on,
                                                const DecideContext& context, Decision* decision);

// What has to be given up of each claim so that no more than `amount` is owed: of the newest claims
// first.
[[nodiscard]] std::vector<std::int64_t> WaiverDownTo(const State& state, std::int64_t amount);
[[nodiscard]] v1::Money MoneyOf(const State& state, std::int64_t minor);

// The legal part's timers, and what they make due by `context.now`.
void AddLegalTimers(const State& state, std::vector<Timer>* timers);
void FireLegal(const State& state, const DecideContext& context, Decision* decision);

}  // namespace tenure::debt_case
