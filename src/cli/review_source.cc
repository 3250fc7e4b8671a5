#include "cli/review_source.h"

#include <chrono>

#include "contract/value_forms.h"
#include "tenure/v1/invoice.pb.h"
#include "tenure/v1/options.pb.h"
#include "tenure/values.h"

namespace tenure::cli {
namespace {

constexpr std::size_t kPage = 1'000;
constexpr std::size_t kShownMax = 12;  // of one figure: a year's months

const v1::PracticeMark* MarkIn(const Message& message) {
  const auto* field = message.GetDescriptor()->FindFieldByName("mark");
  if (field == nullptr || field->message_type() != v1::PracticeMark::descriptor()) return nullptr;
  const auto* reflection = message.GetReflection();
  if (!reflection->HasField(message, field)) return nullptr;
  return static_cast<const v1::PracticeMark*>(&reflection->GetMessage(message, field));
}

std::chrono::year_month_day DayOf(const query::ReadEvent& event, const v1::PracticeMark* mark) {
  if (mark != nullptr) return std::chrono::year_month_day(DateOf(mark->on()));
  const auto& record = event.record;
  const std::int64_t us =
      record.effective_at_us() != 0 ? record.effective_at_us() : record.recorded_at_us();
  return std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(TimeFromMicros(us)));
}

// Places what happened on a day: [0] in the year, [1] in the one before; in none else.
class Ledger {
 public:
  Ledger(ReviewSource* source, const v1::Date& day)
      : source_(source), day_(std::chrono::year_month_day(DateOf(day))) {}

  // Null outside both years.
  ReviewMonth* Month(const std::string& currency) {
    const int back = Back();
    if (back != 0 && back != 1) return nullptr;
    return &source_->trade[currency].months.at(
        static_cast<std::size_t>(back))[static_cast<unsigned>(day_.month()) - 1];
  }
  // What is owed changes at the end of its year and of every later one.
  void Owe(const std::string& currency, std::int64_t minor) {
    if (Back() < 0) return;
    ReviewTrade& trade = source_->trade[currency];
    trade.open[0] += minor;
    if (Back() > 0) trade.open[1] += minor;
  }

