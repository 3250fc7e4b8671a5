// The tables through which the engine, which names no aggregate, reaches the domain. Written by
// tools/codegen from the contract (dispatch.gen.cc); the few hooks are in src/domain/.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string_view>
#include <vector>

#include "tenure/decision.h"
#include "tenure/v1/options.pb.h"

namespace tenure::v1 {
class FireTimer;
}

namespace tenure {

using google::protobuf::Message;

struct CommandEntry {
  std::uint32_t id;
  std::string_view name;  // "FileComplaint"
  std::uint32_t kind;     // of the aggregate
  const Message* prototype;
  const v1::CommandOptions* options;
  Decision (*decide)(const Message& state, const Message& command, const DecideContext& context);
};

struct ReactionEntry {
  std::string_view name;
  std::vector<ReactionCommand> (*react)(const v1::Book& book, const Message& event,
                                        const EventContext& context);
};

struct EventEntry {
  std::uint32_t id;
  std::string_view name;
  std::uint32_t kind;
  const Message* prototype;
  const v1::EventOptions* options;
  void (*evolve)(Message& state, const Message& event, const EventContext& context);
  void (*evolve_book)(v1::Book& book, const Message& event,
                      const EventContext& context);  // or null
  std::span<const ReactionEntry> reactions;
};

struct AggregateEntry {
  std::uint32_t kind;
  std::string_view name;  // "complaint"
  const Message* prototype;
  const v1::StateOptions* options;
  std::vector<Timer> (*timers)(const Message& state);  // or null
  Decision (*fire)(const Message& state, const v1::FireTimer& command,
                   const DecideContext& context);  // or null
};

// Generated tables sorted by id/kind, and the hooks of the domain. Immutable; any thread.
class Domain {
 public:
  Domain(std::span<const CommandEntry> commands, std::span<const EventEntry> events,
         std::span<const AggregateEntry> aggregates);
  virtual ~Domain() = default;

  [[nodiscard]] std::span<const CommandEntry> commands() const { return commands_; }
  [[nodiscard]] std::span<const EventEntry> events() const { return events_; }
  [[nodiscard]] std::span<const AggregateEntry> aggregates() const { return aggregates_; }

  // Null when unknown.
  [[nodiscard]] const CommandEntry* FindCommand(std::uint32_t id) const;
  [[nodiscard]] const CommandEntry* FindCommand(std::string_view name) const;
  [[nodiscard]] const EventEntry* FindEvent(std::uint32_t id) const;
  [[nodiscard]] const EventEntry* FindEvent(std::string_view name) const;
  [[nodiscard]] const AggregateEntry* FindAggregate(std::uint32_t kind) const;
  [[nodiscard]] const AggregateEntry* FindAggregate(std::string_view name) const;

  // What every command of a scope has to meet before its own guards: the customer is registered,
  // not erased, not merged away; the actor is not the subject. Null when all is well.
  [[nodiscard]] virtual std::optional<Refused> CommonGuards(const CommandEntry& command,
                                                            const DecideContext& context) const = 0;

  // May `actor` do what `permission` names at `now`? For himself, or on behalf of somebody who
  // delegated it.
  [[nodiscard]] virtual Authority Authorise(const Rules& rules, const Actor& actor,
                                            std::string_view permission, Time now) const = 0;

  // Until when a kept command waits for its second person.
  [[nodiscard]] virtual Time ApprovalExpiry(const Rules& rules, Time now) const = 0;

 private:
  std::span<const CommandEntry> commands_;
  std::span<const EventEntry> events_;
  std::span<const AggregateEntry> aggregates_;
  std::map<std::string_view, const CommandEntry*> command_names_;
  std::map<std::string_view, const EventEntry*> event_names_;
  std::map<std::string_view, const AggregateEntry*> aggregate_names_;
};

// The domain of this build: all generated tables with the hooks of src/domain/hooks.cc.
[[nodiscard]] const Domain& BuiltInDomain();

}  // namespace tenure
