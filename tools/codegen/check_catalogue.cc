// Read models name what exists; every refusal says in both languages what is wrong and what to do.
#include <fmt/format.h>

#include <functional>
#include <map>
#include <set>

#include "codegen/check.h"

namespace tenure::codegen {
namespace {

void CheckKey(const v1::ProjectionOptions& options, const std::set<std::string>& fed,
              const std::function<void(const std::string&)>& problem) {
  const std::set<std::string> keys = {"", "customer", "stream", "aggregate", "event"};
  if (!keys.contains(options.key())) {
    problem(fmt::format(
        "has the key \"{}\": customer, stream, aggregate or event, or none and KeyOf for each "
        "event",
        options.key()));
  }
  for (const std::string& name : options.own_key()) {
    if (!fed.contains(name)) {
      problem(fmt::format("has a key of its own for {}, which it is not fed", name));
    }
  }
  if (options.key().empty() && options.own_key_size() > 0) {
    problem("names `own_key` without `key`: then every event has a key of its own");
  }
}

void CheckProjection(const Model& model, const Projection& projection, Problems* problems) {
  const auto problem = [&](const std::string& what) {
    problems->push_back(Place(projection.row) + " " + what);
  };
  const v1::ProjectionOptions& options = projection.options;
  const std::string file = fmt::format("{0}/{0}.proto", options.name());
  if (!IsPlainName(options.name()) || projection.row->file()->name() != file) {
    problem(
        fmt::format("is the read model \"{}\": give it the name of its folder and file, in "
                    "lower case, since it becomes a namespace",
                    options.name()));
  }
  if (options.version() == 0) {
    problem("has no version: start with 1 and raise it when Apply changes its output");
  }
  if (!InBothLanguages(options.title())) problem("has no title in both zh and en: add it");
  if (options.events().empty()) problem("is fed no event: list `events`");
  std::set<std::string> fed;
  for (const std::string& name : options.events()) {
    if (model.FindEvent(name) == nullptr) {
      problem(fmt::format("is fed the event {}, which is not declared: correct `events`", name));
    }
    if (!fed.insert(name).second) problem(fmt::format("is fed {} twice: name it once", name));
  }
  CheckKey(options, fed, problem);
  for (const std::string& name : options.indexes()) {
    const FieldDescriptor* field = projection.row->FindFieldByName(name);
    if (field != nullptr && !field->is_repeated()) continue;
    problem(fmt::format("has the index \"{}\": name a single field of the row", name));
  }
}

// "{scope}", "{id}" of a text.
std::set<std::string> Placeholders(std::string_view text) {
  std::set<std::string> names;
  for (std::size_t open = text.find('{'); open != text.npos; open = text.find('{', open + 1)) {
    names.emplace(text.substr(open, text.find('}', open) - open + 1));
  }
  return names;
}

void CheckRefusal(const google::protobuf::EnumValueDescriptor* value, Problems* problems) {
  const auto problem = [&](const std::string& what) {
    problems->push_back(fmt::format("{}: {} {}", value->file()->name(), value->name(), what));
  };
  v1::RefusalOptions options;
  ReadOption(value->options(), kRefusalOption, &options);
  if (options.kind() == v1::REFUSAL_KIND_UNSPECIFIED) {
    problem("has no kind: its exit code and HTTP status follow from it");
  }
  const std::pair<const char*, const v1::Text*> texts[] = {{"text", &options.text()},
                                                           {"what_to_do", &options.what_to_do()}};
  for (const auto& [name, text] : texts) {
    if (!InBothLanguages(*text)) problem(fmt::format("has no {} in both zh and en: add it", name));
    if (Placeholders(text->zh()) != Placeholders(text->en())) {
      problem(
          fmt::format("uses other {{facts}} in the zh {} than in the en one: use the same", name));
    }
  }
}

}  // namespace

void CheckProjections(const Model& model, Problems* problems) {
  std::map<std::string, const Descriptor*> names;
  for (const Projection& projection : model.projections) {
    CheckProjection(model, projection, problems);
    const auto [holder, fresh] = names.emplace(projection.options.name(), projection.row);
    if (fresh) continue;
    problems->push_back(fmt::format("{} has the name \"{}\" of {}: choose another",
                                    Place(projection.row), projection.options.name(),
                                    ShortName(holder->second)));
  }
}

void CheckRefusals(const Model& model, Problems* problems) {
  for (const FileDescriptor* file : model.files) {
    const auto* catalogue = file->FindEnumTypeByName("Refusal");
    if (catalogue == nullptr) continue;
    for (int i = 0; i < catalogue->value_count(); ++i) {
      if (catalogue->value(i)->number() != 0) CheckRefusal(catalogue->value(i), problems);
    }
  }
}

}  // namespace tenure::codegen
