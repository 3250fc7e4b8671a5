// Texts of dates, instants and amounts as refusals show them.
#include "domain/value_text.h"

#include <fmt/format.h>

namespace tenure::domain {

std::string DateText(Date date) {
  const std::chrono::year_month_day day(date);
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()),
                     static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
}

std::string TimeText(Time time) {
  const Date date = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::hh_mm_ss clock(std::chrono::floor<std::chrono::seconds>(time - date));
  return fmt::format("{}T{:02}:{:02}:{:02}Z", DateText(date), clock.hours().count(),
                     clock.minutes().count(), clock.seconds().count());
}

std::string MoneyText(const v1::Money& money) { return MoneyText(money.minor(), money.currency()); }

std::string MoneyText(std::int64_t minor, std::string_view currency) {
  // Two minor digits: the house's currencies; the exact integer stays in the event.
  const std::int64_t whole = minor / 100;
  const std::int64_t rest = minor % 100 < 0 ? -(minor % 100) : minor % 100;
  return fmt::format("{}{}.{:02} {}", minor < 0 && whole == 0 ? "-" : "", whole, rest, currency);
}

}  // namespace tenure::domain
