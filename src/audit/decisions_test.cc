// What re-judging and the audit of authority must find: histories in which one record was written
// otherwise than the rules decided, with everything else as it was.
#include <gtest/gtest.h>

#include <chrono>

#include "audit/authority.h"
#include "base/assert.h"
#include "base/random.h"
#include "domain/rules_access.h"
#include "domain/table/default_pack.h"
#include "engine/engine.h"
#include "engine/gateway.h"
#include "engine/rejudge.h"
#include "log/memory_log.h"
#include "log/record_codec.h"
#include "seal/memory_key_store.h"
#include "seal/seal.h"
#include "store/memory_store.h"
#include "tenure/v1/customer.pb.h"
#include "tenure/v1/governance.pb.h"
#include "tenure/v1/project.pb.h"
#include "tenure/v1/system.pb.h"

namespace tenure::audit {
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

class DecisionsTest : public testing::Test {
 protected:
  DecisionsTest()
      : random_(5),
        keys_(random_),
        sealer_(keys_, random_, std::string(16, 's')),
        gateway_(BuiltInDomain(), sealer_, random_),
        engine_(Must(engine::Engine::Open({log_, store_, clock_, BuiltInDomain(), nullptr}, {}))) {
    for (const domain::PackPolicy& policy : domain::DefaultPack()) {
      v1::InstallPolicy install;
      install.set_policy_id(policy.policy);
      *install.mutable_body() = policy.body;
      System(install);
    }
    Grant("li.wei", "sales");
    Grant("zhao.min", "approver");
    v1::RegisterCustomer customer;
    customer.set_kind(v1::PERSON);
    customer.set_name("a name");
    customer.set_phone("13800000001");
    customer.set_source(v1::EXHIBITION);
    customer.set_owner("li.wei");
    EXPECT_EQ(Submit("customer/C-1", "li.wei", customer).status(), v1::Answer::ACCEPTED);
    v1::OpenProject project;
    project.set_project_id("P-1");
    project.set_name("Garden");
    const v1::Answer asked = Submit("governance/main", "li.wei", project);
    EXPECT_EQ(asked.status(), v1::Answer::REQUESTED) << asked.refusal();
    v1::GiveApproval give;
    give.set_approval_id(asked.approval_id());
    EXPECT_EQ(Submit("governance/main", "zhao.min", give).status(), v1::Answer::ACCEPTED);
  }

  void System(const Message& command) {
    Must(engine_->Run(
        Must(gateway_.AdmitSystem(std::string(kGovernanceScope), command, clock_.now))));
  }
  void Grant(const std::string& actor, const std::string& role) {
    v1::GrantRole grant;
    grant.set_actor_id(actor);
    grant.set_role(role);
    System(grant);
  }
  v1::Answer Submit(const std::string& scope, const std::string& actor, const Message& data) {
    engine::CommandRequest request;
    request.command = data.GetDescriptor()->name();
    request.scope = scope;
    request.actor = actor;
    request.data.reset(data.New());
    request.data->CopyFrom(data);
    auto admitted = Must(gateway_.Admit(std::move(request), clock_.now));
    TENURE_ASSERT(admitted.has_value(), "{}", v1::Refusal_Name(admitted.error().code));
    return Must(engine_->Run(*std::move(admitted)));
  }

  // The history with the one record of that type written otherwise.
  template <typename Change>
  void Forge(std::string_view type, Change change) {
    auto cursor = Must(log_.Read(0, {}));
    log::RecordView view;
    bool found = false;
    while (Must(cursor->Next(&view))) {
      v1::Record record = Must(log::DecodeRecord(view.bytes));
      if (BuiltInDomain().FindEvent(record.event_type())->name == type) {
        change(&record);
        found = true;
      }
      const log::EncodedRecord encoded = log::EncodeRecord(record);
      Must(forged_.Append(view.position, {&encoded, 1}));
    }
    ASSERT_TRUE(found) << type;
  }
  engine::RejudgeReport Rejudged(const log::Log& log) {
    store::MemoryStore fresh;
    return Must(engine::Rejudge(log, BuiltInDomain(), &fresh, {}));
  }
  // The first violation and the act it was found in.
  std::pair<Violation, std::string> Violated(const log::Log& log) {
    store::MemoryStore fresh;
    for (const Act& act : Must(AuditAuthority(log, BuiltInDomain(), domain::LimitOf, &fresh, {}))) {
      if (act.violation != Violation::kNone) return {act.violation, act.type};
    }
    return {Violation::kNone, ""};
  }

