#include "engine/rejudge.h"

#include <fmt/format.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/wire_format_lite.h>

#include <algorithm>
#include <optional>
#include <tuple>

#include "base/uuid.h"
#include "engine/addressing.h"
#include "engine/answers.h"
#include "engine/divergence.h"
#include "engine/fold.h"
#include "engine/unit.h"
#include "engine/unit_walk.h"
#include "tenure/v1/system.pb.h"

namespace tenure::engine {
namespace {

using google::protobuf::FieldDescriptor;

// A command as it may have been given.
struct Candidate {
  v1::SealedCommand command;
  const CommandEntry* entry = nullptr;
  bool whole = true;  // every field is kept
};

bool SameField(const FieldDescriptor& one, const FieldDescriptor& other) {
  return one.type() == other.type() && one.is_repeated() == other.is_repeated() &&
         one.message_type() == other.message_type() && one.enum_type() == other.enum_type();
}

// The wire bytes of one field under another number.
std::string Renumbered(const std::string& bytes, int number) {
  using google::protobuf::internal::WireFormatLite;
  google::protobuf::io::CodedInputStream in(reinterpret_cast<const std::uint8_t*>(bytes.data()),
                                            static_cast<int>(bytes.size()));
  std::string out;
  google::protobuf::io::StringOutputStream sink(&out);
  google::protobuf::io::CodedOutputStream coded(&sink);
  while (const std::uint32_t tag = in.ReadTag()) {
    const int begin = in.CurrentPosition();
    if (!WireFormatLite::SkipField(&in, tag)) break;
    coded.WriteVarint32(WireFormatLite::MakeTag(number, WireFormatLite::GetTagWireType(tag)));
    coded.WriteRaw(&bytes[begin], in.CurrentPosition() - begin);
  }
  coded.Trim();
  return out;
}

// The command has the field as the event has it, absent or present.
void CopyField(const Message& from, const FieldDescriptor& source, Message* to,
               const FieldDescriptor& target) {
  std::unique_ptr<Message> alone(from.New());
  alone->CopyFrom(from);
  for (int i = 0; i < from.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor* field = from.GetDescriptor()->field(i);
    if (field != &source) alone->GetReflection()->ClearField(alone.get(), field);
  }
  (void)to->MergeFromString(Renumbered(alone->SerializeAsString(), target.number()));
}

class Judge {
 public:
  explicit Judge(const Domain& domain) : domain_(domain) {}

  Result<void> Visit(const StoredUnit& unit, Overlay& overlay) {
    ++report_.units;
    report_.records += unit.records.size();
    if (unit.late) report_.late.push_back(unit.records.front().position());
    if (unit.rules != nullptr) TENURE_TRY(JudgeUnit(unit, overlay));
    for (const v1::Record& record : unit.records) KeepOutgoing(record);
    return {};
  }
  [[nodiscard]] RejudgeReport Finish() && { return std::move(report_); }

 private:
  using Travelled = std::tuple<std::string, std::uint64_t, std::uint32_t>;

  Result<void> JudgeUnit(const StoredUnit& unit, Overlay& overlay);
  Result<std::vector<Candidate>> CandidatesOf(const StoredUnit& unit, Overlay& overlay);
  Result<std::optional<Candidate>> Fired(const v1::Record& record, Overlay& overlay);
  Result<Candidate> Rebuilt(const CommandEntry& entry, const StoredUnit& unit);
  std::optional<RejudgeDifference> Compare(const StoredUnit& unit, const Unit& judged) const;
  void KeepOutgoing(const v1::Record& record);

