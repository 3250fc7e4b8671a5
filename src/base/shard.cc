// The hash of a scope.
#include "base/shard.h"

#include "base/sha256.h"

namespace tenure {

std::uint64_t ScopeHash(std::string_view scope) {
  const Hash256 hash = Sha256(scope);
  std::uint64_t value = 0;
  for (int index = 0; index < 8; ++index) value = value << 8 | hash[index];
  return value;
}

}  // namespace tenure
