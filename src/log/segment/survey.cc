// Two judges: FileWalk goes through one file block by block and says what stands where; Survey puts
// the files in order, grows the tree and compares it with everybody's word. A damaged stretch
// leaves the tree unknown up to the next footer, which says how it went on; whether the footer was
// right, the next word that is kept outside of it shows.
#include "log/segment/survey.h"

#include <fmt/format.h>
#include <zstd.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "base/assert.h"
#include "log/segment/anchor.h"
#include "log/segment/identity.h"
#include "log/segment/survey_walk.h"

namespace tenure::log {
namespace {

constexpr std::uint64_t kSegmentFileBytesMax = std::uint64_t{4} << 30;

class Survey final : public WalkSink {
 public:
  Survey(Files& files, std::string store, std::uint32_t partition, const SurveyRequest& request)
      : files_(files),
        store_(std::move(store)),
        directory_(fmt::format("log/p{:05}", partition)),
        partition_(partition),
        request_(request) {}

  Result<SurveyReport> Run();

  // WalkSink
  void OnRecord(const RecordView& record) override;
  void OnDamage(Damage damage) override { Note(std::move(damage)); }
  [[nodiscard]] std::optional<Hash256> LeafOf(Position position) override {
    return request_.leaves == nullptr ? std::nullopt : request_.leaves->Leaf(position);
  }

 private:
  struct Seam {  // two segments that are not of one history
    Position before = 0;
    Position first = 0;
    std::size_t damage = 0;
  };
  struct Stretch {
    Position first = 0;
    Position end = 0;
  };

  Result<void> ReadOwnWords();
  Result<std::vector<Position>> ListSegments();
  Result<void> VisitSegment(Position first, std::optional<Position> next_first);
  void TakeSealed(const WalkPlan& plan, const FileWalk& walk);
  void TakeOpen(FileWalk* walk, std::optional<Position> next_first);
  void JoinBefore(const SegmentFooter& footer, const std::string& file);
  void CheckVouched();
  void SettleSeams();
  void CheckEnd();
  void NameExactly();
  [[nodiscard]] bool TurnedUp(const Damage& missing) const;
  void Note(Damage damage);
  [[nodiscard]] Position VouchedEnd() const;

  Files& files_;
  const std::string store_;
  const std::string directory_;
  const std::uint32_t partition_;
  const SurveyRequest& request_;

  SurveyReport report_;
  std::optional<StoreId> store_id_;
  std::vector<Vouched> words_;  // by size
  std::size_t next_word_ = 0;
  Position word_held_ = 0;  // size of the last word that held
  Position anchor_head_ = 0;

