#include "demo/trade.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "base/sha256.h"

namespace tenure::demo {
namespace {

using std::chrono::days;

constexpr int kNotRated = 7;

constexpr std::array<const char*, 9> kFactors = {
    "MANAGEMENT_TEAM",  "FINANCIAL_STRENGTH", "MARKET_SHARE",
    "RESEARCH",         "PRODUCT_QUALITY",    "MANAGEMENT_LEVEL",
    "PRODUCTION_SCALE", "PRODUCT_REPUTATION", "CORPORATE_CULTURE"};
constexpr std::array<const char*, 5> kFiveC = {"CHARACTER", "CAPACITY", "CAPITAL", "COLLATERAL",
                                               "CONDITIONS"};

// What belongs to a band, CA1 to CA6 and NR: where its scores lie (three points inside, so that a
// factor may differ), the grade of the five Cs, the limit asked for, and the days of its validity
// that policy leaves between the decision and today.
struct Band {
  int score;
  const char* grade;
  std::int64_t limit_minor;
  int recent_days;
};
constexpr std::array<Band, 7> kBands = {{{91, "A", 160'000'000, 150},
                                         {73, "B", 60'000'000, 150},
                                         {53, "B", 18'000'000, 150},
                                         {38, "C", 8'000'000, 26},
                                         {23, "D", 3'000'000, 50},
                                         {8, "E", 0, 120},
                                         {60, "C", 0, 90}}};

// An assessment from its evidence to the limit, all of one firm on one day.
class Assessment {
 public:
  Assessment(Plan* plan, const Customer& customer, int band, Day day)
      : plan_(*plan),
        customer_(customer),
        band_(band),
        terms_(kBands[static_cast<std::size_t>(band - 1)]),
        day_(day) {}

  void Run(Dice* dice) {
    Investigate();
    Statement(dice);
    Rate(dice);
    Credit(Hour::kNoon, "FinaliseScore", {{"assessment_id", kAssessment}});
    if (band_ == kNotRated) return;
    plan_.Do({day_, Hour::kAfternoon}, kApprover, customer_.scope, "ApproveAssessment",
             {{"assessment_id", kAssessment}, {"note", "同意"}});
    Limit();
  }

 private:
  static constexpr char kAssessment[] = "AS-1";
  static constexpr char kInvestigation[] = "IV-1";
  static constexpr std::int64_t kAloneMinor = 20'000'000;  // what the credit desk may grant itself

  void Credit(Hour hour, std::string_view command, const Fields& data) {
    plan_.Do({day_, hour}, kCredit, customer_.scope, command, data);
  }

  void Investigate() {
    Credit(Hour::kMorning, "OpenInvestigation",
           {{"investigation_id", kInvestigation}, {"purpose", "申请信用额度"}});
    constexpr std::array<std::array<const char*, 2>, 3> kSources = {
        {{"CREDIT_AGENCY", "资信公司企业报告"},
         {"PUBLIC_SOURCE", "企业信用信息公示系统"},
         {"INSIDE", "销售与财务的往来记录"}}};
    for (const auto& [channel, source] : kSources) {
      const std::string place = fmt::format("credit/{}/{}", customer_.id, channel);
      Credit(Hour::kMorning, "AttachEvidence",
             {{"investigation_id", kInvestigation},
              {"channel", channel},
              {"dated_on", day_ - days(12)},
              {"source", source},
              {"evidence", Object({{"kind", "report"},
                                   {"sha256", HexOf(Sha256(place))},
                                   {"place", "dms://" + place}})},
              {"expires_on", day_ + days(353)}});
    }
    Credit(Hour::kMorning, "CloseInvestigation",
           {{"investigation_id", kInvestigation}, {"conclusion", "资料已核对"}});
  }

