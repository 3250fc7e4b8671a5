#include "query/why.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "base/assert.h"
#include "contract/json_writer.h"
#include "engine/fold.h"
#include "log/record_codec.h"
#include "tenure/v1/values.pb.h"

namespace tenure::query {
namespace {

using google::protobuf::FieldDescriptor;

constexpr std::size_t kEventsMax = 1'000'000;  // of one scope

bool Same(const JsonValue& left, const JsonValue& right) {
  return left.kind == right.kind && left.boolean == right.boolean && left.text == right.text &&
         std::equal(left.items.begin(), left.items.end(), right.items.begin(), right.items.end(),
                    Same) &&
         std::equal(left.members.begin(), left.members.end(), right.members.begin(),
                    right.members.end(), [](const auto& one, const auto& other) {
                      return one.first == other.first && Same(one.second, other.second);
                    });
}

JsonValue MemberOf(const JsonValue& object, std::string_view name) {
  const JsonValue* member = object.Find(name);
  return member == nullptr ? JsonValue() : *member;
}

JsonValue JsonOf(const Message& row) {
  auto value = contract::ParseJson(contract::MessageToJson(row));
  TENURE_ASSERT(value.has_value(), "our own JSON of {} bytes does not parse", row.ByteSizeLong());
  return *std::move(value);
}

// A field of a row and what lies below it, as its JSON names it.
class FieldPath {
 public:
  // kInvalidInput names what is wrong and what there is.
  static Result<FieldPath> Parse(const google::protobuf::Descriptor* row, const std::string& text) {
    FieldPath path;
    for (std::size_t begin = 0; begin <= text.size();) {
      const std::size_t end = std::min(text.find('.', begin), text.size());
      path.parts_.push_back(text.substr(begin, end - begin));
      begin = end + 1;
    }
    std::string known;
    for (int i = 0; i < row->field_count(); ++i) {
      const FieldDescriptor* field = row->field(i);
      const std::string& opens = field->options().GetExtension(v1::field).opens();
      const std::string& asked = path.parts_.front();
      if (asked == field->name() || asked == field->json_name() || asked == opens) {
        path.parts_.front() = field->name();
        path.shown_ = opens.empty() ? field->name() : opens;
        return path;
      }
      known += (known.empty() ? "" : ", ") + (opens.empty() ? field->name() : opens);
    }
    return Fail(ErrorCode::kInvalidInput,
                fmt::format("there is no field {}; there are {}", path.parts_.front(), known));
  }

  // What stands there; null: nothing.
  [[nodiscard]] JsonValue In(const JsonValue& row) const { return Below(row, parts_.front()); }
  // The same in a row as a reader sees it, where opened fields have the name of their text.
  [[nodiscard]] JsonValue InShown(const JsonValue& row) const { return Below(row, shown_); }

 private:
  [[nodiscard]] JsonValue Below(const JsonValue& row, const std::string& first) const {
    JsonValue value = MemberOf(row, first);
    for (std::size_t i = 1; i < parts_.size(); ++i) {
      if (value.kind == JsonValue::Kind::kArray) {
        const bool number = !parts_[i].empty() && parts_[i].size() < 7 &&
                            parts_[i].find_first_not_of("0123456789") == std::string::npos;
        const std::size_t at = number ? std::stoul(parts_[i]) : value.items.size();
        value = at < value.items.size() ? JsonValue(value.items[at]) : JsonValue();
      } else {
        value = MemberOf(value, parts_[i]);
      }
    }
    return value;
  }

  std::vector<std::string> parts_;
  std::string shown_;
};

void FindPolicies(const Message& message, WhyEvent* why) {
  if (message.GetDescriptor() == v1::PolicyRef::descriptor()) {
    const auto& ref = static_cast<const v1::PolicyRef&>(message);
    const std::pair<std::string, std::uint32_t> policy(ref.policy(), ref.version());
    const bool known =
        std::find(why->policies.begin(), why->policies.end(), policy) != why->policies.end();
    if (!known && !ref.policy().empty()) why->policies.push_back(policy);
    return;
  }
  const auto* reflection = message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->name() == "formula_version" &&
        field->cpp_type() == FieldDescriptor::CPPTYPE_UINT32) {
      why->formula_version = reflection->GetUInt32(message, field);
    }
    if (field->message_type() == nullptr) continue;
    if (!field->is_repeated()) {
      FindPolicies(reflection->GetMessage(message, field), why);
      continue;
    }
    for (int i = 0; i < reflection->FieldSize(message, field); ++i) {
      FindPolicies(reflection->GetRepeatedMessage(message, field, i), why);
    }
  }
}

struct Touch {
  Position position;
  std::vector<WhyChange> changes;
};

// Folds the events of one row and notes what each changed.
class RowFold {
 public:
  RowFold(const ProjectionEntry& projection, const Domain& domain, const std::string& key,
          const FieldPath* path)
      : projection_(projection),
        domain_(domain),
        key_(key),
        path_(path),
        row_(projection.prototype->New()) {}

  [[nodiscard]] const ProjectionEventEntry* EntryOf(std::uint32_t type) const {
    const auto found = std::find_if(projection_.events.begin(), projection_.events.end(),
                                    [&](const auto& one) { return one.event_type == type; });
    return found == projection_.events.end() ? nullptr : &*found;
  }

