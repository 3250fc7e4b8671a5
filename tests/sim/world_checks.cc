// What must hold of a world at rest: of its log, its folds, its answers.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/assert.h"
#include "base/hex.h"
#include "engine/verify.h"
#include "log/record_codec.h"
#include "sim/timer_walk.h"
#include "sim/world.h"
#include "tenure/projection.h"
#include "tenure/v1/customer.pb.h"
#include "tenure/v1/system.pb.h"

namespace tenure::sim {
namespace {

template <typename T>
T Must(Result<T> result) {
  TENURE_ASSERT(result.has_value(), "{}", result.error().message);
  if constexpr (!std::is_void_v<T>) return *std::move(result);
}

// Kept on file, and its id may be used again: it was not carried out.
bool IsRefusalKept(const v1::Record& record) {
  static const EventEntry* entry = BuiltInDomain().FindEvent("CommandRefused");
  return record.event_type() == entry->id;
}

}  // namespace

std::string World::CheckAll() {
  for (const auto check : {&World::CheckLog, &World::CheckFold, &World::CheckIdentities,
                           &World::CheckAnswers, &World::CheckEverybodyAnswered}) {
    if (wrong_.empty()) wrong_ = (this->*check)();
  }
  return wrong_;
}

// Positions dense, units whole, each command id once.
std::string World::CheckLog() {
  auto cursor = Must(log_.Read(0, {}));
  log::RecordView view;
  Position expected = 0;
  std::vector<v1::Record> unit;
  std::set<std::string> ids;
  std::map<std::string, std::uint64_t> scope_sequences;
  TimerWalk timers(simulated_);
  while (Must(cursor->Next(&view))) {
    v1::Record record = Must(log::DecodeRecord(view.bytes));
    if (record.position() != expected++) return fmt::format("hole at {}", expected);
    if (record.unit_index() != unit.size()) return fmt::format("unit cut at {}", record.position());
    if (++scope_sequences[record.scope()] != record.scope_sequence()) {
      return fmt::format("scope sequence at {}", record.position());
    }
    if (unit.empty() && !IsRefusalKept(record) &&
        !ids.insert(record.scope() + record.command_id()).second) {
      return fmt::format("command carried out twice at {}", record.position());
    }
    unit.push_back(std::move(record));
    if (unit.size() < unit.front().unit_count()) continue;
    if (std::string wrong = timers.Take(unit); !wrong.empty()) return wrong;
    unit.clear();
  }
  timers_fired_ = timers.fired();
  return unit.empty() ? timers.End(Now()) : "the last unit is cut";
}

// State = fold, rows = fold, tree = log's tree.
std::string World::CheckFold() {
  store::MemoryStore fresh_store;
  store::MemoryViews fresh_views;
  const auto report = Must(engine::VerifyReplay(log_, BuiltInDomain(), BuiltInProjections(), store_,
                                                views_, {fresh_store, fresh_views}, {}));
  if (report.divergence) {
    return fmt::format("{} {}: {} / {}", report.divergence->where, report.divergence->field,
                       report.divergence->live, report.divergence->folded);
  }
  if (!Must(store_.Outgoing(1)).empty()) return "a command to another scope never arrived";
  const auto folded = Must(MerkleFrontier::Parse(Must(store_.GetApplied()).frontier));
  if (Must(log_.Frontier()).Root() != folded.Root()) return "another Merkle root";
  return "";
}

// Of all customers with one identity one holds it; the others are suspected duplicates of him.
std::string World::CheckIdentities() {
  std::map<std::string, std::vector<std::string>> holders;  // identity hash: scopes
  for (std::size_t i = 0; i < kCustomers; ++i) {
    const ScopeId scope{fmt::format("customer/C-{}", i)};
    const auto state = Must(engine_->StateOf({scope, KindOf(v1::CustomerState::descriptor()), ""}));
    if (state == nullptr) continue;
    const auto& customer = static_cast<const v1::CustomerState&>(*state);
    if (!customer.identity_mac().empty()) holders[customer.identity_mac()].push_back(scope.text);
  }
  for (const auto& [mac, scopes] : holders) {
    const ScopeId identity{"identity/" + HexOf(mac)};
    const auto state =
        Must(engine_->StateOf({identity, KindOf(v1::IdentityState::descriptor()), ""}));
    if (state == nullptr) return "an identity was never claimed";
    const std::string& holder = static_cast<const v1::IdentityState&>(*state).holder();
    for (const std::string& scope : scopes) {
      const auto book = Must(engine_->BookOf({scope}));
      const std::string expected = scope == holder ? "" : holder;
      if (book->customer().duplicate_of() != expected) {
        return fmt::format("{}: duplicate of '{}', expected '{}'", scope,
                           book->customer().duplicate_of(), expected);
      }
    }
    if (std::find(scopes.begin(), scopes.end(), holder) == scopes.end()) return "a foreign holder";
  }
  return "";
}

// Whoever asked was told something, unless the process died while he waited.
std::string World::CheckEverybodyAnswered() {
  if (asked_ == answered_) return "";
  return fmt::format("{} asked, {} were answered", asked_, answered_);
}

// Everything acknowledged is still there, once, with the same answer.
std::string World::CheckAnswers() {
  for (Wish& wish : wishes_) {
    if (!wish.acknowledged) continue;
    if (wish.twin_of != nullptr && wish.twin_of->acknowledged) return "two commands with one id";
    Ask(&wish);
    Must(engine_->Step());
    if (!wrong_.empty()) return wrong_;
  }
  return "";
}

}  // namespace tenure::sim
