// Evidence from the command line: signing keys, checkpoints, verification of the log's files,
// proofs and their check. What is proven, and what is not: docs/audit.md.
#include <fmt/format.h>

#include <algorithm>

#include "audit/bundle.h"
#include "audit/checkpoint.h"
#include "audit/proof.h"
#include "audit/signing_key.h"
#include "audit/tiles.h"
#include "base/base64.h"
#include "base/hex.h"
#include "cli/verbs.h"
#include "contract/value_forms.h"
#include "log/head_note.h"
#include "log/record_codec.h"
#include "query/event_reader.h"

namespace tenure::cli {
namespace {

constexpr std::string_view kCheckpointNote = "audit-checkpoint";
constexpr std::string_view kCheckpointEnd = ".checkpoint";
constexpr std::uint64_t kProofBytesMax = 32 * 1024 * 1024;
constexpr std::string_view kResumeHead = "tenure-survey/1\n";

std::string HexText(const Hash256& hash) {
  return HexOf({reinterpret_cast<const char*>(hash.data()), hash.size()});
}

audit::Tiles TilesOf(Context& context) {
  return {context.door.files(), context.options.store + "/tiles/p00000"};
}

Result<void> MakeTilesDirectory(Context& context) {
  return context.door.files().MakeDirectory(context.options.store + "/tiles");
}

std::string NewestCheckpointPath(Context& context) {
  return TilesOf(context).directory() + "/checkpoint";
}

// A public key as text, or a file that holds one.
Result<audit::NoteVerifier> KeyFrom(Context& context, const std::string& key) {
  if (auto parsed = audit::ParseVerifier(key)) return parsed;
  auto text = ReadWholeFile(context.door.files(), key, audit::kNoteBytesMax);
  if (!text) return tl::unexpected(text.error());
  return audit::ParseVerifier(*text);
}

Result<std::string> ReadNoteFile(Context& context, const std::string& path) {
  return ReadWholeFile(context.door.files(), path, audit::kNoteBytesMax);
}

// What an earlier checkpoint of the same log signed must still stand.
Result<void> CheckContinues(const log::Log& log, const TreeHead& earlier, std::string_view whose) {
  const Position head = TENURE_TRY(log.Head());
  if (earlier.size > head) {
    return Fail(ErrorCode::kLogRolledBack,
                fmt::format("{} are gone: the log ends at {}, {} is of {}",
                            log::RangeText(head, earlier.size), head, whose, earlier.size));
  }
  if (TENURE_TRY(log.RootAt(earlier.size)) != earlier.root) {
    return Fail(ErrorCode::kLogRolledBack, fmt::format("{} are not those that {} signs",
                                                       log::RangeText(0, earlier.size), whose));
  }
  return {};
}

std::string WitnessName(std::uint64_t size) {
  return fmt::format("{:020}{}", size, kCheckpointEnd);
}

// The witness refuses what does not continue the newest checkpoint it has.
Result<void> GiveToWitness(Context& context, const log::Log& log,
                           const audit::NoteVerifier& verifier, std::uint64_t size,
                           const std::string& note, const std::string& directory) {
  Files& files = context.door.files();
  TENURE_TRY(files.MakeDirectory(directory));
  std::string newest;
  for (const std::string& name : TENURE_TRY(files.List(directory))) {
    if (name.ends_with(kCheckpointEnd)) newest = std::max(newest, name);
  }
  if (!newest.empty()) {
    const std::string path = directory + "/" + newest;
    const auto checked =
        TENURE_TRY(audit::ReadCheckpoint(TENURE_TRY(ReadNoteFile(context, path)), verifier));
    if (checked.verdict != audit::NoteVerdict::kHolds) {
      return Fail(ErrorCode::kLogRolledBack, path + " is not signed by this log's key");
    }
    TENURE_TRY(CheckContinues(log, checked.checkpoint.tree, path));
  }
  return ReplaceFile(files, directory, WitnessName(size), note);
}

// The note in a file; where none is named, the newest that was signed.
Result<std::string> CheckpointNote(Context& context, const std::string& named) {
  auto note = ReadNoteFile(context, named.empty() ? NewestCheckpointPath(context) : named);
  if (!note && note.error().code == ErrorCode::kNotFound && named.empty()) {
    return Fail(ErrorCode::kNotFound,
                "no checkpoint is signed yet: `tenure audit checkpoint` signs one");
  }
  return note;
}

// The first position at or behind what a person wrote, a position or an instant; with `behind` the
// first one after it.
Result<Position> PositionAt(const log::Log& log, const std::string& text, bool behind) {
  if (const auto micros = contract::ParseInstant(text)) {
    const Time time = TimeFromMicros(*micros);
    return log.FirstAfter(behind ? time : time - Duration(1));
  }
  const Position position = TENURE_TRY(ParsePosition(text));
  return behind ? position + 1 : position;
}

struct Finding {
  std::string kind;
  log::Damage damage;
};

JsonValue FindingRow(const Finding& finding) {
  const log::Damage& damage = finding.damage;
  const auto number = [](bool there, std::uint64_t value) { return there ? Num(value) : Null(); };
  const bool records = damage.end > damage.first;
  const bool bytes = damage.byte_end > damage.byte_first;
  return Object({{"kind", Str(finding.kind)},
                 {"file", Str(damage.file)},
                 {"first", records ? Str(std::to_string(damage.first)) : Null()},
                 {"last", records ? Str(std::to_string(damage.end - 1)) : Null()},
                 {"first_byte", number(bytes, damage.byte_first)},
                 {"last_byte", number(bytes, bytes ? damage.byte_end - 1 : 0)},
                 {"detail", Str(damage.detail)}});
}

// Files named by --checkpoint; of a directory all its checkpoints.
Result<std::vector<std::string>> CheckpointFiles(Context& context,
                                                 const std::vector<std::string>& named) {
  std::vector<std::string> paths;
  for (const std::string& path : named) {
    const auto names = context.door.files().List(path);
    if (!names) {
      paths.push_back(path);
      continue;
    }
    for (const std::string& name : *names) {
      if (name.ends_with(kCheckpointEnd)) paths.push_back(path + "/" + name);
    }
  }
  return paths;
}

Finding BadCheckpoint(std::string kind, const std::string& path, std::string detail) {
  log::Damage damage;
  damage.file = path;
  damage.detail = std::move(detail);
  return {std::move(kind), std::move(damage)};
}

// Words that are kept outside of the store's directory.
Result<void> GatherWords(Context& context, const AuditOptions& options,
                         std::vector<log::Vouched>* words, std::vector<Finding>* findings) {
  const auto paths = TENURE_TRY(CheckpointFiles(context, options.checkpoints));
  if (!paths.empty()) {
    auto key = options.key.empty()
                   ? audit::ReadPublicKey(context.door.files(), context.options.keys)
                   : KeyFrom(context, options.key);
    if (!key && options.key.empty()) {
      return Fail(ErrorCode::kInvalidInput, "name the public key of the checkpoints with --key");
    }
    const audit::NoteVerifier verifier = TENURE_TRY(std::move(key));
    for (const std::string& path : paths) {
      const auto checked = audit::ReadCheckpoint(TENURE_TRY(ReadNoteFile(context, path)), verifier);
      if (!checked) {
        findings->push_back(BadCheckpoint("forged_checkpoint", path, checked.error().message));
      } else if (checked->verdict == audit::NoteVerdict::kForged) {
        findings->push_back(
            BadCheckpoint("forged_checkpoint", path, "its signature does not sign what it says"));
      } else if (checked->verdict == audit::NoteVerdict::kOtherKey) {
        findings->push_back(
            BadCheckpoint("wrong_key", path, "not signed by " + audit::VerifierText(verifier)));
      } else {
        const TreeHead& tree = checked->checkpoint.tree;
        words->push_back({tree.size, tree.root, "checkpoint " + path, true});
      }
    }
  }
  if (const auto note = context.door.KeyNote(context.options, log::kHeadNoteName)) {
    const auto head = log::DecodeHeadNote(*note);
    if (head) words->push_back({head->head, head->root, "note beside the keys", true});
  }
  const auto own = context.door.KeyNote(context.options, kCheckpointNote);
  const auto key = audit::ReadPublicKey(context.door.files(), context.options.keys);
  if (own && key) {
    const auto checked = audit::ReadCheckpoint(*own, *key);
    if (checked && checked->verdict == audit::NoteVerdict::kHolds) {
      const TreeHead& tree = checked->checkpoint.tree;
      words->push_back({tree.size, tree.root, "newest checkpoint beside the keys", true});
    }
  }
  return {};
}

// How far an interrupted verification came; from the beginning where the file is none.
log::SurveyPoint ReadResume(Context& context, const std::string& path) {
  const auto bytes = ReadNoteFile(context, path);
  if (!bytes || !bytes->starts_with(kResumeHead)) return {};
  const auto parsed = contract::ParseJson(std::string_view(*bytes).substr(kResumeHead.size()));
  if (!parsed) return {};
  const auto tree = BytesOfBase64(parsed->TextOf("tree"));
  if (!tree || parsed->TextOf("store") != context.options.store) return {};
  auto frontier = MerkleFrontier::Parse(*tree);
  if (!frontier) return {};
  log::SurveyPoint point;
  point.frontier = *std::move(frontier);
  point.record_bytes = std::strtoull(parsed->TextOf("record_bytes").c_str(), nullptr, 10);
  point.last_recorded_at_us =
      std::strtoll(parsed->TextOf("last_recorded_at_us").c_str(), nullptr, 10);
  return point;
}

void WriteResume(Context& context, const std::string& path, const log::SurveyPoint& point) {
  const JsonValue value =
      Object({{"store", Str(context.options.store)},
              {"tree", Str(Base64Of(point.frontier.Serialize()))},
              {"record_bytes", Str(std::to_string(point.record_bytes))},
              {"last_recorded_at_us", Str(std::to_string(point.last_recorded_at_us))}});
  const std::size_t slash = path.rfind('/');
  const std::string directory = slash == std::string::npos ? "." : path.substr(0, slash);
  const std::string name = slash == std::string::npos ? path : path.substr(slash + 1);
  // An aid: a verification goes on without it.
  (void)ReplaceFile(context.door.files(), directory, name,
                    std::string(kResumeHead) + JsonText(value) + "\n");
}

void ShowProgress(Context& context, const log::SurveyProgress& progress, double started) {
  if (!context.console.is_terminal() || progress.file_bytes == 0) return;
  const double share =
      static_cast<double>(progress.file_bytes_done) / static_cast<double>(progress.file_bytes);
  const double spent = context.door.ElapsedSeconds() - started;
  context.console.Say(fmt::format("{:3.0f} %  {} records  {:.0f} s, about {:.0f} s to go",
                                  share * 100, progress.records, spent,
                                  share > 0 ? spent / share - spent : 0));
}

JsonValue VerifyResult(const log::SurveyReport& report, const std::vector<Finding>& findings) {
  std::vector<JsonValue> vouched;
  for (const log::Vouched& word : report.held) {
    vouched.push_back(Object({{"by", Str(word.source)}, {"records", Num(word.size)}}));
  }
  std::vector<JsonValue> rows;
  for (const Finding& finding : findings) rows.push_back(FindingRow(finding));
  return Object({{"status", Str(findings.empty() ? "whole" : "damaged")},
                 {"records", Num(report.records)},
                 {"record_bytes", Num(report.record_bytes)},
                 {"resumed_at", report.from > 0 ? Str(std::to_string(report.from)) : Null()},
                 {"root", report.root ? Str(HexText(*report.root)) : Null()},
                 {"torn_tail", Flag(report.torn_tail)},
                 {"vouched", List(std::move(vouched))},
                 {"findings", List(std::move(rows))}});
}

}  // namespace

Result<void> MakeAuditKey(Context& context, const v1::StoreMeta& meta, const std::string& name) {
  TENURE_TRY(audit::MakeSigningKey(context.door.files(), context.options.keys,
                                   name.empty() ? "tenure/" + HexOf(meta.store_id()) : name,
                                   context.door.random()));
  return {};
}

Exit AuditKeysShow(Context& context, const AuditOptions&) {
  const auto verifier =
      TENURE_TRY(audit::ReadPublicKey(context.door.files(), context.options.keys));
  context.console.One(Object({{"name", Str(verifier.name)},
                              {"public_key", Str(audit::VerifierText(verifier))},
                              {"file", Str(context.options.keys + "/audit-key.pub")}}));
  return kExitOk;
}

Exit AuditKeysInit(Context& context, const AuditOptions& options) {
  const auto opened = TENURE_TRY(context.door.OpenLog(context.options));
  TENURE_TRY(MakeAuditKey(context, opened->meta, options.name));
  return AuditKeysShow(context, options);
}

Result<std::string> SignHead(Context& context, query::OpenStore& store,
                             const std::string& witness) {
  Files& files = context.door.files();
  const audit::SigningKey key = TENURE_TRY(audit::ReadSigningKey(files, context.options.keys));
  const MerkleFrontier frontier = TENURE_TRY(store.log->Frontier());
  if (const auto own = TENURE_TRY(store.keys->Note(kCheckpointNote))) {
    const auto checked = audit::ReadCheckpoint(*own, key.Verifier());
    if (checked && checked->verdict == audit::NoteVerdict::kHolds) {
      TENURE_TRY(CheckContinues(*store.log, checked->checkpoint.tree,
                                "the newest checkpoint beside the keys"));
    }
  }
  const audit::Checkpoint checkpoint{key.name, {frontier.size(), frontier.Root()}};
  const std::string note = audit::SignNote(audit::CheckpointText(checkpoint), key.name, key.seed);
  if (!witness.empty()) {
    TENURE_TRY(
        GiveToWitness(context, *store.log, key.Verifier(), checkpoint.tree.size, note, witness));
  }
  TENURE_TRY(MakeTilesDirectory(context));
  audit::Tiles tiles = TilesOf(context);
  TENURE_TRY(files.MakeDirectory(tiles.directory()));
  TENURE_TRY(tiles.Extend(*store.log, checkpoint.tree.size));
  TENURE_TRY(ReplaceFile(files, tiles.directory(), "checkpoint", note));
  TENURE_TRY(store.keys->SetNote(kCheckpointNote, note));
  return note;
}

Exit AuditCheckpoint(Context& context, const AuditOptions& options) {
  const auto store = TENURE_TRY(context.door.Open(context.options));
  const std::string note = TENURE_TRY(SignHead(context, *store, options.witness));
  TENURE_TRY(store->Close());
  if (context.console.format() == Format::kTable) {
    context.console.Write(note);
    return kExitOk;
  }
  const auto verifier =
      TENURE_TRY(audit::ReadPublicKey(context.door.files(), context.options.keys));
  const auto checked = TENURE_TRY(audit::ReadCheckpoint(note, verifier));
  context.console.One(Object({{"origin", Str(checked.checkpoint.origin)},
                              {"records", Num(checked.checkpoint.tree.size)},
                              {"root", Str(HexText(checked.checkpoint.tree.root))},
                              {"note", Str(note)}}));
  return kExitOk;
}

Exit AuditVerify(Context& context, const AuditOptions& options) {
  std::vector<Finding> findings;
  log::SurveyRequest request;
  TENURE_TRY(GatherWords(context, options, &request.vouched, &findings));
  const audit::Tiles tiles = TilesOf(context);
  audit::TileLeaves leaves(tiles);
  request.leaves = &leaves;
  if (!options.resume.empty()) request.from = ReadResume(context, options.resume);
  const double started = context.door.ElapsedSeconds();
  request.progress = [&](const log::SurveyProgress& progress) {
    ShowProgress(context, progress, started);
    if (progress.whole != nullptr && !options.resume.empty()) {
      WriteResume(context, options.resume, *progress.whole);
    }
  };
  const log::SurveyReport report = TENURE_TRY(context.door.Survey(context.options, request));
  for (const log::Damage& damage : report.damages) {
    findings.push_back({std::string(log::DamageWord(damage.kind)), damage});
  }
  if (report.damages.empty()) {
    if (const auto wrong = TENURE_TRY(tiles.FirstWrong())) {
      findings.push_back(BadCheckpoint("tile", "tiles/p00000/" + audit::TilePath(*wrong),
                                       "its hashes are not those of the tiles below it"));
    }
  }
  if (!options.resume.empty()) (void)context.door.files().Remove(options.resume);
  context.console.One(VerifyResult(report, findings));
  return findings.empty() ? kExitOk : kExitVerification;
}

Exit AuditProve(Context& context, const AuditOptions& options) {
  const bool consistency = !options.from_checkpoint.empty() || !options.to_checkpoint.empty();
  if (consistency == !options.position.empty() ||
      options.from_checkpoint.empty() != options.to_checkpoint.empty()) {
    return Fail(ErrorCode::kInvalidInput,
                "give POSITION, or --from-checkpoint and --to-checkpoint");
  }
  const auto opened = TENURE_TRY(context.door.OpenLog(context.options));
  TENURE_TRY(MakeTilesDirectory(context));
  audit::Tiles tiles = TilesOf(context);
  JsonValue proof;
  if (consistency) {
    const std::string from = TENURE_TRY(ReadNoteFile(context, options.from_checkpoint));
    const std::string to = TENURE_TRY(ReadNoteFile(context, options.to_checkpoint));
    proof = TENURE_TRY(audit::ProveConsistency(*opened->log, tiles, from, to));
  } else {
    const Position position = TENURE_TRY(ParsePosition(options.position));
    if (position >= TENURE_TRY(opened->log->Head())) {
      return Fail(ErrorCode::kNotFound, fmt::format("no record at position {}", position));
    }
    const std::string signed_note = TENURE_TRY(CheckpointNote(context, options.checkpoint));
    proof = TENURE_TRY(audit::ProveInclusion(*opened->log, tiles, position, signed_note));
  }
  context.console.Write(JsonText(proof) + "\n");
  return kExitOk;
}

Exit AuditCheck(Context& context, const AuditOptions& options) {
  const audit::NoteVerifier verifier = TENURE_TRY(KeyFrom(context, options.key));
  const std::string json =
      TENURE_TRY(ReadWholeFile(context.door.files(), options.proof, kProofBytesMax));
  const audit::ProofVerdict verdict = TENURE_TRY(audit::CheckProof(json, verifier));
  Members members = {{"status", Str(verdict.holds ? "holds" : "does_not_hold")},
                     {"why", StrOrNull(verdict.why)},
                     {"kind", Str(verdict.kind)},
                     {"signer", Str(verdict.signer)},
                     {"records", Num(verdict.tree.size)},
                     {"root", Str(HexText(verdict.tree.root))}};
  if (verdict.kind == "consistency") {
    members.emplace_back("from_records", Num(verdict.from.size));
    members.emplace_back("from_root", Str(HexText(verdict.from.root)));
  }
  const auto record = log::DecodeRecord(verdict.record);
  if (verdict.kind == "inclusion" && record) {
    const EventEntry* event = BuiltInDomain().FindEvent(record->event_type());
    members.emplace_back("position", Str(std::to_string(verdict.position)));
    members.emplace_back("recorded_at", Str(contract::FormatInstant(record->recorded_at_us())));
    members.emplace_back("scope", Str(record->scope()));
    members.emplace_back("type", Str(event == nullptr ? fmt::format("#{}", record->event_type())
                                                      : std::string(event->name)));
    members.emplace_back("id", StrOrNull(record->aggregate_id()));
    members.emplace_back("actor", Str(record->actor()));
    members.emplace_back("on_behalf_of", StrOrNull(record->on_behalf_of()));
  }
  context.console.One(Object(std::move(members)));
  return verdict.holds ? kExitOk : kExitVerification;
}

Exit AuditExport(Context& context, const AuditOptions& options) {
  const auto store = TENURE_TRY(context.door.Open(context.options));
  const query::EventReader reader(*store, context.options.actor);
  audit::BundleRequest request;
  request.scope.text =
      options.customer.starts_with("customer/") ? options.customer : "customer/" + options.customer;
  request.checkpoint = TENURE_TRY(CheckpointNote(context, options.checkpoint));
  request.verifier = TENURE_TRY(audit::ReadPublicKey(context.door.files(), context.options.keys));
  request.directory = options.directory;
  request.language = context.console.language();
  request.until = TENURE_TRY(store->log->Head());
  if (!options.from.empty()) {
    request.from = TENURE_TRY(PositionAt(*store->log, options.from, false));
  }
  if (!options.to.empty()) request.until = TENURE_TRY(PositionAt(*store->log, options.to, true));
  TENURE_TRY(MakeTilesDirectory(context));
  audit::Tiles tiles = TilesOf(context);
  const audit::BundleReport report =
      TENURE_TRY(audit::WriteBundle(context.door.files(), *store, reader, tiles, request));
  TENURE_TRY(store->Close());
  context.console.One(Object({{"directory", Str(options.directory)},
                              {"scope", Str(request.scope.text)},
                              {"records", Num(report.records)},
                              {"first", Str(std::to_string(report.first))},
                              {"last", Str(std::to_string(report.last))},
                              {"tree_size", Num(report.tree_size)}}));
  return kExitOk;
}

}  // namespace tenure::cli
