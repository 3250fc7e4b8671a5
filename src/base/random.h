// Randomness as a port: keys, nonces and fresh command ids come from here, so that a simulation
// can repeat a run from its seed. Domain code never sees it.
#pragma once

#include <cstdint>
#include <span>

namespace tenure {

class Random {
 public:
  virtual ~Random() = default;
  // Fills every byte of `out`. SystemRandom: any thread. SeededRandom: one thread at a time.
  virtual void Fill(std::span<std::uint8_t> out) = 0;
};

// The operating system's generator (getrandom). Draws a small block a thread, so that a nonce does
// not cost a system call; bytes are wiped as they are handed out and never survive a fork.
class SystemRandom final : public Random {
 public:
  SystemRandom();
  void Fill(std::span<std::uint8_t> out) override;
};

// The same bytes for the same seed, on every machine (xoshiro256**). For simulation and tests only.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed);
  void Fill(std::span<std::uint8_t> out) override;

 private:
  std::uint64_t Next();
  std::uint64_t state_[4];
};

}  // namespace tenure
