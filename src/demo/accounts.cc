#include "demo/accounts.h"

#include <fmt/format.h>

#include <algorithm>

#include "demo/trade.h"

namespace tenure::demo {
namespace {

using std::chrono::days;

constexpr int kAccounts = 8;

// The practices of one account; `number` tells the accounts apart and spreads their days.
class Account {
 public:
  Account(Plan* plan, const Customer& customer, int number)
      : plan_(*plan),
        customer_(customer),
        number_(number),
        rep_(number % 2 == 0 ? kTradeSales : kTradeSales2) {}

  void Designate() {
    const Day day = In(2025, 1, 20);
    Key(day, "DesignateKeyAccount",
        {{"ground", "TURNOVER"},
         {"turnover", Cny(620'000'000 + 40'000'000LL * number_)},
         {"reason", "上年销售额超过五百万元"}});
    Key(day, "AssignKeyAccountRep", {{"rep", rep_}, {"qualification", "五年大客户经验"}});
  }

  // K1 to K9 of a year, as far as it has come; `done` is its last day.
  void Year(int year, Day done) {
    done_ = done;
    const std::string y = std::to_string(year);
    Plan6(year, y);
    Supply1(year, y);
    if (year == 2025) Key(In(year, 2, 12), "MapStakeholder", Buyer());
    Key(In(year, 3, 18), "EngageStakeholder",
        {{"contact_person_id", "CP-1"}, {"channel", "IN_PERSON"}, {"outcome", "同意按季对账"}});
    Trial3(year, y);
    Signal4(year, y);
    Visit5(year, y, 3, "a");
    Visit5(year, y, 8, "b");
    for (const unsigned month : {2U, 5U, 8U, 11U}) {
      Key(In(year, month, 4), "RecordRepFeedback",
          {{"rating", 3 + (number_ + static_cast<int>(month)) % 3},
           {"channel", "CALL"},
           {"words", "响应及时"}});
    }
    Key(In(year, 6, 24), "GrantIncentive",
        {{"incentive", "volume-rebate"},
         {"amount", Cny(100'000LL * (4 + number_ % 6))},
         {"reason", "上半年达标"}});
    Brief9(year, y);
  }

  void Forum(const std::string& forum, Day held) {
    Key(Workday(held + days(1)), "HoldAnnualForum",
        {{"forum_id", forum},
         {"held_on", held},
         {"attendees", List({"采购经理", "生产负责人"})},
         {"actions",
          List({Object(
              {{"action_id", "AC-" + forum}, {"owner", rep_}, {"due_on", held + days(75)}})})},
         {"minutes", List({"希望缩短交期"})}});
    const Day done = Workday(held + days(60));
    if (done <= kToday) {
      Key(done, "CompleteForumAction", {{"action_id", "AC-" + forum}, {"result", "交期缩短五天"}});
    }
  }

  void Screen() {
    const Day day = In(2026, 1, 7);
    plan_.Do({day, Hour::kAfternoon}, customer_.owner, customer_.scope, "ProposeScreening",
             {{"screening_id", "2025"},
              {"verdict", "KEEP"},
              {"kept_as", "KEY"},
              {"potential", true},
              {"basis", "JUDGEMENT"},
              {"reason", "量大、回款稳定"}});
    plan_.Do({In(2026, 1, 21), Hour::kAfternoon}, kApprover, customer_.scope, "ConfirmScreening",
             {{"screening_id", "2025"}, {"note", "同意"}});
  }

 private:
  // A working day near the given one, a little apart for each account.
  Day In(int year, unsigned month, unsigned day) const {
    return Workday(On(year, month, day) + days(number_));
  }
  void Key(Day day, std::string_view command, const Fields& data) {
    if (day > done_) return;
    plan_.Do({day, Hour::kNoon}, kKeyAccounts, customer_.scope, command, data);
  }
  static Fields Buyer() { return {{"contact_person_id", "CP-1"}, {"function", "BUYER"}}; }

  void Plan6(int year, const std::string& y) {
    Key(In(year, 2, 3), "SetAccountPlan",
        {{"year", year},
         {"objectives", List({"成为其阀门第一供应商"})},
         {"targets", List({Object({{"name", "turnover"},
                                   {"amount", Cny(700'000'000)},
                                   {"due_on", On(year, 12, 31)}})})},
         {"our_approver", kApprover},
         {"customer_approver", "CP-1"}});
    Key(In(year, 5, 12), "CoDesignPromotion",
        {{"promotion_id", "PM-" + y},
         {"outline", "联合技术交流与以旧换新"},
         {"starts_on", On(year, 6, 10)},
         {"ends_on", On(year, 7, 20)},
         {"budget", Cny(2'000'000)},
         {"our_approver", kApprover},
         {"customer_approver", "CP-1"}});
  }
  void Supply1(int year, const std::string& y) {
    Key(In(year, 2, 20), "ReserveSupply",
        {{"reservation_id", "RS-" + y},
         {"product", "VALVE-80"},
         {"quantity", 80},
         {"until", On(year, 7, 31)}});
    Key(In(year, 4, 15), "ConsumeReservation",
        {{"reservation_id", "RS-" + y}, {"quantity", 80}, {"order_id", "SO-" + y}});
  }
  void Trial3(int year, const std::string& y) {
    Key(In(year, 4, 22), "StartTrial",
        {{"trial_id", "TR-" + y}, {"product_id", "VALVE-S" + y}, {"aim", "验证高温工况密封"}});
    Key(In(year, 7, 8), "RecordTrialResult",
        {{"trial_id", "TR-" + y},
         {"verdict", number_ % 4 == 3 ? "FAILURE" : "SUCCESS"},
         {"findings", "连续运行五百小时"}});
  }
  void Signal4(int year, const std::string& y) {
    const Day day = In(year, 6, 3);
    Key(day, "RecordAccountSignal",
        {{"signal_id", "SG-" + y}, {"kind", "PROMOTION"}, {"content", "厂庆促销"}});
    Key(Workday(day + days(3)), "ProvideSupport",
        {{"signal_id", "SG-" + y}, {"support", "STAFF"}, {"note", "派工程师驻场两天"}});
  }
  void Visit5(int year, const std::string& y, unsigned month, const char* which) {
    const std::string id = fmt::format("EV-{}{}", y, which);
    const Day day = In(year, month, 6);
    if (day > done_) return;
    Key(Workday(day - days(14)), "ScheduleExecutiveVisit",
        {{"visit_id", id}, {"executive", kApprover}, {"planned_on", day}});
    Key(day, "CompleteExecutiveVisit",
        {{"visit_id", id}, {"visited_on", day}, {"findings", "希望共建备件库"}});
  }
  void Brief9(int year, const std::string& y) {
    const Day day = In(year, 5, 20);
    Key(day, "SendAccountBrief",
        {{"brief_id", "BR-" + y},
         {"content", "三季度交期与价目"},
         {"channel", "EMAIL"},
         {"known_since", When{Workday(day - days(3)), Hour::kMorning}}});
    Key(Workday(day + days(2)), "AcknowledgeBrief", {{"brief_id", "BR-" + y}});
  }

  Plan& plan_;
  const Customer& customer_;
  const int number_;
  const char* const rep_;
  Day done_ = kToday;
};

// A large invoice every month, paid in time but for one of them.
void PlanTurnover(Plan* plan, Dice* dice, int number, Customer* customer) {
  int count = 0;
  for (Day issued = Workday(On(2025, 2, 5) + days(number)); issued <= kToday;
       issued = Workday(issued + days(30))) {
    const Bill bill{fmt::format("{}-FP-{:02}", customer->id.substr(2), ++count), issued,
                    1'000'000 * static_cast<std::int64_t>(dice->Between(44, 66)), 45};
    PlanInvoice(plan, *customer, bill);
    const Day paid = Workday(bill.due() + days(number == 5 ? dice->Between(8, 20) : -4));
    if (paid <= kToday) PlanPayment(plan, *customer, bill, paid, bill.minor);
  }
  customer->traded_2025 = true;
}

struct Opinion {
  const char* verdict;
  const char* kept_as;
  bool potential;
  std::int64_t cost_percent;
  const char* reason;
};

Opinion OpinionOf(std::size_t number) {
  if (number % 29 == 7) return {"DROP", "", false, 104, "连年亏损，需求萎缩"};
  if (number % 9 == 4) return {"WATCH", "", false, 91, "有利润，后续需求不明"};
  return {"KEEP", "GOOD", true, 82, "往来稳定"};
}

}  // namespace

std::vector<Customer> PlanAccounts(Plan* plan, Cast* cast, Dice* dice) {
  const Day forum_2025 = On(2025, 9, 18);
  plan->Do({On(2025, 8, 18), Hour::kMorning}, kKeyAccounts, kCompany, "OpenForum",
           {{"forum_id", "FO-2025"},
            {"planned_on", forum_2025},
            {"topic", "年度大客户座谈会"},
            {"place", "苏州工厂"}});
  std::vector<Customer> accounts;
  for (int number = 0; number < kAccounts; ++number) {
    Customer customer = cast->Firm(plan, Workday(On(2025, 1, 14) + days(number)),
                                   number % 2 == 0 ? kTradeSales : kTradeSales2);
    PlanTurnover(plan, dice, number, &customer);
    Account account(plan, customer, number);
    account.Designate();
    account.Year(2025, On(2025, 12, 31));
    account.Forum("FO-2025", forum_2025);
    account.Screen();
    account.Year(2026, kToday);
    account.Forum("FO-2026", On(2026, 7, 16));  // opened by the tour's own cast
    accounts.push_back(std::move(customer));
  }
  return accounts;
}

void PlanScreening(Plan* plan, const std::vector<Customer>& customers) {
  for (std::size_t i = 0; i < customers.size(); ++i) {
    const Customer& customer = customers[i];
    if (customer.since >= On(2026, 1, 1)) continue;
    Opinion opinion = OpinionOf(i);
    // What the books hold is profitable: such a customer is not dropped.
    if (customer.traded_2025 && *opinion.kept_as == 0)
      opinion = {"WATCH", "", false, 0, "后续需求不明"};
    Fields data = {{"screening_id", "2025"},
                   {"verdict", opinion.verdict},
                   {"potential", opinion.potential},
                   {"basis", "JUDGEMENT"},
                   {"reason", opinion.reason}};
    if (*opinion.kept_as != 0) data.emplace_back("kept_as", opinion.kept_as);
    if (!customer.traded_2025) {
      const std::int64_t turnover = 1'000'000 * static_cast<std::int64_t>(12 + i % 40);
      data.emplace_back("stated_turnover", Cny(turnover));
      data.emplace_back("stated_cost", Cny(turnover * opinion.cost_percent / 100));
      data.emplace_back("stated_source", Paper("ledger", "2025/" + customer.id));
    }
    const auto spread = days(static_cast<int>(i % 9));
    plan->Do({Workday(On(2026, 1, 7) + spread), Hour::kEvening}, customer.owner, customer.scope,
             "ProposeScreening", data);
    plan->Do({Workday(On(2026, 1, 19) + spread), Hour::kEvening}, kApprover, customer.scope,
             "ConfirmScreening", {{"screening_id", "2025"}, {"note", "同意"}});
  }
}

}  // namespace tenure::demo
