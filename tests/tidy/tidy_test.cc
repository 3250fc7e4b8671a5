// The tree keeps its own rules. Each finding names the place and the replacement; what has to break
// a rule stands in exceptions.txt with its reason.
#include <gtest/gtest.h>

#include "support/source_tree.gen.h"
#include "tidy/rule.h"

namespace tenure::tidy {
namespace {

TEST(Tidy, WholeTree_KeepsEveryRule) {
  const Tree tree = Tree::Read(TENURE_SOURCE_DIR, TENURE_BINARY_DIR);
  for (const Finding& finding : CheckTree(tree)) ADD_FAILURE() << finding.Text();
}

TEST(Tidy, WholeTree_IsSeen) {
  const Tree tree = Tree::Read(TENURE_SOURCE_DIR, TENURE_BINARY_DIR);
  for (const char* path : {"README.md", ".ci/run", "proto/tenure/v1/record.proto", "src/log/log.h",
                           "tests/tidy/tidy_test.cc"}) {
    EXPECT_NE(tree.Find(path), nullptr) << path;
  }
  EXPECT_TRUE(tree.IsCompiled("tests/tidy/tidy_test.cc"));
  EXPECT_TRUE(tree.IsCompiled("gen/tenure/v1/record.pb.cc"));
}

}  // namespace
}  // namespace tenure::tidy
