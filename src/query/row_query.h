// Rows of read models: one by key, or all that match, by index where there is one.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "query/open_store.h"

namespace tenure::query {

struct Row {
  std::string key;
  std::unique_ptr<Message> row;
};

struct RowFilter {
  std::vector<std::pair<std::string, std::string>> where;  // field, value as shown in JSON
  std::size_t limit = 1'000;
};

// kNotFound for an unknown projection; kInvalidInput for an unknown field of a filter; kFoldStopped
// when the view stopped at an event it could not read.
[[nodiscard]] Result<std::vector<Row>> FindRows(const OpenStore& store, std::string_view projection,
                                                const RowFilter& filter);

// kNotFound when there is no such row.
[[nodiscard]] Result<Row> GetRow(const OpenStore& store, std::string_view projection,
                                 const std::string& key);

}  // namespace tenure::query
