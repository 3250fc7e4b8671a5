// `replay verify` on a store whose folded rows were changed behind its back, as a broken disk or a
// fault of ours would: exit 7 with the first row that differs, its field, both values and the
// events that made it. The wrong rows are written through the ports of the real databases, once
// they have been folded up to the log's head: a short run of the program leaves its tail to the
// log.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <functional>

#include "base/file_port.h"
#include "engine/catch_up.h"
#include "engine/projector.h"
#include "fault/store_files.h"
#include "log/segment/identity.h"
#include "log/segment/segment_log.h"
#include "store/rocksdb/rocksdb_store.h"
#include "store/rocksdb/rocksdb_views.h"
#include "tenure/v1/book.pb.h"
#include "tenure/v1/customer.pb.h"

namespace tenure::e2e {
namespace {

using testing::ElementsAreArray;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::string_view kScope = "customer/C-1";

class DivergenceTest : public testing::Test {
 protected:
  void SetUp() override {
    program_.InitSimulated();
    const auto done =
        program_.Submit({Register("C-1"), Register("C-2"),
                         Line("AssignOwner", kScope, "li.wei", R"({"owner":"zhao.min"})")});
    ASSERT_EQ(done.finished.exit_code, 0) << done.finished.out;
    for (const std::size_t line : {0, 2}) {
      for (const JsonValue& event : done.results[line].Find("events")->items) {
        ours_.push_back(Text(event, "position"));
      }
    }
    ASSERT_EQ(program_.Verify(), "clean");
    const auto meta = log::DecodeIdentity(ReadFile(program_.store() + "/identity"));
    ASSERT_TRUE(meta.has_value());
    store_id_ = log::StoreIdOf(*meta);
    log_ = Must(log::LogDirectory::Open(*files_, program_.store(), {.read_only = true}));
  }

  template <typename T>
  T Must(Result<T> result) {
    EXPECT_TRUE(result.has_value()) << result.error().message;
    if constexpr (!std::is_void_v<T>) return *std::move(result);
  }

  std::unique_ptr<store::Store> OpenStates() {
    for (const auto& entry : std::filesystem::directory_iterator(program_.store())) {
      const std::string name = entry.path().filename();
      if (name.starts_with("store-p")) {
        return Must(store::OpenRocksdbStore(entry.path(), store_id_));
      }
    }
    return nullptr;
  }

  // Writes the change beside what stands there, at the position where it stands.
  void Spoil(const std::function<store::StoreChange(store::Store&)>& spoil) {
    const auto states = OpenStates();
    ASSERT_NE(states, nullptr);
    Must(engine::CatchUp(log_->partition(0), BuiltInDomain(), states.get(), [](Position) {}));
    store::StoreChange change = spoil(*states);
    change.applied = Must(states->GetApplied());
    Must(states->Apply(change));
    Must(states->Flush());
  }
  void SpoilViews(const std::function<store::ViewChange(store::ViewStore&, std::uint32_t)>& spoil) {
    const auto views = Must(store::OpenRocksdbViews(program_.store() + "/views", store_id_));
    const auto projector = Must(engine::Projector::Open(
        {log_->partition(0), *views, BuiltInDomain(), BuiltInProjections()}));
    Must(projector->CatchUp());
    Must(views->Apply(spoil(*views, *projector->ViewId("customer_profile"))));
    Must(views->Flush());
  }

  JsonValue Diverged() {
    const Finished done = program_.Run({"replay", "verify", "-o", "json"});
    EXPECT_EQ(done.exit_code, 7) << done.out << done.err;
    const JsonValue report = Parsed(done.out);
    EXPECT_EQ(Text(report, "status"), "diverged");
    return report;
  }
  static std::vector<std::string> Events(const JsonValue& report) {
    std::vector<std::string> events;
    for (const JsonValue& event : report.Find("events")->items) events.push_back(event.text);
    return events;
  }

  StreamKey Customer() const {
    const auto kind = v1::CustomerState::descriptor()->options().GetExtension(v1::state).kind();
    return {ScopeId{std::string(kScope)}, kind, ""};
  }

