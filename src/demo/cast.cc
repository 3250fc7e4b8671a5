#include "demo/cast.h"

#include <fmt/format.h>

#include <array>
#include <span>

namespace tenure::demo {
namespace {

constexpr std::array<std::string_view, 24> kSurnames = {
    "王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "徐", "孙",
    "马", "朱", "胡", "郭", "何", "高", "林", "罗", "郑", "梁", "谢", "宋"};
constexpr std::array<std::string_view, 26> kGivenNames = {
    "伟民", "秀英", "建国", "淑芬", "志远", "雅婷", "文博", "丽娟", "海涛",
    "晓梅", "俊杰", "玉兰", "国强", "思琪", "明轩", "桂香", "子涵", "春燕",
    "浩然", "慧敏", "立群", "佳怡", "学军", "静雯", "宏伟", "欣悦"};
constexpr std::array<std::string_view, 12> kPlaces = {
    "苏州", "无锡", "常州", "南通", "嘉兴", "宁波", "绍兴", "扬州", "湖州", "镇江", "合肥", "芜湖"};
constexpr std::array<std::string_view, 14> kWords = {"恒信", "瑞丰", "宏图", "天工", "金泰",
                                                     "华盛", "新桥", "联创", "德润", "锦程",
                                                     "永固", "汇通", "精锐", "远景"};
constexpr std::array<std::string_view, 9> kTrades = {
    "机械制造有限公司", "阀门有限公司",       "建材贸易有限公司",
    "电气设备有限公司", "钢结构工程有限公司", "自动化科技有限公司",
    "暖通设备有限公司", "紧固件厂",           "物资贸易有限公司"};
// CH1-CH6.
constexpr std::array<std::string_view, 6> kSources = {"EXHIBITION",        "TRADE_PRESS",
                                                      "INTERNET",          "ASSOCIATION",
                                                      "SHOP_BRAND_SURVEY", "PARTNER_REFERRAL"};
constexpr std::array<std::string_view, 5> kTraits = {"看重交付时间", "习惯先试后买", "对价格敏感",
                                                     "决策由夫妻或合伙人共同作出", "喜欢当面沟通"};
constexpr std::array<std::string_view, 4> kCompetitors = {"长江建材", "东吴阀业", "新城置业",
                                                          "远大型钢"};

struct Desk {
  const char* who;
  std::vector<const char*> roles;
};

void PlanRoles(Plan* plan, When when) {
  const std::vector<Desk> desks = {{kHomeSales, {"sales", "service"}},
                                   {kHomeSales2, {"sales", "service"}},
                                   {kTradeSales, {"sales", "service"}},
                                   {kTradeSales2, {"sales", "service"}},
                                   {kCare, {"service"}},
                                   {kCare2, {"service"}},
                                   {kComplaints, {"complaints"}},
                                   {kComplaints2, {"complaints"}},
                                   {kCredit, {"credit"}},
                                   {kCollector, {"collections"}},
                                   {kCollector2, {"collections"}},
                                   {kKeyAccounts, {"key_accounts"}},
                                   {kApprover, {"approver"}},
                                   {kLead, {"approver", "complaints"}}};
  for (const Desk& desk : desks) {
    for (const char* role : desk.roles) {
      plan->Do(when, "admin", kCompany, "GrantRole", {{"actor_id", desk.who}, {"role", role}});
    }
  }
}

Value Fact(std::string_view fact, int distance_m) {
  return Object({{"fact", fact}, {"distance_m", distance_m}});
}

Value About(std::string_view fact, std::string_view about) {
  return Object({{"fact", fact}, {"about", about}});
}

}  // namespace

int Dice::Below(int sides) {
  std::array<std::uint8_t, 4> bytes = {};
  random_.Fill(bytes);
  std::uint32_t thrown = 0;
  for (const std::uint8_t byte : bytes) thrown = thrown << 8 | byte;
  return static_cast<int>(thrown % static_cast<std::uint32_t>(sides));
}

void PlanHouse(Plan* plan) {
  const Day day = On(2025, 1, 6);
  PlanRoles(plan, {day, Hour::kMorning});
  const auto open = [&](const char* id, const char* name, const char* model, const char* who,
                        Fields disclosure) {
    plan->Approve({day, Hour::kAfternoon}, kApprover, kCompany,
                  plan->Do({day, Hour::kNoon}, who, kCompany, "OpenProject",
                           {{"project_id", id}, {"name", name}, {"template", model}}));
    disclosure.emplace_back("project_id", id);
    const Day next = day + std::chrono::days(1);
    plan->Approve({next, Hour::kNoon}, kApprover, kCompany,
                  plan->Do({next, Hour::kMorning}, who, kCompany, "PublishDisclosure", disclosure));
  };
  open(kHomes, "湖畔新城二期", "PROPERTY", kHomeSales,
       {{"favourable", List({Fact("中心湖公园", 300), Fact("地铁 3 号线", 650)})},
        {"adverse", List({Fact("北侧在建高架", 480), Fact("加油站", 900)})},
        {"survey_radius_m", 1000},
        {"surveyed_on", On(2024, 12, 18)}});
  open(kOldHomes, "湖畔新城一期", "PROPERTY", kHomeSales,
       {{"favourable", List({Fact("中心湖公园", 450)})},
        {"adverse", List({Fact("东侧变电站", 700)})},
        {"survey_radius_m", 1100},
        {"surveyed_on", On(2019, 5, 20)}});
  open(kSupply, "阀门与配件年度供货", "GENERIC_B2B", kTradeSales,
       {{"favourable",
         List({About("阀体附材质证明书", "PRODUCT"), About("常用规格两日内发货", "TERMS")})},
        {"adverse",
         List({About("非标口径须另行开模", "PRODUCT"), About("铸件价格按季调整", "TERMS")})}});
}

Customer Cast::Person(Plan* plan, Day since, std::string_view owner) {
  const int number = ++persons_;
  Customer customer{fmt::format("C-{}", 4000 + number), "", "", std::string(owner), since};
  customer.scope = "customer/" + customer.id;
  // Surname and given name by two steps that share no factor: no name comes twice.
  customer.name =
      fmt::format("{}{}", kSurnames[static_cast<std::size_t>(number) % kSurnames.size()],
                  kGivenNames[static_cast<std::size_t>(number / 2) % kGivenNames.size()]);
  const std::string_view source = kSources[static_cast<std::size_t>(dice_.Below(6))];
  plan->Do({since, Hour::kMorning}, owner, customer.scope, "RegisterCustomer",
           {{"kind", "PERSON"},
            {"name", customer.name},
            {"identity_number",
             fmt::format("3205{:02}19{:02}{:02}{:02}{:04}", number % 80 + 1, 60 + number % 40,
                         number % 12 + 1, number % 28 + 1, 1000 + number)},
            {"phone", fmt::format("+86 139 1200 {:04}", 4000 + number)},
            {"owner", owner},
            {"source", source},
            {"language", "zh"}});
  customer.events = 2;  // CustomerRegistered, OwnerAssigned
  Facts(plan, &customer, source);
  return customer;
}

Customer Cast::Firm(Plan* plan, Day since, std::string_view owner) {
  const auto number = static_cast<std::size_t>(++firms_);
  Customer customer{fmt::format("C-{}", 5000 + number), "", "", std::string(owner), since};
  customer.scope = "customer/" + customer.id;
  customer.name = fmt::format("{}{}{}", kPlaces[number % kPlaces.size()],
                              kWords[number / 2 % kWords.size()], kTrades[number % kTrades.size()]);
  const std::string_view source = kSources[static_cast<std::size_t>(dice_.Below(6))];
  plan->Do(
      {since, Hour::kMorning}, owner, customer.scope, "RegisterCustomer",
      {{"kind", "ORGANISATION"},
       {"name", customer.name},
       {"identity_number", fmt::format("91320500MA{:07}{}", 2000000 + number * 7919, number % 10)},
       {"phone", fmt::format("+86 512 6600 {:04}", 5000 + number)},
       {"owner", owner},
       {"source", source},
       {"language", "zh"}});
  plan->Do({since, Hour::kMorning}, owner, customer.scope, "SetContactPerson",
           {{"contact_person_id", "CP-1"},
            {"name", fmt::format("{}{}", kSurnames[(number * 5 + 3) % kSurnames.size()],
                                 kGivenNames[(number * 3 + 1) % kGivenNames.size()])},
            {"role", "采购经理"},
            {"may_agree", true}});
  customer.events = 3;  // CustomerRegistered, OwnerAssigned, ContactPersonSet
  Facts(plan, &customer, source);
  return customer;
}

void Cast::Facts(Plan* plan, Customer* customer, std::string_view source) {
  const When when{customer->since, Hour::kMorning};
  const auto one = [&](std::span<const std::string_view> of) {
    return of[static_cast<std::size_t>(dice_.Below(static_cast<int>(of.size())))];
  };
  const auto note = [&](std::string_view command, const Fields& data) {
    plan->Do(when, customer->owner, customer->scope, command, data);
    ++customer->events;
  };
  note("RecordDataSource", {{"channel", source}, {"basis", "CONSENT"}});
  if (dice_.Chance(30)) {
    note("RecordTrait", {{"trait", one(kTraits)}, {"source", source}});
  }
  if (dice_.Chance(12)) {
    note("RecordCompetitor",
         {{"competitor", one(kCompetitors)}, {"threat", dice_.Chance(40) ? "HIGH" : "LOW"}});
  }
  note("ClassifyCustomer",
       {{"scheme", "value"}, {"class_name", dice_.Chance(25) ? "GOOD" : "ORDINARY"}});
}

}  // namespace tenure::demo
