// Keyed store over a RocksDB database.
#include "store/rocksdb/rocksdb_store.h"

#include "store/keyed_store.h"

namespace tenure::store {
namespace {

constexpr char kContents = 's';

}  // namespace

Result<std::unique_ptr<Store>> OpenRocksdbStore(const std::string& directory,
                                                const StoreId& store_id) {
  return std::make_unique<KeyedStore>(
      TENURE_TRY(OpenRocksdbRows({directory, store_id, kContents})));
}

Result<std::unique_ptr<Store>> OpenRocksdbStoreReadOnly(const std::string& directory,
                                                        const StoreId& store_id) {
  return std::make_unique<KeyedStore>(
      TENURE_TRY(OpenRocksdbRowsReadOnly({directory, store_id, kContents})));
}

}  // namespace tenure::store
