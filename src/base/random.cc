// The two sources of randomness: the kernel, and a seeded generator.
#include "base/random.h"

#include <pthread.h>
#include <sys/random.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cerrno>
#include <cstring>

#include "base/assert.h"

namespace tenure {
namespace {

// Raised in the child of a fork: a block drawn before it belongs to the parent alone.
std::atomic<std::uint32_t> fork_generation{1};

constexpr std::size_t kBlockBytes = 256;  // the size up to which getrandom never returns less

struct Block {
  std::array<std::uint8_t, kBlockBytes> bytes{};
  std::size_t used = kBlockBytes;
  std::uint32_t generation = 0;
};

void Draw(std::uint8_t* out, std::size_t size) {
  while (size > 0) {
    const ssize_t got = getrandom(out, std::min(size, kBlockBytes), 0);
    if (got < 0 && errno == EINTR) continue;
    TENURE_ASSERT(got > 0, "getrandom: {}", std::strerror(errno));
    out += got;
    size -= static_cast<std::size_t>(got);
  }
}

}  // namespace

SystemRandom::SystemRandom() {
  static const int registered = pthread_atfork(nullptr, nullptr, [] { ++fork_generation; });
  TENURE_ASSERT(registered == 0, "pthread_atfork={}", registered);
}

void SystemRandom::Fill(std::span<std::uint8_t> out) {
  if (out.size() > kBlockBytes) return Draw(out.data(), out.size());
  thread_local Block block;
  if (block.used + out.size() > kBlockBytes || block.generation != fork_generation) {
    Draw(block.bytes.data(), kBlockBytes);
    block.used = 0;
    block.generation = fork_generation;
  }
  std::uint8_t* from = block.bytes.data() + block.used;
  std::copy_n(from, out.size(), out.begin());
  explicit_bzero(from, out.size());
  block.used += out.size();
}

SeededRandom::SeededRandom(std::uint64_t seed) {
  for (std::uint64_t& word : state_) {  // splitmix64: no seed leaves the state all zero
    seed += 0x9e3779b97f4a7c15;
    std::uint64_t mixed = seed;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
    word = mixed ^ (mixed >> 31);
  }
}

std::uint64_t SeededRandom::Next() {
  const std::uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
  const std::uint64_t shifted = state_[1] << 17;
  state_[2] ^= state_[0];
  state_[3] ^= state_[1];
  state_[1] ^= state_[2];
  state_[0] ^= state_[3];
  state_[2] ^= shifted;
  state_[3] = std::rotl(state_[3], 45);
  return result;
}

void SeededRandom::Fill(std::span<std::uint8_t> out) {
  while (!out.empty()) {
    std::uint64_t word = Next();
    const std::size_t count = std::min<std::size_t>(8, out.size());
    for (std::size_t i = 0; i < count; ++i, word >>= 8) out[i] = static_cast<std::uint8_t>(word);
    out = out.subspan(count);
  }
}

}  // namespace tenure
