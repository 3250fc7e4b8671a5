#include "kafka/standby.h"

#include "engine/catch_up.h"

namespace tenure::kafka {
namespace {

constexpr Duration kLook = std::chrono::milliseconds(50);  // at each partition in turn

}  // namespace

Standby::Standby(Place place, v1::StoreMeta meta, const Domain& domain,
                 std::set<std::int32_t> partitions, DirectoryOf directory_of)
    : place_(std::move(place)),
      meta_(std::move(meta)),
      domain_(domain),
      partitions_(std::move(partitions)),
      directory_of_(std::move(directory_of)),
      thread_([this] { Run(); }) {}

Standby::~Standby() {
  ending_ = true;
  thread_.join();
}

std::map<std::int32_t, Position> Standby::positions() const {
  const std::lock_guard lock(mutex_);
  return positions_;
}

// A partition that cannot be followed now is tried again: the lane that takes it over will say why.
void Standby::Run() {
  std::map<std::int32_t, Followed> followed;
  while (!ending_) {
    for (const std::int32_t partition : partitions_) {
      if (ending_) break;
      if (!Follow(partition, &followed[partition])) followed.erase(partition);
    }
    if (partitions_.empty() || followed.empty()) std::this_thread::sleep_for(kLook);
  }
}

Result<void> Standby::Follow(std::int32_t partition, Followed* followed) {
  if (followed->log == nullptr) {
    followed->store = TENURE_TRY(PartitionStore::Open(
        directory_of_(partition), log::StoreIdOf(meta_), engine::FoldVersionOf(domain_)));
    log::KafkaLogOptions options = EventsOf(place_, meta_, partition);
    options.known = TENURE_TRY(followed->store.Known());
    followed->log = TENURE_TRY(log::KafkaLog::Open(std::move(options)));
  }
  TENURE_TRY(followed->log->Refresh(kLook));
  const auto standing =
      TENURE_TRY(engine::CatchUp(*followed->log, domain_, followed->store.store.get()));
  const std::lock_guard lock(mutex_);
  positions_[partition] = standing.applied.position;
  return {};
}

}  // namespace tenure::kafka
