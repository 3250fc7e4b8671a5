// What every store of views promises (src/store/view_store.h), run over each implementation.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "store/memory_views.h"
#include "store/rocksdb/rocksdb_views.h"
#include "store/view_store.h"
#include "support/store_samples.h"
#include "support/temporary_directory.h"

namespace tenure::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr StoreId kStoreId{4, 2};

// Views and whatever they stand on.
class Bench {
 public:
  virtual ~Bench() = default;
  virtual ViewStore& views() = 0;
  virtual void Reopen() = 0;  // after a Flush: nothing may be lost
  virtual std::uint64_t Bytes() = 0;
};

class MemoryBench final : public Bench {
 public:
  ViewStore& views() override { return views_; }
  void Reopen() override { views_.ForgetLast(1000); }
  std::uint64_t Bytes() override { return RowsOf(views_)->size(); }

 private:
  MemoryViews views_;
};

class RocksdbBench final : public Bench {
 public:
  RocksdbBench() { Reopen(); }
  ViewStore& views() override { return *views_; }
  void Reopen() override {
    views_.reset();
    auto opened = OpenRocksdbViews(directory_.Inside("views"), kStoreId);
    ASSERT_TRUE(opened) << opened.error().message;
    views_ = *std::move(opened);
  }
  std::uint64_t Bytes() override {
    std::uint64_t bytes = 0;
    for (const auto& entry : std::filesystem::directory_iterator(directory_.Inside("views"))) {
      if (entry.path().extension() == ".sst") bytes += entry.file_size();
    }
    return bytes;
  }

 private:
  TemporaryDirectory directory_;
  std::unique_ptr<ViewStore> views_;
};

struct Implementation {
  const char* name;
  std::function<std::unique_ptr<Bench>()> make;
};

class ViewStoreContract : public ::testing::TestWithParam<Implementation> {
 protected:
  void SetUp() override { bench_ = GetParam().make(); }
  ViewStore& views() { return bench_->views(); }

  void Apply(const ViewChange& change) {
    const Result<void> applied = views().Apply(change);
    ASSERT_TRUE(applied) << applied.error().message;
  }
  std::vector<std::string> KeysFrom(std::uint32_t view, std::string_view from,
                                    std::size_t limit = 1000) {
    std::vector<std::string> keys;
    EXPECT_TRUE(views().Rows(view, from, [&](std::string_view key, std::string_view) {
      keys.emplace_back(key);
      return keys.size() < limit;
    }));
    return keys;
  }
  std::vector<std::string> Indexed(std::uint32_t view, std::uint32_t index,
                                   std::string_view value) {
    std::vector<std::string> keys;
    EXPECT_TRUE(views().Indexed(view, index, value, [&](std::string_view key) {
      keys.emplace_back(key);
      return true;
    }));
    return keys;
  }

  std::unique_ptr<Bench> bench_;
};

INSTANTIATE_TEST_SUITE_P(
    Views, ViewStoreContract,
    ::testing::Values(Implementation{"Memory", [] { return std::make_unique<MemoryBench>(); }},
                      Implementation{"Rocksdb", [] { return std::make_unique<RocksdbBench>(); }}),
    [](const auto& info) { return std::string(info.param.name); });

TEST_P(ViewStoreContract, New_IsEmpty) {
  EXPECT_THAT(*views().Views(), IsEmpty());
  EXPECT_THAT(KeysFrom(0, ""), IsEmpty());
  EXPECT_THAT(Indexed(0, 0, ""), IsEmpty());
}

TEST_P(ViewStoreContract, States_AreReadBackInOrderOfIds) {
  const ViewState last{UINT32_MAX,        "", UINT32_MAX, UINT64_MAX, ViewState::Status::kStopped,
                       "position 7: \xff"};
  const ViewState building{2, "complaint_board", 3, 17, ViewState::Status::kBuilding, ""};
  const ViewState live{0, std::string(300, 'n'), 0, 0, ViewState::Status::kLive, ""};
  Apply({{last, building, live}, {}, {}});
  EXPECT_THAT(*views().Views(), ElementsAre(live, building, last));
  ViewState moved = building;
  moved.position = 18;
  Apply({{moved}, {}, {}});
  EXPECT_THAT(*views().Views(), ElementsAre(live, moved, last));
}

TEST_P(ViewStoreContract, Get_GivesValuesInTheOrderAsked) {
  Apply({{}, {{1, "a", "A"}, {1, "", "empty"}, {1, "\xff", "F"}, {2, "a", "other"}}, {}});
  const std::vector<std::string> keys = {"\xff", "b", "", "a", "a"};
  EXPECT_THAT(*views().Get(1, keys), ElementsAre("F", std::nullopt, "empty", "A", "A"));
  EXPECT_THAT(*views().Get(3, keys),
              ElementsAre(std::nullopt, std::nullopt, std::nullopt, std::nullopt, std::nullopt));
  EXPECT_THAT(*views().Get(1, {}), IsEmpty());
}

TEST_P(ViewStoreContract, EmptyValue_DeletesTheRow) {
  Apply({{}, {{1, "a", "A"}, {1, "b", "B"}}, {}});
  Apply({{}, {{1, "a", ""}, {1, "never", ""}, {1, "c", "C"}, {1, "c", ""}}, {}});
  EXPECT_THAT(KeysFrom(1, ""), ElementsAre("b"));
}

