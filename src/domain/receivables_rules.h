// What orders, invoices and payments ask alike: the policy in force, the day of a document, whether
// it was counted before, and whether its amounts still fit the book.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/calendars.h"
#include "tenure/decision.h"
#include "tenure/result.h"
#include "tenure/v1/receivables_policy.pb.h"
#include "tenure/v1/receivables_terms.pb.h"

namespace tenure::domain {

using ReceivablesRules = PolicyTerms<v1::ReceivablesPolicy>;

// NO_POLICY naming the one that is missing.
[[nodiscard]] tl::expected<ReceivablesRules, Refused> ReceivablesRulesInForce(const Rules& rules,
                                                                              Time now);

// When a document of that local day takes effect: the command's own instant when it lies on that
// day, else the day's first. Nullopt: the day lies in the future.
[[nodiscard]] std::optional<Time> EffectOf(const Calendar& calendar, const v1::Date& day,
                                           const DecideContext& context);

// The number by which a document's id, and all that it says, are known again: 64 bits of a SHA-256.
[[nodiscard]] std::uint64_t DocumentOf(std::string_view id);
[[nodiscard]] std::uint64_t ContentOf(const google::protobuf::Message& document);

// A document that is there already: the same again is NO_CHANGE, another content SOURCE_CHANGED.
[[nodiscard]] Decision SameDocument(std::uint64_t kept, std::uint64_t content, std::string_view id);

// BAD_CURRENCY unless it is three capital letters.
[[nodiscard]] std::optional<Refused> CurrencyIsGood(std::string_view currency);

// May `minor` more of a currency come into the book? STATE_FULL: it holds as many currencies as it
// can. AMOUNT_TOO_LARGE: sums would come near the end of 64 bits.
[[nodiscard]] std::optional<Refused> RoomInBook(const v1::Book& book, std::string_view currency,
                                                std::int64_t minor);
// The same for what counts in a year.
[[nodiscard]] std::optional<Refused> RoomInYear(const v1::Book& book, std::uint32_t year,
                                                std::string_view currency, std::int64_t minor);

}  // namespace tenure::domain
