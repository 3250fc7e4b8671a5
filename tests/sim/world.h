// A small world for the real engine: a log that survives, folded stores that may lose their last
// writes, ports that fail at any call, a clock that jumps, and clients that ask again until they
// know. Half of the worlds have a simulated clock. Everything follows from one seed.
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
#include "sim/workload.h"
#include "store/memory_store.h"
#include "store/memory_views.h"

namespace tenure::sim {

// Decides before each port call whether it fails. Once a call has failed, all fail: the process is
// as good as dead until it is opened again.
class Faults {
 public:
  explicit Faults(Dice* dice) : dice_(*dice) {}
  // Fail one call in `rate` from now on; 0: none.
  void Arm(std::uint64_t rate);
  // Fail the call number `call` from now on, counted from 1.
  void ArmAt(std::uint64_t call);
  [[nodiscard]] bool Fails();
  [[nodiscard]] bool failed() const { return failed_; }

 private:
  Dice& dice_;
  std::uint64_t rate_ = 0;
  std::uint64_t countdown_ = 0;  // 0: no certain call
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

class World {
 public:
  explicit World(std::uint64_t seed);
  ~World();

  // Lives `steps` random steps with crashes, then comes to rest. Returns what is wrong, or "".
  [[nodiscard]] std::string Live(int steps);

  // One fixed day: identities claimed by several (the claims travel), cases whose clocks run out, a
  // kept command that expires, with the port call number `call` failing and a crash after it.
  // `reached` tells whether there were that many calls. Returns what is wrong, or "".
  [[nodiscard]] std::string LiveThrough(std::uint64_t call, bool* reached);

  // Digests of everything, for comparing two runs.
  [[nodiscard]] std::string StoreDigest();
  // How many timers the checks saw fire.
  [[nodiscard]] std::size_t timers_fired() const { return timers_fired_; }

 private:
  struct FaultyStore;
  struct SlowApplier;
  Result<void> Open();
  void Crash();
  void Furnish();
  void GiveHeadStart();
  [[nodiscard]] Time Now();
  void RandomStep();
  void JumpForward();
  void FireAll();
  void DoWish();
  // `validate_only` and `data` of the wish as they stand; asked again with the same id.
  void Ask(Wish* wish, bool validate_only = false);
  void AskUntilKnown(const std::vector<Wish*>& wishes);
  void Note(Wish* wish, bool validate_only, const v1::Answer& answer);
  void NoteRefusal(const Wish& wish, const v1::Answer& answer);
  void Wrong(const Wish& wish, std::string_view what);
  Result<v1::SealedCommand> Admitted(const Wish& wish, bool validate_only,
                                     std::optional<Refused>* refused);
  std::string CheckAll();
  std::string CheckLog();
  std::string CheckAnswers();
  std::string CheckFold();
  std::string CheckIdentities();
  std::string CheckEverybodyAnswered();
  void Rest();

  Dice dice_;
  SeededRandom random_;
  bool simulated_;
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
  std::unique_ptr<SlowApplier> applier_;
  std::unique_ptr<engine::Engine> engine_;
  std::unique_ptr<engine::Projector> projector_;
  Workload workload_;
  std::deque<Wish> wishes_;  // a deque: callbacks point at its elements
  std::uint64_t asked_ = 0;
  std::uint64_t answered_ = 0;
  bool crashed_ = false;
  std::size_t timers_fired_ = 0;
  std::string wrong_;
};

}  // namespace tenure::sim
