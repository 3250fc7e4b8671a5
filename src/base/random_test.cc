// Seeded randomness repeats itself; the system's does not.
#include "base/random.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <set>
#include <string>
#include <vector>

namespace tenure {
namespace {

std::string Take(Random& random, std::size_t size) {
  std::vector<std::uint8_t> bytes(size);
  random.Fill(bytes);
  return {bytes.begin(), bytes.end()};
}

TEST(SeededRandom, SameSeed_SameBytes) {
  SeededRandom one(7), two(7), other(8);
  const std::string bytes = Take(one, 100);
  EXPECT_EQ(bytes, Take(two, 100));
  EXPECT_NE(bytes, Take(other, 100));
}

TEST(SystemRandom, ManyNonces_NeverRepeat) {
  SystemRandom random;
  std::set<std::string> seen;
  for (int i = 0; i < 20'000; ++i) EXPECT_TRUE(seen.insert(Take(random, 12)).second);
  EXPECT_EQ(Take(random, 1'000).size(), 1'000u);
}

TEST(SystemRandom, AfterFork_ChildDrawsOtherBytes) {
  SystemRandom random;
  Take(random, 16);  // a block is drawn, most of it still unused
  int pipe_ends[2];
  ASSERT_EQ(pipe(pipe_ends), 0);
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const std::string bytes = Take(random, 16);
    _exit(write(pipe_ends[1], bytes.data(), bytes.size()) == 16 ? 0 : 1);
  }
  std::array<char, 16> from_child{};
  ASSERT_EQ(read(pipe_ends[0], from_child.data(), 16), 16);
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_NE(Take(random, 16), std::string(from_child.begin(), from_child.end()));
  close(pipe_ends[0]);
  close(pipe_ends[1]);
}

}  // namespace
}  // namespace tenure
