// Seeded simulation of the real engine over memory ports. A failing seed prints the line that
// repeats it: TENURE_SEED=<seed> engine_sim_test.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <string>

#include "sim/world.h"

namespace tenure::sim {
namespace {

constexpr int kSteps = 60;
constexpr std::uint64_t kDays = 6;  // seeds of the fixed day, each with every call failing

std::uint64_t SeedCount() {
  const char* long_run = std::getenv("TENURE_LONG");
  return long_run != nullptr ? 50'000 : 2'000;
}

std::string g_repeat_with;  // the line for the world that lives now

// A promise that the engine itself finds broken ends the program: the seed must be known then too.
void OnAbort(int) {
  (void)!write(STDERR_FILENO, g_repeat_with.data(), g_repeat_with.size());
  std::signal(SIGABRT, SIG_DFL);
}

TEST(EngineSimulation, AnySeed_CrashesAndLostAnswers_NothingLostDoubledOrTorn) {
  const char* one = std::getenv("TENURE_SEED");
  const std::uint64_t first = one != nullptr ? std::strtoull(one, nullptr, 10) : 1;
  const std::uint64_t last = one != nullptr ? first : SeedCount();
  std::size_t fired = 0;
  std::signal(SIGABRT, OnAbort);
  for (std::uint64_t seed = first; seed <= last; ++seed) {
    g_repeat_with = fmt::format("repeat with: TENURE_SEED={} engine_sim_test\n", seed);
    World world(seed);
    const std::string wrong = world.Live(kSteps);
    ASSERT_EQ(wrong, "") << g_repeat_with;
    fired += world.timers_fired();
  }
  if (one != nullptr) return;
  EXPECT_GT(fired, SeedCount()) << "too few timers to say anything";
}

// Claims of identities travel, timers fire, ids come twice in a batch: whichever call of a port is
// the last before the crash, all is done once in the end.
TEST(EngineSimulation, CrashAtEveryCallOfADay_NothingLostDoubledOrTorn) {
  for (std::uint64_t seed = 1; seed <= kDays; ++seed) {
    bool reached = true;
    std::uint64_t call = 0;
    while (reached) {
      World world(seed);
      const std::string wrong = world.LiveThrough(++call, &reached);
      ASSERT_EQ(wrong, "") << "seed " << seed << ", call " << call;
      ASSERT_GT(world.timers_fired(), 0u) << "seed " << seed << ", call " << call;
    }
    EXPECT_GT(call, 30u) << "the day became shorter than it was written";
  }
}

TEST(EngineSimulation, SameSeedTwice_SameFold) {
  for (const std::uint64_t seed : {7, 8, 9, 10}) {  // both kinds of clock
    World one(seed);
    World other(seed);
    ASSERT_EQ(one.Live(kSteps), "");
    ASSERT_EQ(other.Live(kSteps), "");
    EXPECT_EQ(one.StoreDigest(), other.StoreDigest());
  }
}

}  // namespace
}  // namespace tenure::sim
