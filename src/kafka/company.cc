#include "kafka/company.h"

#include <fmt/format.h>

#include "base/hex.h"
#include "base/shard.h"
#include "log/kafka/partition_reader.h"
#include "log/kafka/writer.h"
#include "tenure/ids.h"

namespace tenure::kafka {
namespace {

constexpr char kIdentityKey[] = "identity";
constexpr char kCopiesHeader[] = "copies";
constexpr char kMessageBytes[] = "17825792";  // a record of 16 MiB and its headers

log::TopicPlan PlanOf(const std::string& name, std::int32_t partitions, std::int32_t copies) {
  return {.name = name,
          .partitions = partitions,
          .replication = copies,
          .settings = {{"cleanup.policy", "delete"},
                       {"retention.ms", "-1"},
                       {"retention.bytes", "-1"},
                       {"min.insync.replicas", std::to_string(InSyncOf(copies))},
                       {"unclean.leader.election.enable", "false"},
                       {"compression.type", "producer"},
                       {"max.message.bytes", kMessageBytes}}};
}

}  // namespace

log::KafkaLogOptions EventsOf(const Place& place, const v1::StoreMeta& meta,
                              std::int32_t partition) {
  log::KafkaLogOptions options;
  options.settings = place.settings;
  options.topic = place.events();
  options.partition = partition;
  options.store_id = meta.store_id();
  options.patience = place.patience;
  return options;
}

log::KafkaLogOptions OwnEventsOf(const Place& place, const v1::StoreMeta& meta,
                                 std::int32_t partition, const Domain& domain) {
  log::KafkaLogOptions options = EventsOf(place, meta, partition);
  options.transactional_id = place.WriterOf(partition);
  options.type_name = [&domain](std::uint32_t type) {
    const EventEntry* entry = domain.FindEvent(type);
    return entry == nullptr ? std::string_view() : entry->name;
  };
  return options;
}

std::string Place::WriterOf(std::int32_t partition) const {
  return fmt::format("{}.lane-{}", prefix, partition);
}

std::int32_t PartitionOf(std::string_view scope, std::uint32_t partitions) {
  if (partitions <= 1 || scope == kGovernanceScope) return 0;
  const std::uint32_t shard = ShardOf(ScopeHash(scope));
  return static_cast<std::int32_t>(1 + shard * (partitions - 1) / kShards);
}

Result<void> CreateCompany(const Place& place, const Company& company) {
  auto admin = TENURE_TRY(log::KafkaAdmin::Connect(place.settings, place.patience));
  const std::int32_t brokers = TENURE_TRY(admin.Brokers());
  if (brokers < company.copies) {
    return Fail(ErrorCode::kInvalidInput,
                fmt::format("{} copies of each topic are asked for, {} brokers are up: start more, "
                            "or say --copies {} for a company that may be lost",
                            company.copies, brokers, brokers));
  }
  const auto partitions = static_cast<std::int32_t>(company.meta.partitions());
  log::TopicPlan replies = PlanOf(place.replies(), partitions, company.copies);
  replies.settings["retention.ms"] = "3600000";
  TENURE_TRY(admin.Create({PlanOf(place.events(), partitions, company.copies),
                           PlanOf(place.commands(), partitions, company.copies), replies,
                           PlanOf(place.checkpoints(), 1, company.copies)}));
  // The identity comes last: topics without it are no company.
  auto writer =
      TENURE_TRY(log::TransactionalWriter::Open({.settings = place.settings,
                                                 .transactional_id = place.prefix + ".init",
                                                 .topics = {place.checkpoints()},
                                                 .commit_timeout = place.patience}));
  const std::string topic = place.checkpoints();
  const std::string identity = company.meta.SerializeAsString();
  const log::OutMessage message{
      topic, 0, kIdentityKey, identity, {{kCopiesHeader, std::to_string(company.copies)}}};
  return writer->Commit({&message, 1}, std::nullopt);
}

Result<Company> ReadCompany(const Place& place) {
  const auto missing = [&](std::string_view why) {
    return Fail(ErrorCode::kStoreMissing,
                fmt::format("{}: {}; `tenure kafka init` makes a company", place.prefix, why));
  };
  auto reader = TENURE_TRY(log::PartitionReader::Start(place.settings, place.checkpoints(), 0, 0,
                                                       std::chrono::milliseconds(20)));
  const auto range = reader->Range(place.patience);
  if (!range && range.error().code == ErrorCode::kNotFound) return missing("no such topics");
  if (!range) return tl::unexpected(range.error());
  const auto got = TENURE_TRY(reader->NextWithin(place.patience));
  if (got == log::PartitionReader::Got::kEnd) return missing("its topics hold no identity");
  Company company;
  const bool whole =
      reader->key() == kIdentityKey && reader->message().offset == 0 &&
      company.meta.ParseFromArray(reader->value().data(), static_cast<int>(reader->value().size()));
  if (!whole) {
    return Fail(ErrorCode::kLogTruncated,
                fmt::format("{} does not begin with the identity", place.checkpoints()));
  }
  company.copies = std::atoi(std::string(reader->Header(kCopiesHeader)).c_str());
  return company;
}

}  // namespace tenure::kafka
