// What a channel brought, over real customers, orders and screenings.
#include "channel_yield/channel_yield.pb.h"
#include "domain/key_account_given.h"
#include "given/rows.h"
#include "tenure/v1/customer.pb.h"

namespace tenure::testing {
namespace {

using Row = v1::ChannelYieldRow;

class ChannelYield : public KeyAccountTest {
 protected:
  ChannelYield() : rows(&given, "channel_yield") {}
  const Row& The(const char* customer = "C-1001") { return rows.Get<Row>(customer); }
  Rows rows;
};

TEST_F(ChannelYield, Registration_IsALeadOfItsChannel) {
  v1::RegisterCustomer command;
  command.set_kind(v1::ORGANISATION);
  command.set_owner("zhao.min");
  command.set_source(v1::EXHIBITION);
  given.As("li.wei").In("customer/C-7").Do(command);
  EXPECT_EQ(The("C-7").channel(), v1::EXHIBITION);
  EXPECT_EQ(The("C-7").customer(), "C-7");
  EXPECT_FALSE(The("C-7").has_won_at());
}

TEST_F(ChannelYield, Facts_AreCountedByChannel) {
  v1::RecordDataSource source;
  source.set_basis(v1::RecordDataSource::PUBLIC_INFORMATION);
  given.As("li.wei");
  for (const v1::SourceChannel channel : {v1::INTERNET, v1::EXHIBITION, v1::INTERNET}) {
    source.set_channel(channel);
    given.Do(source);
  }
  ASSERT_EQ(The().facts_size(), 2);
  EXPECT_EQ(The().facts(0).channel(), v1::INTERNET);
  EXPECT_EQ(The().facts(0).count(), 2u);
}

TEST_F(ChannelYield, Screening_CountsTheYearsKeptAndTheDrop) {
  OpenScreening("2025");
  given.As("zhao.min").Do(Propose(Key::DROP, -5, false, "2025"));
  given.As("qin.an").Do(Confirm("2025"));
  EXPECT_TRUE(The().dropped());
  EXPECT_EQ(The().verdict(), Key::DROP);
  EXPECT_EQ(The().years_kept(), 0u);
  given.As("zhao.min").DoApproved(v1::ReinstateCustomer(), "qin.an");
  EXPECT_FALSE(The().dropped());
}

}  // namespace
}  // namespace tenure::testing
