// Checksums and hashes against published vectors, and the Merkle frontier against the definition.
#include <gtest/gtest.h>

#include <bit>
#include <string>
#include <vector>

#include "base/crc32c.h"
#include "base/merkle.h"
#include "base/sha256.h"

namespace tenure {
namespace {

std::string FromHex(std::string_view hex) {
  std::string bytes;
  for (std::size_t at = 0; at < hex.size(); at += 2) {
    bytes.push_back(static_cast<char>(std::stoi(std::string(hex.substr(at, 2)), nullptr, 16)));
  }
  return bytes;
}

TEST(Crc32c, PublishedVectors_Match) {
  // RFC 3720, B.4.
  std::string ascending;
  for (int byte = 0; byte < 32; ++byte) ascending.push_back(static_cast<char>(byte));
  EXPECT_EQ(Crc32c(0, std::string(32, '\0')), 0x8a9136aau);
  EXPECT_EQ(Crc32c(0, std::string(32, '\xff')), 0x62a8ab43u);
  EXPECT_EQ(Crc32c(0, ascending), 0x46dd794eu);
  EXPECT_EQ(Crc32c(0, "123456789"), 0xe3069283u);
}

TEST(Crc32c, InstructionAndTable_AgreeAtEveryLengthAndSplit) {
  std::string bytes;
  for (int index = 0; index < 100; ++index) bytes.push_back(static_cast<char>(index * 37 + 11));
  for (std::size_t size = 0; size <= bytes.size(); ++size) {
    const std::string_view part = std::string_view(bytes).substr(0, size);
    ASSERT_EQ(Crc32c(0, part), Crc32cByTable(0, part)) << size;
    const std::size_t split = size / 3;
    ASSERT_EQ(Crc32c(0, part), Crc32c(Crc32c(0, part.substr(0, split)), part.substr(split)));
  }
}

TEST(Sha256, PublishedVectors_Match) {
  EXPECT_EQ(HexOf(Sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(HexOf(Sha256("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(Sha256("ab", "c"), Sha256("abc"));
}

// The leaves that the Certificate Transparency implementations test with.
const std::vector<std::string>& KnownLeaves() {
  static const std::vector<std::string> leaves = {FromHex(""),
                                                  FromHex("00"),
                                                  FromHex("10"),
                                                  FromHex("2021"),
                                                  FromHex("3031"),
                                                  FromHex("40414243"),
                                                  FromHex("5051525354555657"),
                                                  FromHex("606162636465666768696a6b6c6d6e6f")};
  return leaves;
}

TEST(MerkleFrontier, KnownLeaves_GiveTheKnownRoots) {
  const char* roots[] = {"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                         "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                         "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                         "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                         "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                         "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                         "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                         "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                         "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
  MerkleFrontier frontier;
  for (std::size_t size = 0; size <= KnownLeaves().size(); ++size) {
    EXPECT_EQ(HexOf(frontier.Root()), roots[size]) << size;
    if (size < KnownLeaves().size()) frontier.Append(MerkleLeaf(KnownLeaves()[size]));
  }
}

// RFC 6962, 2.1, as it is written there.
Hash256 RootByDefinition(const std::vector<Hash256>& leaves, std::size_t from, std::size_t to) {
  if (from == to) return Sha256("");
  if (to - from == 1) return leaves[from];
  const std::size_t split = std::bit_floor(to - from - 1);
  return MerkleNode(RootByDefinition(leaves, from, from + split),
                    RootByDefinition(leaves, from + split, to));
}

TEST(MerkleFrontier, EverySizeUpTo130_HasTheRootOfTheDefinition) {
  std::vector<Hash256> leaves;
  MerkleFrontier frontier;
  for (int size = 0; size <= 130; ++size) {
    ASSERT_EQ(frontier.Root(), RootByDefinition(leaves, 0, leaves.size())) << size;
    leaves.push_back(MerkleLeaf(std::to_string(size)));
    frontier.Append(leaves.back());
  }
}

TEST(MerkleFrontier, SerializedAndParsed_IsTheSameAndGoesOnTheSame) {
  MerkleFrontier frontier;
  for (int size = 0; size < 70; ++size) {
    Result<MerkleFrontier> parsed = MerkleFrontier::Parse(frontier.Serialize());
    ASSERT_TRUE(parsed) << parsed.error().message;
    ASSERT_EQ(*parsed, frontier);
    frontier.Append(MerkleLeaf(std::to_string(size)));
    parsed->Append(MerkleLeaf(std::to_string(size)));
    ASSERT_EQ(parsed->Root(), frontier.Root());
  }
}

TEST(MerkleFrontier, BytesOfAnotherLength_AreInvalidInput) {
  MerkleFrontier frontier;
  frontier.Append(MerkleLeaf("a"));
  const std::string bytes = frontier.Serialize();
  for (const std::string& broken :
       {std::string(), bytes.substr(0, 7), bytes + "x", bytes.substr(0, bytes.size() - 1)}) {
    const Result<MerkleFrontier> parsed = MerkleFrontier::Parse(broken);
    ASSERT_FALSE(parsed);
    EXPECT_EQ(parsed.error().code, ErrorCode::kInvalidInput);
  }
}

}  // namespace
}  // namespace tenure
