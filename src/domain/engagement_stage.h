// Where an engagement stands and what may still happen to it: guards that its commands share (4.1).
#pragma once

#include <optional>

#include "tenure/decision.h"
#include "tenure/v1/engagement.pb.h"

namespace tenure::engagement {

using State = v1::EngagementState;

// ENGAGEMENT_ENDED after withdrawal, rescission or transfer; TRANSFER_PENDING between a transfer's
// begin and the new owner's answer.
[[nodiscard]] std::optional<Refused> Live(const State& state);

// STAGE_ORDER unless the engagement has reached `least`, by its own steps or by a waiver of every
// step in between.
[[nodiscard]] std::optional<Refused> Reached(const State& state, State::Stage least);

// STAGE_ORDER once it has gone beyond `most`.
[[nodiscard]] std::optional<Refused> NotBeyond(const State& state, State::Stage most);

[[nodiscard]] bool IsWaived(const State& state, State::Stage stage);

// DUE_IN_PAST when a day that is planned, in the company's calendar, has gone by.
[[nodiscard]] std::optional<Refused> ComingDay(const v1::Date& date, Date today);

// DATE_IN_FUTURE when a day that has to be past, in the company's calendar, is not.
[[nodiscard]] std::optional<Refused> PastDay(const v1::Date& date, Date today);

}  // namespace tenure::engagement
