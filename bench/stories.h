// What each made-up customer of a benchmark says and does, step by step and by his number alone.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tenure::bench {

inline constexpr std::string_view kStoryProject = "P-1";

// A command without its scope. Every one is accepted where the steps before it were carried out.
struct Said {
  std::string_view command;
  std::string data;  // JSON
  std::string_view actor = "admin";
};

// Dates are reckoned back from today.
[[nodiscard]] Said StoryStep(std::uint64_t customer, std::uint64_t step);

}  // namespace tenure::bench
