// Appending blocks to the open segment: space ahead is written with zeros in growing pieces, so
// that the write and fdatasync of a block change no metadata of the file.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "base/file_port.h"
#include "log/block_format.h"
#include "tenure/result.h"

namespace tenure::log {

struct SpacePlan {
  std::uint64_t segment_bytes = 0;  // a segment is full when a block would pass this
  std::uint64_t ahead_bytes_max = 0;
};

// One thread.
class SegmentWriter {
 public:
  // Goes on behind `data_end` in an existing file of `file_bytes`.
  SegmentWriter(std::shared_ptr<File> file, const SpacePlan& plan, std::uint64_t data_end,
                std::uint64_t file_bytes)
      : file_(std::move(file)), plan_(plan), data_end_(data_end), space_end_(file_bytes) {}

  // Makes `directory/<first>.seg` with its header and first zeros; file and name are durable when
  // it returns.
  [[nodiscard]] static Result<SegmentWriter> Create(Files& files, const std::string& directory,
                                                    const SegmentPlace& place,
                                                    const SpacePlan& plan);

  // Does the block belong into this segment? A first block always does, however large.
  [[nodiscard]] bool Fits(std::size_t block_bytes) const;
  // Writes zeros ahead where they are missing. After an error nothing of a block was written and
  // the call may be repeated.
  [[nodiscard]] Result<void> MakeSpace(std::size_t block_bytes);
  // One write, one fdatasync. After an error the outcome is unknown.
  [[nodiscard]] Result<void> Write(std::string_view block);

  [[nodiscard]] const std::shared_ptr<File>& file() const { return file_; }
  [[nodiscard]] std::uint64_t data_end() const { return data_end_; }
  [[nodiscard]] std::uint64_t space_end() const { return space_end_; }

 private:
  std::shared_ptr<File> file_;  // shared with the readers
  SpacePlan plan_;
  std::uint64_t data_end_;
  std::uint64_t space_end_;
};

}  // namespace tenure::log
