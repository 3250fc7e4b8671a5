// The screening book over real screenings.
#include "domain/key_account_given.h"
#include "given/rows.h"
#include "screening_book/screening_book.pb.h"

namespace tenure::testing {
namespace {

using Row = v1::ScreeningBookRow;

class ScreeningBook : public KeyAccountTest {
 protected:
  ScreeningBook() : rows(&given, "screening_book") { OpenScreening("2025"); }
  const Row& The() { return rows.Get<Row>("C-1001/2025"); }
  Rows rows;
};

TEST_F(ScreeningBook, Drop_IsProposedConfirmedAndTakenBack) {
  given.As("zhao.min").Do(Propose(Key::DROP, -5, false, "2025"));
  EXPECT_EQ(The().status(), Row::PROPOSED);
  EXPECT_EQ(The().proposed_by(), "zhao.min");
  EXPECT_EQ(The().owner(), "zhao.min");
  EXPECT_EQ(The().suggested(), Key::DROP);
  EXPECT_FALSE(The().provisional());
  EXPECT_EQ(TimeOf(The().due()), At("2026-02-01T00:00:00+08:00"));
  given.As("qin.an").Do(Confirm("2025"));
  EXPECT_EQ(The().status(), Row::DROPPED);
  EXPECT_EQ(The().confirmed_by(), "qin.an");
  EXPECT_EQ(The().figures().profit(), -5);
  given.As("zhao.min").DoApproved(v1::ReinstateCustomer(), "qin.an");
  EXPECT_EQ(The().status(), Row::REINSTATED);
}

TEST_F(ScreeningBook, Keep_NamesItsClass) {
  given.As("zhao.min").Do(Propose(Key::KEEP, 5, true, "2025"));
  given.As("qin.an").Do(Confirm("2025"));
  EXPECT_EQ(The().status(), Row::CONFIRMED);
  EXPECT_EQ(The().kept_as(), Key::GOOD);
  EXPECT_EQ(The().suggested(), Key::KEEP);
  EXPECT_GT(The().proposed_at(), 0u);
  EXPECT_EQ(TimeOf(The().decided_at()), At("2026-03-02T09:00:00+08:00"));
}

}  // namespace
}  // namespace tenure::testing
