// Where a position lies among Kafka's offsets. Offsets only ever run ahead of positions (control
// records, aborted batches), so a place below gives a lower bound, and each probe, one record read
// at an offset, halves what is left at worst.
#include "log/kafka/kafka_places.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/assert.h"
#include "log/kafka/kafka_log.h"

namespace tenure::log {

// Our serialiser writes fields in number order: the position (field 1), then the scope (field 2).
std::string_view ScopeIn(std::string_view record) {
  std::size_t at = 0;
  const auto byte = [&]() -> std::uint8_t {
    return at < record.size() ? static_cast<std::uint8_t>(record[at++]) : 0;
  };
  if (!record.empty() && record[0] == 0x08) {
    ++at;
    while (byte() >= 0x80) {
    }
  }
  if (byte() != 0x12) return {};
  std::size_t size = 0;
  int shift = 0;
  for (std::uint8_t part = 0x80; part >= 0x80 && shift < 28; shift += 7) {
    part = byte();
    size |= static_cast<std::size_t>(part & 0x7f) << shift;
  }
  return size <= record.size() - at ? record.substr(at, size) : std::string_view();
}

Result<std::unique_ptr<PartitionReader>> KafkaLog::Borrow(std::int64_t offset) const {
  std::unique_ptr<PartitionReader> reader;
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      reader = std::move(idle_.back());
      idle_.pop_back();
    }
  }
  if (reader == nullptr) {
    return PartitionReader::Start(options_.settings, options_.topic, options_.partition, offset,
                                  kCursorWait);
  }
  TENURE_TRY(reader->Seek(offset));
  return reader;
}

void KafkaLog::GiveBack(std::unique_ptr<PartitionReader> reader) const {
  reader->Rest();
  const std::lock_guard lock(mutex_);
  if (idle_.size() < kIdleReaders) idle_.push_back(std::move(reader));
}

// The first record at or after an offset. kNotFound at the end.
Result<KafkaLog::Mark> KafkaLog::MarkAtOffset(std::int64_t offset) const {
  auto reader = TENURE_TRY(Borrow(offset));
  const auto got = TENURE_TRY(reader->NextWithin(options_.patience));
  if (got == PartitionReader::Got::kEnd) {
    return Fail(ErrorCode::kNotFound, fmt::format("no record at or after offset {}", offset));
  }
  const auto summary = Summarise(reader->value());
  if (!summary) return tl::unexpected(summary.error());
  const Mark mark =
      TENURE_TRY(Check(*reader, summary->position));  // of this store, whatever its position
  GiveBack(std::move(reader));
  return mark;
}

// A place at or below `position` and near enough. Needs the record to exist.
Result<KafkaLog::Mark> KafkaLog::MarkBelow(Position position) const {
  Mark low;  // record 0 is at or after offset 0
  std::optional<Mark> high;
  {
    const std::lock_guard lock(mutex_);
    auto above = marks_.upper_bound(position);
    if (above != marks_.end()) high = above->second;
    if (above != marks_.begin()) low = std::prev(above)->second;
  }
  if (!high) {
    const auto tail = TENURE_TRY(Borrow(0));
    const KafkaRange range = TENURE_TRY(tail->Range(options_.patience));
    high = Mark{static_cast<Position>(range.high), range.high, 0};  // no record lies there
  }
  bool halve = false;
  while (position - low.position > kNearEnough) {
    const auto ahead = static_cast<std::int64_t>(position - low.position);
    const std::int64_t room = high->offset - low.offset;
    // First by interpolation, a little short of it; then by halves, which always ends.
    const auto guess = static_cast<std::int64_t>(
        static_cast<long double>(room) * static_cast<long double>(ahead) /
        static_cast<long double>(std::max<Position>(high->position - low.position, 1)));
    const std::int64_t step = halve ? room / 2 : std::clamp<std::int64_t>(guess - 128, ahead, room);
    halve = !halve;
    if (step <= 0) break;
    const Result<Mark> found = MarkAtOffset(low.offset + step);
    if (!found && found.error().code != ErrorCode::kNotFound) return found;
    if (!found || found->position > position) {
      const std::int64_t offset = low.offset + step;
      high = found ? Mark{found->position, std::min(found->offset, offset), 0}
                   : Mark{high->position, offset, 0};
      if (high->offset <= low.offset + 1) break;
      continue;
    }
    low = *found;
    const std::lock_guard lock(mutex_);
    marks_[low.position] = low;
  }
  return low;
}

Result<KafkaLog::Mark> KafkaLog::MarkAt(Position position) const {
  const Mark below = TENURE_TRY(MarkBelow(position));
  auto reader = TENURE_TRY(Borrow(below.offset));
  for (Position at = below.position;; ++at) {
    const auto got = TENURE_TRY(reader->NextWithin(options_.patience));
    if (got == PartitionReader::Got::kEnd) {
      return Fail(ErrorCode::kNotFound, fmt::format("no record {}", position));
    }
    const Mark mark = TENURE_TRY(Check(*reader, at));
    if (at < position) continue;
    GiveBack(std::move(reader));
    return mark;
  }
}

// recorded_at never goes back: by halves over positions, the last stretch read through.
Result<Position> KafkaLog::FirstAfter(Time time) const {
  const std::int64_t us = MicrosOf(time);
  Position low = 0;                    // everything below was recorded at or before `time`
  Position high = TENURE_TRY(Head());  // everything from here on after it
  while (high - low > kNearEnough) {
    const Position middle = low + (high - low) / 2;
    const Mark mark = TENURE_TRY(MarkAt(middle));
    if (mark.recorded_at_us <= us) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  const auto cursor = TENURE_TRY(Read(low, {.scope_hash = {}, .event_type = {}, .until = high}));
  RecordView view;
  while (TENURE_TRY(cursor->Next(&view))) {
    if (view.prefix.recorded_at_us > us) return view.position;
  }
  return high;
}

}  // namespace tenure::log
