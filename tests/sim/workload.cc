#include "sim/workload.h"

#include <fmt/format.h>
#include <google/protobuf/text_format.h>

#include <array>

#include "base/assert.h"

namespace tenure::sim {
namespace {

struct Step {
  std::string_view command;
  std::string_view data;  // {day}: today
};

constexpr std::array<Step, 17> kComplaintSteps{{
    {"FileComplaint", "complaint_id: 'CC' channel: CALL category: PRODUCT_QUALITY words: 'w'"},
    {"AssignComplaint", "complaint_id: 'CC' handler: 'li.wei'"},
    {"AcknowledgeComplaint", "complaint_id: 'CC'"},
    {"RecordListening", "complaint_id: 'CC' customer_words: 'w' sought_remedy: 's'"},
    {"ExpressSympathy", "complaint_id: 'CC' words: 'w'"},
    {"Apologise", "complaint_id: 'CC' text: 't'"},
    {"AssessComplaint",
     "complaint_id: 'CC' key_issue: 'k' severity: HIGH complexity: CLEAR "
     "impact: ONE_CUSTOMER urgency: ROUTINE"},
    {"DetermineResponsibility",
     "complaint_id: 'CC' party: US cause: PRODUCT_QUALITY "
     "department: 'engineering'"},
    {"ApplyRule", "complaint_id: 'CC' rule_id: 'repair-and-compensate'"},
    {"AuthoriseRemedy",
     "complaint_id: 'CC' kind: COMPENSATION "
     "amount { minor: 30000 currency: 'CNY' }"},
    {"ProposeRemedy",
     "complaint_id: 'CC' terms: 't' kind: COMPENSATION "
     "amount { minor: 30000 currency: 'CNY' }"},
    {"AcceptProposal", "complaint_id: 'CC' by: COMPLAINANT"},
    {"StartRemedy", "complaint_id: 'CC'"},
    {"CompleteRemedy",
     "complaint_id: 'CC' amount { minor: 30000 currency: 'CNY' } "
     "evidence { kind: 'photo' place: 'dms://1' }"},
    {"ReviewComplaint",
     "complaint_id: 'CC' root_cause: 'r' cause: PRODUCT_QUALITY "
     "no_prevention: ONE_OFF"},
    {"RecordSatisfaction", "complaint_id: 'CC' satisfaction: SATISFIED"},
    {"CloseComplaint", "complaint_id: 'CC'"},
}};

// What may come at any time of a case; the last is kept for a second person.
constexpr std::array<Step, 4> kComplaintTurns{{
    {"RejectProposal", "complaint_id: 'CC' by: COMPLAINANT"},
    {"WithdrawComplaint", "complaint_id: 'CC' by: COMPLAINANT"},
    {"AddCaseNote", "complaint_id: 'CC' text: 'n' to_customer: true"},
    {"RejectComplaint",
     "complaint_id: 'CC' reasons: 'r' ground: NOT_FOUNDED external_route: '12315'"},
}};

constexpr std::array<Step, 12> kEngagementSteps{{
    {"OpenEngagement", "engagement_id: 'EN' project_id: 'P-1'"},
    {"RecordDisclosureAcknowledgement",
     "engagement_id: 'EN' version: 1 evidence {{ kind: 'signature' place: 'dms://2' }}"},
    {"ProvideSigningGuidance",
     "engagement_id: 'EN' items {{ clause: '8' caution: 'c' }} channels: CALL"},
    {"SignContract", "engagement_id: 'EN' contract_number: 'HT-1' signed_on {{ days: {day} }}"},
    {"SendProgressUpdate", "engagement_id: 'EN' channel: CALL"},
    {"RecordSiteVisit", "engagement_id: 'EN' visited_on {{ days: {day} }}"},
    {"ScheduleHandover", "engagement_id: 'EN' planned_on {{ days: {day} }}"},
    {"HoldHandoverCeremony", "engagement_id: 'EN' handed_over_on {{ days: {day} }}"},
    {"AssignAccountManager", "engagement_id: 'EN' manager: 'li.wei'"},
    {"RecordCareContact", "engagement_id: 'EN' channel: CALL note: 'n'"},
    {"ScheduleFourYearVisit", "revisit_plan_id: 'EN' planned_on {{ days: {day} }}"},
    {"CompleteFourYearVisit",
     "revisit_plan_id: 'EN' visited_on {{ days: {day} }} no_action: true "
     "report: 'r'"},
}};

std::span<const Step> StepsOf(WalkStep::Walk walk) {
  if (walk == WalkStep::Walk::kComplaint) return kComplaintSteps;
  return kEngagementSteps;
}

std::string ScopeOf(std::size_t customer) { return fmt::format("customer/C-{}", customer); }

Wish Plain(std::string_view command, std::string scope, std::string actor,
           const std::string& data) {
  Wish wish;
  wish.command = command;
  wish.scope = std::move(scope);
  wish.actor = std::move(actor);
  wish.data = DataOf(command, data);
  return wish;
}

}  // namespace

std::uint64_t Dice::Below(std::uint64_t bound) {
  std::uint64_t number = 0;
  random_.Fill({reinterpret_cast<std::uint8_t*>(&number), sizeof number});
  return number % bound;
}

std::shared_ptr<Message> DataOf(std::string_view command, const std::string& text) {
  const CommandEntry* entry = BuiltInDomain().FindCommand(command);
  TENURE_ASSERT(entry != nullptr, "no command {}", command);
  std::shared_ptr<Message> data(entry->prototype->New());
  const bool parsed = google::protobuf::TextFormat::ParseFromString(text, data.get());
  TENURE_ASSERT(parsed, "{} {{{}}}", command, text);
  return data;
}

std::vector<Wish> Workload::Furniture() {
  const std::string governance(kGovernanceScope);
  std::vector<Wish> wishes;
  for (const auto& [actor, role] :
       std::map<std::string, std::vector<std::string>>{{"admin", {"administrator"}},
                                                       {"li.wei", {"sales", "complaints"}},
                                                       {"zhao.min", {"sales", "service"}},
                                                       {"chen.jie", {"approver"}}}) {
    for (const std::string& one : role) {
      wishes.push_back(
          Plain("GrantRole", governance, "", fmt::format("actor_id: '{}' role: '{}'", actor, one)));
    }
  }
  wishes.push_back(
      Plain("OpenProject", governance, "", "project_id: 'P-1' name: 'n' template: PROPERTY"));
  wishes.push_back(Plain("PublishDisclosure", governance, "",
                         "project_id: 'P-1' favourable { fact: 'metro' } adverse { fact: 'line' } "
                         "survey_radius_m: 1000 surveyed_on { days: 20000 }"));
  return wishes;
}

Wish Workload::NewWish(std::size_t customer, std::string_view command, const std::string& data) {
  Wish wish = Plain(command, ScopeOf(customer), dice_.OneIn(6) ? "zhao.min" : "li.wei", data);
  wish.command_id = fmt::format("wish {}", dice_.Below(1'000'000'000));
  wish.walk.customer = customer;
  return wish;
}

Wish Workload::Registration(std::size_t customer, std::size_t identity) {
  const std::string number =
      identity < kIdentities ? fmt::format("identity_number: 'ID-{}'", identity) : "";
  Wish wish = NewWish(customer, "RegisterCustomer",
                      fmt::format("kind: PERSON name: 'n {}' {} owner: 'li.wei' source: INTERNET",
                                  dice_.Below(100), number));
  wish.walk.walk = WalkStep::Walk::kRegistered;
  return wish;
}

std::size_t Workload::HeadStart(WalkStep::Walk walk) { return dice_.Below(StepsOf(walk).size()); }

Wish Workload::StepOf(std::size_t customer, WalkStep::Walk walk, Time now) {
  const Progress& progress = progress_[customer];
  const bool complaint = walk == WalkStep::Walk::kComplaint;
  const std::size_t steps = StepsOf(walk).size();
  std::size_t at = complaint ? progress.complaint : progress.engagement;
  if (at >= steps) at = complaint ? dice_.Below(steps) : steps - 1 - dice_.Below(2);
  return StepAt(customer, walk, at, now);
}

Wish Workload::StepAt(std::size_t customer, WalkStep::Walk walk, std::size_t at, Time now) {
  const auto day = std::chrono::floor<std::chrono::days>(now + std::chrono::hours(8));
  const Step& step = StepsOf(walk)[at];
  std::string data(step.data);
  if (walk == WalkStep::Walk::kEngagement) {
    data = fmt::format(fmt::runtime(data), fmt::arg("day", day.time_since_epoch().count()));
  }
  Wish wish = NewWish(customer, step.command, data);
  wish.walk = {customer, walk, at};
  return wish;
}

Wish Workload::Decision() {
  const Approval& approval = approvals_[dice_.Below(approvals_.size())];
  Wish wish = NewWish(0, dice_.OneIn(3) ? "RefuseApproval" : "GiveApproval",
                      fmt::format("approval_id: '{}'", approval.id));
  wish.scope = approval.scope;
  wish.actor = "chen.jie";
  return wish;
}

Wish Workload::RandomSmallThing(std::size_t customer) {
  if (dice_.OneIn(2)) {
    return NewWish(customer, "AssignOwner", fmt::format("owner: 'owner.{}'", dice_.Below(3)));
  }
  Wish wish = NewWish(customer, "GrantRole",
                      fmt::format("actor_id: 'clerk.{}' role: 'service'", dice_.Below(4)));
  wish.scope = std::string(kGovernanceScope);
  wish.actor = "admin";
  return wish;
}

Wish Workload::Next(Time now) {
  const std::size_t customer = dice_.OneIn(2) ? 0 : dice_.Below(kCustomers);
  if (!progress_[customer].registered && !dice_.OneIn(8)) {
    return Registration(customer, dice_.Below(kIdentities + 1));
  }
  const WalkStep::Walk walk =
      dice_.OneIn(2) ? WalkStep::Walk::kEngagement : WalkStep::Walk::kComplaint;
  switch (dice_.Below(8)) {
    case 0:
      return RandomSmallThing(customer);
    case 1: {
      const Step& turn = kComplaintTurns[dice_.Below(kComplaintTurns.size())];
      return NewWish(customer, turn.command, std::string(turn.data));
    }
    case 2:
      if (!approvals_.empty()) return Decision();
      return Registration(customer, dice_.Below(kIdentities));
    case 3:  // out of order
      return StepAt(customer, walk, dice_.Below(StepsOf(walk).size()), now);
    default:
      return StepOf(customer, walk, now);
  }
}

Wish Workload::TwinOf(const Wish& wish) const {
  Wish twin = wish;
  twin.acknowledged.reset();
  twin.twin_of = &wish;
  twin.walk.walk = WalkStep::Walk::kNone;
  twin.actor = wish.actor == "li.wei" ? "zhao.min" : "li.wei";  // part of what the digest covers
  return twin;
}

void Workload::Done(const Wish& wish) {
  Progress& progress = progress_[wish.walk.customer];
  switch (wish.walk.walk) {
    case WalkStep::Walk::kRegistered:
      progress.registered = true;
      break;
    case WalkStep::Walk::kComplaint:
      progress.complaint = std::max(progress.complaint, wish.walk.step + 1);
      break;
    case WalkStep::Walk::kEngagement:
      progress.engagement = std::max(progress.engagement, wish.walk.step + 1);
      break;
    case WalkStep::Walk::kNone:
      break;
  }
  if (!wish.acknowledged->approval_id().empty()) {
    approvals_.push_back({wish.scope, wish.acknowledged->approval_id()});
  }
}

}  // namespace tenure::sim
