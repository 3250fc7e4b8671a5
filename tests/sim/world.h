// A small world for the real engine: a log that survives, folded stores that may lose their last
// writes, ports that fail at any call, a clock that jumps, and clients that ask again until they
// know. Everything follows from one seed.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/random.h"
#include "engine/engine.h"
#include "engine/gateway.h"
#include "engine/projector.h"
#include "log/memory_log.h"
#include "seal/memory_key_store.h"
#include "seal/seal.h"
#include "store/memory_store.h"
#include "store/memory_views.h"

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

// Decides before each port call whether it fails. Once a call has failed, all fail: the process is
// as good as dead until it is opened again.
class Faults {
 public:
  explicit Faults(Dice* dice) : dice_(*dice) {}
  // Fail one call in `rate` from now on; 0: none.
  void Arm(std::uint64_t rate);
  [[nodiscard]] bool Fails();
  [[nodiscard]] bool failed() const { return failed_; }

 private:
  Dice& dice_;
  std::uint64_t rate_ = 0;
  bool failed_ = false;
};

class JumpyClock final : public Clock {
 public:
  explicit JumpyClock(Time now) : now_(now) {}
  Time Now() override { return now_; }
  void Move(Duration by) { now_ += by; }

 private:
  Time now_;
};

// The memory log with failing calls: an append that fails may have been written whole, or not.
class FaultyLog final : public log::Log {
 public:
  FaultyLog(log::MemoryLog* log, Faults* faults, Dice* dice)
      : log_(*log), faults_(*faults), dice_(*dice) {}
  Result<void> Append(Position at, std::span<const log::EncodedRecord> batch) override;
  Result<Position> Head() const override { return log_.Head(); }
  Result<std::unique_ptr<log::LogCursor>> Read(Position from,
                                               const log::RecordFilter& filter) const override;
  Result<Position> FirstAfter(Time time) const override { return log_.FirstAfter(time); }
  Result<MerkleFrontier> Frontier() const override { return log_.Frontier(); }
  Result<Hash256> RootAt(Position size) const override { return log_.RootAt(size); }
  Result<void> WaitPast(Position position, Duration timeout) const override {
    return log_.WaitPast(position, timeout);
  }

 private:
  log::MemoryLog& log_;
  Faults& faults_;
  Dice& dice_;
};

// A command that a client wants carried out, and what he was told of it.
struct Wish {
  std::string command;
  std::string scope;
  std::shared_ptr<const Message> data;
  std::string actor;
  std::string command_id;
  std::optional<v1::Answer> acknowledged;  // accepted or requested: must stand for ever
};

class World {
 public:
  explicit World(std::uint64_t seed);
  ~World();

  // Lives `steps` random steps with crashes, then comes to rest. Returns what is wrong, or "".
  [[nodiscard]] std::string Live(int steps);

  // Digests of everything, for comparing two runs.
  [[nodiscard]] std::string StoreDigest();

 private:
  struct FaultyStore;
  Result<void> Open();
  void Crash();
  void Furnish();
  Wish NewWish();
  void Ask(Wish* wish);
  void Note(Wish* wish, const v1::Answer& answer);
  Result<v1::SealedCommand> Admitted(const Wish& wish, std::optional<Refused>* refused);
  std::string CheckLog();
  std::string CheckAnswers();
  std::string CheckFold();
  std::string CheckIdentities();
  std::string CheckEverybodyAnswered();
  void Rest();

  Dice dice_;
  SeededRandom random_;
  Faults faults_;
  JumpyClock clock_;
  log::MemoryLog log_;
  store::MemoryStore store_;
  store::MemoryViews views_;
  seal::MemoryKeyStore keys_;
  seal::Sealer sealer_;
  engine::Gateway gateway_;
  FaultyLog faulty_log_;
  std::unique_ptr<FaultyStore> faulty_store_;
  std::unique_ptr<engine::Engine> engine_;
  std::unique_ptr<engine::Projector> projector_;
  std::deque<Wish> wishes_;
  std::uint64_t asked_ = 0;
  std::uint64_t answered_ = 0;
  std::string wrong_;
};

}  // namespace tenure::sim
