// The command that a document is: one JSON line in the form of `submit`.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "import/mapping.h"

namespace tenure::imports {

// A row's values as JSON texts, by field. Empty cells have none.
using Values = std::map<std::string_view, std::string>;

// "" where there is none.
[[nodiscard]] std::string_view ValueIn(const Values& values, std::string_view field);

[[nodiscard]] std::string JsonString(std::string_view text);

// `rows` are the document's, at least one; what is said of the whole document stands in the first.
// Customers and statements have no content to compare in the engine: their command's id is made of
// the source's, so that the same again is known.
[[nodiscard]] std::string CommandLine(const Mapping& mapping, const std::string& actor,
                                      const std::string& customer, const std::string& id,
                                      const std::vector<Values>& rows);

}  // namespace tenure::imports
