// What the annual review is made of: the rows of two years, and the customer's events of these
// years as far as a figure may rest on them. Reads only.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "cli/review.h"
#include "query/event_reader.h"
#include "query/row_query.h"
#include "tenure/v1/key_account_terms.pb.h"

namespace tenure::cli {

inline constexpr int kMonths = 12;

// An event of the scope, as small as a review needs it.
struct ReviewEvent {
  std::string_view name;
  std::uint32_t year = 0;
  ReviewWhy::Event shown;
};

// Trade of one month, minor units of one currency.
struct ReviewMonth {
  std::int64_t turnover = 0;  // invoiced less credit notes
  std::int64_t cost = 0;      // of what was invoiced, where the invoice says it
  std::int64_t paid = 0;      // invoices that were paid off
  std::int64_t paid_late = 0;
  std::int64_t days_late = 0;  // summed over those paid late
};

struct ReviewTrade {
  std::array<std::array<ReviewMonth, kMonths>, 2> months;  // the year and the one before it
  std::array<std::int64_t, 2> open = {};                   // what is owed at each year's end

  [[nodiscard]] ReviewMonth Sum(int year) const;
};

struct ReviewSource {
  std::string customer;
  std::uint32_t year = 0;
  std::vector<ReviewEvent> events;  // in order, of both years
  // Months of the year in which a practice was done.
  std::map<v1::KeyAccountTerms::Practice, std::array<bool, kMonths>> months;
  std::map<std::string, ReviewTrade> trade;  // one a currency
};

// Walks the scope's events once. An event belongs to the year of the day it says (the day of its
// mark), else to that of its effective time in UTC.
[[nodiscard]] Result<ReviewSource> ReadReviewSource(const query::EventReader& reader,
                                                    const ScopeId& scope, std::uint32_t year,
                                                    contract::Language language);

// The newest events of a year that bear one of the names, for a figure's why.
[[nodiscard]] ReviewWhy WhyOf(const ReviewSource& source, std::string command, std::uint32_t year,
                              const std::set<std::string_view>& names);

}  // namespace tenure::cli
