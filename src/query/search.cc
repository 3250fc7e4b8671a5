#include "query/search.h"

#include <set>
#include <tuple>
#include <utility>

#include "query/row_query.h"
#include "seal/normal_form.h"
#include "tenure/values.h"

namespace tenure::query {
namespace {

constexpr std::size_t kRowsMax = 1'000'000;
constexpr std::size_t kPhoneEndMin = 7;  // digits: fewer fit too many people
constexpr char kKeys[] = "search_keys";
constexpr char kNumbers[] = "business_numbers";

std::string TextIn(const Message& message, const char* field) {
  const auto* found = message.GetDescriptor()->FindFieldByName(field);
  return found == nullptr ? std::string() : message.GetReflection()->GetString(message, found);
}

std::uint64_t NumberIn(const Message& message, const char* field) {
  return message.GetReflection()->GetUInt64(message,
                                            message.GetDescriptor()->FindFieldByName(field));
}

class Finder {
 public:
  Finder(const OpenStore& store, const EventReader& reader, std::string_view text)
      : store_(store),
        reader_(reader),
        plain_(seal::FoldedText(text)),
        name_(seal::NormalForm("name", text)),
        phone_(seal::NormalForm("phone", text)) {}

  [[nodiscard]] bool empty() const { return name_.empty(); }

  Result<void> ByNumber() {
    TENURE_TRY(Customer(plain_));
    for (const char* index : {"id", "contract_number"}) {
      const RowFilter filter{.where = {{index, plain_}}, .limit = kSearchHitsMax + 1};
      for (const Row& row : TENURE_TRY(FindRows(store_, kNumbers, filter))) {
        const std::string aggregate = TextIn(*row.row, "aggregate");
        const bool contract = std::string_view(index) == "contract_number";
        TENURE_TRY(Add(contract ? "contract" : aggregate,
                       std::string(ScopeName(TextIn(*row.row, "scope"))),
                       {aggregate, TextIn(*row.row, "id")}));
      }
    }
    return {};
  }

  Result<void> ByHash() {
    const std::string identity = store_.sealer->MacOf("id", plain_);
    const std::string phone = phone_.empty() ? "" : store_.sealer->MacOf("phone", plain_);
    const std::pair<const char*, const std::string*> hashes[] = {{"identity_hash", &identity},
                                                                 {"phone_hash", &phone}};
    for (const auto& [index, hash] : hashes) {
      if (hash->empty()) continue;
      const RowFilter filter{.where = {{index, *hash}}, .limit = kSearchHitsMax + 1};
      for (const Row& row : TENURE_TRY(FindRows(store_, kKeys, filter))) {
        const bool by_phone = hash == &phone;
        TENURE_TRY(Add(by_phone ? "phone" : "identity_number", row.key, {"customer", row.key}));
      }
    }
    return {};
  }

  Result<void> ByName() {
    const RowFilter all{.where = {}, .limit = kRowsMax};
    for (const Row& row : TENURE_TRY(FindRows(store_, kKeys, all))) {
      const ScopeId scope{"customer/" + row.key};
      for (const char* field : {"name_at", "phone_at"}) {
        TENURE_TRY(Person(scope, NumberIn(*row.row, field), {"customer", row.key}));
      }
      const auto* contacts = row.row->GetDescriptor()->FindFieldByName("contacts");
      for (int i = 0; i < row.row->GetReflection()->FieldSize(*row.row, contacts); ++i) {
        const Message& one = row.row->GetReflection()->GetRepeatedMessage(*row.row, contacts, i);
        TENURE_TRY(Person(scope, NumberIn(one, "name_at"),
                          {"contact_person", TextIn(one, "contact_person")}));
      }
      if (result_.cut_off) break;
    }
    return {};
  }

  SearchResult Take() { return std::move(result_); }

 private:
  struct Thing {
    std::string aggregate;
    std::string id;
  };

  Result<void> Customer(const std::string& id) {
    const std::string prefix = "customer/";
    const std::string key = id.starts_with(prefix) ? id.substr(prefix.size()) : id;
    if (key.empty()) return {};
    return Add("customer", key, {"customer", key});
  }

  // A customer or contact person whose name has the text in it, or whose phone ends with it.
  Result<void> Person(const ScopeId& scope, std::uint64_t sequence, Thing thing) {
    if (sequence == 0) return {};
    const ReadEvent event = TENURE_TRY(reader_.InScope(scope, sequence));
    if (event.message == nullptr) return {};
    const std::string name = seal::NormalForm("name", TextIn(*event.message, "name"));
    if (name.find(name_) != std::string::npos) {
      return Add("name", std::string(ScopeName(scope.text)), std::move(thing));
    }
    const std::string phone = seal::NormalForm("phone", TextIn(*event.message, "phone"));
    const std::string digits = phone_.empty() ? "" : phone_.substr(1);  // without its "+"
    if (digits.size() < kPhoneEndMin || !phone.ends_with(digits)) return {};
    return Add("phone", std::string(ScopeName(scope.text)), std::move(thing));
  }

  // Once a thing, whatever it was found by. Whoever has no search keys is nobody's hit: never
  // registered, or erased.
  Result<void> Add(std::string found_by, const std::string& customer, Thing thing) {
    const auto row = GetRow(store_, kKeys, customer);
    if (!row && row.error().code == ErrorCode::kNotFound) return {};
    if (!row) return tl::unexpected(row.error());
    if (!seen_.emplace(customer, thing.aggregate, thing.id).second) return {};
    if (result_.hits.size() == kSearchHitsMax) {
      result_.cut_off = true;
      return {};
    }
    const JsonValue shown =
        TENURE_TRY(ShowMessage(*row->row, ScopeId{"customer/" + customer}, reader_));
    const JsonValue* name = shown.Find("name");
    result_.hits.push_back({std::move(found_by), customer, name == nullptr ? JsonValue() : *name,
                            std::move(thing.aggregate), std::move(thing.id),
                            TextIn(*row->row, "merged_into")});
    return {};
  }

  const OpenStore& store_;
  const EventReader& reader_;
  const std::string plain_;  // as written, full-width signs as their ASCII twins
  const std::string name_;
  const std::string phone_;
  std::set<std::tuple<std::string, std::string, std::string>> seen_;
  SearchResult result_;
};

}  // namespace

Result<SearchResult> Search(const OpenStore& store, const EventReader& reader,
                            std::string_view text) {
  if (text.size() > kSearchTextMax) {
    return Fail(ErrorCode::kInvalidInput, "the text to search for is too long");
  }
  Finder finder(store, reader, text);
  if (finder.empty()) return Fail(ErrorCode::kInvalidInput, "nothing to search for");
  TENURE_TRY(finder.ByNumber());
  TENURE_TRY(finder.ByHash());
  if (reader.may_read()) TENURE_TRY(finder.ByName());
  SearchResult result = finder.Take();
  result.names_searched = reader.may_read();
  return result;
}

}  // namespace tenure::query
