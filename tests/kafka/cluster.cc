#include "kafka/cluster.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

#include "base/assert.h"
#include "contract/json_reader.h"
#include "support/source_tree.gen.h"

namespace tenure::kafka {
namespace {

// "--nodes 3" -> {"--nodes", "3"}
std::vector<std::string> Split(const std::string& words) {
  std::vector<std::string> split;
  std::string word;
  for (const char c : words + " ") {
    if (c != ' ') {
      word += c;
    } else if (!word.empty()) {
      split.push_back(std::move(word));
      word.clear();
    }
  }
  return split;
}

[[noreturn]] void RunScript(const std::string& words, int in, int out) {
  std::vector<std::string> all = {TENURE_SOURCE_DIR "/deploy/kafka/cluster", "run"};
  for (std::string& word : Split(words)) all.push_back(std::move(word));
  std::vector<char*> raw;
  for (std::string& word : all) raw.push_back(word.data());
  raw.push_back(nullptr);
  dup2(in, STDIN_FILENO);
  dup2(out, STDOUT_FILENO);
  execv(raw[0], raw.data());
  _exit(127);
}

}  // namespace

Cluster::Cluster(const std::string& words) {
  int to[2], from[2];
  TENURE_ASSERT(pipe2(to, O_CLOEXEC) == 0 && pipe2(from, O_CLOEXEC) == 0, "no pipes for {}", words);
  pid_ = fork();
  if (pid_ == 0) RunScript(words, to[0], from[1]);
  close(to[0]);
  close(from[1]);
  in_ = to[1];
  out_ = from[0];
  const auto ready = contract::ParseJson(ReadLine());
  if (!ready || ready->Find("brokers") == nullptr) {
    std::fprintf(stderr, "no Kafka cluster; its script has said why\n");
    std::exit(1);
  }
  brokers_ = ready->Find("brokers")->text;
  for (const auto& [name, password] : ready->Find("users")->members) users_[name] = password.text;
}

Cluster::~Cluster() {
  close(in_);
  waitpid(pid_, nullptr, 0);
  close(out_);
}

Cluster& Cluster::Shared() {
  static Cluster cluster;
  return cluster;
}

std::string Cluster::ReadLine() {
  std::string line;
  char c = 0;
  while (read(out_, &c, 1) == 1 && c != '\n') line += c;
  return line;
}

void Cluster::Tell(const std::string& line) {
  const std::string text = line + "\n";
  TENURE_ASSERT(write(in_, text.data(), text.size()) == static_cast<ssize_t>(text.size()), "{}",
                line);
  const std::string answer = ReadLine();
  TENURE_ASSERT(answer == "done", "{}: {}", line, answer);
}

std::string FreshName(const std::string& what) {
  static int count = 0;
  return what + "-" + std::to_string(++count);
}

}  // namespace tenure::kafka
