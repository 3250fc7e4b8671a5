// Trees, proofs, tiles, keys and notes as an independent implementation has them
// (tests/vectors/sumdb, golang.org/x/mod/sumdb), and the tree of RFC 6962's own reference.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "audit/checkpoint.h"
#include "audit/tiles.h"
#include "base/hex.h"
#include "base/memory_files.h"
#include "base/merkle.h"
#include "log/memory_log.h"
#include "log/record_samples.h"
#include "support/source_tree.gen.h"

namespace tenure::audit {
namespace {

Hash256 HashOf(const std::string& hex) {
  const auto bytes = BytesOfHex(hex);
  EXPECT_TRUE(bytes && bytes->size() == sizeof(Hash256)) << hex;
  Hash256 hash{};
  if (bytes) std::copy(bytes->begin(), bytes->end(), hash.begin());
  return hash;
}

// Every subtree of the trees of "record 0", "record 1", …
class Subtrees {
 public:
  explicit Subtrees(std::uint64_t size) {
    levels_.emplace_back();
    for (std::uint64_t index = 0; index < size; ++index) {
      levels_[0].push_back(MerkleLeaf("record " + std::to_string(index)));
    }
    while (levels_.back().size() > 1) {
      const std::vector<Hash256>& below = levels_.back();
      std::vector<Hash256> level;
      for (std::size_t at = 0; at + 1 < below.size(); at += 2) {
        level.push_back(MerkleNode(below[at], below[at + 1]));
      }
      levels_.push_back(std::move(level));
    }
  }
  [[nodiscard]] SubtreeReader Reader() const {
    return [this](unsigned level, std::uint64_t index) -> Result<Hash256> {
      return levels_.at(level).at(index);
    };
  }

 private:
  std::vector<std::vector<Hash256>> levels_;
};

class VectorsTest : public testing::Test {
 protected:
  void SetUp() override {
    std::ifstream file(TENURE_SOURCE_DIR "/tests/vectors/sumdb/vectors.txt");
    for (std::string line; std::getline(file, line);) {
      std::istringstream words(line);
      std::vector<std::string> split;
      for (std::string word; words >> word;) split.push_back(word);
      lines_.push_back(split);
    }
    ASSERT_GT(lines_.size(), 150u);
  }
  std::vector<std::vector<std::string>> Of(std::string_view kind) const {
    std::vector<std::vector<std::string>> found;
    for (const auto& line : lines_) {
      if (line.front() == kind) found.push_back(line);
    }
    EXPECT_FALSE(found.empty()) << kind;
    return found;
  }
  static MerklePath PathOf(const std::vector<std::string>& line) {
    MerklePath path;
    for (std::size_t at = 3; at < line.size(); ++at) path.push_back(HashOf(line[at]));
    return path;
  }
  Hash256 RootOf(const std::string& size) const {
    for (const auto& line : Of("root")) {
      if (line[1] == size) return HashOf(line[2]);
    }
    ADD_FAILURE() << "no root of " << size;
    return {};
  }

