// R3: the year-end screening. One decision a customer and year, proposed by him in whose hands the
// customer is, confirmed by another on figures that stand still; DROP ends selling only.
#include <charconv>

#include "domain/key_account_parts.h"
#include "domain/screening_figures.h"
#include "domain/value_text.h"
#include "tenure/v1/assessment.pb.h"
#include "tenure/v1/screening.domain.h"

namespace tenure::screening_round {
namespace {

constexpr std::uint32_t kFirstYear = 1990;

// "2026"; nothing for any other text.
std::optional<std::uint32_t> YearIn(const std::string& text) {
  std::uint32_t year = 0;
  const char* end = text.data() + text.size();
  const auto [read, error] = std::from_chars(text.data(), end, year);
  if (error != std::errc() || read != end || text.size() != 4 || year < kFirstYear) {
    return std::nullopt;
  }
  return year;
}

}  // namespace

Decision Decide(const v1::ScreeningRoundState&, const v1::OpenYearEndScreening& command,
                const DecideContext& context) {
  const auto rules = domain::KeyAccountRulesInForce(context.rules, context.now);
  if (!rules) return Decision::Refuse(rules.error());
  const auto year = YearIn(command.screening_round_id());
  if (!year || *year > domain::YearOf(rules->Today(context.now))) {
    return Decision::Refuse(v1::SCREENING_YEAR, {{"year", command.screening_round_id()}});
  }
  v1::ScreeningOpened event = EventOf(command);
  *event.mutable_proposals_from() =
      InstantOf(rules->StartOf(*year, rules->policy.proposals_from_month()));
  *event.mutable_frozen_at() = InstantOf(rules->CloseOf(*year));
  const auto last = std::chrono::year(static_cast<int>(*year) + 1) / std::chrono::January /
                    std::chrono::day(rules->policy.screening_due_day());
  *event.mutable_due() = InstantOf(rules->EndOf(Date(last)));
  *event.mutable_policy() = rules->ref;
  return Decision::Of(std::move(event));
}

void Evolve(v1::ScreeningRoundState& state, const v1::ScreeningOpened& event, const EventContext&) {
  state.set_year(YearIn(event.screening_round_id()).value_or(0));
  *state.mutable_proposals_from() = event.proposals_from();
  *state.mutable_frozen_at() = event.frozen_at();
  *state.mutable_due() = event.due();
}

}  // namespace tenure::screening_round

