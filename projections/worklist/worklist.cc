#include "worklist/worklist.h"

#include <algorithm>

namespace tenure::projection::worklist {
namespace {

void Name(Row* row, const EventContext& context, std::string_view aggregate) {
  row->set_scope(context.stream.scope.text);
  row->set_aggregate(std::string(aggregate));
  row->set_id(context.stream.id);
}

}  // namespace

void SetDue(Row* row, const EventContext& context, std::string_view aggregate, const Due& due) {
  Name(row, context, aggregate);
  auto* obligations = row->mutable_obligations();
  auto found = std::find_if(obligations->begin(), obligations->end(), [&](const auto& one) {
    return one.kind() == due.kind && one.item() == due.item;
  });
  Row::Obligation* obligation = found == obligations->end() ? obligations->Add() : &*found;
  obligation->set_kind(due.kind);
  obligation->set_item(due.item);
  *obligation->mutable_due() = due.due;
  if (due.due.us() == 0) obligation->clear_due();
  obligation->set_owner(row->owner());
  obligation->set_why(context.scope_sequence);
  obligation->clear_policy();  // another event may have set the date by another rule, or by none
  if (due.policy != nullptr) *obligation->mutable_policy() = *due.policy;
  obligation->set_settle(std::string(due.settle));
}

void ClearDue(Row* row, Row::Kind kind, std::string_view item) {
  auto* obligations = row->mutable_obligations();
  obligations->erase(
      std::remove_if(obligations->begin(), obligations->end(),
                     [&](const auto& one) { return one.kind() == kind && one.item() == item; }),
      obligations->end());
  if (obligations->empty() && row->owner().empty()) row->Clear();
}

void SetOwner(Row* row, const EventContext& context, std::string_view aggregate,
              const std::string& owner) {
  Name(row, context, aggregate);
  row->set_owner(owner);
  for (auto& obligation : *row->mutable_obligations()) obligation.set_owner(owner);
}

}  // namespace tenure::projection::worklist
