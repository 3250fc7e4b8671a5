// Reading and writing the identity file.
#include "log/segment/identity.h"

#include <fmt/format.h>

#include "base/crc32c.h"
#include "base/little_endian.h"

namespace tenure::log {
namespace {

constexpr std::string_view kMagic = "TENUREID";
constexpr std::size_t kHeaderBytes = 16;
constexpr std::uint64_t kIdentityBytesMax = 64 * 1024;  // a name and a few numbers
constexpr std::uint32_t kPartitionsMax = kShards;       // a partition holds at least one shard

}  // namespace

std::string EncodeIdentity(const v1::StoreMeta& meta) {
  const std::string body = meta.SerializeAsString();
  std::string bytes(kMagic);
  PutLittle(&bytes, static_cast<std::uint32_t>(body.size()));
  PutLittle(&bytes, Crc32c(0, body));
  return bytes + body;
}

Result<v1::StoreMeta> DecodeIdentity(std::string_view bytes) {
  const Failure damaged = Fail(ErrorCode::kLogDamaged, "the store's identity is damaged");
  if (bytes.size() < kHeaderBytes || !bytes.starts_with(kMagic)) return damaged;
  const std::string_view body = bytes.substr(kHeaderBytes);
  v1::StoreMeta meta;
  if (body.size() != GetLittle<std::uint32_t>(&bytes[8]) ||
      Crc32c(0, body) != GetLittle<std::uint32_t>(&bytes[12]) ||
      !meta.ParseFromArray(body.data(), static_cast<int>(body.size())) ||
      meta.store_id().size() != sizeof(StoreId)) {
    return damaged;
  }
  if (meta.format() != kLogFormat || meta.shard_function() != kShardFunction) {
    return Fail(ErrorCode::kStoreFormat,
                fmt::format("store format {} with shard function {}, this program knows {} and {}",
                            meta.format(), meta.shard_function(), kLogFormat, kShardFunction));
  }
  if (meta.partitions() == 0 || meta.partitions() > kPartitionsMax) return damaged;
  return meta;
}

Result<void> WriteIdentity(Files& files, const std::string& directory, const v1::StoreMeta& meta) {
  const std::string name(kIdentityName);
  if (TENURE_TRY(files.Exists(directory + "/" + name))) {
    return Fail(ErrorCode::kStoreExists, directory + " holds a store");
  }
  return ReplaceFile(files, directory, name, EncodeIdentity(meta));
}

Result<v1::StoreMeta> ReadIdentity(Files& files, const std::string& directory) {
  const std::string path = directory + "/" + std::string(kIdentityName);
  Result<std::string> bytes = ReadWholeFile(files, path, kIdentityBytesMax);
  if (!bytes && bytes.error().code == ErrorCode::kNotFound) {
    return Fail(ErrorCode::kStoreMissing, directory + " holds no store");
  }
  if (!bytes && bytes.error().code == ErrorCode::kInvalidInput) {
    return Fail(ErrorCode::kLogDamaged, path + ": the store's identity is damaged");
  }
  if (!bytes) return tl::unexpected(std::move(bytes).error());
  Result<v1::StoreMeta> meta = DecodeIdentity(*bytes);
  if (!meta) return tl::unexpected(std::move(meta).error().Context(path));
  return meta;
}

}  // namespace tenure::log
