// JSON as read, before anything is known about its meaning: a small tree with numbers as they were
// written, so that nothing is lost in a double. Objects keep their order and have no key twice.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "tenure/decision.h"

namespace tenure::contract {

// A value, or why the input is none.
template <typename T>
using Checked = tl::expected<T, Refused>;

struct JsonValue {
  enum class Kind : std::uint8_t { kNull, kBool, kNumber, kString, kArray, kObject };
  Kind kind = Kind::kNull;
  bool boolean = false;
  std::string text;  // of a string, or a number as written
  std::vector<JsonValue> items;
  std::vector<std::pair<std::string, JsonValue>> members;

  // The member of that name in an object; null when there is none.
  [[nodiscard]] const JsonValue* Find(std::string_view name) const;
  // The text of that member; empty when there is none.
  [[nodiscard]] std::string TextOf(std::string_view name) const;
};

inline constexpr std::size_t kJsonDepthMax = 32;           // no form of the contract needs ten
inline constexpr std::size_t kJsonBytesMax = 1024 * 1024;  // a command's bound in bytes

// Reads one JSON text (a byte order mark in front is passed over). BAD_JSON with the column,
// COMMAND_TOO_LARGE, TOO_DEEP, DUPLICATE_KEY, BAD_UTF8. Facts name paths, never values.
[[nodiscard]] Checked<JsonValue> ParseJson(std::string_view text,
                                           std::size_t bytes_max = kJsonBytesMax);

// "data" and "phone" are "data.phone"; an index stands as "data.lines[2]".
[[nodiscard]] std::string JoinPath(std::string_view path, std::string_view name);
[[nodiscard]] std::string IndexPath(std::string_view path, std::size_t index);

// A key as it may stand in a message: what a stranger typed (valid UTF-8), cut to 64 bytes and
// without control characters.
[[nodiscard]] std::string ShownName(std::string_view name);

}  // namespace tenure::contract
