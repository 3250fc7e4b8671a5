// What the program shows, in the words of a scenario: times in China's time, money with its
// currency, names without underscores. One place that says when two of them are the same.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "contract/json_value.h"
#include "scenario/story.h"

namespace tenure::scenario {

// "-" for null and for nothing at all; a list is its parts with commas, an object its values.
[[nodiscard]] std::string PlainText(const contract::JsonValue* value);

// A member by its words; null when absent. "offer expires at" finds offer_expires_at.
[[nodiscard]] const contract::JsonValue* MemberOf(const contract::JsonValue& object,
                                                  const std::string& words);

// Are both the same to a reader? Upper and lower case, spaces and underscores, thousands commas
// make no difference; "-", "none", "no" and "0" all stand for what is not there.
[[nodiscard]] bool Same(const std::string& expected, const contract::JsonValue* actual);

// Sees each expected cell that names something new: `{new case}`.
using NameNew = std::function<void(const std::string& name, const std::string& value)>;

// Compares field by field, tables below a field row by row.
void CompareFields(const std::vector<Field>& expected, const contract::JsonValue& actual,
                   const NameNew& name_new, std::vector<Mismatch>* wrong);

// The same rows in the same order, by the named columns.
void CompareTable(const Table& expected, const std::vector<contract::JsonValue>& actual,
                  std::size_t line, const NameNew& name_new, std::vector<Mismatch>* wrong);

}  // namespace tenure::scenario