namespace tenure::screening {

using State = v1::ScreeningState;
using Round = v1::ScreeningRoundState;
using Terms = v1::KeyAccountTerms;
using domain::KeyAccountRules;

namespace {

// 推销人员手中: the owner's or the key-account rep's, or one who stands in for them.
std::optional<Refused> InHand(const DecideContext& context) {
  const std::string& owner = context.book.customer().owner();
  const std::string& rep = context.book.key_account().rep();
  for (const std::string& who : {context.actor.id, context.actor.on_behalf_of}) {
    if (!who.empty() && (who == owner || who == rep)) return std::nullopt;
  }
  return Refused{v1::SCREENING_NOT_IN_HAND, {{"owner", owner}}};
}

std::optional<Refused> WellFormed(const v1::ProposeScreening& command,
                                  const DecideContext& context) {
  const bool named = command.kept_as() != Terms::KEPT_AS_UNSPECIFIED;
  if (named != (command.verdict() == Terms::KEEP)) return Refused{v1::SCREENING_CLASS, {}};
  if (Stated::Of(command).any() && !domain::IsProof(command.stated_source())) {
    return Refused{v1::STATED_SOURCE_MISSING, {}};
  }
  if (command.basis() != Terms::PROSPECTS) return std::nullopt;
  const std::string& id = command.assessment_id();
  if (id.empty()) return Refused{v1::POTENTIAL_BASIS, {}};
  if (context.related.Get<v1::AssessmentState>(id) != nullptr) return std::nullopt;
  return Refused{v1::UNKNOWN_REFERENCE, {{"field", "data.assessment_id"}, {"id", id}}};
}

// 4.5: the forum comes before the screening, or its waiver.
std::optional<Refused> ForumSettled(std::uint32_t year, const DecideContext& context) {
  const auto* row = key_account::FindBookYear(context.book, year);
  if (row == nullptr || !row->key() || row->forum_settled()) return std::nullopt;
  return Refused{v1::FORUM_NOT_HELD, {{"year", std::to_string(year)}}};
}

// R3, G6: only without profit and without potential, and while no complaint is open.
std::optional<Refused> MayDrop(Terms::Verdict verdict, const v1::YearFigures& figures,
                               bool potential, const KeyAccountRules& rules,
                               const DecideContext& context) {
  if (verdict != Terms::DROP) return std::nullopt;
  const bool either = rules.policy.either_drops();
  if (Suggested(figures.profit() > 0, potential, either) != Terms::DROP) {
    return Refused{v1::DROP_NOT_ALLOWED,
                   {{"profit", domain::MoneyText(figures.profit(), figures.currency())},
                    {"potential", potential ? "1" : "0"}}};
  }
  const std::uint32_t open = context.book.complaint().cases_open();
  if (open == 0) return std::nullopt;
  return Refused{v1::DROP_COMPLAINT_OPEN, {{"count", std::to_string(open)}}};
}

v1::ScreeningProposed Proposed(const v1::ProposeScreening& command, const Round& round,
                               const v1::YearFigures& figures, const KeyAccountRules& rules,
                               const DecideContext& context) {
  v1::ScreeningProposed event = EventOf(command);
  *event.mutable_figures() = figures;
  event.set_provisional(context.now < TimeOf(round.frozen_at()));
  event.set_suggested(
      Suggested(figures.profit() > 0, command.potential(), rules.policy.either_drops()));
  event.set_owner(context.book.customer().owner());
  *event.mutable_due() = round.due();
  *event.mutable_policy() = rules.ref;
  const auto* year = key_account::FindBookYear(context.book, round.year());
  event.set_key_account(year != nullptr && year->key());
  event.set_year(round.year());
  return event;
}

// What the confirmation reckons with again; a newer proposal forgets the older one's.
void KeepStated(const v1::ScreeningProposed& event, State* state) {
  state->clear_stated_turnover();
  state->clear_stated_cost();
  state->clear_stated_remedies();
  state->clear_stated_write_offs();
  if (event.has_stated_turnover()) *state->mutable_stated_turnover() = event.stated_turnover();
  if (event.has_stated_cost()) *state->mutable_stated_cost() = event.stated_cost();
  if (event.has_stated_remedies()) *state->mutable_stated_remedies() = event.stated_remedies();
  if (event.has_stated_write_offs()) {
    *state->mutable_stated_write_offs() = event.stated_write_offs();
  }
}

}  // namespace

Decision Decide(const State& state, const v1::ProposeScreening& command,
                const DecideContext& context) {
  const auto* round = context.rules.Get<Round>(command.screening_id());
  if (round == nullptr) {
    return Decision::Refuse(v1::SCREENING_NOT_OPEN, {{"year", command.screening_id()}});
  }
  if (state.confirmed()) {
    return Decision::Refuse(v1::SCREENING_DECIDED, {{"year", command.screening_id()}});
  }
  const auto rules = domain::KeyAccountRulesInForce(context.rules, context.now);
  if (!rules) return Decision::Refuse(rules.error());
  if (context.now < TimeOf(round->proposals_from())) {
    const Date from = rules->Today(TimeOf(round->proposals_from()));
    return Decision::Refuse(v1::SCREENING_TOO_EARLY, {{"from", domain::DateText(from)}});
  }
  if (auto no = InHand(context)) return Decision::Refuse(*no);
  if (auto no = WellFormed(command, context)) return Decision::Refuse(*no);
  if (auto no = ForumSettled(round->year(), context)) return Decision::Refuse(*no);
  const auto figures = FiguresOf(context, round->year(), Stated::Of(command));
  if (!figures) return Decision::Refuse(figures.error());
  if (auto no = MayDrop(command.verdict(), *figures, command.potential(), *rules, context)) {
    return Decision::Refuse(*no);
  }
  return Decision::Of(Proposed(command, *round, *figures, *rules, context));
}

Decision Decide(const State& state, const v1::ConfirmScreening& command,
                const DecideContext& context) {
  const auto* round = context.rules.Get<Round>(command.screening_id());
  if (round == nullptr) {
    return Decision::Refuse(v1::SCREENING_NOT_OPEN, {{"year", command.screening_id()}});
  }
  if (state.confirmed()) {
    return Decision::Refuse(v1::SCREENING_DECIDED, {{"year", command.screening_id()}});
  }
  const std::string& proposer = state.proposed_by();
  if (context.actor.id == proposer || context.actor.on_behalf_of == proposer) {
    return Decision::Refuse(v1::SCREENING_OWN_PROPOSAL, {{"proposer", proposer}});
  }
  const auto rules = domain::KeyAccountRulesInForce(context.rules, context.now);
  if (!rules) return Decision::Refuse(rules.error());
  if (context.now < TimeOf(round->frozen_at())) {
    const Date from = rules->Today(TimeOf(round->frozen_at()));
    return Decision::Refuse(v1::SCREENING_NOT_FROZEN, {{"from", domain::DateText(from)}});
  }
  const auto figures = FiguresOf(context, round->year(), Stated::Of(state));
  if (!figures) return Decision::Refuse(figures.error());
  if (auto no = MayDrop(state.verdict(), *figures, state.potential(), *rules, context)) {
    return Decision::Refuse(*no);
  }
  v1::ScreeningConfirmed event = EventOf(command);
  event.set_verdict(state.verdict());
  event.set_kept_as(state.kept_as());
  *event.mutable_figures() = *figures;
  event.set_potential(state.potential());
  event.set_proposed_by(proposer);
  *event.mutable_policy() = rules->ref;
  const auto* year = key_account::FindBookYear(context.book, round->year());
  event.set_key_account(year != nullptr && year->key());
  event.set_year(round->year());
  if (state.verdict() != Terms::DROP) return Decision::Of(std::move(event));
  v1::CustomerDropped dropped;
  dropped.set_screening_id(command.screening_id());
  dropped.set_year(round->year());
  dropped.set_key_account(event.key_account());
  return Decision::Of(std::move(event), std::move(dropped));
}

void Evolve(State& state, const v1::ScreeningProposed& event, const EventContext& context) {
  state.set_verdict(event.verdict());
  state.set_kept_as(event.kept_as());
  state.set_potential(event.potential());
  state.set_proposed_by(std::string(context.actor));
  state.set_proposed_at(context.scope_sequence);
  state.set_provisional(event.provisional());
  *state.mutable_figures() = event.figures();
  KeepStated(event, &state);
}

void Evolve(State& state, const v1::ScreeningConfirmed& event, const EventContext&) {
  state.set_confirmed(true);
  state.clear_provisional();
  *state.mutable_figures() = event.figures();
}

void Evolve(State&, const v1::CustomerDropped&, const EventContext&) {}

void EvolveBook(v1::Book& book, const v1::CustomerDropped& event, const EventContext&) {
  book.mutable_key_account()->set_dropped_for(event.year());
}

}  // namespace tenure::screening
