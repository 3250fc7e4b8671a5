// Commands and answers as they lie on topics. A command is what the gateway sealed, with a MAC over
// all of it: only who holds the company's MAC key can have made it. Nothing here is personal.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "log/kafka/client.h"
#include "seal/crypto.h"
#include "tenure/ids.h"
#include "tenure/v1/command.pb.h"

namespace tenure::kafka {

using HeaderList = std::vector<std::pair<std::string_view, std::string>>;

// Where an answer goes.
struct ReplyAddress {
  std::int32_t partition = -1;  // of the replies topic; -1: nobody waits
  std::string gateway;          // its own name, so that it takes only what is for it
};

struct CommandMessage {
  v1::SealedCommand command;
  ReplyAddress reply;
  Position rules_at_least = 0;  // governance records that the sender has seen
};

// Signs and checks for one company.
class CommandSeal {
 public:
  CommandSeal(const seal::Key& mac_key, std::string store_id)
      : key_(mac_key), store_id_(std::move(store_id)) {}

  // The headers for a command whose message value is `value`.
  [[nodiscard]] HeaderList HeadersOf(std::string_view value, const ReplyAddress& reply,
                                     Position rules_at_least) const;
  // Absent when the MAC is not this company's or the value is no command: to be passed over.
  [[nodiscard]] std::optional<CommandMessage> Open(const rd_kafka_message_t& message) const;

 private:
  [[nodiscard]] std::string MacOf(std::string_view value, std::string_view reply,
                                  std::string_view rules) const;

  seal::Key key_;
  std::string store_id_;
};

// The MAC key is derived from the key store's secret, so that gateways need no further file.
[[nodiscard]] seal::Key CommandMacKey(const seal::Key& store_secret);

}  // namespace tenure::kafka
