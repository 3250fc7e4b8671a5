#include "domain/screening_figures.h"

#include "domain/key_account_parts.h"
#include "domain/rates.h"
#include "domain/rules_access.h"

namespace tenure::screening {
namespace {

using formula::Rational;

// Sums of one currency out of several.
class Sum {
 public:
  Sum(const DecideContext& context, const std::string& base) : context_(context), base_(base) {}

  // False: there is no rate for it.
  bool Add(std::int64_t minor, const std::string& currency, Rational* to) {
    const auto amount = domain::Converted(context_.rules, context_.now, minor, currency, base_);
    if (!amount) {
      missing_ = currency;
      return false;
    }
    *to += *amount;
    return true;
  }
  bool Add(const v1::Money* money, Rational* to) {
    return money == nullptr || Add(money->minor(), money->currency(), to);
  }
  [[nodiscard]] Refused NoRate() const { return {v1::NO_RATE, {{"currency", missing_}}}; }

 private:
  const DecideContext& context_;
  const std::string& base_;
  std::string missing_;
};

struct Parts {
  Rational turnover, cost, incentives, remedies, write_offs;
  bool in_books = false;
};

// 4.5: a key account's year was frozen at its end; any other year is what the books say of it.
bool FromBooks(const DecideContext& context, std::uint32_t year, Sum* sum, Parts* parts) {
  const auto* row = key_account::FindBookYear(context.book, year);
  if (row != nullptr && row->closed()) {
    for (const v1::YearFigures& one : row->frozen()) {
      parts->in_books |= !one.stated();
      if (!sum->Add(one.turnover(), one.currency(), &parts->turnover) ||
          !sum->Add(one.cost(), one.currency(), &parts->cost) ||
          !sum->Add(one.incentives(), one.currency(), &parts->incentives)) {
        return false;
      }
    }
    return true;
  }
  for (const auto& one : context.book.receivables().years()) {
    if (one.year() != year) continue;
    parts->in_books = true;
    if (!sum->Add(one.turnover(), one.currency(), &parts->turnover) ||
        !sum->Add(one.cost(), one.currency(), &parts->cost)) {
      return false;
    }
  }
  if (row == nullptr) return true;
  for (const v1::Money& one : row->incentives()) {
    if (!sum->Add(&one, &parts->incentives)) return false;
  }
  return true;
}

v1::YearFigures Rounded(const Parts& parts, const std::string& currency) {
  v1::YearFigures figures;
  figures.set_currency(currency);
  figures.set_turnover(domain::RoundUp(parts.turnover));
  figures.set_cost(domain::RoundUp(parts.cost));
  figures.set_incentives(domain::RoundUp(parts.incentives));
  figures.set_remedies(domain::RoundUp(parts.remedies));
  figures.set_write_offs(domain::RoundUp(parts.write_offs));
  figures.set_profit(figures.turnover() - figures.cost() - figures.incentives() -
                     figures.remedies() - figures.write_offs());
  figures.set_stated(!parts.in_books);
  return figures;
}

}  // namespace

tl::expected<v1::YearFigures, Refused> FiguresOf(const DecideContext& context, std::uint32_t year,
                                                 const Stated& stated) {
  const auto* version = domain::VersionInForce(context.rules, "rates", context.now);
  if (version == nullptr || !version->body().has_rates()) {
    return tl::unexpected(Refused{v1::NO_POLICY, {{"policy", "rates"}}});
  }
  const std::string& base = version->body().rates().base();
  Sum sum(context, base);
  Parts parts;
  if (!FromBooks(context, year, &sum, &parts)) return tl::unexpected(sum.NoRate());
  const Facts facts = {{"year", std::to_string(year)}};
  if (parts.in_books && stated.trade()) return tl::unexpected(Refused{v1::FIGURE_IN_BOOKS, facts});
  const bool whole = stated.turnover != nullptr && stated.cost != nullptr;
  if (!parts.in_books && !whole) return tl::unexpected(Refused{v1::FIGURE_MISSING, facts});
  const bool rated =
      sum.Add(stated.turnover, &parts.turnover) && sum.Add(stated.cost, &parts.cost) &&
      sum.Add(stated.remedies, &parts.remedies) && sum.Add(stated.write_offs, &parts.write_offs);
  if (!rated) return tl::unexpected(sum.NoRate());
  return Rounded(parts, base);
}

v1::KeyAccountTerms::Verdict Suggested(bool profit, bool potential, bool either_drops) {
  if (profit && potential) return v1::KeyAccountTerms::KEEP;
  const bool neither = !profit && !potential;
  return neither || either_drops ? v1::KeyAccountTerms::DROP : v1::KeyAccountTerms::WATCH;
}

}  // namespace tenure::screening
