#include "app/kafka_door.h"

#include <fmt/format.h>

#include "app/disk_store.h"
#include "app/kafka_settings.h"
#include "base/hex.h"
#include "base/stopwatch.h"
#include "cli/verbs.h"
#include "contract/value_forms.h"
#include "kafka/gateway.h"
#include "kafka/member.h"
#include "kafka/status.h"
#include "log/copy.h"
#include "log/segment/identity.h"
#include "log/segment/segment_log.h"
#include "seal/file_key_store.h"
#include "store/memory_store.h"
#include "store/memory_views.h"

namespace tenure::app {
namespace {

using cli::JsonValue;
using cli::Num;
using cli::Object;
using cli::Str;
using cli::StrOrNull;

// The partition that holds governance, folded in memory: as long as it takes to furnish a company.
class GovernanceStore final : public query::OpenStore {
 public:
  static Result<std::unique_ptr<query::OpenStore>> Open(
      const kafka::Place& place, const v1::StoreMeta& meta,
      std::unique_ptr<seal::FileKeyStore> key_store, Random& random) {
    auto opened = std::make_unique<GovernanceStore>();
    opened->meta = meta;
    opened->log_ =
        TENURE_TRY(log::KafkaLog::Open(kafka::OwnEventsOf(place, meta, 0, BuiltInDomain())));
    opened->key_store_ = std::move(key_store);
    opened->sealer_ = std::make_unique<seal::Sealer>(*opened->key_store_, random, meta.store_id());
    engine::EngineOptions options;
    options.simulated_clock = meta.clock() == v1::StoreMeta::SIMULATED;
    opened->engine_ = TENURE_TRY(engine::Engine::Open(
        {*opened->log_, opened->store_, opened->clock_, BuiltInDomain()}, std::move(options)));
    opened->gateway_ = std::make_unique<engine::Gateway>(BuiltInDomain(), *opened->sealer_, random);
    opened->log = opened->log_.get();
    opened->store = &opened->store_;
    opened->keys = opened->key_store_.get();
    opened->sealer = opened->sealer_.get();
    opened->engine = opened->engine_.get();
    opened->gateway = opened->gateway_.get();
    return std::unique_ptr<query::OpenStore>(std::move(opened));
  }
  Result<void> Close() override { return {}; }

 private:
  SystemClock clock_;
  std::unique_ptr<log::KafkaLog> log_;
  store::MemoryStore store_;
  std::unique_ptr<seal::FileKeyStore> key_store_;
  std::unique_ptr<seal::Sealer> sealer_;
  std::unique_ptr<engine::Engine> engine_;
  std::unique_ptr<engine::Gateway> gateway_;
};

class ClusterCommands final : public cli::CommandDoor {
 public:
  ClusterCommands(std::unique_ptr<seal::FileKeyStore> keys, std::unique_ptr<kafka::Gateway> gateway,
                  Random& random)
      : keys_(std::move(keys)),
        gateway_(std::move(gateway)),
        sealer_(*keys_, random, gateway_->company().meta.store_id()),
        door_(BuiltInDomain(), sealer_, random) {}

  const Domain& domain() const override { return BuiltInDomain(); }
  std::int32_t PartitionOf(const std::string& scope) const override {
    return kafka::PartitionOf(scope, gateway_->company().meta.partitions());
  }
  Time Now() override { return clock_.Now(); }
  Result<engine::Gateway::Admitted> Admit(engine::CommandRequest request) override {
    request.origin.set_door("kafka");
    return door_.Admit(std::move(request), Now());
  }
  Result<v1::Answer> Run(v1::SealedCommand command) override { return gateway_->Ask(command); }