  const Domain& domain_;
  RejudgeReport report_;
  std::map<Travelled, v1::SealedCommand> travelling_;
};

void Judge::KeepOutgoing(const v1::Record& record) {
  for (int i = 0; i < record.outgoing_size(); ++i) {
    travelling_[{record.scope(), record.scope_sequence(), static_cast<std::uint32_t>(i)}] =
        TravellingCommand(record, i);
  }
}

// What every rebuilt command has from its first record.
v1::SealedCommand Frame(const v1::Record& record, const CommandEntry& entry) {
  v1::SealedCommand command;
  command.set_scope(record.scope());
  command.set_command_type(entry.id);
  command.set_aggregate_id(record.aggregate_id());
  command.set_command_id(record.command_id());
  command.set_actor(record.actor());
  command.set_on_behalf_of(record.on_behalf_of());
  command.set_cause_id(record.cause_id());
  command.set_correlation_id(record.correlation_id());
  *command.mutable_sealed() = record.sealed();
  *command.mutable_origin() = record.origin();
  if (record.has_effective_at_us()) command.set_effective_at_us(record.effective_at_us());
  return command;
}

// The timer whose derived id the record bears.
Result<std::optional<Candidate>> Judge::Fired(const v1::Record& record, Overlay& overlay) {
  const CommandEntry* entry = domain_.FindCommand("FireTimer");
  const StreamKey stream = StreamOf(record);
  const AggregateEntry* aggregate = domain_.FindAggregate(stream.kind);
  if (entry == nullptr || aggregate == nullptr || aggregate->timers == nullptr) return std::nullopt;
  const StreamSnapshot state = TENURE_TRY(overlay.Stream(stream));
  for (const Timer& timer : aggregate->timers(*state.state)) {
    const CommandId id =
        DerivedId(timer.due, fmt::format("timer\n{}\n{}\n{}\n{}", stream.scope.text, stream.kind,
                                         stream.id, MicrosOf(timer.due)));
    if (id.View() != record.command_id()) continue;
    v1::FireTimer fire;
    fire.set_kind(stream.kind);
    fire.set_stream(stream.id);
    fire.mutable_due()->set_us(MicrosOf(timer.due));
    Candidate candidate{Frame(record, *entry), entry, true};
    candidate.command.clear_effective_at_us();
    candidate.command.set_aggregate_id("");
    candidate.command.set_payload(fire.SerializeAsString());
    return candidate;
  }
  return std::nullopt;
}

// The command's clear fields out of the events that bear its id.
Result<Candidate> Judge::Rebuilt(const CommandEntry& entry, const StoredUnit& unit) {
  const v1::Record& first = unit.records.front();
  Candidate candidate{Frame(first, entry), &entry, true};
  std::vector<std::unique_ptr<Message>> events;
  for (const v1::Record& record : unit.records) {
    if (record.command_id() != first.command_id()) continue;
    events.push_back(TENURE_TRY(EventOf(record, domain_)));
  }
  std::unique_ptr<Message> message(entry.prototype->New());
  const auto* descriptor = message->GetDescriptor();
  for (int i = 0; i < descriptor->field_count(); ++i) {
    const FieldDescriptor* target = descriptor->field(i);
    const v1::FieldOptions& options = target->options().GetExtension(v1::field);
    if (options.stream_id()) {
      message->GetReflection()->SetString(message.get(), target, first.aggregate_id());
      continue;
    }
    bool kept = options.personal() != v1::NO && options.personal() != v1::PERSONAL_UNSPECIFIED;
    for (const auto& event : events) {
      const FieldDescriptor* source = event->GetDescriptor()->FindFieldByName(target->name());
      if (kept || source == nullptr || !SameField(*source, *target)) continue;
      CopyField(*event, *source, message.get(), *target);
      kept = true;
    }
    candidate.whole = candidate.whole && kept;
  }
  candidate.command.set_payload(message->SerializeAsString());
  return candidate;
}

Result<std::vector<Candidate>> Judge::CandidatesOf(const StoredUnit& unit, Overlay& overlay) {
  const v1::Record& first = unit.records.front();
  const EventEntry& event = *domain_.FindEvent(first.event_type());
  std::vector<Candidate> candidates;
  if (first.origin().door() == "timer") {
    auto fired = TENURE_TRY(Fired(first, overlay));
    if (fired) candidates.push_back(*std::move(fired));
    return candidates;
  }
  if (!first.origin().from_scope().empty()) {
    const Travelled key{first.origin().from_scope(), first.origin().from_scope_sequence(),
                        first.origin().from_index()};
    const auto found = travelling_.find(key);
    if (found == travelling_.end()) return candidates;
    candidates.push_back({found->second, domain_.FindCommand(found->second.command_type()), true});
    travelling_.erase(found);
    return candidates;
  }
  const auto message = TENURE_TRY(EventOf(first, domain_));
  if (const auto* kept = dynamic_cast<const v1::ApprovalRequested*>(message.get())) {
    candidates.push_back({kept->kept(), domain_.FindCommand(kept->kept().command_type()), true});
    return candidates;
  }
  if (const auto* refused = dynamic_cast<const v1::CommandRefused*>(message.get())) {
    const CommandEntry* entry = domain_.FindCommand(refused->command_type());
    if (entry == nullptr) return candidates;
    Candidate candidate{Frame(first, *entry), entry, true};
    candidate.command.set_aggregate_id(refused->aggregate_id());
    candidate.command.set_payload(refused->clear_fields());
    candidates.push_back(std::move(candidate));
    return candidates;
  }
  for (const CommandEntry& entry : domain_.commands()) {
    const auto& names = entry.options->events();
    if (entry.kind != event.kind ||
        std::find(names.begin(), names.end(), event.name) == names.end())
      continue;
    candidates.push_back(TENURE_TRY(Rebuilt(entry, unit)));
  }
  return candidates;
}

std::optional<RejudgeDifference> Judge::Compare(const StoredUnit& unit, const Unit& judged) const {
  RejudgeDifference difference{.position = unit.records.front().position()};
  if (judged.refused && !judged.keeps_refusal) {
    difference.recorded = domain_.FindEvent(unit.records.front().event_type())->name;
    difference.judged = "refused: " + v1::Refusal_Name(judged.refused->code);
    return difference;
  }
  for (std::size_t i = 0; i < unit.records.size(); ++i) {
    const v1::Record& record = unit.records[i];
    const EventEntry& entry = *domain_.FindEvent(record.event_type());
    difference.position = record.position();
    difference.recorded = entry.name;
    if (i >= judged.events.size()) {
      difference.judged = "nothing";
      return difference;
    }
    const UnitEvent& event = judged.events[i];
    if (event.entry != &entry || event.stream != StreamOf(record)) {
      difference.judged = fmt::format("{} of {}", event.entry->name, event.stream.id);
      return difference;
    }
    std::unique_ptr<Message> recorded(entry.prototype->New());
    if (!recorded->ParseFromString(record.payload())) continue;  // the fold says so itself
    if (recorded->SerializeAsString() == event.message->SerializeAsString()) continue;
    Divergence fields;
    NameDifference(*recorded, *event.message, &fields);
    difference.field = fields.field;
    difference.recorded = fields.live;
    difference.judged = fields.folded;
    return difference;
  }
  if (judged.events.size() == unit.records.size()) return std::nullopt;
  difference.position = unit.records.back().position();
  difference.recorded = "nothing more";
  difference.judged = judged.events[unit.records.size()].entry->name;
  return difference;
}

Result<void> Judge::JudgeUnit(const StoredUnit& unit, Overlay& overlay) {
  const Time now = TimeFromMicros(unit.records.front().recorded_at_us());
  std::optional<RejudgeDifference> difference;
  const CommandEntry* rule = nullptr;
  bool whole = false;
  for (Candidate& candidate : TENURE_TRY(CandidatesOf(unit, overlay))) {
    if (candidate.entry == nullptr) continue;
    const Unit judged =
        TENURE_TRY(RunUnit({overlay, domain_, *unit.rules, now}, std::move(candidate.command)));
    auto found = Compare(unit, judged);
    overlay.DropUnit();
    if (!found) {
      ++report_.commands[std::string(candidate.entry->name)].same;
      return {};
    }
    if (difference && !(candidate.whole && !whole)) continue;
    difference = std::move(found);
    rule = candidate.entry;
    whole = candidate.whole;
  }
  if (rule == nullptr) {
    const EventEntry& event = *domain_.FindEvent(unit.records.front().event_type());
    ++report_.commands["(" + std::string(event.name) + ")"].not_kept;
    return {};
  }
  RejudgeCount& count = report_.commands[std::string(rule->name)];
  if (!whole) {
    ++count.not_kept;
    return {};
  }
  ++count.different;
  if (report_.differences.size() >= kDifferencesMax) return {};
  difference->rule = rule->name;
  difference->event = domain_.FindEvent(unit.records.front().event_type())->name;
  report_.differences.push_back(*std::move(difference));
  return {};
}

}  // namespace

Result<RejudgeReport> Rejudge(const log::Log& log, const Domain& domain, store::Store* fresh,
                              const std::function<void(Position)>& progress) {
  Judge judge(domain);
  TENURE_TRY(WalkUnits(
      log, domain, fresh,
      [&](const StoredUnit& unit, Overlay& overlay) { return judge.Visit(unit, overlay); },
      progress));
  return std::move(judge).Finish();
}

}  // namespace tenure::engine
