#include "import/mapping.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <vector>

namespace tenure::imports {
namespace {

using enum FieldForm;

constexpr std::array<FieldRule, 9> kCustomerFields = {{{"customer", kText, true},
                                                       {"kind", kWord, true},
                                                       {"name", kText, true},
                                                       {"identity_number"},
                                                       {"phone"},
                                                       {"address"},
                                                       {"owner", kText, true},
                                                       {"source", kWord, true},
                                                       {"language"}}};
constexpr std::array<FieldRule, 11> kOrderFields = {{{"customer", kText, true},
                                                     {"order_id", kText, true},
                                                     {"currency", kText, true},
                                                     {"owner"},
                                                     {"prepaid", kYesNo},
                                                     {"ordered_on", kDay, true},
                                                     {"wanted_on", kDay},
                                                     {"line_id", kText, true, true},
                                                     {"product", kText, false, true},
                                                     {"quantity", kCount, true, true},
                                                     {"amount", kAmount, true, true}}};
constexpr std::array<FieldRule, 9> kInvoiceFields = {{{"customer", kText, true},
                                                      {"invoice_id", kText, true},
                                                      {"currency", kText, true},
                                                      {"issued_on", kDay, true},
                                                      {"costs", kAmount},
                                                      {"interest", kAmount},
                                                      {"cost", kAmount},
                                                      {"due_on", kDay, true, true},
                                                      {"amount", kAmount, true, true}}};
constexpr std::array<FieldRule, 7> kPaymentFields = {{{"customer", kText, true},
                                                      {"payment_id", kText, true},
                                                      {"currency", kText, true},
                                                      {"amount", kAmount, true},
                                                      {"received_on", kDay, true},
                                                      {"designation", kIds},
                                                      {"paid_by"}}};
constexpr std::array<FieldRule, 18> kStatementFields = {{{"customer", kText, true},
                                                         {"statement_id", kText, true},
                                                         {"assessment_id", kText, true},
                                                         {"period_end", kDay, true},
                                                         {"currency", kText, true},
                                                         {"current_assets", kAmount},
                                                         {"inventory", kAmount},
                                                         {"current_liabilities", kAmount},
                                                         {"total_liabilities", kAmount},
                                                         {"total_assets", kAmount},
                                                         {"sales", kAmount},
                                                         {"sales_kind", kWord},
                                                         {"opening_receivables", kAmount},
                                                         {"closing_receivables", kAmount},
                                                         {"net_profit", kAmount},
                                                         {"retained_earnings", kAmount},
                                                         {"ebit", kAmount},
                                                         {"equity", kAmount}}};

constexpr std::array<KindRule, 5> kKinds = {
    {{Kind::kCustomers, "customers", "customer", kCustomerFields},
     {Kind::kOrders, "orders", "order_id", kOrderFields},
     {Kind::kInvoices, "invoices", "invoice_id", kInvoiceFields},
     {Kind::kPayments, "payments", "payment_id", kPaymentFields},
     {Kind::kStatements, "statements", "statement_id", kStatementFields}}};

Failure Wrong(std::string what) { return Fail(ErrorCode::kInvalidInput, "mapping: " + what); }

using Texts = std::map<std::string, std::string, std::less<>>;

// Reads members of the top level and remembers which there are.
class Reader {
 public:
  explicit Reader(const toml::table& table) : table_(table) {}

  Result<std::string> Text(std::string_view key, std::string otherwise) {
    known_.insert(std::string(key));
    const toml::node* node = table_.get(key);
    if (node == nullptr) return otherwise;
    if (const auto* text = node->as_string()) return text->get();
    return Wrong(fmt::format("{} must be a text", key));
  }
  Result<bool> Flag(std::string_view key) {
    known_.insert(std::string(key));
    const toml::node* node = table_.get(key);
    if (node == nullptr) return false;
    if (const auto* flag = node->as_boolean()) return flag->get();
    return Wrong(fmt::format("{} must be true or false", key));
  }
  Result<const toml::table*> Table(std::string_view key) {
    known_.insert(std::string(key));
    const toml::node* node = table_.get(key);
    if (node == nullptr) return nullptr;
    if (const auto* table = node->as_table()) return table;
    return Wrong(fmt::format("{} must be a table", key));
  }
  Result<void> NothingElse() const {
    for (const auto& [key, node] : table_) {
      if (!known_.contains(key.str())) return Wrong(fmt::format("unknown key {}", key.str()));
    }
    return {};
  }

