// Seeded simulation of the real engine over memory ports. A failing seed prints the line that
// repeats it: TENURE_SEED=<seed> engine_sim_test.
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "sim/world.h"

namespace tenure::sim {
namespace {

constexpr int kSteps = 60;

std::uint64_t SeedCount() {
  const char* long_run = std::getenv("TENURE_LONG");
  return long_run != nullptr ? 50'000 : 2'500;
}

TEST(EngineSimulation, AnySeed_CrashesAndLostAnswers_NothingLostDoubledOrTorn) {
  const char* one = std::getenv("TENURE_SEED");
  const std::uint64_t first = one != nullptr ? std::strtoull(one, nullptr, 10) : 1;
  const std::uint64_t last = one != nullptr ? first : SeedCount();
  for (std::uint64_t seed = first; seed <= last; ++seed) {
    World world(seed);
    const std::string wrong = world.Live(kSteps);
    ASSERT_EQ(wrong, "") << "repeat with: TENURE_SEED=" << seed << " engine_sim_test";
  }
}

TEST(EngineSimulation, SameSeedTwice_SameFold) {
  World one(7);
  World other(7);
  ASSERT_EQ(one.Live(kSteps), "");
  ASSERT_EQ(other.Live(kSteps), "");
  EXPECT_EQ(one.StoreDigest(), other.StoreDigest());
}

}  // namespace
}  // namespace tenure::sim
