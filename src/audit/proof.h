// Proofs as a court or an outside auditor gets them: one JSON object that is checked with nothing
// but the public key. Inclusion: this record is number N of the log that was signed. Consistency:
// the later signed log begins with the whole of the earlier one.
#pragma once

#include <string>
#include <string_view>

#include "audit/checkpoint.h"
#include "audit/tiles.h"
#include "contract/json_value.h"
#include "log/log.h"
#include "tenure/result.h"

namespace tenure::audit {

using contract::JsonValue;

// The log has the tree that somebody signed. kLogRolledBack, kLogDamaged.
[[nodiscard]] Result<void> CheckSignedRoot(const log::Log& log, const TreeHead& tree);

// Of the record at `position` in the tree that `note` signs. kInvalidInput when the note is no
// checkpoint or ends before the record, kLogDamaged when its root is not the log's.
[[nodiscard]] Result<JsonValue> ProveInclusion(const log::Log& log, Tiles& tiles, Position position,
                                               const std::string& note);
// That the tree `to` signs continues the one that `from` signs. Errors as above; kInvalidInput when
// `from` is the larger one.
[[nodiscard]] Result<JsonValue> ProveConsistency(const log::Log& log, Tiles& tiles,
                                                 const std::string& from, const std::string& to);

struct ProofVerdict {
  bool holds = false;
  std::string why;   // what does not hold; empty when it does
  std::string kind;  // "inclusion" or "consistency"
  Position position = 0;
  std::string record;  // exact bytes, of an inclusion
  TreeHead from;       // of a consistency
  TreeHead tree;
  std::string signer;
};
// kInvalidInput when the text is no proof at all.
[[nodiscard]] Result<ProofVerdict> CheckProof(std::string_view json, const NoteVerifier& verifier);

}  // namespace tenure::audit