 private:
  const toml::table& table_;
  std::set<std::string, std::less<>> known_;
};

template <typename Map>
Result<void> ReadTexts(const toml::table* table, std::string_view name, Map* into) {
  if (table == nullptr) return {};
  for (const auto& [key, node] : *table) {
    const auto* text = node.as_string();
    if (text == nullptr) return Wrong(fmt::format("{}.{} must be a text", name, key.str()));
    (*into)[std::string(key.str())] = text->get();
  }
  return {};
}

const FieldRule* FindField(const KindRule& kind, std::string_view name) {
  const auto found = std::ranges::find(kind.fields, name, &FieldRule::name);
  return found == kind.fields.end() ? nullptr : &*found;
}

Result<void> FieldsExist(const Mapping& mapping, const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    if (FindField(*mapping.kind, name) != nullptr) continue;
    std::vector<std::string_view> known;
    for (const FieldRule& field : mapping.kind->fields) known.push_back(field.name);
    return Wrong(fmt::format("{} have no field {}; they have {}", mapping.kind->name, name,
                             fmt::join(known, ", ")));
  }
  return {};
}

Result<void> ReadTables(Reader* reader, Mapping* mapping) {
  TENURE_TRY(ReadTexts(TENURE_TRY(reader->Table("columns")), "columns", &mapping->columns));
  TENURE_TRY(ReadTexts(TENURE_TRY(reader->Table("defaults")), "defaults", &mapping->defaults));
  std::vector<std::string> names;
  if (const toml::table* words = TENURE_TRY(reader->Table("words"))) {
    for (const auto& [key, node] : *words) {
      const std::string name(key.str());
      if (node.as_table() == nullptr) return Wrong("words." + name + " must be a table");
      TENURE_TRY(ReadTexts(node.as_table(), "words." + name, &mapping->words[name]));
      names.push_back(name);
    }
  }
  for (const auto& [name, heading] : mapping->columns) names.push_back(name);
  for (const auto& [name, value] : mapping->defaults) names.push_back(name);
  TENURE_TRY(FieldsExist(*mapping, names));
  for (const FieldRule& field : mapping->kind->fields) {
    const bool given =
        mapping->columns.contains(field.name) || mapping->defaults.contains(field.name);
    if (field.required && !given) {
      return Wrong(fmt::format("field {} needs a column or a default", field.name));
    }
  }
  return {};
}

Result<void> ReadForms(Reader* reader, Mapping* mapping) {
  const std::string encoding = TENURE_TRY(reader->Text("encoding", "utf-8"));
  if (encoding != "utf-8" && encoding != "gb18030") {
    return Wrong("encoding is utf-8 or gb18030, not " + encoding);
  }
  mapping->encoding = encoding == "utf-8" ? Encoding::kUtf8 : Encoding::kGb18030;
  const std::string delimiter = TENURE_TRY(reader->Text("delimiter", ","));
  if (delimiter.size() != 1 || delimiter == "\"") return Wrong("delimiter is one ASCII character");
  mapping->delimiter = delimiter.front();
  const std::string point = TENURE_TRY(reader->Text("decimal_point", "."));
  if (point != "." && point != ",") return Wrong("decimal_point is . or ,");
  mapping->number.decimal_point = point.front();
  mapping->number.thousands = TENURE_TRY(reader->Text("thousands", ""));
  if (mapping->number.thousands == point) return Wrong("thousands and decimal_point are the same");
  mapping->day = TENURE_TRY(reader->Text("day", "YYYY-MM-DD"));
  if (!IsDayForm(mapping->day)) {
    return Wrong("day is a form like YYYY-MM-DD or D.M.YYYY, excel-1900 or excel-1904");
  }
  mapping->full_width = TENURE_TRY(reader->Flag("full_width"));
  return {};
}

}  // namespace

const KindRule* FindKind(std::string_view name) {
  const auto found = std::ranges::find(kKinds, name, &KindRule::name);
  return found == kKinds.end() ? nullptr : &*found;
}

Result<Mapping> ReadMapping(std::string_view toml) {
  const toml::parse_result parsed = toml::parse(toml);
  if (!parsed) {
    return Wrong(fmt::format("line {}: {}", parsed.error().source().begin.line,
                             parsed.error().description()));
  }
  Reader reader(parsed.table());
  Mapping mapping;
  const std::string kind = TENURE_TRY(reader.Text("kind", ""));
  mapping.kind = FindKind(kind);
  if (mapping.kind == nullptr) {
    return Wrong("kind is customers, orders, invoices, payments or statements");
  }
  mapping.system = TENURE_TRY(reader.Text("system", ""));
  if (mapping.system.empty()) return Wrong("system names where the file comes from");
  mapping.customer_prefix = TENURE_TRY(reader.Text("customer_prefix", ""));
  TENURE_TRY(ReadForms(&reader, &mapping));
  TENURE_TRY(ReadTables(&reader, &mapping));
  TENURE_TRY(reader.NothingElse());
  return mapping;
}

}  // namespace tenure::imports
