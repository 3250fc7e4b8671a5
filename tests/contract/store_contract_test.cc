// What every folded store promises (src/store/store.h), run over each implementation. A store that
// passes may stand behind the engine.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "store/memory_store.h"
#include "store/rocksdb/rocksdb_store.h"
#include "store/store.h"
#include "support/store_samples.h"
#include "support/temporary_directory.h"

namespace tenure::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr StoreId kStoreId{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};

// A store and whatever it stands on.
class Bench {
 public:
  virtual ~Bench() = default;
  virtual Store& store() = 0;
  virtual void DeleteAll() = 0;  // and begin anew
};

class MemoryBench final : public Bench {
 public:
  Store& store() override { return *store_; }
  void DeleteAll() override { store_ = std::make_unique<MemoryStore>(); }

 private:
  std::unique_ptr<MemoryStore> store_ = std::make_unique<MemoryStore>();
};

class RocksdbBench final : public Bench {
 public:
  RocksdbBench() { Open(); }
  Store& store() override { return *store_; }
  void DeleteAll() override {
    store_.reset();
    std::filesystem::remove_all(directory_.Inside("store"));
    Open();
  }

 private:
  void Open() {
    auto opened = OpenRocksdbStore(directory_.Inside("store"), kStoreId);
    ASSERT_TRUE(opened) << opened.error().message;
    store_ = *std::move(opened);
  }

  TemporaryDirectory directory_;
  std::unique_ptr<Store> store_;
};

struct Implementation {
  const char* name;
  std::function<std::unique_ptr<Bench>()> make;
};

class StoreContract : public ::testing::TestWithParam<Implementation> {
 protected:
  void SetUp() override { bench_ = GetParam().make(); }
  Store& store() { return bench_->store(); }

  void Apply(const StoreChange& change) {
    const Result<void> applied = store().Apply(change);
    ASSERT_TRUE(applied) << applied.error().message;
  }
  void SetTimers(std::vector<TimerRow> rows) {
    StoreChange change;
    change.timers_set = std::move(rows);
    Apply(change);
  }

  static ScopeId Customer(int number) { return {"customer/C-" + std::to_string(number)}; }
  static TimerRow Timer(std::int64_t due, int customer, std::string id = "") {
    return {TimeFromMicros(due), {Customer(customer), 1, std::move(id)}};
  }

  std::unique_ptr<Bench> bench_;
};

INSTANTIATE_TEST_SUITE_P(
    Stores, StoreContract,
    ::testing::Values(Implementation{"Memory", [] { return std::make_unique<MemoryBench>(); }},
                      Implementation{"Rocksdb", [] { return std::make_unique<RocksdbBench>(); }}),
    [](const auto& info) { return std::string(info.param.name); });

TEST_P(StoreContract, NewStore_IsEmptyAndAtZero) {
  EXPECT_EQ(store().GetApplied(), Applied{});
  EXPECT_THAT(*RowsOf(store()), IsEmpty());
  EXPECT_THAT(*store().Due(Time::max(), 10), IsEmpty());
  EXPECT_THAT(*store().Outgoing(10), IsEmpty());
  EXPECT_EQ(*store().Tile(0, 0), std::nullopt);
}

TEST_P(StoreContract, Applied_IsReadBack) {
  StoreChange change;
  change.applied = {UINT64_MAX, 3, 9, INT64_MIN, std::string("\0frontier\xff", 10)};
  Apply(change);
  EXPECT_EQ(store().GetApplied(), change.applied);
}

