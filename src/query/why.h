// Why a row of a read model says what it says: its events are folded again, one by one, by the read
// model's own Apply, and each that changed the row, or one field of it, is named with what it
// brought: actor, policies, formula version, inputs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "query/event_reader.h"
#include "query/row_query.h"
#include "query/show.h"

namespace tenure::query {

struct WhyChange {
  std::string field;  // of the row, or the path that was asked for
  JsonValue from;     // null: nothing was there
  JsonValue to;
};

struct WhyEvent {
  ReadEvent event;
  std::vector<WhyChange> changes;
  std::vector<std::pair<std::string, std::uint32_t>> policies;  // name and version, as they stand
  std::optional<std::uint32_t> formula_version;
};

struct WhyReport {
  const ProjectionEntry* projection = nullptr;
  JsonValue row;    // as the reader may see it
  JsonValue value;  // of the field; null where none was asked for
  std::vector<WhyEvent> events;
};

// `field` names a field of the row, or a part of it: "figures.turnover", "amounts.0.outstanding";
// empty means every field. kNotFound: no such projection or row. kInvalidInput: the row has no such
// field. kStoreDamaged: the row is not what its events make of it. Cost: the events of the row's
// scope, found by index; the whole log for a row that gathers several scopes.
[[nodiscard]] Result<WhyReport> Why(const OpenStore& store, const EventReader& reader,
                                    const std::string& projection, const std::string& key,
                                    const std::string& field);

}  // namespace tenure::query