  // The better the band, the more liquid and profitable.
  void Statement(Dice* dice) {
    const std::int64_t sales = 10'000'000 * static_cast<std::int64_t>(dice->Between(60, 300));
    const std::int64_t assets = sales * 7 / 10;
    const std::int64_t owed = assets * std::min(30 + 9 * band_, 92) / 100;
    Credit(Hour::kMorning, "OpenAssessment",
           {{"assessment_id", kAssessment}, {"investigation_id", kInvestigation}});
    Credit(Hour::kMorning, "RecordFinancialStatement",
           {{"assessment_id", kAssessment},
            {"statement", Object({{"period_end", On(2025, 12, 31)},
                                  {"currency", "CNY"},
                                  {"current_assets", assets * 55 / 100},
                                  {"inventory", assets * 18 / 100},
                                  {"current_liabilities", owed * 7 / 10},
                                  {"total_liabilities", owed},
                                  {"total_assets", assets},
                                  {"sales", sales},
                                  {"sales_kind", "ALL_SALES"},
                                  {"opening_receivables", sales * 9 / 100},
                                  {"closing_receivables", sales * (9 + band_) / 100},
                                  {"net_profit", sales * (8 - 2 * std::min(band_, 5)) / 100}})},
            {"document", Paper("statement", "credit/" + customer_.id + "/2025")}});
    Credit(Hour::kMorning, "ComputeRatios",
           {{"assessment_id", kAssessment},
            {"potential", Object({{"industrial_policy_fit", terms_.grade},
                                  {"market_potential", terms_.grade},
                                  {"sustainability", terms_.grade}})}});
  }

  void Rate(Dice* dice) {
    for (const char* five_c : kFiveC) {
      Credit(Hour::kNoon, "RateFiveC",
             {{"assessment_id", kAssessment},
              {"five_c", five_c},
              {"grade", terms_.grade},
              {"rationale", "按所附证据评定"},
              {"investigation_id", kInvestigation},
              {"evidence", List({1, 2, 3})}});
    }
    for (const char* factor : kFactors) {
      const bool missing = band_ == kNotRated && factor == kFactors[2];
      Fields data = {{"assessment_id", kAssessment}, {"factor", factor}};
      if (missing) {
        data.emplace_back("missing", "UNDISCLOSED");
      } else {
        data.emplace_back("score", terms_.score + dice->Between(-3, 3));
      }
      Credit(Hour::kNoon, "ScoreFactor", data);
    }
  }

  void Limit() {
    if (band_ == 4) {
      Credit(Hour::kAfternoon, "SetMonitoringPlan",
             {{"every_days", 30}, {"measures", "每月核对回款与涉诉信息"}});
    }
    if (band_ == 5) {
      Credit(Hour::kAfternoon, "RecordGuarantee",
             {{"guarantee_id", "BG-1"},
              {"kind", "BANK"},
              {"amount", Cny(terms_.limit_minor)},
              {"expires_on", On(2027, 6, 30)},
              {"guarantor", "江南银行苏州分行"},
              {"document", Paper("guarantee", "credit/" + customer_.id + "/bg")}});
    }
    const std::string approval =
        plan_.Do({day_, Hour::kAfternoon}, kCredit, customer_.scope, "SetCreditLimit",
                 {{"amount", Cny(terms_.limit_minor)},
                  {"assessment_id", kAssessment},
                  {"payment_days", band_ == 1 ? 45 : 30},
                  {"note", "按评估核定"}});
    if (terms_.limit_minor > kAloneMinor || band_ == 5) {
      plan_.Approve({day_, Hour::kEvening}, kApprover, customer_.scope, approval);
    }
  }

