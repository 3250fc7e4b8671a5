// What a business rule sees and what it may answer. Decide, Evolve, EvolveBook, Timers and React
// are pure: no clock, no randomness, no file, no floating point; everything they need is an
// argument. tools/codegen declares one overload of each for every message of the contract.
#pragma once

#include <google/protobuf/message.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tenure/ids.h"
#include "tenure/time.h"
#include "tenure/v1/book.pb.h"
#include "tenure/v1/command.pb.h"
#include "tenure/v1/refusal.pb.h"
#include "tenure/v1/values.pb.h"

namespace tenure {

// Values for the {placeholders} of a refusal's texts, in the order given. Never personal.
using Facts = std::vector<std::pair<std::string, std::string>>;

// The business says no: which rule, and the facts that fill its text.
struct Refused {
  v1::Refusal code = v1::REFUSAL_UNSPECIFIED;
  Facts facts;
};

// A second person has to agree before the command is carried out.
struct ApprovalNeed {
  std::string permission;           // what the second person must be permitted
  std::optional<v1::Money> amount;  // must lie within the second person's limit for `permission`
};

struct DecidedEvent {
  std::unique_ptr<google::protobuf::Message> message;
  std::optional<Time> effective_at;  // else the command's
};

// The answer of a rule: events, a refusal, or the wish for a second person. Move-only.
class Decision {
 public:
  Decision() = default;  // no events yet; a Decision that stays empty is NO_CHANGE

  [[nodiscard]] static Decision Refuse(v1::Refusal code, Facts facts = {}) {
    Decision decision;
    decision.refused_ = Refused{code, std::move(facts)};
    return decision;
  }
  [[nodiscard]] static Decision Refuse(Refused refused) {
    Decision decision;
    decision.refused_ = std::move(refused);
    return decision;
  }
  [[nodiscard]] static Decision NeedsApproval(ApprovalNeed need) {
    Decision decision;
    decision.need_ = std::move(need);
    return decision;
  }

  // The usual answer: these events, in this order, effective when the command is.
  template <typename... Events>
  [[nodiscard]] static Decision Of(Events... events) {
    Decision decision;
    (decision.Add(std::move(events)), ...);
    return decision;
  }

  // Appends an event of the command's own stream.
  template <typename Event>
  Decision& Add(Event event, std::optional<Time> effective_at = std::nullopt) {
    events_.push_back({std::make_unique<Event>(std::move(event)), effective_at});
    return *this;
  }
  // Carries out a kept command in the same unit; if its guards refuse it, this decision is refused
  // with the same words and nothing is written.
  Decision& Then(v1::SealedCommand kept) {
    then_ = std::make_unique<v1::SealedCommand>(std::move(kept));
    return *this;
  }

  [[nodiscard]] const std::optional<Refused>& refused() const { return refused_; }
  [[nodiscard]] const std::optional<ApprovalNeed>& need() const { return need_; }
  [[nodiscard]] std::vector<DecidedEvent>& events() { return events_; }
  [[nodiscard]] const std::vector<DecidedEvent>& events() const { return events_; }
  [[nodiscard]] const v1::SealedCommand* then() const { return then_.get(); }

 private:
  std::optional<Refused> refused_;
  std::optional<ApprovalNeed> need_;
  std::vector<DecidedEvent> events_;
  std::unique_ptr<v1::SealedCommand> then_;
};

// StateOptions.kind of a state message. Ends the process on a message that is not a state.
[[nodiscard]] std::uint32_t KindOf(const google::protobuf::Descriptor* state);

// Immutable states by kind and id. Pointers live as long as the lookup itself.
class StateLookup {
 public:
  virtual ~StateLookup() = default;
  // Null when there is no such stream.
  [[nodiscard]] virtual const google::protobuf::Message* Find(std::uint32_t kind,
                                                              std::string_view id) const = 0;
  template <typename State>
  [[nodiscard]] const State* Get(std::string_view id) const {
    static const std::uint32_t kind = KindOf(State::descriptor());
    return static_cast<const State*>(Find(kind, id));
  }
};

// All reference data: the states of governance/main as of one governance position.
class Rules : public StateLookup {
 public:
  // Governance records below it are folded in.
  [[nodiscard]] virtual Position position() const = 0;
  // In id order; stops when the visitor returns false.
  virtual void Visit(
      std::uint32_t kind,
      const std::function<bool(std::string_view id, const google::protobuf::Message& state)>&
          visitor) const = 0;
  template <typename State, typename Visitor>  // visitor(id, const State&) -> bool
  void VisitAll(Visitor&& visitor) const {
    static const std::uint32_t kind = KindOf(State::descriptor());
    Visit(kind, [&](std::string_view id, const google::protobuf::Message& state) {
      return visitor(id, static_cast<const State&>(state));
    });
  }
};

// The streams of the same scope that the command's `loads` name.
using Related = StateLookup;

struct Actor {
  std::string id;
  std::string on_behalf_of;  // empty: for himself
  bool system = false;       // timers, reactions, init
};

// The second person's consent under which a kept command is carried out.
struct Approval {
  std::string id;
  std::string approver;
};

struct DecideContext {
  Time now;
  Time effective_at;
  const StreamKey& stream;  // what the command addresses
  bool exists;              // the stream has events
  const CommandId& command_id;
  const Actor& actor;
  const v1::Book& book;  // of the command's scope
  const Rules& rules;
  const Related& related;
  const Approval* approval;  // null: the command comes from its own actor alone
};

struct EventContext {
  const StreamKey& stream;
  std::uint64_t stream_sequence;
  std::uint64_t scope_sequence;
  Time recorded_at;
  Time effective_at;
  std::string_view actor;
  std::string_view on_behalf_of;
};

// Something of a stream is due. FireTimer is sent to it when `due` has come.
struct Timer {
  Time due;
};

// A command that a reaction sends because of an event. To the same scope it joins the unit; to
// another scope it travels with the unit's last record and arrives at least once, is carried out
// once.
struct ReactionCommand {
  ScopeId scope;
  std::unique_ptr<google::protobuf::Message> command;
  bool carry_seals = false;  // the command has the event's personal fields, same numbers and types
};

template <typename Command>
[[nodiscard]] ReactionCommand Send(ScopeId scope, Command command, bool carry_seals = false) {
  return {std::move(scope), std::make_unique<Command>(std::move(command)), carry_seals};
}

// Is the actor permitted to do something, and which grant says so?
struct Authority {
  bool permitted = false;
  std::uint64_t authority_position = 0;  // governance scope_sequence of the grant used; 0: none
};

}  // namespace tenure