  CommandLine program_;
  std::unique_ptr<Files> files_ = PosixFiles();
  std::unique_ptr<log::LogDirectory> log_;
  log::StoreId store_id_{};
  std::vector<std::string> ours_;  // positions of the events of customer C-1
};

TEST_F(DivergenceTest, StateWithAnotherField_IsNamedWithItsValuesAndEvents) {
  Spoil([&](store::Store& states) {
    const auto loaded = Must(states.Load({.states = {Customer()}, .books = {}, .commands = {}}));
    store::StateRow row = *loaded.states.at(0);
    v1::CustomerState state;
    EXPECT_TRUE(state.ParseFromString(row.state));
    EXPECT_EQ(state.owner(), "zhao.min");
    state.set_owner("nobody");
    row.state = state.SerializeAsString();
    store::StoreChange change;
    change.states.emplace_back(Customer(), row);
    return change;
  });
  const JsonValue report = Diverged();
  EXPECT_EQ(Text(report, "where"), "state customer  of customer/C-1");
  EXPECT_EQ(Text(report, "field"), "owner");
  EXPECT_THAT(Text(report, "live"), HasSubstr("nobody"));
  EXPECT_THAT(Text(report, "folded"), HasSubstr("zhao.min"));
  EXPECT_THAT(Events(report), ElementsAreArray(ours_));
}

TEST_F(DivergenceTest, StateThatNoEventMade_IsNamedAsMissingFromTheFold) {
  StreamKey stray = Customer();
  stray.scope.text = "customer/C-3";
  Spoil([&](store::Store&) {
    v1::CustomerState state;
    state.set_owner("nobody");
    store::StoreChange change;
    change.states.push_back({stray, {1, state.SerializeAsString()}});
    return change;
  });
  const JsonValue report = Diverged();
  EXPECT_THAT(Text(report, "where"), HasSubstr("customer/C-3"));
  EXPECT_THAT(Text(report, "live"), HasSubstr("nobody"));
  EXPECT_EQ(Text(report, "folded"), "missing");
  EXPECT_THAT(Events(report), IsEmpty());
}

TEST_F(DivergenceTest, BookWithAnotherField_IsNamedWithItsEvents) {
  Spoil([&](store::Store& states) {
    const ScopeId scope{std::string(kScope)};
    const auto loaded = Must(states.Load({.states = {}, .books = {scope}, .commands = {}}));
    store::BookRow row = *loaded.books.at(0);
    v1::Book book;
    EXPECT_TRUE(book.ParseFromString(row.book));
    book.mutable_customer()->set_duplicate_of("customer/C-2");
    row.book = book.SerializeAsString();
    store::StoreChange change;
    change.books.emplace_back(scope, row);
    return change;
  });
  const JsonValue report = Diverged();
  EXPECT_EQ(Text(report, "where"), "book of customer/C-1");
  EXPECT_EQ(Text(report, "field"), "customer");
  EXPECT_THAT(Text(report, "live"), HasSubstr("customer/C-2"));
  EXPECT_THAT(Text(report, "folded"), testing::Not(HasSubstr("customer/C-2")));
  EXPECT_THAT(Events(report), testing::Contains(ours_.front()));
}

TEST_F(DivergenceTest, TimerThatNothingSet_IsNamed) {
  Spoil([&](store::Store&) {
    store::StoreChange change;
    change.timers_set.push_back({TimeFromMicros(4'000'000'000'000'000), Customer()});
    return change;
  });
  const JsonValue report = Diverged();
  EXPECT_THAT(Text(report, "where"), HasSubstr("timer of customer  of customer/C-1"));
  EXPECT_EQ(Text(report, "folded"), "missing");
}

TEST_F(DivergenceTest, RowOfAReadModelWithAnotherField_IsNamedWithItsValuesAndEvents) {
  SpoilViews([&](store::ViewStore& views, std::uint32_t view) {
    const std::string key = "C-1";
    const std::vector<std::string> keys = {key};
    const auto rows = Must(views.Get(view, keys));
    EXPECT_TRUE(rows[0].has_value());
    std::string bytes = *rows[0];
    const std::size_t at = bytes.find("zhao.min");
    EXPECT_NE(at, std::string::npos);
    bytes.replace(at, 8, "sun.ming");
    store::ViewChange change;
    change.rows.push_back({view, key, bytes});
    return change;
  });
  const JsonValue report = Diverged();
  EXPECT_EQ(Text(report, "where"), "row C-1 of customer_profile");
  EXPECT_EQ(Text(report, "field"), "owner");
  EXPECT_THAT(Text(report, "live"), HasSubstr("sun.ming"));
  EXPECT_THAT(Text(report, "folded"), HasSubstr("zhao.min"));
  EXPECT_THAT(Events(report), ElementsAreArray(ours_));
}

TEST_F(DivergenceTest, RowOfAReadModelThatIsGone_IsMissing) {
  SpoilViews([&](store::ViewStore&, std::uint32_t view) {
    store::ViewChange change;
    change.rows.push_back({view, "C-2", ""});
    return change;
  });
  const JsonValue report = Diverged();
  EXPECT_EQ(Text(report, "where"), "row C-2 of customer_profile");
  EXPECT_EQ(Text(report, "live"), "missing");
  EXPECT_THAT(Text(report, "folded"), HasSubstr("li.wei"));
}

TEST_F(DivergenceTest, IndexEntryThatNoRowHas_IsNamed) {
  SpoilViews([&](store::ViewStore&, std::uint32_t view) {
    store::ViewChange change;
    change.indexes.push_back({view, 0, "nobody", "C-2", false});
    return change;
  });
  const JsonValue report = Diverged();
  EXPECT_EQ(Text(report, "where"), "index entry of row C-2 of customer_profile");
  EXPECT_EQ(Text(report, "live"), "nobody");
  EXPECT_EQ(Text(report, "folded"), "missing");
}

}  // namespace
}  // namespace tenure::e2e
