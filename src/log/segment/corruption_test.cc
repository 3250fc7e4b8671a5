// Damage to a closed store on a real file system: whatever is flipped, cut, removed, swapped, put
// back from an older copy or brought from another store is refused with the range of records, or it
// can be shown that not a record is missing or different.
#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <random>

#include "log/segment/log_fixture.h"

namespace tenure::log {
namespace {

namespace fs = std::filesystem;

constexpr int kRounds = 500;

std::string Slurp(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void Spill(const fs::path& path, const std::string& bytes) {
  fs::permissions(path, fs::perms::owner_all, fs::perm_options::add);
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

// Makes a closed store with sealed, full and open segments.
void MakeStore(const std::string& path, std::uint8_t store, Position records) {
  const auto files = PosixFiles();
  if (!fs::exists(path)) {
    ASSERT_TRUE(CreateLogDirectory(*files, path, SampleMeta(store)));
  }
  SegmentOptions options{.segment_bytes = 12'000, .seal_when_full = false};
  auto opened = LogDirectory::Open(*files, path, options);
  ASSERT_TRUE(opened) << opened.error().message;
  SegmentLog& log = (*opened)->partition(0);
  for (Position at = *log.Head(); at < records; at += 4) {
    ASSERT_TRUE(log.Append(at, SampleBatch(at, 4, store)));
  }
  for (int seals = 0; seals < 3; ++seals) ASSERT_TRUE(log.SealNext());
  ASSERT_TRUE((*opened)->Close());
}

struct Verdict {
  bool refused = false;
  Error error;
  std::vector<std::string> records;
};

// Opens and reads everything, as a user's `replay verify` would.
Verdict Judge(const std::string& path) {
  const auto files = PosixFiles();
  Verdict verdict;
  const auto refuse = [&verdict](const Error& error) {
    verdict.refused = true;
    verdict.error = error;
    return verdict;
  };
  auto opened = LogDirectory::Open(*files, path, {.segment_bytes = 12'000});
  if (!opened) return refuse(opened.error());
  const SegmentLog& log = (*opened)->partition(0);
  if (const auto verified = log.Verify(); !verified) return refuse(verified.error());
  const auto all = ReadAll(log);
  if (!all) return refuse(all.error());
  verdict.records = *all;
  return verdict;
}

struct Range {
  Position first = 0;
  Position end = 0;
};

// The range in a message of RangeText: "records 3 to 5", "record 3".
std::optional<Range> RangeIn(const std::string& message) {
  for (std::size_t at = message.find("record"); at != std::string::npos;
       at = message.find("record", at + 1)) {
    Range range;
    unsigned long long first = 0;
    unsigned long long last = 0;
    if (std::sscanf(&message[at], "records %llu to %llu", &first, &last) == 2) {
      range = {first, last + 1};
    } else if (std::sscanf(&message[at], "record %llu", &first) == 1) {
      range = {first, first + 1};
    } else {
      continue;
    }
    return range;
  }
  return std::nullopt;
}

class SegmentLogCorruption : public ::testing::Test {
 protected:
  static constexpr Position kRecords = 240;
  static constexpr Position kOldRecords = 112;

  // The stores are made once; every test damages copies.
  static void SetUpTestSuite() {
    directory_ = std::make_unique<TemporaryDirectory>();
    MakeStore(Path("old"), 1, kOldRecords);
    fs::copy(Path("old"), Path("good"), fs::copy_options::recursive);
    MakeStore(Path("good"), 1, kRecords);
    MakeStore(Path("foreign"), 2, kRecords);
    original_ = Judge(Path("good")).records;
    segments_.clear();
    for (const auto& entry : fs::directory_iterator(Path("good/log/p00000"))) {
      const std::string name = entry.path().filename();
      if (FirstOfSegmentName(name)) segments_.push_back(name);
    }
    std::sort(segments_.begin(), segments_.end());
  }
  static void TearDownTestSuite() { directory_.reset(); }
  void SetUp() override {
    ASSERT_EQ(original_.size(), kRecords);
    ASSERT_GE(segments_.size(), 6u);
  }

  static std::string Path(const std::string& name) { return directory_->path() + "/" + name; }
  std::string Segment(const std::string& store, std::size_t index) const {
    return Path(store) + "/log/p00000/" + segments_.at(index);
  }
  Position FirstOf(std::size_t index) const {
    return index < segments_.size() ? *FirstOfSegmentName(segments_[index]) : kRecords;
  }

  // A fresh copy of the good store, to be damaged.
  std::string Copy() const {
    fs::remove_all(Path("hurt"));
    fs::copy(Path("good"), Path("hurt"), fs::copy_options::recursive);
    return Path("hurt");
  }

  // Refused with a typed error, or nothing is different. Returns the verdict.
  Verdict JudgeHurt() {
    Verdict verdict = Judge(Path("hurt"));
    if (!verdict.refused) {
      EXPECT_EQ(verdict.records, original_);
      return verdict;
    }
    const ErrorCode code = verdict.error.code;
    EXPECT_TRUE(code == ErrorCode::kLogDamaged || code == ErrorCode::kLogTruncated ||
                code == ErrorCode::kStoreFormat || code == ErrorCode::kStoreMissing)
        << ErrorCodeName(code) << " " << verdict.error.message;
    return verdict;
  }

  // Refused, and the message names records inside [first, end).
  void ExpectRange(const Verdict& verdict, ErrorCode code, Position first, Position end) {
    ASSERT_TRUE(verdict.refused);
    EXPECT_EQ(verdict.error.code, code) << verdict.error.message;
    const auto range = RangeIn(verdict.error.message);
    ASSERT_TRUE(range) << verdict.error.message;
    EXPECT_GE(range->first, first) << verdict.error.message;
    EXPECT_LE(range->end, end) << verdict.error.message;
  }

  static inline std::unique_ptr<TemporaryDirectory> directory_;
  static inline std::vector<std::string> segments_;
  static inline std::vector<std::string> original_;
};

TEST_F(SegmentLogCorruption, FlippedBits_AreFoundInTheirSegmentOrHarmless) {
  std::mt19937_64 random(7);
  int refused = 0;
  for (int round = 0; round < kRounds; ++round) {
    Copy();
    const std::size_t index = random() % segments_.size();
    const std::string path = Segment("hurt", index);
    std::string bytes = Slurp(path);
    // Half of the flips hit the beginning, where the blocks of an open segment are.
    const std::size_t span =
        round % 2 == 0 ? bytes.size() : std::min<std::size_t>(9000, bytes.size());
    const std::size_t at = random() % span;
    bytes[at] = static_cast<char>(bytes[at] ^ (1 << random() % 8));
    Spill(path, bytes);
    const Verdict verdict = JudgeHurt();
    if (!verdict.refused) continue;
    ++refused;
    ASSERT_NE(verdict.error.message.find(segments_[index]), std::string::npos)
        << "byte " << at << ": " << verdict.error.message;
    const auto range = RangeIn(verdict.error.message);
    const bool in_footer = verdict.error.message.find("footer") != std::string::npos;
    const bool in_header = verdict.error.message.find("header") != std::string::npos;
    if (in_footer || in_header) continue;
    ASSERT_TRUE(range) << verdict.error.message;
    EXPECT_GE(range->first, FirstOf(index)) << verdict.error.message;
    EXPECT_LE(range->end, FirstOf(index + 1)) << verdict.error.message;
  }
  EXPECT_GT(refused, kRounds / 2);
}

TEST_F(SegmentLogCorruption, EveryByteOfTheAnchorAndTheIdentity_IsCheckedOrTheOtherSlotStands) {
  for (const std::string name : {"/identity", "/log/p00000/anchor"}) {
    const std::string good = Slurp(Path("good") + name);
    for (std::size_t at = 0; at < good.size(); at = at < 100 ? at + 1 : at + 61) {
      Copy();
      std::string bytes = good;
      bytes[at] = static_cast<char>(bytes[at] ^ 0x10);
      Spill(Path("hurt") + name, bytes);
      const Verdict verdict = JudgeHurt();
      if (name == "/identity") {
        EXPECT_TRUE(verdict.refused) << at;
      }
    }
  }
}

TEST_F(SegmentLogCorruption, CutSegments_NameTheRecordsThatAreMissing) {
  std::mt19937_64 random(11);
  for (int round = 0; round < kRounds / 4; ++round) {
    Copy();
    const std::size_t index = random() % segments_.size();
    const std::string path = Segment("hurt", index);
    const std::size_t size = random() % fs::file_size(path);
    fs::permissions(path, fs::perms::owner_all, fs::perm_options::add);
    fs::resize_file(path, size);
    const Verdict verdict = JudgeHurt();
    if (verdict.refused) {
      EXPECT_NE(verdict.error.message.find(segments_[index].substr(0, 20)), std::string::npos)
          << size << ": " << verdict.error.message;
    }
  }
  // Cut between two blocks: nothing but the anchor or the next segment can tell.
  Copy();
  const std::size_t last = segments_.size() - 1;
  const std::string bytes = Slurp(Segment("hurt", last));
  const auto header = DecodeBlockHeader(std::string_view(bytes).substr(kSegmentHeaderBytes));
  ASSERT_TRUE(header);
  fs::resize_file(Segment("hurt", last), kSegmentHeaderBytes + header->total_bytes());
  ExpectRange(JudgeHurt(), ErrorCode::kLogTruncated, header->end(), kRecords);
}

TEST_F(SegmentLogCorruption, RemovedSegment_IsTruncatedWithItsRecords) {
  for (std::size_t index = 0; index < segments_.size(); ++index) {
    Copy();
    fs::remove(Segment("hurt", index));
    ExpectRange(JudgeHurt(), ErrorCode::kLogTruncated, FirstOf(index), FirstOf(index + 1));
  }
}

TEST_F(SegmentLogCorruption, AllSegmentsRemoved_IsTruncatedAndNotAnEmptyStore) {
  Copy();
  for (std::size_t index = 0; index < segments_.size(); ++index) fs::remove(Segment("hurt", index));
  const Verdict verdict = JudgeHurt();
  ExpectRange(verdict, ErrorCode::kLogTruncated, 0, kRecords);
  EXPECT_EQ(RangeIn(verdict.error.message)->end, kRecords);
}

TEST_F(SegmentLogCorruption, RemovedIdentityOrAnchor_IsDamageAndNeverANewStore) {
  for (const std::string name : {"/identity", "/log/p00000/anchor"}) {
    Copy();
    fs::remove(Path("hurt") + name);
    const Verdict verdict = JudgeHurt();
    ASSERT_TRUE(verdict.refused);
    EXPECT_EQ(verdict.error.code, ErrorCode::kLogDamaged) << verdict.error.message;
  }
  Copy();
  fs::remove(Path("hurt") + "/identity");
  const auto files = PosixFiles();
  const auto made = CreateLogDirectory(*files, Path("hurt"), SampleMeta(3));
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, ErrorCode::kLogDamaged);
}

TEST_F(SegmentLogCorruption, SwappedSegments_AreDisplaced) {
  for (std::size_t one = 0; one < segments_.size(); ++one) {
    for (std::size_t two = one + 1; two < segments_.size(); ++two) {
      Copy();
      fs::rename(Segment("hurt", one), Path("between"));
      fs::rename(Segment("hurt", two), Segment("hurt", one));
      fs::rename(Path("between"), Segment("hurt", two));
      const Verdict verdict = JudgeHurt();
      ASSERT_TRUE(verdict.refused);
      EXPECT_EQ(verdict.error.code, ErrorCode::kLogDamaged) << verdict.error.message;
    }
  }
}

TEST_F(SegmentLogCorruption, SegmentOfAnotherStore_IsAnotherFormat) {
  for (std::size_t index = 0; index < segments_.size(); ++index) {
    Copy();
    fs::copy(Segment("foreign", index), Segment("hurt", index),
             fs::copy_options::overwrite_existing);
    const Verdict verdict = JudgeHurt();
    ASSERT_TRUE(verdict.refused);
    EXPECT_EQ(verdict.error.code, ErrorCode::kStoreFormat) << verdict.error.message;
  }
}

TEST_F(SegmentLogCorruption, BlockOfAnotherPlace_IsNoBlockHere) {
  // The second block of the open segment is replaced by its own first one, which has its size.
  Copy();
  const std::size_t last = segments_.size() - 1;
  std::string bytes = Slurp(Segment("hurt", last));
  const std::size_t first_at = kSegmentHeaderBytes;
  const std::size_t first_bytes =
      DecodeBlockHeader(std::string_view(bytes).substr(first_at))->total_bytes();
  bytes.replace(first_at + first_bytes, first_bytes, bytes.substr(first_at, first_bytes));
  Spill(Segment("hurt", last), bytes);
  ExpectRange(JudgeHurt(), ErrorCode::kLogDamaged, FirstOf(last), kRecords);
}

TEST_F(SegmentLogCorruption, OlderCopyOfASegment_IsRefusedOrTheSame) {
  int refused = 0;
  for (std::size_t index = 0; index < segments_.size(); ++index) {
    if (!fs::exists(Segment("old", index))) continue;
    Copy();
    fs::copy(Segment("old", index), Segment("hurt", index), fs::copy_options::overwrite_existing);
    const Verdict verdict = JudgeHurt();
    if (!verdict.refused) continue;  // sealed then as now: the same bytes
    ++refused;
    ExpectRange(verdict, ErrorCode::kLogTruncated, FirstOf(index), FirstOf(index + 1));
  }
  EXPECT_GT(refused, 0);
}

TEST_F(SegmentLogCorruption, LogDirectoryWithoutItsAnchorsHistory_IsTruncated) {
  // All segments of the older copy beside the newer anchor.
  Copy();
  fs::remove_all(Path("hurt/log/p00000"));
  fs::copy(Path("old/log/p00000"), Path("hurt/log/p00000"), fs::copy_options::recursive);
  fs::copy(Path("good/log/p00000/anchor"), Path("hurt/log/p00000/anchor"),
           fs::copy_options::overwrite_existing);
  ExpectRange(JudgeHurt(), ErrorCode::kLogTruncated, kOldRecords, kRecords);
}

TEST_F(SegmentLogCorruption, OtherRecordsUnderTheSameAnchor_AreDamage) {
  // A history rewritten with right checksums: same store, same positions, other contents.
  MakeStore(Path("other"), 1, 0);
  const auto files = PosixFiles();
  {
    auto opened = LogDirectory::Open(*files, Path("other"), {.segment_bytes = 1'000'000});
    ASSERT_TRUE(opened);
    for (Position at = 0; at < kRecords; at += 4) {
      ASSERT_TRUE((*opened)->partition(0).Append(at, SampleBatch(at, 4, 99)));
    }
  }
  Copy();
  fs::remove_all(Path("hurt/log/p00000"));
  fs::copy(Path("other/log/p00000"), Path("hurt/log/p00000"), fs::copy_options::recursive);
  fs::copy(Path("good/log/p00000/anchor"), Path("hurt/log/p00000/anchor"),
           fs::copy_options::overwrite_existing);
  ExpectRange(JudgeHurt(), ErrorCode::kLogDamaged, 0, kRecords);
}

}  // namespace
}  // namespace tenure::log
