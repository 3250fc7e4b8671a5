// What falls due at a key account: reservations lapse (K1), its year closes at the end of
// 31 December with what was missed and with the figures of that moment (4.5).
#include <algorithm>
#include <vector>

#include "domain/key_account_parts.h"
#include "tenure/v1/key_account.domain.h"
#include "tenure/v1/key_account_practice.domain.h"

namespace tenure::key_account {
namespace {

struct Due {
  Time at;
  const State::Reservation* reservation = nullptr;  // null: the year
};

std::vector<Due> AllDue(const State& state) {
  std::vector<Due> due;
  for (const auto& one : state.reservations()) due.push_back({TimeOf(one.until()), &one});
  if (state.designated()) due.push_back({TimeOf(state.year_closes_at())});
  std::stable_sort(due.begin(), due.end(),
                   [](const Due& left, const Due& right) { return left.at < right.at; });
  return due;
}

// R3: a dropped customer is owed no selling effort.
bool IsSelling(Terms::Practice practice) {
  return practice == Terms::K1_SUPPLY || practice == Terms::K3_TRIAL ||
         practice == Terms::K6_PROMOTION || practice == Terms::K8_INCENTIVE;
}

bool Missed(const State& state, const v1::Book& book, std::uint32_t year,
            Terms::Practice practice) {
  if (IsSelling(practice) && book.key_account().dropped_for() != 0) return false;
  const auto* in_book = FindBookYear(book, year);
  if (practice == Terms::K3_TRIAL && in_book != nullptr && in_book->trials() > 0) return false;
  const State::Year* row = FindYear(state, year);
  return row == nullptr || (!IsDone(*row, practice) && !IsWaived(*row, practice));
}

v1::YearFigures* FiguresIn(v1::KeyAccountYearClosed* event, const std::string& currency) {
  for (auto& one : *event->mutable_figures()) {
    if (one.currency() == currency) return &one;
  }
  v1::YearFigures* figures = event->add_figures();
  figures->set_currency(currency);
  figures->set_stated(true);
  return figures;
}

void Freeze(const v1::Book& book, v1::KeyAccountYearClosed* event) {
  for (const auto& row : book.receivables().years()) {
    if (row.year() != event->year()) continue;
    v1::YearFigures* figures = FiguresIn(event, row.currency());
    figures->set_turnover(row.turnover());
    figures->set_cost(row.cost());
    figures->set_stated(false);
  }
  if (const auto* year = FindBookYear(book, event->year())) {
    for (const v1::Money& sum : year->incentives()) {
      FiguresIn(event, sum.currency())->set_incentives(sum.minor());
    }
  }
  for (auto& one : *event->mutable_figures()) {
    one.set_profit(one.turnover() - one.cost() - one.incentives());
  }
}

// The open year, and every further one that ended before anybody looked.
std::optional<Refused> CloseYears(const State& state, const DecideContext& context,
                                  Decision* decision) {
  const auto rules = domain::KeyAccountRulesInForce(context.rules, context.now);
  if (!rules) return rules.error();
  Time closes = TimeOf(state.year_closes_at());
  for (std::uint32_t year = state.open_year(); closes <= context.now; ++year) {
    v1::KeyAccountYearClosed event;
    event.set_year(year);
    for (int k = Terms::K1_SUPPLY; k <= Terms::K10_FORUM; ++k) {
      const auto practice = static_cast<Terms::Practice>(k);
      if (Missed(state, context.book, year, practice)) event.add_missed(practice);
    }
    Freeze(context.book, &event);
    const Time at = closes;
    closes = rules->CloseOf(year + 1);
    *event.mutable_year_closes_at() = InstantOf(closes);
    *event.mutable_forum_due() = InstantOf(rules->ForumDue(year + 1));
    *event.mutable_policy() = rules->ref;
    decision->Add(std::move(event), at);
  }
  return std::nullopt;
}

}  // namespace

std::vector<Timer> Timers(const State& state) {
  std::vector<Timer> timers;
  for (const Due& due : AllDue(state)) timers.push_back({due.at});
  return timers;
}

Decision Decide(const State& state, const v1::FireTimer&, const DecideContext& context) {
  Decision decision;
  for (const Due& due : AllDue(state)) {
    if (due.at > context.now) break;
    if (due.reservation == nullptr) {
      if (auto no = CloseYears(state, context, &decision)) return Decision::Refuse(*no);
      continue;
    }
    v1::ReservationLapsed event;
    event.set_reservation_id(due.reservation->reservation_id());
    event.set_product(due.reservation->product());
    event.set_left(due.reservation->left());
    decision.Add(std::move(event), due.at);
  }
  return decision;
}

void Evolve(State& state, const v1::KeyAccountYearClosed& event, const EventContext&) {
  if (State::Year* year = YearRow(&state, event.year())) year->set_stage(Terms::SCREENING);
  state.set_open_year(event.year() + 1);
  *state.mutable_year_closes_at() = event.year_closes_at();
  YearRow(&state, event.year() + 1);
}

void EvolveBook(v1::Book& book, const v1::KeyAccountYearClosed& event, const EventContext&) {
  if (auto* year = BookYear(&book, event.year())) {
    year->set_closed(true);
    *year->mutable_frozen() = event.figures();
  }
  if (auto* next = BookYear(&book, event.year() + 1)) next->set_key(true);
}

}  // namespace tenure::key_account
