// A real Kafka cluster for a test program, started by deploy/kafka/cluster and gone with the
// program however that ends: the script stops when its stdin does. If it cannot be had the program
// ends with the script's reason.
#pragma once

#include <sys/types.h>

#include <map>
#include <string>

#include "log/kafka/client.h"

namespace tenure::kafka {

class Cluster {
 public:
  // `words`: further arguments of `cluster run`.
  explicit Cluster(const std::string& words = "");
  ~Cluster();
  Cluster(const Cluster&) = delete;
  Cluster& operator=(const Cluster&) = delete;

  // One node that all tests of the program share.
  static Cluster& Shared();

  [[nodiscard]] const std::string& brokers() const { return brokers_; }
  [[nodiscard]] log::KafkaSettings settings() const { return {brokers_, {}}; }
  // With --users: their passwords.
  [[nodiscard]] const std::map<std::string, std::string>& users() const { return users_; }

  // "kill 2", "stop 2", "freeze 2", "thaw 2", "start 2"; returns when it is done.
  void Tell(const std::string& line);

 private:
  std::string ReadLine();

  pid_t pid_ = -1;
  int in_ = -1, out_ = -1;
  std::string brokers_;
  std::map<std::string, std::string> users_;
};

// A name that no other test of this run uses.
[[nodiscard]] std::string FreshName(const std::string& what);

}  // namespace tenure::kafka