TEST_P(ViewStoreContract, Rows_StayInTheViewAndStopWhenTold) {
  Apply({{},
         {{1, "b", "x"},
          {1, "a", "x"},
          {1, "\xff", "x"},
          {1, std::string("\0", 1), "x"},
          {0, "z", "x"},
          {2, "", "x"},
          {257, "q", "x"}},
         {}});
  EXPECT_THAT(KeysFrom(1, ""), ElementsAre(std::string("\0", 1), "a", "b", "\xff"));
  EXPECT_THAT(KeysFrom(1, "aa"), ElementsAre("b", "\xff"));
  EXPECT_THAT(KeysFrom(1, "", 2), ElementsAre(std::string("\0", 1), "a"));
  EXPECT_THAT(KeysFrom(1, "\xff\xff"), IsEmpty());
  EXPECT_THAT(KeysFrom(UINT32_MAX, ""), IsEmpty());
}

TEST_P(ViewStoreContract, Indexed_FindsExactlyThatValue) {
  Apply({{},
         {},
         {{1, 0, "open", "k2"},
          {1, 0, "open", "k1"},
          {1, 0, "opened", "k3"},
          {1, 0, "", "k4"},
          {1, 1, "open", "k5"},
          {2, 0, "open", "k6"},
          {1, 0, "\xff", std::string("\0k", 2)}}});
  EXPECT_THAT(Indexed(1, 0, "open"), ElementsAre("k1", "k2"));
  EXPECT_THAT(Indexed(1, 0, ""), ElementsAre("k4"));
  EXPECT_THAT(Indexed(1, 0, "\xff"), ElementsAre(std::string("\0k", 2)));
  EXPECT_THAT(Indexed(1, 0, "ope"), IsEmpty());
  Apply({{}, {}, {{1, 0, "open", "k1", true}, {1, 0, "closed", "k1"}}});
  EXPECT_THAT(Indexed(1, 0, "open"), ElementsAre("k2"));
  EXPECT_THAT(Indexed(1, 0, "closed"), ElementsAre("k1"));
}

TEST_P(ViewStoreContract, IndexValueWithAZeroByte_IsInvalidAndWritesNothing) {
  const std::string zero("a\0b", 3);
  EXPECT_EQ(views().Apply({{}, {{1, "a", "A"}}, {{1, 0, zero, "a"}}}).error().code,
            ErrorCode::kInvalidInput);
  EXPECT_EQ(views().Indexed(1, 0, zero, [](std::string_view) { return true; }).error().code,
            ErrorCode::kInvalidInput);
  EXPECT_THAT(*RowsOf(views()), IsEmpty());
}

TEST_P(ViewStoreContract, Drop_RemovesThatViewOnlyAndForEver) {
  ViewChange change;
  std::mt19937 random(5);
  for (std::uint32_t view = 1; view <= 3; ++view) {
    change.states.push_back({view, "v", view, 1, ViewState::Status::kLive, ""});
    for (int row = 0; row < 3000; ++row) {
      std::string value(100, ' ');
      for (char& byte : value) byte = static_cast<char>('a' + random() % 26);
      change.rows.push_back({view, "row" + std::to_string(row), value});
      change.indexes.push_back({view, 0, value.substr(0, 3), "row" + std::to_string(row)});
    }
  }
  Apply(change);
  ASSERT_TRUE(views().Flush());
  const std::uint64_t before = bench_->Bytes();
  ASSERT_TRUE(views().Drop(2));
  EXPECT_LT(bench_->Bytes(), before * 3 / 4);  // the space is given back
  ASSERT_TRUE(views().Flush());
  bench_->Reopen();
  EXPECT_THAT(KeysFrom(2, ""), IsEmpty());
  EXPECT_EQ(KeysFrom(1, "", 10'000).size(), 3000u);
  EXPECT_EQ(KeysFrom(3, "", 10'000).size(), 3000u);
  EXPECT_EQ(views().Views()->size(), 2u);
  EXPECT_EQ(RowsOf(views())->size(), 2u * 6001);
  Apply({{}, {{2, "again", "x"}}, {}});
  EXPECT_THAT(KeysFrom(2, ""), ElementsAre("again"));
  ASSERT_TRUE(views().Drop(77));  // a view that is not there
}

TEST_P(ViewStoreContract, SameChanges_GiveTheSameBytesEverywhere) {
  MemoryViews reference;
  std::mt19937 random(11);
  for (int round = 0; round < 300; ++round) {
    ViewChange change;
    for (int row = 0; row < 5; ++row) {
      const auto view = static_cast<std::uint32_t>(random() % 3);
      const std::string key = "K-" + std::to_string(random() % 100);
      change.rows.push_back({view, key, random() % 3 == 0 ? "" : std::string(random() % 80, 'v')});
      change.indexes.push_back({view, static_cast<std::uint32_t>(random() % 2),
                                std::to_string(random() % 9), key, random() % 3 == 0});
    }
    change.states = {{0, "v", 1, static_cast<Position>(round), ViewState::Status::kLive, ""}};
    if (round % 100 == 99) {
      ASSERT_TRUE(views().Drop(1));
      ASSERT_TRUE(reference.Drop(1));
    }
    Apply(change);
    ASSERT_TRUE(reference.Apply(change));
  }
  EXPECT_GT(RowsOf(reference)->size(), 100u);
  EXPECT_EQ(*RowsOf(views()), *RowsOf(reference));
  ASSERT_TRUE(views().Flush());
  bench_->Reopen();
  EXPECT_EQ(*RowsOf(views()), *RowsOf(reference));
}

}  // namespace
}  // namespace tenure::store
