#include "codegen/reference.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "codegen/check.h"

namespace tenure::codegen {
namespace {

std::string PageHead(std::string_view title, std::string_view introduction) {
  return fmt::format(
      "# {}\n\n{}\n\nGenerated from the contract by `tools/regenerate`; not edited by hand.\n",
      title, introduction);
}

std::string Both(const v1::Text& text) {
  if (text.zh().empty()) return text.en();
  return text.en().empty() ? text.zh() : text.zh() + " · " + text.en();
}

// Inside a table cell.
std::string Cell(std::string text) {
  for (std::size_t at = text.find('|'); at != text.npos; at = text.find('|', at + 2)) {
    text.insert(at, 1, '\\');
  }
  return text;
}

std::string Code(std::string_view text) {
  return text.empty() ? std::string() : fmt::format("`{}`", text);
}

template <typename Names>
std::string Codes(const Names& names) {
  std::vector<std::string> codes;
  for (const std::string& name : names) codes.push_back(Code(name));
  return fmt::format("{}", fmt::join(codes, ", "));
}

std::string PersonalWord(v1::Personal personal) {
  switch (personal) {
    case v1::CONTACT:
      return "contact";
    case v1::IDENTITY:
      return "identity";
    case v1::FREE_TEXT:
      return "free text";
    default:
      return "";
  }
}

constexpr int kChoicesShown = 12;  // longer lists, like the refusals, have a page of their own

// "one of `RED` 红, `BLUE` 蓝"; the zero value says that nothing was chosen.
std::string ChoicesOf(const google::protobuf::EnumDescriptor* type) {
  std::vector<std::string> choices;
  for (int i = 0; i < type->value_count(); ++i) {
    if (type->value(i)->number() == 0) continue;
    v1::Text title;
    ReadOption(type->value(i)->options(), kEnumTitleOption, &title);
    choices.push_back(Code(type->value(i)->name()) + (title.zh().empty() ? "" : " " + title.zh()));
  }
  return fmt::format("one of {}", fmt::join(choices, ", "));
}

// What a value must be, besides its type.
std::string RuleOf(const FieldDescriptor* field) {
  const v1::FieldOptions options = OptionsOf(field);
  std::vector<std::string> parts;
  if (options.required()) parts.push_back("required");
  if (options.stream_id()) parts.push_back("names the stream");
  if (options.min() != options.max()) {
    parts.push_back(fmt::format("{} to {}", options.min(), options.max()));
  }
  if (options.length_max() > 0) parts.push_back(fmt::format("at most {}", options.length_max()));
  if (!options.unit().empty()) parts.push_back("in " + options.unit());
  if (!options.ref().empty() && !options.stream_id()) {
    parts.push_back("names a " + Code(options.ref()));
  }
  if (!options.mac_of().empty()) {
    parts.push_back(fmt::format("keyed hash of `{}`, filled at the door", options.mac_of()));
  }
  if (!options.opens().empty()) parts.push_back(fmt::format("opens `{}`", options.opens()));
  if (options.dated()) parts.push_back("answers `--effective-at`");
  const auto* choices = field->enum_type();
  if (choices != nullptr && choices->value_count() <= kChoicesShown) {
    parts.push_back(ChoicesOf(choices));
  }
  const std::string personal = PersonalWord(options.personal());
  if (!personal.empty()) parts.push_back("personal: " + personal);
  return fmt::format("{}", fmt::join(parts, "; "));
}

// An event's field is what the command's field of that name and type was.
std::string TitleOf(const Model& model, const FieldDescriptor* field) {
  const std::string own = Both(OptionsOf(field).title());
  if (!own.empty()) return own;
  for (const Command& command : model.commands) {
    const auto& events = command.options.events();
    if (std::find(events.begin(), events.end(), field->containing_type()->name()) == events.end()) {
      continue;
    }
    const FieldDescriptor* asked = command.message->FindFieldByName(field->name());
    if (asked != nullptr && TypeText(asked) == TypeText(field)) {
      return Both(OptionsOf(asked).title());
    }
  }
  return "";
}

std::string FieldTable(const Model& model, const Descriptor* message, bool examples) {
  if (message->field_count() == 0) return "";
  std::string text = examples
                         ? "\n| Field | Type | Title | Rules | Example |\n|---|---|---|---|---|\n"
                         : "\n| Field | Type | Title | Rules |\n|---|---|---|---|\n";
  for (int i = 0; i < message->field_count(); ++i) {
    const FieldDescriptor* field = message->field(i);
    const v1::FieldOptions options = OptionsOf(field);
    text += fmt::format("| `{}` | {} | {} | {} |", field->name(), TypeText(field),
                        Cell(TitleOf(model, field)), Cell(RuleOf(field)));
    if (examples) text += fmt::format(" {} |", Cell(Code(options.example())));
    text += "\n";
  }
  return text;
}

// States in the order of their title page: by name.
template <typename Items>
std::string ByAggregate(const Model& model, const Items& items,
                        std::string (*section)(const Model&, const typename Items::value_type&)) {
  std::string text;
  for (const auto& [name, state] : model.states) {
    std::string sections;
    for (const auto& item : items) {
      if (item.options.aggregate() == name) sections += section(model, item);
    }
    if (sections.empty()) continue;
    text += fmt::format("\n## {}: {}\n{}", name, Both(state.options.title()), sections);
  }
  return text;
}

std::string CommandSection(const Model& model, const Command& command) {
  const v1::CommandOptions& options = command.options;
  std::vector<std::string> notes;
  if (options.creates()) notes.push_back("creates its stream");
  if (options.may_create()) notes.push_back("creates its stream where there is none");
  if (options.four_eyes()) {
    notes.push_back(fmt::format("waits for a second person with `{}`", options.approval()));
  }
  if (options.record_refusal()) notes.push_back("a refusal is recorded");
  if (options.scheduled()) notes.push_back("may take effect later than now");
  if (options.system()) notes.push_back("issued by the system alone");
  std::string text =
      fmt::format("\n### {}\n\n{}. Number {}, source {}, permission `{}`", command.message->name(),
                  Both(options.title()), options.id(), options.source(), options.permission());
  if (!notes.empty()) text += fmt::format("; {}", fmt::join(notes, ", "));
  text += options.events().empty() ? "." : fmt::format(". Events: {}.", Codes(options.events()));
  text += "\n";
  return text + FieldTable(model, command.message, true);
}

std::string EventSection(const Model& model, const Event& event) {
  const v1::EventOptions& options = event.options;
  std::string text =
      fmt::format("\n### {}\n\n{}. Number {}, kept {}", event.message->name(),
                  Both(options.title()), options.id(),
                  options.retention_days() == 0 ? "as long as the file"
                                                : fmt::format("{} days", options.retention_days()));
  if (!options.legal_basis().empty()) text += fmt::format(" ({})", options.legal_basis());
  if (options.correctable()) text += "; correctable";
  if (!options.reactions().empty()) text += fmt::format("; causes {}", Codes(options.reactions()));
  text += ".";
  if (!Both(options.outbox()).empty()) text += fmt::format(" Sends: {}.", Both(options.outbox()));
  return text + "\n" + FieldTable(model, event.message, false);
}

std::string KindWord(v1::RefusalKind kind) {
  switch (kind) {
    case v1::INVALID_INPUT:
      return "invalid input";
    case v1::ABSENT:
      return "absent";
    case v1::RULE:
      return "rule";
    case v1::CONFLICT:
      return "conflict";
    case v1::DENIED:
      return "denied";
    case v1::UNAVAILABLE:
      return "unavailable";
    case v1::DAMAGED:
      return "damaged";
    case v1::BROKEN:
      return "broken";
    default:
      return "";
  }
}

}  // namespace

std::string EmitCommandPage(const Model& model) {
  std::string text = PageHead("命令 · Commands",
                              "Every command, by the aggregate whose stream it writes to. `tenure "
                              "command show NAME` prints "
                              "one with an example to copy.");
  for (const Command& command : model.commands) {
    if (command.options.aggregate().empty()) {
      text += "\n## Of every aggregate with timers\n" + CommandSection(model, command);
    }
  }
  return text + ByAggregate(model, model.commands, &CommandSection);
}

std::string EmitEventPage(const Model& model) {
  return PageHead(
             "事件 · Events",
             "Every event, by aggregate. A number and a field's number are never given twice.") +
         ByAggregate(model, model.events, &EventSection);
}

std::string EmitRefusalPage(const Model& model) {
  std::string text = PageHead(
      "拒绝 · Refusals",
      "Everything that Tenure can answer instead of doing it, with what to do. Words in braces are "
      "filled with the facts of the case.");
  text += "\n| Code | Number | Kind | What is wrong | What to do |\n|---|---|---|---|---|\n";
  for (const FileDescriptor* file : model.files) {
    const auto* catalogue = file->FindEnumTypeByName("Refusal");
    for (int i = 1; catalogue != nullptr && i < catalogue->value_count(); ++i) {
      const auto* value = catalogue->value(i);
      v1::RefusalOptions options;
      ReadOption(value->options(), kRefusalOption, &options);
      text += fmt::format("| `{}` | {} | {} | {}<br>{} | {}<br>{} |\n", value->name(),
                          value->number(), KindWord(options.kind()), Cell(options.text().zh()),
                          Cell(options.text().en()), Cell(options.what_to_do().zh()),
                          Cell(options.what_to_do().en()));
    }
  }
  return text;
}

std::string EmitReadModelPage(const Model& model) {
  std::string text =
      PageHead("读模型 · Read models",
               "What can be queried: each is folded from the events it names and can "
               "be rebuilt at any time. `tenure projection show NAME` prints one.");
  for (const Projection& projection : model.projections) {
    const v1::ProjectionOptions& options = projection.options;
    text += fmt::format("\n## {}\n\n{}. Version {}", options.name(), Both(options.title()),
                        options.version());
    if (options.indexes_size() > 0) text += fmt::format(", by {}", Codes(options.indexes()));
    text += fmt::format(". Fed by {}.\n", Codes(options.events()));
    text += FieldTable(model, projection.row, false);
  }
  return text;
}

}  // namespace tenure::codegen
