// What the engine promises while the store lags behind it: everything is answered as if the store
// had it, and nothing of it is lost. Crashes at every call are the simulation's (tests/sim).
#include "engine/engine.h"

#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <string>

#include "base/assert.h"
#include "base/random.h"
#include "domain/table/default_pack.h"
#include "engine/catch_up.h"
#include "engine/gateway.h"
#include "engine/verify.h"
#include "log/memory_log.h"
#include "seal/memory_key_store.h"
#include "seal/seal.h"
#include "store/keyed_store.h"
#include "store/memory_rows.h"
#include "tenure/v1/complaint.pb.h"
#include "tenure/v1/customer.pb.h"
#include "tenure/v1/governance.pb.h"

namespace tenure::engine {
namespace {

template <typename T>
T Must(Result<T> result) {
  TENURE_ASSERT(result.has_value(), "{}", result.error().message);
  if constexpr (!std::is_void_v<T>) return *std::move(result);
}

class HandClock final : public Clock {
 public:
  Time Now() override { return now; }
  Time now = std::chrono::sys_days(std::chrono::year(2026) / 3 / 2) + std::chrono::hours(1);
};

// The memory store, which can be told to take nothing more.
class FullStore final : public store::KeyedStore {
 public:
  FullStore() : KeyedStore(std::make_unique<store::MemoryRows>(0)) {}
  Result<void> Apply(const store::StoreChange& change) override {
    if (full) return Fail(ErrorCode::kDiskFull, "no room for the fold");
    return KeyedStore::Apply(change);
  }
  [[nodiscard]] Position Folded() const { return Must(GetApplied()).position; }
  bool full = false;
};

// Another thread at its slowest: applies when somebody waits for it.
class LateApplier final : public store::Applier {
 public:
  explicit LateApplier(store::Store& store) : store_(store) {}
  Result<void> Begin(store::StoreChange change) override {
    TENURE_TRY(Finish());
    begun_ = std::move(change);
    return {};
  }
  Result<void> Finish() override {
    if (begun_) TENURE_TRY(store_.Apply(*begun_));
    begun_.reset();
    return {};
  }

 private:
  store::Store& store_;
  std::optional<store::StoreChange> begun_;
};

class EngineTest : public ::testing::Test {
 protected:
  EngineTest()
      : random_(11),
        keys_(random_),
        sealer_(keys_, random_, std::string(16, 's')),
        gateway_(BuiltInDomain(), sealer_, random_),
        applier_(store_) {
    Open({});
    for (const domain::PackPolicy& policy : domain::DefaultPack()) {
      v1::InstallPolicy install;
      install.set_policy_id(policy.policy);
      *install.mutable_body() = policy.body;
      System(install);
    }
    for (const char* role : {"administrator", "sales", "service", "complaints"}) {
      v1::GrantRole grant;
      grant.set_actor_id("li.wei");
      grant.set_role(role);
      System(grant);
    }
    Must(engine_->Run(Admit(NewCustomer(), "registered")));
  }

  // The process begins anew over what log and store hold.
  void Open(EngineOptions options, store::Applier* applier = nullptr) {
    engine_ = Must(Engine::Open({log_, store_, clock_, BuiltInDomain(), applier}, options));
  }

  void System(const Message& command) {
    Must(engine_->Run(
        Must(gateway_.AdmitSystem(std::string(kGovernanceScope), command, clock_.Now()))));
  }

  static v1::RegisterCustomer NewCustomer() {
    v1::RegisterCustomer data;
    data.set_kind(v1::PERSON);
    data.set_name("a name");
    data.set_owner("li.wei");
    data.set_source(v1::INTERNET);
    return data;
  }
  static v1::AssignOwner NewOwner(const std::string& owner) {
    v1::AssignOwner data;
    data.set_owner(owner);
    return data;
  }

  v1::SealedCommand Admit(const Message& data, const std::string& command_id) {
    CommandRequest request;
    request.command = data.GetDescriptor()->name();
    request.scope = kCustomer;
    request.data.reset(data.New());
    request.data->CopyFrom(data);
    request.actor = "li.wei";
    request.command_id = command_id;
    auto admitted = Must(gateway_.Admit(std::move(request), clock_.Now()));
    TENURE_ASSERT(admitted.has_value(), "{}", v1::Refusal_Name(admitted.error().code));
    return *std::move(admitted);
  }

  // One step, as under load: nobody is idle and settles.
  v1::Answer Send(const Message& data, const std::string& command_id) {
    std::optional<v1::Answer> answer;
    const bool queued =
        engine_->Submit(Admit(data, command_id), [&](const v1::Answer& given) { answer = given; });
    TENURE_ASSERT(queued, "queue full at {}", engine_->head());
    last_step_ = engine_->Step();
    TENURE_ASSERT(answer, "{} was not answered", command_id);
    return *answer;
  }

  std::string Owner() {
    const auto state =
        Must(engine_->StateOf({ScopeId{kCustomer}, KindOf(v1::CustomerState::descriptor()), ""}));
    return static_cast<const v1::CustomerState&>(*state).owner();
  }

  static constexpr char kCustomer[] = "customer/C-1";

