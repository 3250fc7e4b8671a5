#include "domain/customer_matters.h"

#include <algorithm>

namespace tenure::domain {
namespace {

void Add(std::string* text, const char* what, std::uint64_t count) {
  if (count == 0) return;
  if (!text->empty()) *text += ", ";
  *text += std::string(what) + " " + std::to_string(count);
}

}  // namespace

std::string OpenMatters(const v1::Book& book) {
  std::string text;
  Add(&text, "engagements", book.lifecycle().engagements_open());
  Add(&text, "issues", book.lifecycle().issues_open());
  Add(&text, "harms", book.lifecycle().harms_open());
  Add(&text, "complaints", book.complaint().cases_open());
  Add(&text, "orders", book.receivables().orders_open());
  Add(&text, "invoices", book.receivables().invoices_open());
  const auto& amounts = book.receivables().amounts();
  Add(&text, "unallocated payments",
      static_cast<std::uint64_t>(std::count_if(
          amounts.begin(), amounts.end(), [](const auto& one) { return one.unallocated() != 0; })));
  const auto& cases = book.collections().cases();
  Add(&text, "debt cases",
      static_cast<std::uint64_t>(
          std::count_if(cases.begin(), cases.end(), [](const auto& one) { return one.live(); })));
  Add(&text, "key account", book.key_account().designated() ? 1 : 0);
  Add(&text, "credit limits",
      book.credit().standing() == v1::CreditBook::NO_LIMIT ||
              book.credit().standing() == v1::CreditBook::EXPIRED
          ? 0
          : 1);
  return text;
}

}  // namespace tenure::domain
