// States, rows and events as JSON values for a reader: `opens` fields become the personal text of
// the event they name, as far as the reader may see it.
#pragma once

#include "contract/json_value.h"
#include "query/event_reader.h"

namespace tenure::query {

using contract::JsonValue;

// A state or row of `scope`. A field with option `opens` (a scope_sequence) is replaced by a member
// of the opened field's name: its text, {"sealed":"no_access"}, {"sealed":"erased"}, or null.
[[nodiscard]] Result<JsonValue> ShowMessage(const Message& message, const ScopeId& scope,
                                            const EventReader& reader);

// An event's own fields.
[[nodiscard]] JsonValue ShowEvent(const ReadEvent& event);

// {"sealed":"no_access"} or {"sealed":"erased"}.
[[nodiscard]] JsonValue SealedValue(SealState state);

}  // namespace tenure::query
