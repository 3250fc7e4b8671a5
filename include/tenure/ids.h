// Names of things: positions, scopes, streams, commands. Plain values without behaviour of their
// own beyond parsing and ordering.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace tenure {

// Place of a record in its partition: dense, the first record is 0.
using Position = std::uint64_t;

// "customer/C-1001", "governance/main", "identity/<mac>": the consistency boundary. All streams of
// one scope live in one partition and are written in order by one writer.
struct ScopeId {
  std::string text;
  auto operator<=>(const ScopeId&) const = default;
};

inline constexpr std::string_view kGovernanceScope = "governance/main";

// One aggregate of a scope; `id` is empty for the scope's own aggregate.
struct StreamKey {
  ScopeId scope;
  std::uint32_t kind = 0;  // StateOptions.kind
  std::string id;
  auto operator<=>(const StreamKey&) const = default;
};

// The 16 bytes of a UUID. All zero is "none".
struct CommandId {
  std::array<std::uint8_t, 16> bytes{};
  auto operator<=>(const CommandId&) const = default;
  [[nodiscard]] bool IsNone() const { return *this == CommandId{}; }
  [[nodiscard]] std::string_view View() const {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }
};

struct CommandKey {
  ScopeId scope;
  CommandId id;
  auto operator<=>(const CommandKey&) const = default;
};

}  // namespace tenure
