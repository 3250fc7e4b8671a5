// `command show` prints a whole line to copy: the command's own example or the examples of its
// fields together. So each is a value that its field takes, and a whole one lacks nothing that is
// required. Messages (dates, amounts, lists of them) are left to the JSON reader's own tests.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>

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

// The member names of a JSON object, without those inside it; nothing: it is no object.
std::optional<std::vector<std::string>> MembersOf(std::string_view json) {
  if (!json.starts_with('{') || !json.ends_with('}')) return std::nullopt;
  std::vector<std::string> names;
  int depth = 0;
  for (std::size_t at = 0; at < json.size(); ++at) {
    const char byte = json[at];
    if (byte == '{' || byte == '[') ++depth;
    if (byte == '}' || byte == ']') --depth;
    if (byte != '"') continue;
    const std::size_t begin = at + 1;
    for (++at; at < json.size() && json[at] != '"'; ++at) {
      if (json[at] == '\\') ++at;
    }
    if (at >= json.size()) return std::nullopt;
    const std::size_t next = json.find_first_not_of(' ', at + 1);
    if (depth == 1 && next != std::string_view::npos && json[next] == ':') {
      names.emplace_back(json.substr(begin, at - begin));
    }
  }
  return depth == 0 ? std::optional(names) : std::nullopt;
}

// Of `data` given as a whole: every member is a field, every required field a member.
void CheckData(const Command& command, Problems* problems) {
  const auto problem = [&](const std::string& what) {
    problems->push_back(fmt::format("{} {}", Place(command.message), what));
  };
  const auto members = MembersOf(command.options.example().data());
  if (!members) {
    problem("has an example whose data is no JSON object");
    return;
  }
  for (const std::string& name : *members) {
    if (command.message->FindFieldByName(name) != nullptr) continue;
    problem(fmt::format("has an example with the member {}, which is no field of it", name));
  }
  for (int i = 0; i < command.message->field_count(); ++i) {
    const FieldDescriptor* field = command.message->field(i);
    if (!OptionsOf(field).required()) continue;
    if (std::find(members->begin(), members->end(), field->name()) != members->end()) continue;
    problem(fmt::format("has an example without {}, which is required: add it", field->name()));
  }
}

// A field that stands in a line made of the fields' examples.
bool IsExampled(const FieldDescriptor* field) {
  if (!OptionsOf(field).example().empty()) return true;
  const Descriptor* type = field->message_type();
  if (type == nullptr) return false;
  for (int i = 0; i < type->field_count(); ++i) {
    if (!OptionsOf(type->field(i)).example().empty()) return true;
  }
  return false;
}

void CheckWholeLine(const Model& model, const Command& command, Problems* problems) {
  if (command.options.system()) return;  // it is not shown
  const v1::CommandExample& example = command.options.example();
  const auto state = model.states.find(command.options.aggregate());
  const bool misplaced = !example.scope().empty() && state != model.states.end() &&
                         !example.scope().starts_with(state->second.options.scope() + "/");
  if (misplaced) {
    problems->push_back(fmt::format("{} has an example in {}, but its aggregate lives in {}/…",
                                    Place(command.message), example.scope(),
                                    state->second.options.scope()));
  }
  if (!example.data().empty()) CheckData(command, problems);
  for (int i = 0; i < command.message->field_count(); ++i) {
    const FieldDescriptor* field = command.message->field(i);
    const bool shown =
        field->type() != FieldDescriptor::TYPE_BOOL && OptionsOf(field).mac_of().empty();
    if (!OptionsOf(field).required() || !shown || IsExampled(field)) continue;
    problems->push_back(
        fmt::format("{} is required and has no example: add JSON text that works on the demo store",
                    Place(field)));
  }
}

}  // namespace

void CheckExamples(const Model& model, Problems* problems) {
  for (const Command& command : model.commands) {
    CheckWholeLine(model, command, problems);
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
