// A command in plain words becomes the JSON line that `tenure submit` takes: titles and field names
// are looked up in the contract, values are written as people write them.
#pragma once

#include <string>
#include <string_view>

#include "contract/json_writer.h"
#include "scenario/story.h"
#include "tenure/domain.h"

namespace tenure::scenario {

// By name ("SignContract") or title in either language ("Sign the contract"); null when unknown.
[[nodiscard]] const CommandEntry* FindCommand(std::string_view words);

// "contract number" and "engagement" find contract_number and engagement_id; null when unknown.
[[nodiscard]] const google::protobuf::FieldDescriptor* FindField(
    const google::protobuf::Descriptor& message, std::string_view words);

// The line for `submit`. What cannot be said comes back in `wrong` and the line is empty.
//   now: RFC 3339; command_id: used where the story gives none
[[nodiscard]] std::string CommandLineOf(const Act& act, std::size_t line, std::string_view now,
                                        std::string_view command_id, std::vector<Mismatch>* wrong);

// "3,200,000.00 CNY" in hundredths; nullopt for another form.
struct PlainMoney {
  std::string minor;
  std::string currency;
  friend bool operator==(const PlainMoney&, const PlainMoney&) = default;
};
[[nodiscard]] std::optional<PlainMoney> MoneyOf(std::string_view text);

// "Text message" -> "text_message".
[[nodiscard]] std::string Snake(std::string_view words);

}  // namespace tenure::scenario
