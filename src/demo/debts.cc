#include "demo/debts.h"

#include <fmt/format.h>

#include <array>

#include "demo/trade.h"

namespace tenure::demo {
namespace {

using std::chrono::days;

// Where a story ends today (domain 4.3).
enum class End {
  kOpen,
  kStrategised,
  kInHouse,
  kPromised,
  kPromiseBroken,
  kAgent,
  kArbitration,
  kLitigation,
  kAwarded,
  kEnforcement,
  kLost,
  kInsolvency,
  kTimeBarred,
  kWrittenOff,
  kSettled,
  kSettledPartial
};

struct Story {
  End end;
  int days_ago;  // the case was opened
  std::int64_t minor;
};
constexpr std::array<Story, 24> kStories = {{
    {End::kOpen, 1, 2'600'000},           {End::kOpen, 2, 1'150'000},
    {End::kStrategised, 5, 3'400'000},    {End::kStrategised, 7, 900'000},
    {End::kInHouse, 21, 4'200'000},       {End::kInHouse, 26, 1'800'000},
    {End::kInHouse, 33, 2'250'000},       {End::kPromised, 24, 3'100'000},
    {End::kPromised, 30, 1'400'000},      {End::kPromiseBroken, 60, 2'900'000},
    {End::kPromiseBroken, 75, 5'600'000}, {End::kAgent, 90, 4'800'000},
    {End::kAgent, 110, 3'300'000},        {End::kArbitration, 120, 7'500'000},
    {End::kLitigation, 130, 6'100'000},   {End::kAwarded, 190, 5'200'000},
    {End::kEnforcement, 240, 8'800'000},  {End::kLost, 220, 1'700'000},
    {End::kInsolvency, 100, 6'900'000},   {End::kTimeBarred, 560, 2'000'000},
    {End::kWrittenOff, 300, 1'250'000},   {End::kSettled, 150, 3'700'000},
    {End::kSettled, 200, 2'450'000},      {End::kSettledPartial, 180, 4'100'000},
}};

class Debt {
 public:
  Debt(Plan* plan, const Customer& customer, const Bill& bill, int number, Day opened)
      : plan_(*plan),
        customer_(customer),
        bill_(bill),
        number_(number),
        opened_(opened),
        case_("DC-" + customer.id.substr(2)),
        collector_(number % 2 == 0 ? kCollector : kCollector2) {}

  void Run(End end) {
    Collect(0, Hour::kMorning, "OpenDebtCase",
            {{"invoices", List({bill_.id})}, {"note", "电话、邮件均未付款"}});
    Collect(0, Hour::kNoon, "AssignDebtCase", {{"collector", collector_}});
    if (end == End::kOpen) return;
    if (end == End::kTimeBarred) return;  // nobody asked in time, and time did the rest
    Strategy();
    if (end == End::kStrategised) return;
    Collect(2, Hour::kNoon, "StartInHouse", {});
    Contact();
    if (end == End::kInHouse) return Dun();
    if (end == End::kPromised) return Promise(kToday + days(4));
    if (end == End::kPromiseBroken) return Promise(Workday(opened_ + days(24)));
    if (end == End::kSettled) return Pay(40, bill_.minor);
    if (end == End::kSettledPartial) return Settle();
    if (end == End::kInsolvency) return Insolvency();
    if (end == End::kWrittenOff) return WriteOff();
    Demand();
    Beyond(end);
  }

 private:
  When After(int number, Hour hour) const { return {Workday(opened_ + days(number)), hour}; }

  std::string Collect(int after, Hour hour, std::string_view command, Fields data) {
    data.insert(data.begin(), {"case_id", case_});
    return plan_.Do(After(after, hour), collector_, customer_.scope, command, data);
  }
  void Decide(int after, Hour hour, std::string_view command, Fields data) {
    data.insert(data.begin(), {"case_id", case_});
    plan_.Do(After(after, hour), kApprover, customer_.scope, command, data);
  }
  void Approve(int after, Hour hour, const std::string& approval) {
    plan_.Approve(After(after, hour), kApprover, customer_.scope, approval);
  }
  Value Proof(std::string_view kind, int number) const {
    return Paper(kind, fmt::format("debt/{}/{}", customer_.id, number));
  }

  // T1: classified, planned, approved by another.
  void Strategy() {
    constexpr std::array<std::array<const char*, 3>, 4> kDebtors = {
        {{"HARD_LINER", "SOFT_AND_HARD", "态度强硬，拒谈还款"},
         {"SCHEMER", "HYPOTHETICAL_TERMS", "频繁更换对接人"},
         {"VAIN", "SAVE_FACE", "重视行业声誉"},
         {"SENTIMENTAL", "", "看重多年往来"}}};
    const auto& [type, tactic, why] = kDebtors[static_cast<std::size_t>(number_ % 4)];
    Collect(0, Hour::kAfternoon, "ClassifyDebtor", {{"type", type}, {"rationale", why}});
    Fields plan = {{"occasions", List({"NO_OCCASION", "INVITE_DEBTOR"})},
                   {"plan", "先书面，再电话，落实付款日期"}};
    if (*tactic != 0) plan.emplace_back("tactic", tactic);
    Collect(0, Hour::kEvening, "ChooseTactic", plan);
    Decide(2, Hour::kMorning, "ApproveStrategy", {});
  }

  void Contact() {
    Collect(3, Hour::kNoon, "PlanCollectionContact",
            {{"occasion", "NO_OCCASION"},
             {"channel", "CALL"},
             {"at", After(3, Hour::kAfternoon)},
             {"counterpart", "DEBTOR_HIMSELF"},
             {"note", "确认付款日期"}});
    Collect(3, Hour::kAfternoon, "RecordCollectionContact",
            {{"plan", 1},
             {"occasion", "NO_OCCASION"},
             {"channel", "CALL"},
             {"counterpart", "DEBTOR_HIMSELF"},
             {"reach", "CONVERSATION"},
             {"appeals", List({"REASON", "DUTY"})},
             {"content", "称货款未收回，请求宽限"}});
  }
  void Dun() {
    Collect(6, Hour::kMorning, "IssueDunning",
            {{"level", 1},
             {"channel", "LETTER"},
             {"counterpart", "DEBTOR_HIMSELF"},
             {"text", fmt::format("请于七日内支付发票 {}", bill_.id)}});
  }
  void Promise(Day on) {
    Collect(4, Hour::kMorning, "RecordPromise",
            {{"promise_id", "PR-" + customer_.id.substr(2)},
             {"invoices", List({bill_.id})},
             {"currency", "CNY"},
             {"parts", List({Object({{"on", on}, {"minor", bill_.minor}})})},
             {"channel", "CALL"},
             {"words", "到时一定付"}});
  }
  void Pay(int after, std::int64_t minor) {
    PlanPayment(&plan_, customer_, bill_, After(after, Hour::kAfternoon).day, minor);
  }
  // T3: the principal's larger part is secured, the rest given up.
  void Settle() {
    const std::int64_t part = bill_.minor * 4 / 5;
    const Day due = Workday(opened_ + days(80));
    Approve(30, Hour::kEvening,
            Collect(30, Hour::kMorning, "ProposeSettlement",
                    {{"terms", List({Object({{"due_on", due}, {"minor", part}})})},
                     {"interest_waived", true},
                     {"note", "保本舍末"}}));
    Collect(36, Hour::kMorning, "AcceptSettlement",
            {{"accepted_on", After(36, Hour::kMorning).day}, {"agreement", Proof("agreement", 1)}});
    Pay(70, part);
  }
  void Insolvency() {
    const Day declared = After(50, Hour::kMorning).day;
    Collect(52, Hour::kMorning, "MarkInsolvent",
            {{"declared_on", declared},
             {"claim_by", declared + days(60)},
             {"proof", Proof("ruling", 2)},
             {"administrator", "苏州某破产管理人"}});
    Collect(60, Hour::kMorning, "RecordLegalStep",
            {{"step", "PROOF_OF_CLAIM"},
             {"on", After(60, Hour::kMorning).day},
             {"proof", Proof("receipt", 3)},
             {"authority", "苏州市中级人民法院"}});
  }
  void WriteOff() {
    Approve(
        91, Hour::kMorning,
        Collect(
            90, Hour::kMorning, "WriteOff",
            {{"reason", "DEBTOR_GONE"}, {"evidence", Proof("report", 4)}, {"note", "企业已注销"}}));
  }
  void Demand() {
    Collect(8, Hour::kMorning, "ServeDemand",
            {{"channel", "REGISTERED_LETTER"},
             {"served_on", After(8, Hour::kMorning).day},
             {"proof_type", "SIGNATURE"},
             {"text", "请于十五日内付清所欠货款"},
             {"proof", Proof("receipt", 5)}});
  }

  // To others: agent, arbitration or court, with the second person's leave to skip a step.
  void Beyond(End end) {
    Decide(
        20, Hour::kMorning, "ApproveEscalationSkip",
        {{"reason", "ASSET_FLIGHT"}, {"evidence", Proof("report", 6)}, {"note", "设备正在转移"}});
    if (end == End::kArbitration) return Arbitrate();
    const Day notice = After(21, Hour::kMorning).day;
    Collect(21, Hour::kMorning, "ReferToAgent",
            {{"kind", number_ % 2 == 0 ? "LAW_FIRM" : "MEDIATION_BODY"},
             {"agent", number_ % 2 == 0 ? "江南律师事务所" : "苏州商事调解中心"},
             {"basis", "LEGAL_CLAIM"},
             {"notice_on", notice},
             {"notice", Proof("letter", 7)}});
    if (end == End::kAgent) return;
    Approve(61, Hour::kMorning,
            Collect(60, Hour::kMorning, "FileLawsuit",
                    {{"filed_on", After(60, Hour::kMorning).day},
                     {"forum", "苏州工业园区人民法院"},
                     {"case_number", fmt::format("民初-{}", 1200 + number_)},
                     {"filing", Proof("complaint", 8)}}));
    if (end == End::kLitigation) return;
    const Day awarded = After(150, Hour::kMorning).day;
    Fields award = {{"outcome", end == End::kLost ? "AGAINST_US" : "FOR_US"},
                    {"awarded_on", awarded},
                    {"document", Proof("judgment", 9)}};
    if (end != End::kLost) award.emplace_back("perform_by", awarded + days(15));
    Collect(150, Hour::kMorning, "RecordAward", award);
    if (end != End::kEnforcement) return;
    Collect(175, Hour::kMorning, "ApplyEnforcement",
            {{"applied_on", After(175, Hour::kMorning).day},
             {"application", Proof("application", 10)}});
  }
  void Arbitrate() {
    Collect(25, Hour::kMorning, "RecordArbitrationAgreement",
            {{"agreement", Proof("contract", 11)}});
    Collect(40, Hour::kMorning, "FileArbitration",
            {{"filed_on", After(40, Hour::kMorning).day},
             {"forum", "苏州仲裁委员会"},
             {"case_number", fmt::format("仲-{}", 80 + number_)},
             {"filing", Proof("application", 12)}});
  }

  Plan& plan_;
  const Customer& customer_;
  const Bill bill_;
  const int number_;
  const Day opened_;
  const std::string case_;
  const char* const collector_;
};

}  // namespace

std::vector<Customer> PlanDebts(Plan* plan, Cast* cast) {
  std::vector<Customer> debtors;
  for (std::size_t i = 0; i < kStories.size(); ++i) {
    const Story& story = kStories[i];
    const Day opened = Workday(kToday - days(story.days_ago));
    const bool barred = story.end == End::kTimeBarred;
    const Day issued = barred ? On(2022, 2, 10) : opened - days(56);
    const Day since =
        barred ? On(2025, 1, 14) : Workday(std::max(issued - days(20), On(2025, 1, 14)));
    Customer customer = cast->Firm(plan, since, i % 2 == 0 ? kTradeSales : kTradeSales2);
    const Bill bill{customer.id.substr(2) + "-FP-01", issued, story.minor};
    PlanInvoice(plan, customer, bill);
    customer.traded_2025 = issued >= On(2025, 1, 1) && issued < On(2026, 1, 1);
    Debt(plan, customer, bill, static_cast<int>(i), barred ? On(2025, 1, 20) : opened)
        .Run(story.end);
    debtors.push_back(std::move(customer));
  }
  return debtors;
}

}  // namespace tenure::demo
