// Rows of one read model, folded from the units of a Given: what a projection's test looks at.
//
//   Rows rows(&given, "complaint_board");
//   given.Do(File("CC-1"));
//   EXPECT_EQ(rows.Get<v1::ComplaintBoardRow>("C-1001/CC-1").status(), ...);
#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/assert.h"
#include "given/given.h"
#include "tenure/projection.h"

namespace tenure::testing {

class Rows {
 public:
  // Ends the test program when there is no such projection.
  Rows(Given* given, std::string_view projection) {
    for (const ProjectionEntry& entry : BuiltInProjections()) {
      if (entry.name == projection) entry_ = &entry;
    }
    TENURE_ASSERT(entry_ != nullptr, "there is no projection {}", projection);
    given->Observe([this](const engine::Unit& unit) { Fold(unit); });
  }
  Rows(const Rows&) = delete;
  Rows& operator=(const Rows&) = delete;

  // Ends the test program when there is no such row.
  template <typename Row>
  [[nodiscard]] const Row& Get(const std::string& key) const {
    const auto found = rows_.find(key);
    TENURE_ASSERT(found != rows_.end(), "there is no row {} among {}", key, rows_.size());
    return static_cast<const Row&>(*found->second);
  }
  [[nodiscard]] bool Has(const std::string& key) const { return rows_.contains(key); }
  [[nodiscard]] std::size_t size() const { return rows_.size(); }

 private:
  void Fold(const engine::Unit& unit) {
    for (const engine::UnitEvent& event : unit.events) {
      const auto known = std::find_if(
          entry_->events.begin(), entry_->events.end(),
          [&](const ProjectionEventEntry& one) { return one.event_type == event.entry->id; });
      if (known == entry_->events.end()) continue;
      const v1::SealedCommand& command = unit.commands[event.command].sealed;
      const EventContext context{event.stream,          event.stream_sequence, event.scope_sequence,
                                 event.effective_at,    event.effective_at,    command.actor(),
                                 command.on_behalf_of()};
      const auto key = known->key_of(*event.message, context);
      if (!key) continue;
      auto& row = rows_[key->text];
      if (!row) row.reset(entry_->prototype->New());
      known->apply(*row, *event.message, context);
      if (row->ByteSizeLong() == 0) rows_.erase(key->text);
    }
  }

  const ProjectionEntry* entry_ = nullptr;
  std::map<std::string, std::unique_ptr<Message>> rows_;
};

}  // namespace tenure::testing
