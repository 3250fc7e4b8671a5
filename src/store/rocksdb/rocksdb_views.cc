// Keyed views over a RocksDB database.
#include "store/rocksdb/rocksdb_views.h"

#include "store/keyed_views.h"

namespace tenure::store {
namespace {

constexpr char kContents = 'v';

}  // namespace

Result<std::unique_ptr<ViewStore>> OpenRocksdbViews(const std::string& directory,
                                                    const StoreId& store_id) {
  return std::make_unique<KeyedViews>(
      TENURE_TRY(OpenRocksdbRows({directory, store_id, kContents})));
}

Result<std::unique_ptr<ViewStore>> OpenRocksdbViewsReadOnly(const std::string& directory,
                                                            const StoreId& store_id) {
  return std::make_unique<KeyedViews>(
      TENURE_TRY(OpenRocksdbRowsReadOnly({directory, store_id, kContents})));
}

}  // namespace tenure::store
