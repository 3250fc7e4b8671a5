// What is looked at before anything relies on a cluster. Each refusal says what to change.
#include <fmt/format.h>

#include <cstdlib>

#include "kafka/company.h"
#include "kafka/sessions.h"
#include "log/kafka/partition_reader.h"

namespace tenure::kafka {
namespace {

constexpr std::int64_t kWeekMs = 7LL * 24 * 3600 * 1000;

std::string SettingOf(const log::TopicFacts& facts, const std::string& name) {
  const auto found = facts.settings.find(name);
  return found == facts.settings.end() ? std::string() : found->second;
}

std::int64_t NumberOf(const std::string& text) { return std::strtoll(text.c_str(), nullptr, 10); }

class Inspection {
 public:
  void Ok(std::string check, std::string detail) {
    findings_.push_back({std::move(check), false, std::move(detail), ""});
  }
  void Need(bool holds, std::string check, std::string detail, std::string what_to_do) {
    if (holds) what_to_do.clear();
    findings_.push_back({std::move(check), !holds, std::move(detail), std::move(what_to_do)});
  }
  [[nodiscard]] std::vector<Finding> Take() { return std::move(findings_); }

 private:
  std::vector<Finding> findings_;
};

std::string AlterTopic(const std::string& topic, const std::string& setting) {
  return fmt::format("kafka-configs --alter --entity-type topics --entity-name {} --add-config {}",
                     topic, setting);
}

// Every topic whose messages count for ever.
void InspectTopic(const std::string& topic, const log::TopicFacts& facts, const Company& company,
                  Inspection* into) {
  const auto check = [&](const char* what) { return fmt::format("{} {}", topic, what); };
  const std::int32_t in_sync = InSyncOf(company.copies);
  into->Need(facts.replication >= company.copies, check("copies"),
             std::to_string(facts.replication),
             fmt::format("the company was made with {}: reassign its partitions", company.copies));
  const std::string min_in_sync = SettingOf(facts, "min.insync.replicas");
  into->Need(NumberOf(min_in_sync) >= in_sync, check("min.insync.replicas"), min_in_sync,
             AlterTopic(topic, fmt::format("min.insync.replicas={}", in_sync)));
  const std::string policy = SettingOf(facts, "cleanup.policy");
  into->Need(policy == "delete", check("cleanup.policy"), policy,
             AlterTopic(topic, "cleanup.policy=delete"));
  const std::string unclean = SettingOf(facts, "unclean.leader.election.enable");
  into->Need(unclean == "false", check("unclean.leader.election.enable"), unclean,
             AlterTopic(topic, "unclean.leader.election.enable=false"));
  const std::string bytes = SettingOf(facts, "max.message.bytes");
  into->Need(NumberOf(bytes) >= 17'825'792, check("max.message.bytes"), bytes,
             AlterTopic(topic, "max.message.bytes=17825792"));
}

void InspectRetention(const std::string& topic, const log::TopicFacts& facts, bool for_ever,
                      Inspection* into) {
  const std::string ms = SettingOf(facts, "retention.ms");
  const std::string bytes = SettingOf(facts, "retention.bytes");
  const bool kept = NumberOf(ms) == -1 || (!for_ever && NumberOf(ms) >= kWeekMs);
  into->Need(kept, topic + " retention.ms", ms, AlterTopic(topic, "retention.ms=-1"));
  into->Need(NumberOf(bytes) == -1, topic + " retention.bytes", bytes,
             AlterTopic(topic, "retention.bytes=-1"));
}

Result<void> InspectBroker(log::KafkaAdmin& admin, Inspection* into) {
  const std::string auto_create = TENURE_TRY(admin.BrokerSetting("auto.create.topics.enable"));
  into->Need(auto_create == "false", "broker auto.create.topics.enable", auto_create,
             "set it to false on every broker: a mistyped name must not become a topic");
  const std::int64_t least =
      NumberOf(TENURE_TRY(admin.BrokerSetting("group.min.session.timeout.ms")));
  const std::int64_t most =
      NumberOf(TENURE_TRY(admin.BrokerSetting("group.max.session.timeout.ms")));
  const std::int64_t ours = log::KafkaMillis(kSessionTimeout);
  into->Need(least <= ours && ours <= most, "broker group session bounds",
             fmt::format("{}..{} ms", least, most),
             fmt::format("let them hold {} ms, else an engine's death is noticed too late", ours));
  const std::string longest = TENURE_TRY(admin.BrokerSetting("transaction.max.timeout.ms"));
  into->Need(NumberOf(longest) >= log::KafkaMillis(kTransactionTimeout),
             "broker transaction.max.timeout.ms", longest,
             fmt::format("at least {} ms", log::KafkaMillis(kTransactionTimeout)));
  return {};
}

Result<void> InspectBeginnings(const Place& place, const Company& company, Inspection* into) {
  for (std::uint32_t partition = 0; partition < company.meta.partitions(); ++partition) {
    const auto number = static_cast<std::int32_t>(partition);
    const auto reader = TENURE_TRY(log::PartitionReader::Start(
        place.settings, place.events(), number, RD_KAFKA_OFFSET_END, std::chrono::seconds(1)));
    const log::KafkaRange range = TENURE_TRY(reader->Range(place.patience));
    into->Need(
        range.low == 0, fmt::format("{}/{} beginning", place.events(), partition),
        fmt::format("offset {}", range.low),
        "records were deleted: restore the topic from a copy; nothing can be folded without");
  }
  return {};
}

}  // namespace

Result<std::vector<Finding>> Preflight(const Place& place) {
  Inspection inspection;
  auto admin = TENURE_TRY(log::KafkaAdmin::Connect(place.settings, place.patience));
  inspection.Ok("brokers", std::to_string(TENURE_TRY(admin.Brokers())));
  const Company company = TENURE_TRY(ReadCompany(place));
  const auto partitions = static_cast<std::int32_t>(company.meta.partitions());
  inspection.Ok("identity", fmt::format("{} partitions, {} copies", partitions, company.copies));
  for (const std::string& topic :
       {place.events(), place.commands(), place.checkpoints(), place.replies()}) {
    const auto facts = admin.Describe(topic);
    if (!facts && facts.error().code == ErrorCode::kNotFound) {
      inspection.Need(false, topic, "is not there", "restore it; a topic made anew is another one");
      continue;
    }
    if (!facts) return tl::unexpected(facts.error());
    const std::int32_t wanted = topic == place.checkpoints() ? 1 : partitions;
    inspection.Need(facts->partitions == wanted, topic + " partitions",
                    std::to_string(facts->partitions),
                    fmt::format("the identity says {}: scopes would be looked for elsewhere; carry "
                                "the company over instead",
                                wanted));
    if (topic == place.replies()) continue;
    InspectTopic(topic, *facts, company, &inspection);
    InspectRetention(topic, *facts, topic != place.commands(), &inspection);
  }
  TENURE_TRY(InspectBroker(admin, &inspection));
  const auto begun = InspectBeginnings(place, company, &inspection);
  if (!begun && begun.error().code != ErrorCode::kNotFound) return tl::unexpected(begun.error());
  return inspection.Take();
}

Result<void> RefuseWeak(const std::vector<Finding>& findings) {
  for (const Finding& finding : findings) {
    if (!finding.refused) continue;
    return Fail(ErrorCode::kStoreFormat,
                fmt::format("{} is {}: {}", finding.check, finding.detail, finding.what_to_do));
  }
  return {};
}

}  // namespace tenure::kafka
