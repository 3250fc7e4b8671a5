// The complaints part of the book: how many cases are open (R3), the newest ones for the duplicate
// check and for replies, and which harms wait for their case (L6).
#include "domain/complaint_book.h"

#include <algorithm>
#include <string>

#include "tenure/v1/complaint.domain.h"
#include "tenure/v1/complaint_closing.domain.h"
#include "tenure/values.h"

namespace tenure::complaint {
namespace {

using Book = v1::ComplaintBook;

// Bounds of the book; beyond them the oldest leave, ended ones first.
constexpr int kNewestMax = 16;

template <typename Rows>
void MakeRoom(Rows* rows, int most) {
  if (rows->size() < most) return;
  const auto ended =
      std::find_if(rows->begin(), rows->end(), [](const auto& row) { return row.ended(); });
  rows->erase(ended == rows->end() ? rows->begin() : ended);
}

void SetEnded(Book* book, std::string_view complaint_id, bool ended) {
  book->set_cases_open(ended ? book->cases_open() - 1 : book->cases_open() + 1);
  for (auto& row : *book->mutable_newest()) {
    if (row.complaint_id() == complaint_id) row.set_ended(ended);
  }
  for (auto& row : *book->mutable_harm_cases()) {
    if (row.complaint_id() == complaint_id) row.set_ended(ended);
  }
}

// One row an issue: the case that answers for it.
void LinkHarm(Book* book, const std::string& issue_id, const std::string& complaint_id) {
  if (issue_id.empty()) return;
  for (auto& row : *book->mutable_harm_cases()) {
    if (row.issue_id() != issue_id) continue;
    row.set_complaint_id(complaint_id);
    row.set_ended(false);
    return;
  }
  MakeRoom(book->mutable_harm_cases(), kHarmCasesMax);
  auto* row = book->add_harm_cases();
  row->set_issue_id(issue_id);
  row->set_complaint_id(complaint_id);
}

}  // namespace

bool HarmHasOutcome(const v1::ComplaintBook& book, std::string_view issue_id) {
  return std::any_of(book.harm_cases().begin(), book.harm_cases().end(),
                     [&](const auto& row) { return row.issue_id() == issue_id && row.ended(); });
}

void EvolveBook(v1::Book& book, const v1::ComplaintFiled& event, const EventContext& context) {
  Book* complaints = book.mutable_complaint();
  complaints->set_cases_open(complaints->cases_open() + 1);
  MakeRoom(complaints->mutable_newest(), kNewestMax);
  auto* row = complaints->add_newest();
  row->set_complaint_id(context.stream.id);
  row->set_about(event.about_kind() + "/" + event.about_id() + "/" +
                 v1::ComplaintTerms::Cause_Name(event.category()));
  row->set_received_at_us(MicrosOf(context.effective_at));
  row->set_previous_case(event.previous_case());
  LinkHarm(complaints, event.harm_issue_id(), context.stream.id);
}

void EvolveBook(v1::Book& book, const v1::ComplaintClosed&, const EventContext& context) {
  SetEnded(book.mutable_complaint(), context.stream.id, true);
}

void EvolveBook(v1::Book& book, const v1::ComplaintWithdrawn&, const EventContext& context) {
  SetEnded(book.mutable_complaint(), context.stream.id, true);
}

void EvolveBook(v1::Book& book, const v1::ComplaintRejected&, const EventContext& context) {
  SetEnded(book.mutable_complaint(), context.stream.id, true);
}

void EvolveBook(v1::Book& book, const v1::ComplaintMerged&, const EventContext& context) {
  SetEnded(book.mutable_complaint(), context.stream.id, true);
}

void EvolveBook(v1::Book& book, const v1::ComplaintReopened&, const EventContext& context) {
  SetEnded(book.mutable_complaint(), context.stream.id, false);
}

void EvolveBook(v1::Book& book, const v1::ComplaintEscalated& event, const EventContext& context) {
  if (event.was_ended()) SetEnded(book.mutable_complaint(), context.stream.id, false);
}

void EvolveBook(v1::Book& book, const v1::ExternalDecisionRecorded& event,
                const EventContext& context) {
  if (event.ends_case()) SetEnded(book.mutable_complaint(), context.stream.id, true);
}

void EvolveBook(v1::Book& book, const v1::ComplaintHarmLinked& event, const EventContext& context) {
  LinkHarm(book.mutable_complaint(), event.harm_issue_id(), context.stream.id);
}

void EvolveBook(v1::Book& book, const v1::DuplicateAbsorbed& event, const EventContext& context) {
  LinkHarm(book.mutable_complaint(), event.harm_issue_id(), context.stream.id);
}

}  // namespace tenure::complaint
