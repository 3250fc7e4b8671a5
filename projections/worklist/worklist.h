// What the worklist's folds share: setting and clearing an obligation of a stream.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "worklist/worklist.projection.h"

namespace tenure::projection::worklist {

using Row = v1::WorklistRow;

struct Due {
  Row::Kind kind;
  v1::Instant due;  // 0: some time, nothing says when
  std::string_view settle;
  const v1::PolicyRef* policy = nullptr;
  std::string item;  // which of several of its kind
};

// Puts the obligation in, or moves it when its kind and item are there already.
void SetDue(Row* row, const EventContext& context, std::string_view aggregate, const Due& due);
// Takes it out; a row without obligations and without owner is deleted.
void ClearDue(Row* row, Row::Kind kind, std::string_view item = {});
// The stream's owner changed: its obligations change hands.
void SetOwner(Row* row, const EventContext& context, std::string_view aggregate,
              const std::string& owner);

// R3: the customer is to be screened for `year`, in the row of the customer's file.
void AwaitScreening(Row* row, const EventContext& context, std::uint32_t year);

}  // namespace tenure::projection::worklist
