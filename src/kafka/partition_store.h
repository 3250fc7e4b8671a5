// The folded store of one partition in a directory of its own: opened from where it stands, kept up
// with the log while another engine writes it (a warm standby), handed to the lane that takes over.
//   <directory>/store-f<fold version>   <directory>/views
#pragma once

#include <memory>
#include <string>

#include "base/merkle.h"
#include "log/block_format.h"
#include "store/store.h"
#include "store/view_store.h"
#include "tenure/result.h"

namespace tenure::kafka {

struct PartitionStore {
  std::unique_ptr<store::Store> store;
  std::unique_ptr<store::ViewStore> views;

  // Makes what is not there. A damaged one is removed and made anew, empty: the log is the truth.
  [[nodiscard]] static Result<PartitionStore> Open(const std::string& directory,
                                                   const log::StoreId& store_id,
                                                   std::uint64_t fold_version);
  // What it has folded, as the log's opening wants it.
  [[nodiscard]] Result<MerkleFrontier> Known() const;
};

}  // namespace tenure::kafka
