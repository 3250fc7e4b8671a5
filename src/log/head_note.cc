// Layout: "TNHN", u32 format, store id (16 bytes), u64 head, root (32 bytes), u32 crc32c of all
// before it.
#include "log/head_note.h"

#include <fmt/format.h>

#include "base/crc32c.h"
#include "base/little_endian.h"

namespace tenure::log {
namespace {

constexpr std::string_view kMagic = "TNHN";
constexpr std::size_t kCrcAt = 64;

std::string Hex(const StoreId& id) {
  std::string hex;
  for (const std::uint8_t byte : id) hex += fmt::format("{:02x}", byte);
  return hex;
}

}  // namespace

std::string EncodeHeadNote(const HeadNote& note) {
  std::string bytes(kMagic);
  PutLittle(&bytes, kLogFormat);
  bytes.append(reinterpret_cast<const char*>(note.store_id.data()), note.store_id.size());
  PutLittle(&bytes, note.head);
  bytes.append(ViewOf(note.root));
  PutLittle(&bytes, Crc32c(0, bytes));
  return bytes;
}

Result<HeadNote> DecodeHeadNote(std::string_view bytes) {
  if (bytes.size() != kCrcAt + 4 || !bytes.starts_with(kMagic) ||
      GetLittle<std::uint32_t>(&bytes[kCrcAt]) != Crc32c(0, bytes.substr(0, kCrcAt))) {
    return Fail(ErrorCode::kLogDamaged, "the note of the log's head beside the keys is damaged");
  }
  HeadNote note;
  std::memcpy(note.store_id.data(), &bytes[8], note.store_id.size());
  note.head = GetLittle<std::uint64_t>(&bytes[24]);
  std::memcpy(note.root.data(), &bytes[32], note.root.size());
  return note;
}

Result<HeadNote> MakeHeadNote(const StoreId& store_id, const Log& log) {
  const MerkleFrontier frontier = TENURE_TRY(log.Frontier());
  return HeadNote{store_id, frontier.size(), frontier.Root()};
}

Result<void> CheckHeadNote(const HeadNote& note, const StoreId& store_id, const Log& log) {
  if (note.store_id != store_id) {
    return Fail(ErrorCode::kStoreFormat,
                fmt::format("the keys belong to store {}, the log to store {}", Hex(note.store_id),
                            Hex(store_id)));
  }
  const Position head = TENURE_TRY(log.Head());
  if (head < note.head) {
    return Fail(ErrorCode::kLogRolledBack,
                fmt::format("{} are gone: the log ends at {}, the note beside the keys says {}",
                            RangeText(head, note.head), head, note.head));
  }
  if (TENURE_TRY(log.RootAt(note.head)) != note.root) {
    return Fail(ErrorCode::kLogRolledBack,
                fmt::format("{} are not those that the note beside the keys vouches for",
                            RangeText(0, note.head)));
  }
  return {};
}

}  // namespace tenure::log
