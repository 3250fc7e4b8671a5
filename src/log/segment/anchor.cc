// The slots stand a page apart: writing one cannot tear the other, whatever the disk's sector is.
#include "log/segment/anchor.h"

#include <fmt/format.h>

#include <optional>

#include "base/assert.h"
#include "base/crc32c.h"
#include "base/little_endian.h"

namespace tenure::log {
namespace {

constexpr std::string_view kMagic = "TANC";
constexpr std::size_t kSlotBytes = 256;
constexpr std::size_t kSlotStride = 4096;
constexpr std::size_t kSlotCrcAt = kSlotBytes - 4;

struct Slot {
  std::uint64_t sequence = 0;
  StoreId store_id{};
  std::uint32_t partition = 0;
  AnchorPoint point;
};

std::string EncodeSlot(const Slot& slot) {
  std::string bytes(kMagic);
  PutLittle(&bytes, kLogFormat);
  PutLittle(&bytes, slot.sequence);
  bytes.append(reinterpret_cast<const char*>(slot.store_id.data()), slot.store_id.size());
  PutLittle(&bytes, slot.partition);
  PutLittle(&bytes, std::uint32_t{0});
  PutLittle(&bytes, slot.point.head);
  bytes.append(ViewOf(slot.point.root));
  bytes.resize(kSlotCrcAt, '\0');
  PutLittle(&bytes, Crc32c(0, bytes));
  return bytes;
}

std::optional<Slot> DecodeSlot(std::string_view bytes) {
  if (bytes.size() != kSlotBytes || !bytes.starts_with(kMagic) ||
      GetLittle<std::uint32_t>(&bytes[kSlotCrcAt]) != Crc32c(0, bytes.substr(0, kSlotCrcAt)) ||
      GetLittle<std::uint32_t>(&bytes[4]) != kLogFormat) {
    return std::nullopt;
  }
  Slot slot;
  slot.sequence = GetLittle<std::uint64_t>(&bytes[8]);
  std::memcpy(slot.store_id.data(), &bytes[16], slot.store_id.size());
  slot.partition = GetLittle<std::uint32_t>(&bytes[32]);
  slot.point.head = GetLittle<std::uint64_t>(&bytes[40]);
  std::memcpy(slot.point.root.data(), &bytes[48], slot.point.root.size());
  return slot;
}

std::uint64_t SlotOffset(std::uint64_t sequence) { return (sequence & 1) * kSlotStride; }

}  // namespace

Result<void> AnchorFile::Create(Files& files, const std::string& path, const StoreId& store_id,
                                std::uint32_t partition) {
  AnchorFile anchor(TENURE_TRY(files.Open(path, OpenMode::kCreate)), store_id, partition);
  TENURE_TRY(WriteZeros(*anchor.file_, 0, kSlotStride + kSlotBytes));
  const AnchorPoint empty{0, Sha256({})};
  TENURE_TRY(anchor.Write(empty));
  return anchor.Write(empty);
}

Result<std::unique_ptr<AnchorFile>> AnchorFile::Open(Files& files, const std::string& path,
                                                     const StoreId& store_id,
                                                     std::uint32_t partition, OpenMode mode) {
  Result<std::unique_ptr<File>> file = files.Open(path, mode);
  if (!file && file.error().code == ErrorCode::kNotFound) {
    return Fail(ErrorCode::kLogDamaged, path + ": the head anchor is missing");
  }
  if (!file) return tl::unexpected(std::move(file).error());
  std::unique_ptr<AnchorFile> anchor(new AnchorFile(std::move(*file), store_id, partition));
  bool found = false;
  for (std::uint64_t parity = 0; parity < 2; ++parity) {
    char bytes[kSlotBytes];
    const std::size_t got =
        TENURE_TRY(anchor->file_->ReadAt(SlotOffset(parity), bytes, sizeof bytes));
    const std::optional<Slot> slot = DecodeSlot({bytes, got});
    if (!slot || (slot->sequence & 1) != parity) continue;
    if (slot->store_id != store_id || slot->partition != partition) {
      return Fail(ErrorCode::kStoreFormat, path + ": the head anchor belongs to another log");
    }
    if (found && slot->sequence < anchor->sequence_) continue;
    found = true;
    anchor->sequence_ = slot->sequence;
    anchor->newest_ = slot->point;
  }
  if (!found) return Fail(ErrorCode::kLogDamaged, path + ": the head anchor is damaged");
  return anchor;
}

Result<void> AnchorFile::Write(const AnchorPoint& point) {
  TENURE_ASSERT(point.head >= newest_.head, "head={} newest={}", point.head, newest_.head);
  const Slot slot{sequence_ + 1, store_id_, partition_, point};
  TENURE_TRY(file_->WriteAt(SlotOffset(slot.sequence), EncodeSlot(slot)));
  TENURE_TRY(file_->Sync());
  sequence_ = slot.sequence;
  newest_ = point;
  return {};
}

}  // namespace tenure::log
