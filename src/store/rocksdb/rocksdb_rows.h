// Rows in a RocksDB database: one column family (several open torn after a crash), no WAL (the log
// is the journal), so a crash leaves a prefix of the writes. RocksDB itself is included by the .cc
// only.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>

#include "store/rows.h"
#include "tenure/result.h"

namespace tenure::store {

// Whose rows a database holds: the store they were folded for.
using StoreId = std::array<std::uint8_t, 16>;

struct RocksdbTarget {
  std::string directory;  // its parent exists
  StoreId store_id{};
  char contents = '\0';  // what the rows are, so that views are not opened as a store
};

// Opens the database, or makes it. Errors: kStoreLocked (another opener, in this process too),
// kStoreFormat (other store id, other contents, other format), kStoreDamaged, kIoFailed, kDiskFull,
// kReadOnly. About 5 ms on a small database, without background work left over.
[[nodiscard]] Result<std::unique_ptr<Rows>> OpenRocksdbRows(const RocksdbTarget& target);

// Opens what is in the files now, beside a running writer if there is one; what the writer has not
// flushed is not seen, and what it flushes later neither. Writes answer kReadOnly. kNotFound when
// there is no database.
[[nodiscard]] Result<std::unique_ptr<Rows>> OpenRocksdbRowsReadOnly(const RocksdbTarget& target);

}  // namespace tenure::store
