// What a survey of a log's files asks and finds: every damage with its range, not only the first.
// The survey of segment files is log/segment/survey.h.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/merkle.h"
#include "log/log.h"

namespace tenure::log {

enum class DamageKind : std::uint8_t {
  kIdentity,       // the store's identity cannot be read
  kAnchor,         // no whole slot in the head anchor
  kHeader,         // of a segment
  kFooter,         // of a sealed segment
  kAlteredBytes,   // bytes that are not what their checksum says
  kAlteredRecord,  // whole bytes, but not the record that somebody vouches for
  kMissing,        // records that stand nowhere, though later ones do
  kSwapped,        // records that stand in another place
  kTruncated,      // records at the end that somebody vouches for are gone
  kForeignFile,    // a segment of another store, partition or place
  kReplaced,       // a segment, or records up to a vouched head, of another history
  kRolledBack,     // the log ends before what a witness outside of it has seen
  kTile,           // a derived hash differs from the log's; deleted tiles are made again
};
// "altered_bytes".
[[nodiscard]] std::string_view DamageWord(DamageKind kind);

struct Damage {
  DamageKind kind = DamageKind::kAlteredBytes;
  std::string file;    // below the store's directory
  Position first = 0;  // records first to end - 1; both 0 where no record is meant
  Position end = 0;
  std::uint64_t byte_first =
      0;  // bytes byte_first to byte_end - 1 of the file; both 0 where unknown
  std::uint64_t byte_end = 0;
  std::string detail;
};

// Somebody's word about the tree: the head anchor, the note beside the keys, a checkpoint.
struct Vouched {
  std::uint64_t size = 0;
  Hash256 root{};
  std::string source;
  bool outside = false;  // not in the store's own directory: a log that is shorter was rolled back
};

// Derived leaf hashes (tiles), for naming exactly which records differ.
class LeafSource {
 public:
  virtual ~LeafSource() = default;
  // nullopt where it knows nothing.
  [[nodiscard]] virtual std::optional<Hash256> Leaf(Position position) = 0;
};

// Where an interrupted survey goes on. Everything ahead of it was found whole.
struct SurveyPoint {
  MerkleFrontier frontier;  // of the records ahead of segment `next`
  std::uint64_t record_bytes = 0;
  std::int64_t last_recorded_at_us = INT64_MIN;
};

struct SurveyProgress {
  const SurveyPoint* whole = nullptr;  // set while no damage was found
  std::uint64_t records = 0;
  std::uint64_t file_bytes_done = 0;
  std::uint64_t file_bytes = 0;
};

struct SurveyRequest {
  std::vector<Vouched> vouched;
  LeafSource* leaves = nullptr;
  SurveyPoint from;
  // After each segment.
  std::function<void(const SurveyProgress&)> progress;
};

struct SurveyReport {
  std::uint64_t records = 0;       // whole ones
  std::uint64_t record_bytes = 0;  // theirs
  std::uint64_t from = 0;          // first record that was read
  Position head = 0;               // behind the last whole record
  std::optional<Hash256> root;     // of all records; absent where damage leaves it unknown
  bool torn_tail = false;          // an unfinished block behind the last record: no damage
  std::vector<Vouched> held;       // whose word was found true
  std::vector<Damage> damages;     // in the order of their positions
};

}  // namespace tenure::log
