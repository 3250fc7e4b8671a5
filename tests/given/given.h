// Given / when / then over the pure domain: events of the past, a command, and what comes of it.
// Runs the engine's own unit (authority, common guards, Decide, Evolve, reactions) over an overlay,
// without log, store or seals; commands are given without personal fields, as Decide sees them.
//
//   Given given;  // shipped policies; C-1001 registered, owner zhao.min
//   given.Role("li.wei", "complaints");
//   given.Do(File("CC-1"));  // must be accepted
//   given.When(Acknowledge("CC-1")).Gives({"ComplaintAcknowledged"});
//   given.As("chen.jie").When(Reject("CC-1")).Refuses(v1::NOT_PERMITTED);
//
// Everybody in tests: "admin" is administrator; "li.wei" acts unless As() names another and holds
// the roles sales, service and complaints; "zhao.min" holds approver; "sun.li" no role at all.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/overlay.h"
#include "engine/rules.h"
#include "engine/unit.h"
#include "tenure/domain.h"
#include "tenure/v1/policy.pb.h"

namespace tenure::testing {

// "2026-03-02T09:00:00+08:00" or a day, "2026-03-02" (its first instant in UTC). Ends the test
// program on anything else.
[[nodiscard]] Time At(std::string_view text);
[[nodiscard]] Date Day(std::string_view text);  // "2026-03-02"

// What came of one command.
class Outcome {
 public:
  explicit Outcome(engine::Unit unit) : unit_(std::move(unit)) {}

  // The names of all events of the unit, in order, reactions' included.
  const Outcome& Gives(const std::vector<std::string>& events) const;
  const Outcome& Refuses(v1::Refusal code) const;
  // The refusal's fact has this value.
  const Outcome& Fact(std::string_view name, std::string_view value) const;
  // Kept for a second person with this permission.
  const Outcome& NeedsApproval(std::string_view permission) const;
  // Names of commands sent to other scopes, in order.
  const Outcome& Sends(const std::vector<std::string>& commands) const;

  // The first event of a type; ends the test program when there is none.
  template <typename Event>
  [[nodiscard]] const Event& event() const {
    return static_cast<const Event&>(Find(Event::descriptor()->name()));
  }
  // Effective time of the first event of a type.
  template <typename Event>
  [[nodiscard]] Time effective_at() const {
    return EffectiveAt(Event::descriptor()->name());
  }
  [[nodiscard]] const engine::Unit& unit() const { return unit_; }
  [[nodiscard]] std::string id() const { return unit_.aggregate_id; }

 private:
  [[nodiscard]] const Message& Find(const std::string& event) const;
  [[nodiscard]] Time EffectiveAt(const std::string& event) const;
  engine::Unit unit_;
};

class Given {
 public:
  Given();
  ~Given();

  // From now on: who acts, in which scope, when, with which effective time.
  Given& As(std::string actor, std::string on_behalf_of = "");
  Given& In(std::string scope);  // default "customer/C-1001"
  Given& Now(Time now);          // default 2026-03-02T09:00:00+08:00, a Monday
  Given& Now(std::string_view text) { return Now(At(text)); }
  Given& EffectiveAt(std::optional<Time> at);  // of the next command only

  // Called with every unit that is kept from now on: what a read model is fed.
  Given& Observe(std::function<void(const engine::Unit&)> observer);

  // Grants a role from now on.
  Given& Role(std::string actor, std::string role);
  // Puts a policy in force from now on, whatever is in force.
  Given& Policy(std::string policy, v1::PolicyBody body);
  // Registers another customer.
  Given& Customer(std::string id);

  // An event of the past on a stream of the current scope, at the current time.
  Given& Event(std::string stream_id, const Message& event);

  // Decides the command and forgets it.
  [[nodiscard]] Outcome When(const Message& command, std::string stream_id = "");
  // Decides it as `system`, as timers and reactions do.
  [[nodiscard]] Outcome WhenSystem(const Message& command, std::string stream_id = "");
  // Decides it and keeps its events; fails the test when it is refused or kept.
  Outcome Do(const Message& command, std::string stream_id = "");
  Outcome DoSystem(const Message& command, std::string stream_id = "");
  // Keeps the command for a second person; the approval's id. Fails the test when nobody is needed.
  std::string Keep(const Message& command, std::string stream_id = "");
  // Keeps the command for a second person, then lets `approver` agree.
  Outcome DoApproved(const Message& command, std::string approver, std::string stream_id = "");
  // Fires every timer of one stream due by `now` and keeps its events.
  Outcome Fire(std::string aggregate, std::string stream_id);
  // When the stream's timers are due, ascending.
  [[nodiscard]] std::vector<Time> Timers(std::string aggregate, std::string stream_id);

  // State of a stream of the current scope; ends the test program when it does not exist.
  template <typename State>
  [[nodiscard]] const State& state(const std::string& stream_id) {
    return static_cast<const State&>(*StateOf(KindOf(State::descriptor()), stream_id));
  }
  [[nodiscard]] const v1::Book& book();
  [[nodiscard]] const Rules& rules() const { return *rules_; }

 private:
  struct Ports;
  engine::Unit Run(const Message& command, std::string stream_id, bool keep, bool system);
  [[nodiscard]] std::shared_ptr<const Message> StateOf(std::uint32_t kind, const std::string& id);
  void Commit();

  std::unique_ptr<Ports> ports_;
  std::shared_ptr<const engine::RulesSnapshot> rules_;
  std::string actor_ = "li.wei";
  std::string on_behalf_of_;
  std::string scope_ = "customer/C-1001";
  Time now_;
  std::optional<Time> effective_at_;
  std::uint64_t commands_ = 0;
  std::vector<std::function<void(const engine::Unit&)>> observers_;
};

}  // namespace tenure::testing
