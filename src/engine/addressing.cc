#include "engine/addressing.h"

#include <cstring>

#include "base/assert.h"
#include "base/hex.h"
#include "base/text_check.h"

namespace tenure::engine {
const google::protobuf::FieldDescriptor* StreamIdField(
    const google::protobuf::Descriptor* message) {
  for (int i = 0; i < message->field_count(); ++i) {
    if (message->field(i)->options().GetExtension(v1::field).stream_id()) return message->field(i);
  }
  return nullptr;
}

std::string DerivedStreamId(const AggregateEntry& aggregate, const CommandId& command_id) {
  // The last 8 bytes: those of a time-ordered or derived id that are random or hashed.
  return aggregate.options->id_prefix() + "-" + HexOf(command_id.View().substr(8));
}

std::string_view ScopeKind(std::string_view scope) { return scope.substr(0, scope.find('/')); }

bool IsScope(std::string_view text) {
  if (text == kGovernanceScope) return true;
  const std::string_view kind = ScopeKind(text);
  if (kind.size() == text.size()) return false;
  const std::string_view id = text.substr(kind.size() + 1);
  if (kind == "customer") return IsIdentifier(id);
  return kind == "identity" && IsIdentifier(id);
}

CommandId CommandIdOf(std::string_view bytes) {
  CommandId id;
  TENURE_ASSERT(bytes.size() == id.bytes.size(), "{} bytes", bytes.size());
  std::memcpy(id.bytes.data(), bytes.data(), bytes.size());
  return id;
}

}  // namespace tenure::engine
