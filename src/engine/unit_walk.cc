#include "engine/unit_walk.h"

#include <fmt/format.h>

#include <deque>

#include "engine/catch_up.h"
#include "engine/fold.h"
#include "engine/records.h"
#include "log/record_codec.h"

namespace tenure::engine {
namespace {

constexpr std::size_t kPieceRecords = 8'192;  // between two writes of the fresh store
constexpr std::size_t kRulesKept = 4'096;     // governance units that a decider may lag behind

class Walk {
 public:
  Walk(const Domain& domain, store::Store* fresh, const UnitVisitor& visitor)
      : domain_(domain), fresh_(*fresh), visitor_(visitor), overlay_(*fresh, domain) {}

  Result<void> Begin() {
    rules_.push_back(TENURE_TRY(RulesSnapshot::Load(fresh_, domain_, 0)));
    return {};
  }

  Result<void> Take(v1::Record&& record) {
    if (record.unit_index() == 0 && !unit_.records.empty()) {
      return Fail(ErrorCode::kFoldStopped,
                  fmt::format("record {} begins a unit inside of another", record.position()));
    }
    const bool last = record.unit_index() + 1 >= record.unit_count();
    unit_.records.push_back(std::move(record));
    return last ? FinishUnit() : Result<void>();
  }

  Result<void> Write() {
    store::StoreChange change = overlay_.Drain();
    change.applied = applied_;
    TENURE_TRY(fresh_.Apply(change));
    overlay_.Applied();
    unwritten_ = 0;
    return {};
  }
  [[nodiscard]] bool IsPiece() const { return unwritten_ >= kPieceRecords; }
  [[nodiscard]] Position position() const { return applied_.position; }

 private:
  Result<void> FinishUnit() {
    const Position known = unit_.records.front().governance_position();
    unit_.late = known < rules_.back()->position();
    unit_.rules = nullptr;
    for (auto rules = rules_.rbegin(); rules != rules_.rend() && !unit_.rules; ++rules) {
      if ((*rules)->position() <= known) unit_.rules = *rules;
    }
    TENURE_TRY(visitor_(unit_, overlay_));
    for (const v1::Record& record : unit_.records) {
      const StreamKey stream = StreamOf(record);
      const auto message = TENURE_TRY(EventOf(record, domain_));
      TENURE_TRY(overlay_.Apply(*domain_.FindEvent(record.event_type()), *message,
                                ContextOf(record, stream)));
    }
    const auto changed = overlay_.UnitStreamsOf(ScopeId{std::string(kGovernanceScope)});
    overlay_.CommitUnit();
    for (const v1::Record& record : unit_.records) AddRows(record, &overlay_);
    applied_.position = unit_.records.back().position() + 1;
    applied_.recorded_at_us = unit_.records.back().recorded_at_us();
    applied_.fold_version = FoldVersionOf(domain_);
    if (!changed.empty()) {
      applied_.governance_position = applied_.position;
      rules_.push_back(rules_.back()->With(changed, applied_.position));
      if (rules_.size() > kRulesKept) rules_.pop_front();
    }
    unwritten_ += unit_.records.size();
    unit_.records.clear();
    return {};
  }

  const Domain& domain_;
  store::Store& fresh_;
  const UnitVisitor& visitor_;
  Overlay overlay_;
  std::deque<std::shared_ptr<const RulesSnapshot>> rules_;  // newest last
  StoredUnit unit_;
  store::Applied applied_;
  std::size_t unwritten_ = 0;
};

}  // namespace

Result<void> WalkUnits(const log::Log& log, const Domain& domain, store::Store* fresh,
                       const UnitVisitor& visitor, const std::function<void(Position)>& progress) {
  Walk walk(domain, fresh, visitor);
  TENURE_TRY(walk.Begin());
  const auto cursor = TENURE_TRY(log.Read(0, {}));
  log::RecordView view;
  while (TENURE_TRY(cursor->Next(&view))) {
    TENURE_TRY(walk.Take(TENURE_TRY(log::DecodeRecord(view.bytes))));
    if (!walk.IsPiece()) continue;
    TENURE_TRY(walk.Write());
    if (progress) progress(walk.position());
  }
  return walk.Write();
}

}  // namespace tenure::engine
