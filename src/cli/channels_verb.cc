// `customer channels`: what each source channel brought (CH1-CH6), added up from `channel_yield`.
#include <map>

#include "cli/verbs.h"
#include "contract/value_forms.h"
#include "query/row_query.h"
#include "tenure/v1/options.pb.h"

namespace tenure::cli {
namespace {

using google::protobuf::FieldDescriptor;

constexpr std::size_t kRowsMax = 1'000'000;

struct Yield {
  std::uint64_t leads = 0;    // customers registered from it, files merged away left out
  std::uint64_t won = 0;      // of them with a contract or an order
  std::uint64_t kept = 0;     // of them kept at a year-end screening and not dropped since
  std::uint64_t dropped = 0;  // of them
  std::uint64_t facts = 0;    // data sources recorded, about anybody
};

const FieldDescriptor* FieldOf(const Message& row, const char* name) {
  return row.GetDescriptor()->FindFieldByName(name);
}

void AddRow(const Message& row, std::map<int, Yield>* channels) {
  const auto* reflection = row.GetReflection();
  const auto* facts = FieldOf(row, "facts");
  for (int i = 0; i < reflection->FieldSize(row, facts); ++i) {
    const Message& one = reflection->GetRepeatedMessage(row, facts, i);
    (*channels)[one.GetReflection()->GetEnumValue(one, FieldOf(one, "channel"))].facts +=
        one.GetReflection()->GetUInt32(one, FieldOf(one, "count"));
  }
  if (!reflection->GetString(row, FieldOf(row, "merged_into")).empty()) return;
  Yield& yield = (*channels)[reflection->GetEnumValue(row, FieldOf(row, "channel"))];
  const bool dropped = reflection->GetBool(row, FieldOf(row, "dropped"));
  yield.leads += 1;
  yield.won += reflection->HasField(row, FieldOf(row, "won_at")) ? 1 : 0;
  yield.kept += !dropped && reflection->GetUInt32(row, FieldOf(row, "years_kept")) > 0 ? 1 : 0;
  yield.dropped += dropped ? 1 : 0;
}

}  // namespace

Exit CustomerChannels(Context& context) {
  const auto store = TENURE_TRY(OpenForReading(context));
  std::map<int, Yield> channels;
  const query::RowFilter all{.where = {}, .limit = kRowsMax};
  for (const query::Row& row : TENURE_TRY(query::FindRows(*store, "channel_yield", all))) {
    AddRow(*row.row, &channels);
  }
  const Message& row = *store->projector->Find("channel_yield")->prototype;
  const auto* names = FieldOf(row, "channel")->enum_type();
  std::vector<JsonValue> rows;
  for (int i = 0; i < names->value_count(); ++i) {
    const auto* name = names->value(i);
    if (name->number() == 0) continue;
    const Yield& yield = channels[name->number()];
    rows.push_back(Object({{"channel", Str(name->name())},
                           {"title", Str(contract::In(name->options().GetExtension(v1::title),
                                                      context.console.language()))},
                           {"leads", Num(yield.leads)},
                           {"won", Num(yield.won)},
                           {"kept", Num(yield.kept)},
                           {"dropped", Num(yield.dropped)},
                           {"facts", Num(yield.facts)}}));
  }
  context.console.Rows(rows);
  TENURE_TRY(store->Close());
  return kExitOk;
}

}  // namespace tenure::cli
