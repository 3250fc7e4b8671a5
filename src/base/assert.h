// A broken promise inside the program. Stays on in release builds: going on with a broken promise
// costs more than stopping. Never used on input; input gets a Refusal or an Error.
#pragma once

#include <fmt/core.h>

#include <string>
#include <string_view>

namespace tenure {

// Prints where and what to stderr and ends the process without running destructors.
[[noreturn]] void AssertFailed(const char* file, int line, const char* condition,
                               std::string_view detail);

}  // namespace tenure

// TENURE_ASSERT(at == head, "at={} head={}", at, head): both values are printed when it fails.
#define TENURE_ASSERT(condition, ...)                                                     \
  do {                                                                                    \
    if (!(condition)) [[unlikely]]                                                        \
      ::tenure::AssertFailed(__FILE__, __LINE__, #condition, ::fmt::format(__VA_ARGS__)); \
  } while (false)
