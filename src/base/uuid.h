// Command ids: UUIDs as text, fresh time-ordered ones, and ids derived from what caused them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "tenure/ids.h"
#include "tenure/time.h"

namespace tenure {

// "0192f0c1-…": 8-4-4-4-12 lower-case hexadecimal digits.
[[nodiscard]] std::string UuidText(const CommandId& id);
// Accepts that form in either case; nullopt for everything else and for the nil UUID.
[[nodiscard]] std::optional<CommandId> ParseUuid(std::string_view text);

// UUIDv7: milliseconds of `now`, then `random` (10 bytes used).
[[nodiscard]] CommandId TimeOrderedId(Time now, std::string_view random);

// UUIDv8 of a caller's own name for a command, within its scope: the same name, the same id.
[[nodiscard]] CommandId NamedId(std::string_view scope, std::string_view name);

// UUIDv8 derived from a cause: milliseconds of `at` first, so that ids of one time stand together
// in the id index (random keys made inserts seven times slower), then a hash of `seed`.
[[nodiscard]] CommandId DerivedId(Time at, std::string_view seed);

}  // namespace tenure
