// JSON into any message of the contract, strictly: every field is known, of its type, inside its
// bounds, and not twice. The forms of values are those of docs/cli: snake_case (lowerCamelCase is
// taken too), enums by name, 64-bit integers as number or string, bytes as hex, dates, instants,
// spans and money in their own forms. `null` is an absent field.
#pragma once

#include <google/protobuf/message.h>

#include <optional>
#include <string>
#include <string_view>

#include "contract/json_value.h"

namespace tenure::contract {

// Bounds of fields that name none themselves.
inline constexpr std::size_t kTextLengthMax = 4'000;  // code points: a long letter
inline constexpr std::size_t kBytesLengthMax = 4'000;
inline constexpr std::size_t kItemsMax = 1'000;

// Fills the empty `message` from an object. Refusals: UNKNOWN_FIELD, DUPLICATE_KEY, WRONG_TYPE,
// OUT_OF_RANGE, TOO_LONG, CONTROL_CHARACTER, BAD_ID, MISSING_FIELD; the fact `field` is the path
// below `path` ("data.contact.phone"). Facts never hold what the caller wrote as a value. After a
// refusal the message is partly filled. Any thread.
[[nodiscard]] std::optional<Refused> ReadMessage(const JsonValue& object, std::string_view path,
                                                 google::protobuf::Message& message);

// ParseJson and ReadMessage.
[[nodiscard]] std::optional<Refused> ReadMessageText(std::string_view json, std::string_view path,
                                                     google::protobuf::Message& message);

// "identityNumber" for "identity_number".
[[nodiscard]] std::string CamelCase(std::string_view snake_case);

}  // namespace tenure::contract
