// Look-ups in the generated tables. Ids and kinds are found by binary search, names by a map built
// once.
#include <algorithm>
#include <map>
#include <string>

#include "base/assert.h"
#include "tenure/domain.h"

namespace tenure {
namespace {

template <typename Entry, typename Number>
const Entry* FindNumber(std::span<const Entry> table, std::uint32_t number, Number number_of) {
  const auto found = std::lower_bound(
      table.begin(), table.end(), number,
      [&](const Entry& entry, std::uint32_t wanted) { return number_of(entry) < wanted; });
  return found != table.end() && number_of(*found) == number ? &*found : nullptr;
}

template <typename Entry>
std::map<std::string_view, const Entry*> NamesOf(std::span<const Entry> table) {
  std::map<std::string_view, const Entry*> names;
  for (const Entry& entry : table) names.emplace(entry.name, &entry);
  return names;
}

template <typename Entry>
const Entry* FindName(const std::map<std::string_view, const Entry*>& names,
                      std::string_view name) {
  const auto found = names.find(name);
  return found == names.end() ? nullptr : found->second;
}

}  // namespace

Domain::Domain(std::span<const CommandEntry> commands, std::span<const EventEntry> events,
               std::span<const AggregateEntry> aggregates)
    : commands_(commands),
      events_(events),
      aggregates_(aggregates),
      command_names_(NamesOf(commands)),
      event_names_(NamesOf(events)),
      aggregate_names_(NamesOf(aggregates)) {}

const CommandEntry* Domain::FindCommand(std::uint32_t id) const {
  return FindNumber(commands_, id, [](const CommandEntry& entry) { return entry.id; });
}

const CommandEntry* Domain::FindCommand(std::string_view name) const {
  return FindName(command_names_, name);
}

const EventEntry* Domain::FindEvent(std::uint32_t id) const {
  return FindNumber(events_, id, [](const EventEntry& entry) { return entry.id; });
}

const EventEntry* Domain::FindEvent(std::string_view name) const {
  return FindName(event_names_, name);
}

const AggregateEntry* Domain::FindAggregate(std::uint32_t kind) const {
  return FindNumber(aggregates_, kind, [](const AggregateEntry& entry) { return entry.kind; });
}

const AggregateEntry* Domain::FindAggregate(std::string_view name) const {
  return FindName(aggregate_names_, name);
}

std::uint32_t KindOf(const google::protobuf::Descriptor* state) {
  const std::uint32_t kind = state->options().GetExtension(v1::state).kind();
  TENURE_ASSERT(kind != 0, "{} is not a state", state->full_name());
  return kind;
}

}  // namespace tenure
