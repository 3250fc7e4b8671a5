// The projector over a log and views in memory: however the rows come to be, live, in one build,
// after a build that was cut off or again on request, their bytes are the same.
#include "engine/projector.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "engine/projector_rows.h"
#include "log/memory_log.h"
#include "log/record_codec.h"
#include "store/memory_views.h"
#include "tenure/v1/customer.pb.h"

namespace tenure::engine {
namespace {

constexpr std::uint32_t kOwnerAssigned = 201;
constexpr std::uint32_t kProfileConfirmed = 206;
constexpr std::size_t kManyRows = 60'000;  // more than one write of a build takes

// Row of the tests: who owns a customer now. An owner "nobody" deletes it.
std::optional<RowKey> KeyOf(const Message&, const EventContext& context) {
  return RowKey{context.stream.scope.text};
}
void TakeOwner(Message& row, const Message& event, const EventContext&) {
  const auto& assigned = static_cast<const v1::OwnerAssigned&>(event);
  auto& owner = static_cast<v1::OwnerAssigned&>(row);
  owner.Clear();
  if (assigned.owner() == "nobody") return;
  owner.set_owner(assigned.owner());
  owner.set_previous(assigned.previous());
}
void TakeDay(Message& row, const Message& event, const EventContext&) { row.CopyFrom(event); }

class ProjectorTest : public ::testing::Test {
 protected:
  ProjectorTest() {
    owners_.add_indexes("owner");
    owners_.add_indexes("previous");
    confirmed_.add_indexes("stale_at");
  }

  void Append(std::uint32_t event_type, const std::string& customer, std::string payload) {
    v1::Record record;
    const Position at = *log_.Head() + batch_.size();
    record.set_position(at);
    record.set_scope("customer/" + customer);
    record.set_aggregate(1);
    record.set_event_type(event_type);
    record.set_recorded_at_us(static_cast<std::int64_t>(at));
    record.set_payload(std::move(payload));
    batch_.push_back(log::EncodeRecord(record));
  }
  void Assign(const std::string& customer, const std::string& owner) {
    v1::OwnerAssigned event;
    event.set_owner(owner);
    Append(kOwnerAssigned, customer, event.SerializeAsString());
  }
  void Confirm(const std::string& customer, std::int64_t stale_at_us) {
    v1::ProfileConfirmed event;
    event.mutable_stale_at()->set_us(stale_at_us);
    Append(kProfileConfirmed, customer, event.SerializeAsString());
  }
  void Commit() {
    ASSERT_TRUE(log_.Append(*log_.Head(), batch_));
    batch_.clear();
  }

  std::unique_ptr<Projector> Open(store::ViewStore& views) {
    auto opened = Projector::Open({log_, views, BuiltInDomain(), projections_});
    EXPECT_TRUE(opened);
    return *std::move(opened);
  }
  static std::map<std::string, std::string> BytesOf(const store::ViewStore& views) {
    std::map<std::string, std::string> bytes;
    EXPECT_TRUE(views.VisitAll([&](std::string_view key, std::string_view value) {
      bytes.emplace(key, value);
      return true;
    }));
    return bytes;
  }
  std::map<std::string, std::string> BytesOfOneBuild() {
    store::MemoryViews fresh;
    EXPECT_TRUE(Open(fresh)->CatchUp());
    return BytesOf(fresh);
  }

