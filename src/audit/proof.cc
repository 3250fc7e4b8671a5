#include "audit/proof.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/base64.h"
#include "base/hex.h"
#include "base/merkle.h"
#include "log/record_codec.h"

namespace tenure::audit {
namespace {

constexpr std::string_view kFormat = "tenure-proof/1";
constexpr std::size_t kProofBytesMax = 32 * 1024 * 1024;  // a record of 16 MiB in base64
constexpr std::size_t kPathMax = 128;

JsonValue Text(std::string_view text) {
  return {.kind = JsonValue::Kind::kString, .text = std::string(text)};
}

JsonValue PathJson(const MerklePath& path) {
  JsonValue list{.kind = JsonValue::Kind::kArray};
  for (const Hash256& hash : path) list.items.push_back(Text(Base64Of(ViewOf(hash))));
  return list;
}

JsonValue ProofJson(std::string_view kind) {
  JsonValue proof{.kind = JsonValue::Kind::kObject};
  proof.members = {{"format", Text(kFormat)}, {"kind", Text(kind)}};
  return proof;
}

Result<Checkpoint> BodyOf(const std::string& note) {
  const SignedNote parsed = TENURE_TRY(ParseNote(note));
  return ParseCheckpointText(parsed.text);
}

Failure NoProof(std::string_view what) {
  return Fail(ErrorCode::kInvalidInput, fmt::format("not a proof: {}", what));
}

Result<std::string> TextOf(const JsonValue& object, std::string_view name) {
  const JsonValue* member = object.Find(name);
  if (member == nullptr || member->kind != JsonValue::Kind::kString) return NoProof(name);
  return member->text;
}

Result<MerklePath> PathOf(const JsonValue& object) {
  const JsonValue* list = object.Find("path");
  if (list == nullptr || list->kind != JsonValue::Kind::kArray || list->items.size() > kPathMax) {
    return NoProof("path");
  }
  MerklePath path;
  for (const JsonValue& item : list->items) {
    const auto bytes = BytesOfBase64(item.text);
    if (!bytes || bytes->size() != sizeof(Hash256)) return NoProof("path");
    std::copy(bytes->begin(), bytes->end(), path.emplace_back().begin());
  }
  return path;
}

std::string WhyNot(NoteVerdict verdict) {
  if (verdict == NoteVerdict::kHolds) return "";
  return verdict == NoteVerdict::kForged ? "the checkpoint is forged"
                                         : "the checkpoint is signed by another key";
}

Result<void> CheckInclusion(const JsonValue& proof, const MerklePath& path, ProofVerdict* verdict) {
  const std::string digits = TENURE_TRY(TextOf(proof, "position"));
  const char* end = digits.data() + digits.size();
  const auto read = std::from_chars(digits.data(), end, verdict->position);
  if (read.ec != std::errc() || read.ptr != end) return NoProof("position");
  auto record = BytesOfBase64(TENURE_TRY(TextOf(proof, "record")));
  if (!record) return NoProof("record");
  verdict->record = *std::move(record);
  if (!verdict->why.empty()) return {};
  const Hash256 leaf = MerkleLeaf(verdict->record);
  if (!InclusionHolds(leaf, verdict->position, verdict->tree, path)) {
    verdict->why = "the record is not the one of this position in the signed tree";
    return {};
  }
  const auto summary = log::Summarise(verdict->record);
  if (!summary || summary->position != verdict->position) {
    verdict->why = "the record says another position";
  }
  return {};
}

}  // namespace

// A proof from another history would be worthless; better to say so now.
Result<void> CheckSignedRoot(const log::Log& log, const TreeHead& tree) {
  const Position head = TENURE_TRY(log.Head());
  if (tree.size > head) {
    return Fail(
        ErrorCode::kLogRolledBack,
        fmt::format("the checkpoint is of {} records, the log ends at {}", tree.size, head));
  }
  if (TENURE_TRY(log.RootAt(tree.size)) != tree.root) {
    return Fail(
        ErrorCode::kLogDamaged,
        fmt::format("the records below {} are not those that the checkpoint signs", tree.size));
  }
  return {};
}

Result<JsonValue> ProveInclusion(const log::Log& log, Tiles& tiles, Position position,
                                 const std::string& note) {
  const Checkpoint checkpoint = TENURE_TRY(BodyOf(note));
  if (position >= checkpoint.tree.size) {
    return Fail(ErrorCode::kInvalidInput,
                fmt::format("the checkpoint is of {} records, {} is not among them",
                            checkpoint.tree.size, position));
  }
  TENURE_TRY(CheckSignedRoot(log, checkpoint.tree));
  TENURE_TRY(tiles.Extend(log, checkpoint.tree.size));
  auto cursor =
      TENURE_TRY(log.Read(position, {.scope_hash = {}, .event_type = {}, .until = position + 1}));
  log::RecordView record;
  if (!TENURE_TRY(cursor->Next(&record))) return Fail(ErrorCode::kNotFound, "no such record");
  const MerklePath path = TENURE_TRY(
      InclusionPath(tiles.ReaderOf(checkpoint.tree.size), position, checkpoint.tree.size));
  JsonValue proof = ProofJson("inclusion");
  proof.members.emplace_back("position", Text(std::to_string(position)));
  proof.members.emplace_back("record", Text(Base64Of(record.bytes)));
  proof.members.emplace_back("path", PathJson(path));
  proof.members.emplace_back("checkpoint", Text(note));
  return proof;
}

Result<JsonValue> ProveConsistency(const log::Log& log, Tiles& tiles, const std::string& from,
                                   const std::string& to) {
  const Checkpoint old_one = TENURE_TRY(BodyOf(from));
  const Checkpoint new_one = TENURE_TRY(BodyOf(to));
  if (old_one.tree.size > new_one.tree.size) {
    return Fail(ErrorCode::kInvalidInput, "the first checkpoint is of more records");
  }
  TENURE_TRY(CheckSignedRoot(log, old_one.tree));
  TENURE_TRY(CheckSignedRoot(log, new_one.tree));
  TENURE_TRY(tiles.Extend(log, new_one.tree.size));
  MerklePath path;
  if (old_one.tree.size > 0) {
    path = TENURE_TRY(
        ConsistencyPath(tiles.ReaderOf(new_one.tree.size), old_one.tree.size, new_one.tree.size));
  }
  JsonValue proof = ProofJson("consistency");
  proof.members.emplace_back("path", PathJson(path));
  proof.members.emplace_back("from_checkpoint", Text(from));
  proof.members.emplace_back("checkpoint", Text(to));
  return proof;
}

Result<ProofVerdict> CheckProof(std::string_view json, const NoteVerifier& verifier) {
  const auto parsed = contract::ParseJson(json, kProofBytesMax);
  if (!parsed) return NoProof("no JSON");
  const JsonValue& proof = *parsed;
  if (TENURE_TRY(TextOf(proof, "format")) != kFormat) return NoProof("format");
  ProofVerdict verdict;
  verdict.kind = TENURE_TRY(TextOf(proof, "kind"));
  verdict.signer = verifier.name;
  const MerklePath path = TENURE_TRY(PathOf(proof));
  const CheckedCheckpoint checked =
      TENURE_TRY(ReadCheckpoint(TENURE_TRY(TextOf(proof, "checkpoint")), verifier));
  verdict.tree = checked.checkpoint.tree;
  verdict.why = WhyNot(checked.verdict);
  if (verdict.kind == "inclusion") {
    TENURE_TRY(CheckInclusion(proof, path, &verdict));
  } else if (verdict.kind == "consistency") {
    const CheckedCheckpoint old_one =
        TENURE_TRY(ReadCheckpoint(TENURE_TRY(TextOf(proof, "from_checkpoint")), verifier));
    verdict.from = old_one.checkpoint.tree;
    if (verdict.why.empty()) verdict.why = WhyNot(old_one.verdict);
    if (verdict.why.empty() && !ConsistencyHolds(verdict.from, verdict.tree, path)) {
      verdict.why = "the later tree does not begin with the earlier one";
    }
  } else {
    return NoProof("kind");
  }
  verdict.holds = verdict.why.empty();
  return verdict;
}

}  // namespace tenure::audit
