// What a reader is told about a personal field that he does not see: erased is a state, never an
// empty string.
#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace tenure {

enum class SealState : std::uint8_t {
  kNone,      // nothing was sealed
  kOpen,      // opened: the value stands in the message
  kNoAccess,  // sealed, and this reader may not open it
  kErased,    // sealed, and its key has been destroyed
};

// State of each personal field by path ("contact.phone"); a path that is not listed is kNone.
using SealStates = std::map<std::string, SealState, std::less<>>;

}  // namespace tenure
