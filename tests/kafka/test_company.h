// A company of a test on the shared cluster: its own topics, keys and engines, all by the real
// program from outside.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "e2e/command_line.h"
#include "kafka/cluster.h"

namespace tenure::kafka {

class TestCompany {
 public:
  explicit TestCompany(Cluster& cluster = Cluster::Shared())
      : cluster_(cluster), prefix_(FreshName("company")) {}

  // `kafka init` with these further words; the administrator is "boss".
  void Init(const std::vector<std::string>& more = {"--partitions", "3"});
  // Starts an engine and waits until it serves what it was given.
  [[nodiscard]] std::unique_ptr<e2e::Process> StartEngine(
      const std::string& name, const std::vector<std::string>& more = {});
  // The program with these words and those that name the company.
  [[nodiscard]] std::vector<std::string> Words(const std::vector<std::string>& words,
                                               const std::string& brokers = "--brokers") const;
  [[nodiscard]] e2e::Finished Run(const std::vector<std::string>& words,
                                  const std::string& brokers = "--brokers",
                                  const std::string& input = "") const;
  struct Submitted {
    e2e::Finished finished;
    std::vector<e2e::JsonValue> results;
  };
  [[nodiscard]] Submitted Submit(const std::vector<std::string>& lines,
                                 const std::vector<std::string>& more = {}) const;
  // Every status of these lines, in their order.
  [[nodiscard]] std::vector<std::string> Statuses(const std::vector<std::string>& lines) const;

  [[nodiscard]] const e2e::CommandLine& program() const { return program_; }
  [[nodiscard]] const std::string& prefix() const { return prefix_; }
  [[nodiscard]] Cluster& cluster() const { return cluster_; }
  // A member's text of each row of `kafka status`.
  [[nodiscard]] std::vector<std::string> StatusColumn(const std::string& name) const;

 private:
  Cluster& cluster_;
  const std::string prefix_;
  e2e::CommandLine program_;
};

// RegisterCustomer by the administrator; `more` is further members.
[[nodiscard]] std::string RegisterBy(const std::string& id, const std::string& more = "");

}  // namespace tenure::kafka
