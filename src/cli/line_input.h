// Lines of a file or of stdin, one after the other, while the user may press Ctrl-C at any moment:
// also when the program only waits for the next line. One thread.
#pragma once

#include <array>
#include <csignal>
#include <string>

#include "tenure/result.h"

namespace tenure::cli {

// While it lives, the first SIGINT or SIGTERM only asks for an end, and the second ends the program
// as if nobody had cared. At most one at a time.
class InterruptWatch {
 public:
  InterruptWatch();
  ~InterruptWatch();
  InterruptWatch(const InterruptWatch&) = delete;
  InterruptWatch& operator=(const InterruptWatch&) = delete;

  [[nodiscard]] bool asked() const;
  // Becomes readable with the first signal.
  [[nodiscard]] int descriptor() const;

 private:
  std::array<struct sigaction, 2> before_{};
};

class LineInput {
 public:
  LineInput() = default;
  ~LineInput();
  LineInput(const LineInput&) = delete;
  LineInput& operator=(const LineInput&) = delete;

  // "-" is stdin. kNotFound when there is no such file; kInvalidInput for a
  // directory; kIoFailed names a file that cannot be read.
  [[nodiscard]] Result<void> Open(const std::string& path);

  // The next line without its end. False at the end of the input, or when `watch` was asked to end
  // before there was a whole line: then ended() is false.
  [[nodiscard]] Result<bool> Next(const InterruptWatch& watch, std::string* line);

  // Every line was given.
  [[nodiscard]] bool ended() const { return ended_ && begin_ == buffer_.size(); }

 private:
  // Reads more into the buffer. False after a signal.
  Result<bool> Fill(const InterruptWatch& watch);

  std::string path_;
  int file_ = -1;
  std::string buffer_;
  std::size_t begin_ = 0;  // of what was not given yet
  bool ended_ = false;
};

}  // namespace tenure::cli
