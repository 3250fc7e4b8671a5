#include "audit/checkpoint.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/base64.h"

namespace tenure::audit {
namespace {

Failure NoCheckpoint() { return Fail(ErrorCode::kInvalidInput, "not a checkpoint"); }

// The next line without its end; false when there is none.
bool TakeLine(std::string_view* text, std::string_view* line) {
  const std::size_t end = text->find('\n');
  if (end == std::string_view::npos) return false;
  *line = text->substr(0, end);
  text->remove_prefix(end + 1);
  return true;
}

}  // namespace

std::string CheckpointText(const Checkpoint& checkpoint) {
  return fmt::format("{}\n{}\n{}\n", checkpoint.origin, checkpoint.tree.size,
                     Base64Of(ViewOf(checkpoint.tree.root)));
}

Result<Checkpoint> ParseCheckpointText(std::string_view text) {
  std::string_view origin;
  std::string_view size;
  std::string_view root;
  if (!TakeLine(&text, &origin) || !TakeLine(&text, &size) || !TakeLine(&text, &root)) {
    return NoCheckpoint();
  }
  Checkpoint checkpoint{.origin = std::string(origin), .tree = {}};
  const auto read = std::from_chars(size.data(), size.data() + size.size(), checkpoint.tree.size);
  if (read.ec != std::errc() || fmt::format("{}", checkpoint.tree.size) != size) {
    return NoCheckpoint();
  }
  const auto bytes = BytesOfBase64(root);
  if (origin.empty() || !bytes || bytes->size() != checkpoint.tree.root.size()) {
    return NoCheckpoint();
  }
  std::copy(bytes->begin(), bytes->end(), checkpoint.tree.root.begin());
  return checkpoint;
}

Result<CheckedCheckpoint> ReadCheckpoint(std::string_view note, const NoteVerifier& verifier) {
  const SignedNote parsed = TENURE_TRY(ParseNote(note));
  CheckedCheckpoint checked;
  checked.checkpoint = TENURE_TRY(ParseCheckpointText(parsed.text));
  checked.verdict = VerifyNote(parsed, verifier);
  if (checked.checkpoint.origin != verifier.name) checked.verdict = NoteVerdict::kOtherKey;
  return checked;
}

}  // namespace tenure::audit
