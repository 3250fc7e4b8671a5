// Rows, indexes and states of views as keys and values.
#include "store/keyed_views.h"

#include <algorithm>
#include <numeric>

#include "store/keys.h"

namespace tenure::store {
namespace {

std::string TableBegin(Table table) { return std::string(1, static_cast<char>(table)); }

bool HoldsZero(std::string_view text) { return text.find('\0') != std::string_view::npos; }

Failure NoIndexValue(std::uint32_t view, std::uint32_t index) {
  return Fail(ErrorCode::kInvalidInput, "index " + std::to_string(index) + " of view " +
                                            std::to_string(view) + ": the value holds 0x00");
}

}  // namespace

KeyedViews::KeyedViews(std::unique_ptr<store::Rows> rows) : rows_(std::move(rows)) {}

Result<std::vector<ViewState>> KeyedViews::Views() const {
  std::vector<ViewState> views;
  const std::string prefix = TableBegin(Table::kView);
  TENURE_TRY(rows_->Scan(prefix, PrefixEnd(prefix),
                         [&](std::string_view key, std::string_view value) -> Result<bool> {
                           views.push_back(TENURE_TRY(TakeView(key, value)));
                           return true;
                         }));
  return views;
}

Result<std::vector<std::optional<std::string>>> KeyedViews::Get(
    std::uint32_t view, std::span<const std::string> keys) const {
  std::vector<std::optional<std::string>> values(keys.size());
  std::vector<std::size_t> order(keys.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t left, std::size_t right) { return keys[left] < keys[right]; });
  std::vector<std::string> rows(keys.size());
  std::vector<std::string_view> sorted(keys.size());
  for (std::size_t index = 0; index < keys.size(); ++index) {
    PutViewRowKey(&rows[index], view, keys[order[index]]);
    sorted[index] = rows[index];
  }
  TENURE_TRY(rows_->Get(sorted, [&](std::size_t index, std::string_view value) -> Result<void> {
    values[order[index]] = value;
    return {};
  }));
  return values;
}

Result<void> KeyedViews::Apply(const ViewChange& change) {
  for (const ViewIndexRow& row : change.indexes) {
    if (HoldsZero(row.value)) return NoIndexValue(row.view, row.index);
  }
  const std::unique_ptr<RowBatch> batch = rows_->NewBatch();
  std::string key;
  std::string value;
  for (const ViewState& state : change.states) {
    key.clear();
    PutViewKey(&key, state.view);
    value.clear();
    PutViewState(&value, state);
    batch->Put(key, value);
  }
  for (const ViewRow& row : change.rows) {
    key.clear();
    PutViewRowKey(&key, row.view, row.key);
    if (row.value.empty()) {
      batch->Delete(key);
    } else {
      batch->Put(key, row.value);
    }
  }
  for (const ViewIndexRow& row : change.indexes) {
    key.clear();
    PutViewIndexKey(&key, row.view, row.index, row.value, row.key);
    if (row.gone) {
      batch->Delete(key);
    } else {
      batch->Put(key, {});
    }
  }
  return rows_->Write(*batch);
}

Result<void> KeyedViews::Rows(
    std::uint32_t view, std::string_view from,
    const std::function<bool(std::string_view key, std::string_view value)>& visitor) const {
  std::string prefix;
  PutViewPrefix(&prefix, Table::kViewRow, view);
  std::string begin;
  PutViewRowKey(&begin, view, from);
  return rows_->Scan(begin, PrefixEnd(prefix),
                     [&](std::string_view key, std::string_view value) -> Result<bool> {
                       return visitor(key.substr(prefix.size()), value);
                     });
}

Result<void> KeyedViews::Indexed(std::uint32_t view, std::uint32_t index, std::string_view value,
                                 const std::function<bool(std::string_view key)>& visitor) const {
  if (HoldsZero(value)) return NoIndexValue(view, index);
  std::string prefix;
  PutViewIndexKey(&prefix, view, index, value, {});
  return rows_->Scan(prefix, PrefixEnd(prefix),
                     [&](std::string_view key, std::string_view) -> Result<bool> {
                       return visitor(key.substr(prefix.size()));
                     });
}

Result<void> KeyedViews::VisitAll(
    const std::function<bool(std::string_view key, std::string_view value)>& visitor) const {
  return rows_->Scan({}, {}, [&](std::string_view key, std::string_view value) -> Result<bool> {
    return visitor(key, value);
  });
}

Result<void> KeyedViews::Drop(std::uint32_t view) {
  const std::unique_ptr<RowBatch> batch = rows_->NewBatch();
  std::string key;
  PutViewKey(&key, view);
  batch->Delete(key);
  for (const Table table : {Table::kViewRow, Table::kViewIndex}) {
    std::string prefix;
    PutViewPrefix(&prefix, table, view);
    batch->DeleteRange(prefix, PrefixEnd(prefix));
  }
  TENURE_TRY(rows_->Write(*batch));
  for (const Table table : {Table::kViewRow, Table::kViewIndex}) {
    std::string prefix;
    PutViewPrefix(&prefix, table, view);
    TENURE_TRY(rows_->Reclaim(prefix, PrefixEnd(prefix)));
  }
  return {};
}

Result<void> KeyedViews::Flush() { return rows_->Flush(); }

Result<void> KeyedViews::Maintain() { return rows_->Maintain(); }

}  // namespace tenure::store