TEST_P(StoreContract, Load_GivesRowsInTheOrderAsked) {
  StoreChange change;
  const CommandKey command{Customer(2), {{7}}};
  change.states = {{{Customer(1), 1, ""}, {4, "one"}}, {{Customer(1), 2, "K"}, {5, ""}}};
  change.books = {{Customer(1), {6, "book"}}};
  change.commands = {{command, {17, 3, std::string(16, '\xff')}}};
  Apply(change);
  const Result<Loaded> loaded = store().Load({{{Customer(9), 1, ""},
                                               {Customer(1), 2, "K"},
                                               {Customer(1), 1, ""},
                                               {Customer(1), 2, "K"},
                                               {Customer(1), 2, ""}},
                                              {Customer(2), Customer(1)},
                                              {command, {Customer(1), {{7}}}}});
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_THAT(loaded->states, ElementsAre(std::nullopt, StateRow{5, ""}, StateRow{4, "one"},
                                          StateRow{5, ""}, std::nullopt));
  EXPECT_THAT(loaded->books, ElementsAre(std::nullopt, BookRow{6, "book"}));
  EXPECT_THAT(loaded->commands,
              ElementsAre(CommandRow{17, 3, std::string(16, '\xff')}, std::nullopt));
  EXPECT_TRUE(store().Load({})->states.empty());
}

TEST_P(StoreContract, LaterEntryForAKey_Wins) {
  StoreChange change;
  change.books = {{Customer(1), {1, "first"}}, {Customer(1), {2, "second"}}};
  change.timers_gone = {Timer(5, 1)};
  change.timers_set = {Timer(5, 1)};
  change.outgoing_set = {{{Customer(1), 1, 0}, 8}, {{Customer(1), 2, 0}, 9}};
  change.outgoing_gone = {{Customer(1), 1, 0}, {Customer(7), 7, 7}};
  Apply(change);
  EXPECT_EQ(store().Load({{}, {Customer(1)}, {}})->books[0], (BookRow{2, "second"}));
  EXPECT_THAT(*store().Due(Time::max(), 10), ElementsAre(Timer(5, 1)));
  EXPECT_THAT(*store().Outgoing(10), ElementsAre(OutgoingRow{{Customer(1), 2, 0}, 9}));
}

TEST_P(StoreContract, Due_IsEarliestFirstFromTheFarPastToTheFarFuture) {
  SetTimers({Timer(INT64_MAX, 1), Timer(0, 2), Timer(-1, 3), Timer(INT64_MIN, 4), Timer(1, 5)});
  EXPECT_THAT(*store().Due(Time::max(), 10),
              ElementsAre(Timer(INT64_MIN, 4), Timer(-1, 3), Timer(0, 2), Timer(1, 5),
                          Timer(INT64_MAX, 1)));
  EXPECT_THAT(*store().Due(TimeFromMicros(-1), 10), ElementsAre(Timer(INT64_MIN, 4), Timer(-1, 3)));
  EXPECT_THAT(*store().Due(Time::max(), 2), ElementsAre(Timer(INT64_MIN, 4), Timer(-1, 3)));
  EXPECT_THAT(*store().Due(Time::max(), 0), IsEmpty());
}

TEST_P(StoreContract, TimerSetBeforeAllThatWereSeen_IsFound) {
  SetTimers({Timer(100, 1)});
  EXPECT_THAT(*store().Due(TimeFromMicros(99), 10), IsEmpty());
  SetTimers({Timer(50, 2)});
  EXPECT_THAT(*store().Due(TimeFromMicros(99), 10), ElementsAre(Timer(50, 2)));
  StoreChange change;
  change.timers_gone = {Timer(50, 2), Timer(100, 1)};
  Apply(change);
  EXPECT_THAT(*store().Due(Time::max(), 10), IsEmpty());
  SetTimers({Timer(-7, 3)});
  EXPECT_THAT(*store().Due(Time::max(), 10), ElementsAre(Timer(-7, 3)));
}

TEST_P(StoreContract, DueInScope_LeavesOtherScopesOut) {
  SetTimers({Timer(3, 1, "b"), Timer(3, 1, "a"), Timer(-3, 1), Timer(2, 10), Timer(9, 1)});
  EXPECT_THAT(*store().DueInScope(Customer(1), TimeFromMicros(8), 10),
              ElementsAre(Timer(-3, 1), Timer(3, 1, "a"), Timer(3, 1, "b")));
  EXPECT_THAT(*store().DueInScope(Customer(1), TimeFromMicros(8), 1), ElementsAre(Timer(-3, 1)));
  EXPECT_THAT(*store().DueInScope(Customer(10), Time::max(), 10), ElementsAre(Timer(2, 10)));
}

