// One unit: a command and everything it causes in its own scope, decided and folded as one whole.
// Reactions to the same scope join the unit, bounded in depth and number; commands to other scopes
// leave with its last record. Nothing here writes: the result is what the sequencer appends.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/overlay.h"
#include "tenure/domain.h"
#include "tenure/v1/record.pb.h"

namespace tenure::engine {

// Bounds of a unit: deep enough for every chain of the handbook, small enough to stay one block.
inline constexpr int kUnitDepthMax = 4;
inline constexpr std::size_t kUnitCommandsMax = 128;  // a payment settles up to 100 invoices
inline constexpr std::size_t kUnitEventsMax = 256;

// A command as it is carried out inside a unit.
struct UnitCommand {
  v1::SealedCommand sealed;
  const CommandEntry* entry = nullptr;
  int depth = 0;
  std::string reaction;              // name of the reaction that sent it; empty for the root
  std::optional<Approval> approval;  // carried out under a second person's consent
  std::uint64_t authority_position = 0;
  bool system = false;
};

struct UnitEvent {
  StreamKey stream;
  std::uint64_t stream_sequence = 0;
  std::uint64_t scope_sequence = 0;
  const EventEntry* entry = nullptr;
  std::unique_ptr<Message> message;
  Time effective_at;
  std::size_t command = 0;  // index in Unit::commands: whose decision it is
  std::vector<v1::Sealed> sealed;
};

struct Unit {
  std::vector<UnitCommand> commands;  // [0] is the root
  std::vector<UnitEvent> events;      // in order; empty when refused
  std::vector<v1::OutgoingCommand> outgoing;
  std::optional<Refused> refused;  // of the root
  bool keeps_refusal = false;      // refused, yet `events` hold a record of it
  std::string aggregate_id;        // of the root's stream (given, derived or the scope's own)
  std::uint64_t version = 0;       // of that stream after the unit
  std::string approval_id;         // the root is kept for a second person
};

struct UnitInput {
  Overlay& overlay;
  const Domain& domain;
  const Rules& rules;
  Time now;  // what the records of the unit will bear as recorded_at
};

// Decides `root` and what it causes. The overlay holds the unit's changes as its running unit: the
// caller commits or drops it (after a refusal that is not kept it has been dropped already).
// Errors are failures of the world (a row that does not parse), never refusals.
[[nodiscard]] Result<Unit> RunUnit(const UnitInput& input, v1::SealedCommand&& root);

}  // namespace tenure::engine