  SeededRandom random_;
  seal::MemoryKeyStore keys_;
  seal::Sealer sealer_;
  engine::Gateway gateway_;
  log::MemoryLog log_;
  store::MemoryStore store_;
  HandClock clock_;
  std::unique_ptr<engine::Engine> engine_;
  log::MemoryLog forged_;
};

TEST_F(DecisionsTest, HistoryAsDecided_HasNoDifferenceAndNoViolation) {
  const engine::RejudgeReport report = Rejudged(log_);
  EXPECT_EQ(report.records, Must(log_.Head()));
  EXPECT_TRUE(report.differences.empty());
  for (const auto& [name, count] : report.commands) {
    EXPECT_GT(count.same, 0u) << name;
    EXPECT_EQ(count.different + count.not_kept, 0u) << name;
  }
  EXPECT_EQ(Violated(log_).first, Violation::kNone) << Violated(log_).second;
}

TEST_F(DecisionsTest, ResultWrittenOtherwise_IsNamedWithRuleFieldAndBothValues) {
  Position at = 0;
  Forge("CustomerRegistered", [&](v1::Record* record) {
    at = record->position();
    v1::CustomerRegistered event;
    event.ParseFromString(record->payload());
    event.mutable_stale_at()->set_us(event.stale_at().us() + 1);
    record->set_payload(event.SerializeAsString());
  });
  const engine::RejudgeReport report = Rejudged(forged_);
  ASSERT_EQ(report.differences.size(), 1u);
  const engine::RejudgeDifference& difference = report.differences.front();
  EXPECT_EQ(difference.position, at);
  EXPECT_EQ(difference.rule, "RegisterCustomer");
  EXPECT_EQ(difference.field, "stale_at");
  EXPECT_NE(difference.recorded, difference.judged);
}

TEST_F(DecisionsTest, ActorWithoutRight_IsRefusedWhenJudgedAgainAndIsAViolation) {
  Forge("ApprovalGiven", [](v1::Record* record) { record->set_actor("nobody"); });
  const engine::RejudgeReport report = Rejudged(forged_);
  ASSERT_EQ(report.differences.size(), 1u);
  EXPECT_EQ(report.differences.front().judged, "refused: NOT_PERMITTED");
  EXPECT_EQ(Violated(forged_), std::pair(Violation::kNotPermitted, std::string("ApprovalGiven")));
}

TEST_F(DecisionsTest, MakerWhoChecksHimself_IsAViolation) {
  Forge("ApprovalRequested", [](v1::Record* record) {
    v1::ApprovalRequested event;
    event.ParseFromString(record->payload());
    event.mutable_kept()->set_actor("zhao.min");
    record->set_payload(event.SerializeAsString());
  });
  EXPECT_EQ(Violated(forged_), std::pair(Violation::kSamePerson, std::string("ApprovalGiven")));
}

TEST_F(DecisionsTest, AnotherGrantThanTheOneUsed_IsAViolation) {
  Forge("ApprovalGiven", [](v1::Record* record) {
    record->set_authority_position(record->authority_position() - 1);
  });
  EXPECT_EQ(Violated(forged_), std::pair(Violation::kOtherAuthority, std::string("ApprovalGiven")));
}

TEST_F(DecisionsTest, FourEyesWithoutASecondPerson_IsAViolation) {
  Forge("ApprovalGiven", [](v1::Record* record) { record->set_unit_count(1); });
  EXPECT_EQ(Violated(forged_), std::pair(Violation::kNoSecondPerson, std::string("ProjectOpened")));
}

}  // namespace
}  // namespace tenure::audit
