#include "domain/debt_claims.h"

#include <algorithm>
#include <string>

#include "domain/receivables_rules.h"
#include "tenure/v1/debt_strategy.pb.h"
#include "tenure/v1/invoice.pb.h"
#include "tenure/values.h"

namespace tenure::debt_case {
namespace {

using Case = v1::CollectionsBook::Case;

// What a case in this stage waits for: the words of DEBT_CASE_ORDER's what_to_do.
std::string_view NextAct(State::Stage stage) {
  switch (stage) {
    case State::OPEN:
      return "ClassifyDebtor, ChooseTactic, ApproveStrategy";
    case State::STRATEGISED:
      return "StartInHouse";
    case State::IN_HOUSE:
    case State::AGENT:
      return "PlanCollectionContact, IssueDunning, ServeDemand, RecordPromise";
    case State::ARBITRATION:
    case State::LITIGATION:
      return "RecordAward";
    case State::AWARDED:
      return "ApplyEnforcement";
    case State::ENFORCEMENT:
    case State::INSOLVENCY:
      return "RecordLegalStep";
    default:
      return "RecordPayment";
  }
}

}  // namespace

std::optional<Refused> OutOfOrder(const State& state, std::string_view command, StageSet allowed) {
  if (allowed.Contains(state.stage())) return std::nullopt;
  return Refused{v1::DEBT_CASE_ORDER,
                 {{"stage", State::Stage_Name(state.stage())},
                  {"command", std::string(command)},
                  {"next", std::string(NextAct(state.stage()))}}};
}

std::int64_t OwedOf(const v1::DebtClaim& claim) {
  return std::max<std::int64_t>(
      claim.principal() + claim.interest() + claim.costs() - claim.waived(), 0);
}

std::int64_t DueOf(const v1::DebtClaim& claim) {
  return std::max<std::int64_t>(OwedOf(claim) - claim.disputed(), 0);
}

std::int64_t OwedOf(const State& state) {
  std::int64_t sum = 0;
  for (const auto& claim : state.claims()) sum += OwedOf(claim);
  return sum;
}

std::int64_t DueOf(const State& state) {
  std::int64_t sum = 0;
  for (const auto& claim : state.claims()) sum += DueOf(claim);
  return sum;
}

int FindClaim(const State& state, std::string_view invoice_id) {
  for (int i = 0; i < state.claims_size(); ++i) {
    if (state.claims(i).invoice_id() == invoice_id) return i;
  }
  return -1;
}

const State::PromiseHeld* ActivePromise(const State& state, int claim, Time now) {
  for (const auto& held : state.promises()) {
    if (held.status() != Terms::ACTIVE || TimeOf(held.due_at()) <= now) continue;
    const auto& claims = held.claims();
    const auto place = static_cast<std::uint32_t>(claim);
    if (std::find(claims.begin(), claims.end(), place) != claims.end()) return &held;
  }
  return nullptr;
}

const State::PromiseHeld* PausingPromise(const State& state, int claim, Time now) {
  const auto* held = ActivePromise(state, claim, now);
  return held != nullptr && held->pauses() ? held : nullptr;
}

bool IsPreservationCandidate(const State& state, const v1::CollectionPolicy& policy) {
  const std::uint32_t many = policy.preservation_after_broken();
  const bool risky =
      state.debtor_type() == Terms::SCHEMER || (many > 0 && state.promises_not_kept() >= many);
  if (!risky) return false;
  for (const auto& amount : policy.preservation_from()) {
    if (amount.currency() == state.currency()) return OwedOf(state) >= amount.minor();
  }
  return false;
}

bool IsPaused(const State& state, Time now) {
  return state.has_pause() && now < TimeOf(state.pause().until());
}

std::uint32_t PausedDays(const State& state, Time end) {
  const auto length = end - TimeOf(state.pause().since());
  return static_cast<std::uint32_t>(
      std::max<std::int64_t>(std::chrono::floor<std::chrono::days>(length).count(), 0));
}

const Case* CaseOfInvoice(const v1::Book& book, std::string_view invoice_id) {
  const std::uint64_t invoice = domain::DocumentOf(invoice_id);
  const Case* found = nullptr;
  for (const auto& one : book.collections().cases()) {
    const auto& held = one.invoices();
    if (std::find(held.begin(), held.end(), invoice) == held.end()) continue;
    if (found == nullptr || one.live()) found = &one;
  }
  return found;
}

bool BookHasRoom(const v1::Book& book) {
  const auto& cases = book.collections().cases();
  return cases.size() < kBookCasesMax ||
         std::any_of(cases.begin(), cases.end(), [](const Case& one) { return !one.live(); });
}

Case* CaseInBook(const std::string& case_id, v1::Book* book) {
  auto* cases = book->mutable_collections()->mutable_cases();
  for (auto& one : *cases) {
    if (one.case_id() == case_id) return &one;
  }
  if (cases->size() >= kBookCasesMax) {
    const auto ended =
        std::find_if(cases->begin(), cases->end(), [](const Case& one) { return !one.live(); });
    cases->erase(ended == cases->end() ? cases->begin() : ended);
  }
  Case* added = cases->Add();
  added->set_case_id(case_id);
  return added;
}

std::vector<ReactionCommand> SetDisputed(const v1::Book& book, const std::string& invoice_id,
                                         std::int64_t minor, const EventContext& context) {
  std::vector<ReactionCommand> commands;
  v1::SetDisputedPart set;
  set.set_invoice_id(invoice_id);
  set.set_disputed(minor);
  commands.push_back(Send(context.stream.scope, std::move(set)));
  if (const Case* found = CaseOfInvoice(book, invoice_id)) {
    v1::NoteDispute note;
    note.set_case_id(found->case_id());
    note.set_invoice_id(invoice_id);
    note.set_disputed(minor);
    commands.push_back(Send(context.stream.scope, std::move(note)));
  }
  return commands;
}

}  // namespace tenure::debt_case