  MerkleFrontier tree_;
  bool known_ = true;  // tree_ is the tree of all records below end_
  Position end_ = 0;
  Position previous_first_ = 0;
  std::int64_t last_us_ = INT64_MIN;
  bool tail_told_ = false;  // that the last segment ends too early
  bool hurt_ = false;       // damage inside the present segment
  std::vector<Seam> seams_;
  std::vector<Stretch> differing_;  // records whose derived leaf is another one
};

void Survey::Note(Damage damage) {
  hurt_ = true;
  report_.damages.push_back(std::move(damage));
}

// What the directory itself says: who it is and how far it goes.
Result<void> Survey::ReadOwnWords() {
  const auto meta = ReadIdentity(files_, store_);
  if (meta) {
    store_id_ = StoreIdOf(*meta);
  } else if (meta.error().code == ErrorCode::kStoreFormat) {
    return tl::unexpected(meta.error());
  } else {
    if (!TENURE_TRY(files_.Exists(store_ + "/log"))) {
      if (meta.error().code == ErrorCode::kStoreMissing) return tl::unexpected(meta.error());
    }
    Note({.kind = DamageKind::kIdentity, .file = "identity", .detail = meta.error().message});
  }
  words_ = request_.vouched;
  for (const Position first : TENURE_TRY(ListSegments())) {
    if (store_id_) break;
    const auto file = TENURE_TRY(files_.Open(
        fmt::format("{}/{}/{}", store_, directory_, SegmentName(first)), OpenMode::kRead));
    char bytes[kSegmentHeaderBytes];
    const std::size_t got = TENURE_TRY(file->ReadAt(0, bytes, sizeof bytes));
    const auto header = DecodeSegmentHeader({bytes, got});
    if (header) store_id_ = header->place.store_id;
  }
  if (!store_id_) store_id_.emplace();
  const std::string path = fmt::format("{}/{}/{}", store_, directory_, kAnchorName);
  const auto anchor = AnchorFile::Open(files_, path, *store_id_, partition_, OpenMode::kRead);
  if (anchor) {
    anchor_head_ = (*anchor)->newest().head;
    words_.push_back({anchor_head_, (*anchor)->newest().root, "head anchor", false});
  } else {
    Note({.kind = DamageKind::kAnchor,
          .file = fmt::format("{}/{}", directory_, kAnchorName),
          .detail = anchor.error().message});
  }
  std::stable_sort(words_.begin(), words_.end(),
                   [](const Vouched& one, const Vouched& two) { return one.size < two.size; });
  return {};
}

Result<std::vector<Position>> Survey::ListSegments() {
  std::vector<Position> firsts;
  auto names = files_.List(store_ + "/" + directory_);
  if (!names && names.error().code == ErrorCode::kNotFound) return firsts;
  for (const std::string& name : TENURE_TRY(std::move(names))) {
    if (const auto first = FirstOfSegmentName(name)) firsts.push_back(*first);
  }
  return firsts;
}

Position Survey::VouchedEnd() const { return words_.empty() ? 0 : words_.back().size; }

Result<SurveyReport> Survey::Run() {
  TENURE_TRY(ReadOwnWords());
  hurt_ = false;
  tree_ = request_.from.frontier;
  const bool resumes = words_.empty() || words_.front().size >= tree_.size();
  if (!resumes) tree_ = {};
  end_ = report_.from = previous_first_ = tree_.size();
  if (end_ > 0) {
    report_.record_bytes = request_.from.record_bytes;
    last_us_ = request_.from.last_recorded_at_us;
    report_.records = end_;
  }
  const std::vector<Position> firsts = TENURE_TRY(ListSegments());
  SurveyProgress progress;
  const auto size_of = [&](Position first) -> Result<std::uint64_t> {
    const std::string path = fmt::format("{}/{}/{}", store_, directory_, SegmentName(first));
    return TENURE_TRY(files_.Open(path, OpenMode::kRead))->SizeBytes();
  };
  for (const Position first : firsts) progress.file_bytes += TENURE_TRY(size_of(first));
  CheckVouched();  // of an empty tree
  for (std::size_t index = 0; index < firsts.size(); ++index) {
    const bool last = index + 1 == firsts.size();
    progress.file_bytes_done += TENURE_TRY(size_of(firsts[index]));
    if (firsts[index] >= report_.from) {
      TENURE_TRY(
          VisitSegment(firsts[index], last ? std::nullopt : std::optional(firsts[index + 1])));
    }
    if (!request_.progress) continue;
    const SurveyPoint point{tree_, report_.record_bytes, last_us_};
    progress.whole = report_.damages.empty() && !last ? &point : nullptr;
    progress.records = report_.records;
    request_.progress(progress);
  }
  CheckEnd();
  SettleSeams();
  NameExactly();
  report_.head = end_;
  if (known_) report_.root = tree_.Root();
  std::stable_sort(report_.damages.begin(), report_.damages.end(),
                   [](const Damage& one, const Damage& two) { return one.first < two.first; });
  return std::move(report_);
}

Result<void> Survey::VisitSegment(Position first, std::optional<Position> next_first) {
  hurt_ = false;
  WalkPlan plan;
  plan.file = fmt::format("{}/{}", directory_, SegmentName(first));
  plan.place = {*store_id_, partition_, first};
  plan.bound = std::max(first + 1, next_first.value_or(std::max(VouchedEnd(), first + 1)));
  plan.last_recorded_at_us = last_us_;
  if (first > end_) {
    Note({.kind = DamageKind::kMissing,
          .file = directory_,
          .first = end_,
          .end = first,
          .detail = "no segment holds them"});
    known_ = false;
  } else if (first < end_) {
    Note({.kind = DamageKind::kReplaced,
          .file = plan.file,
          .first = first,
          .end = end_,
          .detail = "they are in the segment ahead of it too"});
    known_ = false;
  }
  end_ = first;
  hurt_ = false;
  const std::string bytes =
      TENURE_TRY(ReadWholeFile(files_, store_ + "/" + plan.file, kSegmentFileBytesMax));
  FileWalk walk(plan, bytes, this);
  if (!next_first && anchor_head_ <= first && walk.IsUnfinished()) return {};
  if (!walk.ReadHead()) {  // a file that does not belong here
    end_ = plan.bound;
    known_ = false;
    previous_first_ = first;
    return {};
  }
  hurt_ = false;  // a damaged header says nothing about the records
  if (walk.footer()) JoinBefore(*walk.footer(), plan.file);
  walk.Run();
  end_ = walk.next();
  last_us_ = walk.last_recorded_at_us();
  if (walk.sealed()) {
    TakeSealed(plan, walk);
  } else {
    TakeOpen(&walk, next_first);
  }
  previous_first_ = first;
  return {};
}

// The tree as the footer says it stood ahead of the segment.
void Survey::JoinBefore(const SegmentFooter& footer, const std::string& file) {
  if (known_ && tree_ == footer.before) return;
  if (known_) {
    seams_.push_back({previous_first_, footer.first, report_.damages.size()});
    Note({.kind = DamageKind::kReplaced,
          .file = file,
          .first = footer.first,
          .end = footer.end,
          .detail = "they do not continue the records ahead of them"});
    hurt_ = false;
  }
  tree_ = footer.before;
  known_ = true;
  CheckVouched();
}

void Survey::OnRecord(const RecordView& record) {
  ++report_.records;
  report_.record_bytes += record.bytes.size();
  const Hash256 leaf = MerkleLeaf(record.bytes);
  if (request_.leaves != nullptr) {
    const auto derived = request_.leaves->Leaf(record.position);
    if (derived && *derived != leaf) {
      if (!differing_.empty() && differing_.back().end == record.position) {
        ++differing_.back().end;
      } else {
        differing_.push_back({record.position, record.position + 1});
      }
    }
  }
  if (!known_ || hurt_ || tree_.size() != record.position) {
    known_ = false;
    return;
  }
  tree_.Append(leaf);
  if (next_word_ < words_.size() && words_[next_word_].size == tree_.size()) CheckVouched();
}

// Every word about the tree as it stands now.
void Survey::CheckVouched() {
  for (; next_word_ < words_.size() && words_[next_word_].size <= tree_.size(); ++next_word_) {
    const Vouched& word = words_[next_word_];
    if (word.size < tree_.size()) continue;  // passed inside of damage
    if (word.root == tree_.Root()) {
      word_held_ = word.size;
      report_.held.push_back(word);
      SettleSeams();
      continue;
    }
    const bool told =
        std::any_of(report_.damages.begin(), report_.damages.end(), [&](const Damage& damage) {
          return damage.kind == DamageKind::kReplaced && damage.first >= word_held_;
        });
    if (told) continue;
    Note(
        {.kind = DamageKind::kReplaced,
         .file = directory_,
         .first = word_held_,
         .end = word.size,
         .detail = fmt::format("whole, but not the records that the {} vouches for", word.source)});
  }
}

// The tree that runs from the last seam on was found true: what stands ahead of the seam is the
// other history, unless that was found for a seam behind it.
void Survey::SettleSeams() {
  const bool held = word_held_ > 0 && !seams_.empty() && word_held_ >= seams_.back().first;
  if (!held) return;
  std::optional<Position> wrong;
  for (auto seam = seams_.rbegin(); seam != seams_.rend(); ++seam) {
    Damage& damage = report_.damages[seam->damage];
    const bool explained = wrong && *wrong == seam->first;
    damage.end = explained ? damage.first : seam->first;
    if (!explained) {
      damage.first = seam->before;
      damage.file = fmt::format("{}/{}", directory_, SegmentName(seam->before));
      damage.detail = "a segment of another history: the records behind it do not continue it";
      wrong = seam->before;
    } else {
      damage.first = damage.end = 0;
      damage.detail.clear();  // taken out at the end
      wrong.reset();
    }
  }
  seams_.clear();
}

void Survey::TakeSealed(const WalkPlan& plan, const FileWalk& walk) {
  if (!walk.footer()) return;
  const SegmentFooter& footer = *walk.footer();
  end_ = footer.end;
  last_us_ = footer.last_recorded_at_us;
  if (hurt_) {  // named already; the footer says how the tree goes on
    tree_ = footer.after;
    known_ = true;
    CheckVouched();
    return;
  }
  if (tree_ == footer.after) return;
  Note({.kind = DamageKind::kAlteredRecord,
        .file = plan.file,
        .first = footer.first,
        .end = footer.end,
        .detail = "they differ from what their Merkle root says"});
  tree_ = footer.after;
}

void Survey::TakeOpen(FileWalk* walk, std::optional<Position> next_first) {
  if (hurt_) known_ = false;
  const Position wanted = next_first.value_or(anchor_head_);
  if (end_ >= wanted) {
    report_.torn_tail = report_.torn_tail || (!next_first && walk->tail_is_written());
    return;
  }
  walk->NoteTail(wanted, fmt::format("the segment ends at {}, {} says {}", end_,
                                     next_first ? "the next segment" : "the head anchor", wanted));
  known_ = false;
  tail_told_ = !next_first;
  if (next_first) end_ = *next_first;
}

void Survey::CheckEnd() {
  if (end_ < anchor_head_ && !tail_told_) {
    Note(
        {.kind = DamageKind::kTruncated,
         .file = directory_,
         .first = end_,
         .end = anchor_head_,
         .detail = fmt::format("the log ends at {}, the head anchor says {}", end_, anchor_head_)});
  }
  const Position own = std::max(end_, anchor_head_);
  for (const Vouched& word : words_) {
    if (!word.outside || word.size <= own) continue;
    Note(
        {.kind = DamageKind::kRolledBack,
         .file = directory_,
         .first = own,
         .end = word.size,
         .detail = fmt::format("the log ends at {}, the {} says {}", own, word.source, word.size)});
  }
}

// Missing where they belong, but found in another place, all of them: they were moved.
bool Survey::TurnedUp(const Damage& missing) const {
  Position found = 0;
  for (const Damage& damage : report_.damages) {
    if (damage.kind != DamageKind::kSwapped || damage.file != missing.file) continue;
    if (damage.first >= missing.first && damage.end <= missing.end) {
      found += damage.end - damage.first;
    }
  }
  return found == missing.end - missing.first;
}

// Where derived leaves say which records of a stretch differ, those are named instead of all.
// Leaves that differ where the log has been found true are themselves the damage.
void Survey::NameExactly() {
  std::vector<Damage> named;
  std::vector<bool> used(differing_.size());
  for (Damage& damage : report_.damages) {
    if (damage.detail.empty() || (damage.kind == DamageKind::kMissing && TurnedUp(damage))) {
      continue;
    }
    const bool roots =
        damage.kind == DamageKind::kReplaced || damage.kind == DamageKind::kAlteredRecord;
    bool narrowed = false;
    for (std::size_t index = 0; roots && index < differing_.size(); ++index) {
      const Position first = std::max(differing_[index].first, damage.first);
      const Position end = std::min(differing_[index].end, damage.end);
      if (first >= end) continue;
      used[index] = narrowed = true;
      Damage exact = damage;
      if (end - first < damage.end - damage.first) exact.kind = DamageKind::kAlteredRecord;
      exact.first = first;
      exact.end = end;
      named.push_back(std::move(exact));
    }
    if (!narrowed) named.push_back(std::move(damage));
  }
  for (std::size_t index = 0; index < differing_.size(); ++index) {
    if (used[index]) continue;
    named.push_back({.kind = DamageKind::kTile,
                     .file = "tiles",
                     .first = differing_[index].first,
                     .end = differing_[index].end,
                     .detail = "the leaves in the tiles are not those of the log"});
  }
  report_.damages = std::move(named);
}

}  // namespace

Result<SurveyReport> SurveyFiles(Files& files, const std::string& store, std::uint32_t partition,
                                 const SurveyRequest& request) {
  return Survey(files, store, partition, request).Run();
}

}  // namespace tenure::log
