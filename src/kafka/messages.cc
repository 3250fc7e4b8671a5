#include "kafka/messages.h"

#include <fmt/format.h>

#include <charconv>

#include "log/kafka/partition_reader.h"
#include "seal/digest.h"

namespace tenure::kafka {
namespace {

constexpr char kMacHeader[] = "tenure_mac";
constexpr char kReplyHeader[] = "tenure_reply";  // "<partition>/<gateway>"
constexpr char kRulesHeader[] = "tenure_rules";  // governance records seen, in decimal

template <typename T>
std::optional<T> NumberIn(std::string_view text) {
  T number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<ReplyAddress> AddressIn(std::string_view text) {
  if (text.empty()) return ReplyAddress{};
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto partition = NumberIn<std::int32_t>(text.substr(0, slash));
  if (!partition) return std::nullopt;
  return ReplyAddress{*partition, std::string(text.substr(slash + 1))};
}

}  // namespace

seal::Key CommandMacKey(const seal::Key& store_secret) {
  return seal::DeriveKey(store_secret, "tenure kafka command");
}

std::string CommandSeal::MacOf(std::string_view value, std::string_view reply,
                               std::string_view rules) const {
  std::string text;
  for (const std::string_view part : {std::string_view(store_id_), reply, rules, value}) {
    seal::AppendSized(text, part);
  }
  const seal::Mac mac = seal::HmacSha256(key_, text);
  return {reinterpret_cast<const char*>(mac.data()), mac.size()};
}

HeaderList CommandSeal::HeadersOf(std::string_view value, const ReplyAddress& reply,
                                  Position rules_at_least) const {
  const std::string address =
      reply.partition < 0 ? "" : fmt::format("{}/{}", reply.partition, reply.gateway);
  const std::string rules = std::to_string(rules_at_least);
  return {
      {kReplyHeader, address}, {kRulesHeader, rules}, {kMacHeader, MacOf(value, address, rules)}};
}

std::optional<CommandMessage> CommandSeal::Open(const rd_kafka_message_t& message) const {
  const std::string_view value(static_cast<const char*>(message.payload), message.len);
  const std::string_view reply = log::HeaderOf(message, kReplyHeader);
  const std::string_view rules = log::HeaderOf(message, kRulesHeader);
  if (!seal::SameBytes(log::HeaderOf(message, kMacHeader), MacOf(value, reply, rules))) {
    return std::nullopt;
  }
  CommandMessage opened;
  const auto address = AddressIn(reply);
  const auto seen = NumberIn<Position>(rules);
  if (!address || !seen ||
      !opened.command.ParseFromArray(value.data(), static_cast<int>(value.size()))) {
    return std::nullopt;
  }
  opened.reply = *address;
  opened.rules_at_least = *seen;
  return opened;
}

}  // namespace tenure::kafka