  Result<void> Take(std::string_view bytes) {
    const v1::Record record = TENURE_TRY(log::DecodeRecord(bytes));
    const ProjectionEventEntry* entry = EntryOf(record.event_type());
    if (entry == nullptr) return {};
    const auto event = TENURE_TRY(engine::EventOf(record, domain_));
    const StreamKey stream = engine::StreamOf(record);
    const EventContext context = engine::ContextOf(record, stream);
    const std::optional<RowKey> key = entry->key_of(*event, context);
    if (!key || key->text != key_) return {};
    const std::unique_ptr<Message> before(row_->New());
    before->CopyFrom(*row_);
    entry->apply(*row_, *event, context);
    if (before->SerializeAsString() == row_->SerializeAsString()) return {};
    Touch touch{record.position(), Changes(JsonOf(*before), JsonOf(*row_))};
    if (!touch.changes.empty()) touches_.push_back(std::move(touch));
    return {};
  }

  [[nodiscard]] bool Makes(const Message& stored) const {
    return row_->SerializeAsString() == stored.SerializeAsString();
  }
  [[nodiscard]] const std::vector<Touch>& touches() const { return touches_; }

 private:
  [[nodiscard]] std::vector<WhyChange> Changes(const JsonValue& before,
                                               const JsonValue& after) const {
    std::vector<WhyChange> changes;
    const auto compare = [&](const std::string& name, JsonValue from, JsonValue to) {
      if (!Same(from, to)) changes.push_back({name, std::move(from), std::move(to)});
    };
    if (path_ != nullptr) {
      compare("", path_->In(before), path_->In(after));
      return changes;
    }
    const auto* fields = row_->GetDescriptor();
    for (int i = 0; i < fields->field_count(); ++i) {
      const std::string& name = fields->field(i)->name();
      compare(name, MemberOf(before, name), MemberOf(after, name));
    }
    return changes;
  }

  const ProjectionEntry& projection_;
  const Domain& domain_;
  const std::string& key_;
  const FieldPath* path_;  // null: every field
  std::unique_ptr<Message> row_;
  std::vector<Touch> touches_;
};

// The scope that the row says, or its key begins with.
ScopeId ScopeOf(const Message& row, const std::string& key) {
  for (const char* name : {"scope", "customer"}) {
    const auto* field = row.GetDescriptor()->FindFieldByName(name);
    if (field == nullptr || field->is_repeated()) continue;
    const std::string text = row.GetReflection()->GetString(row, field);
    if (!text.empty()) return {std::string(name) == "scope" ? text : "customer/" + text};
  }
  return {"customer/" + key.substr(0, key.find('/'))};
}

Result<void> FoldScope(const OpenStore& store, const ScopeId& scope, RowFold* fold) {
  for (const store::IndexRow& row : TENURE_TRY(store.store->ScopeIndex(scope, 1, kEventsMax))) {
    auto cursor = TENURE_TRY(store.log->Read(
        row.position, {.scope_hash = {}, .event_type = {}, .until = row.position + 1}));
    log::RecordView view;
    if (TENURE_TRY(cursor->Next(&view))) TENURE_TRY(fold->Take(view.bytes));
  }
  return {};
}

Result<void> FoldAll(const OpenStore& store, RowFold* fold) {
  auto cursor = TENURE_TRY(store.log->Read(0, {}));
  log::RecordView view;
  while (TENURE_TRY(cursor->Next(&view))) {
    if (fold->EntryOf(view.prefix.event_type) != nullptr) TENURE_TRY(fold->Take(view.bytes));
  }
  return {};
}

}  // namespace

Result<WhyReport> Why(const OpenStore& store, const EventReader& reader,
                      const std::string& projection, const std::string& key,
                      const std::string& field) {
  const Row stored = TENURE_TRY(GetRow(store, projection, key));
  WhyReport report;
  report.projection = store.projector->Find(projection);
  std::optional<FieldPath> path;
  if (!field.empty()) path = TENURE_TRY(FieldPath::Parse(stored.row->GetDescriptor(), field));
  const Domain& domain = store.engine->domain();
  const ScopeId scope = ScopeOf(*stored.row, key);
  const FieldPath* asked = path ? &*path : nullptr;
  auto fold = std::make_unique<RowFold>(*report.projection, domain, key, asked);
  TENURE_TRY(FoldScope(store, scope, fold.get()));
  if (!fold->Makes(*stored.row)) {  // other scopes feed it too
    fold = std::make_unique<RowFold>(*report.projection, domain, key, asked);
    TENURE_TRY(FoldAll(store, fold.get()));
  }
  if (!fold->Makes(*stored.row)) {
    return Fail(ErrorCode::kStoreDamaged,
                fmt::format("row {} of {} is not what its events make of it", key, projection));
  }
  report.row = TENURE_TRY(ShowMessage(*stored.row, scope, reader));
  if (path) report.value = path->InShown(report.row);
  for (const Touch& touch : fold->touches()) {
    WhyEvent why{TENURE_TRY(reader.At(touch.position)), touch.changes, {}, {}};
    for (WhyChange& change : why.changes) {
      if (path) change.field = field;
    }
    if (why.event.message != nullptr) FindPolicies(*why.event.message, &why);
    report.events.push_back(std::move(why));
  }
  return report;
}

}  // namespace tenure::query
