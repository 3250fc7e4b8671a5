#include "kafka/partition_store.h"

#include <fmt/format.h>

#include <filesystem>

#include "store/rocksdb/rocksdb_store.h"
#include "store/rocksdb/rocksdb_views.h"

namespace tenure::kafka {
namespace {

template <typename Opener>
auto OpenDerived(const std::string& path, const log::StoreId& id, Opener opener)
    -> decltype(opener(path, id)) {
  auto opened = opener(path, id);
  if (opened || opened.error().code != ErrorCode::kStoreDamaged) return opened;
  std::error_code error;
  std::filesystem::remove_all(path, error);
  if (error) return Fail(ErrorCode::kIoFailed, fmt::format("{}: {}", path, error.message()));
  return opener(path, id);
}

}  // namespace

Result<PartitionStore> PartitionStore::Open(const std::string& directory,
                                            const log::StoreId& store_id,
                                            std::uint64_t fold_version) {
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (error) return Fail(ErrorCode::kIoFailed, fmt::format("{}: {}", directory, error.message()));
  PartitionStore opened;
  opened.store = TENURE_TRY(OpenDerived(fmt::format("{}/store-f{}", directory, fold_version),
                                        store_id, store::OpenRocksdbStore));
  opened.views = TENURE_TRY(OpenDerived(directory + "/views", store_id, store::OpenRocksdbViews));
  return opened;
}

Result<MerkleFrontier> PartitionStore::Known() const {
  const store::Applied applied = TENURE_TRY(store->GetApplied());
  if (applied.position == 0) return MerkleFrontier();
  return MerkleFrontier::Parse(applied.frontier);
}

}  // namespace tenure::kafka
