// Checkpoints of C2SP (c2sp.org/tlog-checkpoint): the size and root of a log's tree as a signed
// note. The origin is the signer's name; both name the store.
#pragma once

#include <string>
#include <string_view>

#include "audit/signed_note.h"
#include "base/merkle_proof.h"
#include "tenure/result.h"

namespace tenure::audit {

struct Checkpoint {
  std::string origin;
  TreeHead tree;
};

// Origin, size and root, a line each.
[[nodiscard]] std::string CheckpointText(const Checkpoint& checkpoint);
// The body of a note. kInvalidInput. Lines behind the third are allowed and passed over.
[[nodiscard]] Result<Checkpoint> ParseCheckpointText(std::string_view text);

struct CheckedCheckpoint {
  Checkpoint checkpoint;
  NoteVerdict verdict = NoteVerdict::kOtherKey;
};
// kInvalidInput when the bytes are no signed checkpoint. The origin must be the verifier's name,
// else the verdict is kOtherKey.
[[nodiscard]] Result<CheckedCheckpoint> ReadCheckpoint(std::string_view note,
                                                       const NoteVerifier& verifier);

}  // namespace tenure::audit
