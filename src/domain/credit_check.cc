#include "domain/credit_check.h"

#include <algorithm>

#include "domain/calendars.h"
#include "domain/rates.h"
#include "domain/rules_access.h"
#include "domain/value_text.h"
#include "formula/nine_factors.h"

namespace tenure::domain {
namespace {

using formula::Rational;

const v1::CreditPolicy* PolicyInForce(const DecideContext& context) {
  const PolicyVersion* version = VersionInForce(context.rules, "credit", context.now);
  return version == nullptr ? nullptr : &version->body().credit();
}

std::optional<Refused> NoRate(std::string_view currency) {
  return Refused{v1::NO_RATE, {{"currency", std::string(currency)}}};
}

const v1::CreditBook::Release* ReleaseOf(const DecideContext& context, std::string_view order_id,
                                         const v1::Money& more) {
  for (const auto& release : context.book.credit().releases()) {
    if (release.order_id() == order_id && context.now < TimeOf(release.until()) &&
        release.amount().currency() == more.currency() &&
        release.amount().minor() >= more.minor()) {
      return &release;
    }
  }
  return nullptr;
}

// Dates are compared here: a limit has ended, and so has a hold, before its timer fired.
std::optional<Refused> LimitStands(const DecideContext& context) {
  const v1::CreditBook& credit = context.book.credit();
  if (credit.standing() == v1::CreditBook::NO_LIMIT) return Refused{v1::CREDIT_NO_LIMIT, {}};
  const bool held = credit.standing() == v1::CreditBook::ON_HOLD &&
                    (!credit.has_hold_until() || context.now < TimeOf(credit.hold_until()));
  if (held) return Refused{v1::CREDIT_ON_HOLD, {}};
  const auto calendar = CalendarInForce(context.rules, "calendar", context.now);
  if (!calendar) return Refused{v1::NO_POLICY, {{"policy", "calendar"}}};
  const Date last_day = DateOf(credit.valid_to());
  if (credit.standing() == v1::CreditBook::EXPIRED ||
      calendar->calendar.LocalDate(context.now) > last_day) {
    return Refused{v1::CREDIT_LIMIT_EXPIRED, {{"date", DateText(last_day)}}};
  }
  return std::nullopt;
}

std::optional<Refused> WithinHeadroom(const DecideContext& context, const v1::Money& more) {
  const v1::Money& limit = context.book.credit().limit();
  Headroom headroom{limit.minor(), 0};
  if (auto no = ExposureOf(context, limit.currency(), &headroom.exposure)) return no;
  const auto asked =
      Converted(context.rules, context.now, more.minor(), more.currency(), limit.currency());
  if (!asked) return NoRate(more.currency());
  const std::int64_t needed = RoundUp(*asked);
  if (needed <= headroom.left()) return std::nullopt;
  return Refused{
      v1::CREDIT_ABOVE_HEADROOM,
      {{"needed", MoneyText(needed, limit.currency())},
       {"left", MoneyText(std::max<std::int64_t>(headroom.left(), 0), limit.currency())}}};
}

}  // namespace

std::optional<Refused> ExposureOf(const DecideContext& context, std::string_view currency,
                                  std::int64_t* exposure) {
  Rational sum = 0;
  for (const auto& row : context.book.receivables().amounts()) {
    for (const std::int64_t part : {row.ordered(), row.delivered(), row.invoiced()}) {
      const auto amount = Converted(context.rules, context.now, part, row.currency(), currency);
      if (!amount) return NoRate(row.currency());
      sum += *amount;
    }
  }
  const v1::CreditPolicy* policy = PolicyInForce(context);
  if (policy == nullptr) return Refused{v1::NO_POLICY, {{"policy", "credit"}}};
  const v1::CreditBook& credit = context.book.credit();
  if (policy->guarantees_reduce_exposure()) {
    const auto guaranteed = Converted(context.rules, context.now, credit.guaranteed(),
                                      credit.limit().currency(), currency);
    if (!guaranteed) return NoRate(credit.limit().currency());
    sum = std::max(Rational(0), Rational(sum - *guaranteed));
  }
  *exposure = RoundUp(sum);
  return std::nullopt;
}

std::optional<Refused> CreditCheck(const DecideContext& context, std::string_view order_id,
                                   const v1::Money& more) {
  if (auto no = TradeAllowed(context, false)) return no;
  if (more.minor() <= 0) return std::nullopt;  // nothing more is asked for
  if (const auto* release = ReleaseOf(context, order_id, more)) {
    const bool own = release->released_by() == context.actor.id ||
                     release->released_by() == context.actor.on_behalf_of;
    if (!own) return std::nullopt;
    return Refused{v1::RELEASER_IS_ORDER_OWNER, {{"actor", context.actor.id}}};
  }
  if (auto no = LimitStands(context)) return no;
  return WithinHeadroom(context, more);
}

std::optional<Refused> TradeAllowed(const DecideContext& context, bool prepaid) {
  constexpr auto kDoNotTrade = static_cast<std::uint32_t>(formula::Band::kCa6);
  if (context.book.credit().band() != kDoNotTrade) return std::nullopt;
  const v1::CreditPolicy* policy = PolicyInForce(context);
  if (prepaid && policy != nullptr && policy->cash_in_advance_for_ca6()) return std::nullopt;
  return Refused{v1::CREDIT_DO_NOT_TRADE, {}};
}

}  // namespace tenure::domain
