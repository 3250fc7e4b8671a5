// May this customer have that much more on credit? Asked by every order that is placed, amended or
// reopened, inside the append (BL, 4.4): never advisory, never from a read model.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "tenure/decision.h"

namespace tenure::domain {

// Exposure and limit of a customer in the limit's currency, minor units.
struct Headroom {
  std::int64_t limit = 0;
  std::int64_t exposure = 0;
  [[nodiscard]] std::int64_t left() const { return limit - exposure; }
};

// Ordered, delivered and invoiced of all currencies, converted to `currency` by the policy `rates`
// in force at `at` and rounded up to whole minor units; guarantees taken off where the policy
// `credit` says so. Refused: no rate for a currency.
[[nodiscard]] std::optional<Refused> ExposureOf(const DecideContext& context,
                                                std::string_view currency, std::int64_t* exposure);

// Null when `more`, an order beside what there is, may be given: an active limit not past its last
// day at context.now and enough headroom, or a release of this very order that covers it. Refused:
// no limit (prepaid only), on hold, expired, do not trade (CA6), above headroom.
[[nodiscard]] std::optional<Refused> CreditCheck(const DecideContext& context,
                                                 std::string_view order_id, const v1::Money& more);

// CA6 (B6): no trade at all; cash in advance only where the policy `credit` allows it.
[[nodiscard]] std::optional<Refused> TradeAllowed(const DecideContext& context, bool prepaid);

}  // namespace tenure::domain
