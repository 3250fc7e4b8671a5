// What other contexts ask the complaints part of a customer's book.
#pragma once

#include <string_view>

#include "tenure/v1/book.pb.h"

namespace tenure::complaint {

// How many harms the book follows at once. A harm leaves when it is resolved, so RegisterHarm is
// where the bound is kept.
inline constexpr int kHarmCasesMax = 16;

// L6: has the complaint about this harm ended? False also when none is known: a harm without a
// complaint has no outcome either.
[[nodiscard]] bool HarmHasOutcome(const v1::ComplaintBook& book, std::string_view issue_id);

}  // namespace tenure::complaint
