// Consents over a real customer file.
#include "consents/consents.pb.h"
#include "given/rows.h"
#include "tenure/v1/customer.pb.h"
#include "tenure/values.h"

namespace tenure::testing {
namespace {

using Row = v1::ConsentsRow;
constexpr char kKey[] = "C-1001/MARKETING/CALL";

class Consents : public ::testing::Test {
 protected:
  Consents() : rows(&given, "consents") {}
  void Consent(std::uint32_t from, std::uint32_t to) {
    v1::RecordConsent command;
    command.set_purpose(v1::MARKETING);
    command.set_channel(v1::ComplaintTerms::CALL);
    command.set_from_minute(from);
    command.set_to_minute(to);
    given.Do(command);
  }
  void Withdraw() {
    v1::WithdrawConsent command;
    command.set_purpose(v1::MARKETING);
    command.set_channel(v1::ComplaintTerms::CALL);
    given.Do(command);
  }
  Given given;
  Rows rows;
};

TEST_F(Consents, Given_SaysHoursAndWhoRecordedIt) {
  Consent(540, 1200);
  const Row& row = rows.Get<Row>(kKey);
  EXPECT_EQ(row.status(), Row::GIVEN);
  EXPECT_EQ(row.from_minute(), 540u);
  EXPECT_EQ(row.to_minute(), 1200u);
  EXPECT_EQ(row.recorded_by(), "li.wei");
  EXPECT_EQ(TimeOf(row.given_at()), At("2026-03-02T09:00:00+08:00"));
}

TEST_F(Consents, Withdrawn_StaysWithBothTimes) {
  Consent(540, 1200);
  given.Now("2026-04-01T09:00:00+08:00");
  Withdraw();
  const Row& row = rows.Get<Row>(kKey);
  EXPECT_EQ(row.status(), Row::WITHDRAWN);
  EXPECT_EQ(TimeOf(row.given_at()), At("2026-03-02T09:00:00+08:00"));
  EXPECT_EQ(TimeOf(row.withdrawn_at()), At("2026-04-01T09:00:00+08:00"));
}

TEST_F(Consents, GivenAgain_ReplacesHoursAndIsCounted) {
  Consent(540, 1200);
  Withdraw();
  Consent(600, 700);
  const Row& row = rows.Get<Row>(kKey);
  EXPECT_EQ(row.status(), Row::GIVEN);
  EXPECT_EQ(row.from_minute(), 600u);
  EXPECT_EQ(row.times_given(), 2u);
  EXPECT_FALSE(row.has_withdrawn_at());
  EXPECT_EQ(rows.size(), 1u);
}

}  // namespace
}  // namespace tenure::testing
