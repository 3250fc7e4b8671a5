#include "domain/rates.h"

#include <limits>

#include "domain/rules_access.h"

namespace tenure::domain {
namespace {

using formula::Fraction;
using formula::Rational;

// What one minor unit of `currency` is in the base's.
std::optional<Rational> RateOf(const v1::RatesPolicy& policy, std::string_view currency) {
  if (policy.base() == currency) return Rational(1);
  for (const auto& rate : policy.rates()) {
    if (rate.currency() == currency) return Fraction(rate.numerator(), rate.denominator());
  }
  return std::nullopt;
}

}  // namespace

std::optional<Rational> Converted(const Rules& rules, Time at, std::int64_t minor,
                                  std::string_view from, std::string_view to) {
  if (from == to || minor == 0) return Rational(minor);
  const PolicyVersion* version = VersionInForce(rules, "rates", at);
  if (version == nullptr) return std::nullopt;
  const auto rate_from = RateOf(version->body().rates(), from);
  const auto rate_to = RateOf(version->body().rates(), to);
  if (!rate_from || !rate_to) return std::nullopt;
  return Rational(Rational(minor) * *rate_from / *rate_to);
}

std::int64_t RoundUp(const Rational& amount) {
  mpz_class whole;
  mpz_cdiv_q(whole.get_mpz_t(), amount.get_num_mpz_t(), amount.get_den_mpz_t());
  if (whole.fits_slong_p()) return whole.get_si();
  using Limits = std::numeric_limits<std::int64_t>;
  return whole > 0 ? Limits::max() : Limits::min();
}

}  // namespace tenure::domain
