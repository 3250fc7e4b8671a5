// The tree's hashes as tiles of C2SP (c2sp.org/tlog-tiles): a tile of level L holds up to 256 roots
// of full subtrees of 256^L leaves. Derived from the log: deleted or damaged tiles are made again,
// and what they say counts only after their root was compared with a root that somebody vouches
// for.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/file_port.h"
#include "base/merkle_proof.h"
#include "log/log.h"
#include "log/survey.h"
#include "tenure/result.h"

namespace tenure::audit {

inline constexpr unsigned kTileHeight = 8;
inline constexpr std::uint64_t kTileWidth = 256;

struct TileName {
  unsigned level = 0;
  std::uint64_t index = 0;
  unsigned width = kTileWidth;
};
// "tile/1/x001/x234/067.p/17".
[[nodiscard]] std::string TilePath(const TileName& name);

// The tiles of one partition in a directory of their own. One thread.
class Tiles {
 public:
  Tiles(Files& files, std::string directory) : files_(files), directory_(std::move(directory)) {}

  // Makes what is missing for the log's first `size` records and compares the root with the log's:
  // where they differ, all tiles are made anew, once. Cost: the records behind the last full tile.
  // kLogDamaged when the log's records do not have the log's own root.
  [[nodiscard]] Result<void> Extend(const log::Log& log, std::uint64_t size);

  // The hashes of a tile; nullopt when it is missing or has another length.
  [[nodiscard]] Result<std::optional<std::vector<Hash256>>> Read(const TileName& name) const;

  // Subtrees of the first `size` leaves, which Extend was called for. Keeps the last tiles read.
  [[nodiscard]] SubtreeReader ReaderOf(std::uint64_t size) const;

  // The number of leaves that the tiles hold.
  [[nodiscard]] Result<std::uint64_t> Size() const;

  // Compares every tile above level 0 with the one below it. The first that differs, if any.
  [[nodiscard]] Result<std::optional<TileName>> FirstWrong() const;

  // Deletes all.
  [[nodiscard]] Result<void> Drop();

  [[nodiscard]] const std::string& directory() const { return directory_; }

 private:
  Result<void> Build(const log::Log& log, std::uint64_t size);
  Result<void> Write(const TileName& name, const std::vector<Hash256>& hashes);
  Result<void> RemovePartials(unsigned level, std::uint64_t index);

  Files& files_;
  const std::string directory_;
};

// Leaves as the tiles of level 0 have them, for a survey of the log. Keeps one tile.
class TileLeaves final : public log::LeafSource {
 public:
  explicit TileLeaves(const Tiles& tiles);
  [[nodiscard]] std::optional<Hash256> Leaf(Position position) override;

 private:
  const Tiles& tiles_;
  std::uint64_t size_ = 0;
  std::uint64_t index_ = UINT64_MAX;
  std::vector<Hash256> hashes_;
};

}  // namespace tenure::audit
