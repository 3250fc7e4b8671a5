// What the worklist's folds share: the row of a stream, setting and clearing an obligation.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "worklist/worklist.projection.h"

namespace tenure::projection::worklist {

using Row = v1::WorklistRow;

// "<scope>/<aggregate>/<id>".
[[nodiscard]] std::optional<RowKey> StreamRow(const EventContext& context,
                                              std::string_view aggregate);

struct Due {
  Row::Kind kind;
  v1::Instant due;
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

}  // namespace tenure::projection::worklist
