// Credit investigations (I1-I4): evidence, channels used and missing, expiry.
#include "domain/credit_given.h"

namespace tenure::testing {
namespace {

using Investigation = CreditTest;

v1::CloseInvestigation Close() {
  v1::CloseInvestigation command;
  command.set_investigation_id(kInvestigation);
  return command;
}

TEST_F(Investigation, Open_Twice_IsRefused) {
  v1::OpenInvestigation open;
  open.set_investigation_id(kInvestigation);
  given.Do(open).Gives({"InvestigationOpened"});
  given.When(open).Refuses(v1::ALREADY_EXISTS);
}

TEST_F(Investigation, AttachEvidence_NumbersItAndKeepsWhenItEnds) {
  Investigate();
  const auto outcome = given.Do(Attach(Credit::TRADE_BODY, "2026-03-31"));
  outcome.Gives({"EvidenceAttached"});
  EXPECT_EQ(outcome.event<v1::EvidenceAttached>().number(), 3u);
  EXPECT_EQ(TimeOf(outcome.event<v1::EvidenceAttached>().expires_at()),
            At("2026-04-01T00:00:00+08:00"));
}

TEST_F(Investigation, AttachEvidence_WithoutHash_IsRefused) {
  Investigate();
  for (const std::string& hash : {std::string(), std::string(63, 'a'), std::string(64, 'G')}) {
    auto command = Attach(Credit::INSIDE);
    command.mutable_evidence()->set_sha256(hash);
    given.When(command).Refuses(v1::EVIDENCE_HASH_MISSING);
  }
}

TEST_F(Investigation, AttachEvidence_OfTomorrow_IsRefused) {
  Investigate();
  auto command = Attach(Credit::INSIDE);
  *command.mutable_dated_on() = DateMessage(Day("2026-03-02"));
  given.When(command).Gives({"EvidenceAttached"});
  *command.mutable_dated_on() = DateMessage(Day("2026-03-03"));
  given.When(command).Refuses(v1::DATE_IN_FUTURE);
}

TEST_F(Investigation, AttachEvidence_ThatHasEnded_IsRefused) {
  Investigate();
  given.When(Attach(Credit::INSIDE, "2026-03-02")).Gives({"EvidenceAttached"});
  given.When(Attach(Credit::INSIDE, "2026-03-01")).Refuses(v1::EVIDENCE_OUT_OF_DATE);
}

TEST_F(Investigation, AttachEvidence_BeyondItsBound_IsRefused) {
  Investigate();
  for (int i = 2; i < 64; ++i) given.Do(Attach(Credit::INSIDE));
  given.When(Attach(Credit::INSIDE)).Refuses(v1::STATE_FULL);
}

TEST_F(Investigation, AttachEvidence_WithoutPolicyOrCalendar_IsRefused) {
  Investigate();
  WithoutPolicy("calendar");
  given.When(Attach(Credit::INSIDE)).Refuses(v1::NO_POLICY).Fact("policy", "calendar");
  WithoutPolicy("credit");
  given.When(Attach(Credit::INSIDE)).Refuses(v1::NO_POLICY).Fact("policy", "credit");
}

struct Closing {
  std::vector<Credit::Channel> attached;
  std::vector<int> missing;
  bool incomplete;
};

TEST(InvestigationClosing, EveryMixOfChannels_NamesUsedAndMissing) {
  const Closing cases[] = {
      {{}, {1, 2, 3, 4}, true},
      {{Credit::INSIDE}, {1, 2, 3}, true},
      {{Credit::TRADE_BODY, Credit::PUBLIC_SOURCE, Credit::CREDIT_AGENCY}, {4}, true},
      {{Credit::PUBLIC_SOURCE, Credit::INSIDE}, {1, 3}, false},
      {{Credit::TRADE_BODY, Credit::PUBLIC_SOURCE, Credit::CREDIT_AGENCY, Credit::INSIDE},
       {},
       false},
  };
  for (const Closing& one : cases) {
    Given given;
    given.Role("chen.jie", "credit");
    given.As("chen.jie");
    v1::OpenInvestigation open;
    open.set_investigation_id(kInvestigation);
    given.Do(open);
    for (const auto channel : one.attached) given.Do(Attach(channel));
    const auto outcome = given.Do(Close());
    const auto& closed = outcome.event<v1::InvestigationClosed>();
    EXPECT_EQ(std::vector<int>(closed.missing().begin(), closed.missing().end()), one.missing);
    EXPECT_EQ(closed.used_size(), 4 - closed.missing_size());
    EXPECT_EQ(closed.evidence_incomplete(), one.incomplete);
  }
}

TEST_F(Investigation, Closed_TakesNothingMore) {
  Investigate();
  given.Do(Close());
  given.When(Attach(Credit::INSIDE)).Refuses(v1::INVESTIGATION_ENDED).Fact("id", kInvestigation);
  given.When(Close()).Refuses(v1::INVESTIGATION_ENDED);
}

TEST_F(Investigation, Evidence_ExpiresByItsTimerOnce) {
  Investigate();
  given.Do(Attach(Credit::TRADE_BODY, "2026-03-31"));
  ASSERT_EQ(given.Timers("investigation", kInvestigation).front(), At("2026-04-01T00:00:00+08:00"));
  given.Now("2026-04-01T00:00:00+08:00");
  const auto outcome = given.Fire("investigation", kInvestigation);
  outcome.Gives({"EvidenceExpired"});
  EXPECT_EQ(outcome.event<v1::EvidenceExpired>().number(), 3u);
  EXPECT_EQ(given.Timers("investigation", kInvestigation).size(), 2u);
}

TEST_F(Investigation, Book_KeepsTheLongestOfEachChannel) {
  Investigate();
  given.Do(Attach(Credit::INSIDE, "2026-03-31"));
  given.Do(Attach(Credit::INSIDE, "2028-03-31"));
  const auto& evidence = given.book().credit().evidence();
  ASSERT_EQ(evidence.size(), 2);
  EXPECT_EQ(evidence[1].channel(), static_cast<unsigned>(Credit::INSIDE));
  EXPECT_EQ(DateOf(evidence[1].expires_on()), Day("2028-03-31"));
}

}  // namespace
}  // namespace tenure::testing
