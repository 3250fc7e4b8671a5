#include "demo/complaints.h"

#include <fmt/format.h>

#include <array>

namespace tenure::demo {
namespace {

using std::chrono::days;

// What may go wrong, from the first words to the lesson.
struct Matter {
  const char* category;
  const char* words;
  const char* sought;
  const char* key_issue;
  const char* party;
  const char* department;
  const char* findings;
  const char* rule;
  const char* kind;
  const char* terms;
  std::int64_t minor;
  const char* root_cause;
};
constexpr std::array<Matter, 5> kMatters = {{
    {"PRODUCT_QUALITY", "厨房水管接头渗水，柜板已发胀", "修好并更换柜板", "接头垫片老化",
     "SUPPLIER", "采购部", "同批次接头返修率偏高", "repair-and-compensate", "COMPENSATION",
     "更换接头与柜板，补偿 600 元", 60'000, "进货检验未做压力抽检"},
    {"DELAY", "约好的维修两次没人来", "按约定时间上门", "派单漏发", "US", "客服部",
     "改约没有同步到派单", "repair-and-compensate", "COMPENSATION", "专人上门并补偿 200 元", 20'000,
     "改约依靠口头转达"},
    {"DAMAGE", "搬运时把门框撞坏了", "修复门框", "搬运无护角", "US", "物业公司",
     "搬运规程没有要求护角", "repair-and-compensate", "COMPENSATION", "修复门框并补偿 300 元",
     30'000, "搬运规程缺少防护要求"},
    {"SERVICE_ATTITUDE", "前台答复敷衍，问三次没有下文", "给出明确答复", "无人跟进", "US", "客服部",
     "咨询没有登记", "explain-and-apologise", "EXPLANATION", "当面说明并书面答复", 0,
     "咨询不登记就没有期限"},
    {"OTHER_CAUSE", "收费单据与公示不一致", "说明收费依据", "公示未更新", "US", "财务部",
     "价目表晚更新一周", "explain-and-apologise", "EXPLANATION", "书面说明并更正公示", 0,
     "调价与公示不是同一人负责"},
}};

// How far a case gets, in the order of domain 4.2.
enum class Reach {
  kReceived,
  kAcknowledged,
  kHeard,
  kSympathised,
  kApologised,
  kDiagnosed,
  kAuthorised,
  kProposed,
  kAgreed,
  kExecuting,
  kExecuted,
  kReviewed,
  kClosed,
  kWithdrawn,
  kRejected,
  kExternal,
  kMerged
};

// Whom it is of and, for owners, about what.
struct Complainant {
  Customer customer;
  std::string engagement;
};

class Case {
 public:
  Case(Plan* plan, const Complainant& of, int number, Day day)
      : plan_(*plan),
        of_(of),
        id_(fmt::format("CC-{}", 2000 + number)),
        day_(day),
        matter_(kMatters[static_cast<std::size_t>(number) % kMatters.size()]),
        handler_(number % 2 == 0 ? kComplaints : kComplaints2),
        number_(number) {}

  void Run(Reach reach) {
    File(id_, matter_.category);
    if (reach == Reach::kReceived) return;
    plan_.Do({day_, Hour::kNoon}, kLead, of_.customer.scope, "AssignComplaint",
             {{"complaint_id", id_}, {"handler", handler_}});
    Handle(0, Hour::kNoon, "AcknowledgeComplaint", {{"channel", "CALL"}});
    if (reach == Reach::kAcknowledged) return;
    if (reach == Reach::kMerged) return Merge();
    if (reach == Reach::kWithdrawn) return Withdraw();
    if (!Care(reach)) return;
    if (!Diagnose(reach)) return;
    if (!Offer(reach)) return;
    Settle(reach);
  }

 private:
  void Handle(int after, Hour hour, std::string_view command, Fields data) {
    data.insert(data.begin(), {"complaint_id", id_});
    plan_.Do({Workday(day_ + days(after)), hour}, handler_, of_.customer.scope, command, data);
  }

  void File(const std::string& id, const char* category) {
    Fields data = {{"complaint_id", id},
                   {"channel", number_ % 3 == 0 ? "WEB_FORM" : "CALL"},
                   {"words", matter_.words},
                   {"sought_remedy", matter_.sought},
                   {"category", category}};
    if (!of_.engagement.empty()) {
      data.emplace_back("about_kind", "engagement");
      data.emplace_back("about_id", of_.engagement);
    }
    plan_.Do({day_, Hour::kMorning}, number_ % 2 == 0 ? kCare : kCare2, of_.customer.scope,
             "FileComplaint", data);
  }

  // Q1-Q3 on the day itself.
  bool Care(Reach reach) {
    Handle(0, Hour::kAfternoon, "RecordListening",
           {{"customer_words", matter_.words}, {"sought_remedy", matter_.sought}});
    if (reach == Reach::kHeard) return false;
    Handle(0, Hour::kAfternoon, "ExpressSympathy", {{"words", "换作是我也会着急"}});
    if (reach == Reach::kSympathised) return false;
    Handle(0, Hour::kAfternoon, "Apologise", {{"text", "给您添了麻烦，深表歉意"}});
    if (reach == Reach::kExternal) {
      Handle(2, Hour::kMorning, "EscalateExternally",
             {{"body", "12315"},
              {"reference", fmt::format("12315-{}", id_)},
              {"grounds", "客户已向 12315 投诉"}});
    }
    return reach != Reach::kApologised && reach != Reach::kExternal;
  }

  bool Diagnose(Reach reach) {
    Handle(1, Hour::kMorning, "AssessComplaint",
           {{"key_issue", matter_.key_issue},
            {"severity", number_ % 7 == 0 ? "HIGH" : "MEDIUM"},
            {"complexity", "CLEAR"},
            {"impact", "ONE_CUSTOMER"},
            {"urgency", "ROUTINE"}});
    Handle(1, Hour::kMorning, "DetermineResponsibility",
           {{"party", matter_.party},
            {"department", matter_.department},
            {"cause", matter_.category},
            {"findings", matter_.findings}});
    if (reach == Reach::kRejected) {
      plan_.Approve({Workday(day_ + days(1)), Hour::kEvening}, kApprover, of_.customer.scope,
                    plan_.Do({Workday(day_ + days(1)), Hour::kNoon}, handler_, of_.customer.scope,
                             "RejectComplaint",
                             {{"complaint_id", id_},
                              {"reasons", "记录显示已按约定处理"},
                              {"ground", "NOT_FOUNDED"},
                              {"external_route", "12315"}}));
      return false;
    }
    Handle(1, Hour::kMorning, "ApplyRule", {{"rule_id", matter_.rule}});
    return reach != Reach::kDiagnosed;
  }

  Fields Remedy() const {
    Fields remedy = {{"kind", matter_.kind}};
    if (matter_.minor > 0) remedy.emplace_back("amount", Cny(matter_.minor));
    return remedy;
  }

  bool Offer(Reach reach) {
    Handle(1, Hour::kNoon, "AuthoriseRemedy", Remedy());
    if (reach == Reach::kAuthorised) return false;
    Fields terms = Remedy();
    terms.emplace_back("terms", matter_.terms);
    terms.emplace_back("execute_by", day_ + days(21));
    Handle(1, Hour::kAfternoon, "ProposeRemedy", terms);
    if (reach == Reach::kProposed) return false;
    Handle(
        2, Hour::kAfternoon, "AcceptProposal",
        {{"by", "COMPLAINANT"}, {"words", "同意"}, {"evidence", Paper("signature", "cc/" + id_)}});
    return reach != Reach::kAgreed;
  }

  void Settle(Reach reach) {
    Handle(2, Hour::kEvening, "StartRemedy", {{"executor", kCare}});
    if (reach == Reach::kExecuting) return;
    Fields done = {{"evidence", Paper("photo", "cc/" + id_)}};
    if (matter_.minor > 0) done.emplace_back("amount", Cny(matter_.minor));
    Handle(6, Hour::kMorning, "CompleteRemedy", done);
    if (reach == Reach::kExecuted) return;
    Handle(7, Hour::kNoon, "RecordSatisfaction",
           {{"satisfaction", number_ % 6 == 1 ? "PARTLY_SATISFIED" : "SATISFIED"},
            {"score", number_ % 6 == 1 ? 3 : 4}});
    Handle(7, Hour::kAfternoon, "ReviewComplaint",
           {{"root_cause", matter_.root_cause},
            {"cause", matter_.category},
            {"measures", List({"修订作业规程"})},
            {"no_prevention", "PREVENTED_ALREADY"}});
    if (reach == Reach::kReviewed) return;
    Handle(7, Hour::kEvening, "CloseComplaint", {});
  }

  void Withdraw() {
    Handle(1, Hour::kMorning, "WithdrawComplaint",
           {{"by", "COMPLAINANT"},
            {"words", "已自行解决"},
            {"evidence", Paper("email", "cc/" + id_)}});
  }

  // The same matter came in twice, under another heading; the second case ends in the first.
  void Merge() {
    const std::string twin = id_ + "-2";
    File(twin, "WRONG_INFORMATION");
    plan_.Do({day_, Hour::kNoon}, kLead, of_.customer.scope, "AssignComplaint",
             {{"complaint_id", twin}, {"handler", handler_}});
    plan_.Do({day_, Hour::kEvening}, handler_, of_.customer.scope, "MergeDuplicate",
             {{"complaint_id", twin}, {"into", id_}});
    if (Care(Reach::kClosed) && Diagnose(Reach::kClosed) && Offer(Reach::kClosed)) {
      Settle(Reach::kClosed);
    }
  }

  Plan& plan_;
  const Complainant& of_;
  const std::string id_;
  const Day day_;
  const Matter& matter_;
  const char* const handler_;
  const int number_;
};

}  // namespace

void PlanComplaints(Plan* plan, const Homes& homes, const std::vector<Customer>& firms) {
  std::vector<Complainant> complainants;
  for (std::size_t i = 0; i < homes.owners.size(); ++i) {
    if (i == kSeller) continue;
    complainants.push_back({homes.owners[i].customer, homes.owners[i].engagement});
    if (i < firms.size() && i % 2 == 0) complainants.push_back({firms[i], ""});
  }
  // Today's states, the nearest to their end begun first; before them, closed ones back to spring.
  constexpr std::array<Reach, 16> kToday16 = {
      Reach::kReviewed,    Reach::kExecuted,   Reach::kExecuting,    Reach::kAgreed,
      Reach::kProposed,    Reach::kAuthorised, Reach::kDiagnosed,    Reach::kApologised,
      Reach::kSympathised, Reach::kHeard,      Reach::kAcknowledged, Reach::kReceived,
      Reach::kWithdrawn,   Reach::kRejected,   Reach::kExternal,     Reach::kMerged};
  int number = 0;
  for (std::size_t i = 0; i < complainants.size(); ++i) {
    const std::size_t left = complainants.size() - i;
    ++number;
    if (left > kToday16.size()) {
      Case(plan, complainants[i], number, Workday(On(2026, 2, 16) + days(3 * static_cast<int>(i))))
          .Run(Reach::kClosed);
      continue;
    }
    const Reach reach = kToday16[kToday16.size() - left];
    const bool open = reach < Reach::kClosed;
    const int ago = !open ? 20 : reach >= Reach::kExecuted ? 12 : reach >= Reach::kProposed ? 5 : 2;
    Case(plan, complainants[i], number, Workday(kToday - days(ago))).Run(reach);
  }
}

}  // namespace tenure::demo
