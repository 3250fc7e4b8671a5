#include "codegen/lock.h"

#include <fmt/format.h>

#include <map>
#include <set>
#include <sstream>

#include "codegen/check.h"

namespace tenure::codegen {
namespace {

using google::protobuf::EnumDescriptor;

constexpr std::string_view kHead =
    "# Released numbers of the contract. Written by tools/regenerate, which adds lines; the build\n"
    "# refuses a contract that contradicts one. Only what never left this tree may be taken out.\n";

// What bytes in a log can hold: commands (kept and travelling ones too), events, the record itself.
class Stored {
 public:
  explicit Stored(const Model& model) {
    for (const Command& command : model.commands) Reach(command.message);
    for (const Event& event : model.events) Reach(event.message);
    for (const FileDescriptor* file : model.files) {
      if (file->name() != "tenure/v1/record.proto") continue;
      for (int i = 0; i < file->message_type_count(); ++i) Reach(file->message_type(i));
      for (int i = 0; i < file->enum_type_count(); ++i) Reach(file->enum_type(i));
    }
  }
  [[nodiscard]] const std::map<std::string, const Descriptor*>& messages() const {
    return messages_;
  }
  [[nodiscard]] const std::map<std::string, const EnumDescriptor*>& enums() const { return enums_; }

 private:
  void Reach(const Descriptor* message) {
    if (!messages_.emplace(ShortName(message), message).second) return;
    for (int i = 0; i < message->field_count(); ++i) {
      const FieldDescriptor* field = message->field(i);
      if (field->message_type() != nullptr) Reach(field->message_type());
      if (field->enum_type() != nullptr) Reach(field->enum_type());
    }
  }
  void Reach(const EnumDescriptor* type) {
    enums_.emplace(type->full_name().substr(type->file()->package().size() + 1), type);
  }

  std::map<std::string, const Descriptor*> messages_;
  std::map<std::string, const EnumDescriptor*> enums_;
};

// A line in two halves: what it is about, and what may not change about it. Commands, events and
// states are known by their number, fields and values by their name.
struct Line {
  std::string subject;  // "command 500", "field ComplaintFiled.subject"
  std::string fact;     // "FileComplaint", "2 string"
};

std::string TextOf(const Line& line) {
  const bool named = line.subject.starts_with("field") || line.subject.starts_with("value");
  return line.subject + (named ? " = " : " ") + line.fact;
}

// Number and type, and the class of a personal field: old logs hold it sealed, or in the clear, and
// keep it as long as that class says.
std::string FactOf(const FieldDescriptor* field) {
  std::string fact = fmt::format("{} {}", field->number(), TypeText(field));
  if (IsPersonal(field)) fact += " " + v1::Personal_Name(OptionsOf(field).personal());
  return fact;
}

std::vector<Line> LinesOf(const Model& model) {
  std::vector<Line> lines;
  for (const Command& command : model.commands) {
    lines.push_back({fmt::format("command {}", command.options.id()), command.message->name()});
  }
  for (const Event& event : model.events) {
    lines.push_back({fmt::format("event {}", event.options.id()), event.message->name()});
  }
  for (const State& state : model.declared_states) {
    lines.push_back({fmt::format("state {}", state.options.kind()), state.options.name()});
  }
  const Stored stored(model);
  for (const auto& [name, type] : stored.enums()) {
    for (int i = 0; i < type->value_count(); ++i) {
      lines.push_back({fmt::format("value {}.{}", name, type->value(i)->name()),
                       std::to_string(type->value(i)->number())});
    }
  }
  for (const auto& [name, message] : stored.messages()) {
    for (int i = 0; i < message->field_count(); ++i) {
      const FieldDescriptor* field = message->field(i);
      lines.push_back({fmt::format("field {}.{}", name, field->name()), FactOf(field)});
    }
  }
  return lines;
}

// False for comments and empty lines.
bool ParseLine(const std::string& text, Line* line) {
  std::istringstream words(text);
  std::string kind;
  std::string subject;
  if (!(words >> kind >> subject) || kind.starts_with('#')) return false;
  line->subject = kind + " " + subject;
  std::getline(words >> std::ws, line->fact);
  if (line->fact.starts_with("= ")) line->fact.erase(0, 2);
  return true;
}

}  // namespace

std::string EmitLock(const Model& model) {
  std::string text(kHead);
  for (const Line& line : LinesOf(model)) text += TextOf(line) + "\n";
  return text;
}

std::vector<std::string> CheckLock(const Model& model, std::string_view lock) {
  std::map<std::string, std::string> now;
  std::map<std::string, std::string> subject_of;  // a number that is known by another name now
  for (const Line& line : LinesOf(model)) {
    now.emplace(line.subject, line.fact);
    subject_of.emplace(line.subject.substr(0, line.subject.find(' ') + 1) + line.fact,
                       line.subject);
  }
  std::vector<std::string> problems;
  std::istringstream input{std::string(lock)};
  for (std::string text; std::getline(input, text);) {
    Line line;
    if (!ParseLine(text, &line)) continue;
    const auto found = now.find(line.subject);
    if (found != now.end() && found->second == line.fact) continue;
    std::string changed = found == now.end() ? "is gone" : fmt::format("is {}", found->second);
    const auto moved =
        subject_of.find(line.subject.substr(0, line.subject.find(' ') + 1) + line.fact);
    if (found == now.end() && moved != subject_of.end() && !line.subject.starts_with("field") &&
        !line.subject.starts_with("value")) {
      changed = fmt::format("is {}", moved->second);
    }
    problems.push_back(
        fmt::format("proto/type_ids.lock: \"{}\" was released and now {}: keep it as it was and "
                    "declare the new thing beside it (never released? take out this line)",
                    text, changed));
  }
  return problems;
}

}  // namespace tenure::codegen
