#include "import/document_json.h"

#include <fmt/format.h>

#include <array>
#include <initializer_list>

#include "contract/json_writer.h"

namespace tenure::imports {
namespace {

using contract::JsonWriter;
using Names = std::initializer_list<std::string_view>;

void Member(JsonWriter& json, std::string_view name, std::string_view value) {
  if (!value.empty()) json.Key(name).Raw(value);
}
void Members(JsonWriter& json, const Values& values, Names names) {
  for (const std::string_view name : names) Member(json, name, ValueIn(values, name));
}

void Source(JsonWriter& json, const Mapping& mapping, std::string_view id) {
  json.Key("source").BeginObject();
  json.Key("system").String(mapping.system);
  json.Key("document").String(id);
  json.EndObject();
}

void Customer(JsonWriter& json, const Values& values) {
  Members(json, values,
          {"kind", "name", "identity_number", "phone", "address", "owner", "source", "language"});
}

void Order(JsonWriter& json, const std::vector<Values>& rows) {
  Members(json, rows.front(),
          {"order_id", "currency", "owner", "prepaid", "ordered_on", "wanted_on"});
  json.Key("lines").BeginArray();
  for (const Values& row : rows) {
    json.BeginObject();
    Members(json, row, {"line_id", "product", "quantity"});
    Member(json, "minor", ValueIn(row, "amount"));
    json.EndObject();
  }
  json.EndArray();
}

void Invoice(JsonWriter& json, const std::vector<Values>& rows) {
  Members(json, rows.front(), {"invoice_id", "currency", "issued_on", "costs", "interest", "cost"});
  json.Key("instalments").BeginArray();
  for (const Values& row : rows) {
    json.BeginObject();
    Members(json, row, {"due_on"});
    Member(json, "minor", ValueIn(row, "amount"));
    json.EndObject();
  }
  json.EndArray();
}

void Payment(JsonWriter& json, const Values& values) {
  Members(json, values, {"payment_id", "received_on", "designation", "paid_by"});
  json.Key("amount").BeginObject();
  Member(json, "minor", ValueIn(values, "amount"));
  Members(json, values, {"currency"});
  json.EndObject();
}

void Statement(JsonWriter& json, const Values& values) {
  Members(json, values, {"assessment_id"});
  json.Key("statement").BeginObject();
  Members(json, values,
          {"period_end", "currency", "current_assets", "inventory", "current_liabilities",
           "total_liabilities", "total_assets", "sales", "sales_kind", "opening_receivables",
           "closing_receivables", "net_profit", "retained_earnings", "ebit", "equity"});
  json.EndObject();
}

std::string_view CommandOf(Kind kind) {
  switch (kind) {
    case Kind::kCustomers:
      return "RegisterCustomer";
    case Kind::kOrders:
      return "PlaceOrder";
    case Kind::kInvoices:
      return "PostInvoice";
    case Kind::kPayments:
      return "RecordPayment";
    case Kind::kStatements:
      break;
  }
  return "RecordFinancialStatement";
}

void Data(JsonWriter& json, Kind kind, const std::vector<Values>& rows) {
  switch (kind) {
    case Kind::kCustomers:
      return Customer(json, rows.front());
    case Kind::kOrders:
      return Order(json, rows);
    case Kind::kInvoices:
      return Invoice(json, rows);
    case Kind::kPayments:
      return Payment(json, rows.front());
    case Kind::kStatements:
      return Statement(json, rows.front());
  }
}

}  // namespace

std::string_view ValueIn(const Values& values, std::string_view field) {
  const auto found = values.find(field);
  return found == values.end() ? std::string_view() : std::string_view(found->second);
}

std::string JsonString(std::string_view text) {
  JsonWriter json;
  json.String(text);
  return json.text();
}

std::string CommandLine(const Mapping& mapping, const std::string& actor,
                        const std::string& customer, const std::string& id,
                        const std::vector<Values>& rows) {
  const Kind kind = mapping.kind->kind;
  const bool known_by_content = kind != Kind::kCustomers && kind != Kind::kStatements;
  JsonWriter json;
  json.BeginObject();
  json.Key("command").String(CommandOf(kind));
  json.Key("scope").String("customer/" + customer);
  json.Key("actor").String(actor);
  if (!known_by_content) {
    json.Key("command_id")
        .String(fmt::format("import {} {} {}", mapping.system, mapping.kind->name, id));
  }
  json.Key("data").BeginObject();
  Data(json, kind, rows);
  if (known_by_content) Source(json, mapping, id);
  json.EndObject();
  json.EndObject();
  return json.text();
}

}  // namespace tenure::imports
