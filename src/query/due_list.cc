#include "query/due_list.h"

#include <algorithm>
#include <limits>
#include <map>
#include <utility>

#include "contract/value_forms.h"
#include "query/due_across.h"
#include "query/row_query.h"
#include "tenure/v1/book.pb.h"

namespace tenure::query {
namespace {

constexpr std::size_t kRowsMax = 1'000'000;
constexpr auto kSomeTime = std::numeric_limits<std::int64_t>::max();
constexpr std::string_view kSecondPersons = "GiveApproval";  // never the owner's own to settle

std::string StringOf(const Message& row, const char* field) {
  return row.GetReflection()->GetString(row, row.GetDescriptor()->FindFieldByName(field));
}

// The obligation with the stream it belongs to (which complaint, issue, approval) and its owner.
JsonValue LineOf(const JsonValue& row, const JsonValue& obligation, const std::string& owner) {
  JsonValue line;
  line.kind = JsonValue::Kind::kObject;
  for (const char* name : {"scope", "id"}) {
    const JsonValue* value = row.Find(name);
    line.members.emplace_back(name, value == nullptr ? JsonValue() : *value);
  }
  for (const auto& [name, value] : obligation.members) {
    if (name != "owner") line.members.emplace_back(name, value);
    if (name != "kind" || owner.empty()) continue;
    line.members.emplace_back("owner", JsonValue());
    line.members.back().second.kind = JsonValue::Kind::kString;
    line.members.back().second.text = owner;
  }
  return line;
}

v1::Text TitleOf(const Message& row, const std::string& kind) {
  const auto* obligations = row.GetDescriptor()->FindFieldByName("obligations");
  const auto* kinds = obligations->message_type()->FindFieldByName("kind")->enum_type();
  const auto* value = kinds->FindValueByName(kind);
  return value == nullptr ? v1::Text() : value->options().GetExtension(v1::title);
}

// Owners of customers, each looked up once.
class Owners {
 public:
  explicit Owners(const OpenStore& store) : store_(store) {}

  Result<std::string> Of(const std::string& scope) {
    constexpr std::string_view kCustomer = "customer/";
    if (!scope.starts_with(kCustomer)) return std::string();
    const auto known = owners_.find(scope);
    if (known != owners_.end()) return known->second;
    std::string owner;
    const auto row = GetRow(store_, "customer_profile", scope.substr(kCustomer.size()));
    if (row) {
      owner = StringOf(*row->row, "owner");
    } else if (row.error().code != ErrorCode::kNotFound) {
      return tl::unexpected(row.error());
    }
    owners_.emplace(scope, owner);
    return owner;
  }

 private:
  const OpenStore& store_;
  std::map<std::string, std::string> owners_;
};

// Who was erased: whatever still stands in a row of his, nobody can do it any more.
class Erased {
 public:
  explicit Erased(const OpenStore& store) : store_(store) {}

  Result<bool> Is(const std::string& scope) {
    const auto known = erased_.find(scope);
    if (known != erased_.end()) return known->second;
    const auto book = TENURE_TRY(store_.engine->BookOf(ScopeId{scope}));
    const bool erased = book != nullptr && book->customer().erased();
    erased_.emplace(scope, erased);
    return erased;
  }

 private:
  const OpenStore& store_;
  std::map<std::string, bool> erased_;
};

JsonValue TextValue(const std::string& text) {
  JsonValue value;
  value.kind = text.empty() ? JsonValue::Kind::kNull : JsonValue::Kind::kString;
  value.text = text;
  return value;
}

// What several scopes owe together has no due time of its own.
Due DueOf(const DueAcross& one, const std::string& owner) {
  Due due;
  due.scope = one.scope;
  due.kind = one.kind;
  due.owner = owner;
  due.line.kind = JsonValue::Kind::kObject;
  JsonValue why;
  why.kind = one.why == 0 ? JsonValue::Kind::kNull : JsonValue::Kind::kNumber;
  why.text = one.why == 0 ? "" : std::to_string(one.why);
  due.line.members = {{"scope", TextValue(one.scope)},   {"id", TextValue(one.id)},
                      {"kind", TextValue(one.kind)},     {"owner", TextValue(owner)},
                      {"why", std::move(why)},           {"why_scope", TextValue(one.why_scope)},
                      {"settle", TextValue(one.settle)}, {"item", TextValue(one.item)}};
  return due;
}

Result<void> AddAcross(const OpenStore& store, Owners* owners, Erased* erased,
                       std::vector<Due>* list) {
  const Message& row = *store.projector->Find("worklist")->prototype;
  for (const DueAcross& one : TENURE_TRY(ChangedDisclosures(store))) {
    list->push_back(DueOf(one, TENURE_TRY(owners->Of(one.scope))));
    list->back().title = TitleOf(row, one.kind);
  }
  for (const DueAcross& one : TENURE_TRY(AbsentOwners(store))) {
    if (TENURE_TRY(erased->Is(one.scope))) continue;
    list->push_back(DueOf(one, ""));
    list->back().title = TitleOf(row, one.kind);
  }
  return {};
}

}  // namespace

Result<std::vector<Due>> DueList(const OpenStore& store, const EventReader& reader) {
  Owners owners(store);
  Erased erased(store);
  std::vector<Due> list;
  const RowFilter all{.where = {}, .limit = kRowsMax};
  for (const Row& row : TENURE_TRY(FindRows(store, "worklist", all))) {
    const std::string scope = StringOf(*row.row, "scope");
    if (TENURE_TRY(erased.Is(scope))) continue;
    const JsonValue shown = TENURE_TRY(ShowMessage(*row.row, ScopeId{scope}, reader));
    const JsonValue* obligations = shown.Find("obligations");
    if (obligations == nullptr) continue;
    for (const JsonValue& obligation : obligations->items) {
      Due due;
      due.scope = scope;
      due.at = contract::ParseInstant(obligation.TextOf("due"));
      due.kind = obligation.TextOf("kind");
      due.title = TitleOf(*row.row, due.kind);
      due.owner = obligation.TextOf("owner");
      const bool his = obligation.TextOf("settle") != kSecondPersons;
      if (due.owner.empty() && his) due.owner = TENURE_TRY(owners.Of(scope));
      due.line = LineOf(shown, obligation, due.owner);
      list.push_back(std::move(due));
    }
  }
  TENURE_TRY(AddAcross(store, &owners, &erased, &list));
  std::stable_sort(list.begin(), list.end(), [](const Due& left, const Due& right) {
    return left.at.value_or(kSomeTime) < right.at.value_or(kSomeTime);
  });
  return list;
}

}  // namespace tenure::query
