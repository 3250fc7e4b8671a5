// What the command line needs of a company on a Kafka cluster. app gives it; this module knows no
// Kafka.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "cli/console.h"
#include "cli/submit.h"
#include "query/open_store.h"

namespace tenure::cli {

struct GlobalOptions;
struct InitRequest;

struct KafkaWords {
  std::string brokers;
  std::string prefix = "tenure";
  std::string config;   // file of further settings of the client: security
  std::string mac_key;  // file; empty: <keys>.mac
  std::uint32_t partitions = 4;
  std::int32_t copies = 3;
  std::string member;  // name of an engine
  std::uint32_t batch = 10'000;
  std::string health;            // file that says whether an engine serves
  double patience_seconds = 30;  // for an answer
};

class KafkaDoor {
 public:
  virtual ~KafkaDoor() = default;

  // Makes topics, identity, keys and the MAC key; gives the part of the company that writes
  // governance, to be furnished.
  [[nodiscard]] virtual Result<std::unique_ptr<query::OpenStore>> Found(
      const GlobalOptions& options, const KafkaWords& words, const InitRequest& request) = 0;
  // Rows (check, state, detail, what_to_do).
  [[nodiscard]] virtual Result<std::vector<JsonValue>> Preflight(const KafkaWords& words) = 0;
  // Rows, one a partition.
  [[nodiscard]] virtual Result<std::vector<JsonValue>> Status(const KafkaWords& words) = 0;
  // Serves until `asked` says to end, then finishes what was begun. `say` is called on any thread.
  [[nodiscard]] virtual Result<void> RunEngine(
      const GlobalOptions& options, const KafkaWords& words, const std::function<bool()>& asked,
      const std::function<void(std::string_view)>& say) = 0;
  // A gateway to the company.
  [[nodiscard]] virtual Result<std::unique_ptr<CommandDoor>> Gateway(const GlobalOptions& options,
                                                                     const KafkaWords& words) = 0;
  // Carries a store's log onto a cluster, or a cluster's into a store; goes on where it ended. Rows
  // (partition, head, root).
  [[nodiscard]] virtual Result<std::vector<JsonValue>> CopyLog(
      const GlobalOptions& options, const KafkaWords& words, bool to_kafka,
      const std::function<void(std::string_view)>& say) = 0;
};

}  // namespace tenure::cli
