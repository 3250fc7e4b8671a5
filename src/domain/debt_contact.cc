// Contacts with the debtor. Planning is an act: every guard of section 2 stands before it. A
// contact that was made is a fact: it is recorded with all that it broke.
#include <algorithm>
#include <string>
#include <utility>

#include "domain/collection_rules.h"
#include "domain/contact_rules.h"
#include "domain/debt_claims.h"
#include "domain/receivables_rules.h"
#include "domain/value_text.h"
#include "tenure/v1/customer.pb.h"
#include "tenure/v1/debt_contact.domain.h"
#include "tenure/values.h"

namespace tenure::debt_case {

using Channel = v1::ComplaintTerms;
using domain::CollectionRules;
using domain::ContactRules;

namespace {

constexpr int kPlansMax = 8;
constexpr int kBookContactsMax = 48;
// 4.3: contacts are made in these stages; a court or a liquidator speaks in the others.
constexpr StageSet kContacts = {State::IN_HOUSE, State::AGENT};

bool InWriting(Channel::Channel channel) {
  return channel == Channel::LETTER || channel == Channel::EMAIL;
}

// Whose clock counts: the person's, else the debtor's, else the pack's (empty).
std::string ZoneOf(const State& state, const std::string& person, const DecideContext& context) {
  const auto* known = context.related.Get<v1::ContactPersonState>(person);
  if (known != nullptr && !known->time_zone().empty()) return known->time_zone();
  return state.time_zone();
}

std::optional<Refused> PersonKnown(const std::string& person, const DecideContext& context) {
  if (person.empty()) return std::nullopt;
  const auto* known = context.related.Get<v1::ContactPersonState>(person);
  if (known != nullptr && known->active()) return std::nullopt;
  return Refused{v1::UNKNOWN_REFERENCE, {{"field", "data.contact_person_id"}, {"id", person}}};
}

Terms::Tactic TacticFor(const State& state, Terms::Tactic asked) {
  return asked == Terms::NO_TACTIC ? state.strategy().tactic() : asked;
}

std::optional<Refused> MayContact(const State& state, std::string_view command,
                                  Terms::Counterpart counterpart, const DecideContext& context,
                                  Time at) {
  if (auto no = OutOfOrder(state, command, kContacts)) return no;  // T1: only after the strategy
  if (IsPaused(state, at)) {
    return Refused{v1::COLLECTION_ON_PAUSE,
                   {{"until", domain::TimeText(TimeOf(state.pause().until()))}}};
  }
  if (DueOf(state) == 0) return Refused{v1::NOTHING_TO_COLLECT, {}};
  if (counterpart == Terms::THIRD_PARTY) return Refused{v1::THIRD_PARTY_CONTACT, {}};
  const bool represented = context.book.customer().represented_by_counsel();
  if (represented && counterpart != Terms::HIS_COUNSEL) return Refused{v1::DEBTOR_REPRESENTED, {}};
  return std::nullopt;
}

std::optional<Refused> TacticFits(const State& state, const v1::PlanCollectionContact& command,
                                  const CollectionRules& rules) {
  const Terms::Tactic tactic = TacticFor(state, command.tactic());
  const auto allowed = domain::TacticsOf(rules.policy, state.debtor_type());
  if (!domain::IsTacticOf(allowed, tactic)) {
    return Refused{v1::TACTIC_NOT_ALLOWED,
                   {{"tactic", Terms::Tactic_Name(tactic)},
                    {"type", Terms::DebtorType_Name(state.debtor_type())},
                    {"allowed", Terms::Tactic_Name(state.strategy().tactic())}}};
  }
  // S2 兵临城下: a lawful notice of proceedings and nothing else.
  if (tactic == Terms::NOTICE_OF_PROCEEDINGS && !InWriting(command.channel())) {
    return Refused{v1::NOTICE_IN_WRITING, {}};
  }
  return std::nullopt;
}

std::optional<Refused> OccasionPlanned(const State& state, Terms::Occasion occasion) {
  const auto& planned = state.strategy().occasions();
  if (std::find(planned.begin(), planned.end(), occasion) != planned.end()) return std::nullopt;
  return Refused{v1::OCCASION_NOT_IN_STRATEGY, {{"occasion", Terms::Occasion_Name(occasion)}}};
}

std::optional<Refused> TimeAndNumber(const ContactRules& rules, const domain::Contact& contact,
                                     const DecideContext& context) {
  if (auto no = domain::OutsideHours(rules, context.book, contact)) return no;
  if (auto no = domain::TooOften(rules, context.book, contact)) return no;
  return domain::TooSoon(rules, context.book, contact);
}

domain::Contact Asked(const DecideContext& context, const CollectionRules& rules, Time at,
                      Channel::Channel channel) {
  domain::Contact contact{at, channel, domain::DocumentOf(context.stream.id)};
  contact.count_plans = true;
  contact.now = context.now;
  contact.plan_hours = rules.policy.contact_plan_hours();
  return contact;
}

// A fact is not refused for a zone that nobody has put in force: the pack's own clock counts.
tl::expected<ContactRules, Refused> PackForFact(const State& state, const std::string& person,
                                                const DecideContext& context) {
  auto pack = domain::ContactRulesInForce(context.rules, state.pack(),
                                          ZoneOf(state, person, context), context.now);
  if (pack) return pack;
  return domain::ContactRulesInForce(context.rules, state.pack(), "", context.now);
}

// What is left once this contact is made or planned, too.
template <typename Event>
void SetBudget(const ContactRules& pack, const domain::Contact& contact,
               const DecideContext& context, Event* event) {
  const auto left = domain::BudgetLeft(pack, context.book, contact);
  if (left) event->set_budget_left(*left > 0 ? *left - 1 : 0);
}

const State::Plan* FindPlan(const State& state, std::uint32_t number) {
  for (const auto& plan : state.plans()) {
    if (plan.number() == number) return &plan;
  }
  return nullptr;
}

void DropPlan(std::uint32_t number, State* state) {
  auto* plans = state->mutable_plans();
  plans->erase(std::remove_if(plans->begin(), plans->end(),
                              [&](const auto& plan) { return plan.number() == number; }),
               plans->end());
}

using Breaches = v1::CollectionContactRecorded;

// O1-O5, T1: outgoing contacts need a plan and an approved strategy. A chance meeting (O3) has
// none.
void JudgePlan(const State& state, const v1::RecordCollectionContact& command, Time at,
               Breaches* event) {
  const State::Plan* plan = FindPlan(state, command.plan());
  const bool planned =
      plan != nullptr && plan->channel() == command.channel() && at < TimeOf(plan->until());
  if (!planned && command.occasion() != Terms::CHANCE_MEETING) {
    event->add_breach(Terms::UNPLANNED);
  }
  if (!state.has_strategy()) {
    event->add_breach(Terms::BEFORE_STRATEGY);
  } else if (!kContacts.Contains(state.stage())) {
    event->add_breach(Terms::STAGE_FORBIDS);
  }
  if (IsPaused(state, at)) event->add_breach(Terms::WHILE_PAUSED);
  if (DueOf(state) == 0 && OwedOf(state) > 0) event->add_breach(Terms::DISPUTED_ALL);
}

void JudgeManner(const State& state, const v1::RecordCollectionContact& command,
                 const ContactRules& pack, const CollectionRules& rules,
                 const DecideContext& context, Breaches* event) {
  const auto& customer = context.book.customer();
  if (customer.represented_by_counsel() && command.counterpart() != Terms::HIS_COUNSEL) {
    event->add_breach(Terms::COUNSEL_BYPASSED);
  }
  const auto* rule = domain::RuleFor(pack.pack, command.occasion(), customer.kind());
  const State::Plan* plan = FindPlan(state, command.plan());
  const bool agreed = rule != nullptr && rule->legal_approval() && plan != nullptr &&
                      plan->occasion() == command.occasion();
  if (rule != nullptr && !agreed) event->add_breach(Terms::OCCASION_FORBIDDEN);
  const auto allowed = domain::TacticsOf(rules.policy, state.debtor_type());
  const bool used = command.tactic() != Terms::NO_TACTIC;
  if (used && !domain::IsTacticOf(allowed, command.tactic())) {
    event->add_breach(Terms::TACTIC_NOT_OF_TYPE);
  }
  if (command.tactic() == Terms::NOTICE_OF_PROCEEDINGS && !InWriting(command.channel())) {
    event->add_breach(Terms::THREAT);
  }
}

void JudgeTime(const ContactRules& pack, const domain::Contact& contact,
               const DecideContext& context, Breaches* event) {
  if (domain::OutsideHours(pack, context.book, contact)) event->add_breach(Terms::OUTSIDE_HOURS);
  if (domain::TooOften(pack, context.book, contact)) event->add_breach(Terms::TOO_OFTEN);
  if (domain::TooSoon(pack, context.book, contact)) {
    event->add_breach(Terms::TOO_SOON_AFTER_TALK);
  }
}

// The newest by time of contact stay; rows of days that nobody asks about any more leave first.
v1::CollectionsBook::Contact* AddToBook(v1::Book* book) {
  auto* contacts = book->mutable_collections()->mutable_contacts();
  if (contacts->size() >= kBookContactsMax) {
    contacts->erase(std::min_element(
        contacts->begin(), contacts->end(),
        [](const auto& left, const auto& right) { return left.at_us() < right.at_us(); }));
  }
  return contacts->Add();
}

template <typename Plan>
void DropFromBook(const std::string& case_id, v1::Book* book, Plan plan) {
  const std::uint64_t debt = domain::DocumentOf(case_id);
  auto* contacts = book->mutable_collections()->mutable_contacts();
  contacts->erase(
      std::remove_if(contacts->begin(), contacts->end(),
                     [&](const auto& one) { return one.debt() == debt && plan(one.plan()); }),
      contacts->end());
}

void DropPlanFromBook(const std::string& case_id, std::uint32_t plan, v1::Book* book) {
  if (plan == 0) return;
  DropFromBook(case_id, book, [plan](std::uint32_t one) { return one == plan; });
}

}  // namespace

void DropPlans(const std::string& case_id, v1::Book* book) {
  DropFromBook(case_id, book, [](std::uint32_t plan) { return plan != 0; });
}

Decision Decide(const State& state, const v1::PlanCollectionContact& command,
                const DecideContext& context) {
  const Time at = TimeOf(command.at());
  if (auto no = MayContact(state, "PlanCollectionContact", command.counterpart(), context, at)) {
    return Decision::Refuse(*no);
  }
  if (auto no = PersonKnown(command.contact_person_id(), context)) return Decision::Refuse(*no);
  const auto rules = domain::CollectionRulesInForce(context.rules, context.now);
  if (!rules) return Decision::Refuse(rules.error());
  const std::uint32_t most = rules->policy.contact_plan_days_max();
  if (at <= context.now || at > rules->DaysFrom(context.now, most)) {
    return Decision::Refuse(v1::CONTACT_TIME, {{"most", std::to_string(most)}});
  }
  if (auto no = OccasionPlanned(state, command.occasion())) return Decision::Refuse(*no);
  if (auto no = TacticFits(state, command, *rules)) return Decision::Refuse(*no);
  const auto pack =
      domain::ContactRulesInForce(context.rules, state.pack(),
                                  ZoneOf(state, command.contact_person_id(), context), context.now);
  if (!pack) return Decision::Refuse(pack.error());
  const auto contact = Asked(context, *rules, at, command.channel());
  if (auto no = TimeAndNumber(*pack, contact, context)) return Decision::Refuse(*no);
  if (state.plans_size() >= kPlansMax) {
    return Decision::Refuse(v1::STATE_FULL, {{"limit", std::to_string(kPlansMax)}});
  }
  const auto* rule =
      domain::RuleFor(pack->pack, command.occasion(), context.book.customer().kind());
  if (rule != nullptr && !rule->legal_approval()) {
    return Decision::Refuse(v1::OCCASION_DENIED,
                            {{"occasion", Terms::Occasion_Name(command.occasion())}});
  }
  if (rule != nullptr && context.approval == nullptr) {
    return Decision::NeedsApproval({"collections.legal", std::nullopt});
  }
  v1::CollectionContactPlanned event = EventOf(command);
  event.set_tactic(TacticFor(state, command.tactic()));
  event.set_plan(state.plans_made() + 1);
  *event.mutable_until() = InstantOf(at + std::chrono::hours(rules->policy.contact_plan_hours()));
  event.set_excluded(domain::IsExcluded(*pack, context.book, contact));
  if (context.approval != nullptr) event.set_approved_by(context.approval->approver);
  SetBudget(*pack, contact, context, &event);
  *event.mutable_pack() = pack->ref;
  *event.mutable_policy() = rules->ref;
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::RecordCollectionContact& command,
                const DecideContext& context) {
  if (auto no = PersonKnown(command.contact_person_id(), context)) return Decision::Refuse(*no);
  const auto rules = domain::CollectionRulesInForce(context.rules, context.now);
  if (!rules) return Decision::Refuse(rules.error());
  const auto pack = PackForFact(state, command.contact_person_id(), context);
  if (!pack) return Decision::Refuse(pack.error());
  const Time at = context.effective_at;
  domain::Contact contact = Asked(context, *rules, at, command.channel());
  contact.count_plans = false;
  contact.plan = command.plan();
  v1::CollectionContactRecorded event = EventOf(command);
  if (!command.inbound()) {
    JudgePlan(state, command, at, &event);
    JudgeTime(*pack, contact, context, &event);
    JudgeManner(state, command, *pack, *rules, context, &event);
  }
  if (command.counterpart() == Terms::THIRD_PARTY || command.third_party_present()) {
    event.add_breach(Terms::THIRD_PARTY_TOLD);
  }
  event.set_excluded(domain::IsExcluded(*pack, context.book, contact));
  *event.mutable_at() = InstantOf(at);
  *event.mutable_pack() = pack->ref;
  if (!command.inbound()) SetBudget(*pack, contact, context, &event);
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::IssueDunning& command, const DecideContext& context) {
  if (auto no = MayContact(state, "IssueDunning", command.counterpart(), context, context.now)) {
    return Decision::Refuse(*no);
  }
  const auto rules = domain::CollectionRulesInForce(context.rules, context.now);
  if (!rules) return Decision::Refuse(rules.error());
  const std::uint32_t last = rules->policy.dunning_levels_max();
  if (state.dunning_level() >= last) {
    return Decision::Refuse(v1::DUNNING_LEVELS_DONE, {{"level", std::to_string(last)}});
  }
  if (command.level() != state.dunning_level() + 1) {
    return Decision::Refuse(v1::DUNNING_LEVEL,
                            {{"level", std::to_string(state.dunning_level() + 1)}});
  }
  if (state.has_next_dunning_from() && context.now < TimeOf(state.next_dunning_from())) {
    return Decision::Refuse(v1::DUNNING_TOO_EARLY,
                            {{"earliest", domain::TimeText(TimeOf(state.next_dunning_from()))}});
  }
  v1::DunningIssued event = EventOf(command);
  std::int64_t amount = 0;
  for (int i = 0; i < state.claims_size(); ++i) {
    if (DueOf(state.claims(i)) == 0 || PausingPromise(state, i, context.now) != nullptr) continue;
    event.add_invoices(state.claims(i).invoice_id());
    amount += DueOf(state.claims(i));
  }
  if (amount == 0) return Decision::Refuse(v1::NOTHING_TO_DUN);
  const auto pack =
      domain::ContactRulesInForce(context.rules, state.pack(), state.time_zone(), context.now);
  if (!pack) return Decision::Refuse(pack.error());
  const auto contact = Asked(context, *rules, context.now, command.channel());
  if (auto no = TimeAndNumber(*pack, contact, context)) return Decision::Refuse(*no);
  event.mutable_amount()->set_minor(amount);
  event.mutable_amount()->set_currency(state.currency());
  *event.mutable_pay_by() =
      DateMessage(rules->Today(context.now) + std::chrono::days(rules->policy.dunning_pay_days()));
  *event.mutable_next_from() =
      InstantOf(rules->DaysFrom(context.now, rules->policy.dunning_every_days()));
  event.set_excluded(domain::IsExcluded(*pack, context.book, contact));
  *event.mutable_pack() = pack->ref;
  *event.mutable_policy() = rules->ref;
  return Decision::Of(std::move(event));
}

void Evolve(State& state, const v1::CollectionContactPlanned& event, const EventContext&) {
  state.set_plans_made(event.plan());
  State::Plan* plan = state.add_plans();
  plan->set_number(event.plan());
  plan->set_channel(event.channel());
  *plan->mutable_at() = event.at();
  *plan->mutable_until() = event.until();
  plan->set_occasion(event.occasion());
  plan->set_counterpart(event.counterpart());
  plan->set_tactic(event.tactic());
}
void Evolve(State& state, const v1::CollectionContactRecorded& event, const EventContext&) {
  DropPlan(event.plan(), &state);
  state.set_contacts(state.contacts() + 1);
  state.set_breaches(state.breaches() + static_cast<std::uint32_t>(event.breach_size()));
  const auto us = event.at().us();
  if (!state.has_first_contact_at() || us < state.first_contact_at().us()) {
    *state.mutable_first_contact_at() = event.at();
  }
  if (us > state.last_contact_at().us()) *state.mutable_last_contact_at() = event.at();
}
void Evolve(State& state, const v1::CollectionContactLapsed& event, const EventContext&) {
  DropPlan(event.plan(), &state);
}
void Evolve(State& state, const v1::DunningIssued& event, const EventContext&) {
  state.set_dunning_level(event.level());
  *state.mutable_next_dunning_from() = event.next_from();
  for (const std::string& id : event.invoices()) {
    const int place = FindClaim(state, id);
    if (place >= 0) state.mutable_claims(place)->set_dunning_level(event.level());
  }
}

void EvolveBook(v1::Book& book, const v1::CollectionContactPlanned& event,
                const EventContext& context) {
  auto* entry = AddToBook(&book);
  entry->set_at_us(event.at().us());
  entry->set_channel(static_cast<std::uint32_t>(event.channel()));
  entry->set_debt(domain::DocumentOf(context.stream.id));
  entry->set_plan(event.plan());
  entry->set_excluded(event.excluded());
}
void EvolveBook(v1::Book& book, const v1::CollectionContactRecorded& event,
                const EventContext& context) {
  DropPlanFromBook(context.stream.id, event.plan(), &book);
  auto* entry = AddToBook(&book);
  entry->set_at_us(event.at().us());
  entry->set_channel(static_cast<std::uint32_t>(event.channel()));
  entry->set_debt(domain::DocumentOf(context.stream.id));
  entry->set_inbound(event.inbound());
  entry->set_conversation(event.reach() == Terms::CONVERSATION);
  entry->set_excluded(event.excluded());
}
void EvolveBook(v1::Book& book, const v1::CollectionContactLapsed& event,
                const EventContext& context) {
  DropPlanFromBook(context.stream.id, event.plan(), &book);
}
void EvolveBook(v1::Book& book, const v1::DunningIssued& event, const EventContext& context) {
  auto* entry = AddToBook(&book);
  entry->set_at_us(MicrosOf(context.effective_at));
  entry->set_channel(static_cast<std::uint32_t>(event.channel()));
  entry->set_debt(domain::DocumentOf(context.stream.id));
  entry->set_excluded(event.excluded());
}

}  // namespace tenure::debt_case
