// Every .scn file of this folder goes as it is written.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "scenario/stage.h"
#include "support/source_tree.gen.h"

namespace tenure::scenario {
namespace {

std::vector<std::string> Files() {
  std::vector<std::string> names;
  for (const auto& entry :
       std::filesystem::directory_iterator(TENURE_SOURCE_DIR "/tests/scenario")) {
    if (entry.path().extension() == ".scn") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

class Scenario : public testing::TestWithParam<std::string> {};

TEST_P(Scenario, EveryStep_GoesAsWritten) {
  const std::string file = "tests/scenario/" + GetParam() + ".scn";
  e2e::CommandLine tenure;
  for (const Mismatch& one : PlayFile(TENURE_SOURCE_DIR "/" + file, tenure)) {
    ADD_FAILURE() << TextOf(file, one);
  }
}

INSTANTIATE_TEST_SUITE_P(Files, Scenario, testing::ValuesIn(Files()), [](const auto& info) {
  std::string name = info.param;
  std::erase_if(name, [](char letter) { return letter == '_' || letter == '-'; });
  return name;
});

}  // namespace
}  // namespace tenure::scenario
