#include "domain/invoice_parts.h"

#include <algorithm>
#include <map>

#include "domain/value_text.h"
#include "tenure/values.h"

namespace tenure::invoice {
namespace {

using State = v1::InvoiceState;

std::map<std::uint32_t, std::int64_t> BucketsOf(const State& state) {
  std::map<std::uint32_t, std::int64_t> buckets;
  for (int i = 0; i < state.instalments_size(); ++i) {
    buckets[state.instalments(i).bucket()] += OpenOf(state, i);
  }
  return buckets;
}

}  // namespace

Parts OpenParts(const State& state) {
  Parts parts{state.costs_open(), state.interest_open(), 0};
  for (const auto& one : state.instalments()) parts.principal += one.minor() - one.paid();
  return parts;
}

std::int64_t OpenOf(const State& state, int instalment) {
  const auto& one = state.instalments(instalment);
  const std::int64_t principal = one.minor() - one.paid();
  return instalment == 0 ? principal + state.costs_open() + state.interest_open() : principal;
}

bool IsDelinquent(const State& state) {
  for (int i = 0; i < state.instalments_size(); ++i) {
    if (state.instalments(i).bucket() > 0 && OpenOf(state, i) > 0) return true;
  }
  return false;
}

void TakeOff(const Parts& parts, const v1::Date& day, State* state) {
  state->set_costs_open(state->costs_open() - parts.costs);
  state->set_interest_open(state->interest_open() - parts.interest);
  std::int64_t rest = parts.principal;
  for (int i = 0; i < state->instalments_size(); ++i) {
    State::Instalment* one = state->mutable_instalments(i);
    const std::int64_t taken = std::min(rest, one->minor() - one->paid());
    one->set_paid(one->paid() + taken);
    rest -= taken;
    if (OpenOf(*state, i) == 0 && !one->has_settled_on()) *one->mutable_settled_on() = day;
  }
  state->set_disputed(std::min(state->disputed(), OpenParts(*state).sum()));
}

void GiveBack(const Parts& parts, State* state) {
  state->set_costs_open(state->costs_open() + parts.costs);
  state->set_interest_open(state->interest_open() + parts.interest);
  std::int64_t rest = parts.principal;
  for (int i = state->instalments_size() - 1; i >= 0; --i) {
    State::Instalment* one = state->mutable_instalments(i);
    const std::int64_t given = std::min(rest, one->paid());
    one->set_paid(one->paid() - given);
    rest -= given;
    if (OpenOf(*state, i) > 0) one->clear_settled_on();
  }
}

v1::InvoiceMove MoveBetween(const State& before, const State& after) {
  std::map<std::uint32_t, std::int64_t> change = BucketsOf(after);
  for (const auto& [from_day, minor] : BucketsOf(before)) change[from_day] -= minor;
  v1::InvoiceMove move;
  move.set_currency(after.currency());
  for (const auto& [from_day, minor] : change) {
    if (minor == 0) continue;
    auto* bucket = move.add_buckets();
    bucket->set_from_day(from_day);
    bucket->set_minor(minor);
  }
  const auto is_open = [](const State& state) { return OpenParts(state).sum() > 0 ? 1 : 0; };
  move.set_invoices_open(is_open(after) - is_open(before));
  move.set_invoices_overdue((IsDelinquent(after) ? 1 : 0) - (IsDelinquent(before) ? 1 : 0));
  return move;
}

std::optional<Crossing> NextCrossing(const State& state, int instalment) {
  if (OpenOf(state, instalment) == 0) return std::nullopt;
  const auto& one = state.instalments(instalment);
  for (const std::uint32_t day : state.bucket_days()) {
    if (day <= one.bucket()) continue;
    return Crossing{TimeOf(one.overdue_from()) + std::chrono::days(day - 1), day};
  }
  return std::nullopt;
}

std::uint32_t DaysLate(const State& state) {
  std::int32_t latest = 0;
  for (const auto& one : state.instalments()) {
    if (one.has_settled_on())
      latest = std::max(latest, one.settled_on().days() - one.due_on().days());
  }
  return static_cast<std::uint32_t>(latest);
}

}  // namespace tenure::invoice
