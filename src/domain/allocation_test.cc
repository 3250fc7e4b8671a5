// The law's order of debts, criterion by criterion, and shares to the last minor unit. Civil Code
// 560, 561.
#include "domain/allocation.h"

#include <gmock/gmock.h>

#include <random>
#include <tuple>

namespace tenure::payment {
namespace {

using ::testing::ElementsAre;

Debt Of(const char* id, std::int64_t principal) {
  Debt debt;
  debt.invoice_id = id;
  debt.due = true;
  debt.open.principal = principal;
  return debt;
}
template <typename Change>
Debt With(Debt debt, Change change) {
  change(&debt);
  return debt;
}

// "B 10" of each part, by principal.
std::vector<std::string> Paid(std::vector<Debt> debts, std::int64_t minor) {
  std::vector<std::string> texts;
  for (const auto& part : AllocateByLaw(std::move(debts), minor, false)) {
    texts.push_back(part.invoice_id() + " " + std::to_string(part.principal()));
  }
  return texts;
}

// Each criterion decides although all later ones speak for A.
TEST(Allocation, Designation_ComesFirst) {
  const Debt a = Of("A", 10);
  const Debt b = With(Of("B", 10), [](Debt* debt) {
    debt->designated = 1;
    debt->due = false;
    debt->due_on = 9;
  });
  const Debt c = With(b, [](Debt* debt) {
    debt->invoice_id = "C";
    debt->designated = 0;
  });
  EXPECT_THAT(Paid({a, b, c}, 25), ElementsAre("C 10", "B 10", "A 5"));
}

TEST(Allocation, DueDebts_ComeBeforeOthers) {
  const Debt a = With(Of("A", 10), [](Debt* debt) { debt->due = false; });
  const Debt b = With(Of("B", 10), [](Debt* debt) { debt->secured_rank = 9; });
  EXPECT_THAT(Paid({a, b}, 15), ElementsAre("B 10", "A 5"));
}

TEST(Allocation, LeastSecured_ComesFirst) {
  const Debt a = With(Of("A", 10), [](Debt* debt) {
    debt->secured_rank = 1;
    debt->burden_bp = 100;
  });
  EXPECT_THAT(Paid({a, Of("B", 10)}, 15), ElementsAre("B 10", "A 5"));
}

TEST(Allocation, Heavier_ComesFirst) {
  const Debt a = With(Of("A", 10), [](Debt* debt) { debt->burden_bp = 100; });
  const Debt b = With(Of("B", 10), [](Debt* debt) {
    debt->burden_bp = 101;
    debt->due_on = 5;
  });
  EXPECT_THAT(Paid({a, b}, 15), ElementsAre("B 10", "A 5"));
}

TEST(Allocation, Older_ComesFirst) {
  const Debt a = With(Of("A", 10), [](Debt* debt) { debt->due_on = 2; });
  const Debt b = With(Of("B", 10), [](Debt* debt) { debt->due_on = 1; });
  EXPECT_THAT(Paid({a, b}, 15), ElementsAre("B 10", "A 5"));
}

TEST(Allocation, EqualDebts_ShareProRata) {
  EXPECT_THAT(Paid({Of("A", 30), Of("B", 10)}, 20), ElementsAre("A 15", "B 5"));
  // 10 over 1 : 1 : 1 leaves one unit: equal remainders, so by invoice.
  EXPECT_THAT(Paid({Of("C", 9), Of("B", 9), Of("A", 9)}, 10), ElementsAre("A 4", "B 3", "C 3"));
  // 5 over 2 : 1 is 3 1/3 and 1 2/3: the larger remainder gets the unit.
  EXPECT_THAT(Paid({Of("A", 6), Of("B", 3)}, 5), ElementsAre("A 3", "B 2"));
  EXPECT_THAT(Paid({Of("A", 6), Of("B", 3)}, 100), ElementsAre("A 6", "B 3"));
}

TEST(Allocation, LargestAmounts_ShareWithoutOverflow) {
  constexpr std::int64_t kMost = 1'000'000'000'000'000;
  std::vector<Debt> debts;
  for (int i = 0; i < 100; ++i) debts.push_back(Of(std::to_string(100 + i).c_str(), kMost));
  std::int64_t sum = 0;
  for (const auto& part : AllocateByLaw(debts, kMost, false)) sum += part.principal();
  EXPECT_EQ(sum, kMost);
}

TEST(Allocation, InsideADebt_CostsInterestPrincipal) {
  const invoice::Parts open{5, 2, 100};
  const auto split = [&](std::int64_t minor, bool principal_first) {
    const invoice::Parts parts = SplitOf(open, minor, principal_first);
    return std::vector<std::int64_t>{parts.costs, parts.interest, parts.principal};
  };
  EXPECT_THAT(split(4, false), ElementsAre(4, 0, 0));
  EXPECT_THAT(split(6, false), ElementsAre(5, 1, 0));
  EXPECT_THAT(split(8, false), ElementsAre(5, 2, 1));
  EXPECT_THAT(split(107, false), ElementsAre(5, 2, 100));
  EXPECT_THAT(split(99, true), ElementsAre(0, 0, 99));
  EXPECT_THAT(split(106, true), ElementsAre(5, 1, 100));
}

TEST(Allocation, Instalments_AreDebtsOfTheirOwn) {
  v1::InvoiceState state;
  state.set_costs_open(3);
  for (const std::int32_t due : {10, 20, 30}) {
    auto* one = state.add_instalments();
    one->mutable_due_on()->set_days(due);
    one->set_minor(100);
  }
  state.mutable_instalments(1)->set_paid(100);
  const auto debts = DebtsOf("A", state, 20, std::nullopt);
  ASSERT_EQ(debts.size(), 2u);
  EXPECT_TRUE(debts[0].due);
  EXPECT_EQ(debts[0].open.costs, 3);
  EXPECT_FALSE(debts[1].due);
  EXPECT_EQ(debts[1].due_on, 30);
}

// Whatever the debts: all of the smaller of payment and debt is allocated, nobody gets more than is
// open, and nobody behind gets anything while one before him is short.
TEST(Allocation, RandomDebts_AreAllocatedWhollyAndInOrder) {
  std::mt19937_64 random(5);
  const auto below = [&random](std::uint64_t bound) {
    return static_cast<std::int64_t>(random() % bound);
  };
  const auto rank = [](const Debt& debt) {
    return std::tuple(!debt.due, debt.secured_rank, debt.due_on);
  };
  for (int round = 0; round < 20'000; ++round) {
    std::vector<Debt> debts;
    std::int64_t open = 0;
    const std::int64_t count = 1 + below(6);
    for (std::int64_t i = 0; i < count; ++i) {
      Debt debt = Of(std::string(1, static_cast<char>('A' + i)).c_str(), 0);
      debt.due = below(2) == 0;
      debt.secured_rank = static_cast<std::uint32_t>(below(2));
      debt.due_on = static_cast<std::int32_t>(below(2));
      debt.open = {below(3), below(3), 1 + below(50)};
      open += debt.open.sum();
      debts.push_back(debt);
    }
    const std::int64_t minor = 1 + below(200);
    std::vector<std::int64_t> taken(debts.size());
    std::int64_t sum = 0;
    for (const auto& part : AllocateByLaw(debts, minor, below(2) == 0)) {
      const auto which = static_cast<std::size_t>(part.invoice_id()[0] - 'A');
      ASSERT_LE(part.costs(), debts[which].open.costs);
      ASSERT_LE(part.interest(), debts[which].open.interest);
      ASSERT_LE(part.principal(), debts[which].open.principal);
      taken[which] = part.costs() + part.interest() + part.principal();
      sum += taken[which];
    }
    ASSERT_EQ(sum, std::min(minor, open));
    for (std::size_t before = 0; before < debts.size(); ++before) {
      for (std::size_t behind = 0; behind < debts.size(); ++behind) {
        if (rank(debts[before]) >= rank(debts[behind]) || taken[behind] == 0) continue;
        ASSERT_EQ(taken[before], debts[before].open.sum());
      }
    }
  }
}

}  // namespace
}  // namespace tenure::payment
