// An evidence bundle: one customer's records with their proofs, the checkpoint that signs them, the
// public key, and a summary for people, in a directory of its own. tools/verify_log.py checks it.
//   manifest.json   scope, first and last position, number of records
//   records.jsonl   {"position", "record", "path"} a line
//   checkpoint      signed note        key.pub   public key        summary.html
#pragma once

#include <string>

#include "audit/checkpoint.h"
#include "audit/tiles.h"
#include "contract/catalogue.h"
#include "query/event_reader.h"
#include "query/open_store.h"
#include "tenure/result.h"

namespace tenure::audit {

struct BundleRequest {
  ScopeId scope;
  Position from = 0;        // records at or behind it
  std::uint64_t until = 0;  // and below it; at most the checkpoint's size
  std::string checkpoint;   // signed note
  NoteVerifier verifier;
  std::string directory;  // made; must not exist
  contract::Language language = contract::Language::kEnglish;
};

struct BundleReport {
  std::uint64_t records = 0;
  Position first = 0;
  Position last = 0;
  std::uint64_t tree_size = 0;
};

// `reader` decides which personal fields the summary shows; the records themselves stay sealed.
// kNotFound when the scope has no record in the range, kStoreExists when the directory is there,
// kLogDamaged when the checkpoint is not of this log.
[[nodiscard]] Result<BundleReport> WriteBundle(Files& files, const query::OpenStore& store,
                                               const query::EventReader& reader, Tiles& tiles,
                                               const BundleRequest& request);

}  // namespace tenure::audit
