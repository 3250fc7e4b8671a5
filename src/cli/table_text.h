// Data as people read them on a terminal: columns, and below a heading what is nested. Programs
// take JSON or CSV; this form may change.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "contract/json_value.h"

namespace tenure::cli {

// Columns that a text takes on a terminal: a Chinese character takes two.
[[nodiscard]] std::size_t DisplayWidth(std::string_view text);

// Every name that occurs in the rows, in the order of their first occurrence.
[[nodiscard]] std::vector<std::string> ColumnsOf(const std::vector<contract::JsonValue>& rows);

// One line without quotes and braces: "8,000.00 CNY", "lifecycle v1", "a, b", "kind=SNAG, due=…";
// nothing for null.
[[nodiscard]] std::string PlainText(const contract::JsonValue& value);

// Rows of one kind below their column names.
[[nodiscard]] std::string TableText(const std::vector<contract::JsonValue>& rows);

// One thing: a line each for name and value; lists of things become tables below their name, and a
// few things with lists of their own become blocks.
[[nodiscard]] std::string BlockText(const contract::JsonValue& object);

}  // namespace tenure::cli
