// What the clients of a simulated world want: customers with few identities between them, cases
// that run against their clocks, kept commands that wait for a second person, four-year visits.
// Each customer walks through his steps in order most of the time and out of order sometimes.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/random.h"
#include "tenure/domain.h"
#include "tenure/v1/command.pb.h"

namespace tenure::sim {

// Numbers from a seed; the same on every machine.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : random_(seed) {}
  [[nodiscard]] std::uint64_t Below(std::uint64_t bound);  // 0 … bound - 1
  [[nodiscard]] bool OneIn(std::uint64_t count) { return Below(count) == 0; }

 private:
  SeededRandom random_;
};

// Where a customer stands in one of his walks.
struct WalkStep {
  std::size_t customer = 0;
  enum class Walk : std::uint8_t { kNone, kRegistered, kComplaint, kEngagement } walk = Walk::kNone;
  std::size_t step = 0;
};

// A command that a client wants carried out, and what he was told of it.
struct Wish {
  std::string command;
  std::string scope;
  std::shared_ptr<const Message> data;
  std::string actor;
  std::string command_id;
  std::optional<Time> now;  // moves a simulated clock
  WalkStep walk;
  std::optional<v1::Answer> acknowledged;  // accepted or requested: must stand for ever
  const Wish* twin_of = nullptr;           // has its id, but asks for something else
};

inline constexpr std::size_t kCustomers = 6;
inline constexpr std::size_t kIdentities = 2;  // fewer than customers: clashes are common

// Fills a command's data from protobuf text; ends the program when it does not parse.
[[nodiscard]] std::shared_ptr<Message> DataOf(std::string_view command, const std::string& text);

class Workload {
 public:
  explicit Workload(Dice* dice) : dice_(*dice) {}

  // Commands of an office that works already, by "system" and by "admin".
  [[nodiscard]] static std::vector<Wish> Furniture();

  [[nodiscard]] Wish Next(Time now);
  // Registers a customer with the given identity.
  [[nodiscard]] Wish Registration(std::size_t customer, std::size_t identity);
  // The complaint's or engagement's next step of this customer.
  [[nodiscard]] Wish StepOf(std::size_t customer, WalkStep::Walk walk, Time now);
  // How many steps customer 0 may have behind him when a world begins.
  [[nodiscard]] std::size_t HeadStart(WalkStep::Walk walk);
  // The same id, another content: at most one of the two may ever be carried out.
  [[nodiscard]] Wish TwinOf(const Wish& wish) const;

  // The wish was carried out or kept: its customer has come further.
  void Done(const Wish& wish);

 private:
  struct Progress {
    bool registered = false;
    std::size_t complaint = 0;
    std::size_t engagement = 0;
  };
  struct Approval {
    std::string scope;
    std::string id;
  };
  [[nodiscard]] Wish StepAt(std::size_t customer, WalkStep::Walk walk, std::size_t at, Time now);
  [[nodiscard]] Wish NewWish(std::size_t customer, std::string_view command,
                             const std::string& data);
  [[nodiscard]] Wish Decision();  // of a kept command
  [[nodiscard]] Wish RandomSmallThing(std::size_t customer);

  Dice& dice_;
  std::map<std::size_t, Progress> progress_;
  std::vector<Approval> approvals_;
};

}  // namespace tenure::sim
