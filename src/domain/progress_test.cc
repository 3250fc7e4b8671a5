// L3: a progress update counts from its delivery on, for stage, cadence and proof.
#include "domain/lifecycle_given.h"
#include "tenure/v1/issue.pb.h"

namespace tenure::testing {
namespace {

class Progress : public LifecycleTest {
 protected:
  Progress() { To(S::CONTRACTED); }  // signed on 2 March, an update is due on 1 April
  Time Due() { return TimeOf(given.state<S>(kEngagement).next_update_due()); }
};

TEST_F(Progress, Update_OnlySent_CountsForNothing) {
  given.Now("2026-03-10T09:00:00+08:00");
  given.When(For<v1::SendProgressUpdate>()).Gives({"ProgressUpdateSent"});
  SendUpdate();
  EXPECT_EQ(Stage(), S::CONTRACTED);
  EXPECT_EQ(Due(), At("2026-04-01T09:00:00+08:00"));
  EXPECT_EQ(given.state<S>(kEngagement).updates(), 0u);
  given.When(HandOver()).Refuses(v1::STAGE_ORDER).Fact("needs", "IN_PROGRESS");
}

TEST_F(Progress, Update_Delivered_MovesStageAndCadenceFromItsDelivery) {
  const std::uint64_t sent = SendUpdate();
  given.Now("2026-03-12T09:00:00+08:00").EffectiveAt(At("2026-03-10T09:00:00+08:00"));
  const Outcome done = given.Do(Dispatched(sent, v1::SIGNED_FOR));
  done.Gives({"DispatchResultRecorded", "ProgressUpdateDelivered"});
  EXPECT_EQ(done.event<v1::ProgressUpdateDelivered>().policy().policy(), "lifecycle");
  EXPECT_EQ(Stage(), S::IN_PROGRESS);
  EXPECT_EQ(Due(), At("2026-04-09T09:00:00+08:00"));  // 30 days after it arrived
  EXPECT_EQ(given.state<S>(kEngagement).updates(), 1u);
  EXPECT_EQ(TimeOf(given.state<S>(kEngagement).last_update_at()), At("2026-03-10T09:00:00+08:00"));
  EXPECT_EQ(given.book().lifecycle().updates_awaited_size(), 0);
}

TEST_F(Progress, Update_NotDelivered_StaysDueAndMayStillArrive) {
  const std::uint64_t sent = SendUpdate();
  for (const auto result : {v1::NOT_DELIVERED, v1::TURNED_AWAY}) {
    given.Do(Dispatched(sent, result))
        .Gives({"DispatchResultRecorded", "ProgressUpdateUndelivered"});
  }
  EXPECT_EQ(Stage(), S::CONTRACTED);
  EXPECT_EQ(Due(), At("2026-04-01T09:00:00+08:00"));
  given.Do(Dispatched(sent)).Gives({"DispatchResultRecorded", "ProgressUpdateDelivered"});
  EXPECT_EQ(Stage(), S::IN_PROGRESS);
}

TEST_F(Progress, Delivery_ReportedTwice_CountsOnce) {
  const std::uint64_t sent = SendUpdate();
  given.Do(Dispatched(sent));
  given.Do(Dispatched(sent)).Gives({"DispatchResultRecorded"});
  EXPECT_EQ(given.state<S>(kEngagement).updates(), 1u);
  v1::RecordUpdateDelivery again;
  again.set_engagement_id(kEngagement);
  again.set_sent_at(sent);
  again.set_delivered(true);
  given.WhenSystem(again).Refuses(v1::NO_CHANGE);
}

TEST_F(Progress, Delivery_OfSomethingElse_MovesNoEngagement) {
  auto invite = For<v1::InviteSiteVisit>();
  *invite.mutable_visit_on() = DateMessage(Day("2026-03-21"));
  const Outcome sent = given.Do(invite);
  given.Do(Dispatched(sent.unit().events.front().scope_sequence)).Gives({"DispatchResultRecorded"});
  EXPECT_EQ(Stage(), S::CONTRACTED);  // an invitation is no visit
}

TEST_F(Progress, Deliveries_ReportedOutOfOrder_KeepTheLaterPromise) {
  const std::uint64_t first = SendUpdate();
  const std::uint64_t second = SendUpdate();
  given.Now("2026-03-20T09:00:00+08:00").Do(Dispatched(second));
  given.EffectiveAt(At("2026-03-03T09:00:00+08:00")).Do(Dispatched(first));
  EXPECT_EQ(Due(), At("2026-04-19T09:00:00+08:00"));
  EXPECT_EQ(TimeOf(given.state<S>(kEngagement).last_update_at()), At("2026-03-20T09:00:00+08:00"));
  EXPECT_EQ(given.state<S>(kEngagement).updates(), 2u);
}

TEST_F(Progress, Delivery_AfterTheHandover_IsProofAndOwesNothing) {
  Update();
  const std::uint64_t late = SendUpdate();
  given.Do(HandOver());
  const Outcome done = given.Do(Dispatched(late));
  EXPECT_FALSE(done.event<v1::ProgressUpdateDelivered>().has_next_update_due());
  EXPECT_EQ(Stage(), S::HANDED_OVER);
  EXPECT_FALSE(given.state<S>(kEngagement).has_next_update_due());
  EXPECT_EQ(given.state<S>(kEngagement).updates(), 2u);
}

TEST_F(Progress, Delivery_AfterTheEnd_LeavesItEnded) {
  const std::uint64_t sent = SendUpdate();
  given.Do(For<v1::RescindContract>());
  given.Do(Dispatched(sent)).Gives({"DispatchResultRecorded", "ProgressUpdateDelivered"});
  EXPECT_EQ(Stage(), S::RESCINDED);
}

TEST_F(Progress, Delivery_WithoutItsPolicy_IsKeptAsRefused) {
  const std::uint64_t sent = SendUpdate();
  v1::PolicyBody other;
  other.mutable_approval()->set_expires_after_hours(1);
  given.Policy("lifecycle", other);
  given.Do(Dispatched(sent)).Gives({"DispatchResultRecorded", "PolicyRefused"});
}

// The book stays bounded: a delivery of what left it is written down and moves nothing.
TEST_F(Progress, Updates_BeyondTheBooksBound_LeaveIt) {
  const std::uint64_t first = SendUpdate();
  for (int i = 0; i < 32; ++i) SendUpdate();
  EXPECT_EQ(given.book().lifecycle().updates_awaited_size(), 32);
  given.Do(Dispatched(first)).Gives({"DispatchResultRecorded"});
  given.Do(Dispatched(first + 1)).Gives({"DispatchResultRecorded", "ProgressUpdateDelivered"});
}

}  // namespace
}  // namespace tenure::testing