  log::MemoryLog log_;
  std::vector<log::EncodedRecord> batch_;
  v1::ProjectionOptions owners_;
  v1::ProjectionOptions confirmed_;
  const std::vector<ProjectionEventEntry> owner_events_ = {
      {kOwnerAssigned, &v1::OwnerAssigned::default_instance(), KeyOf, TakeOwner}};
  const std::vector<ProjectionEventEntry> confirmed_events_ = {
      {kProfileConfirmed, &v1::ProfileConfirmed::default_instance(), KeyOf, TakeDay}};
  const std::vector<ProjectionEntry> projections_ = {
      {"confirmed", 1, &v1::ProfileConfirmed::default_instance(), &confirmed_, confirmed_events_},
      {"owners", 1, &v1::OwnerAssigned::default_instance(), &owners_, owner_events_}};
};

TEST_F(ProjectorTest, LiveSteps_GiveTheBytesOfOneBuild) {
  store::MemoryViews live;
  const auto projector = Open(live);
  for (int step = 0; step < 30; ++step) {
    for (int i = 0; i < 7; ++i) {
      const int customer = (step * 5 + i * 3) % 11;
      Assign("C-" + std::to_string(customer),
             (step + i) % 4 == 0 ? "nobody" : "o." + std::to_string(step % 3));
      Confirm("C-" + std::to_string(customer), step * 1'000'000);
    }
    Commit();
    ASSERT_TRUE(projector->CatchUp());
  }
  EXPECT_GT(BytesOf(live).size(), 20U);
  EXPECT_EQ(BytesOf(live), BytesOfOneBuild());
}

TEST_F(ProjectorTest, ManyRows_BuiltInSeveralWrites_AreThoseOfLiveSteps) {
  store::MemoryViews live;
  const auto projector = Open(live);
  for (std::size_t i = 0; i < kManyRows; ++i) {
    Assign("C-" + std::to_string(i * 7 % kManyRows), "o." + std::to_string(i % 100));
    if (i % 10'000 == 0) {
      Commit();
      ASSERT_TRUE(projector->CatchUp());
    }
  }
  Commit();
  ASSERT_TRUE(projector->CatchUp());
  const auto bytes = BytesOf(live);
  EXPECT_EQ(bytes.size(), 2 * kManyRows + 2);  // rows, their owners' index, the views
  EXPECT_EQ(bytes, BytesOfOneBuild());
}

TEST_F(ProjectorTest, BuildCutOffBetweenItsWrites_BeginsFromNothing) {
  for (std::size_t i = 0; i < kManyRows; ++i) Assign("C-" + std::to_string(i), "o.1");
  Commit();
  store::MemoryViews views;
  ASSERT_TRUE(Open(views)->CatchUp());
  ASSERT_EQ(views.ForgetLast(1), 1U);  // the write that says how far it is
  ASSERT_GT(BytesOf(views).size(), kManyRows);
  Assign("C-0", "nobody");  // a row that the second build must not find
  Commit();
  ASSERT_TRUE(Open(views)->CatchUp());
  EXPECT_EQ(BytesOf(views), BytesOfOneBuild());
}

TEST_F(ProjectorTest, Rebuild_GivesTheSameBytesAndLeavesTheOtherView) {
  for (int i = 0; i < 50; ++i) {
    Assign("C-" + std::to_string(i % 9), "o." + std::to_string(i % 4));
    Confirm("C-" + std::to_string(i % 5), i * 1'000'000);
  }
  Commit();
  store::MemoryViews views;
  const auto projector = Open(views);
  ASSERT_TRUE(projector->CatchUp());
  const auto before = BytesOf(views);
  ASSERT_TRUE(projector->Rebuild("owners"));
  EXPECT_EQ(BytesOf(views), before);
  EXPECT_EQ(projector->Rebuild("nobody").error().code, ErrorCode::kNotFound);
}

TEST_F(ProjectorTest, PoisonEvent_StopsItsViewThereAndNoOther) {
  Assign("C-1", "o.1");
  Append(kOwnerAssigned, "C-2", "\xff");
  Assign("C-3", "o.3");
  Confirm("C-1", 5);
  Commit();
  store::MemoryViews views;
  const auto projector = Open(views);
  ASSERT_TRUE(projector->CatchUp());
  const auto status = *projector->Status();
  EXPECT_EQ(status[0].status, store::ViewState::Status::kLive);
  EXPECT_EQ(status[0].position, 4U);
  EXPECT_EQ(status[1].status, store::ViewState::Status::kStopped);
  EXPECT_EQ(status[1].position, 1U);
  EXPECT_EQ(status[1].stopped_by, "position 1: payload of OwnerAssigned does not parse");
  std::vector<std::string> keys;
  ASSERT_TRUE(
      views.Rows(*projector->ViewId("owners"), "", [&](std::string_view key, std::string_view) {
        keys.emplace_back(key);
        return true;
      }));
  EXPECT_EQ(keys, std::vector<std::string>{"customer/C-1"});
}

TEST(ProjectorRowsTest, DirtyRows_ComeOnceInKeyOrder) {
  ProjectorRows rows;
  const std::vector<std::string> keys = {"k/b", "k/a",    "k/abcdefgh2", "k/abcdefgh1",
                                         "k/",  "k/\xff", "k/abcdefgh"};
  for (const std::string& key : keys) {
    CachedRow* const row = rows.Add(key, v1::OwnerAssigned::default_instance());
    rows.MarkDirty(row);
    rows.MarkDirty(row);
  }
  std::vector<std::string> sorted = keys;
  std::sort(sorted.begin(), sorted.end());
  std::vector<std::string> taken;
  for (const CachedRow* row : rows.TakeDirty()) taken.emplace_back(row->key);
  EXPECT_EQ(taken, sorted);
  EXPECT_TRUE(rows.TakeDirty().empty());
}

TEST(ProjectorRowsTest, ThousandsOfRows_AreEachFoundUntilCleared) {
  ProjectorRows rows;
  std::vector<CachedRow*> added;
  for (int i = 0; i < 5'000; ++i) {
    EXPECT_EQ(rows.Find("row " + std::to_string(i)), nullptr);
    added.push_back(rows.Add("row " + std::to_string(i), v1::OwnerAssigned::default_instance()));
  }
  for (int i = 0; i < 5'000; ++i) {
    EXPECT_EQ(rows.Find("row " + std::to_string(i)), added[static_cast<std::size_t>(i)]);
  }
  const std::size_t full = rows.bytes();
  rows.Clear();
  EXPECT_LT(rows.bytes(), full / 10);
  EXPECT_EQ(rows.Find("row 1"), nullptr);
}

}  // namespace
}  // namespace tenure::engine
