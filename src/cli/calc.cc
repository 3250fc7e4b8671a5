// `calc`: the business's formulas on figures that the reader gives. No store is needed; days off
// are those of the shipped calendar.
#include <fmt/format.h>

#include "base/assert.h"
#include "cli/verbs.h"
#include "domain/calendars.h"
#include "domain/table/default_pack.h"
#include "formula/catalogue.h"

namespace tenure::cli {
namespace {

constexpr std::string_view kShippedCalendar = "calendar";

Calendar ShippedCalendar() {
  for (const domain::PackPolicy& policy : domain::DefaultPack()) {
    if (policy.policy == kShippedCalendar) return *domain::CalendarOf(policy.body.calendar());
  }
  TENURE_ASSERT(false, "the default pack has no policy {}", kShippedCalendar);
}

Failure UnknownFormula(const std::string& name) {
  std::string names;
  for (const formula::Formula& each : formula::Formulas()) names += fmt::format(" {}", each.name);
  return Fail(ErrorCode::kInvalidInput, fmt::format("no formula {}; there are{}", name, names));
}

JsonValue Each(const std::vector<JsonValue>& values, bool list) {
  return list ? List(values) : values.front();
}

JsonValue Show(const formula::Formula& formula, const formula::Calculation& calculation) {
  Members inputs;
  for (const auto& [name, value] : calculation.inputs) inputs.emplace_back(name, Str(value));
  const formula::Outcome& outcome = calculation.outcome;
  std::vector<JsonValue> exact;
  std::vector<JsonValue> value;
  for (const formula::Figure& figure : outcome.figures) {
    exact.push_back(figure ? Str(formula::FractionText(*figure)) : Null());
    value.push_back(Str(figure ? formula::DecimalText(*figure) : formula::kNotComputable));
  }
  if (outcome.figures.empty() && !outcome.list) {
    exact.push_back(Null());
    value.push_back(Str(outcome.word));
  }
  return Object({{"formula", Str(formula.name)},
                 {"inputs", Object(std::move(inputs))},
                 {"exact", Each(exact, outcome.list)},
                 {"value", Each(value, outcome.list)},
                 {"unit", Str(formula.unit)}});
}

Exit ListFormulas(Context& context) {
  std::vector<JsonValue> rows;
  for (const formula::Formula& each : formula::Formulas()) {
    rows.push_back(Object({{"formula", Str(each.name)},
                           {"title", Str(context.console.Pick(each.zh, each.en))},
                           {"source", Str(each.source)},
                           {"unit", Str(each.unit)},
                           {"inputs", Str(formula::InputNames(each))}}));
  }
  context.console.Rows(rows);
  return kExitOk;
}

}  // namespace

Exit Calc(Context& context, const CalcOptions& options) {
  if (options.formula.empty()) return ListFormulas(context);
  const formula::Formula* formula = formula::FindFormula(options.formula);
  if (formula == nullptr) return UnknownFormula(options.formula);
  std::vector<std::pair<std::string, std::string>> given;
  for (const std::string& word : options.inputs) {
    const std::size_t equals = word.find('=');
    if (equals == word.npos) {
      return Fail(ErrorCode::kInvalidInput, fmt::format("\"{}\" is not name=value", word));
    }
    given.emplace_back(word.substr(0, equals), word.substr(equals + 1));
  }
  const auto calculation = TENURE_TRY(formula::Calculate(*formula, given, ShippedCalendar()));
  context.console.One(Show(*formula, calculation));
  return kExitOk;
}

}  // namespace tenure::cli
