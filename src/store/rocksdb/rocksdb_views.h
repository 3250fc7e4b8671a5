// The views as a RocksDB database in a directory the caller names. Derived: deleting the
// directory loses nothing, it is folded again from the log.
#pragma once

#include <memory>
#include <string>

#include "store/rocksdb/rocksdb_rows.h"
#include "store/view_store.h"
#include "tenure/result.h"

namespace tenure::store {

// Opens or makes the views of the store `store_id`. Errors as OpenRocksdbRows.
[[nodiscard]] Result<std::unique_ptr<ViewStore>> OpenRocksdbViews(const std::string& directory,
                                                                  const StoreId& store_id);

// A frozen picture of what was flushed, beside a running writer. Errors as OpenRocksdbRowsReadOnly.
[[nodiscard]] Result<std::unique_ptr<ViewStore>> OpenRocksdbViewsReadOnly(
    const std::string& directory, const StoreId& store_id);

}  // namespace tenure::store