 private:
  [[nodiscard]] int Back() const {
    return static_cast<int>(source_->year) - static_cast<int>(day_.year());
  }
  ReviewSource* source_;
  std::chrono::year_month_day day_;
};

void Count(const v1::InvoicePosted& event, ReviewSource* source) {
  Ledger ledger(source, event.issued_on());
  ledger.Owe(event.currency(), event.principal() + event.costs() + event.interest());
  ReviewMonth* month = ledger.Month(event.currency());
  if (month == nullptr) return;
  month->turnover += event.principal();
  month->cost += event.cost();
}

void Count(const v1::CreditNotePosted& event, ReviewSource* source) {
  const std::string& currency = event.amount().currency();
  Ledger ledger(source, event.issued_on());
  ledger.Owe(currency, -(event.principal() + event.costs() + event.interest()));
  if (ReviewMonth* month = ledger.Month(currency)) month->turnover -= event.principal();
}

void Count(const v1::AllocationApplied& event, ReviewSource* source) {
  const std::string& currency = event.move().currency();
  Ledger ledger(source, event.paid_on());
  ledger.Owe(currency, -(event.principal() + event.costs() + event.interest()));
  ReviewMonth* month = event.closed() ? ledger.Month(currency) : nullptr;
  if (month == nullptr) return;
  ++month->paid;
  if (event.days_late() == 0) return;
  ++month->paid_late;
  month->days_late += event.days_late();
}

// A payment that went back is owed again from the day it went back.
void Count(const v1::AllocationRestored& event, const std::chrono::year_month_day& day,
           ReviewSource* source) {
  const std::string& currency = event.move().currency();
  Ledger ledger(source, DateMessage(Date(day)));
  ledger.Owe(currency, event.principal() + event.costs() + event.interest());
  ReviewMonth* month = event.reopened() ? ledger.Month(currency) : nullptr;
  if (month == nullptr) return;
  --month->paid;
  if (event.days_late() == 0) return;
  --month->paid_late;
  month->days_late -= event.days_late();
}

void Trade(const query::ReadEvent& event, const std::chrono::year_month_day& day,
           ReviewSource* source) {
  const Message& message = *event.message;
  if (event.entry->name == "InvoicePosted") {
    Count(static_cast<const v1::InvoicePosted&>(message), source);
  } else if (event.entry->name == "CreditNotePosted") {
    Count(static_cast<const v1::CreditNotePosted&>(message), source);
  } else if (event.entry->name == "AllocationApplied") {
    Count(static_cast<const v1::AllocationApplied&>(message), source);
  } else if (event.entry->name == "AllocationRestored") {
    Count(static_cast<const v1::AllocationRestored&>(message), day, source);
  }
}

// Documents say their own year; other events that of their day.
std::uint32_t YearOf(const Message& message, const std::chrono::year_month_day& day) {
  const auto* field = message.GetDescriptor()->FindFieldByName("issued_on");
  if (field == nullptr) field = message.GetDescriptor()->FindFieldByName("paid_on");
  if (field != nullptr && field->message_type() == v1::Date::descriptor()) {
    const auto& date =
        static_cast<const v1::Date&>(message.GetReflection()->GetMessage(message, field));
    return static_cast<std::uint32_t>(
        static_cast<int>(std::chrono::year_month_day(DateOf(date)).year()));
  }
  return static_cast<std::uint32_t>(static_cast<int>(day.year()));
}

void Take(const query::ReadEvent& event, contract::Language language, ReviewSource* source) {
  if (event.entry == nullptr || event.message == nullptr) return;
  const v1::PracticeMark* mark = MarkIn(*event.message);
  const std::chrono::year_month_day day = DayOf(event, mark);
  Trade(event, day, source);
  const std::uint32_t year = YearOf(*event.message, day);
  if (year != source->year && year + 1 != source->year) return;
  const auto& record = event.record;
  ReviewEvent one;
  one.name = event.entry->name;
  one.year = year;
  one.shown.scope_sequence = record.scope_sequence();
  one.shown.position = record.position();
  one.shown.type = contract::In(event.entry->options->title(), language);
  one.shown.time = contract::FormatInstant(record.recorded_at_us());
  one.shown.actor = record.actor();
  source->events.push_back(std::move(one));
  if (mark == nullptr || year != source->year) return;
  source->months[mark->practice()][static_cast<unsigned>(day.month()) - 1] = true;
}

}  // namespace

ReviewMonth ReviewTrade::Sum(int year) const {
  ReviewMonth sum;
  for (const ReviewMonth& month : months.at(static_cast<std::size_t>(year))) {
    sum.turnover += month.turnover;
    sum.cost += month.cost;
    sum.paid += month.paid;
    sum.paid_late += month.paid_late;
    sum.days_late += month.days_late;
  }
  return sum;
}

Result<ReviewSource> ReadReviewSource(const query::EventReader& reader, const ScopeId& scope,
                                      std::uint32_t year, contract::Language language) {
  ReviewSource source;
  source.customer = std::string(ScopeName(scope.text));
  source.year = year;
  for (std::uint64_t from = 0;;) {
    const auto page = TENURE_TRY(reader.OfScope(scope, from, kPage));
    for (const query::ReadEvent& event : page) Take(event, language, &source);
    if (page.size() < kPage) break;
    from = page.back().record.scope_sequence() + 1;
  }
  return source;
}

ReviewWhy WhyOf(const ReviewSource& source, std::string command, std::uint32_t year,
                const std::set<std::string_view>& names) {
  ReviewWhy why;
  why.command = std::move(command);
  for (const ReviewEvent& event : source.events) {
    if (event.year != year || !names.contains(event.name)) continue;
    ++why.events_in_all;
    if (why.events.size() == kShownMax) why.events.erase(why.events.begin());
    why.events.push_back(event.shown);
  }
  return why;
}

}  // namespace tenure::cli
