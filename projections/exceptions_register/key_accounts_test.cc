// What the exceptions register says of key accounts: each waived practice, by whom and for which
// year.
#include "domain/key_account_given.h"
#include "exceptions_register/exceptions_register.pb.h"
#include "given/rows.h"

namespace tenure::testing {
namespace {

using Row = v1::ExceptionRow;

TEST_F(KeyAccountTest, WaivedPractice_IsAnException) {
  Rows rows(&given, "exceptions_register");
  KeyAccountWithRep();
  const auto outcome = given.DoApproved(Waive(Key::K3_TRIAL), "qin.an");
  std::string key;
  for (const auto& event : outcome.unit().events) {
    if (event.entry->name != "PracticeWaived") continue;
    const std::string digits = std::to_string(event.scope_sequence);
    key = "customer/C-1001/" + std::string(12 - digits.size(), '0') + digits;
  }
  const Row& row = rows.Get<Row>(key);
  EXPECT_EQ(row.kind(), Row::PRACTICE_WAIVED);
  EXPECT_EQ(row.id(), "K3_TRIAL/2026");
}

}  // namespace
}  // namespace tenure::testing
