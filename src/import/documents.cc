#include "import/documents.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "contract/json_writer.h"
#include "import/csv_reader.h"
#include "import/document_json.h"

namespace tenure::imports {
namespace {

Refused Must(std::string_view field, std::string expected) {
  return {v1::WRONG_TYPE, {{"field", std::string(field)}, {"expected", std::move(expected)}}};
}

std::string AmountForm(const NumberForm& form, int digits) {
  std::string text = fmt::format("an amount like 1{}234", form.thousands);
  if (digits > 0) text += form.decimal_point + std::string("567").substr(0, std::size_t(digits));
  return text;
}

// Reads the cells of one row.
class RowReader {
 public:
  RowReader(const Mapping& mapping, const std::map<std::string_view, std::size_t>& places)
      : mapping_(mapping), places_(places) {}

  // The fields' values, as JSON texts. Else the first field that cannot be read.
  tl::expected<Values, Reject> Read(const CsvRow& row) const {
    Values values;
    const int digits = MinorDigits(Cell(row, "currency"));
    for (const FieldRule& field : mapping_.kind->fields) {
      const std::string cell = Cell(row, field.name);
      if (cell.empty()) {
        if (!field.required) continue;
        return Rejected(row, field, {v1::MISSING_FIELD, {{"field", std::string(field.name)}}});
      }
      auto value = ValueOf(field, cell, digits);
      if (!value) return Rejected(row, field, std::move(value).error());
      values[field.name] = *std::move(value);
    }
    return values;
  }
  [[nodiscard]] std::string Cell(const CsvRow& row, std::string_view field) const {
    const auto place = places_.find(field);
    std::string text =
        place == places_.end() ? "" : Trimmed(row.cells[place->second], mapping_.full_width);
    if (text.empty()) {
      const auto otherwise = mapping_.defaults.find(field);
      return otherwise == mapping_.defaults.end() ? "" : otherwise->second;
    }
    return text;
  }

 private:
  tl::unexpected<Reject> Rejected(const CsvRow& row, const FieldRule& field, Refused why) const {
    return tl::unexpected(
        Reject{row.line, std::string(field.name), Cell(row, mapping_.kind->id_field), why});
  }

  tl::expected<std::string, Refused> ValueOf(const FieldRule& field, const std::string& cell,
                                             int digits) const {
    switch (field.form) {
      case FieldForm::kAmount:
        return Number(field, cell, digits, AmountForm(mapping_.number, digits));
      case FieldForm::kCount:
        return Number(field, cell, 0, "a whole number");
      case FieldForm::kDay: {
        const auto day = ParseDay(cell, mapping_.day);
        if (!day) return tl::unexpected(Must(field.name, "a day as " + mapping_.day));
        return JsonString(*day);
      }
      case FieldForm::kWord:
        return Word(field, cell);
      case FieldForm::kYesNo: {
        const auto word = Word(field, cell);
        if (!word) return word;
        if (*word == "\"true\"" || *word == "\"false\"") return word->substr(1, word->size() - 2);
        return tl::unexpected(Must(field.name, "true or false, or a word of the mapping"));
      }
      case FieldForm::kIds:
        return Ids(cell);
      case FieldForm::kText:
        break;
    }
    return JsonString(cell);
  }

  tl::expected<std::string, Refused> Number(const FieldRule& field, const std::string& cell,
                                            int digits, std::string form) const {
    const auto number = ParseScaled(cell, mapping_.number, digits);
    if (!number) return tl::unexpected(Must(field.name, std::move(form)));
    return std::to_string(*number);
  }

  // The file's word for it; a mapping without words takes ours.
  tl::expected<std::string, Refused> Word(const FieldRule& field, const std::string& cell) const {
    const auto words = mapping_.words.find(field.name);
    if (words == mapping_.words.end()) return JsonString(cell);
    const auto word = words->second.find(cell);
    if (word != words->second.end()) return JsonString(word->second);
    return tl::unexpected(Must(field.name, "a word of the mapping"));
  }

  static std::string Ids(std::string_view cell) {
    contract::JsonWriter json;
    json.BeginArray();
    while (!cell.empty()) {
      const std::size_t end = std::min(cell.find(';'), cell.size());
      const std::string id = Trimmed(cell.substr(0, end), false);
      if (!id.empty()) json.String(id);
      cell.remove_prefix(std::min(end + 1, cell.size()));
    }
    json.EndArray();
    return json.text();
  }

