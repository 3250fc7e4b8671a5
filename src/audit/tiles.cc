#include "audit/tiles.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <map>
#include <memory>
#include <span>

#include "base/assert.h"
#include "base/merkle.h"

namespace tenure::audit {
namespace {

constexpr unsigned kLevels = 8;  // 256^8 leaves
constexpr std::size_t kTilesCached = 64;
constexpr std::string_view kPartial = ".p";

Hash256 RootOfFull(std::span<const Hash256> hashes) {
  if (hashes.size() == 1) return hashes.front();
  const std::size_t half = hashes.size() / 2;
  return MerkleNode(RootOfFull(hashes.first(half)), RootOfFull(hashes.last(half)));
}

// Hashes of level `level` in a tree of `size` leaves.
std::uint64_t CountAt(unsigned level, std::uint64_t size) { return size >> (kTileHeight * level); }

std::optional<std::uint64_t> NumberOf(std::string_view text) {
  std::uint64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
  return number;
}

Result<std::vector<std::string>> NamesIn(const Files& files, const std::string& path) {
  auto names = files.List(path);
  if (!names && names.error().code == ErrorCode::kNotFound) return std::vector<std::string>();
  return names;
}

// Makes every directory of a path below `base`, which is made too.
Result<void> MakeParents(Files& files, const std::string& base, const std::string& path) {
  TENURE_TRY(files.MakeDirectory(base));
  for (std::size_t slash = path.find('/'); slash != std::string::npos;
       slash = path.find('/', slash + 1)) {
    TENURE_TRY(files.MakeDirectory(base + "/" + path.substr(0, slash)));
  }
  return {};
}

// Files below a directory of tiles: names that start with "x" or end with ".p" are directories.
Result<void> RemoveFiles(Files& files, const std::string& path) {
  for (const std::string& name : TENURE_TRY(NamesIn(files, path))) {
    const std::string inner = path + "/" + name;
    const bool directory = name.starts_with('x') || name.ends_with(kPartial);
    if (directory) {
      TENURE_TRY(RemoveFiles(files, inner));
    } else {
      TENURE_TRY(files.Remove(inner));
    }
  }
  return {};
}

// Grows the tiles of every level while leaves come in.
struct GrowingTile {
  std::uint64_t index = 0;
  std::vector<Hash256> hashes;
};

}  // namespace

std::string TilePath(const TileName& name) {
  std::string digits = fmt::format("{:03}", name.index % 1000);
  for (std::uint64_t left = name.index / 1000; left > 0; left /= 1000) {
    digits = fmt::format("x{:03}/{}", left % 1000, digits);
  }
  std::string path = fmt::format("tile/{}/{}", name.level, digits);
  if (name.width < kTileWidth) path += fmt::format("{}/{}", kPartial, name.width);
  return path;
}

Result<std::optional<std::vector<Hash256>>> Tiles::Read(const TileName& name) const {
  const std::string path = directory_ + "/" + TilePath(name);
  auto opened = files_.Open(path, OpenMode::kRead);
  if (!opened && opened.error().code == ErrorCode::kNotFound) return std::nullopt;
  const auto file = TENURE_TRY(std::move(opened));
  std::vector<Hash256> hashes(name.width);
  char bytes[kTileWidth * sizeof(Hash256) + 1];
  const std::size_t got = TENURE_TRY(file->ReadAt(0, bytes, sizeof bytes));
  if (got != name.width * sizeof(Hash256)) return std::nullopt;
  std::memcpy(hashes.data(), bytes, got);
  return hashes;
}

Result<void> Tiles::Write(const TileName& name, const std::vector<Hash256>& hashes) {
  const std::string path = TilePath(name);
  TENURE_TRY(MakeParents(files_, directory_, path));
  const auto file = TENURE_TRY(files_.Open(directory_ + "/" + path, OpenMode::kCreate));
  return file->WriteAt(
      0, {reinterpret_cast<const char*>(hashes.data()), hashes.size() * sizeof(Hash256)});
}

Result<void> Tiles::RemovePartials(unsigned level, std::uint64_t index) {
  return RemoveFiles(files_, directory_ + "/" + TilePath({level, index}) + std::string(kPartial));
}

Result<void> Tiles::Drop() {
  for (unsigned level = 0; level < kLevels; ++level) {
    TENURE_TRY(RemoveFiles(files_, fmt::format("{}/tile/{}", directory_, level)));
  }
  return {};
}

Result<std::uint64_t> Tiles::Size() const {
  std::string path = directory_ + "/tile/0";
  std::uint64_t index = 0;
  for (;;) {
    const std::vector<std::string> names = TENURE_TRY(NamesIn(files_, path));
    std::optional<std::uint64_t> deeper;
    std::optional<std::uint64_t> full;
    std::optional<std::uint64_t> partial;
    std::uint64_t width = 0;
    for (const std::string& name : names) {
      if (name.starts_with('x')) deeper = std::max(deeper.value_or(0), *NumberOf(name.substr(1)));
      if (const auto number = NumberOf(name)) full = std::max(full.value_or(0), *number);
      if (!name.ends_with(kPartial)) continue;
      const auto number = NumberOf(std::string_view(name).substr(0, name.size() - 2));
      std::uint64_t widest = 0;
      for (const std::string& inner : TENURE_TRY(NamesIn(files_, path + "/" + name))) {
        widest = std::max(widest, NumberOf(inner).value_or(0));
      }
      if (number && widest > 0 && *number >= partial.value_or(0)) {
        partial = number;
        width = widest;
      }
    }
    if (deeper) {
      index = (index + *deeper) * 1000;
      path += fmt::format("/x{:03}", *deeper);
      continue;
    }
    const std::uint64_t done = full ? (index + *full + 1) * kTileWidth : index * kTileWidth;
    if (partial && (index + *partial) * kTileWidth >= done) {
      return (index + *partial) * kTileWidth + width;
    }
    return done;
  }
}

Result<void> Tiles::Build(const log::Log& log, std::uint64_t size) {
  std::uint64_t start = TENURE_TRY(Size()) / kTileWidth * kTileWidth;
  std::vector<GrowingTile> growing(kLevels);
  for (unsigned level = 1; level < kLevels && start > 0; ++level) {
    const std::uint64_t count = CountAt(level, start);
    growing[level].index = count / kTileWidth;
    const auto width = static_cast<unsigned>(count % kTileWidth);
    if (width == 0) continue;
    auto hashes = TENURE_TRY(Read({level, growing[level].index, width}));
    if (!hashes) {  // something was deleted: everything anew
      start = 0;
      growing.assign(kLevels, {});
      break;
    }
    growing[level].hashes = *std::move(hashes);
  }
  growing[0].index = start / kTileWidth;
  auto cursor = TENURE_TRY(log.Read(start, {.scope_hash = {}, .event_type = {}, .until = size}));
  log::RecordView record;
  while (TENURE_TRY(cursor->Next(&record))) {
    Hash256 hash = MerkleLeaf(record.bytes);
    for (unsigned level = 0;; ++level) {
      GrowingTile& tile = growing[level];
      tile.hashes.push_back(hash);
      if (tile.hashes.size() < kTileWidth) break;
      TENURE_TRY(Write({level, tile.index}, tile.hashes));
      TENURE_TRY(RemovePartials(level, tile.index));
      hash = RootOfFull(tile.hashes);
      ++tile.index;
      tile.hashes.clear();
    }
  }
  for (unsigned level = 0; level < kLevels; ++level) {
    const GrowingTile& tile = growing[level];
    if (tile.hashes.empty()) continue;
    TENURE_TRY(RemovePartials(level, tile.index));
    const auto width = static_cast<unsigned>(tile.hashes.size());
    TENURE_TRY(Write({level, tile.index, width}, tile.hashes));
  }
  return {};
}

Result<void> Tiles::Extend(const log::Log& log, std::uint64_t size) {
  if (size == 0) return {};
  const Hash256 root = TENURE_TRY(log.RootAt(size));
  const auto right = [&]() -> Result<bool> {
    const auto own = RootFrom(ReaderOf(size), size);
    if (!own && own.error().code != ErrorCode::kNotFound) return tl::unexpected(own.error());
    return own && *own == root;
  };
  if (TENURE_TRY(Size()) < size) TENURE_TRY(Build(log, size));
  if (TENURE_TRY(right())) return {};
  TENURE_TRY(Drop());
  TENURE_TRY(Build(log, size));
  if (TENURE_TRY(right())) return {};
  return Fail(ErrorCode::kLogDamaged,
              fmt::format("the records below {} do not have the root that the log says", size));
}

SubtreeReader Tiles::ReaderOf(std::uint64_t size) const {
  using Cache = std::map<std::pair<unsigned, std::uint64_t>, std::vector<Hash256>>;
  auto cache = std::make_shared<Cache>();
  // At least `width` hashes of a tile; it may have grown since the tree had `size`.
  const auto tile = [this, cache](TileName name) -> Result<const std::vector<Hash256>*> {
    const auto key = std::pair(name.level, name.index);
    if (const auto found = cache->find(key); found != cache->end()) return &found->second;
    auto hashes = TENURE_TRY(Read({name.level, name.index}));
    if (!hashes && name.width < kTileWidth) {
      const std::string partials =
          directory_ + "/" + TilePath({name.level, name.index}) + std::string(kPartial);
      for (const std::string& other : TENURE_TRY(NamesIn(files_, partials))) {
        const std::uint64_t width = NumberOf(other).value_or(0);
        if (hashes || width < name.width || width >= kTileWidth) continue;
        hashes = TENURE_TRY(Read({name.level, name.index, static_cast<unsigned>(width)}));
      }
    }
    if (!hashes) return Fail(ErrorCode::kNotFound, TilePath(name) + " is missing");
    if (cache->size() >= kTilesCached) cache->clear();
    return &cache->insert_or_assign(key, *std::move(hashes)).first->second;
  };
  return [size, tile](unsigned level, std::uint64_t index) -> Result<Hash256> {
    const unsigned tile_level = level / kTileHeight;
    const unsigned inner = level % kTileHeight;
    const std::uint64_t first = index << inner;
    const std::uint64_t in_tile = first / kTileWidth;
    const std::uint64_t left = CountAt(tile_level, size) - in_tile * kTileWidth;
    const auto width = static_cast<unsigned>(std::min(left, kTileWidth));
    const auto* hashes = TENURE_TRY(tile({tile_level, in_tile, width}));
    TENURE_ASSERT(first % kTileWidth + (1U << inner) <= hashes->size(), "level={} index={}", level,
                  index);
    return RootOfFull(std::span(*hashes).subspan(first % kTileWidth, std::size_t{1} << inner));
  };
}

Result<std::optional<TileName>> Tiles::FirstWrong() const {
  const std::uint64_t size = TENURE_TRY(Size());
  const SubtreeReader reader = ReaderOf(size);
  for (unsigned level = 1; CountAt(level, size) > 0; ++level) {
    const std::uint64_t count = CountAt(level, size);
    for (std::uint64_t at = 0; at < count; ++at) {
      const TileName name{
          level, at / kTileWidth,
          static_cast<unsigned>(std::min(count - at / kTileWidth * kTileWidth, kTileWidth))};
      const auto own = reader(level * kTileHeight, at);
      const auto below = TENURE_TRY(Read({level - 1, at}));
      if (!own || !below || *own != RootOfFull(*below)) return name;
    }
  }
  return std::nullopt;
}

TileLeaves::TileLeaves(const Tiles& tiles) : tiles_(tiles) {
  const auto size = tiles.Size();
  if (size) size_ = *size;
}

std::optional<Hash256> TileLeaves::Leaf(Position position) {
  if (position >= size_) return std::nullopt;
  const std::uint64_t index = position / kTileWidth;
  if (index != index_) {
    const std::uint64_t left = size_ - index * kTileWidth;
    const auto width = static_cast<unsigned>(std::min(left, kTileWidth));
    auto read = tiles_.Read({0, index, width});
    index_ = index;
    hashes_.clear();
    if (read && *read) hashes_ = **std::move(read);
  }
  const std::uint64_t inner = position % kTileWidth;
  if (inner >= hashes_.size()) return std::nullopt;
  return hashes_[inner];
}

}  // namespace tenure::audit
