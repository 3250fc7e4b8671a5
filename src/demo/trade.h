// Firms that buy on credit in the demo's year: evidence and assessment from CA1 to NR, orders,
// invoices, payments late and in time, and what stays open in every ageing bucket.
#pragma once

#include <vector>

#include "demo/cast.h"

namespace tenure::demo {

[[nodiscard]] std::vector<Customer> PlanTrade(Plan* plan, Cast* cast, Dice* dice);

// An invoice of one instalment.
struct Bill {
  std::string id;
  Day issued;
  std::int64_t minor = 0;
  int days = 30;  // to pay
  [[nodiscard]] Day due() const { return issued + std::chrono::days(days); }
};
void PlanInvoice(Plan* plan, const Customer& customer, const Bill& bill);
// The payment of a bill, or of part of it, with its allocation.
void PlanPayment(Plan* plan, const Customer& customer, const Bill& bill, Day received,
                 std::int64_t minor);

}  // namespace tenure::demo
