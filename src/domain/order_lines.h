// What an order's lines are worth in each stage. Of a line's quantity each unit counts once: as
// ordered, from delivery on as delivered, from its invoice on no longer here.
#pragma once

#include <cstdint>
#include <string_view>

#include "tenure/v1/order.pb.h"
#include "tenure/v1/receivables_terms.pb.h"

namespace tenure::order {

inline constexpr int kLinesMax = 100;
inline constexpr int kDeliveriesMax = 200;
inline constexpr std::size_t kLineIdBytesMax = 32;  // keeps the state of a full order small

// Of an order on credit: what it adds to exposure. Prepaid orders, closed ones' rest and orders
// beyond the horizon add nothing.
struct Exposure {
  std::int64_t ordered = 0;
  std::int64_t delivered = 0;
};
// Amounts that would leave 2 * 10^18 stay there: the book's guard refuses them.
[[nodiscard]] Exposure ExposureOf(const v1::OrderState& state);

// What an event that turns `before` into `after` moves in the book.
[[nodiscard]] v1::OrderMove MoveBetween(const v1::OrderState& before, const v1::OrderState& after);

// Null when there is no such line.
[[nodiscard]] v1::OrderState::Line* FindLine(v1::OrderState* state, std::string_view line_id);
[[nodiscard]] const v1::OrderState::Line* FindLine(const v1::OrderState& state,
                                                   std::string_view line_id);

// Lines as an order or its amendment names them; delivered and invoiced quantities stay.
void SetLines(const google::protobuf::RepeatedPtrField<v1::OrderLine>& lines,
              v1::OrderState* state);

}  // namespace tenure::order
