// One command of the real program, from its start to its end, on a store that ten and that
// thousands of such runs have used: a durable command, and a look at a customer. Beside it a
// program that does nothing.
//
//   command_line_bench [DIRECTORY [SECONDS [ROUNDS [RUNS]]]]    SECONDS and ROUNDS have no meaning
//   TENURE_BENCH_PROGRAM: the program
#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "bench/measure.h"

extern char** environ;

namespace tenure::bench {
namespace {

constexpr std::uint64_t kEarly = 10;      // runs before the first look
constexpr std::uint64_t kLookedMax = 30;  // runs of one look; fewer where all runs are few

struct Took {
  double ms = 0;
  double processor_ms = 0;
};

double MsOf(const timeval& time) {
  return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_usec) / 1e3;
}

// Runs a program to its end, its words thrown away.
Took Run(const std::vector<std::string>& words) {
  std::vector<char*> pointers;
  for (const std::string& word : words) pointers.push_back(const_cast<char*>(word.c_str()));
  pointers.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  const auto start = Steady::now();
  pid_t child = 0;
  const int failed = posix_spawnp(&child, pointers[0], &actions, nullptr, pointers.data(), environ);
  TENURE_ASSERT(failed == 0, "{} does not start", words[0]);
  int status = 0;
  rusage usage{};
  wait4(child, &status, 0, &usage);
  const double took_ms = SecondsSince(start) * 1000;
  posix_spawn_file_actions_destroy(&actions);
  TENURE_ASSERT(status == 0, "{} {} ended with {}", words[0], words[1], status);
  return {took_ms, MsOf(usage.ru_utime) + MsOf(usage.ru_stime)};
}

class Program {
 public:
  Program(std::string program, const std::string& directory)
      : program_(std::move(program)), directory_(directory), store_(directory + "/store") {
    static_cast<void>(RunProgram({"init", "--admin", "admin"}));
    Write(R"({"command":"RegisterCustomer","scope":"customer/C-1","actor":"admin","data":)"
          R"({"kind":"PERSON","name":"A","owner":"nobody","source":"INTERNET"}})");
    static_cast<void>(Submit());
  }
  Took Look() { return RunProgram({"customer", "show", "C-1", "--actor", "admin"}); }
  Took Command() {
    Write(fmt::format(R"({{"command":"AssignOwner","scope":"customer/C-1","actor":"admin",)"
                      R"("data":{{"owner":"o.{}"}}}})",
                      ++commands_ % 7));
    return Submit();
  }
  Took Nothing() { return Run({"true", ""}); }

 private:
  Took Submit() { return RunProgram({"submit", directory_ + "/line"}); }
  Took RunProgram(std::vector<std::string> words) {
    words.insert(words.begin(), program_);
    words.insert(words.end(), {"--store", store_, "--quiet"});
    return Run(words);
  }
  void Write(const std::string& line) { std::ofstream(directory_ + "/line") << line << '\n'; }

  const std::string program_;
  const std::string directory_;
  const std::string store_;
  std::uint64_t commands_ = 0;
};

struct Looked {
  std::vector<Took> command;
  std::vector<Took> look;
  std::vector<Took> nothing;
};

std::vector<double> All(const std::vector<Took>& runs, double Took::*figure) {
  std::vector<double> values;
  for (const Took& one : runs) values.push_back(one.*figure);
  return values;
}

Looked LookAt(Program* program, std::uint64_t runs) {
  Looked looked;
  for (std::uint64_t i = 0; i < runs; ++i) {
    looked.command.push_back(program->Command());
    looked.look.push_back(program->Look());
    looked.nothing.push_back(program->Nothing());
  }
  return looked;
}

void PrintRow(std::uint64_t runs, std::string_view what, const std::vector<Took>& took) {
  const std::vector<double> ms = All(took, &Took::ms);
  fmt::print("{:>8}  {:<24} {:>10.1f} {:>10.1f} {:>14.1f}\n", runs, what, MedianOf(ms),
             *std::max_element(ms.begin(), ms.end()), MedianOf(All(took, &Took::processor_ms)));
}

void Print(std::uint64_t runs, const Looked& looked) {
  PrintRow(runs, "submit, one command", looked.command);
  PrintRow(runs, "customer show", looked.look);
  PrintRow(runs, "a program without work", looked.nothing);
  PrintAtMost(fmt::format("ms of one durable command after {} runs", runs),
              MedianOf(All(looked.command, &Took::ms)), 30);
}

int Main(const Arguments& arguments) {
  const char* const path = std::getenv("TENURE_BENCH_PROGRAM");
  TENURE_ASSERT(path != nullptr, "TENURE_BENCH_PROGRAM names no program");
  const FreshDirectory directory(arguments.directory);
  Program program(path, directory.path());
  const std::uint64_t looked = std::clamp<std::uint64_t>(arguments.size / 4, 1, kLookedMax);
  fmt::print("{} runs each\n{:>8}  {:<24} {:>10} {:>10} {:>14}\n", looked, "runs", "", "median ms",
             "slowest ms", "processor ms");
  std::vector<double> between;
  for (std::uint64_t i = 0; i < kEarly; ++i) between.push_back(program.Command().ms);
  Print(kEarly, LookAt(&program, looked));
  for (std::uint64_t done = kEarly + 2 * looked; done < arguments.size; ++done) {
    between.push_back(program.Command().ms);
  }
  Print(arguments.size, LookAt(&program, looked));
  std::sort(between.begin(), between.end());
  fmt::print("the {} runs between: median {:.1f}, p99 {:.1f}, slowest {:.1f} ms; store {} KiB\n",
             between.size(), between[between.size() / 2], between[between.size() * 99 / 100],
             between.back(), BytesBelow(directory.path()) >> 10);
  return 0;
}

}  // namespace
}  // namespace tenure::bench

int main(int argc, char** argv) {
  return tenure::bench::Main(tenure::bench::ReadArguments(argc, argv, {.size = 10'000}));
}
