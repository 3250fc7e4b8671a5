// K10: forums of the house, what an account took from one, and the actions agreed there.
#include "domain/key_account_parts.h"
#include "domain/value_text.h"
#include "tenure/v1/key_account_forum.domain.h"

namespace tenure::forum {

Decision Decide(const v1::ForumState&, const v1::OpenForum& command, const DecideContext& context) {
  const auto rules = domain::KeyAccountRulesInForce(context.rules, context.now);
  if (!rules) return Decision::Refuse(rules.error());
  v1::ForumOpened event = EventOf(command);
  event.set_year(domain::YearOf(DateOf(command.planned_on())));
  return Decision::Of(std::move(event));
}

void Evolve(v1::ForumState& state, const v1::ForumOpened& event, const EventContext&) {
  state.set_year(event.year());
  *state.mutable_planned_on() = event.planned_on();
  state.set_topic(event.topic());
}

}  // namespace tenure::forum

namespace tenure::key_account {

using domain::DateText;

namespace {

// A forum of that year, held no later than today, not recorded yet.
std::optional<Refused> ForumFits(const State& state, const v1::HoldAnnualForum& command,
                                 const domain::KeyAccountRules& rules,
                                 const DecideContext& context) {
  const auto* forum = context.rules.Get<v1::ForumState>(command.forum_id());
  if (forum == nullptr) {
    return Refused{v1::UNKNOWN_REFERENCE, {{"field", "data.forum_id"}, {"id", command.forum_id()}}};
  }
  const Date held = DateOf(command.held_on());
  if (held > rules.Today(context.now)) {
    return Refused{v1::DATE_IN_FUTURE, {{"date", DateText(held)}}};
  }
  if (domain::YearOf(held) != forum->year()) {
    return Refused{v1::FORUM_OTHER_YEAR,
                   {{"id", command.forum_id()}, {"year", std::to_string(forum->year())}}};
  }
  const State::Year* year = FindYear(state, forum->year());
  if (year == nullptr) return std::nullopt;
  const auto& forums = year->forums();
  if (std::find(forums.begin(), forums.end(), command.forum_id()) == forums.end()) {
    if (forums.size() < kForumsMax) return std::nullopt;
    return Refused{v1::STATE_FULL, {{"limit", std::to_string(kForumsMax)}}};
  }
  return Refused{v1::FORUM_ATTENDED_ALREADY, {{"id", command.forum_id()}}};
}

// Each action is new and is due on a day to come.
std::optional<Refused> ActionsFit(const State& state, const v1::HoldAnnualForum& command) {
  if (state.actions_size() + command.actions_size() > kActionsMax) {
    return Refused{v1::STATE_FULL, {{"limit", std::to_string(kActionsMax)}}};
  }
  for (int i = 0; i < command.actions_size(); ++i) {
    const v1::ForumAction& action = command.actions(i);
    const bool before =
        std::any_of(command.actions().begin(), command.actions().begin() + i,
                    [&](const auto& one) { return one.action_id() == action.action_id(); });
    const bool open = Find(state.actions(), action.action_id(), &State::Action::action_id) !=
                      state.actions().end();
    if (before || open) {
      return Refused{v1::ACCOUNT_ITEM_KNOWN, {{"field", "action"}, {"id", action.action_id()}}};
    }
    if (action.due_on().days() < command.held_on().days()) return Refused{v1::DUE_IN_PAST, {}};
  }
  return std::nullopt;
}

}  // namespace

Decision Decide(const State& state, const v1::HoldAnnualForum& command,
                const DecideContext& context) {
  if (auto no = Designated(state)) return Decision::Refuse(*no);
  const auto rules = domain::KeyAccountRulesInForce(context.rules, context.now);
  if (!rules) return Decision::Refuse(rules.error());
  if (auto no = ForumFits(state, command, *rules, context)) return Decision::Refuse(*no);
  if (auto no = ActionsFit(state, command)) return Decision::Refuse(*no);
  v1::AnnualForumHeld event = EventOf(command);
  *event.mutable_mark() = MarkOf(Terms::K10_FORUM, DateOf(command.held_on()));
  for (const v1::ForumAction& action : command.actions()) {
    *event.add_actions_due() = InstantOf(rules->EndOf(DateOf(action.due_on())));
  }
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::CompleteForumAction& command,
                const DecideContext& context) {
  const auto found = Find(state.actions(), command.action_id(), &State::Action::action_id);
  if (found == state.actions().end()) return Unknown("action", command.action_id());
  const auto rules = domain::KeyAccountRulesInForce(context.rules, context.now);
  if (!rules) return Decision::Refuse(rules.error());
  v1::ForumActionCompleted event = EventOf(command);
  event.set_forum_id(found->forum_id());
  event.set_forum_year(found->forum_year());
  event.set_late(rules->Today(context.effective_at) > DateOf(found->due_on()));
  return Decision::Of(std::move(event));
}

void Evolve(State& state, const v1::AnnualForumHeld& event, const EventContext&) {
  Mark(&state, event.mark());
  State::Year* year = YearRow(&state, event.mark().year());
  if (year != nullptr) year->add_forums(event.forum_id());
  for (const v1::ForumAction& action : event.actions()) {
    State::Action* one = state.add_actions();
    one->set_action_id(action.action_id());
    one->set_owner(action.owner());
    *one->mutable_due_on() = action.due_on();
    one->set_forum_id(event.forum_id());
    one->set_forum_year(event.mark().year());
  }
}

void Evolve(State& state, const v1::ForumActionCompleted& event, const EventContext&) {
  Erase(state.mutable_actions(), event.action_id(), &State::Action::action_id);
}

void EvolveBook(v1::Book& book, const v1::AnnualForumHeld& event, const EventContext&) {
  if (auto* year = BookYear(&book, event.mark().year())) year->set_forum_settled(true);
}

}  // namespace tenure::key_account
