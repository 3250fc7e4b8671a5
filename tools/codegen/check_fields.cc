// Fields: types that can be evidence, a personal class for everything that can hold a person's
// words, personal fields only where a seal can take them out and put them back.
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <set>

#include "codegen/check.h"

namespace tenure::codegen {
namespace {

bool IsText(const FieldDescriptor* field) {
  return field->cpp_type() == FieldDescriptor::CPPTYPE_STRING;
}

// An amount is bounded in its minor units.
bool IsNumber(const FieldDescriptor* field) {
  if (field->message_type() != nullptr) {
    return field->message_type()->full_name() == "tenure.v1.Money";
  }
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
    case FieldDescriptor::CPPTYPE_INT64:
    case FieldDescriptor::CPPTYPE_UINT32:
    case FieldDescriptor::CPPTYPE_UINT64:
      return true;
    default:
      return false;
  }
}

void CheckType(const FieldDescriptor* field, Problems* problems) {
  if (field->is_map()) {
    problems->push_back(fmt::format(
        "{} is a map: protobuf does not order maps and stored bytes are evidence; use a repeated "
        "message",
        Place(field)));
  }
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_FLOAT ||
      field->cpp_type() == FieldDescriptor::CPPTYPE_DOUBLE) {
    problems->push_back(fmt::format("{} is a {}: use an integer of minor units or basis points",
                                    Place(field), field->type_name()));
  }
  if (IsText(field) && OptionsOf(field).personal() == v1::PERSONAL_UNSPECIFIED) {
    problems->push_back(fmt::format(
        "{} is a {} without a personal class: declare personal: NO, CONTACT, IDENTITY or FREE_TEXT",
        Place(field), field->type_name()));
  }
}

void CheckBounds(const FieldDescriptor* field, Problems* problems) {
  const v1::FieldOptions options = OptionsOf(field);
  if (options.min() > options.max()) {
    problems->push_back(fmt::format("{} has min {} above max {}: exchange them", Place(field),
                                    options.min(), options.max()));
  }
  if (options.min() != options.max() && !IsNumber(field)) {
    problems->push_back(
        fmt::format("{} has min and max, but is no number: use length_max", Place(field)));
  }
}

// Where a message that is sealed in parts holds a personal field out of a seal's reach.
class Reach {
 public:
  Reach(const Descriptor* root, Problems* problems) : root_(root), problems_(problems) {}

  void Walk() { Walk(root_, "", nullptr, nullptr); }

 private:
  void Walk(const Descriptor* message, const std::string& above, const FieldDescriptor* repeated,
            const FieldDescriptor* oneof) {
    if (!open_.insert(message).second) return;
    for (int i = 0; i < message->field_count(); ++i) {
      const FieldDescriptor* field = message->field(i);
      const std::string path = above.empty() ? field->name() : above + "." + field->name();
      const FieldDescriptor* choice = field->real_containing_oneof() != nullptr ? field : oneof;
      if (IsPersonal(field)) {
        Judge(path, above.empty() ? nullptr : field, repeated, choice);
      } else if (field->message_type() != nullptr) {
        Walk(field->message_type(), path, field->is_repeated() ? field : repeated, choice);
      }
    }
    open_.erase(message);
  }

  // `inner` is the field where it does not stand at the top of the message.
  void Judge(const std::string& path, const FieldDescriptor* inner, const FieldDescriptor* repeated,
             const FieldDescriptor* oneof) {
    const std::string place = fmt::format("{}.{}", Place(root_), path);
    if (repeated != nullptr) {
      problems_->push_back(fmt::format(
          "{} is personal and inside the repeated {}: payload and seal would double its elements; "
          "declare all of {} personal, or make each element an event",
          place, repeated->name(), repeated->name()));
    } else if (inner != nullptr && inner->is_repeated()) {
      problems_->push_back(fmt::format(
          "{} is repeated and personal below the top of the message: move it to the top", place));
    }
    if (oneof != nullptr) {
      problems_->push_back(fmt::format(
          "{} is personal and inside a oneof: erased, its case would be gone too; use plain fields",
          place));
    }
  }

  const Descriptor* root_;
  Problems* problems_;
  std::set<const Descriptor*> open_;
};

bool CommandOrEvent(const Model& model, const Descriptor* message) {
  const auto is = [message](const auto& item) { return item.message == message; };
  return std::any_of(model.commands.begin(), model.commands.end(), is) ||
         std::any_of(model.events.begin(), model.events.end(), is);
}

void CheckRef(const Model& model, const FieldDescriptor* field, Problems* problems) {
  const std::string ref = OptionsOf(field).ref();
  if (ref.empty() || model.states.contains(ref)) return;
  problems->push_back(
      fmt::format("{} refers to the aggregate \"{}\", which no state has: set `ref` to a state's "
                  "name",
                  Place(field), ref));
}

void CheckSubject(const FieldDescriptor* field, Problems* problems) {
  const std::string name = OptionsOf(field).subject();
  if (name.empty()) return;
  const FieldDescriptor* subject = field->containing_type()->FindFieldByName(name);
  if (subject != nullptr && subject->type() == FieldDescriptor::TYPE_STRING &&
      !subject->is_repeated() && !IsPersonal(subject)) {
    return;
  }
  problems->push_back(fmt::format(
      "{} has the subject \"{}\": name a string field of the same message that is not personal",
      Place(field), name));
}

