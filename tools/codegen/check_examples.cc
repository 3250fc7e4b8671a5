// `command show` prints a command to copy from the examples of its fields, so each one is a value
// that its field takes. Messages (dates, amounts, lists of them) are left to the JSON reader's own
// tests.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "codegen/check.h"

namespace tenure::codegen {
namespace {

// The inside of a JSON string without escapes of its own; false: `json` is none.
bool TakeString(std::string_view json, std::string_view* inside) {
  if (json.size() < 2 || !json.starts_with('"') || !json.ends_with('"')) return false;
  *inside = json.substr(1, json.size() - 2);
  for (std::size_t at = 0; at < inside->size(); ++at) {
    if ((*inside)[at] == '"') return false;
    if ((*inside)[at] == '\\' && ++at == inside->size()) return false;
  }
  return true;
}

std::size_t CodePoints(std::string_view text) {
  const auto starts = [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; };
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), starts));
}

std::string WrongText(const v1::FieldOptions& options) {
  std::string_view inside;
  if (!TakeString(options.example(), &inside)) return "is no JSON string";
  if (options.length_max() != 0 && CodePoints(inside) > options.length_max()) {
    return fmt::format("is longer than length_max {}", options.length_max());
  }
  return "";
}

std::string WrongChoice(const FieldDescriptor* field, const v1::FieldOptions& options) {
  std::string_view inside;
  if (!TakeString(options.example(), &inside)) return "is no JSON string";
  const auto* value = field->enum_type()->FindValueByName(std::string(inside));
  if (value != nullptr && value->number() != 0) return "";
  return fmt::format("is no value of {}", field->enum_type()->name());
}

template <typename Number>
bool Reads(const std::string& json) {
  Number number{};
  const auto [end, error] = std::from_chars(json.data(), json.data() + json.size(), number);
  return error == std::errc() && end == json.data() + json.size();
}

std::string WrongNumber(const FieldDescriptor* field, const v1::FieldOptions& options) {
  const std::string& json = options.example();
  bool reads = false;
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      reads = Reads<std::int32_t>(json);
      break;
    case FieldDescriptor::CPPTYPE_UINT32:
      reads = Reads<std::uint32_t>(json);
      break;
    case FieldDescriptor::CPPTYPE_INT64:
      reads = Reads<std::int64_t>(json);
      break;
    default:
      reads = Reads<std::uint64_t>(json);
      break;
  }
  if (!reads) return fmt::format("is no {}", field->type_name());
  std::int64_t number = 0;
  if (options.min() == options.max()) return "";  // no bounds
  std::from_chars(json.data(), json.data() + json.size(), number);
  if (number >= options.min() && number <= options.max()) return "";
  return fmt::format("is outside {} to {}", options.min(), options.max());
}

// Empty: it is a value of `field`, or of a kind that is not looked into.
std::string Wrong(const FieldDescriptor* field, const v1::FieldOptions& options) {
  const std::string& json = options.example();
  if (field->is_repeated()) {
    return json.starts_with('[') && json.ends_with(']') ? "" : "is no JSON list";
  }
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return "";
    case FieldDescriptor::CPPTYPE_STRING:
      return WrongText(options);
    case FieldDescriptor::CPPTYPE_ENUM:
      return WrongChoice(field, options);
    case FieldDescriptor::CPPTYPE_BOOL:
      return json == "true" || json == "false" ? "" : "is neither true nor false";
    default:
      return WrongNumber(field, options);
  }
}

}  // namespace

void CheckExamples(const Model& model, Problems* problems) {
  for (const Command& command : model.commands) {
    for (int i = 0; i < command.message->field_count(); ++i) {
      const FieldDescriptor* field = command.message->field(i);
      const v1::FieldOptions options = OptionsOf(field);
      if (options.example().empty()) continue;
      const std::string wrong = Wrong(field, options);
      if (wrong.empty()) continue;
      problems->push_back(fmt::format("{} has the example {}, which {}: give one that it takes",
                                      Place(field), options.example(), wrong));
    }
  }
}

}  // namespace tenure::codegen
