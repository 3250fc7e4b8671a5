#include "audit/bundle.h"

#include <fmt/format.h>

#include "audit/html_page.h"
#include "audit/proof.h"
#include "base/base64.h"
#include "base/hex.h"
#include "base/merkle.h"
#include "contract/value_forms.h"
#include "log/record_codec.h"
#include "query/show.h"

namespace tenure::audit {
namespace {

constexpr std::size_t kRecordsMax = 1'000'000;  // of one customer in one bundle

JsonValue Text(std::string_view text) {
  return {.kind = JsonValue::Kind::kString, .text = std::string(text)};
}

// What a person reads of one event.
JsonValue EventFacts(const query::ReadEvent& event) {
  const v1::Record& record = event.record;
  const std::int64_t effective =
      record.has_effective_at_us() ? record.effective_at_us() : record.recorded_at_us();
  JsonValue facts{.kind = JsonValue::Kind::kObject};
  const auto add = [&](const char* name, std::string_view text) {
    if (!text.empty()) facts.members.emplace_back(name, Text(text));
  };
  add("recorded", contract::FormatInstant(record.recorded_at_us()));
  if (effective != record.recorded_at_us()) add("effective", contract::FormatInstant(effective));
  add("id", record.aggregate_id());
  add("actor", record.actor());
  add("on behalf of", record.on_behalf_of());
  add("reason", event.reason);
  facts.members.emplace_back("data", query::ShowEvent(event));
  return facts;
}

class BundleWriter {
 public:
  BundleWriter(const query::OpenStore& store, const query::EventReader& reader,
               const BundleRequest& request, const Checkpoint& checkpoint, SubtreeReader subtrees)
      : store_(store),
        reader_(reader),
        request_(request),
        size_(checkpoint.tree.size),
        subtrees_(std::move(subtrees)),
        page_("Evidence: " + request.scope.text) {
    page_.Paragraph(fmt::format(
        "Records of {} from a log of {} records whose root {} is signed by {}. Each record below "
        "is the leaf at its position in that tree; `tools/verify_log.py` checks it without Tenure.",
        request.scope.text, size_, HexOf(ViewOf(checkpoint.tree.root)),
        VerifierText(request.verifier)));
  }

  Result<void> Gather() {
    for (const store::IndexRow& row :
         TENURE_TRY(store_.store->ScopeIndex(request_.scope, 1, kRecordsMax))) {
      const Position position = row.position;
      if (position < request_.from || position >= request_.until || position >= size_) continue;
      TENURE_TRY(Add(position));
    }
    if (report_.records > 0) return {};
    return Fail(ErrorCode::kNotFound,
                fmt::format("no record of {} from {} to {}", request_.scope.text, request_.from,
                            std::min(request_.until, size_)));
  }

  Result<BundleReport> Write(Files& files) && {
    const std::string& directory = request_.directory;
    report_.tree_size = size_;
    const std::string manifest = fmt::format(
        "{{\"format\":\"tenure-bundle/1\",\"scope\":\"{}\",\"records\":{},\"first\":\"{}\","
        "\"last\":\"{}\",\"tree_size\":{}}}\n",
        request_.scope.text, report_.records, report_.first, report_.last, size_);
    TENURE_TRY(files.MakeDirectory(directory));
    TENURE_TRY(ReplaceFile(files, directory, "records.jsonl", lines_));
    TENURE_TRY(ReplaceFile(files, directory, "checkpoint", request_.checkpoint));
    TENURE_TRY(ReplaceFile(files, directory, "key.pub", VerifierText(request_.verifier) + "\n"));
    TENURE_TRY(ReplaceFile(files, directory, "summary.html", std::move(page_).Finish()));
    TENURE_TRY(ReplaceFile(files, directory, "manifest.json", manifest));
    return report_;
  }

 private:
  Result<void> Add(Position position) {
    auto cursor = TENURE_TRY(
        store_.log->Read(position, {.scope_hash = {}, .event_type = {}, .until = position + 1}));
    log::RecordView record;
    if (!TENURE_TRY(cursor->Next(&record))) {
      return Fail(ErrorCode::kLogDamaged, fmt::format("record {} is not there", position));
    }
    std::string path;
    for (const Hash256& hash : TENURE_TRY(InclusionPath(subtrees_, position, size_))) {
      path += fmt::format("{}\"{}\"", path.empty() ? "" : ",", Base64Of(ViewOf(hash)));
    }
    lines_ += fmt::format("{{\"position\":\"{}\",\"record\":\"{}\",\"path\":[{}]}}\n", position,
                          Base64Of(record.bytes), path);
    const std::string leaf(HexOf(ViewOf(MerkleLeaf(record.bytes))));
    const query::ReadEvent event = TENURE_TRY(reader_.At(position));
    const std::string title = event.entry == nullptr
                                  ? fmt::format("#{}", event.record.event_type())
                                  : contract::In(event.entry->options->title(), request_.language);
    page_.Heading(fmt::format("{}  {}", position, title));
    page_.Facts(EventFacts(event));
    page_.Leaf(leaf);
    if (report_.records++ == 0) report_.first = position;
    report_.last = position;
    return {};
  }

  const query::OpenStore& store_;
  const query::EventReader& reader_;
  const BundleRequest& request_;
  const std::uint64_t size_;
  const SubtreeReader subtrees_;
  HtmlPage page_;
  std::string lines_;
  BundleReport report_;
};

}  // namespace

Result<BundleReport> WriteBundle(Files& files, const query::OpenStore& store,
                                 const query::EventReader& reader, Tiles& tiles,
                                 const BundleRequest& request) {
  if (TENURE_TRY(files.Exists(request.directory))) {
    return Fail(ErrorCode::kStoreExists, request.directory);
  }
  const CheckedCheckpoint checked =
      TENURE_TRY(ReadCheckpoint(request.checkpoint, request.verifier));
  if (checked.verdict != NoteVerdict::kHolds) {
    return Fail(ErrorCode::kLogDamaged, "the checkpoint is not signed by this log's key");
  }
  const TreeHead& tree = checked.checkpoint.tree;
  TENURE_TRY(CheckSignedRoot(*store.log, tree));
  TENURE_TRY(tiles.Extend(*store.log, tree.size));
  BundleWriter writer(store, reader, request, checked.checkpoint, tiles.ReaderOf(tree.size));
  TENURE_TRY(writer.Gather());
  return std::move(writer).Write(files);
}

}  // namespace tenure::audit
