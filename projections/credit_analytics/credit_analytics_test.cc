// Months of a small company: what was sold, what came in, and how the buckets changed, adding up to
// what is outstanding.
#include <gmock/gmock.h>

#include "credit_analytics/credit_analytics.pb.h"
#include "domain/receivables_given.h"
#include "given/rows.h"
#include "receivables_ageing/receivables_ageing.pb.h"

namespace tenure::testing {
namespace {

using ::testing::ElementsAre;
using Row = v1::CreditAnalyticsRow;

class AnalyticsTest : public ReceivablesTest {
 protected:
  AnalyticsTest() : rows(&given, "credit_analytics"), ageing(&given, "receivables_ageing") {}
  // "0:500/500 31:-3/0": change and what came in, of each bucket.
  std::vector<std::string> Buckets(const std::string& month) {
    std::vector<std::string> all;
    for (const auto& one : rows.Get<Row>("CNY/" + month).buckets()) {
      all.push_back(std::to_string(one.from_day()) + ":" + std::to_string(one.change()) + "/" +
                    std::to_string(one.reached()));
    }
    return all;
  }
  Rows rows;
  Rows ageing;
};

TEST_F(AnalyticsTest, Months_HoldWhatHappenedInThem) {
  given.Do(Post({{"2026-03-02", 300}, {"2026-04-01", 200}}));
  EXPECT_EQ(rows.Get<Row>("CNY/2026-03").sales(), 500);
  EXPECT_EQ(rows.Get<Row>("CNY/2026-03").month(), 202603u);
  given.Now("2026-04-05T09:00:00+08:00");
  given.Fire("invoice", "IV-1");
  EXPECT_THAT(Buckets("2026-03"), ElementsAre("0:200/500", "1:300/300"));
  EXPECT_THAT(Buckets("2026-04"), ElementsAre("0:-200/0", "1:-100/200", "31:300/300"));
  given.Do(Receive(350));
  given.Do(Allocate({"IV-1"}));
  EXPECT_EQ(rows.Get<Row>("CNY/2026-03").collected() +
                (rows.Has("CNY/2026-04") ? rows.Get<Row>("CNY/2026-04").collected() : 0),
            350);
  given.Do(Credit(150));
  std::int64_t sum = 0;
  for (const char* month : {"2026-03", "2026-04"}) {
    for (const auto& one : rows.Get<Row>(std::string("CNY/") + month).buckets()) {
      sum += one.change();
    }
  }
  EXPECT_EQ(sum, ageing.Get<v1::ReceivablesAgeingRow>("C-1001").amounts(0).outstanding());
  EXPECT_EQ(sum, 0);
}

TEST_F(AnalyticsTest, Reversed_IsNotCollected) {
  given.Do(Post({{"2026-04-01", 200}}));
  given.Do(Receive(200));
  given.Do(Allocate({"IV-1"}));
  EXPECT_EQ(rows.Get<Row>("CNY/2026-03").collected(), 200);
  given.Do(Reverse());
  EXPECT_EQ(rows.Get<Row>("CNY/2026-03").collected(), 0);
  EXPECT_THAT(Buckets("2026-03"), ElementsAre("0:200/400"));
}

}  // namespace
}  // namespace tenure::testing
