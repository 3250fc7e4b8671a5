#include "e2e/process.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstring>

namespace tenure::e2e {
namespace {

constexpr std::chrono::seconds kLineTimeout(60);

// A file without a name that holds the child's stdin: unlike a pipe it never fills up.
int InputFile(const std::string& text) {
  std::string name = "/tmp/tenure-stdin-XXXXXX";
  const int file = mkostemp(name.data(), O_CLOEXEC);
  if (file < 0) return file;
  unlink(name.c_str());
  std::size_t done = 0;
  while (done < text.size()) {
    const ssize_t wrote = write(file, text.data() + done, text.size() - done);
    if (wrote <= 0) break;
    done += static_cast<std::size_t>(wrote);
  }
  EXPECT_EQ(done, text.size()) << "stdin of a child";
  lseek(file, 0, SEEK_SET);
  return file;
}

std::vector<char*> Pointers(const std::vector<std::string>& words) {
  std::vector<char*> pointers;
  for (const std::string& word : words) pointers.push_back(const_cast<char*>(word.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

// Appends what a pipe holds; false when it has ended.
bool Drain(int* pipe, std::string* text) {
  std::array<char, 65536> bytes;
  const ssize_t count = read(*pipe, bytes.data(), bytes.size());
  if (count > 0) {
    text->append(bytes.data(), static_cast<std::size_t>(count));
    return true;
  }
  if (count < 0 && errno == EINTR) return true;
  close(*pipe);
  *pipe = -1;
  return false;
}

}  // namespace

Process::Process(const std::vector<std::string>& words, const Options& options) {
  std::array<int, 2> out{}, err{};
  const int in = InputFile(options.input);
  if (in < 0 || pipe2(out.data(), O_CLOEXEC) != 0 || pipe2(err.data(), O_CLOEXEC) != 0) {
    ADD_FAILURE() << "pipes: " << std::strerror(errno);
    return;
  }
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, err[1], STDERR_FILENO);
  if (!options.directory.empty()) {
    posix_spawn_file_actions_addchdir_np(&actions, options.directory.c_str());
  }
  std::vector<std::string> environment = {"PATH=/usr/local/bin:/usr/bin:/bin", "LANG=C"};
  environment.insert(environment.end(), options.environment.begin(), options.environment.end());
  const int failed = posix_spawnp(&pid_, words[0].c_str(), &actions, nullptr,
                                  Pointers(words).data(), Pointers(environment).data());
  posix_spawn_file_actions_destroy(&actions);
  EXPECT_EQ(failed, 0) << words[0] << ": " << std::strerror(failed);
  if (failed != 0) pid_ = -1;
  close(in);
  close(out[1]);
  close(err[1]);
  out_ = out[0];
  err_ = err[0];
}

Process::~Process() {
  if (pid_ > 0) {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  if (out_ >= 0) close(out_);
  if (err_ >= 0) close(err_);
}

bool Process::Pump(std::chrono::milliseconds wait) {
  if (out_ < 0 && err_ < 0) return false;
  std::array<pollfd, 2> pipes = {{{out_, POLLIN, 0}, {err_, POLLIN, 0}}};  // -1 is passed over
  if (poll(pipes.data(), pipes.size(), static_cast<int>(wait.count())) <= 0) return true;
  if (pipes[0].revents != 0) Drain(&out_, &out_text_);
  if (pipes[1].revents != 0) Drain(&err_, &err_text_);
  return true;
}

bool Process::ReadLine(std::string* line) {
  const auto until = std::chrono::steady_clock::now() + kLineTimeout;
  for (;;) {
    const std::size_t end = out_text_.find('\n', line_begin_);
    if (end != std::string::npos) {
      *line = out_text_.substr(line_begin_, end - line_begin_);
      line_begin_ = end + 1;
      return true;
    }
    if (out_ < 0) return false;
    if (std::chrono::steady_clock::now() > until) {
      ADD_FAILURE() << "no line in time";
      return false;
    }
    Pump(std::chrono::milliseconds(1000));
  }
}

void Process::Signal(int number) const {
  if (pid_ > 0) kill(pid_, number);
}

Finished Process::Wait(std::chrono::seconds timeout) {
  const auto until = std::chrono::steady_clock::now() + timeout;
  while (Pump(std::chrono::milliseconds(200))) {
    if (std::chrono::steady_clock::now() <= until) continue;
    ADD_FAILURE() << "killed after " << timeout.count() << " s";
    Signal(SIGKILL);
    break;
  }
  Finished finished;
  int status = 0;
  if (pid_ > 0 && waitpid(pid_, &status, 0) == pid_) {
    if (WIFEXITED(status)) finished.exit_code = WEXITSTATUS(status);
    if (WIFSIGNALED(status)) finished.signal = WTERMSIG(status);
  } else {
    finished.exit_code = 127;
  }
  pid_ = -1;
  finished.out = out_text_;
  finished.err = err_text_;
  return finished;
}

Finished RunProcess(const std::vector<std::string>& words, const Process::Options& options) {
  return Process(words, options).Wait();
}

}  // namespace tenure::e2e
