// Which messages read alike what was sealed of another.
#include "contract/personal_plan.h"

#include <gtest/gtest.h>

#include "tenure/v1/complaint.pb.h"
#include "tenure/v1/issue.pb.h"

namespace tenure::contract {
namespace {

// What a harm's event has sealed is the complaint's words, and not an issue's description.
TEST(ReadsAlikeUnderSeal, SameNumberTypeAndClass_IsNeededForEveryPersonalField) {
  const Descriptor* harm = v1::HarmRegistered::descriptor();
  EXPECT_TRUE(ReadsAlikeUnderSeal(harm, v1::FileComplaint::descriptor()));
  EXPECT_TRUE(ReadsAlikeUnderSeal(harm, v1::ComplaintFiled::descriptor()));
  EXPECT_FALSE(ReadsAlikeUnderSeal(harm, v1::RaiseIssue::descriptor()));
  EXPECT_FALSE(ReadsAlikeUnderSeal(v1::ComplaintFiled::descriptor(), harm));  // has more than it
  EXPECT_TRUE(
      ReadsAlikeUnderSeal(v1::IssueResolved::descriptor(), v1::IssueResolved::descriptor()));
}

}  // namespace
}  // namespace tenure::contract
