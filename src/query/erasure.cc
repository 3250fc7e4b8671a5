#include "query/erasure.h"

#include <charconv>
#include <set>
#include <string>

#include "base/assert.h"
#include "log/record_codec.h"
#include "tenure/domain.h"

namespace tenure::query {
namespace {

// The note moves on by itself only so often: it costs a synced write.
constexpr Position kNoteStride = 20'000;

Result<Position> NotedPosition(const seal::KeyStore& keys) {
  const auto note = TENURE_TRY(keys.Note(kErasedToNote));
  Position position = 0;
  if (!note) return position;
  const auto read = std::from_chars(note->data(), note->data() + note->size(), position);
  return read.ec == std::errc() ? position : 0;
}

// Everybody whose personal fields a record of the scope holds: the customer, his contact persons.
Result<std::set<std::string>> SubjectsOf(const log::Log& log, const std::string& scope) {
  auto cursor =
      TENURE_TRY(log.Read(0, {.scope_hash = ScopeHash(scope), .event_type = {}, .until = {}}));
  std::set<std::string> subjects;
  log::RecordView view;
  while (TENURE_TRY(cursor->Next(&view))) {
    const v1::Record record = TENURE_TRY(log::DecodeRecord(view.bytes));
    if (record.scope() != scope) continue;  // a clash of hashes
    for (const v1::Sealed& seal : record.sealed()) subjects.insert(seal.subject());
    for (const v1::OutgoingCommand& out : record.outgoing()) {
      for (const v1::Sealed& seal : out.sealed()) subjects.insert(seal.subject());
    }
  }
  return subjects;
}

}  // namespace

Result<std::uint64_t> SettleErasures(const log::Log& log, seal::KeyStore& keys) {
  const EventEntry* erased = BuiltInDomain().FindEvent("SubjectErased");
  TENURE_ASSERT(erased != nullptr, "the contract has no erasure");
  const Position from = TENURE_TRY(NotedPosition(keys));
  const Position head = TENURE_TRY(log.Head());
  std::uint64_t destroyed = 0;
  auto cursor =
      TENURE_TRY(log.Read(from, {.scope_hash = {}, .event_type = erased->id, .until = head}));
  log::RecordView view;
  while (TENURE_TRY(cursor->Next(&view))) {
    const v1::Record record = TENURE_TRY(log::DecodeRecord(view.bytes));
    for (const std::string& subject : TENURE_TRY(SubjectsOf(log, record.scope()))) {
      if (!subject.starts_with("customer/")) continue;  // "store" is nobody
      const auto key = TENURE_TRY(keys.ForOpening(subject, 1));
      if (key.status == seal::KeyStatus::kErased) continue;
      TENURE_TRY(keys.Destroy(subject));
      ++destroyed;
    }
  }
  if (destroyed > 0 || head >= from + kNoteStride) {
    TENURE_TRY(keys.SetNote(kErasedToNote, std::to_string(head)));
  }
  return destroyed;
}

}  // namespace tenure::query
