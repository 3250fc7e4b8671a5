#include "domain/allocation.h"

#include <algorithm>
#include <limits>
#include <tuple>

namespace tenure::payment {
namespace {

using invoice::Parts;

// What decides between two debts before equal ones share.
auto RankOf(const Debt& debt) {
  return std::tuple(debt.designated.value_or(std::numeric_limits<int>::max()), !debt.due,
                    debt.secured_rank, -static_cast<std::int64_t>(debt.burden_bp), debt.due_on);
}

// Shares of `minor` for debts of equal rank, in their order.
std::vector<std::int64_t> SharesOf(const std::vector<const Debt*>& debts, std::int64_t minor) {
  std::int64_t total = 0;
  for (const Debt* debt : debts) total += debt->open.sum();
  std::vector<std::int64_t> shares;
  if (minor >= total) {
    for (const Debt* debt : debts) shares.push_back(debt->open.sum());
    return shares;
  }
  std::vector<std::pair<std::int64_t, std::size_t>> remainders;  // negative: largest first
  std::int64_t left = minor;
  for (std::size_t i = 0; i < debts.size(); ++i) {
    const __int128 exact = static_cast<__int128>(minor) * debts[i]->open.sum();
    shares.push_back(static_cast<std::int64_t>(exact / total));
    remainders.emplace_back(-static_cast<std::int64_t>(exact % total), i);
    left -= shares.back();
  }
  std::sort(remainders.begin(), remainders.end());
  for (std::size_t i = 0; left > 0; ++i, --left) ++shares[remainders[i].second];
  return shares;
}

void AddPart(const Debt& debt, const Parts& parts, std::vector<v1::AllocatedPart>* allocated) {
  if (parts.sum() == 0) return;
  auto part = std::find_if(allocated->begin(), allocated->end(),
                           [&](const auto& one) { return one.invoice_id() == debt.invoice_id; });
  if (part == allocated->end()) {
    part = allocated->emplace(allocated->end());
    part->set_invoice_id(debt.invoice_id);
    part->set_basis(debt.designated ? v1::ReceivablesTerms::DESIGNATED
                                    : v1::ReceivablesTerms::BY_LAW);
  }
  SetParts(invoice::PartsOf(*part) + parts, &*part);
}

}  // namespace

std::vector<Debt> DebtsOf(const std::string& invoice_id, const v1::InvoiceState& state,
                          std::int32_t today, std::optional<int> designated) {
  std::vector<Debt> debts;
  for (int i = 0; i < state.instalments_size(); ++i) {
    if (invoice::OpenOf(state, i) == 0) continue;
    const auto& one = state.instalments(i);
    Debt debt;
    debt.invoice_id = invoice_id;
    debt.designated = designated;
    debt.due = one.due_on().days() <= today;
    debt.secured_rank = state.secured_rank();
    debt.burden_bp = state.burden_bp();
    debt.due_on = one.due_on().days();
    debt.open.principal = one.minor() - one.paid();
    if (i == 0) {
      debt.open.costs = state.costs_open();
      debt.open.interest = state.interest_open();
    }
    debts.push_back(std::move(debt));
  }
  return debts;
}

std::vector<v1::AllocatedPart> AllocateByLaw(std::vector<Debt> debts, std::int64_t minor,
                                             bool principal_first) {
  std::sort(debts.begin(), debts.end(), [](const Debt& left, const Debt& right) {
    return std::pair(RankOf(left), left.invoice_id) < std::pair(RankOf(right), right.invoice_id);
  });
  std::vector<v1::AllocatedPart> allocated;
  for (std::size_t begin = 0; begin < debts.size() && minor > 0;) {
    std::vector<const Debt*> equal;
    while (begin < debts.size() &&
           (equal.empty() || RankOf(debts[begin]) == RankOf(*equal.front()))) {
      equal.push_back(&debts[begin++]);
    }
    const std::vector<std::int64_t> shares = SharesOf(equal, minor);
    for (std::size_t i = 0; i < equal.size(); ++i) {
      AddPart(*equal[i], SplitOf(equal[i]->open, shares[i], principal_first), &allocated);
      minor -= shares[i];
    }
  }
  return allocated;
}

Parts SplitOf(const Parts& open, std::int64_t minor, bool principal_first) {
  Parts parts;
  if (principal_first) {
    parts.principal = std::min(minor, open.principal);
    minor -= parts.principal;
  }
  parts.costs = std::min(minor, open.costs);
  minor -= parts.costs;
  parts.interest = std::min(minor, open.interest);
  minor -= parts.interest;
  if (!principal_first) parts.principal = std::min(minor, open.principal);
  return parts;
}

}  // namespace tenure::payment
