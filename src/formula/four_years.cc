#include "formula/four_years.h"

namespace tenure::formula {

Date FourYearVisit(Date anchor, std::uint32_t n) {
  const std::chrono::year_month_day first(anchor);
  const std::chrono::year_month_day day =
      first + std::chrono::years(kAppointmentYears * static_cast<int>(n));
  if (day.ok()) return Date(day);
  return Date(day.year() / std::chrono::February / 28);
}

}  // namespace tenure::formula
