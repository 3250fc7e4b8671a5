// `search`: who or what is meant by a number, a phone, a name.
#include <fmt/format.h>

#include "cli/verbs.h"
#include "query/search.h"

namespace tenure::cli {
namespace {

constexpr std::string_view kNoNamesZh = "无权读取个人信息，未按姓名检索";
constexpr std::string_view kNoNamesEn =
    "names were not searched: that takes the right to read personal data";

JsonValue RowOf(const query::SearchHit& hit) {
  return Object({{"found_by", Str(hit.found_by)},
                 {"customer", Str(hit.customer)},
                 {"name", hit.name},
                 {"aggregate", Str(hit.aggregate)},
                 {"id", Str(hit.id)},
                 {"merged_into", StrOrNull(hit.merged_into)}});
}

}  // namespace

Exit Search(Context& context, const std::string& text) {
  const auto store = TENURE_TRY(OpenForReading(context));
  const query::EventReader reader(*store, context.options.actor);
  const query::SearchResult found = TENURE_TRY(query::Search(*store, reader, text));
  TENURE_TRY(store->Close());
  if (found.hits.empty()) {
    // What was typed may be personal: it is not repeated.
    return Fail(ErrorCode::kNotFound,
                found.names_searched ? "nothing is found by this"
                                     : fmt::format("nothing is found by this; {}", kNoNamesEn));
  }
  std::vector<JsonValue> rows;
  for (const query::SearchHit& hit : found.hits) rows.push_back(RowOf(hit));
  context.console.Rows(rows);
  if (!found.names_searched) context.console.Say(context.console.Pick(kNoNamesZh, kNoNamesEn));
  if (found.cut_off) {
    context.console.Say(fmt::format("{} {}", context.console.Pick("只显示前", "only the first"),
                                    query::kSearchHitsMax));
  }
  return kExitOk;
}

}  // namespace tenure::cli
