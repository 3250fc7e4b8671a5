// `tools/regenerate --check`: what is kept in the tree is compared with what the build generated,
// and a build that generated nothing is no proof.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include "support/source_tree.gen.h"

namespace tenure::codegen {
namespace {

using testing::HasSubstr;

struct Outcome {
  int exit_code = -1;
  std::string words;
};

class Regenerate : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "tenure_kept_XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    build_ = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(build_); }

  // A build that generated exactly what the tree keeps as `name`, and `more` after it.
  void Generated(const std::string& name, const std::string& more) {
    const std::filesystem::path to = build_ / "gen/kept" / name;
    std::filesystem::create_directories(to.parent_path());
    std::filesystem::copy_file(std::filesystem::path(TENURE_SOURCE_DIR) / name, to);
    std::ofstream(to, std::ios::app) << more;
  }

  [[nodiscard]] Outcome Check() const {
    const std::string line =
        "'" TENURE_SOURCE_DIR "/tools/regenerate' --check '" + build_.string() + "' 2>&1";
    Outcome outcome;
    FILE* output = popen(line.c_str(), "r");
    if (output == nullptr) return outcome;
    std::array<char, 4096> part{};
    while (std::fgets(part.data(), part.size(), output) != nullptr) outcome.words += part.data();
    const int status = pclose(output);
    if (WIFEXITED(status)) outcome.exit_code = WEXITSTATUS(status);
    return outcome;
  }

  std::filesystem::path build_;
};

TEST_F(Regenerate, WhatTheTreeKeeps_IsCurrent) {
  Generated("proto/type_ids.lock", "");
  Generated("docs/reference/commands.md", "");
  const Outcome outcome = Check();
  EXPECT_EQ(outcome.exit_code, 0) << outcome.words;
  EXPECT_EQ(outcome.words, "");
}

TEST_F(Regenerate, LockWithoutADeclaredId_AsksToRunIt) {
  Generated("proto/type_ids.lock", "event 9999 SomethingNew\n");
  const Outcome outcome = Check();
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.words, HasSubstr("proto/type_ids.lock is not what the contract declares: run "
                                       "tools/regenerate"));
  EXPECT_THAT(outcome.words, HasSubstr("+event 9999 SomethingNew"));
}

TEST_F(Regenerate, StalePage_AsksToRunIt) {
  Generated("proto/type_ids.lock", "");
  Generated("docs/reference/events.md", "### SomethingNew\n");
  const Outcome outcome = Check();
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.words,
              HasSubstr("docs/reference/events.md is not what the contract declares: "
                        "run tools/regenerate"));
}

TEST_F(Regenerate, BuildThatGeneratedNothing_IsNoProof) {
  const Outcome outcome = Check();
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.words, HasSubstr("build the target tenure_generated first"));
}

}  // namespace
}  // namespace tenure::codegen
