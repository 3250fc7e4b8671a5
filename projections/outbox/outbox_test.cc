// The outbox over a real engagement.
#include "domain/lifecycle_given.h"
#include "given/rows.h"
#include "outbox/outbox.pb.h"
#include "tenure/v1/customer.pb.h"

namespace tenure::testing {
namespace {

using Row = v1::OutboxRow;

class Outbox : public LifecycleTest {
 protected:
  Outbox() : rows(&given, "outbox") {}
  // The result for the event with this sequence.
  void Result(std::uint64_t sequence, v1::DispatchResult result) {
    v1::RecordDispatchResult command;
    command.set_event_sequence(sequence);
    command.set_result(result);
    given.Do(command);
  }
  Rows rows;
};

TEST_F(Outbox, Request_IsOpenUntilItsResultComes) {
  To(S::CONTRACTED);
  const Outcome sent = given.Do(For<v1::SendProgressUpdate>());
  const std::uint64_t sequence = sent.unit().events.front().scope_sequence;
  const std::string key = "customer/C-1001/" +
                          std::string(12 - std::to_string(sequence).size(), '0') +
                          std::to_string(sequence);
  EXPECT_EQ(rows.Get<Row>(key.c_str()).status(), Row::OPEN);
  EXPECT_EQ(rows.Get<Row>(key.c_str()).what(), "ProgressUpdateSent");
  Result(sequence, v1::NOT_DELIVERED);
  EXPECT_EQ(rows.Get<Row>(key.c_str()).status(), Row::FAILED);
  Result(sequence, v1::SIGNED_FOR);
  EXPECT_EQ(rows.Get<Row>(key.c_str()).status(), Row::DONE);
}

TEST_F(Outbox, ResultWithoutRequest_KeepsNoRow) {
  Result(1, v1::DELIVERED);
  EXPECT_EQ(rows.size(), 0u);
}

}  // namespace
}  // namespace tenure::testing
