#include "demo/year.h"

#include "demo/accounts.h"
#include "demo/cast.h"
#include "demo/complaints.h"
#include "demo/debts.h"
#include "demo/homes.h"
#include "demo/trade.h"

namespace tenure::demo {
namespace {

constexpr std::uint64_t kSeed = 20'250'106;  // any would do; another one makes another company
constexpr int kSupplied = 26;

// A file is gone through once a year; some wait for it today.
void PlanProfiles(Plan* plan, const std::vector<Customer>& customers) {
  for (std::size_t i = 0; i < customers.size(); ++i) {
    const Customer& customer = customers[i];
    const Day day = Workday(customer.since + std::chrono::days(340));
    if (day > On(2026, 8, 12) || i % 16 == 5) continue;
    plan->Do({day, Hour::kMorning}, customer.owner, customer.scope, "ConfirmProfileCurrent", {});
  }
}

}  // namespace

std::vector<Moment> CompanyYear() {
  Plan plan;
  Dice dice(kSeed);
  Cast cast(&dice);
  PlanHouse(&plan);
  const Homes homes = PlanHomes(&plan, &cast, &dice);
  const std::vector<Customer> accounts = PlanAccounts(&plan, &cast, &dice);
  const std::vector<Customer> trade = PlanTrade(&plan, &cast, &dice);
  const std::vector<Customer> debtors = PlanDebts(&plan, &cast);
  const std::vector<Customer> supplied = PlanSupply(&plan, &cast, kSupplied);
  PlanComplaints(&plan, homes, trade);
  std::vector<Customer> others = homes.customers;
  for (const auto* firms : {&trade, &debtors, &supplied}) {
    others.insert(others.end(), firms->begin(), firms->end());
  }
  PlanScreening(&plan, others);
  others.insert(others.end(), accounts.begin(), accounts.end());
  PlanProfiles(&plan, others);
  return plan.Moments();
}

}  // namespace tenure::demo
