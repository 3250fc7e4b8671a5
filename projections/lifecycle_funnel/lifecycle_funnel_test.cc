// The funnel over a real engagement.
#include "domain/lifecycle_given.h"
#include "given/rows.h"
#include "lifecycle_funnel/lifecycle_funnel.pb.h"

namespace tenure::testing {
namespace {

using Row = v1::LifecycleFunnelRow;

class LifecycleFunnel : public LifecycleTest {
 protected:
  LifecycleFunnel() : rows(&given, "lifecycle_funnel") {}
  const Row& Engagement() { return rows.Get<Row>("C-1001/EN-1"); }
  Rows rows;
};

TEST_F(LifecycleFunnel, Steps_CountTheDaysBetweenThem) {
  To(S::PROSPECT);
  Publish(Disclosure());
  given.Now("2026-03-07T09:00:00+08:00").Do(Acknowledge(1));
  given.Do(Guide());
  given.Now("2026-03-20T09:00:00+08:00").Do(Sign("2026-03-17"));
  EXPECT_EQ(Engagement().stage(), S::CONTRACTED);
  EXPECT_EQ(Engagement().days_to_disclosure(), 5u);
  EXPECT_EQ(Engagement().days_to_contract(), 10u);
  EXPECT_EQ(Engagement().next_duty(), Row::PROGRESS_UPDATE);
  EXPECT_EQ(TimeOf(Engagement().next_due()), At("2026-04-19T09:00:00+08:00"));
  Update();
  EXPECT_EQ(Engagement().stage(), S::IN_PROGRESS);
  EXPECT_EQ(Engagement().updates(), 1u);
  given.Now("2026-04-16T09:00:00+08:00").Do(HandOver("2026-04-16"));
  EXPECT_EQ(Engagement().days_to_handover(), 30u);
  EXPECT_FALSE(Engagement().has_next_due());
  given.Now("2026-04-18T09:00:00+08:00").Do(Manager("li.wei"));
  EXPECT_EQ(Engagement().stage(), S::IN_CARE);
  EXPECT_EQ(Engagement().days_to_care(), 2u);
  EXPECT_EQ(Engagement().next_duty(), Row::CARE_CONTACT);
}

TEST_F(LifecycleFunnel, NextDuty_IsTheEarliestOfAll) {
  To(S::IN_CARE);  // care contact due in 90 days
  auto snag = For<v1::RecordSnag>();
  snag.set_snag_id("S-1");
  given.Do(snag);  // due in 30
  EXPECT_EQ(Engagement().next_duty(), Row::SNAG);
  EXPECT_EQ(Engagement().snags_open(), 1u);
  auto resolve = For<v1::ResolveSnag>();
  resolve.set_snag_id("S-1");
  given.Do(resolve);
  EXPECT_EQ(Engagement().next_duty(), Row::CARE_CONTACT);
  EXPECT_EQ(Engagement().snags_open(), 0u);
}

TEST_F(LifecycleFunnel, Perception_TheNewestAnswerOfAStageAndQuestion) {
  To(S::IN_PROGRESS);
  auto perception = For<v1::RecordPerception>();
  perception.set_stage(S::IN_PROGRESS);
  perception.set_question(v1::TOLD_OF_PROGRESS);
  given.Do(perception);
  perception.set_yes(true);
  given.Do(perception);
  ASSERT_EQ(Engagement().perceptions_size(), 1);
  EXPECT_TRUE(Engagement().perceptions(0).yes());
}

TEST_F(LifecycleFunnel, Update_CountsWhenItIsDelivered) {
  To(S::CONTRACTED);
  given.Now("2026-03-10T09:00:00+08:00");
  auto send = For<v1::SendProgressUpdate>();
  send.set_channel(v1::ComplaintTerms::EMAIL);
  const std::uint64_t sent = given.Do(send).unit().events.front().scope_sequence;
  EXPECT_EQ(Engagement().updates(), 0u);
  EXPECT_EQ(Engagement().stage(), S::CONTRACTED);
  EXPECT_EQ(TimeOf(Engagement().next_due()), At("2026-04-01T09:00:00+08:00"));
  given.Do(Dispatched(sent));
  EXPECT_EQ(Engagement().updates(), 1u);
  EXPECT_EQ(Engagement().last_update_channel(), v1::ComplaintTerms::EMAIL);
  EXPECT_EQ(TimeOf(Engagement().last_update_at()), At("2026-03-10T09:00:00+08:00"));
  EXPECT_EQ(TimeOf(Engagement().next_due()), At("2026-04-09T09:00:00+08:00"));
}

TEST_F(LifecycleFunnel, End_LeavesNothingDue) {
  To(S::CONTRACTED);
  given.Do(For<v1::RescindContract>());
  EXPECT_EQ(Engagement().stage(), S::RESCINDED);
  EXPECT_FALSE(Engagement().has_next_due());
  EXPECT_EQ(Engagement().dues_size(), 0);
}

}  // namespace
}  // namespace tenure::testing
