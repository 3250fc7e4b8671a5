// F1: merging files of one customer, the answer of the survivor, and undoing it.
#include <gmock/gmock.h>

#include "domain/customer_matters.h"
#include "given/given.h"
#include "tenure/v1/customer.pb.h"
#include "tenure/v1/customer_merge.pb.h"
#include "tenure/v1/issue.pb.h"

namespace tenure::testing {
namespace {

using ::testing::IsEmpty;

constexpr char kApprover[] = "zhao.min";
const std::string kMac(32, '\x11');

class CustomerMerge : public ::testing::Test {
 protected:
  static v1::MergeCustomers Into(const std::string& survivor) {
    v1::MergeCustomers command;
    command.set_into(survivor);
    return command;
  }
  static v1::AbsorbCustomer Absorb(const std::string& customer) {
    v1::AbsorbCustomer command;
    command.set_customer(customer);
    return command;
  }
  static v1::ReleaseAbsorbed Release(const std::string& customer) {
    v1::ReleaseAbsorbed command;
    command.set_customer(customer);
    return command;
  }
  static v1::ReturnMerged Return(const std::string& survivor) {
    v1::ReturnMerged command;
    command.set_into(survivor);
    command.set_refused_for(v1::UNKNOWN_CUSTOMER);
    return command;
  }
  void Identity() {
    v1::BasicDataUpdated known;
    known.set_identity_mac(kMac);
    given.Event("", known);
  }
  void SuspectedOf(const std::string& scope) {
    v1::DuplicateSuspected suspected;
    suspected.set_duplicate_of(scope);
    given.Event("", suspected);
  }
  const v1::CustomerState& File() { return given.state<v1::CustomerState>(""); }

