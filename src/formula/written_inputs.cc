#include "formula/written_inputs.h"

#include <fmt/format.h>

#include <array>

#include "contract/value_forms.h"

namespace tenure::formula {
namespace {

constexpr std::size_t kItemsMax = 1'000;

std::vector<std::string_view> Split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == text.npos) return parts;
    text.remove_prefix(end + 1);
  }
}

Result<std::optional<Rational>> ReadNumber(std::string_view text) {
  if (text == "-") return std::optional<Rational>();
  return std::optional<Rational>(TENURE_TRY(ParseDecimal(text)));
}

Result<Date> ReadDate(std::string_view text) {
  const auto days = contract::ParseDate(text);
  if (!days) {
    return Fail(ErrorCode::kInvalidInput, fmt::format("\"{}\" is no day like 2026-03-31", text));
  }
  return Date(std::chrono::days(*days));
}

struct KindName {
  std::string_view name;
  LimitationEventKind kind;
};
constexpr std::array<KindName, 12> kKindNames = {{
    {"demand", LimitationEventKind::kDemand},
    {"agreement", LimitationEventKind::kAgreement},
    {"promise", LimitationEventKind::kAgreement},
    {"part_payment", LimitationEventKind::kPartPayment},
    {"suit", LimitationEventKind::kLegalStep},
    {"arbitration", LimitationEventKind::kLegalStep},
    {"payment_order", LimitationEventKind::kLegalStep},
    {"insolvency_filing", LimitationEventKind::kLegalStep},
    {"preservation", LimitationEventKind::kLegalStep},
    {"enforcement", LimitationEventKind::kLegalStep},
    {"obstacle_begins", LimitationEventKind::kObstacleBegins},
    {"obstacle_ends", LimitationEventKind::kObstacleEnds},
}};

Failure UnknownKind(std::string_view text) {
  std::string names;
  for (const KindName& each : kKindNames) names += fmt::format(" {}", each.name);
  return Fail(ErrorCode::kInvalidInput,
              fmt::format("\"{}\" is not KIND:DATE[:PROOF] with a kind of{}", text, names));
}

Result<LimitationEvent> ReadEvent(std::string_view text) {
  const auto parts = Split(text, ':');
  if (parts.size() < 2 || parts.size() > 3) return UnknownKind(text);
  for (const KindName& each : kKindNames) {
    if (each.name != parts[0]) continue;
    return LimitationEvent{each.kind, TENURE_TRY(ReadDate(parts[1])),
                           parts.size() == 3 && !parts[2].empty()};
  }
  return UnknownKind(text);
}

Result<Inputs::Value> Read(const Input& input, std::string_view text) {
  Inputs::Value value;
  value.text = text;
  if (text.empty()) return value;
  switch (input.kind) {
    case InputKind::kDecimal:
      value.numbers.push_back(TENURE_TRY(ReadNumber(text)));
      return value;
    case InputKind::kDate:
      value.date = TENURE_TRY(ReadDate(text));
      return value;
    case InputKind::kDecimals:
    case InputKind::kEvents:
      break;
  }
  const auto items = Split(text, ',');
  if (items.size() > kItemsMax) {
    return Fail(ErrorCode::kInvalidInput, fmt::format("more than {} items", kItemsMax));
  }
  for (const std::string_view item : items) {
    if (input.kind == InputKind::kEvents) {
      value.events.push_back(TENURE_TRY(ReadEvent(item)));
    } else {
      value.numbers.push_back(TENURE_TRY(ReadNumber(item)));
    }
  }
  return value;
}

}  // namespace

Result<Inputs::Value> ReadInput(const Input& input, std::string_view text) {
  auto value = Read(input, text);
  if (!value) return tl::unexpected(std::move(value).error().Context(input.name));
  return value;
}

std::string WrittenDate(Date date) {
  return contract::FormatDate(static_cast<std::int32_t>(date.time_since_epoch().count()));
}

}  // namespace tenure::formula
