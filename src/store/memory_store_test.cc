// Forgetting, which only the store in memory can do: the last calls, whole, and none that was
// flushed.
#include "store/memory_store.h"

#include <gtest/gtest.h>

#include "store/memory_views.h"
#include "support/store_samples.h"

namespace tenure::store {
namespace {

AllRows RowsAfter(std::uint64_t changes) {
  MemoryStore store;
  for (std::uint64_t number = 0; number < changes; ++number) {
    EXPECT_TRUE(store.Apply(SampleChange(number)));
  }
  return *RowsOf(store);
}

TEST(MemoryStore, ForgetLast_LeavesWhatTheFirstCallsLeft) {
  MemoryStore store;
  for (std::uint64_t number = 0; number < 60; ++number) {
    ASSERT_TRUE(store.Apply(SampleChange(number)));
  }
  for (const std::uint64_t left : {60u, 59u, 31u, 30u, 1u, 0u}) {
    const std::uint64_t now = store.GetApplied()->position;
    EXPECT_EQ(store.ForgetLast(now - left), now - left);
    EXPECT_EQ(*RowsOf(store), RowsAfter(left));
  }
  EXPECT_EQ(store.ForgetLast(1), 0u);
}

TEST(MemoryStore, ForgetLast_StopsAtTheLastFlush) {
  MemoryStore store;
  for (std::uint64_t number = 0; number < 20; ++number) {
    ASSERT_TRUE(store.Apply(SampleChange(number)));
    if (number == 11) {
      ASSERT_TRUE(store.Flush());
    }
  }
  EXPECT_EQ(store.ForgetLast(1000), 8u);
  EXPECT_EQ(*RowsOf(store), RowsAfter(12));
}

TEST(MemoryStore, ForgetLast_StopsAtItsBound) {
  MemoryStore store(5);
  for (std::uint64_t number = 0; number < 20; ++number) {
    ASSERT_TRUE(store.Apply(SampleChange(number)));
  }
  EXPECT_EQ(store.ForgetLast(1000), 5u);
  EXPECT_EQ(*RowsOf(store), RowsAfter(15));
}

TEST(MemoryStore, TimerThatComesBackByForgetting_IsDueAgain) {
  MemoryStore store;
  const TimerRow timer{TimeFromMicros(5), {{"customer/C-1"}, 1, ""}};
  StoreChange set;
  set.timers_set = {timer};
  StoreChange gone;
  gone.timers_gone = {timer};
  ASSERT_TRUE(store.Apply(set));
  ASSERT_TRUE(store.Apply(gone));
  EXPECT_TRUE(store.Due(Time::max(), 10)->empty());
  EXPECT_EQ(store.ForgetLast(1), 1u);
  EXPECT_EQ(store.Due(Time::max(), 10), std::vector{timer});
}

TEST(MemoryViews, ForgetLast_BringsDroppedRowsBack) {
  MemoryViews views;
  ASSERT_TRUE(views.Apply({{{1, "v", 1, 9, ViewState::Status::kLive, ""}}, {{1, "k", "x"}}, {}}));
  const AllRows before = *RowsOf(views);
  ASSERT_TRUE(views.Drop(1));
  EXPECT_TRUE(RowsOf(views)->empty());
  EXPECT_EQ(views.ForgetLast(1), 1u);
  EXPECT_EQ(*RowsOf(views), before);
}

}  // namespace
}  // namespace tenure::store
