#include "domain/key_account_parts.h"

#include "tenure/v1/customer.pb.h"

namespace tenure::key_account {
namespace {

// The row of a year among rows that ascend; the oldest leaves when there are too many. Null: older
// than all that are kept.
template <typename Rows>
auto* RowOf(Rows* rows, std::uint32_t year) {
  auto found =
      std::find_if(rows->begin(), rows->end(), [&](const auto& one) { return one.year() >= year; });
  if (found != rows->end() && found->year() == year) return &*found;
  const bool oldest = found == rows->begin() && rows->size() >= kYearsMax;
  using Row = std::remove_reference_t<decltype(*found)>;
  if (oldest) return static_cast<Row*>(nullptr);
  if (rows->size() >= kYearsMax) rows->erase(rows->begin());
  rows->Add()->set_year(year);
  int at = rows->size() - 1;
  for (; at > 0 && rows->Get(at - 1).year() > year; --at) rows->SwapElements(at - 1, at);
  return rows->Mutable(at);
}

template <typename Rows>
auto FindRow(const Rows& rows, std::uint32_t year) -> decltype(&*rows.begin()) {
  for (const auto& row : rows) {
    if (row.year() == year) return &row;
  }
  return nullptr;
}

}  // namespace

std::optional<Refused> Designated(const State& state) {
  if (state.designated()) return std::nullopt;
  return Refused{v1::NOT_KEY_ACCOUNT, {}};
}

std::optional<Refused> NotDropped(const DecideContext& context) {
  const std::uint32_t year = context.book.key_account().dropped_for();
  if (year == 0) return std::nullopt;
  return Refused{v1::CUSTOMER_DROPPED, {{"year", std::to_string(year)}}};
}

std::optional<Refused> MaySell(const State& state, const DecideContext& context) {
  if (auto no = NotDropped(context)) return no;
  return Designated(state);
}

std::optional<Refused> KnownPerson(const DecideContext& context, std::string_view field,
                                   const std::string& id) {
  const auto* person = context.related.Get<v1::ContactPersonState>(id);
  if (person != nullptr && person->active()) return std::nullopt;
  return Refused{v1::UNKNOWN_REFERENCE, {{"field", "data." + std::string(field)}, {"id", id}}};
}

Decision Full(int limit) {
  return Decision::Refuse(v1::STATE_FULL, {{"limit", std::to_string(limit)}});
}
Decision Unknown(std::string_view field, const std::string& id) {
  return Decision::Refuse(v1::ACCOUNT_ITEM_UNKNOWN, {{"field", std::string(field)}, {"id", id}});
}
Decision Known(std::string_view field, const std::string& id) {
  return Decision::Refuse(v1::ACCOUNT_ITEM_KNOWN, {{"field", std::string(field)}, {"id", id}});
}

v1::PracticeMark MarkOf(Terms::Practice practice, Date on) {
  v1::PracticeMark mark;
  mark.set_practice(practice);
  mark.set_year(domain::YearOf(on));
  *mark.mutable_on() = DateMessage(on);
  return mark;
}

const State::Year* FindYear(const State& state, std::uint32_t year) {
  return FindRow(state.years(), year);
}

State::Year* YearRow(State* state, std::uint32_t year) {
  State::Year* row = RowOf(state->mutable_years(), year);
  if (row != nullptr) Restage(row);
  return row;
}

bool IsDone(const State::Year& year, Terms::Practice practice) {
  return std::any_of(year.done().begin(), year.done().end(),
                     [&](const auto& one) { return one.practice() == practice; });
}

bool IsWaived(const State::Year& year, Terms::Practice practice) {
  return std::find(year.waived().begin(), year.waived().end(), practice) != year.waived().end();
}

void Restage(State::Year* year) {
  if (year->stage() >= Terms::SCREENING) return;
  if (IsDone(*year, Terms::K10_FORUM)) {
    year->set_stage(Terms::FORUM_HELD);
  } else if (year->planned_at() == 0) {
    year->set_stage(Terms::DESIGNATED);
  } else {
    year->set_stage(year->done().empty() ? Terms::PLANNED : Terms::RUNNING);
  }
}

void Mark(State* state, const v1::PracticeMark& mark) {
  State::Year* year = YearRow(state, mark.year());
  if (year == nullptr) return;
  auto* done = year->mutable_done();
  auto found = std::find_if(done->begin(), done->end(),
                            [&](const auto& one) { return one.practice() == mark.practice(); });
  State::Done* one = found == done->end() ? done->Add() : &*found;
  if (one->count() == 0 || mark.on().days() < one->first_on().days()) {
    *one->mutable_first_on() = mark.on();
  }
  one->set_practice(mark.practice());
  one->set_count(one->count() + 1);
  Restage(year);
}

v1::KeyAccountBook::Year* BookYear(v1::Book* book, std::uint32_t year) {
  return RowOf(book->mutable_key_account()->mutable_years(), year);
}

const v1::KeyAccountBook::Year* FindBookYear(const v1::Book& book, std::uint32_t year) {
  return FindRow(book.key_account().years(), year);
}

}  // namespace tenure::key_account