  HandClock clock_;
  SeededRandom random_;
  log::MemoryLog log_;
  FullStore store_;
  seal::MemoryKeyStore keys_;
  seal::Sealer sealer_;
  Gateway gateway_;
  LateApplier applier_;
  std::unique_ptr<Engine> engine_;
  Result<bool> last_step_ = false;
};

TEST_F(EngineTest, Step_LittleGathered_AnsweredAndDurableBeforeTheStoreHasIt) {
  const Position before = store_.Folded();
  EXPECT_EQ(Send(NewOwner("wu.gang"), "one").status(), v1::Answer::ACCEPTED);
  EXPECT_EQ(Send(NewOwner("zhao.min"), "two").status(), v1::Answer::ACCEPTED);
  EXPECT_EQ(Must(log_.Head()), before + 2);
  EXPECT_EQ(store_.Folded(), before);
  EXPECT_EQ(Owner(), "zhao.min");
  Must(engine_->Settle());
  EXPECT_EQ(store_.Folded(), before + 2);
}

TEST_F(EngineTest, Step_EnoughGathered_StoreHasItWithoutAWord) {
  Open({.gather_records = 3});
  const Position before = store_.Folded();
  Send(NewOwner("first"), "one");
  Send(NewOwner("a"), "two");
  EXPECT_EQ(store_.Folded(), before);
  Send(NewOwner("b"), "three");
  EXPECT_EQ(store_.Folded(), before + 3);
}

TEST_F(EngineTest, Step_NothingToDo_Settles) {
  Send(NewOwner("first"), "one");
  ASSERT_LT(store_.Folded(), engine_->head());
  EXPECT_FALSE(Must(engine_->Step()));
  EXPECT_EQ(store_.Folded(), engine_->head());
}

TEST_F(EngineTest, Run_Returned_StoreHasIt) {
  Open({}, &applier_);
  Must(engine_->Run(Admit(NewOwner("a"), "one")));
  EXPECT_EQ(store_.Folded(), engine_->head());
}

// The id is in the running change, in the one on its way, in the store: always the same answer.
TEST_F(EngineTest, SameId_WhereverTheFirstStands_Repeated) {
  Open({.gather_records = 2}, &applier_);
  const v1::Answer first = Send(NewOwner("first"), "one");
  ASSERT_EQ(first.status(), v1::Answer::ACCEPTED);
  const auto again = [&] {
    const v1::Answer answer = Send(NewOwner("first"), "one");
    EXPECT_EQ(answer.status(), v1::Answer::REPEATED);
    EXPECT_EQ(answer.position(), first.position());
  };
  const Position before = store_.Folded();
  again();  // gathered
  Send(NewOwner("a"), "two");
  again();  // begun, not applied
  EXPECT_EQ(store_.Folded(), before);
  Send(NewOwner("b"), "three");
  again();
  Send(NewOwner("c"), "four");
  EXPECT_EQ(store_.Folded(), before + 2);
  again();  // in the store
}

TEST_F(EngineTest, Timer_OnlyGathered_FiresBeforeTheNextCommandOfItsScope) {
  v1::FileComplaint complaint;
  complaint.set_complaint_id("CC-1");
  complaint.set_channel(v1::ComplaintTerms::CALL);
  complaint.set_category(v1::ComplaintTerms::PRODUCT_QUALITY);
  complaint.set_words("the door does not close");
  ASSERT_EQ(Send(complaint, "one").status(), v1::Answer::ACCEPTED);
  ASSERT_LT(store_.Folded(), engine_->head());
  clock_.now += std::chrono::days(40);
  const Position before = engine_->head();
  const v1::Answer answer = Send(NewOwner("zhao.min"), "two");
  EXPECT_EQ(answer.status(), v1::Answer::ACCEPTED);
  EXPECT_GT(answer.position(), before) << "nothing was fired";
}

TEST_F(EngineTest, Reopened_StoreNeverGotIt_FoldedAgainFromTheLog) {
  Open({}, &applier_);
  Send(NewOwner("first"), "one");
  Send(NewOwner("zhao.min"), "two");
  ASSERT_LT(store_.Folded(), engine_->head());
  Open({});
  EXPECT_EQ(store_.Folded(), engine_->head());
  EXPECT_EQ(Owner(), "zhao.min");
  EXPECT_EQ(Send(NewOwner("zhao.min"), "two").status(), v1::Answer::REPEATED);
}

TEST_F(EngineTest, Gathered_InAnyPieces_SameRows) {
  for (const std::size_t gather : {std::size_t{1}, std::size_t{3}, kGatherRecords}) {
    SCOPED_TRACE(gather);
    Open({.gather_records = gather}, gather == 3 ? &applier_ : nullptr);
    for (int i = 0; i < 7; ++i) {
      Send(NewOwner("owner." + std::to_string(i)),
           std::to_string(gather * 100) + "/" + std::to_string(i));
    }
    Must(engine_->Settle());
    FullStore folded;
    Must(CatchUp(log_, BuiltInDomain(), &folded));
    EXPECT_EQ(Must(DigestOf(store_)), Must(DigestOf(folded)));
  }
}

TEST_F(EngineTest, StoreFails_AfterTheAnswer_AnswerStandsAndTheEngineIsDead) {
  Open({.gather_records = 2}, &applier_);
  Send(NewOwner("first"), "one");
  store_.full = true;
  Send(NewOwner("a"), "two");  // begins the change that will fail
  Send(NewOwner("b"), "three");
  EXPECT_EQ(Send(NewOwner("c"), "four").status(), v1::Answer::ACCEPTED) << "it is in the log";
  ASSERT_FALSE(last_step_);
  EXPECT_EQ(last_step_.error().code, ErrorCode::kDiskFull);
  EXPECT_TRUE(engine_->dead());
  const StreamKey customer{ScopeId{kCustomer}, KindOf(v1::CustomerState::descriptor()), ""};
  EXPECT_EQ(engine_->StateOf(customer).error().code, ErrorCode::kUnknownOutcome);
  EXPECT_EQ(engine_->Settle().error().code, ErrorCode::kUnknownOutcome);
  store_.full = false;
  Open({});
  EXPECT_EQ(Owner(), "c");
}

}  // namespace
}  // namespace tenure::engine
