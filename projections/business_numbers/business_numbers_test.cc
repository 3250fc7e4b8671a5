// Business numbers over a real engagement and order.
#include "business_numbers/business_numbers.pb.h"
#include "domain/lifecycle_given.h"
#include "domain/receivables_given.h"
#include "given/rows.h"

namespace tenure::testing {
namespace {

using Row = v1::BusinessNumbersRow;

class BusinessNumbers : public LifecycleTest {
 protected:
  BusinessNumbers() : rows(&given, "business_numbers") {}
  Rows rows;
};

TEST_F(BusinessNumbers, Engagement_HasItsContractsNumberOnceSigned) {
  To(S::DISCLOSED);
  const std::string key = "customer/C-1001/engagement/EN-1";
  EXPECT_EQ(rows.Get<Row>(key).id(), "EN-1");
  EXPECT_EQ(rows.Get<Row>(key).contract_number(), "");
  given.Do(Guide());
  given.Do(Sign());
  EXPECT_EQ(rows.Get<Row>(key).contract_number(), "HT-1");
  EXPECT_EQ(rows.Get<Row>(key).scope(), "customer/C-1001");
}

TEST_F(BusinessNumbers, Order_IsKnownByItsNumber) {
  given.Role("li.wei", "credit").Do(Imported());
  const Row& row = rows.Get<Row>("customer/C-1001/order/SO-1");
  EXPECT_EQ(row.aggregate(), "order");
  EXPECT_EQ(row.id(), "SO-1");
  EXPECT_EQ(TimeOf(row.recorded_at()), At("2026-03-02T09:00:00+08:00"));
}

}  // namespace
}  // namespace tenure::testing
