#include "engine/rules.h"

#include <fmt/format.h>

namespace tenure::engine {

Result<std::shared_ptr<const RulesSnapshot>> RulesSnapshot::Load(const store::Store& store,
                                                                 const Domain& domain,
                                                                 Position position) {
  auto snapshot = std::make_shared<RulesSnapshot>();
  snapshot->position_ = position;
  Result<void> parsed;
  const auto take = [&](const StreamKey& key, const store::StateRow& row) {
    const AggregateEntry* aggregate = domain.FindAggregate(key.kind);
    std::shared_ptr<Message> state(aggregate == nullptr ? nullptr : aggregate->prototype->New());
    if (state == nullptr || !state->ParseFromString(row.state)) {
      parsed = Fail(ErrorCode::kFoldStopped,
                    fmt::format("governance state {} of kind {} does not parse", key.id, key.kind));
      return false;
    }
    snapshot->states_[{key.kind, key.id}] = std::move(state);
    return true;
  };
  TENURE_TRY(store.VisitStates(ScopeId{std::string(kGovernanceScope)}, take));
  TENURE_TRY(std::move(parsed));
  return snapshot;
}

std::shared_ptr<const RulesSnapshot> RulesSnapshot::With(
    const std::vector<std::pair<StreamKey, StreamSnapshot>>& changed, Position position) const {
  auto next = std::make_shared<RulesSnapshot>(*this);
  next->position_ = position;
  for (const auto& [key, snapshot] : changed) {
    next->states_[{key.kind, key.id}] = snapshot.state;
  }
  return next;
}

const Message* RulesSnapshot::Find(std::uint32_t kind, std::string_view id) const {
  const auto found = states_.find({kind, std::string(id)});
  return found == states_.end() ? nullptr : found->second.get();
}

void RulesSnapshot::Visit(
    std::uint32_t kind,
    const std::function<bool(std::string_view id, const Message& state)>& visitor) const {
  for (auto row = states_.lower_bound({kind, std::string()});
       row != states_.end() && row->first.first == kind; ++row) {
    if (!visitor(row->first.second, *row->second)) return;
  }
}

}  // namespace tenure::engine