  Plan& plan_;
  const Customer& customer_;
  const int band_;
  const Band& terms_;
  const Day day_;
};

// How a firm pays.
struct Habit {
  int late_from, late_to;  // days after the due date
  int open_days;           // what fell due within so many days before today is not paid at all
};

Habit HabitOf(int number) {
  switch (number % 10) {
    case 3:
      return {12, 40, 0};
    case 5:
      return {0, 12, 25};  // bucket 1-30
    case 6:
      return {0, 20, 52};  // bucket 31-60
    case 7:
      return {5, 25, 85};  // bucket 61-90
    case 8:
      return {8, 30, 130};  // bucket 91 and more
    default:
      return {-6, 4, 0};
  }
}

void PlanLedger(Plan* plan, Dice* dice, int number, Customer* customer) {
  const Habit habit = HabitOf(number);
  const int every = number % 3 == 0 ? 28 : 42;
  int count = 0;
  for (Day issued = Workday(customer->since + days(10)); issued <= kToday;
       issued = Workday(issued + days(every))) {
    const Bill bill{fmt::format("{}-FP-{:02}", customer->id.substr(2), ++count), issued,
                    100'000 * static_cast<std::int64_t>(dice->Between(12, 160))};
    PlanInvoice(plan, *customer, bill);
    customer->traded_2025 = customer->traded_2025 || issued < On(2026, 1, 1);
    const Day paid = Workday(bill.due() + days(dice->Between(habit.late_from, habit.late_to)));
    const bool open = bill.due() < kToday && bill.due() >= kToday - days(habit.open_days);
    if (!open && paid <= kToday) PlanPayment(plan, *customer, bill, paid, bill.minor);
  }
}

// A month's order within the limit, half of it delivered.
void PlanOrder(Plan* plan, int number, const Customer& customer) {
  const Day day = Workday(On(2026, 8, 3) + days(number % 7));
  plan->Do({day, Hour::kMorning}, customer.owner, customer.scope, "PlaceOrder",
           {{"order_id", "SO-1"},
            {"currency", "CNY"},
            {"lines", List({Object({{"line_id", "10"},
                                    {"product", number % 2 == 0 ? "VALVE-80" : "FLANGE-100"},
                                    {"quantity", 20},
                                    {"minor", 1'200'000 + 100'000 * (number % 5)}})})},
            {"wanted_on", On(2026, 9, 10)}});
  if (number % 3 != 0) return;
  plan->Do({day, Hour::kEvening}, customer.owner, customer.scope, "RecordDelivery",
           {{"order_id", "SO-1"},
            {"delivery_id", "DN-1"},
            {"lines", List({Object({{"line_id", "10"}, {"quantity", 10}})})},
            {"delivered_on", day}});
}

}  // namespace

void PlanInvoice(Plan* plan, const Customer& customer, const Bill& bill) {
  const Day recorded = std::max(bill.issued, customer.since);
  plan->Do({recorded, Hour::kNoon}, kCredit, customer.scope, "PostInvoice",
           {{"invoice_id", bill.id},
            {"currency", "CNY"},
            {"instalments", List({Object({{"due_on", bill.due()}, {"minor", bill.minor}})})},
            {"issued_on", bill.issued},
            {"cost", bill.minor * 83 / 100},
            {"source", Object({{"system", "erp"}, {"document", bill.id}})}});
}

void PlanPayment(Plan* plan, const Customer& customer, const Bill& bill, Day received,
                 std::int64_t minor) {
  const std::string id = "PY-" + bill.id;
  plan->Do({received, Hour::kAfternoon}, kCredit, customer.scope, "RecordPayment",
           {{"payment_id", id},
            {"amount", Cny(minor)},
            {"received_on", received},
            {"designation", List({bill.id})},
            {"source", Object({{"system", "erp"}, {"document", id}})}});
  plan->Do({received, Hour::kAfternoon}, kCredit, customer.scope, "AllocatePayment",
           {{"payment_id", id}, {"invoices", List({bill.id})}});
}

std::vector<Customer> PlanTrade(Plan* plan, Cast* cast, Dice* dice) {
  // Of each ten assessed firms: two CA1, three CA2, two CA3, and one each of the others in turn.
  constexpr std::array<int, 10> kBandOf = {1, 2, 3, 4, 2, 5, 1, 3, 6, 2};
  std::vector<Customer> firms;
  for (int i = 0; i < 72; ++i) {
    const Day since = Workday(On(2025, 1, 14) + days(7 * i));
    Customer customer = cast->Firm(plan, since, i % 2 == 0 ? kTradeSales : kTradeSales2);
    PlanLedger(plan, dice, i, &customer);
    if (i % 2 == 0 || i % 10 == 3) {
      const int band = i % 23 == 22 ? kNotRated : kBandOf[static_cast<std::size_t>(i / 2 % 10)];
      const Band& terms = kBands[static_cast<std::size_t>(band - 1)];
      const Day earliest = std::max(since + days(3), kToday - days(terms.recent_days));
      const Day day = std::min(Workday(earliest + days(dice->Between(0, 20))), kToday);
      Assessment(plan, customer, band, day).Run(dice);
      const bool pays = HabitOf(i).open_days == 0 && HabitOf(i).late_to < 10;
      if (band <= 2 && pays && day < On(2026, 8, 1)) PlanOrder(plan, i, customer);
    }
    firms.push_back(std::move(customer));
  }
  return firms;
}

}  // namespace tenure::demo
