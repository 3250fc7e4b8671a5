// The complaint fixture itself: every status is reached, so tables over statuses test what they
// say.
#include "given/complaint_given.h"

namespace tenure::testing {
namespace {

class ComplaintFixture : public ComplaintTest,
                         public ::testing::WithParamInterface<v1::ComplaintState::Status> {};

TEST_P(ComplaintFixture, To_EveryStatus_ReachesIt) {
  To(GetParam());
  EXPECT_EQ(Status::Status_Name(Case().status()), Status::Status_Name(GetParam()));
}

std::vector<Status::Status> AllStatuses() {
  std::vector<Status::Status> all;
  for (int i = Status::RECEIVED; i <= Status::MERGED; ++i) {
    all.push_back(static_cast<Status::Status>(i));
  }
  return all;
}

INSTANTIATE_TEST_SUITE_P(Statuses, ComplaintFixture, ::testing::ValuesIn(AllStatuses()));

}  // namespace
}  // namespace tenure::testing
