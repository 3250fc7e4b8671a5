// How a file of a back office becomes documents: a mapping, written as TOML. It says which heading
// holds which field, in which forms amounts and days are written, and what the file's words mean.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "import/cell_forms.h"
#include "import/decoding.h"
#include "tenure/result.h"

namespace tenure::imports {

enum class Kind : std::uint8_t { kCustomers, kOrders, kInvoices, kPayments, kStatements };

enum class FieldForm : std::uint8_t {
  kText,
  kWord,    // upper-case word of an enum; the file's own words by [words.FIELD]
  kAmount,  // of the row's currency
  kCount,   // whole number
  kDay,
  kYesNo,  // true or false; the file's own words by [words.FIELD]
  kIds,    // several, separated by ;
};

// A field that a file of this kind may have.
struct FieldRule {
  std::string_view name;
  FieldForm form = FieldForm::kText;
  bool required = false;
  // Of a part (order line, instalment): rows of one document differ in it.
  bool of_part = false;
};

struct KindRule {
  Kind kind;
  std::string_view name;      // "invoices"
  std::string_view id_field;  // the document's own id in its source
  std::span<const FieldRule> fields;
};

// Null when there is no such kind.
[[nodiscard]] const KindRule* FindKind(std::string_view name);

struct Mapping {
  const KindRule* kind = nullptr;
  std::string system;  // what the source is called, in every document
  Encoding encoding = Encoding::kUtf8;
  char delimiter = ',';
  NumberForm number;
  std::string day = "YYYY-MM-DD";
  bool full_width = false;
  std::string customer_prefix;
  std::map<std::string, std::string, std::less<>> columns;   // field: heading
  std::map<std::string, std::string, std::less<>> defaults;  // field: value where the cell is empty
  std::map<std::string, std::map<std::string, std::string>, std::less<>>
      words;  // field: theirs: ours
};

// kInvalidInput names what is wrong: no TOML, an unknown key, field or form, a required field
// without column and default.
[[nodiscard]] Result<Mapping> ReadMapping(std::string_view toml);

// A mapping that is shipped (packs/import/NAME.toml); empty when there is none of that name.
[[nodiscard]] std::string_view ShippedMapping(std::string_view name);
// "customers, invoices, ...".
[[nodiscard]] std::string ShippedMappingNames();

}  // namespace tenure::imports
