// `tenure credit standing`: the way from evidence to limit, and what the next order's check would
// find: exposure and headroom by the very function that the check asks.
#include <algorithm>

#include "cli/verbs.h"
#include "domain/credit_check.h"
#include "query/event_reader.h"
#include "query/row_query.h"
#include "query/show.h"
#include "tenure/v1/book.pb.h"

namespace tenure::cli {
namespace {

class NoStreams final : public StateLookup {
 public:
  const google::protobuf::Message* Find(std::uint32_t, std::string_view) const override {
    return nullptr;
  }
};

JsonValue MoneyValue(std::int64_t minor, const std::string& currency) {
  return Object({{"minor", Str(std::to_string(minor))}, {"currency", Str(currency)}});
}

// What stands in the book, per currency: nothing of it is converted.
JsonValue OwedValue(const v1::ReceivablesBook& book) {
  std::vector<JsonValue> rows;
  for (const auto& row : book.amounts()) {
    rows.push_back(Object({{"ordered", MoneyValue(row.ordered(), row.currency())},
                           {"delivered", MoneyValue(row.delivered(), row.currency())},
                           {"invoiced", MoneyValue(row.invoiced(), row.currency())}}));
  }
  return List(std::move(rows));
}

// Exposure and headroom in the limit's currency; null where there is no limit or no rate.
void AddHeadroom(query::OpenStore& store, const ScopeId& scope, const v1::Book& book,
                 JsonValue* shown) {
  const v1::Money& limit = book.credit().limit();
  JsonValue exposure_value = Null();
  JsonValue headroom_value = Null();
  const NoStreams none;
  const StreamKey stream{scope, 0, ""};
  const CommandId command_id;
  const Actor actor;
  const Time now = store.engine->Now();
  const DecideContext context{
      now, now, stream, true, command_id, actor, book, store.engine->rules(), none, nullptr};
  std::int64_t exposure = 0;
  if (!limit.currency().empty() && !domain::ExposureOf(context, limit.currency(), &exposure)) {
    const domain::Headroom headroom{limit.minor(), exposure};
    exposure_value = MoneyValue(exposure, limit.currency());
    headroom_value = MoneyValue(std::max<std::int64_t>(headroom.left(), 0), limit.currency());
  }
  shown->members.emplace_back("exposure", std::move(exposure_value));
  shown->members.emplace_back("headroom", std::move(headroom_value));
}

}  // namespace

Exit CreditStanding(Context& context, const std::string& id) {
  const ScopeId scope{id.starts_with("customer/") ? id : "customer/" + id};
  context.options.as_of_scope = scope.text;
  const auto store = TENURE_TRY(OpenForReading(context));
  const query::EventReader reader(*store, context.options.actor);
  const auto book = TENURE_TRY(store->engine->BookOf(scope));
  if (book == nullptr || !book->customer().registered()) {
    return Fail(ErrorCode::kNotFound, "customer " + id);
  }
  const std::string key(ScopeName(scope.text));
  const auto rows = TENURE_TRY(
      query::FindRows(*store, "credit_standing", {.where = {{"customer", key}}, .limit = 1}));
  JsonValue shown = Object({{"customer", Str(key)}, {"standing", Str("NO_LIMIT")}});
  if (!rows.empty()) {
    shown = TENURE_TRY(query::ShowMessage(*rows.front().row, scope, reader));
  }
  shown.members.emplace_back("owed", OwedValue(book->receivables()));
  AddHeadroom(*store, scope, *book, &shown);
  context.console.One(shown);
  TENURE_TRY(store->Close());
  return kExitOk;
}

}  // namespace tenure::cli
