// A pipe wakes the wait for input when a signal comes: between looking at a flag and reading there
// is always a moment in which a signal alone would be missed.
#include "cli/line_input.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/assert.h"

namespace tenure::cli {
namespace {

constexpr std::array<int, 2> kSignals = {SIGINT, SIGTERM};
constexpr std::size_t kReadBytes = 64 * 1024;

volatile std::sig_atomic_t g_asked = 0;
std::array<int, 2> g_pipe = {-1, -1};

void OnSignal(int) {
  const int error = errno;
  g_asked = 1;
  for (const int signal : kSignals) std::signal(signal, SIG_DFL);
  (void)!write(g_pipe[1], "", 1);
  errno = error;
}

}  // namespace

InterruptWatch::InterruptWatch() {
  TENURE_ASSERT(g_pipe[0] < 0, "two watches at a time: {}", g_pipe[0]);
  g_asked = 0;
  const int made = pipe2(g_pipe.data(), O_CLOEXEC | O_NONBLOCK);
  TENURE_ASSERT(made == 0, "no pipe: {}", std::strerror(errno));
  struct sigaction action {};
  action.sa_handler = OnSignal;
  action.sa_flags = SA_RESTART;  // a write to the disk that is under way goes on
  for (std::size_t i = 0; i < kSignals.size(); ++i) sigaction(kSignals[i], &action, &before_[i]);
}

InterruptWatch::~InterruptWatch() {
  for (std::size_t i = 0; i < kSignals.size(); ++i) sigaction(kSignals[i], &before_[i], nullptr);
  for (int& end : g_pipe) {
    close(end);
    end = -1;
  }
}

bool InterruptWatch::asked() const { return g_asked != 0; }

int InterruptWatch::descriptor() const { return g_pipe[0]; }

LineInput::~LineInput() {
  if (file_ > STDIN_FILENO) close(file_);
}

Result<void> LineInput::Open(const std::string& path) {
  path_ = path;
  file_ = path == "-" ? STDIN_FILENO : open(path.c_str(), O_RDONLY | O_CLOEXEC);
  struct stat facts {};
  if (file_ >= 0 && fstat(file_, &facts) == 0 && S_ISDIR(facts.st_mode)) {
    return Fail(ErrorCode::kInvalidInput, fmt::format("{} is a directory", path));
  }
  if (file_ >= 0) return {};
  if (errno == ENOENT || errno == ENOTDIR) return Fail(ErrorCode::kNotFound, path);
  return Fail(ErrorCode::kIoFailed, fmt::format("{}: {}", path, std::strerror(errno)));
}

Result<bool> LineInput::Fill(const InterruptWatch& watch) {
  std::array<pollfd, 2> ends = {{{file_, POLLIN, 0}, {watch.descriptor(), POLLIN, 0}}};
  while (poll(ends.data(), ends.size(), -1) < 0 && errno == EINTR) {
  }
  if (watch.asked()) return false;
  buffer_.erase(0, begin_);
  begin_ = 0;
  const std::size_t old = buffer_.size();
  buffer_.resize(old + kReadBytes);
  ssize_t got = -1;
  do {
    got = read(file_, buffer_.data() + old, kReadBytes);
  } while (got < 0 && errno == EINTR);
  const int error = errno;
  buffer_.resize(old + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
  if (got < 0)
    return Fail(ErrorCode::kIoFailed, fmt::format("{}: {}", path_, std::strerror(error)));
  ended_ = got == 0;
  return true;
}

Result<bool> LineInput::Next(const InterruptWatch& watch, std::string* line) {
  std::size_t searched = begin_;
  for (;;) {
    if (watch.asked()) return false;
    const std::size_t end = buffer_.find('\n', searched);
    if (end != std::string::npos || (ended_ && begin_ < buffer_.size())) {
      const std::size_t stop = std::min(end, buffer_.size());
      line->assign(buffer_, begin_, stop - begin_);
      begin_ = std::min(stop + 1, buffer_.size());
      return true;
    }
    if (ended_) return false;
    const std::size_t left = buffer_.size() - begin_;
    if (!TENURE_TRY(Fill(watch))) return false;
    searched = left;
  }
}

}  // namespace tenure::cli