TEST_P(StoreContract, ScopeIndex_BeginsAtTheSequenceAsked) {
  StoreChange change;
  for (std::uint64_t sequence = 0; sequence < 300; ++sequence) {
    change.index.push_back({Customer(1), sequence, sequence * 10});
    change.index.push_back({Customer(11), sequence, 5});
  }
  Apply(change);
  const auto rows = store().ScopeIndex(Customer(1), 254, 3);
  ASSERT_EQ(rows->size(), 3u);
  for (std::size_t place = 0; place < 3; ++place) {
    EXPECT_EQ((*rows)[place].scope, Customer(1));
    EXPECT_EQ((*rows)[place].scope_sequence, 254 + place);
    EXPECT_EQ((*rows)[place].position, (254 + place) * 10);
  }
  EXPECT_EQ(store().ScopeIndex(Customer(1), 0, 1000)->size(), 300u);
  EXPECT_TRUE(store().ScopeIndex(Customer(1), 300, 10)->empty());
  EXPECT_TRUE(store().ScopeIndex(Customer(2), 0, 10)->empty());
}

TEST_P(StoreContract, VisitStates_GoesByKindAndIdAndStopsWhenTold) {
  StoreChange change;
  const std::vector<std::pair<std::uint32_t, std::string>> ordered = {
      {0, ""}, {1, ""}, {1, "A"}, {1, "B"}, {1, "\xff"}, {255, "A"}, {256, ""}, {65535, "z"}};
  for (auto stream = ordered.rbegin(); stream != ordered.rend(); ++stream) {
    change.states.push_back({{Customer(1), stream->first, stream->second}, {1, stream->second}});
  }
  change.states.push_back({{{"customer/C-"}, 1, "other"}, {1, ""}});
  change.states.push_back({{Customer(12), 1, "other"}, {1, ""}});
  Apply(change);
  std::vector<std::pair<std::uint32_t, std::string>> seen;
  ASSERT_TRUE(store().VisitStates(Customer(1), [&](const StreamKey& stream, const StateRow& row) {
    EXPECT_EQ(stream.scope, Customer(1));
    EXPECT_EQ(row.state, stream.id);
    seen.emplace_back(stream.kind, stream.id);
    return true;
  }));
  EXPECT_EQ(seen, ordered);
  int visits = 0;
  ASSERT_TRUE(store().VisitStates(Customer(1),
                                  [&](const StreamKey&, const StateRow&) { return ++visits < 2; }));
  EXPECT_EQ(visits, 2);
}

TEST_P(StoreContract, VisitBooks_SeesEachScopeOnce) {
  StoreChange change;
  std::vector<std::string> expected;
  for (int customer = 0; customer < 50; ++customer) {
    change.books.push_back({Customer(customer), {1, Customer(customer).text}});
    expected.push_back(Customer(customer).text);
  }
  Apply(change);
  std::vector<std::string> seen;
  ASSERT_TRUE(store().VisitBooks([&](const ScopeId& scope, const BookRow& row) {
    EXPECT_EQ(row.book, scope.text);
    seen.push_back(scope.text);
    return true;
  }));
  EXPECT_THAT(seen, ::testing::UnorderedElementsAreArray(expected));
}

TEST_P(StoreContract, ReadInsideAVisit_Works) {
  StoreChange change;
  change.books = {{Customer(1), {1, "one"}}, {Customer(2), {2, "two"}}};
  Apply(change);
  int visits = 0;
  ASSERT_TRUE(store().VisitBooks([&](const ScopeId& scope, const BookRow& row) {
    EXPECT_EQ(store().Load({{}, {scope}, {}})->books[0], row);
    return ++visits > 0;
  }));
  EXPECT_EQ(visits, 2);
}

