#include "domain/receivables_rules.h"

#include <algorithm>

#include "base/sha256.h"
#include "tenure/values.h"

namespace tenure::domain {
namespace {

constexpr int kCurrenciesMax = 8;
// Single amounts are at most 10^15 and a unit moves at most a few hundred of them: sums that are
// refused beyond 10^18 stay within 64 bits.
constexpr std::int64_t kSumMax = 1'000'000'000'000'000'000;

std::uint64_t FirstEight(const Hash256& hash) {
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < sizeof number; ++i) number = number << 8U | hash[i];
  return number;
}

}  // namespace

tl::expected<ReceivablesRules, Refused> ReceivablesRulesInForce(const Rules& rules, Time now) {
  auto found = PolicyInForce(rules, "receivables", v1::PolicyBody::kReceivables, now);
  if (!found) return tl::unexpected(std::move(found).error());
  return TermsOf(found->body.receivables(), *std::move(found));
}

std::optional<Time> EffectOf(const Calendar& calendar, const v1::Date& day,
                             const DecideContext& context) {
  const Date date = DateOf(day);
  if (calendar.LocalDate(context.effective_at) == date) return context.effective_at;
  const Time start = calendar.StartOf(date);
  if (start > context.now) return std::nullopt;
  return start;
}

std::uint64_t DocumentOf(std::string_view id) { return FirstEight(Sha256(id)); }

std::uint64_t ContentOf(const google::protobuf::Message& document) {
  return FirstEight(Sha256(document.SerializeAsString()));
}

Decision SameDocument(std::uint64_t kept, std::uint64_t content, std::string_view id) {
  if (kept == content) return {};
  return Decision::Refuse(v1::SOURCE_CHANGED, {{"id", std::string(id)}});
}

std::optional<Refused> CurrencyIsGood(std::string_view currency) {
  const bool good =
      currency.size() == 3 &&
      std::all_of(currency.begin(), currency.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  if (good) return std::nullopt;
  return Refused{v1::BAD_CURRENCY, {{"currency", std::string(currency)}}};
}

std::optional<Refused> RoomInBook(const v1::Book& book, std::string_view currency,
                                  std::int64_t minor) {
  const auto& amounts = book.receivables().amounts();
  const auto row = std::find_if(amounts.begin(), amounts.end(),
                                [&](const auto& one) { return one.currency() == currency; });
  if (row == amounts.end()) {
    if (amounts.size() < kCurrenciesMax) return std::nullopt;
    return Refused{v1::STATE_FULL, {{"limit", std::to_string(kCurrenciesMax)}}};
  }
  // Each is at most kSumMax, so four of them and one more amount fit.
  const std::int64_t sum = row->ordered() + row->delivered() + row->invoiced() + row->unallocated();
  if (sum + minor <= kSumMax) return std::nullopt;
  return Refused{v1::AMOUNT_TOO_LARGE, {}};
}

std::optional<Refused> RoomInYear(const v1::Book& book, std::uint32_t year,
                                  std::string_view currency, std::int64_t minor) {
  int currencies = 0;
  for (const auto& row : book.receivables().years()) {
    if (row.year() != year) continue;
    ++currencies;
    if (row.currency() != currency) continue;
    if (row.turnover() + minor <= kSumMax && row.cost() + minor <= kSumMax) return std::nullopt;
    return Refused{v1::AMOUNT_TOO_LARGE, {}};
  }
  if (currencies < kCurrenciesMax) return std::nullopt;
  return Refused{v1::STATE_FULL, {{"limit", std::to_string(kCurrenciesMax)}}};
}

}  // namespace tenure::domain
