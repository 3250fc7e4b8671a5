// Decisions audited from outside: judged anew over the demo, which has every context's story, and
// by whose right approvals and the like were taken.
#include <gmock/gmock.h>

#include "e2e/command_line.h"

namespace tenure::e2e {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::Ge;

class DecisionsTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    made_ = std::make_unique<CommandLine>();
    ASSERT_EQ(made_->Run({"demo", "--lang", "en"}).exit_code, 0);
  }
  static void TearDownTestSuite() { made_.reset(); }
  static Finished Run(std::vector<std::string> words) {
    words.insert(words.end(), {"--store", "demo-store", "--keys", "demo-store.keys", "-o", "json"});
    return made_->Run(words);
  }
  static std::uint64_t Number(const JsonValue& object, std::string_view name) {
    return std::stoull(Text(object, name));
  }

 private:
  static inline std::unique_ptr<CommandLine> made_;
};

TEST_F(DecisionsTest, JudgedAgain_EveryDecisionOfTheDemoComesOutTheSame) {
  const Finished done = Run({"replay", "rejudge"});
  EXPECT_EQ(done.exit_code, 0) << done.out << done.err;
  const JsonValue report = Parsed(done.out);
  EXPECT_EQ(Text(report, "status"), "same");
  EXPECT_TRUE(report.Find("differences")->items.empty());
  EXPECT_GE(Number(report, "same"), Number(report, "decisions") * 9 / 10)
      << "the events of the rest do not keep what their commands said\n"
      << done.out;
  EXPECT_EQ(Number(report, "same") + Number(report, "not_kept"), Number(report, "decisions"));
}

TEST_F(DecisionsTest, Authority_NamesWhoApprovedByWhichGrantAndThatTwoDecided) {
  const Finished done = Run({"audit", "authority"});
  EXPECT_EQ(done.exit_code, 0) << done.out << done.err;
  const JsonValue rows = Parsed(done.out);
  std::vector<std::string> kinds;
  for (const JsonValue& row : rows.items) {
    kinds.push_back(Text(row, "kind"));
    EXPECT_EQ(Text(row, "violation"), "null") << Text(row, "position");
    EXPECT_NE(Text(row, "grant"), "null") << Text(row, "position");
    if (Text(row, "type") != "ApprovalGiven") continue;
    EXPECT_NE(Text(row, "maker"), Text(row, "checker"));
    EXPECT_EQ(Text(row, "checker"), Text(row, "actor"));
  }
  EXPECT_THAT(kinds, AllOf(Contains("approval"), Contains("remedy"), Contains("four_eyes")));
  EXPECT_THAT(rows.items.size(), Ge(20u));
  EXPECT_EQ(Run({"audit", "authority", "--violations"}).out, "[]\n");
}

}  // namespace
}  // namespace tenure::e2e