TEST_P(StoreContract, ExtremeKeysAndValues_AreReadBack) {
  const ScopeId strange{"\x01\xff/" + std::string(5000, '\xff')};
  const StreamKey stream{strange, 0, std::string("\0\xff", 2) + std::string(5000, 'i')};
  StoreChange change;
  change.states = {{stream, {UINT64_MAX, std::string(3'000'000, '\xff')}},
                   {{{""}, 1, ""}, {0, std::string("\0", 1)}}};
  change.books = {{{""}, {0, ""}}};
  change.index = {{strange, UINT64_MAX, UINT64_MAX}};
  change.tiles = {{{UINT32_MAX, UINT64_MAX}, ""}};
  Apply(change);
  const Result<Loaded> loaded = store().Load({{stream, {{""}, 1, ""}}, {{""}}, {}});
  ASSERT_TRUE(loaded);
  EXPECT_EQ(loaded->states[0], change.states[0].second);
  EXPECT_EQ(loaded->states[1], change.states[1].second);
  EXPECT_EQ(loaded->books[0], (BookRow{0, ""}));
  EXPECT_EQ(store().ScopeIndex(strange, UINT64_MAX, 1)->at(0).position, UINT64_MAX);
  EXPECT_EQ(*store().Tile(UINT32_MAX, UINT64_MAX), std::optional<std::string>(""));
}

TEST_P(StoreContract, ScopeOrKindThatIsNoKey_IsInvalidAndWritesNothing) {
  const ScopeId zero{std::string("a\0b", 3)};
  StoreChange change;
  change.books = {{Customer(1), {1, ""}}, {zero, {1, ""}}};
  EXPECT_EQ(store().Apply(change).error().code, ErrorCode::kInvalidInput);
  StoreChange kind;
  kind.timers_set = {{TimeFromMicros(1), {Customer(1), 65536, ""}}};
  EXPECT_EQ(store().Apply(kind).error().code, ErrorCode::kInvalidInput);
  EXPECT_THAT(*RowsOf(store()), IsEmpty());
  EXPECT_EQ(store().Load({{}, {zero}, {}}).error().code, ErrorCode::kInvalidInput);
  EXPECT_EQ(store().ScopeIndex(zero, 0, 1).error().code, ErrorCode::kInvalidInput);
}

TEST_P(StoreContract, SameChanges_GiveTheSameBytesEverywhere) {
  MemoryStore reference;
  for (std::uint64_t number = 0; number < 500; ++number) {
    Apply(SampleChange(number));
    ASSERT_TRUE(reference.Apply(SampleChange(number)));
    if (number == 250) {
      ASSERT_TRUE(store().Flush());
    }
  }
  const AllRows rows = *RowsOf(store());
  EXPECT_GT(rows.size(), 1000u);
  EXPECT_TRUE(std::is_sorted(rows.begin(), rows.end()));
  EXPECT_EQ(rows, *RowsOf(reference));
}

TEST_P(StoreContract, DeletedAndFoldedAgain_IsTheSame) {
  for (std::uint64_t number = 0; number < 200; ++number) Apply(SampleChange(number));
  ASSERT_TRUE(store().Flush());
  const AllRows before = *RowsOf(store());
  bench_->DeleteAll();
  EXPECT_THAT(*RowsOf(store()), IsEmpty());
  for (std::uint64_t number = 0; number < 200; ++number) Apply(SampleChange(number));
  EXPECT_EQ(*RowsOf(store()), before);
}

TEST_P(StoreContract, Due_AgreesWithAPlainSet) {
  std::set<TimerRow> model;
  std::mt19937 random(20240229);
  for (int round = 0; round < 400; ++round) {
    StoreChange change;
    for (int row = 0; row < 3; ++row) {
      const TimerRow timer =
          Timer(static_cast<std::int64_t>(random() % 200) - 100, static_cast<int>(random() % 4));
      if (random() % 2 == 0) {
        change.timers_gone.push_back(timer);
        model.erase(timer);
      }
    }
    const TimerRow set = Timer(static_cast<std::int64_t>(random() % 200) - 100, 1);
    change.timers_set.push_back(set);
    model.insert(set);
    Apply(change);
    const std::int64_t until = static_cast<std::int64_t>(random() % 220) - 110;
    std::vector<TimerRow> due = *store().Due(TimeFromMicros(until), 1000);
    std::sort(due.begin(), due.end());
    std::vector<TimerRow> expected;
    for (const TimerRow& row : model) {
      if (MicrosOf(row.due) <= until) expected.push_back(row);
    }
    ASSERT_EQ(due, expected) << "round " << round;
  }
}

}  // namespace
}  // namespace tenure::store
