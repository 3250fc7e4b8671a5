// The applier over the real memory store, held up and broken from outside.
#include "app/background_applier.h"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <semaphore>

#include "store/keyed_store.h"
#include "store/memory_rows.h"

namespace tenure::app {
namespace {

store::StoreChange ChangeTo(Position position) {
  store::StoreChange change;
  change.applied.position = position;
  return change;
}

// The memory store behind a gate: an Apply goes on once it is let through.
class GatedStore final : public store::KeyedStore {
 public:
  GatedStore() : KeyedStore(std::make_unique<store::MemoryRows>(0)) {}
  Result<void> Apply(const store::StoreChange& change) override {
    gate_.acquire();
    if (broken_) return Fail(ErrorCode::kDiskFull, "no room for the fold");
    return KeyedStore::Apply(change);
  }
  void LetThrough(int applies) { gate_.release(applies); }
  void Break() { broken_ = true; }

 private:
  std::counting_semaphore<> gate_{0};
  std::atomic<bool> broken_ = false;
};

TEST(BackgroundApplier, Begin_StoreIsSlow_ReturnsBeforeTheStoreHasIt) {
  GatedStore store;
  BackgroundApplier applier(store);
  ASSERT_TRUE(applier.Begin(ChangeTo(1)));
  EXPECT_EQ(store.GetApplied()->position, 0u);
  store.LetThrough(1);
  ASSERT_TRUE(applier.Finish());
  EXPECT_EQ(store.GetApplied()->position, 1u);
}

TEST(BackgroundApplier, Begin_Again_TheOneBeforeIsInTheStore) {
  GatedStore store;
  BackgroundApplier applier(store);
  store.LetThrough(1);
  ASSERT_TRUE(applier.Begin(ChangeTo(1)));
  ASSERT_TRUE(applier.Begin(ChangeTo(2)));
  EXPECT_EQ(store.GetApplied()->position, 1u);
  store.LetThrough(1);
  ASSERT_TRUE(applier.Finish());
  EXPECT_EQ(store.GetApplied()->position, 2u);
}

TEST(BackgroundApplier, Destroyed_WhileApplying_TheStoreHasIt) {
  GatedStore store;
  {
    BackgroundApplier applier(store);
    ASSERT_TRUE(applier.Begin(ChangeTo(1)));
    store.LetThrough(1);
  }
  EXPECT_EQ(store.GetApplied()->position, 1u);
}

TEST(BackgroundApplier, StoreFails_EveryLaterCallSaysSoAndNothingLaterIsApplied) {
  GatedStore store;
  BackgroundApplier applier(store);
  store.Break();
  store.LetThrough(2);
  ASSERT_TRUE(applier.Begin(ChangeTo(1)));
  const auto finished = applier.Finish();
  ASSERT_FALSE(finished);
  EXPECT_EQ(finished.error().code, ErrorCode::kDiskFull);
  EXPECT_EQ(applier.Begin(ChangeTo(2)).error().code, ErrorCode::kDiskFull);
  EXPECT_EQ(applier.Finish().error().code, ErrorCode::kDiskFull);
  EXPECT_EQ(store.GetApplied()->position, 0u);
}

}  // namespace
}  // namespace tenure::app
