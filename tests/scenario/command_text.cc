#include "scenario/command_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "tenure/v1/options.pb.h"

namespace tenure::scenario {
namespace {

using contract::JsonWriter;
using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

char Lower(char letter) { return letter >= 'A' && letter <= 'Z' ? char(letter + 32) : letter; }
char Upper(char letter) { return letter >= 'a' && letter <= 'z' ? char(letter - 32) : letter; }

std::string Shouted(std::string_view words) {
  std::string text = Snake(words);
  std::transform(text.begin(), text.end(), text.begin(), Upper);
  return text;
}

bool IsJson(std::string_view value) { return value.starts_with("{\"") || value.starts_with('['); }

// Writes the values of one command.
class ValueWriter {
 public:
  ValueWriter(JsonWriter* json, std::vector<Mismatch>* wrong) : json_(*json), wrong_(*wrong) {}

  void WriteField(const Descriptor& message, const Field& field) {
    const FieldDescriptor* descriptor = Found(message, field.name, field.line);
    if (descriptor == nullptr) return;
    json_.Key(descriptor->name());
    if (IsJson(field.value)) {
      json_.Raw(field.value);
    } else if (!descriptor->is_repeated()) {
      WriteOne(*descriptor, field.value, field.line);
    } else if (!field.table.columns.empty()) {
      WriteTable(*descriptor, field.table);
    } else {
      json_.BeginArray();
      for (const std::string& part : Split(field.value, ",")) {
        WriteOne(*descriptor, part, field.line);
      }
      json_.EndArray();
    }
  }

 private:
  const FieldDescriptor* Found(const Descriptor& message, const std::string& name,
                               std::size_t line) {
    const FieldDescriptor* descriptor = FindField(message, name);
    if (descriptor != nullptr) return descriptor;
    std::string known;
    for (int i = 0; i < message.field_count(); ++i) {
      known += (i == 0 ? "" : ", ") + message.field(i)->name();
    }
    wrong_.push_back({line, fmt::format("a field of {}: {}", message.name(), known), name});
    return nullptr;
  }

  void WriteTable(const FieldDescriptor& descriptor, const Table& table) {
    json_.BeginArray();
    for (const TableRow& row : table.rows) {
      json_.BeginObject();
      for (std::size_t i = 0; i < row.cells.size(); ++i) {
        if (row.cells[i].empty()) continue;
        WriteField(*descriptor.message_type(), {row.line, table.columns[i], row.cells[i], {}});
      }
      json_.EndObject();
    }
    json_.EndArray();
  }

  void WriteOne(const FieldDescriptor& descriptor, const std::string& text, std::size_t line) {
    switch (descriptor.cpp_type()) {
      case FieldDescriptor::CPPTYPE_MESSAGE:
        return WriteMessageValue(*descriptor.message_type(), text, line);
      case FieldDescriptor::CPPTYPE_ENUM:
        json_.String(Shouted(text));
        return;
      case FieldDescriptor::CPPTYPE_BOOL:
        json_.Bool(text == "yes" || text == "true");
        return;
      case FieldDescriptor::CPPTYPE_STRING:
        json_.String(text);
        return;
      default:
        json_.Raw(text);
    }
  }

  void WriteMessageValue(const Descriptor& message, const std::string& text, std::size_t line) {
    if (message.name() == "Date") {
      json_.String(text);
    } else if (message.name() == "Instant") {
      json_.String(InstantText(text).value_or(text));
    } else if (message.name() == "Money") {
      const auto money = MoneyOf(text);
      if (!money) wrong_.push_back({line, "money like 2,000.00 CNY", text});
      json_.BeginObject().Key("minor").Raw(money ? money->minor : "0");
      json_.Key("currency").String(money ? money->currency : "").EndObject();
    } else if (const std::size_t at = text.find(" at ");
               message.name() == "Evidence" && at != std::string::npos) {
      json_.BeginObject().Key("kind").String(text.substr(0, at));
      json_.Key("place").String(text.substr(at + 4)).EndObject();
    } else {
      wrong_.push_back({line, fmt::format("a {} (evidence: KIND at PLACE)", message.name()), text});
      json_.Null();
    }
  }

  JsonWriter& json_;
  std::vector<Mismatch>& wrong_;
};

void WriteEnvelope(const Field& field, JsonWriter* json) {
  const std::string name = Snake(field.name);
  json->Key(name);
  if (name == "expected_version") {
    json->Raw(field.value);
  } else {
    json->String(InstantText(field.value).value_or(field.value));
  }
}

}  // namespace

const CommandEntry* FindCommand(std::string_view words) {
  for (const CommandEntry& entry : BuiltInDomain().commands()) {
    const v1::Text& title = entry.options->title();
    if (words == entry.name || words == title.zh() || Snake(words) == Snake(title.en())) {
      return &entry;
    }
  }
  return nullptr;
}

const FieldDescriptor* FindField(const Descriptor& message, std::string_view words) {
  const std::string name = Snake(words);
  for (const std::string& form : {name, name + "_id", name + "_"}) {
    if (const FieldDescriptor* field = message.FindFieldByName(form)) return field;
  }
  return nullptr;
}

std::string CommandLineOf(const Act& act, std::size_t line, std::string_view now,
                          std::string_view command_id, std::vector<Mismatch>* wrong) {
  const CommandEntry* entry = FindCommand(act.command);
  if (entry == nullptr) {
    wrong->push_back({line, "the title or name of a command", act.command});
    return "";
  }
  const std::size_t wrong_before = wrong->size();
  JsonWriter json;
  json.BeginObject().Key("command").String(entry->name);
  json.Key("scope").String(act.scope).Key("actor").String(act.actor).Key("now").String(now);
  const bool own_id = std::any_of(act.with.begin(), act.with.end(), [](const Field& field) {
    return Snake(field.name) == "command_id";
  });
  if (!own_id) json.Key("command_id").String(command_id);
  for (const Field& field : act.with) WriteEnvelope(field, &json);
  json.Key("data").BeginObject();
  ValueWriter writer(&json, wrong);
  for (const Field& field : act.fields) {
    writer.WriteField(*entry->prototype->GetDescriptor(), field);
  }
  json.EndObject().EndObject();
  return wrong->size() == wrong_before ? json.text() : "";
}

std::optional<PlainMoney> MoneyOf(std::string_view text) {
  const std::size_t space = text.find(' ');
  if (space == std::string_view::npos || text.size() - space != 4) return std::nullopt;
  std::string digits(text.substr(0, space));
  std::erase(digits, ',');
  const std::size_t point = std::min(digits.find('.'), digits.size());
  const std::size_t cents = digits.size() - std::min(point + 1, digits.size());
  if (cents != 0 && cents != 2) return std::nullopt;
  if (point < digits.size()) digits.erase(point, 1);
  if (cents == 0) digits += "00";
  if (digits.find_first_not_of("0123456789") != std::string::npos) return std::nullopt;
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size() - 1));
  return PlainMoney{digits, std::string(text.substr(space + 1))};
}

std::string Snake(std::string_view words) {
  std::string text(words);
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char letter) { return letter == ' ' ? '_' : Lower(letter); });
  return text;
}

}  // namespace tenure::scenario
