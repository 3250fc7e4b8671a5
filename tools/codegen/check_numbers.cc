// Numbers are given once; aggregates have bounds and names that code can be made of; a declaration
// stands where it is read.
#include <fmt/format.h>

#include <map>

#include "codegen/check.h"

namespace tenure::codegen {
namespace {

constexpr std::uint32_t kStateBytesMax = 16384;  // a state is loaded with every command

template <typename Items, typename Number>
void CheckUnique(const Items& items, std::string_view what, Number number, Problems* problems) {
  std::map<std::uint32_t, const Descriptor*> first;
  for (const auto& item : items) {
    const std::uint32_t id = number(item);
    if (id == 0) {
      problems->push_back(fmt::format("{} has no {}: give it one that no other ever had",
                                      Place(item.message), what));
      continue;
    }
    const auto [holder, fresh] = first.emplace(id, item.message);
    if (fresh) continue;
    problems->push_back(fmt::format("{} reuses {} {} of {}: give it one that no other ever had",
                                    Place(item.message), what, id, ShortName(holder->second)));
  }
}

// What a message is declared to be; more than one would mix what is asked with what is stored.
// On a nested message the option would be ignored.
void CheckRole(const Descriptor* message, Problems* problems) {
  v1::CommandOptions command;
  v1::EventOptions event;
  v1::StateOptions state;
  v1::ProjectionOptions projection;
  const int roles = (ReadOption(message->options(), kCommandOption, &command) ? 1 : 0) +
                    (ReadOption(message->options(), kEventOption, &event) ? 1 : 0) +
                    (ReadOption(message->options(), kStateOption, &state) ? 1 : 0) +
                    (ReadOption(message->options(), kProjectionOption, &projection) ? 1 : 0);
  if (roles > 0 && message->containing_type() != nullptr) {
    problems->push_back(fmt::format(
        "{} is declared inside another message: move it to the file's top level", Place(message)));
  }
  if (roles > 1) {
    problems->push_back(fmt::format(
        "{} is declared as {} things: make each of command, event, state and row its own message",
        Place(message), roles));
  }
}

void CheckName(const State& state, std::map<std::string, const Descriptor*>* names,
               Problems* problems) {
  const std::string& name = state.options.name();
  if (!IsPlainName(name)) {
    problems->push_back(fmt::format(
        "{} has the name \"{}\": use lower case, digits and _ and no word of C++, since it becomes "
        "a namespace",
        Place(state.message), name));
  }
  const auto [holder, fresh] = names->emplace(name, state.message);
  if (!fresh) {
    problems->push_back(fmt::format("{} has the name \"{}\" of {}: choose another",
                                    Place(state.message), name, ShortName(holder->second)));
  }
}

}  // namespace

void CheckNumbers(const Model& model, Problems* problems) {
  const auto id = [](const auto& item) { return item.options.id(); };
  CheckUnique(model.commands, "command id", id, problems);
  CheckUnique(model.events, "event id", id, problems);
  CheckUnique(
      model.declared_states, "state kind", [](const State& state) { return state.options.kind(); },
      problems);
  VisitMessages(model, [&](const Descriptor* message) { CheckRole(message, problems); });
}

void CheckStates(const Model& model, Problems* problems) {
  std::map<std::string, const Descriptor*> names;
  for (const State& state : model.declared_states) {
    const auto problem = [&](const std::string& what) {
      problems->push_back(Place(state.message) + " " + what);
    };
    CheckName(state, &names, problems);
    const std::uint32_t bytes_max = state.options.bytes_max();
    if (bytes_max == 0 || bytes_max > kStateBytesMax) {
      problem(
          fmt::format("has bytes_max {}: set 1 to {}, and make open items aggregates of their own",
                      bytes_max, kStateBytesMax));
    }
    if (state.options.fold_version() == 0) {
      problem("has no fold_version: start with 1 and raise it when Evolve changes its output");
    }
    if (!InBothLanguages(state.options.title())) problem("has no title in both zh and en: add it");
    const std::string& scope = state.options.scope();
    if (!scope.empty() && scope != "customer" && scope != "governance" && scope != "identity") {
      problem(fmt::format("has the scope \"{}\": it is customer, governance or identity", scope));
    }
  }
}

}  // namespace tenure::codegen
