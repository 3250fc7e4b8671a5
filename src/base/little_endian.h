// Integers as the formats on disk hold them: little-endian, at any address.
#pragma once

#include <bit>
#include <concepts>
#include <cstring>
#include <string>
#include <string_view>

namespace tenure {

static_assert(std::endian::native == std::endian::little,
              "formats are written by copying integers");

template <std::integral Integer>
void PutLittle(std::string* out, Integer value) {
  char bytes[sizeof value];
  std::memcpy(bytes, &value, sizeof value);
  out->append(bytes, sizeof value);
}

// Overwrites the bytes from `at` on.
template <std::integral Integer>
void SetLittle(char* at, Integer value) {
  std::memcpy(at, &value, sizeof value);
}

template <std::integral Integer>
[[nodiscard]] Integer GetLittle(const char* at) {
  Integer value;
  std::memcpy(&value, at, sizeof value);
  return value;
}

// Takes an integer from the front of `bytes`; false, and nothing taken, when it is too short.
template <std::integral Integer>
[[nodiscard]] bool TakeLittle(std::string_view* bytes, Integer* value) {
  if (bytes->size() < sizeof *value) return false;
  *value = GetLittle<Integer>(bytes->data());
  bytes->remove_prefix(sizeof *value);
  return true;
}

}  // namespace tenure
