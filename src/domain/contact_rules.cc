#include "domain/contact_rules.h"

#include <fmt/format.h>

#include <algorithm>

#include "domain/calendars.h"
#include "domain/rules_access.h"
#include "domain/value_text.h"
#include "tenure/v1/governance.pb.h"

namespace tenure::domain {
namespace {

using Pack = v1::CollectionPackPolicy;
using Entry = v1::CollectionsBook::Contact;
using Consent = v1::CollectionsBook::Consent;

constexpr std::uint32_t kMinutesOfHour = 60;

template <typename Channels>
bool Names(const Channels& channels, int channel) {
  return std::find(channels.begin(), channels.end(), channel) != channels.end();
}

Date DayOf(const ContactRules& rules, const Entry& entry) {
  return rules.local.LocalDate(TimeFromMicros(entry.at_us()));
}

const Consent* ConsentAt(const v1::Book& book, const Contact& contact) {
  const std::int64_t at = MicrosOf(contact.at);
  for (const auto& one : book.collections().consents()) {
    const bool holds = one.channel() == static_cast<std::uint32_t>(contact.channel) &&
                       one.since_us() <= at && (one.until_us() == 0 || at < one.until_us());
    if (holds) return &one;
  }
  return nullptr;
}

// A plan that nobody carried out within its hours is none any more.
bool Lives(const Entry& entry, const Contact& contact) {
  if (entry.plan() == 0) return true;
  if (!contact.count_plans) return false;
  if (entry.debt() == contact.debt && entry.plan() == contact.plan) return false;
  return contact.now < TimeFromMicros(entry.at_us()) + std::chrono::hours(contact.plan_hours);
}

bool Counts(const Pack::Window& window, const Entry& entry, const Contact& contact) {
  return Names(window.channels(), static_cast<int>(entry.channel())) && !entry.inbound() &&
         !entry.excluded() && (window.per_debtor() || entry.debt() == contact.debt) &&
         Lives(entry, contact);
}

std::uint32_t CountIn(const ContactRules& rules, const v1::Book& book, const Pack::Window& window,
                      const Contact& contact, Date first, Date last) {
  std::uint32_t count = 0;
  for (const auto& entry : book.collections().contacts()) {
    if (!Counts(window, entry, contact)) continue;
    const Date day = DayOf(rules, entry);
    if (day >= first && day <= last) ++count;
  }
  return count;
}

// The most that any row of the window's days with `day` in it holds already.
std::uint32_t MostAround(const ContactRules& rules, const v1::Book& book,
                         const Pack::Window& window, const Contact& contact, Date day) {
  std::uint32_t most = 0;
  const std::chrono::days length(window.days());
  for (Date last = day; last < day + length; last += std::chrono::days(1)) {
    const Date first = last - length + std::chrono::days(1);
    most = std::max(most, CountIn(rules, book, window, contact, first, last));
  }
  return most;
}

Date EarliestAfter(const ContactRules& rules, const v1::Book& book, const Pack::Window& window,
                   const Contact& contact, Date day) {
  // Contacts lie at most a window's length ahead of the last plan; the search ends there.
  constexpr int kSearchDays = 400;
  for (int i = 1; i < kSearchDays; ++i) {
    const Date next = day + std::chrono::days(i);
    if (MostAround(rules, book, window, contact, next) < window.at_most()) return next;
  }
  return day + std::chrono::days(kSearchDays);
}

std::string MinuteText(std::uint32_t minute) {
  return fmt::format("{:02}:{:02}", minute / kMinutesOfHour, minute % kMinutesOfHour);
}

std::optional<Calendar> CalendarOfZone(const Rules& rules, const std::string& zone, Time now) {
  std::optional<Calendar> found;
  rules.VisitAll<v1::PolicyState>([&](std::string_view id, const v1::PolicyState&) {
    const auto* version = VersionInForce(rules, id, now);
    const bool fits = version != nullptr && version->body().has_calendar() &&
                      version->body().calendar().time_zone() == zone;
    if (!fits) return true;
    auto ruled = CalendarInForce(rules, id, now);
    if (ruled) found = std::move(ruled->calendar);
    return !found.has_value();
  });
  return found;
}

}  // namespace

tl::expected<ContactRules, Refused> ContactRulesInForce(const Rules& rules, const std::string& pack,
                                                        const std::string& zone, Time now) {
  const auto* version = VersionInForce(rules, pack, now);
  if (version == nullptr || !version->body().has_collection_pack()) {
    return tl::unexpected(Refused{v1::UNKNOWN_PACK, {{"pack", pack}}});
  }
  const Pack& body = version->body().collection_pack();
  if (!zone.empty()) {
    auto local = CalendarOfZone(rules, zone, now);
    if (!local) return tl::unexpected(Refused{v1::UNKNOWN_TIME_ZONE, {{"zone", zone}}});
    return ContactRules{body, RefOf(pack, *version), std::move(*local)};
  }
  auto own = CalendarInForce(rules, body.calendar(), now);
  if (!own) return tl::unexpected(Refused{v1::NO_POLICY, {{"policy", body.calendar()}}});
  return ContactRules{body, RefOf(pack, *version), std::move(own->calendar)};
}

std::optional<Refused> OutsideHours(const ContactRules& rules, const v1::Book& book,
                                    const Contact& contact) {
  if (!Names(rules.pack.hours_channels(), contact.channel)) return std::nullopt;
  std::uint32_t from = rules.pack.from_minute();
  std::uint32_t to = rules.pack.to_minute();
  const Consent* consent = ConsentAt(book, contact);
  if (consent != nullptr && consent->from_minute() < consent->to_minute()) {
    from = consent->from_minute();
    to = consent->to_minute();
  }
  const std::uint32_t minute = rules.local.MinuteOfDay(contact.at);
  if (minute >= from && minute < to) return std::nullopt;
  return Refused{
      v1::OUTSIDE_CONTACT_HOURS,
      {{"local", MinuteText(minute)}, {"from", MinuteText(from)}, {"to", MinuteText(to)}}};
}

bool IsExcluded(const ContactRules& rules, const v1::Book& book, const Contact& contact) {
  const Consent* consent = ConsentAt(book, contact);
  if (rules.pack.consent_excludes_days() == 0 || consent == nullptr) return false;
  const Date given = rules.local.LocalDate(TimeFromMicros(consent->since_us()));
  return rules.local.LocalDate(contact.at) <
         given + std::chrono::days(rules.pack.consent_excludes_days());
}

std::optional<Refused> TooOften(const ContactRules& rules, const v1::Book& book,
                                const Contact& contact) {
  if (IsExcluded(rules, book, contact)) return std::nullopt;
  const Date day = rules.local.LocalDate(contact.at);
  for (const auto& window : rules.pack.windows()) {
    if (!Names(window.channels(), contact.channel)) continue;
    if (MostAround(rules, book, window, contact, day) < window.at_most()) continue;
    return Refused{v1::CONTACT_TOO_OFTEN,
                   {{"days", std::to_string(window.days())},
                    {"most", std::to_string(window.at_most())},
                    {"earliest", DateText(EarliestAfter(rules, book, window, contact, day))}}};
  }
  return std::nullopt;
}

std::optional<Refused> TooSoon(const ContactRules& rules, const v1::Book& book,
                               const Contact& contact) {
  if (IsExcluded(rules, book, contact)) return std::nullopt;
  const Date day = rules.local.LocalDate(contact.at);
  for (const auto& quiet : rules.pack.quiets()) {
    if (!Names(quiet.channels(), contact.channel)) continue;
    const std::chrono::days length(quiet.days());
    for (const auto& entry : book.collections().contacts()) {
      const bool talked = entry.plan() == 0 && entry.conversation() && !entry.excluded() &&
                          entry.debt() == contact.debt &&
                          Names(quiet.channels(), static_cast<int>(entry.channel())) &&
                          entry.at_us() < MicrosOf(contact.at);
      const Date first = DayOf(rules, entry);
      if (!talked || day >= first + length) continue;
      return Refused{
          v1::CONTACT_TOO_SOON,
          {{"days", std::to_string(quiet.days())}, {"earliest", DateText(first + length)}}};
    }
  }
  return std::nullopt;
}

std::optional<std::uint32_t> BudgetLeft(const ContactRules& rules, const v1::Book& book,
                                        const Contact& contact) {
  std::optional<std::uint32_t> left;
  const Date day = rules.local.LocalDate(contact.at);
  for (const auto& window : rules.pack.windows()) {
    if (!Names(window.channels(), contact.channel)) continue;
    const std::uint32_t held = MostAround(rules, book, window, contact, day);
    const std::uint32_t rest = window.at_most() > held ? window.at_most() - held : 0;
    left = std::min(left.value_or(rest), rest);
  }
  return left;
}

const Pack::OccasionRule* RuleFor(const Pack& pack, v1::DebtTerms::Occasion occasion,
                                  std::uint32_t customer_kind) {
  for (const auto& rule : pack.occasion_rules()) {
    const bool fits = rule.occasion() == occasion &&
                      (rule.customer_kind() == 0 || rule.customer_kind() == customer_kind);
    if (fits) return &rule;
  }
  return nullptr;
}

}  // namespace tenure::domain
