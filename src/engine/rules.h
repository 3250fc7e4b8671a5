// The Rules a decision sees: every state of governance/main as of one governance position, parsed
// once and shared. A governance unit makes the next snapshot; the old one lives while somebody
// reads it. Immutable; any thread.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/overlay.h"

namespace tenure::engine {

class RulesSnapshot final : public Rules {
 public:
  // All states of governance/main in `store`.
  [[nodiscard]] static Result<std::shared_ptr<const RulesSnapshot>> Load(const store::Store& store,
                                                                         const Domain& domain,
                                                                         Position position);

  // This snapshot with some streams replaced, as of `position`.
  [[nodiscard]] std::shared_ptr<const RulesSnapshot> With(
      const std::vector<std::pair<StreamKey, StreamSnapshot>>& changed, Position position) const;

  [[nodiscard]] const Message* Find(std::uint32_t kind, std::string_view id) const override;
  [[nodiscard]] Position position() const override { return position_; }
  void Visit(
      std::uint32_t kind,
      const std::function<bool(std::string_view id, const Message& state)>& visitor) const override;

 private:
  std::map<std::pair<std::uint32_t, std::string>, std::shared_ptr<const Message>> states_;
  Position position_ = 0;
};

}  // namespace tenure::engine