  static const SubtreeReader& Reader() {
    static const Subtrees subtrees(70'000);
    static const SubtreeReader reader = subtrees.Reader();
    return reader;
  }

  std::vector<std::vector<std::string>> lines_;
};

TEST_F(VectorsTest, RootsAndProofs_AreThoseOfTheOtherImplementation) {
  for (const auto& line : Of("root")) {
    EXPECT_EQ(*RootFrom(Reader(), std::stoull(line[1])), HashOf(line[2])) << line[1];
  }
  for (const auto& line : Of("inclusion")) {
    const std::uint64_t size = std::stoull(line[1]);
    const std::uint64_t index = std::stoull(line[2]);
    EXPECT_EQ(*InclusionPath(Reader(), index, size), PathOf(line)) << size << " " << index;
    EXPECT_TRUE(InclusionHolds(*Reader()(0, index), index, {size, RootOf(line[1])}, PathOf(line)));
  }
  for (const auto& line : Of("consistency")) {
    const std::uint64_t old_size = std::stoull(line[1]);
    const std::uint64_t size = std::stoull(line[2]);
    EXPECT_EQ(*ConsistencyPath(Reader(), old_size, size), PathOf(line)) << old_size << " " << size;
    EXPECT_TRUE(
        ConsistencyHolds({old_size, RootOf(line[1])}, {size, RootOf(line[2])}, PathOf(line)));
  }
}

TEST_F(VectorsTest, TilesAndTheirPaths_AreThoseOfTheOtherImplementation) {
  for (const auto& line : Of("path")) {
    EXPECT_EQ(TilePath({0, std::stoull(line[1])}), line[2]);
  }
  for (const auto& line : Of("tile")) {
    const TileName name{static_cast<unsigned>(std::stoul(line[1])), std::stoull(line[2]),
                        static_cast<unsigned>(std::stoul(line[3]))};
    EXPECT_EQ(TilePath(name), line[4]);
    std::string bytes;
    for (unsigned at = 0; at < name.width; ++at) {
      bytes.append(ViewOf(*Reader()(name.level * kTileHeight, name.index * kTileWidth + at)));
    }
    EXPECT_EQ(tenure::HexOf(Sha256(bytes)), line[5]) << line[4];
  }
}

TEST_F(VectorsTest, KeyAndNoteOfTheOtherImplementation_AreReadAndWrittenTheSame) {
  const auto verifier = ParseVerifier(Of("key").front()[1]);
  ASSERT_TRUE(verifier);
  const std::string note = *BytesOfHex(Of("note").front()[1]);
  const auto checked = ReadCheckpoint(note, *verifier);
  ASSERT_TRUE(checked) << checked.error().message;
  EXPECT_EQ(checked->verdict, NoteVerdict::kHolds);
  EXPECT_EQ(checked->checkpoint.tree.size, 1000u);
  EXPECT_EQ(checked->checkpoint.tree.root, RootOf("1000"));
  seal::SigningSeed seed{};
  seed.fill(7);
  EXPECT_EQ(VerifierText({verifier->name, seal::VerifyingKeyOf(seed)}), Of("key").front()[1]);
  EXPECT_EQ(SignNote(CheckpointText(checked->checkpoint), verifier->name, seed), note);
}

// The eight leaves of the reference implementation of RFC 6962 and their roots.
TEST(Rfc6962, ReferenceTree_HasTheReferenceRoots) {
  const std::vector<std::string> leaves = {"",
                                           "00",
                                           "10",
                                           "2021",
                                           "3031",
                                           "40414243",
                                           "5051525354555657",
                                           "606162636465666768696a6b6c6d6e6f"};
  const std::vector<std::string> roots = {
      "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
      "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
      "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
      "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
      "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
      "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
      "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
  MerkleFrontier frontier;
  for (std::size_t index = 0; index < leaves.size(); ++index) {
    frontier.Append(MerkleLeaf(*BytesOfHex(leaves[index])));
    EXPECT_EQ(tenure::HexOf(frontier.Root()), roots[index]) << index;
  }
}

// RFC 8032, section 7.1, tests 1 to 3.
TEST(Ed25519, SignaturesOfRfc8032_AreMade) {
  struct Row {
    const char* seed;
    const char* key;
    const char* message;
    const char* signature;
  };
  const Row rows[] = {{"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
                       "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
                       "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a"
                       "33bacc61e39701cf9b"
                       "46bd25bf5f0595bbe24655141438e7a100b"},
                      {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
                       "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
                       "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e1"
                       "5996e458f3613d0f11"
                       "d8c387b2eaeb4302aeeb00d291612bb0c00"}};
  for (const Row& row : rows) {
    const Hash256 seed = HashOf(row.seed);
    const std::string message = *BytesOfHex(row.message);
    const auto key = seal::VerifyingKeyOf(seed);
    EXPECT_EQ(key, HashOf(row.key));
    const std::string signature = seal::Sign(seed, message);
    EXPECT_EQ(HexOf(std::string_view(signature)), row.signature);
    EXPECT_TRUE(seal::SignatureHolds(key, message, signature));
    EXPECT_FALSE(seal::SignatureHolds(key, message + "x", signature));
    EXPECT_EQ(seal::SeedOfPem(seal::PemOf(seed)), seed);
  }
}

// Tiles that grow in steps are the tiles that are made at once, and what is damaged is made anew.
TEST(TilesTest, GrowingInSteps_GivesTheSameFilesAndHealsWhatIsDamaged) {
  log::MemoryLog log;
  MemoryFiles files;
  ASSERT_TRUE(files.MakeDirectory("steps"));
  Tiles steps(files, "steps");
  Tiles once(files, "once");
  constexpr Position kRecords = 1'500;
  for (Position at = 0; at < kRecords; at += 100) {
    ASSERT_TRUE(log.Append(at, log::SampleBatch(at, 100)));
    ASSERT_TRUE(steps.Extend(log, at + 100));
    EXPECT_EQ(*steps.Size(), at + 100);
  }
  ASSERT_TRUE(once.Extend(log, kRecords));
  EXPECT_EQ(*RootFrom(once.ReaderOf(kRecords), kRecords), *log.RootAt(kRecords));
  for (const TileName& name :
       {TileName{0, 0}, TileName{0, 4}, TileName{0, 5, 220}, TileName{1, 0, 5}}) {
    const auto hashes = *once.Read(name);
    ASSERT_TRUE(hashes) << TilePath(name);
    EXPECT_EQ(*steps.Read(name), hashes) << TilePath(name);
  }
  EXPECT_EQ(*once.FirstWrong(), std::nullopt);
  (*files.MutableBytes("once/tile/0/002"))[40] ^= 1;
  const auto wrong = *once.FirstWrong();
  ASSERT_TRUE(wrong);
  EXPECT_EQ(TilePath(*wrong), "tile/1/000.p/5");
  ASSERT_TRUE(files.Remove("once/tile/1/000.p/5"));
  ASSERT_TRUE(once.Extend(log, kRecords));
  EXPECT_EQ(*once.FirstWrong(), std::nullopt);
  EXPECT_EQ(*once.Read({0, 2}), *steps.Read({0, 2}));
}

}  // namespace
}  // namespace tenure::audit
