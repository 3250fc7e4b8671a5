#include "bench/apart.h"

#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <thread>

namespace tenure::bench {
namespace {

constexpr Milliseconds kUntilKill(100);

// Starts a child that does `work` with the writing end of a pipe, and reads its one report.
Spent Fork(const std::function<void(int pipe_end)>& work, bool kill_it) {
  int ends[2];
  TENURE_ASSERT(pipe(ends) == 0, "no pipe");
  const pid_t child = fork();
  TENURE_ASSERT(child >= 0, "no child process");
  if (child == 0) {
    work(ends[1]);
    _exit(0);
  }
  close(ends[1]);
  Spent spent;
  const bool reported = read(ends[0], &spent, sizeof spent) == sizeof spent;
  if (kill_it) {
    std::this_thread::sleep_for(kUntilKill);
    kill(child, SIGKILL);
  }
  int status = 0;
  waitpid(child, &status, 0);
  close(ends[0]);
  const bool as_meant = kill_it ? WIFSIGNALED(status) : status == 0;
  TENURE_ASSERT(reported && as_meant, "a measurement ended with status {}", status);
  return spent;
}

}  // namespace

void Watch::Restart() {
  start_ = Steady::now();
  processor_start_ = ProcessorSeconds();
}

void Watch::Stop() {
  if (stopped_) return;
  stopped_ = true;
  spent_.seconds = SecondsSince(start_);
  spent_.processor_seconds = ProcessorSeconds() - processor_start_;
}

void Watch::Report(std::uint64_t count, int pipe_end) {
  Stop();
  spent_.count = count;
  spent_.peak_bytes = PeakMemoryBytes();
  TENURE_ASSERT(write(pipe_end, &spent_, sizeof spent_) == sizeof spent_, "nobody listens");
}

Spent Apart(const std::function<std::uint64_t(Watch&)>& work) {
  return Fork(
      [&](int pipe_end) {
        Watch watch;
        const std::uint64_t count = work(watch);
        watch.Report(count, pipe_end);
      },
      /*kill_it=*/false);
}

Spent ApartUntilKilled(
    const std::function<void(const std::function<void(std::uint64_t)>& report)>& work) {
  return Fork(
      [&](int pipe_end) {
        Watch watch;
        work([&](std::uint64_t count) { watch.Report(count, pipe_end); });
      },
      /*kill_it=*/true);
}

}  // namespace tenure::bench
