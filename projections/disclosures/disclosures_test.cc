// Disclosures over a real project and engagement.
#include "disclosures/disclosures.pb.h"
#include "domain/lifecycle_given.h"
#include "given/rows.h"

namespace tenure::testing {
namespace {

using Row = v1::DisclosuresRow;

// The project was opened before anybody looked: its row begins with the publication.
class Disclosures : public LifecycleTest {
 protected:
  Disclosures() : rows(&given, "disclosures") {}
  Rows rows;
};

TEST_F(Disclosures, Publication_CountsWhatItSays) {
  Publish(Disclosure());
  Publish(Disclosure());
  const Row& row = rows.Get<Row>("project/P-1");
  EXPECT_EQ(row.version(), 2u);
  EXPECT_EQ(row.favourable(), 1u);
  EXPECT_EQ(row.adverse(), 1u);
  EXPECT_EQ(row.survey_radius_m(), 1000u);
}

TEST_F(Disclosures, Engagement_ShowsWhatItAcknowledgedUntilItEnds) {
  To(S::DISCLOSED);
  const Row& row = rows.Get<Row>("engagement/C-1001/EN-1");
  EXPECT_EQ(row.acknowledged_version(), 1u);
  EXPECT_EQ(row.project(), "P-1");
  EXPECT_EQ(row.customer(), "C-1001");
  Publish(Disclosure());  // from now on to be acknowledged again
  EXPECT_EQ(rows.Get<Row>("engagement/C-1001/EN-1").acknowledged_version(), 1u);
  EXPECT_EQ(rows.Get<Row>("project/P-1").version(), 2u);
  given.Do(For<v1::WithdrawInterest>());
  EXPECT_FALSE(rows.Has("engagement/C-1001/EN-1"));
}

}  // namespace
}  // namespace tenure::testing
