// One segment file as a survey walks through it: block by block, and behind a damaged block on to
// the next whole one.
#pragma once

#include <zstd.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "log/block_format.h"
#include "log/survey.h"

namespace tenure::log {

// Who hears what was found.
class WalkSink {
 public:
  virtual ~WalkSink() = default;
  virtual void OnRecord(const RecordView& record) = 0;
  virtual void OnDamage(Damage damage) = 0;
  [[nodiscard]] virtual std::optional<Hash256> LeafOf(Position position) = 0;
};

struct WalkPlan {
  std::string file;  // as damages name it
  SegmentPlace place;
  Position bound = 0;  // where the records of the file end at the latest, as far as is known
  std::int64_t last_recorded_at_us = INT64_MIN;
};

// One thread; borrows the plan, the bytes and the sink.
class FileWalk {
 public:
  FileWalk(const WalkPlan& plan, std::string_view bytes, WalkSink* sink)
      : plan_(plan),
        bytes_(bytes),
        sink_(*sink),
        next_(plan.place.first),
        last_us_(plan.last_recorded_at_us) {}

  // No whole header and no whole block: the file was being made.
  [[nodiscard]] bool IsUnfinished() const;
  // Header and footer. False when the file belongs elsewhere, which is noted.
  [[nodiscard]] bool ReadHead();
  void Run();

  [[nodiscard]] bool sealed() const { return sealed_; }
  [[nodiscard]] const std::optional<SegmentFooter>& footer() const { return footer_; }
  [[nodiscard]] Position next() const { return next_; }   // behind the last whole record
  [[nodiscard]] std::uint64_t at() const { return at_; }  // behind the last whole block
  [[nodiscard]] std::int64_t last_recorded_at_us() const { return last_us_; }
  // Of an open segment that should go on to `end`: says what its last bytes are instead.
  void NoteTail(Position end, std::string detail);
  // Of an open segment: what lies behind its last whole block.
  [[nodiscard]] bool tail_is_written() const { return tail_end() > at_; }
  [[nodiscard]] bool tail_is_cut() const;
  [[nodiscard]] std::uint64_t tail_end() const;  // behind its last byte that is not zero

 private:
  struct FreeContext {
    void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
  };
  struct Absent {  // records that were passed over and may turn up later in the file
    Position first = 0;
    Position end = 0;
  };

  void ReadFooter();
  void TakeBlock(const BlockHeader& header);
  void CheckRecord(const RecordView& record);
  void SkipDamage();
  void NoteAltered(std::uint64_t byte_end, Position end,
                   std::string detail = "not what their checksum says");
  [[nodiscard]] bool Narrow(Position end, Damage* damage);
  [[nodiscard]] std::optional<std::string_view> Opened(const BlockHeader& header);
  void Add(DamageKind kind, Position first, Position end, std::string detail);

  const WalkPlan& plan_;
  const std::string_view bytes_;
  WalkSink& sink_;
  Position next_;
  std::uint64_t at_ = kSegmentHeaderBytes;
  std::uint64_t limit_ = 0;  // where blocks end at the latest
  std::int64_t last_us_;
  bool sealed_ = false;
  std::optional<SegmentFooter> footer_;
  std::vector<Absent> absent_;
  std::string raw_;
  std::unique_ptr<ZSTD_DCtx, FreeContext> context_;
};

}  // namespace tenure::log
