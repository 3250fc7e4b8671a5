#include "demo/homes.h"

#include <fmt/format.h>

#include <algorithm>

namespace tenure::demo {
namespace {

using std::chrono::days;

// One engagement on its way; each step is a leaf of the road of domain 4.1.
class Road {
 public:
  Road(Plan* plan, Customer* customer, std::string project)
      : plan_(*plan),
        customer_(*customer),
        project_(std::move(project)),
        engagement_("EN-" + customer_.id.substr(2)) {}

  const std::string& engagement() const { return engagement_; }

  void Open(Day day) { At(day, Hour::kMorning, "OpenEngagement", {{"project_id", project_}}, 1); }
  void Disclose(Day day) {
    At(day, Hour::kNoon, "RecordDisclosureAcknowledgement",
       {{"version", 1}, {"evidence", Paper("signature", "ack/" + engagement_)}}, 1);
  }
  void Sign(Day day, std::int64_t minor) { Sign(day, minor, day); }
  // The contract may have been signed long before it is recorded here.
  void Sign(Day day, std::int64_t minor, Day signed_on) {
    const bool home = project_ != kSupply;
    At(day, Hour::kMorning, "ProvideSigningGuidance",
       {{"items",
         List({home ? Object({{"clause", "第八条 交付"}, {"caution", "逾期交付违约金为日万分之一"}})
                    : Object({{"clause", "第四条 价格"}, {"caution", "铸件价格按季调整"}})})},
        {"channels", List({home ? "CALL" : "EMAIL"})}},
       1);
    At(day, Hour::kAfternoon, "SignContract",
       {{"contract_number", fmt::format("HT-{}-{}", DayText(signed_on).substr(0, 4), customer_.id)},
        {"signed_on", signed_on},
        {"amount", Cny(minor)}},
       2);  // ContractSigned, FourYearsAppointed
  }
  // Sent and delivered; the delivery names the event that was sent.
  void Update(Day day, const char* text) {
    At(day, Hour::kMorning, "SendProgressUpdate",
       {{"channel", project_ == kSupply ? "EMAIL" : "TEXT_MESSAGE"}, {"text", text}}, 1);
    const int sent = customer_.events;
    plan_.Do({day, Hour::kNoon}, customer_.owner, customer_.scope, "RecordDispatchResult",
             {{"event_sequence", sent}, {"result", "DELIVERED"}});
    customer_.events += 2;  // DispatchResultRecorded, ProgressUpdateDelivered
  }
  void Visit(Day day) {
    At(day, Hour::kAfternoon, "RecordSiteVisit", {{"visited_on", day}, {"note", "看过现场"}}, 1);
  }
  // With the day of the ceremony, which may lie long before what is recorded today.
  void HandOver(Day day, Day held, int attendees) {
    At(day, Hour::kAfternoon, "HoldHandoverCeremony",
       {{"handed_over_on", held}, {"attendees", attendees}}, 1);
  }
  void Snag(Day day, const char* what) {
    At(day, Hour::kEvening, "RecordSnag", {{"snag_id", "S-1"}, {"description", what}}, 1);
  }
  void ResolveSnag(Day day) {
    At(day, Hour::kAfternoon, "ResolveSnag",
       {{"snag_id", "S-1"}, {"evidence", Paper("photo", "snag/" + engagement_)}}, 1);
  }
  void Manage(Day day, const char* manager) {
    At(day, Hour::kEvening, "AssignAccountManager", {{"manager", manager}}, 1);
    manager_ = manager;
  }
  // A contact every eighty days, so that the cadence of ninety is kept until `until`.
  void Care(Day from, Day until) {
    for (Day day = Workday(from + days(80)); day <= until; day = Workday(day + days(80))) {
      plan_.Do({day, Hour::kNoon}, manager_, customer_.scope, "RecordCareContact",
               {{"engagement_id", engagement_}, {"channel", "CALL"}, {"note", "一切正常"}});
    }
  }
  void At(Day day, Hour hour, std::string_view command, Fields data, int events) {
    data.insert(data.begin(), {"engagement_id", engagement_});
    plan_.Do({day, hour}, customer_.owner, customer_.scope, command, data);
    customer_.events += events;
  }

