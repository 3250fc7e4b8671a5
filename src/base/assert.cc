#include "base/assert.h"

#include <cstdio>
#include <cstdlib>

namespace tenure {

void AssertFailed(const char* file, int line, const char* condition, std::string_view detail) {
  std::fprintf(stderr, "%s:%d: broken promise: %s: %.*s\n", file, line, condition,
               static_cast<int>(detail.size()), detail.data());
  std::abort();
}

}  // namespace tenure
