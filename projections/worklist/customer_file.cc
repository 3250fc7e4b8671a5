// Worklist of the customer file (F1, F2, A15), of the second person and of policies.
#include <chrono>

#include "worklist/worklist.h"

namespace tenure::projection::worklist {
namespace {

constexpr char kCustomer[] = "customer";
constexpr char kApproval[] = "approval";
constexpr char kPolicy[] = "policy";

template <typename Event>
void Stale(Row* row, const Event& event, const EventContext& context) {
  SetDue(row, context, kCustomer,
         {Row::PROFILE_STALE, event.stale_at(), "ConfirmProfileCurrent", &event.policy(), ""});
}

void Suspected(Row* row, const EventContext& context) {
  SetDue(row, context, kCustomer,
         {Row::SUSPECTED_DUPLICATE, InstantOf(context.recorded_at), "ClearDuplicate", nullptr, ""});
}

// F3: every customer has a class; the handbook sets no time for it.
void Unclassified(Row* row, const v1::PolicyRef* policy, const EventContext& context) {
  SetDue(row, context, kCustomer,
         {Row::UNCLASSIFIED, v1::Instant(), "ClassifyCustomer", policy, ""});
}

}  // namespace

void Apply(Row& row, const v1::CustomerRegistered& event, const EventContext& context) {
  Stale(&row, event, context);
  const std::chrono::year_month_day day(
      std::chrono::floor<std::chrono::days>(context.effective_at));
  AwaitScreening(&row, context, static_cast<std::uint32_t>(static_cast<int>(day.year())));
  Unclassified(&row, &event.policy(), context);
}

void Apply(Row& row, const v1::CustomerClassified&, const EventContext&) {
  row.set_classified(true);
  ClearDue(&row, Row::UNCLASSIFIED);
}

// Nothing is owed to a person who is no more; what other streams still say DueList leaves out.
std::optional<RowKey> KeyOf(const v1::SubjectErased&, const EventContext& context) {
  return KeyOfAggregate(context, kCustomer);
}
void Apply(Row& row, const v1::SubjectErased&, const EventContext&) { row.Clear(); }

void Apply(Row& row, const v1::BasicDataUpdated& event, const EventContext& context) {
  Stale(&row, event, context);
}

void Apply(Row& row, const v1::ProfileConfirmed& event, const EventContext& context) {
  Stale(&row, event, context);
}

void Apply(Row& row, const v1::OwnerAssigned& event, const EventContext& context) {
  SetOwner(&row, context, kCustomer, event.owner());
}

void Apply(Row& row, const v1::DuplicateSuspected&, const EventContext& context) {
  Suspected(&row, context);
}

void Apply(Row& row, const v1::DuplicateCleared&, const EventContext&) {
  ClearDue(&row, Row::SUSPECTED_DUPLICATE);
}

// F1: a closed file owes nothing; opened again it owes what it owed before.
void Apply(Row& row, const v1::CustomersMerged&, const EventContext&) { row.clear_obligations(); }

void Apply(Row& row, const v1::CustomersUnmerged& event, const EventContext& context) {
  if (event.has_stale_at()) {
    SetDue(&row, context, kCustomer,
           {Row::PROFILE_STALE, event.stale_at(), "ConfirmProfileCurrent", nullptr, ""});
  }
  if (!event.duplicate_of().empty()) Suspected(&row, context);
  if (!row.classified()) Unclassified(&row, nullptr, context);
}

void Apply(Row& row, const v1::CustomerAbsorbed& event, const EventContext&) {
  if (event.ends_suspicion()) ClearDue(&row, Row::SUSPECTED_DUPLICATE);
}

void Apply(Row& row, const v1::AbsorbedReleased& event, const EventContext& context) {
  if (event.suspected_again()) Suspected(&row, context);
}

void Apply(Row& row, const v1::ApprovalRequested& event, const EventContext& context) {
  SetDue(&row, context, kApproval,
         {Row::APPROVAL_WAITING, event.expires_at(), "GiveApproval", nullptr, ""});
}

void Apply(Row& row, const v1::ApprovalGiven&, const EventContext&) {
  ClearDue(&row, Row::APPROVAL_WAITING);
}

void Apply(Row& row, const v1::ApprovalDenied&, const EventContext&) {
  ClearDue(&row, Row::APPROVAL_WAITING);
}

void Apply(Row& row, const v1::ApprovalExpired&, const EventContext&) {
  ClearDue(&row, Row::APPROVAL_WAITING);
}

void Apply(Row& row, const v1::PolicyProposed& event, const EventContext& context) {
  const v1::Instant due =
      event.has_effective_from() ? event.effective_from() : InstantOf(context.recorded_at);
  SetDue(&row, context, kPolicy,
         {Row::POLICY_WAITING, due, "ApprovePolicy", nullptr, std::to_string(event.version())});
}

// Whoever takes a later version has left the earlier proposals behind.
void Apply(Row& row, const v1::PolicyActivated& event, const EventContext&) {
  for (std::uint32_t version = 1; version <= event.version(); ++version) {
    ClearDue(&row, Row::POLICY_WAITING, std::to_string(version));
  }
}

void Apply(Row& row, const v1::PolicyProposalWithdrawn& event, const EventContext&) {
  ClearDue(&row, Row::POLICY_WAITING, std::to_string(event.version()));
}

}  // namespace tenure::projection::worklist
