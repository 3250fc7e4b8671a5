// The folded store as a RocksDB database in a directory the caller names. Derived: deleting the
// directory loses nothing, it is folded again from the log.
#pragma once

#include <memory>
#include <string>

#include "store/rocksdb/rocksdb_rows.h"
#include "store/store.h"
#include "tenure/result.h"

namespace tenure::store {

// Opens or makes the folded store of the store `store_id`. Errors as OpenRocksdbRows.
[[nodiscard]] Result<std::unique_ptr<Store>> OpenRocksdbStore(const std::string& directory,
                                                              const StoreId& store_id);

// A frozen picture of what was flushed, beside a running writer. Errors as OpenRocksdbRowsReadOnly.
[[nodiscard]] Result<std::unique_ptr<Store>> OpenRocksdbStoreReadOnly(const std::string& directory,
                                                                      const StoreId& store_id);

}  // namespace tenure::store
