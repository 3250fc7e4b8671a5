// What the commands of an assessment share: in which status they work, and its score's parts.
#pragma once

#include <optional>
#include <string>

#include "domain/credit_rules.h"
#include "tenure/decision.h"
#include "tenure/v1/assessment.pb.h"

namespace tenure::assessment {

using State = v1::AssessmentState;
using Terms = v1::CreditTerms;

// ASSESSMENT_STATUS naming the one it has.
[[nodiscard]] Refused WrongStatus(const State& state);

// DRAFT, NOT_RATED, RETURNED: the draft may be worked on.
[[nodiscard]] std::optional<Refused> InDraft(const State& state);

// Its factors as formula::ScoreHundredths takes them.
[[nodiscard]] formula::FactorScores ScoresOf(const State& state);

}  // namespace tenure::assessment
