// File `identity`: which store this directory holds. Written once, by `init`; what makes a
// directory a store.
#pragma once

#include <string>
#include <string_view>

#include "base/file_port.h"
#include "log/block_format.h"
#include "tenure/result.h"
#include "tenure/v1/record.pb.h"

namespace tenure::log {

inline constexpr std::string_view kIdentityName = "identity";

// "TENUREID", u32 bytes, u32 crc32c, StoreMeta.
[[nodiscard]] std::string EncodeIdentity(const v1::StoreMeta& meta);
// kLogDamaged; kStoreFormat for a format or shard function this program does not know.
[[nodiscard]] Result<v1::StoreMeta> DecodeIdentity(std::string_view bytes);

// Durable when it returns. kStoreExists when there is one.
[[nodiscard]] Result<void> WriteIdentity(Files& files, const std::string& directory,
                                         const v1::StoreMeta& meta);
// kStoreMissing when the directory holds no identity.
[[nodiscard]] Result<v1::StoreMeta> ReadIdentity(Files& files, const std::string& directory);

}  // namespace tenure::log
