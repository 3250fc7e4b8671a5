// The command line's view of a Kafka cluster, put together from the modules that know one.
#pragma once

#include <memory>

#include "base/file_port.h"
#include "base/random.h"
#include "cli/kafka_door.h"

namespace tenure::app {

class ClusterDoor final : public cli::KafkaDoor {
 public:
  ClusterDoor();
  ~ClusterDoor() override;

  Result<std::unique_ptr<query::OpenStore>> Found(const cli::GlobalOptions& options,
                                                  const cli::KafkaWords& words,
                                                  const cli::InitRequest& request) override;
  Result<std::vector<cli::JsonValue>> Preflight(const cli::KafkaWords& words) override;
  Result<std::vector<cli::JsonValue>> Status(const cli::KafkaWords& words) override;
  Result<void> RunEngine(const cli::GlobalOptions& options, const cli::KafkaWords& words,
                         const std::function<bool()>& asked,
                         const std::function<void(std::string_view)>& say) override;
  Result<std::unique_ptr<cli::CommandDoor>> Gateway(const cli::GlobalOptions& options,
                                                    const cli::KafkaWords& words) override;
  Result<std::vector<cli::JsonValue>> CopyLog(
      const cli::GlobalOptions& options, const cli::KafkaWords& words, bool to_kafka,
      const std::function<void(std::string_view)>& say) override;

 private:
  std::unique_ptr<Files> files_;
  std::unique_ptr<Random> random_;
};

}  // namespace tenure::app
