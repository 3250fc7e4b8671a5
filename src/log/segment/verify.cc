// Reading a whole log against everything that was ever said about it.
#include <fmt/format.h>

#include "log/segment/segment_log.h"

namespace tenure::log {
namespace {

// Folds the blocks of one slice into the tree and the report.
class SliceCheck {
 public:
  SliceCheck(const AnchorPoint& anchor, VerifyReport* report) : anchor_(anchor), report_(*report) {}

  Result<void> Run(const Slice& slice) {
    BlockReader reader;
    reader.Start(slice);
    BlockWalk walk;
    RecordView record;
    while (!reader.AtEnd()) {
      TENURE_TRY(reader.Next(&walk));
      while (walk.Next(&record)) {
        Result<void> checked = Check(record);
        if (!checked) return tl::unexpected(std::move(checked).error().Context(slice.name));
      }
    }
    return {};
  }

  [[nodiscard]] const MerkleFrontier& frontier() const { return frontier_; }

 private:
  Result<void> Check(const RecordView& record) {
    const Result<RecordSummary> summary = Summarise(record.bytes);
    if (!summary || summary->position != record.position || summary->prefix != record.prefix) {
      return Fail(ErrorCode::kLogDamaged,
                  fmt::format("record {} is not what its prefix says", record.position));
    }
    if (record.prefix.recorded_at_us < last_us_) {
      return Fail(ErrorCode::kLogDamaged,
                  fmt::format("record {}: recorded_at goes back", record.position));
    }
    last_us_ = record.prefix.recorded_at_us;
    frontier_.Append(MerkleLeaf(record.bytes));
    if (frontier_.size() == anchor_.head && frontier_.Root() != anchor_.root) {
      return Fail(ErrorCode::kLogDamaged,
                  fmt::format("{} are not those that the head anchor vouches for",
                              RangeText(0, anchor_.head)));
    }
    ++report_.records;
    report_.bytes += record.bytes.size();
    return {};
  }

  const AnchorPoint anchor_;
  VerifyReport& report_;
  MerkleFrontier frontier_;
  std::int64_t last_us_ = INT64_MIN;
};

Failure Differs(const std::string& name, Position first, Position end) {
  return Fail(ErrorCode::kLogDamaged, fmt::format("{}: {} differ from what their Merkle root says",
                                                  name, RangeText(first, end)));
}

}  // namespace

Result<VerifyReport> SegmentLog::Verify(const std::function<void(std::uint64_t)>& progress) const {
  AnchorPoint anchor;
  {
    const std::lock_guard lock(mutex_);
    anchor = anchored_;
  }
  // Taken after the anchor, so it reaches at least as far. Records may be appended meanwhile.
  const LogSnapshot snapshot = Snapshot(0);
  VerifyReport report;
  SliceCheck check(anchor, &report);
  for (const auto& segment : *snapshot.closed) {
    TENURE_TRY(check.Run(Slice::From(segment, segment->place.first)));
    if (check.frontier() != segment->after) {
      return Differs(segment->name, segment->place.first, segment->end);
    }
    if (progress) progress(report.records);
  }
  if (snapshot.open) {
    TENURE_TRY(check.Run(*snapshot.open));
    if (progress) progress(report.records);
  }
  report.root = check.frontier().Root();
  if (report.records != snapshot.head || report.root != TENURE_TRY(RootAt(snapshot.head))) {
    return Differs(Where(), 0, snapshot.head);
  }
  return report;
}

}  // namespace tenure::log
