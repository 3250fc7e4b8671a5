// The gateway's side: sealed commands go onto the topic, answers come back. What is not answered in
// time is asked again with the same id, and at last answered UNKNOWN, which is the truth. One
// thread.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <unordered_map>

#include "base/random.h"
#include "base/stopwatch.h"
#include "kafka/company.h"
#include "kafka/messages.h"
#include "log/kafka/partition_reader.h"

namespace tenure::kafka {

struct GatewayOptions {
  Place place;
  seal::Key mac_key{};
  Duration ask_again = std::chrono::seconds(4);  // a lost message, or an engine that has died
  Duration give_up = std::chrono::seconds(30);   // then the outcome is unknown
};

class Gateway {
 public:
  using AnswerCallback = std::function<void(const v1::Answer&)>;

  // kStoreMissing when there is no company. `random` gives this gateway its name.
  [[nodiscard]] static Result<std::unique_ptr<Gateway>> Open(GatewayOptions options,
                                                             Random& random);
  ~Gateway();

  [[nodiscard]] const Company& company() const { return company_; }

  // Sends a command; `done` is called by Poll, once. Errors: it could not be queued, nothing was
  // sent.
  [[nodiscard]] Result<void> Send(const v1::SealedCommand& command, AnswerCallback done);
  // Takes in what has come, waiting up to `wait` for the first; asks again, gives up.
  [[nodiscard]] Result<void> Poll(Duration wait);
  [[nodiscard]] std::size_t waiting() const { return asked_.size(); }

  // Send and Poll until it is answered.
  [[nodiscard]] Result<v1::Answer> Ask(const v1::SealedCommand& command);

 private:
  struct Asked {
    std::string scope;
    std::string value;
    AnswerCallback done;
    Stopwatch since_first;
    Stopwatch since_last;
  };

  explicit Gateway(GatewayOptions options)
      : options_(std::move(options)), seal_(options_.mac_key, "") {}
  Result<void> Produce(const Asked& asked);
  Result<void> AskAgain();
  void Take();

  const GatewayOptions options_;
  Company company_;
  CommandSeal seal_;
  ReplyAddress address_;
  std::string topic_;
  Position rules_seen_ = 0;
  log::KafkaOwned<rd_kafka_t> producer_;
  std::unique_ptr<log::PartitionReader> replies_;
  std::unordered_map<std::string, Asked> asked_;  // by scope and command id
  Stopwatch since_look_;
};

}  // namespace tenure::kafka
