// Every kind of damage at random places: found and named with its range, or shown harmless because
// every record still read is the right one. 60 cases a kind, 1,200 under TENURE_LONG.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <random>

#include "audit/checkpoint.h"
#include "audit/proof.h"
#include "audit/tiles.h"
#include "base/memory_files.h"
#include "base/merkle.h"
#include "log/memory_log.h"
#include "log/segment/identity.h"
#include "log/segment/log_fixture.h"
#include "log/segment/survey.h"

namespace tenure::audit {
namespace {

using log::Damage;
using log::DamageKind;

constexpr Position kRecords = 240;
constexpr Position kBatch = 4;
const std::string kStore = "store";
const std::string kLog = "store/log/p00000/";

int Cases() { return std::getenv("TENURE_LONG") != nullptr ? 1'200 : 60; }

struct Block {
  std::uint64_t offset = 0;
  log::BlockHeader header;
};

using Snapshot = std::map<std::string, std::string>;

void CollectFiles(const MemoryFiles& files, const std::string& path,
                  std::vector<std::string>* all) {
  const std::vector<std::string> names = *files.List(path);
  for (const std::string& name : names) {
    const std::string inner = path + "/" + name;
    if (files.List(inner)) {
      CollectFiles(files, inner, all);
    } else {
      all->push_back(inner);
    }
  }
}

class DamageCases : public testing::Test {
 protected:
  void SetUp() override {
    Build(files_, kRecords, 0, 1);
    std::vector<std::string> paths;
    CollectFiles(files_, kStore, &paths);
    for (const std::string& path : paths) good_[path] = *files_.MutableBytes(path);
    for (const auto& [path, bytes] : good_) {
      const auto first = log::FirstOfSegmentName(path.substr(path.rfind('/') + 1));
      if (first) segments_.push_back(*first);
    }
    ASSERT_GE(segments_.size(), 6u);
    for (Position at = 0; at < kRecords; ++at) {
      leaves_.push_back(MerkleLeaf(log::SampleRecord(at).bytes));
      frontier_.Append(leaves_.back());
    }
    const log::SurveyReport report = Look(true);
    ASSERT_TRUE(report.damages.empty()) << report.damages.front().detail;
    ASSERT_EQ(report.root, frontier_.Root());
    ASSERT_EQ(report.held.size(), 3u);
  }

  // A closed store with sealed, full and open segments, and its tiles.
  static void Build(MemoryFiles& files, Position records, std::uint32_t variant,
                    std::uint8_t store) {
    ASSERT_TRUE(log::CreateLogDirectory(files, kStore, log::SampleMeta(store)));
    log::SegmentOptions options{.segment_bytes = 12'000, .seal_when_full = false};
    options.elapsed = [] { return Duration(0); };
    auto opened = log::LogDirectory::Open(files, kStore, options);
    ASSERT_TRUE(opened);
    log::SegmentLog& log = (*opened)->partition(0);
    for (Position at = 0; at < records; at += kBatch) {
      // A history that parts from the other one in its middle.
      const std::uint32_t here = at < records / 2 ? 0 : variant;
      ASSERT_TRUE(log.Append(at, log::SampleBatch(at, kBatch, here)));
    }
    for (int seals = 0; seals < 3; ++seals) ASSERT_TRUE(log.SealNext());
    ASSERT_TRUE((*opened)->Close());
    ASSERT_TRUE(files.MakeDirectory(kStore + "/tiles"));
    Tiles tiles(files, kStore + "/tiles/p00000");
    ASSERT_TRUE(tiles.Extend(log, records));
  }

  // The note beside the keys and a signed checkpoint; the anchor adds its own word.
  std::vector<log::Vouched> Words() const {
    MerkleFrontier at200;
    for (Position at = 0; at < 200; ++at) at200.Append(leaves_[at]);
    return {{kRecords, frontier_.Root(), "note", true}, {200, at200.Root(), "checkpoint", true}};
  }

  log::SurveyReport Look(bool with_tiles, bool with_words = true) {
    Tiles tiles(files_, kStore + "/tiles/p00000");
    TileLeaves leaves(tiles);
    log::SurveyRequest request;
    if (with_words) request.vouched = Words();
    if (with_tiles) request.leaves = &leaves;
    auto report = log::SurveyFiles(files_, kStore, 0, request);
    EXPECT_TRUE(report) << report.error().message;
    log::SurveyReport result = report ? *std::move(report) : log::SurveyReport{};
    const auto wrong = tiles.FirstWrong();
    if (with_tiles && wrong && *wrong) {
      result.damages.push_back({.kind = DamageKind::kTile, .detail = TilePath(**wrong)});
    }
    return result;
  }

  void Restore() {
    std::vector<std::string> paths;
    CollectFiles(files_, kStore, &paths);
    for (const std::string& path : paths) {
      if (!good_.contains(path)) {
        ASSERT_TRUE(files_.Remove(path));
      }
    }
    for (const auto& [path, bytes] : good_) Put(path, bytes);
  }
  void Put(const std::string& path, const std::string& bytes) {
    std::string* now = files_.MutableBytes(path);
    if (now == nullptr) {
      ASSERT_TRUE(files_.Open(path, OpenMode::kCreate)) << path;
      now = files_.MutableBytes(path);
    }
    *now = bytes;
  }

  std::size_t Draw(std::size_t below) { return random_() % below; }
  std::size_t SegmentOf(Position position) const {
    std::size_t index = 0;
    while (index + 1 < segments_.size() && segments_[index + 1] <= position) ++index;
    return index;
  }
  Position EndOf(std::size_t segment) const {
    return segment + 1 < segments_.size() ? segments_[segment + 1] : kRecords;
  }
  std::string PathOf(std::size_t segment) const {
    return kLog + log::SegmentName(segments_[segment]);
  }
  log::SegmentPlace PlaceOf(std::size_t segment) const {
    return {log::StoreIdOf(log::SampleMeta(1)), 0, segments_[segment]};
  }
  std::vector<Block> BlocksOf(std::size_t segment) const {
    const std::string& bytes = good_.at(PathOf(segment));
    std::vector<Block> blocks;
    std::uint64_t at = log::kSegmentHeaderBytes;
    while (const auto header =
               log::WholeBlock(PlaceOf(segment), std::string_view(bytes).substr(at))) {
      blocks.push_back({at, *header});
      at += header->total_bytes();
    }
    return blocks;
  }
  bool IsPlain(std::size_t segment) const {
    return (BlocksOf(segment).front().header.flags & log::kBlockCompressed) == 0;
  }
  std::size_t DrawPlain() {
    std::size_t segment = Draw(segments_.size());
    while (!IsPlain(segment)) segment = Draw(segments_.size());
    return segment;
  }

  // Records of a plain block that lie ahead of byte `size` of the file.
  static Position WholeBefore(const Block& block, std::uint64_t size) {
    std::uint64_t at =
        block.offset + log::kBlockHeaderBytes + block.header.count * log::kRecordRowBytes;
    for (Position index = 0; index < block.header.count; ++index) {
      at += log::SampleRecord(block.header.first + index).bytes.size();
      if (at > size) return index;
    }
    return block.header.count;
  }

  static bool Covers(const log::SurveyReport& report, Position first, Position end) {
    for (Position at = first; at < end; ++at) {
      const bool named =
          std::any_of(report.damages.begin(), report.damages.end(),
                      [at](const Damage& damage) { return damage.first <= at && at < damage.end; });
      if (!named) return false;
    }
    return true;
  }
  // Nothing outside of the range is called damaged.
  static bool Within(const log::SurveyReport& report, Position first, Position end) {
    return std::all_of(report.damages.begin(), report.damages.end(), [=](const Damage& damage) {
      return damage.first == damage.end || (damage.first >= first && damage.end <= end);
    });
  }
  static std::string Told(const log::SurveyReport& report) {
    std::string text;
    for (const Damage& damage : report.damages) {
      text += fmt::format("{} {} [{}, {}) bytes [{}, {}) {}\n", log::DamageWord(damage.kind),
                          damage.file, damage.first, damage.end, damage.byte_first, damage.byte_end,
                          damage.detail);
    }
    return text;
  }
  // Every record that is read is the right one.
  bool Harmless(const log::SurveyReport& report) const {
    return report.damages.empty() && report.head == kRecords && report.records == kRecords &&
           report.root == frontier_.Root();
  }

  MemoryFiles files_;
  Snapshot good_;
  std::vector<Position> segments_;
  std::vector<Hash256> leaves_;
  MerkleFrontier frontier_;
  std::mt19937_64 random_{20'261'124};
};

TEST_F(DamageCases, FlippedByte_IsNamedInItsBlockOrHarmless) {
  int found = 0;
  for (int round = 0; round < Cases() * 4; ++round) {
    Restore();
    auto file = good_.begin();
    std::advance(file, Draw(good_.size()));
    if (file->second.empty()) continue;
    const bool in_log =
        round % 4 != 0 && log::FirstOfSegmentName(file->first.substr(file->first.rfind('/') + 1));
    if (round % 4 != 0 && !in_log) continue;
    const std::size_t at = Draw(file->second.size());
    std::string& bytes = *files_.MutableBytes(file->first);
    bytes[at] = static_cast<char>(bytes[at] ^ (1 << Draw(8)));
    const log::SurveyReport report = Look(true);
    if (report.damages.empty()) {
      EXPECT_TRUE(Harmless(report)) << file->first << " byte " << at;
      continue;
    }
    ++found;
    if (!in_log) continue;
    const std::size_t segment =
        SegmentOf(*log::FirstOfSegmentName(file->first.substr(file->first.rfind('/') + 1)));
    for (const Block& block : BlocksOf(segment)) {
      if (at < block.offset || at >= block.offset + block.header.total_bytes()) continue;
      EXPECT_TRUE(Within(report, block.header.first, block.header.end()))
          << at << " in " << block.header.first << "\n"
          << Told(report);
      EXPECT_FALSE(report.damages.front().byte_first > at || report.damages.front().byte_end <= at)
          << at << "\n"
          << Told(report);
      const std::uint64_t records_at =
          block.offset + log::kBlockHeaderBytes + block.header.count * log::kRecordRowBytes;
      if (!IsPlain(segment) || at < records_at) continue;
      EXPECT_EQ(report.damages.front().end - report.damages.front().first, 1u) << Told(report);
    }
  }
  EXPECT_GE(found, Cases());
}

TEST_F(DamageCases, MissingRecords_AreNamedExactly) {
  for (int round = 0; round < Cases(); ++round) {
    Restore();
    const std::size_t segment = Draw(segments_.size());
    if (round % 3 == 0) {  // a whole file
      ASSERT_TRUE(files_.Remove(PathOf(segment)));
      const log::SurveyReport report = Look(true);
      EXPECT_TRUE(Covers(report, segments_[segment], EndOf(segment))) << Told(report);
      EXPECT_TRUE(Within(report, segments_[segment], EndOf(segment))) << Told(report);
      continue;
    }
    const std::vector<Block> blocks = BlocksOf(segment);
    const Block& block = blocks[Draw(blocks.size())];
    std::string bytes = good_.at(PathOf(segment));
    if (round % 3 == 1 || !IsPlain(segment)) {  // a block cut out, what follows moved up
      bytes.erase(block.offset, block.header.total_bytes());
      if (IsPlain(segment)) bytes.append(block.header.total_bytes(), '\0');
      Put(PathOf(segment), bytes);
      const log::SurveyReport report = Look(true);
      EXPECT_TRUE(Covers(report, block.header.first, block.header.end())) << Told(report);
      EXPECT_TRUE(Within(report, block.header.first, block.header.end())) << Told(report);
      continue;
    }
    // One record taken out of a block that is made anew with a right checksum.
    const std::size_t gone = Draw(block.header.count);
    log::BlockBuilder builder;
    for (std::size_t at = 0; at < block.header.count; ++at) {
      if (at == gone) continue;
      const log::EncodedRecord record = log::SampleRecord(block.header.first + at);
      builder.Add(record.prefix, record.bytes);
    }
    const std::string made(builder.FinishPlain(PlaceOf(segment), block.header.first));
    bytes.replace(block.offset, block.header.total_bytes(), made);
    Put(PathOf(segment), bytes);
    const log::SurveyReport report = Look(true);
    EXPECT_TRUE(Covers(report, block.header.first + gone, block.header.first + gone + 1))
        << Told(report);
    EXPECT_TRUE(Within(report, block.header.first, block.header.end())) << Told(report);
  }
}

TEST_F(DamageCases, TruncatedTail_IsNamedFromTheFirstRecordThatIsGone) {
  for (int round = 0; round < Cases(); ++round) {
    Restore();
    const std::size_t kept = Draw(segments_.size());
    for (std::size_t segment = kept + 1; segment < segments_.size(); ++segment) {
      ASSERT_TRUE(files_.Remove(PathOf(segment)));
    }
    std::string bytes = good_.at(PathOf(kept));
    const std::size_t size = Draw(bytes.size());
    if (round % 2 == 0 || !IsPlain(kept)) {
      bytes.resize(size);
    } else {
      std::fill(bytes.begin() + static_cast<std::ptrdiff_t>(size), bytes.end(), '\0');
    }
    Put(PathOf(kept), bytes);
    Position whole = segments_[kept];
    Position gone = 0;  // records at the beginning of the first block that is not whole
    for (const Block& block : BlocksOf(kept)) {
      if (size >= block.offset + block.header.total_bytes()) {
        whole = block.header.end();
      } else if (bytes.size() > size && size > block.offset) {
        gone += WholeBefore(block, size);  // zeros: the tiles tell which records still stand
      }
    }
    const log::SurveyReport report = Look(true);
    if (whole == kRecords) {
      EXPECT_TRUE(Harmless(report)) << Told(report);
      continue;
    }
    EXPECT_TRUE(Covers(report, whole + gone, kRecords)) << size << " " << whole << "\n"
                                                        << Told(report);
    EXPECT_TRUE(Within(report, whole, kRecords)) << size << " " << whole << "\n" << Told(report);
  }
}

TEST_F(DamageCases, SwappedRecords_AreNamedBoth) {
  for (int round = 0; round < Cases(); ++round) {
    Restore();
    if (round % 3 == 0) {  // two files
      const std::size_t one = Draw(segments_.size());
      const std::size_t two = (one + 1 + Draw(segments_.size() - 1)) % segments_.size();
      Put(PathOf(one), good_.at(PathOf(two)));
      Put(PathOf(two), good_.at(PathOf(one)));
      const log::SurveyReport report = Look(true);
      EXPECT_TRUE(Covers(report, segments_[one], EndOf(one))) << Told(report);
      EXPECT_TRUE(Covers(report, segments_[two], EndOf(two))) << Told(report);
      continue;
    }
    const std::size_t segment = round % 3 == 1 ? Draw(segments_.size()) : DrawPlain();
    const std::vector<Block> blocks = BlocksOf(segment);
    std::string bytes = good_.at(PathOf(segment));
    if (round % 3 == 1 && blocks.size() > 1) {  // two blocks that follow each other
      const std::size_t at = Draw(blocks.size() - 1);
      const Block& one = blocks[at];
      const Block& two = blocks[at + 1];
      bytes = bytes.substr(0, one.offset) + bytes.substr(two.offset, two.header.total_bytes()) +
              bytes.substr(one.offset, one.header.total_bytes()) +
              bytes.substr(two.offset + two.header.total_bytes());
      Put(PathOf(segment), bytes);
      const log::SurveyReport report = Look(true);
      EXPECT_TRUE(Covers(report, one.header.first, one.header.end())) << Told(report);
      EXPECT_TRUE(Within(report, one.header.first, two.header.end())) << Told(report);
      EXPECT_EQ(report.damages.front().kind, DamageKind::kSwapped) << Told(report);
      continue;
    }
    if (!IsPlain(segment)) continue;
    const Block& block = blocks[Draw(blocks.size())];
    const std::size_t one = Draw(block.header.count);
    const std::size_t two = (one + 1 + Draw(block.header.count - 1)) % block.header.count;
    log::BlockBuilder builder;
    for (std::size_t at = 0; at < block.header.count; ++at) {
      const std::size_t here = at == one ? two : at == two ? one : at;
      const log::EncodedRecord record = log::SampleRecord(block.header.first + here);
      builder.Add(record.prefix, record.bytes);
    }
    bytes.replace(block.offset, block.header.total_bytes(),
                  std::string(builder.FinishPlain(PlaceOf(segment), block.header.first)));
    Put(PathOf(segment), bytes);
    const log::SurveyReport report = Look(true);
    const Position first = block.header.first + std::min(one, two);
    EXPECT_TRUE(Covers(report, block.header.first + one, block.header.first + one + 1));
    EXPECT_TRUE(Covers(report, block.header.first + two, block.header.first + two + 1));
    EXPECT_TRUE(Within(report, first, block.header.end())) << Told(report);
  }
}

TEST_F(DamageCases, ReplacedFile_IsNamedByWhatIsOutsideOfIt) {
  MemoryFiles other;  // the same store with another second half
  Build(other, kRecords, 9, 1);
  MemoryFiles foreign;
  Build(foreign, kRecords, 0, 2);
  for (int round = 0; round < Cases(); ++round) {
    Restore();
    const std::size_t segment = Draw(segments_.size());
    const bool from_foreign = round % 3 == 0;
    const std::string* bytes = (from_foreign ? foreign : other).MutableBytes(PathOf(segment));
    ASSERT_NE(bytes, nullptr);
    const bool with_tiles = round % 2 == 0;
    const bool same = *bytes == good_.at(PathOf(segment));
    Put(PathOf(segment), *bytes);
    const log::SurveyReport report = Look(with_tiles);
    if (same) {
      EXPECT_TRUE(Harmless(report)) << Told(report);
      continue;
    }
    ASSERT_FALSE(report.damages.empty()) << PathOf(segment);
    const Position differs =
        from_foreign ? segments_[segment] : std::max(segments_[segment], kRecords / 2);
    EXPECT_TRUE(Covers(report, differs, EndOf(segment))) << Told(report);
    if (with_tiles || from_foreign) {
      EXPECT_TRUE(Within(report, differs, EndOf(segment))) << segment << "\n" << Told(report);
    }
  }
}

// Everything inside of the directory is of one piece, only what stands outside of it differs.
TEST_F(DamageCases, RewrittenHistory_IsNamedFromTheFirstRecordThatDiffers) {
  for (int round = 0; round < Cases(); ++round) {
    MemoryFiles rewritten;
    const Position from = kBatch * Draw(kRecords / kBatch);
    ASSERT_TRUE(log::CreateLogDirectory(rewritten, kStore, log::SampleMeta(1)));
    log::SegmentOptions options{.segment_bytes = 12'000, .seal_when_full = false};
    options.elapsed = [] { return Duration(0); };
    auto opened = log::LogDirectory::Open(rewritten, kStore, options);
    ASSERT_TRUE(opened);
    for (Position at = 0; at < kRecords; at += kBatch) {
      const std::uint32_t variant = at == from ? 7 : 0;
      ASSERT_TRUE((*opened)->partition(0).Append(at, log::SampleBatch(at, kBatch, variant)));
    }
    ASSERT_TRUE((*opened)->Close());
    Tiles tiles(files_, kStore + "/tiles/p00000");  // the right ones
    TileLeaves leaves(tiles);
    log::SurveyRequest request;
    request.vouched = Words();
    if (round % 2 == 0) request.leaves = &leaves;
    const auto report = log::SurveyFiles(rewritten, kStore, 0, request);
    ASSERT_TRUE(report);
    EXPECT_TRUE(Covers(*report, from, from + kBatch)) << Told(*report);
    if (round % 2 == 0) {
      EXPECT_TRUE(Within(*report, from, from + kBatch)) << Told(*report);
    }
  }
}

TEST_F(DamageCases, DirectoryRolledBackAsAWhole_IsNamedFromItsHeadOn) {
  for (int round = 0; round < Cases(); ++round) {
    MemoryFiles older;
    const Position head = kBatch * (1 + Draw(kRecords / kBatch - 1));
    Build(older, head, 0, 1);
    log::SurveyRequest request;
    request.vouched = Words();
    const auto report = log::SurveyFiles(older, kStore, 0, request);
    ASSERT_TRUE(report);
    ASSERT_FALSE(report->damages.empty()) << head;
    for (const Damage& damage : report->damages) {
      EXPECT_EQ(damage.kind, DamageKind::kRolledBack) << Told(*report);
      EXPECT_EQ(damage.first, head) << Told(*report);
    }
    EXPECT_TRUE(Covers(*report, head, kRecords)) << Told(*report);
  }
}

class CheckpointCases : public testing::Test {
 protected:
  CheckpointCases() {
    seed_.fill(3);
    for (Position at = 0; at < 100; ++at) {
      EXPECT_TRUE(log_.Append(at, log::SampleBatch(at, 1)));
    }
    note_ =
        SignNote(CheckpointText({"log.example", {100, *log_.RootAt(100)}}), "log.example", seed_);
    verifier_ = {"log.example", seal::VerifyingKeyOf(seed_)};
  }
  seal::SigningSeed Seed() {
    seal::SigningSeed seed;
    for (auto& byte : seed) byte = static_cast<std::uint8_t>(random_());
    return seed;
  }

  log::MemoryLog log_;
  MemoryFiles files_;
  std::mt19937_64 random_{11};
  seal::SigningSeed seed_{};
  std::string note_;
  NoteVerifier verifier_;
};

TEST_F(CheckpointCases, ForgedCheckpoint_IsRefusedWhateverByteDiffers) {
  EXPECT_EQ(ReadCheckpoint(note_, verifier_)->verdict, NoteVerdict::kHolds);
  for (int round = 0; round < Cases(); ++round) {
    std::string forged = note_;
    if (round % 3 == 0) {  // another tree under the old signature
      const std::size_t gap = note_.rfind("\n\n") + 1;
      forged =
          CheckpointText({"log.example", {1 + random_() % 100, *log_.RootAt(random_() % 101)}}) +
          note_.substr(gap);
      if (forged == note_) continue;
    } else {
      const std::size_t at = random_() % forged.size();
      forged[at] = static_cast<char>(forged[at] ^ (1 << random_() % 8));
    }
    const auto checked = ReadCheckpoint(forged, verifier_);
    EXPECT_TRUE(!checked || checked->verdict != NoteVerdict::kHolds) << forged;
  }
}

TEST_F(CheckpointCases, WrongKey_IsToldApartFromAForgery) {
  Tiles tiles(files_, "tiles");
  for (int round = 0; round < Cases(); ++round) {
    const seal::SigningSeed seed = Seed();
    const Position size = 1 + random_() % 100;
    const std::string note =
        SignNote(CheckpointText({"log.example", {size, *log_.RootAt(size)}}), "log.example", seed);
    const auto checked = ReadCheckpoint(note, verifier_);
    ASSERT_TRUE(checked);
    EXPECT_EQ(checked->verdict, NoteVerdict::kOtherKey);
    const auto proof = ProveInclusion(log_, tiles, random_() % size, note);
    ASSERT_TRUE(proof) << proof.error().message;
    EXPECT_EQ(proof->Find("checkpoint")->text, note);
  }
}

}  // namespace
}  // namespace tenure::audit
