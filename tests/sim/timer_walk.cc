#include "sim/timer_walk.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/assert.h"
#include "engine/fold.h"

namespace tenure::sim {
namespace {

Time RecordedAt(const v1::Record& record) { return TimeFromMicros(record.recorded_at_us()); }

Time EffectiveAt(const v1::Record& record) {
  return record.has_effective_at_us() ? TimeFromMicros(record.effective_at_us())
                                      : RecordedAt(record);
}

// What only a timer brings about, once for each due instant.
bool IsOccurrence(const v1::Record& record) {
  static const std::set<std::string_view> names = {"SlaClockBreached", "ProposalExpired",
                                                   "ApprovalExpired", "FourYearVisitMissed"};
  return names.contains(BuiltInDomain().FindEvent(record.event_type())->name);
}

}  // namespace

std::string TimerWalk::Take(const std::vector<v1::Record>& unit) {
  const bool by_timer = unit.front().origin().door() == "timer";
  std::string wrong = by_timer ? CheckFired(unit.front()) : CheckNothingWaited(unit.front());
  for (const v1::Record& record : unit) {
    if (wrong.empty() && IsOccurrence(record)) wrong = CheckOccurrence(record, by_timer);
    FoldInto(record);
  }
  if (by_timer) ++fired_;
  return wrong.empty() ? "" : fmt::format("position {}: {}", unit.front().position(), wrong);
}

std::string TimerWalk::CheckFired(const v1::Record& first) const {
  const auto pending = pending_.find(engine::StreamOf(first));
  if (pending == pending_.end() || pending->second.empty()) {
    return "a timer fired where none is set";
  }
  const Pending& earliest = pending->second.front();
  if (earliest.due > RecordedAt(first)) return "a timer fired early";
  if (simulated_ && RecordedAt(first) != std::max(earliest.due, earliest.set_at)) {
    return fmt::format("a timer due at {} was recorded at {}", MicrosOf(earliest.due),
                       first.recorded_at_us());
  }
  return "";
}

// It took effect at a due instant that stood open until now.
std::string TimerWalk::CheckOccurrence(const v1::Record& record, bool by_timer) const {
  const std::string_view name = BuiltInDomain().FindEvent(record.event_type())->name;
  if (!by_timer) return fmt::format("{} without a timer", name);
  const auto pending = pending_.find(engine::StreamOf(record));
  const bool open = pending != pending_.end() &&
                    std::any_of(pending->second.begin(), pending->second.end(),
                                [&](const Pending& one) { return one.due == EffectiveAt(record); });
  return open ? "" : fmt::format("{} twice or at no due instant", name);
}

std::string TimerWalk::CheckNothingWaited(const v1::Record& first) const {
  if ((first.flags() & v1::RECORD_FLAG_CLOCK_REGRESSED) != 0) return "";  // "now" was earlier
  const ScopeId scope{first.scope()};
  for (auto at = pending_.lower_bound(StreamKey{scope, 0, ""});
       at != pending_.end() && at->first.scope == scope; ++at) {
    for (const Pending& one : at->second) {
      const bool set_for_later = one.set_at < one.due;
      if (set_for_later && one.due <= RecordedAt(first)) {
        return fmt::format("written to {} before its timer of kind {} due at {}", scope.text,
                           at->first.kind, MicrosOf(one.due));
      }
    }
  }
  return "";
}

void TimerWalk::FoldInto(const v1::Record& record) {
  const auto folded = engine::FoldRecord(record, BuiltInDomain(), &overlay_);
  TENURE_ASSERT(folded.has_value(), "{}", folded.error().message);
  const StreamKey stream = engine::StreamOf(record);
  const AggregateEntry* aggregate = BuiltInDomain().FindAggregate(stream.kind);
  if (aggregate->timers == nullptr) return;
  const auto snapshot = overlay_.Stream(stream);
  TENURE_ASSERT(snapshot.has_value(), "{}", snapshot.error().message);
  std::vector<Pending>& pending = pending_[stream];
  const std::vector<Pending> before = std::move(pending);
  pending.clear();
  for (const Timer& timer : aggregate->timers(*snapshot->state)) {
    const auto old = std::find_if(before.begin(), before.end(),
                                  [&](const Pending& one) { return one.due == timer.due; });
    pending.push_back(old != before.end() ? *old : Pending{timer.due, RecordedAt(record)});
  }
  std::sort(pending.begin(), pending.end(),
            [](const Pending& left, const Pending& right) { return left.due < right.due; });
}

std::string TimerWalk::End(Time now) const {
  for (const auto& [stream, pending] : pending_) {
    if (pending.empty() || pending.front().due > now) continue;
    return fmt::format("the timer of {} kind {} {} due at {} was lost", stream.scope.text,
                       stream.kind, stream.id, MicrosOf(pending.front().due));
  }
  return "";
}

}  // namespace tenure::sim
