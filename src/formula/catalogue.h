// Every formula under its name, with inputs as text: what `tenure calc` offers. The functions are
// those that decisions and read models use.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/calendar.h"
#include "formula/figure.h"
#include "formula/limitation.h"

namespace tenure::formula {

enum class InputKind : std::uint8_t { kDecimal, kDecimals, kDate, kEvents };

struct Input {
  std::string_view name;
  InputKind kind = InputKind::kDecimal;
  std::string_view otherwise;  // taken when it is left out
  bool needed = true;
};

// Inputs of one call, parsed, in the order of the formula's list.
struct Inputs {
  struct Value {
    std::string text;
    std::vector<std::optional<Rational>> numbers;  // one of kDecimal; nothing: "-", missing
    std::optional<Date> date;
    std::vector<LimitationEvent> events;
  };
  std::vector<Value> values;
  const Calendar& calendar;  // working days, for dates of the law

  [[nodiscard]] const Rational& Number(std::size_t input) const {
    return *values[input].numbers.front();
  }
  [[nodiscard]] std::vector<Rational> Numbers(std::size_t input) const;
};

struct Outcome {
  std::vector<Figure> figures;  // empty: `word` is the answer
  bool list = false;
  std::string word;  // a band, a date
};

struct Formula {
  std::string_view name;
  std::string_view zh;
  std::string_view en;
  std::string_view source;  // element of the handbook, or law
  std::string_view unit;
  std::vector<Input> inputs;
  Result<Outcome> (*run)(const Inputs& inputs);
  bool takes_missing = false;  // else a missing input makes it NOT_COMPUTABLE
};

// In the order of the handbook.
[[nodiscard]] std::span<const Formula> Formulas();

// "turnover [days]": what it takes, in order.
[[nodiscard]] std::string InputNames(const Formula& formula);

// Null when there is no such formula.
[[nodiscard]] const Formula* FindFormula(std::string_view name);

struct Calculation {
  std::vector<std::pair<std::string, std::string>> inputs;  // as used, defaults filled in
  Outcome outcome;
};

// kInvalidInput names the input that is unknown, missing, given twice or not of its form, and what
// would be.
[[nodiscard]] Result<Calculation> Calculate(
    const Formula& formula, const std::vector<std::pair<std::string, std::string>>& given,
    const Calendar& calendar);

inline constexpr std::string_view kNotComputable = "NOT_COMPUTABLE";

}  // namespace tenure::formula