  const Mapping& mapping_;
  const std::map<std::string_view, std::size_t>& places_;
};

// Where each field's heading stands.
Result<std::map<std::string_view, std::size_t>> PlacesOf(const CsvRow& head,
                                                         const Mapping& mapping) {
  std::map<std::string_view, std::size_t> places;
  std::vector<std::string> headings;
  for (const std::string& cell : head.cells) headings.push_back(Trimmed(cell, false));
  for (const auto& [field, heading] : mapping.columns) {
    const auto count = std::ranges::count(headings, heading);
    if (count != 1) {
      return Fail(ErrorCode::kInvalidInput,
                  fmt::format("the file has {} column \"{}\" for {}",
                              count == 0 ? "no" : "twice the", heading, field));
    }
    places[field] =
        static_cast<std::size_t>(std::ranges::find(headings, heading) - headings.begin());
  }
  return places;
}

// Rows of one document that follow each other.
class Gathering {
 public:
  Gathering(const Mapping& mapping, const std::string& actor, Intake* intake)
      : mapping_(mapping), actor_(actor), intake_(*intake) {}

  // False: the rows before it say something else of the whole document.
  void Take(std::size_t line, std::string customer, std::string id, Values values) {
    if (id != id_ || customer != customer_ || rows_.empty() || !HasParts()) {
      Finish();
      line_ = line;
      id_ = std::move(id);
      customer_ = std::move(customer);
      rows_.push_back(std::move(values));
      return;
    }
    for (const FieldRule& field : mapping_.kind->fields) {
      if (field.of_part || ValueIn(values, field.name) == ValueIn(rows_.front(), field.name)) {
        continue;
      }
      Spoil({line, std::string(field.name), id_, {v1::SOURCE_CHANGED, {{"id", id_}}}});
    }
    rows_.push_back(std::move(values));
  }
  // A row that cannot be read spoils the document that it belongs to.
  void Spoil(Reject reject) {
    if (reject.id == id_) spoiled_ = true;
    spoiled_ids_.insert(reject.id);
    intake_.rejects.push_back(std::move(reject));
  }
  void Finish() {
    if (!rows_.empty() && !spoiled_ && !spoiled_ids_.contains(id_)) {
      intake_.documents.push_back(
          {line_, id_,
           CommandLine(mapping_, actor_, mapping_.customer_prefix + customer_, id_, rows_)});
    }
    rows_.clear();
    spoiled_ = false;
  }

 private:
  [[nodiscard]] bool HasParts() const {
    return std::ranges::any_of(mapping_.kind->fields, &FieldRule::of_part);
  }

  const Mapping& mapping_;
  const std::string& actor_;
  Intake& intake_;
  std::size_t line_ = 0;
  std::string id_;
  std::string customer_;
  std::vector<Values> rows_;
  bool spoiled_ = false;
  std::set<std::string> spoiled_ids_;
};

}  // namespace

Result<Intake> ReadDocuments(std::string_view text, const Mapping& mapping,
                             const std::string& actor) {
  Intake intake;
  CsvReader reader(text, mapping.delimiter);
  CsvRow row;
  if (!reader.Next(&row) || !row.fault.empty()) {
    return Fail(ErrorCode::kInvalidInput, "the file's first line holds no headings");
  }
  const std::size_t width = row.cells.size();
  const auto places = TENURE_TRY(PlacesOf(row, mapping));
  const RowReader cells(mapping, places);
  Gathering gathering(mapping, actor, &intake);
  while (reader.Next(&row)) {
    ++intake.rows;
    if (!row.fault.empty()) {
      gathering.Spoil({row.line, "", "", Must("row", "a row with " + std::string(row.fault))});
      continue;
    }
    if (row.cells.size() != width) {
      gathering.Spoil({row.line, "", "", Must("row", fmt::format("a row of {} cells", width))});
      continue;
    }
    auto values = cells.Read(row);
    if (!values) {
      gathering.Spoil(std::move(values).error());
      continue;
    }
    gathering.Take(row.line, cells.Cell(row, "customer"), cells.Cell(row, mapping.kind->id_field),
                   *std::move(values));
  }
  gathering.Finish();
  return intake;
}

}  // namespace tenure::imports