void CheckHash(const FieldDescriptor* field, Problems* problems) {
  const std::string name = OptionsOf(field).mac_of();
  if (name.empty()) return;
  const FieldDescriptor* hashed = field->containing_type()->FindFieldByName(name);
  if (hashed == nullptr || hashed->type() != FieldDescriptor::TYPE_STRING || !IsPersonal(hashed)) {
    problems->push_back(fmt::format(
        "{} is the keyed hash of \"{}\": name a personal string field of the same message",
        Place(field), name));
    return;
  }
  if (OptionsOf(field).normal_form().empty() && OptionsOf(hashed).normal_form().empty()) {
    problems->push_back(fmt::format(
        "{} is the keyed hash of {} in no normal_form: say how values are made comparable, like "
        "\"phone\"",
        Place(field), name));
  }
  if (field->type() == FieldDescriptor::TYPE_BYTES &&
      field->is_repeated() == hashed->is_repeated()) {
    return;
  }
  problems->push_back(fmt::format("{} is the keyed hash of {}: make it {}bytes", Place(field), name,
                                  hashed->is_repeated() ? "repeated " : ""));
}

// `message` and everything that stands inside it.
void Collect(const Descriptor* message, std::set<const Descriptor*>* found) {
  if (!found->insert(message).second) return;
  for (int i = 0; i < message->field_count(); ++i) {
    const Descriptor* inner = message->field(i)->message_type();
    if (inner != nullptr) Collect(inner, found);
  }
}

// A reader of states and rows is shown the personal field of an event in the place of its sequence.
class Opens {
 public:
  explicit Opens(const Model& model) : model_(model) {
    for (const State& state : model.declared_states) Collect(state.message, &shown_);
    for (const Projection& projection : model.projections) Collect(projection.row, &shown_);
  }

  void Check(const FieldDescriptor* field, Problems* problems) const {
    const std::string name = OptionsOf(field).opens();
    if (name.empty()) return;
    if (field->type() != FieldDescriptor::TYPE_UINT64) {
      problems->push_back(
          fmt::format("{} has `opens`, but is no uint64: it holds the scope sequence of an event",
                      Place(field)));
    }
    if (!shown_.contains(field->containing_type())) {
      problems->push_back(fmt::format(
          "{} has `opens`, but is of no state or row: only those are shown with opened texts",
          Place(field)));
    }
    if (!HasPersonal(name)) {
      problems->push_back(
          fmt::format("{} opens \"{}\": name a personal field that stands at the top of an event",
                      Place(field), name));
    }
  }

 private:
  [[nodiscard]] bool HasPersonal(const std::string& name) const {
    return std::any_of(model_.events.begin(), model_.events.end(), [&name](const Event& event) {
      const FieldDescriptor* field = event.message->FindFieldByName(name);
      return field != nullptr && IsPersonal(field);
    });
  }

  const Model& model_;
  std::set<const Descriptor*> shown_;
};

// States, books and rows stay readable by everybody for ever, so they hold no personal text.
void CheckClear(const Model& model, Problems* problems) {
  const auto check = [&](const Descriptor* root, const char* what) {
    std::set<const Descriptor*> seen;
    const std::function<void(const Descriptor*)> walk = [&](const Descriptor* message) {
      if (!seen.insert(message).second) return;
      for (int i = 0; i < message->field_count(); ++i) {
        const FieldDescriptor* field = message->field(i);
        if (IsPersonal(field)) {
          problems->push_back(fmt::format(
              "{} is personal, but belongs to {}: keep the event's scope sequence with `opens` "
              "instead",
              Place(field), what));
        }
        if (field->message_type() != nullptr) walk(field->message_type());
      }
    };
    walk(root);
  };
  for (const State& state : model.declared_states) {
    check(state.message, fmt::format("the state {}", state.message->name()).c_str());
  }
  for (const Projection& projection : model.projections) {
    check(projection.row, fmt::format("the row {}", projection.row->name()).c_str());
  }
  for (const FileDescriptor* file : model.files) {
    const Descriptor* book = file->FindMessageTypeByName("Book");
    if (book != nullptr) check(book, "the book");
  }
}

}  // namespace

void CheckFields(const Model& model, Problems* problems) {
  VisitMessages(model, [&](const Descriptor* message) {
    for (int i = 0; i < message->field_count(); ++i) {
      CheckType(message->field(i), problems);
      CheckBounds(message->field(i), problems);
    }
    if (CommandOrEvent(model, message)) Reach(message, problems).Walk();
  });
  CheckClear(model, problems);
}

void CheckReferences(const Model& model, Problems* problems) {
  const Opens opens(model);
  VisitMessages(model, [&](const Descriptor* message) {
    for (int i = 0; i < message->field_count(); ++i) {
      CheckRef(model, message->field(i), problems);
      CheckSubject(message->field(i), problems);
      CheckHash(message->field(i), problems);
      opens.Check(message->field(i), problems);
    }
  });
}

}  // namespace tenure::codegen
