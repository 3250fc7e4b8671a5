// A child process as tests need one: words in, what it printed and how it ended out, with a bound
// on how long it may take. Output can be read line by line while the child runs, so that a test
// can stop it in the middle of its work. POSIX only; one thread.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <string>
#include <vector>

namespace tenure::e2e {

struct Finished {
  int exit_code = -1;  // of an ordinary end; -1 after a signal
  int signal = 0;      // that ended it; 0 after an ordinary end
  std::string out;     // stdout, what ReadLine has taken included
  std::string err;
};

struct ProcessOptions {
  std::string input;                     // all of stdin
  std::string directory;                 // where it runs; empty: here
  std::vector<std::string> environment;  // NAME=VALUE, on top of a bare PATH and LANG=C
};

class Process {
 public:
  using Options = ProcessOptions;

  // Starts words[0] with the rest as its arguments. A start that fails is a failed test and an
  // end with exit code 127.
  explicit Process(const std::vector<std::string>& words, const Options& options = {});
  // A child that still runs is killed.
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  // Waits for the next whole line of stdout, without its end. False when stdout has ended.
  [[nodiscard]] bool ReadLine(std::string* line);

  void Signal(int number) const;
  [[nodiscard]] pid_t pid() const { return pid_; }

  // Reads everything and waits for the end. Beyond `timeout` the child is killed and the test
  // has failed.
  [[nodiscard]] Finished Wait(std::chrono::seconds timeout = std::chrono::seconds(60));

 private:
  bool Pump(std::chrono::milliseconds wait);  // false when both pipes have ended

  pid_t pid_ = -1;
  int out_ = -1, err_ = -1;
  std::string out_text_, err_text_;
  std::size_t line_begin_ = 0;
};

// Start and Wait.
[[nodiscard]] Finished RunProcess(const std::vector<std::string>& words,
                                  const Process::Options& options = {});

}  // namespace tenure::e2e
