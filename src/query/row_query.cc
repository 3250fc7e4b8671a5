#include "query/row_query.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "tenure/v1/values.pb.h"

namespace tenure::query {
namespace {

struct View {
  std::uint32_t id = 0;
  const ProjectionEntry* projection = nullptr;
};

Result<View> ViewOf(const OpenStore& store, std::string_view name) {
  const ProjectionEntry* projection = store.projector->Find(name);
  if (projection == nullptr) {
    return Fail(ErrorCode::kNotFound, fmt::format("there is no projection {}", name));
  }
  for (const engine::ViewStatus& status : TENURE_TRY(store.projector->Status())) {
    if (status.name == name && status.status == store::ViewState::Status::kStopped) {
      return Fail(ErrorCode::kFoldStopped,
                  fmt::format("projection {}: {}", name, status.stopped_by));
    }
  }
  return View{*store.projector->ViewId(name), projection};
}

Result<Row> Parse(const View& view, std::string_view key, std::string_view value) {
  Row row{std::string(key), std::unique_ptr<Message>(view.projection->prototype->New())};
  if (!row.row->ParseFromArray(value.data(), static_cast<int>(value.size()))) {
    return Fail(ErrorCode::kStoreDamaged,
                fmt::format("row {} of {} does not parse", key, view.projection->name));
  }
  return row;
}

Result<void> CheckFields(const View& view, const RowFilter& filter) {
  for (const auto& [field, value] : filter.where) {
    const auto* found = view.projection->prototype->GetDescriptor()->FindFieldByName(field);
    const bool usable =
        found != nullptr && !found->is_repeated() &&
        (found->message_type() == nullptr || found->message_type() == v1::Instant::descriptor() ||
         found->message_type() == v1::Date::descriptor());
    if (!usable) {
      return Fail(ErrorCode::kInvalidInput, fmt::format("projection {} has no field {} to ask by",
                                                        view.projection->name, field));
    }
  }
  return {};
}

bool Matches(const Message& row, const RowFilter& filter) {
  return std::all_of(filter.where.begin(), filter.where.end(), [&](const auto& condition) {
    return engine::IndexText(row, condition.first) == condition.second;
  });
}

// The place of the first condition's field among the indexes.
std::optional<std::uint32_t> IndexFor(const View& view, const RowFilter& filter) {
  const auto& indexes = view.projection->options->indexes();
  for (int i = 0; i < indexes.size() && !filter.where.empty(); ++i) {
    if (indexes.Get(i) == filter.where.front().first && !filter.where.front().second.empty()) {
      return static_cast<std::uint32_t>(i);
    }
  }
  return std::nullopt;
}

}  // namespace

Result<std::vector<Row>> FindRows(const OpenStore& store, std::string_view projection,
                                  const RowFilter& filter) {
  const View view = TENURE_TRY(ViewOf(store, projection));
  TENURE_TRY(CheckFields(view, filter));
  std::vector<Row> rows;
  Result<void> parsed;
  const auto take = [&](std::string_view key, std::string_view value) {
    auto row = Parse(view, key, value);
    if (!row) {
      parsed = tl::unexpected(row.error());
      return false;
    }
    if (Matches(*row->row, filter)) rows.push_back(*std::move(row));
    return rows.size() < filter.limit;
  };
  const auto index = IndexFor(view, filter);
  if (!index) {
    TENURE_TRY(store.views->Rows(view.id, "", take));
    TENURE_TRY(std::move(parsed));
    return rows;
  }
  std::vector<std::string> keys;
  TENURE_TRY(
      store.views->Indexed(view.id, *index, filter.where.front().second, [&](std::string_view key) {
        keys.emplace_back(key);
        return true;
      }));
  const auto values = TENURE_TRY(store.views->Get(view.id, keys));
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (values[i] && !take(keys[i], *values[i])) break;
  }
  TENURE_TRY(std::move(parsed));
  return rows;
}

Result<Row> GetRow(const OpenStore& store, std::string_view projection, const std::string& key) {
  const View view = TENURE_TRY(ViewOf(store, projection));
  const auto values = TENURE_TRY(store.views->Get(view.id, std::span(&key, 1)));
  if (!values[0]) {
    return Fail(ErrorCode::kNotFound, fmt::format("projection {} has no row {}", projection, key));
  }
  return Parse(view, key, *values[0]);
}

}  // namespace tenure::query
