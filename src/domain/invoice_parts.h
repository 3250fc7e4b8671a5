// What is open of an invoice, by instalment and ageing bucket, and how amounts come off it and
// back. Decide tries a change on a copy, Evolve carries it out: both by the functions here.
#pragma once

#include <cstdint>
#include <optional>

#include "tenure/time.h"
#include "tenure/v1/invoice.pb.h"
#include "tenure/v1/receivables_terms.pb.h"

namespace tenure::invoice {

inline constexpr int kInstalmentsMax = 60;
inline constexpr int kCreditNotesMax = 50;
inline constexpr std::int64_t kMinorMax = 1'000'000'000'000'000;

// Minor units of each kind. Costs and interest stand with the first instalment.
struct Parts {
  std::int64_t costs = 0;
  std::int64_t interest = 0;
  std::int64_t principal = 0;
  [[nodiscard]] std::int64_t sum() const { return costs + interest + principal; }
};
[[nodiscard]] inline Parts operator+(const Parts& left, const Parts& right) {
  return {left.costs + right.costs, left.interest + right.interest,
          left.principal + right.principal};
}

// As every message of the contract that splits an amount carries them.
template <typename Message>
[[nodiscard]] Parts PartsOf(const Message& message) {
  return {message.costs(), message.interest(), message.principal()};
}
template <typename Message>
void SetParts(const Parts& parts, Message* message) {
  message->set_costs(parts.costs);
  message->set_interest(parts.interest);
  message->set_principal(parts.principal);
}

[[nodiscard]] Parts OpenParts(const v1::InvoiceState& state);
// Of one instalment, with the costs and interest that stand with it.
[[nodiscard]] std::int64_t OpenOf(const v1::InvoiceState& state, int instalment);
// Some of it is past its due day, as far as timers came.
[[nodiscard]] bool IsDelinquent(const v1::InvoiceState& state);

// Takes amounts off: principal from the oldest instalment on. An instalment that is settled by it
// is settled on `day`. Amounts must not exceed what is open.
void TakeOff(const Parts& parts, const v1::Date& day, v1::InvoiceState* state);
// Gives them back: principal to the newest paid instalment first, so that what remains paid is, as
// ever, the oldest. Amounts must not exceed what was taken off.
void GiveBack(const Parts& parts, v1::InvoiceState* state);

// What a change moves in the customer's book and ageing.
[[nodiscard]] v1::InvoiceMove MoveBetween(const v1::InvoiceState& before,
                                          const v1::InvoiceState& after);

// When an instalment enters its next bucket; nullopt when nothing of it is open or it is in the
// last one.
struct Crossing {
  Time at;
  std::uint32_t to_day;
};
[[nodiscard]] std::optional<Crossing> NextCrossing(const v1::InvoiceState& state, int instalment);

// Days from the due day to the day it was settled, of the instalment that was latest.
[[nodiscard]] std::uint32_t DaysLate(const v1::InvoiceState& state);

}  // namespace tenure::invoice
