// To which debts a payment goes (Civil Code 560, 561): what the debtor designated first; else due
// debts before others, the least secured, the heavier, the older, equal ones pro rata; inside a
// debt costs, interest, principal, or principal first where that was agreed (T3). Pure arithmetic.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "domain/invoice_parts.h"
#include "tenure/v1/payment.pb.h"

namespace tenure::payment {

// One instalment is one debt; costs and interest of an invoice stand with its first.
struct Debt {
  std::string invoice_id;
  std::optional<int> designated;  // its place in the debtor's designation
  bool due = false;
  std::uint32_t secured_rank = 0;
  std::uint32_t burden_bp = 0;
  std::int32_t due_on = 0;  // days since 1970-01-01
  invoice::Parts open;
};

// The open debts of an invoice on a local day (days since 1970-01-01).
[[nodiscard]] std::vector<Debt> DebtsOf(const std::string& invoice_id,
                                        const v1::InvoiceState& state, std::int32_t today,
                                        std::optional<int> designated);

// One part an invoice, in the order of payment; their sum is the smaller of `minor` and all that is
// open. Shares are rounded down; the units left over go to the largest remainders, then by invoice.
[[nodiscard]] std::vector<v1::AllocatedPart> AllocateByLaw(std::vector<Debt> debts,
                                                           std::int64_t minor,
                                                           bool principal_first);

// `minor` of what is open, costs and interest first or last.
[[nodiscard]] invoice::Parts SplitOf(const invoice::Parts& open, std::int64_t minor,
                                     bool principal_first);

}  // namespace tenure::payment
