// The second note of the log's head. It is kept beside the keys, outside the store directory, so
// that a store directory which was put back as a whole is noticed: its own anchor is as old as the
// rest.
#pragma once

#include <string>
#include <string_view>

#include "log/block_format.h"
#include "log/log.h"
#include "tenure/result.h"

namespace tenure::log {

// Name under which the note is kept (KeyStore::SetNote).
inline constexpr std::string_view kHeadNoteName = "log-head";

struct HeadNote {
  StoreId store_id{};
  Position head = 0;
  Hash256 root{};  // of the tree of the first `head` records
  bool operator==(const HeadNote&) const = default;
};

// 68 bytes.
[[nodiscard]] std::string EncodeHeadNote(const HeadNote& note);
// kLogDamaged: not a note, or its checksum is wrong.
[[nodiscard]] Result<HeadNote> DecodeHeadNote(std::string_view bytes);

// The note of a log as it stands.
[[nodiscard]] Result<HeadNote> MakeHeadNote(const StoreId& store_id, const Log& log);

// kLogRolledBack, with the range lost, when the log ends before the note or has other records below
// it; kStoreFormat when the note is of another store.
[[nodiscard]] Result<void> CheckHeadNote(const HeadNote& note, const StoreId& store_id,
                                         const Log& log);

}  // namespace tenure::log