  Given given;
};

TEST_F(CustomerMerge, Merge_NeedsASecondPersonThenClosesTheFileAndTellsTheSurvivor) {
  given.When(Into("C-2")).NeedsApproval("customers.approve");
  const auto merged = given.DoApproved(Into("C-2"), kApprover);
  merged.Sends({"AbsorbCustomer"});
  EXPECT_EQ(File().merged_into(), "C-2");
  given.When(v1::ConfirmProfileCurrent()).Refuses(v1::CUSTOMER_MERGED).Fact("into", "C-2");
}

TEST_F(CustomerMerge, Merge_OfTheHolderOfAnIdentity_TakesItAlong) {
  Identity();
  given.DoApproved(Into("C-2"), kApprover)
      .Sends({"AbsorbCustomer", "ReleaseIdentity", "ClaimIdentity"});
  given.DoApproved(v1::UnmergeCustomers(), kApprover)
      .Sends({"ReleaseAbsorbed", "ReleaseIdentity", "ClaimIdentity"});
}

TEST_F(CustomerMerge, Merge_OfASuspectedDuplicate_LeavesTheIdentityWhereItIs) {
  Identity();
  SuspectedOf("customer/C-2");
  given.DoApproved(Into("C-2"), kApprover).Sends({"AbsorbCustomer"});
}

TEST_F(CustomerMerge, Merge_IntoItself_IsRefused) {
  given.When(Into("C-1001")).Refuses(v1::CUSTOMER_MERGES_INTO_ITSELF);
}

TEST_F(CustomerMerge, Merge_IntoWhatIsNoId_IsRefused) {
  given.When(Into("customer C 2")).Refuses(v1::BAD_ID).Fact("field", "data.into");
}

TEST_F(CustomerMerge, Merge_WithOpenMatters_IsRefusedNamingThem) {
  v1::IssueRaised issue;
  given.Event("IS-1", issue);
  given.When(Into("C-2")).Refuses(v1::CUSTOMER_HAS_OPEN_MATTERS).Fact("matters", "issues 1");
}

TEST_F(CustomerMerge, Merge_OfACustomerWhoAbsorbedOthers_IsRefusedNamingThem) {
  given.DoSystem(Absorb("C-7")).Gives({"CustomerAbsorbed"});
  given.DoSystem(Absorb("C-8")).Gives({"CustomerAbsorbed"});
  given.When(Into("C-2")).Refuses(v1::CUSTOMER_HAS_ABSORBED).Fact("customers", "C-7, C-8");
}

TEST_F(CustomerMerge, Merge_OfAMergedCustomer_IsRefused) {
  given.DoApproved(Into("C-2"), kApprover);
  given.When(Into("C-3")).Refuses(v1::CUSTOMER_MERGED);
}

TEST_F(CustomerMerge, Absorb_CountsTheFiguresAsItsOwnUntilTheyAreReleased) {
  auto absorb = Absorb("C-7");
  absorb.mutable_figures()->set_contracts_signed(2);
  absorb.mutable_figures()->set_handed_over(1);
  given.DoSystem(absorb);
  EXPECT_EQ(given.book().lifecycle().contracts_signed(), 2u);
  EXPECT_EQ(given.book().lifecycle().handed_over(), 1u);
  EXPECT_EQ(given.book().customer().absorbed_size(), 1);
  given.WhenSystem(absorb).Refuses(v1::NO_CHANGE);
  given.DoSystem(Release("C-7")).Gives({"AbsorbedReleased"});
  EXPECT_EQ(given.book().lifecycle().contracts_signed(), 0u);
  EXPECT_EQ(given.book().lifecycle().handed_over(), 0u);
  EXPECT_THAT(given.book().customer().absorbed(), IsEmpty());
  given.WhenSystem(Release("C-7")).Refuses(v1::NO_CHANGE);
}

TEST_F(CustomerMerge, Absorb_OfTheOneItWasSuspectedOf_EndsTheSuspicionUntilItIsReleased) {
  SuspectedOf("customer/C-7");
  given.DoSystem(Absorb("C-8"));
  EXPECT_TRUE(given.book().customer().identity_disputed()) << "of another";
  given.DoSystem(Absorb("C-7"));
  EXPECT_FALSE(given.book().customer().identity_disputed());
  EXPECT_EQ(File().duplicate_of(), "");
  given.DoSystem(Release("C-7"));
  EXPECT_TRUE(given.book().customer().identity_disputed());
  EXPECT_EQ(File().duplicate_of(), "customer/C-7");
}

TEST_F(CustomerMerge, Absorb_OfMoreThanTheFileHolds_IsRefused) {
  for (int i = 0; i < 32; ++i) given.DoSystem(Absorb("D-" + std::to_string(i)));
  given.WhenSystem(Absorb("D-32")).Refuses(v1::STATE_FULL);
}

TEST_F(CustomerMerge, Absorb_ThatIsRefused_ComesBackToTheMergedCustomer) {
  given.DoApproved(Into("C-2"), kApprover);
  given.In("customer/C-2");  // nobody is registered there
  const auto absorbed = given.WhenSystem(Absorb("C-1001"));
  absorbed.Refuses(v1::UNKNOWN_CUSTOMER);
  given.In("customer/C-1001");
  const auto back = given.DoSystem(Return("C-2"));
  back.Gives({"CustomersUnmerged"}).Sends({});
  EXPECT_EQ(back.event<v1::CustomersUnmerged>().refused_for(), v1::UNKNOWN_CUSTOMER);
  EXPECT_EQ(File().merged_into(), "");
  given.When(v1::ConfirmProfileCurrent()).Gives({"ProfileConfirmed"});
  given.WhenSystem(Return("C-2")).Refuses(v1::NO_CHANGE);
}

TEST_F(CustomerMerge, Return_OfAnotherMerge_ChangesNothing) {
  given.DoApproved(Into("C-2"), kApprover);
  given.WhenSystem(Return("C-3")).Refuses(v1::NO_CHANGE);
}

TEST_F(CustomerMerge, Unmerge_OpensTheFileAgainAsItWas) {
  SuspectedOf("customer/C-2");
  given.DoApproved(Into("C-2"), kApprover);
  given.When(v1::UnmergeCustomers()).NeedsApproval("customers.approve");
  const auto opened = given.DoApproved(v1::UnmergeCustomers(), kApprover);
  opened.Sends({"ReleaseAbsorbed"});
  EXPECT_EQ(opened.event<v1::CustomersUnmerged>().from(), "C-2");
  EXPECT_EQ(opened.event<v1::CustomersUnmerged>().duplicate_of(), "customer/C-2");
  given.When(v1::ConfirmProfileCurrent()).Gives({"ProfileConfirmed"});
}

TEST_F(CustomerMerge, Unmerge_OfACustomerWhoWasNotMerged_IsRefused) {
  given.When(v1::UnmergeCustomers()).Refuses(v1::CUSTOMER_NOT_MERGED);
}

TEST(OpenMatters, EveryKind_IsNamedWithItsCount) {
  v1::Book book;
  EXPECT_EQ(domain::OpenMatters(book), "");
  book.mutable_lifecycle()->set_engagements_open(1);
  book.mutable_lifecycle()->set_issues_open(2);
  book.mutable_lifecycle()->set_harms_open(3);
  book.mutable_complaint()->set_cases_open(4);
  book.mutable_receivables()->set_orders_open(5);
  book.mutable_receivables()->set_invoices_open(6);
  book.mutable_receivables()->add_amounts()->set_unallocated(100);
  book.mutable_receivables()->add_amounts();
  book.mutable_credit()->set_standing(v1::CreditBook::ON_HOLD);
  EXPECT_EQ(domain::OpenMatters(book),
            "engagements 1, issues 2, harms 3, complaints 4, orders 5, invoices 6, "
            "unallocated payments 1, credit limits 1");
  book.mutable_credit()->set_standing(v1::CreditBook::EXPIRED);
  EXPECT_EQ(domain::OpenMatters(book).find("credit"), std::string::npos);
}

}  // namespace
}  // namespace tenure::testing
