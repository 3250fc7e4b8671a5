// One engine process of a company: a member of the group that shares the partitions out, a lane for
// each partition it is given, and the rules they all decide by. The consumer's own thread does
// nothing but belong to the group.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "kafka/company.h"
#include "kafka/governance.h"
#include "kafka/lane.h"
#include "kafka/replies.h"
#include "kafka/standby.h"

namespace tenure::kafka {

struct MemberOptions {
  Place place;
  seal::Key mac_key{};
  std::string directory;  // a folder for each partition
  // With a name a member that comes back within the session has its partitions at once and nobody
  // else is disturbed; without one it leaves when it ends and others take over at once.
  std::string name;
  std::size_t batch_commands = 10'000;
  bool standby = true;  // follow the partitions that others write
};

struct MemberPorts {
  const Domain& domain;
  std::span<const ProjectionEntry> projections;
  Clock& clock;
  std::function<void(const std::string& line)> say;
};

class Member {
 public:
  // Checks the cluster (Preflight), reads the rules, joins the group.
  [[nodiscard]] static Result<std::unique_ptr<Member>> Join(const MemberPorts& ports,
                                                            MemberOptions options);
  // Ends the lanes after the rounds they have begun, then leaves.
  ~Member();
  Member(const Member&) = delete;
  Member& operator=(const Member&) = delete;

  // Serves for about `time`. An error ends the membership.
  [[nodiscard]] Result<void> Serve(Duration time);

  // Any thread.
  [[nodiscard]] std::map<std::int32_t, LaneStatus> lanes() const;
  [[nodiscard]] std::map<std::int32_t, Position> standbys() const;
  [[nodiscard]] const Company& company() const { return company_; }

 private:
  Member(const MemberPorts& ports, MemberOptions options)
      : ports_(ports), options_(std::move(options)) {}
  Result<void> Subscribe();
  void Assign(rd_kafka_topic_partition_list_t* partitions);
  void Revoke();
  [[nodiscard]] std::string DirectoryOf(std::int32_t partition) const;
  static void OnRebalance(rd_kafka_t*, rd_kafka_resp_err_t code,
                          rd_kafka_topic_partition_list_t* partitions, void* self);

  const MemberPorts ports_;
  const MemberOptions options_;
  Company company_;
  std::unique_ptr<Governance> governance_;
  std::unique_ptr<Replies> replies_;
  log::KafkaOwned<rd_kafka_t> consumer_;

  mutable std::mutex mutex_;  // guards both
  std::map<std::int32_t, std::unique_ptr<Lane>> lanes_;
  std::unique_ptr<Standby> standby_;
};

}  // namespace tenure::kafka