 private:
  SystemClock clock_;
  std::unique_ptr<seal::FileKeyStore> keys_;
  std::unique_ptr<kafka::Gateway> gateway_;
  seal::Sealer sealer_;
  engine::Gateway door_;
};

JsonValue RowOf(std::int32_t partition, const log::Log& log) {
  const Hash256 root = log.Frontier()->Root();
  return Object({{"partition", Num(static_cast<std::uint64_t>(partition))},
                 {"head", Str(std::to_string(*log.Head()))},
                 {"root", Str(HexOf({reinterpret_cast<const char*>(root.data()), root.size()}))}});
}

// The health file: there while every lane serves, with what they do.
Result<void> WriteHealth(Files& files, const std::string& path, const kafka::Member& member) {
  if (path.empty()) return {};
  std::string text;
  for (const auto& [partition, lane] : member.lanes()) {
    text +=
        fmt::format("lane {} {} head {} commands {} forged {} reopened {}{}{}\n", partition,
                    lane.state == kafka::LaneStatus::State::kServing ? "serving" : "not-serving",
                    lane.head, lane.commands, lane.forged, lane.reopened,
                    lane.problem.empty() ? "" : " problem ", lane.problem);
  }
  for (const auto& [partition, position] : member.standbys()) {
    text += fmt::format("standby {} at {}\n", partition, position);
  }
  const std::size_t slash = path.find_last_of('/');
  const std::string directory = slash == std::string::npos ? "." : path.substr(0, slash);
  return ReplaceFile(files, directory, slash == std::string::npos ? path : path.substr(slash + 1),
                     text);
}

}  // namespace

ClusterDoor::ClusterDoor() : files_(PosixFiles()), random_(std::make_unique<SystemRandom>()) {}
ClusterDoor::~ClusterDoor() = default;

Result<std::unique_ptr<query::OpenStore>> ClusterDoor::Found(const cli::GlobalOptions& options,
                                                             const cli::KafkaWords& words,
                                                             const cli::InitRequest& request) {
  const kafka::Place place = TENURE_TRY(PlaceOf(*files_, words));
  std::string store_id(16, '\0');
  random_->Fill({reinterpret_cast<std::uint8_t*>(store_id.data()), store_id.size()});
  kafka::Company company;
  company.copies = words.copies;
  v1::StoreMeta& meta = company.meta;
  meta.set_store_id(store_id);
  meta.set_format(log::kLogFormat);
  meta.set_legal_entity(request.entity);
  meta.set_role(v1::StoreMeta::PRIMARY);
  meta.set_clock(request.simulated ? v1::StoreMeta::SIMULATED : v1::StoreMeta::SYSTEM);
  meta.set_partitions(words.partitions);
  meta.set_shard_function(kShardFunction);
  SystemClock clock;
  meta.set_created_at_us(MicrosOf(request.now.value_or(clock.Now())));
  // Keys first: a company whose keys are missing could not be used, keys without one harm nobody.
  TENURE_TRY(seal::FileKeyStore::Create(*files_, options.keys, store_id, *random_));
  auto keys = TENURE_TRY(seal::FileKeyStore::Open(*files_, options.keys, store_id, *random_));
  TENURE_TRY(WriteMacKey(*files_, words.mac_key, kafka::CommandMacKey(keys->MacSecret())));
  TENURE_TRY(kafka::CreateCompany(place, company));
  return GovernanceStore::Open(place, meta, std::move(keys), *random_);
}

Result<std::vector<JsonValue>> ClusterDoor::Preflight(const cli::KafkaWords& words) {
  std::vector<JsonValue> rows;
  for (const kafka::Finding& finding :
       TENURE_TRY(kafka::Preflight(TENURE_TRY(PlaceOf(*files_, words))))) {
    rows.push_back(Object({{"check", Str(finding.check)},
                           {"state", Str(finding.refused ? "refused" : "ok")},
                           {"detail", Str(finding.detail)},
                           {"what_to_do", StrOrNull(finding.what_to_do)}}));
  }
  return rows;
}

Result<std::vector<JsonValue>> ClusterDoor::Status(const cli::KafkaWords& words) {
  const kafka::Place place = TENURE_TRY(PlaceOf(*files_, words));
  const kafka::Company company = TENURE_TRY(kafka::ReadCompany(place));
  std::vector<JsonValue> rows;
  for (const kafka::PartitionStatus& status : TENURE_TRY(kafka::StatusOf(place, company))) {
    const std::string open =
        status.open_since ? contract::FormatInstant(MicrosOf(*status.open_since)) : "";
    rows.push_back(Object({{"partition", Num(static_cast<std::uint64_t>(status.partition))},
                           {"head", Str(std::to_string(status.head))},
                           {"owner", StrOrNull(status.owner)},
                           {"waiting", Num(static_cast<std::uint64_t>(status.waiting))},
                           {"open_transaction_since", StrOrNull(open)}}));
  }
  return rows;
}

Result<void> ClusterDoor::RunEngine(const cli::GlobalOptions& options, const cli::KafkaWords& words,
                                    const std::function<bool()>& asked,
                                    const std::function<void(std::string_view)>& say) {
  SystemClock clock;
  kafka::MemberOptions member_options;
  member_options.place = TENURE_TRY(PlaceOf(*files_, words));
  member_options.mac_key = TENURE_TRY(ReadMacKey(*files_, words.mac_key));
  member_options.directory = options.store;
  member_options.name = words.member;
  member_options.batch_commands = words.batch;
  const auto member = TENURE_TRY(kafka::Member::Join(
      {BuiltInDomain(), BuiltInProjections(), clock, [&](const std::string& line) { say(line); }},
      std::move(member_options)));
  Stopwatch since_health;
  while (!asked()) {
    TENURE_TRY(member->Serve(std::chrono::milliseconds(100)));
    if (since_health.Elapsed() < std::chrono::seconds(1)) continue;
    TENURE_TRY(WriteHealth(*files_, words.health, *member));
    since_health = Stopwatch();
  }
  say("engine: ending after the rounds that were begun");
  return {};
}

Result<std::unique_ptr<cli::CommandDoor>> ClusterDoor::Gateway(const cli::GlobalOptions& options,
                                                               const cli::KafkaWords& words) {
  kafka::GatewayOptions gateway_options;
  gateway_options.place = TENURE_TRY(PlaceOf(*files_, words));
  gateway_options.give_up =
      std::chrono::milliseconds(static_cast<std::int64_t>(words.patience_seconds * 1000));
  const kafka::Company company = TENURE_TRY(kafka::ReadCompany(gateway_options.place));
  auto keys = TENURE_TRY(seal::FileKeyStore::Open(*files_, options.keys, company.meta.store_id(),
                                                  *random_, seal::KeyStoreAccess::kShared));
  gateway_options.mac_key = kafka::CommandMacKey(keys->MacSecret());
  auto gateway = TENURE_TRY(kafka::Gateway::Open(std::move(gateway_options), *random_));
  return std::unique_ptr<cli::CommandDoor>(
      std::make_unique<ClusterCommands>(std::move(keys), std::move(gateway), *random_));
}

Result<std::vector<JsonValue>> ClusterDoor::CopyLog(
    const cli::GlobalOptions& options, const cli::KafkaWords& words, bool to_kafka,
    const std::function<void(std::string_view)>& say) {
  const kafka::Place place = TENURE_TRY(PlaceOf(*files_, words));
  kafka::Company company;
  std::unique_ptr<log::LogDirectory> directory;
  if (to_kafka) {
    directory = TENURE_TRY(log::LogDirectory::Open(*files_, options.store, {.read_only = true}));
    auto there = kafka::ReadCompany(place);
    if (!there && there.error().code == ErrorCode::kStoreMissing) {
      company.meta = directory->meta();
      company.meta.set_role(v1::StoreMeta::COPY);
      company.copies = words.copies;
      TENURE_TRY(kafka::CreateCompany(place, company));
    } else {
      company = TENURE_TRY(std::move(there));
    }
    if (company.meta.store_id() != directory->meta().store_id()) {
      return Fail(ErrorCode::kStoreFormat, "the topics hold another store");
    }
    if (company.meta.role() != v1::StoreMeta::COPY) {
      return Fail(ErrorCode::kReadOnly, "the topics hold the company itself, not a copy");
    }
  } else {
    company = TENURE_TRY(kafka::ReadCompany(place));
    if (!TENURE_TRY(files_->Exists(options.store + "/identity"))) {
      v1::StoreMeta meta = company.meta;
      meta.set_role(v1::StoreMeta::COPY);
      TENURE_TRY(log::CreateLogDirectory(*files_, options.store, meta));
    }
    directory = TENURE_TRY(log::LogDirectory::Open(*files_, options.store, {.fill_copy = true}));
    if (directory->meta().store_id() != company.meta.store_id() ||
        directory->meta().role() != v1::StoreMeta::COPY) {
      return Fail(ErrorCode::kStoreFormat,
                  fmt::format("{} is no copy of this company", options.store));
    }
  }
  std::vector<JsonValue> rows;
  for (std::uint32_t i = 0; i < company.meta.partitions(); ++i) {
    const auto partition = static_cast<std::int32_t>(i);
    auto on_kafka = TENURE_TRY(log::KafkaLog::Open(
        to_kafka ? kafka::OwnEventsOf(place, company.meta, partition, BuiltInDomain())
                 : kafka::EventsOf(place, company.meta, partition)));
    log::SegmentLog& on_disk = directory->partition(i);
    const auto progress = [&](Position done) { say(fmt::format("{}: {} records", i, done)); };
    if (to_kafka) {
      TENURE_TRY(log::CopyLog(on_disk, *on_kafka, progress));
    } else {
      TENURE_TRY(log::CopyLog(*on_kafka, on_disk, progress));
    }
    rows.push_back(RowOf(partition, on_disk));
  }
  TENURE_TRY(directory->Close());
  return rows;
}

}  // namespace tenure::app