 private:
  Plan& plan_;
  Customer& customer_;
  const std::string project_;
  const std::string engagement_;
  std::string manager_;
};

std::int64_t PriceOf(Dice* dice) { return 1'000'000 * dice->Between(180, 460); }

const char* OtherOf(const Customer& customer, const char* a, const char* b) {
  return customer.id.back() % 2 == 0 ? a : b;
}

// Asked, and no more; some have lost interest since.
void PlanAsking(Plan* plan, Cast* cast, Homes* homes) {
  for (int i = 0; i < 14; ++i) {
    const Day since = Workday(On(2026, 4, 6) + days(8 * i));
    Customer customer = cast->Person(plan, since, i % 2 == 0 ? kHomeSales : kHomeSales2);
    Road road(plan, &customer, kHomes);
    road.Open(since);
    if (i >= 8) road.Disclose(Workday(since + days(2)));
    if (i % 4 == 1) {
      road.At(Workday(since + days(14)), Hour::kEvening, "WithdrawInterest",
              {{"grounds", "已购他处"}}, 1);
    }
    homes->customers.push_back(std::move(customer));
  }
}

// Signed; the older contracts are told of the progress every month, two were given up again.
void PlanBuilding(Plan* plan, Cast* cast, Dice* dice, Homes* homes) {
  constexpr const char* kProgress[] = {"基础完工",     "主体结构过半", "主体封顶",
                                       "外墙施工过半", "门窗安装完成", "室内管线完成",
                                       "园林开始铺装"};
  for (int i = 0; i < 30; ++i) {
    const Day since = Workday(On(2026, 2, 3) + days(6 * i));
    Customer customer = cast->Person(plan, since, i % 2 == 0 ? kHomeSales : kHomeSales2);
    Road road(plan, &customer, kHomes);
    road.Open(since);
    road.Disclose(Workday(since + days(1)));
    const Day signed_on = Workday(since + days(4));
    road.Sign(signed_on, PriceOf(dice));
    int told = 0;
    // Every ninth is late with its update today.
    const bool gives_up = i == 5 || i == 17;
    const Day last = gives_up ? On(2026, 7, 10) : i % 9 == 4 ? kToday - days(32) : kToday;
    for (Day day = Workday(signed_on + days(27)); day <= last; day = Workday(day + days(27))) {
      road.Update(day, kProgress[std::min(told++, 6)]);
    }
    if (gives_up) {
      road.At(On(2026, 7, 15), Hour::kEvening, "RescindContract", {{"grounds", "贷款未获批"}}, 1);
    }
    homes->customers.push_back(std::move(customer));
  }
}

// Handed over within the year, one after another, and cared for since.
void PlanMovingIn(Plan* plan, Cast* cast, Dice* dice, Homes* homes) {
  for (int i = 0; i < 34; ++i) {
    const Day since = Workday(On(2025, 1, 13) + days(7 * i));
    Customer customer = cast->Person(plan, since, i % 2 == 0 ? kHomeSales : kHomeSales2);
    Road road(plan, &customer, kHomes);
    road.Open(since);
    road.Disclose(Workday(since + days(1)));
    road.Sign(Workday(since + days(5)), PriceOf(dice));
    road.Visit(Workday(since + days(60)));
    const Day moved = i < 30 ? Workday(since + days(dice->Between(180, 240)))
                             : Workday(On(2026, 7, 27) + days(3 * (i - 30)));
    road.HandOver(moved, moved, dice->Between(2, 30));
    if (i % 3 == 0) road.Snag(moved, "门框有划痕");
    if (i % 3 == 0 && i < 30) road.ResolveSnag(Workday(moved + days(dice->Between(9, 26))));
    if (i < 30) {
      const char* manager = OtherOf(customer, kCare, kCare2);
      road.Manage(moved, manager);
      const bool sells = i == kSeller;
      road.Care(moved, sells ? On(2026, 5, 29) : i % 11 == 3 ? kToday - days(60) : kToday);
      homes->owners.push_back({customer, road.engagement(), moved});
    }
    homes->customers.push_back(std::move(customer));
  }
}

// Owners of the first houses, their files taken over: four years have passed since they moved in.
void PlanFourYears(Plan* plan, Cast* cast, Dice* dice, Homes* homes) {
  for (int i = 0; i < 14; ++i) {
    const Day since = Workday(On(2025, 1, 14) + days(i));
    Customer customer = cast->Person(plan, since, i % 2 == 0 ? kHomeSales : kHomeSales2);
    Road road(plan, &customer, kOldHomes);
    road.Open(since);
    road.Disclose(since);
    const Day moved = On(2021, 3, 6) + days(45 * i);
    road.Sign(since, PriceOf(dice), moved - days(520));
    road.Visit(Workday(since + days(1)));
    const Day recorded = Workday(since + days(2));
    road.HandOver(recorded, moved, dice->Between(2, 40));
    const char* manager = OtherOf(customer, kCare, kCare2);
    road.Manage(recorded, manager);
    road.Care(recorded, i == 9 ? kToday - days(40) : kToday);
    const Day due = Workday(moved + days(4 * 365 + 1));
    // Most are visited in time; one visit was missed, the last two are ahead.
    if (i != 4 && due + days(10) < kToday) {
      plan->Do({Workday(due + days(8)), Hour::kAfternoon}, manager, customer.scope,
               "CompleteFourYearVisit",
               i % 3 == 0
                   ? Fields{{"revisit_plan_id", road.engagement()},
                            {"visited_on", Workday(due + days(7))},
                            {"improvements", List({Object({{"what", "增设非机动车充电桩"},
                                                           {"no_action_reason", "POSTPONED"}})})},
                            {"no_action_note", "电力增容后再办"},
                            {"report", "入户走访，提出一项改进"}}
                   : Fields{{"revisit_plan_id", road.engagement()},
                            {"visited_on", Workday(due + days(7))},
                            {"no_action", true},
                            {"report", "入户走访，客户满意"}});
    }
    homes->owners.push_back({customer, road.engagement(), recorded});
    homes->customers.push_back(std::move(customer));
  }
}

// L7: some owners walk together with the house, through the loyalty fund.
void PlanLoyalty(Plan* plan, const Homes& homes) {
  for (std::size_t i = 0; i < homes.owners.size(); i += 5) {
    const Owner& owner = homes.owners[i];
    const Day day = Workday(std::max(owner.in_care + days(30), On(2026, 2, 2)));
    if (day > kToday) continue;
    const auto fund = [&](std::string_view command, const Fields& data) {
      plan->Do({day, Hour::kEvening}, owner.customer.owner, owner.customer.scope, command, data);
    };
    fund("EnrolLoyalty", {{"consent", Paper("form", "loyalty/" + owner.customer.id)}});
    fund("RecordFundContribution",
         {{"amount", Cny(200'000)}, {"source", "COMPANY_PROFIT"}, {"year", 2025}});
    fund("RecordFundContribution",
         {{"amount", Cny(50'000)}, {"source", "CUSTOMER_CONTRIBUTION"}, {"year", 2026}});
    if (i % 10 == 0) fund("DisburseFund", {{"amount", Cny(60'000)}, {"purpose", "社区联谊"}});
  }
}

// One flat was sold on: who bought it goes on in care.
void PlanTransfer(Plan* plan, Cast* cast, Homes* homes) {
  const Owner& seller = homes->owners[kSeller];
  Customer buyer = cast->Person(plan, On(2026, 6, 1), kHomeSales);
  plan->Do({On(2026, 6, 3), Hour::kAfternoon}, kCare, seller.customer.scope, "TransferOwnership",
           {{"engagement_id", seller.engagement},
            {"to", buyer.id},
            {"transferred_on", On(2026, 6, 2)},
            {"evidence", Paper("deed", "deed/" + seller.engagement)}});
  homes->customers.push_back(std::move(buyer));
}

}  // namespace

Homes PlanHomes(Plan* plan, Cast* cast, Dice* dice) {
  Homes homes;
  PlanAsking(plan, cast, &homes);
  PlanBuilding(plan, cast, dice, &homes);
  PlanMovingIn(plan, cast, dice, &homes);
  PlanFourYears(plan, cast, dice, &homes);
  PlanLoyalty(plan, homes);
  PlanTransfer(plan, cast, &homes);
  return homes;
}

std::vector<Customer> PlanSupply(Plan* plan, Cast* cast, int count) {
  std::vector<Customer> firms;
  for (int i = 0; i < count; ++i) {
    const Day since = Workday(On(2026, 2, 9) + days(5 * i));
    Customer customer = cast->Firm(plan, since, i % 2 == 0 ? kTradeSales : kTradeSales2);
    Road road(plan, &customer, kSupply);
    road.Open(since);
    road.Disclose(since);
    const Day signed_on = Workday(since + days(3));
    road.Sign(signed_on, 1'000'000 * (i % 7 + 3));
    for (Day day = Workday(signed_on + days(27)); day <= kToday; day = Workday(day + days(27))) {
      road.Update(day, "当月订单已交付");
    }
    firms.push_back(std::move(customer));
  }
  return firms;
}

}  // namespace tenure::demo
