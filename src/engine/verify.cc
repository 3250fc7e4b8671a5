#include "engine/verify.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "base/hex.h"
#include "engine/catch_up.h"
#include "engine/fold.h"
#include "engine/projector.h"
#include "log/record_codec.h"
#include "store/keys.h"

namespace tenure::engine {
namespace {

// SHA-256 over length-prefixed rows, so that no two row sequences share their bytes.
class RowDigest {
 public:
  RowDigest() : context_(EVP_MD_CTX_new(), EVP_MD_CTX_free) {
    EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr);
  }
  void Add(std::string_view key, std::string_view value) {
    const std::uint64_t sizes[2] = {key.size(), value.size()};
    EVP_DigestUpdate(context_.get(), sizes, sizeof sizes);
    EVP_DigestUpdate(context_.get(), key.data(), key.size());
    EVP_DigestUpdate(context_.get(), value.data(), value.size());
  }
  [[nodiscard]] std::string Hex() {
    unsigned char hash[EVP_MAX_MD_SIZE];
    unsigned int size = 0;
    EVP_DigestFinal_ex(context_.get(), hash, &size);
    return HexOf({reinterpret_cast<const char*>(hash), size});
  }

 private:
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

// Field by field, so that a person sees what differs; equal messages give an empty name.
void NameDifference(const Message& live, const Message& folded, Divergence* divergence) {
  const auto* descriptor = live.GetDescriptor();
  for (int i = 0; i < descriptor->field_count(); ++i) {
    const auto* field = descriptor->field(i);
    std::unique_ptr<Message> one(live.New());
    std::unique_ptr<Message> other(live.New());
    one->CopyFrom(live);
    other->CopyFrom(folded);
    for (int j = 0; j < descriptor->field_count(); ++j) {
      if (j == i) continue;
      one->GetReflection()->ClearField(one.get(), descriptor->field(j));
      other->GetReflection()->ClearField(other.get(), descriptor->field(j));
    }
    if (one->SerializeAsString() == other->SerializeAsString()) continue;
    divergence->field = field->name();
    divergence->live = one->ShortDebugString();
    divergence->folded = other->ShortDebugString();
    return;
  }
}

using Rows = std::vector<std::pair<std::string, std::string>>;

// The first key at which two sorted row lists differ; nullopt when they are equal.
struct RowDifference {
  std::string key;
  std::string live;    // empty: missing
  std::string folded;  // empty: missing
};
std::optional<RowDifference> FirstDifference(const Rows& live, const Rows& folded) {
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < live.size() || j < folded.size()) {
    if (j == folded.size() || (i < live.size() && live[i].first < folded[j].first)) {
      return RowDifference{live[i].first, live[i].second, ""};
    }
    if (i == live.size() || folded[j].first < live[i].first) {
      return RowDifference{folded[j].first, "", folded[j].second};
    }
    if (live[i].second != folded[j].second) {
      return RowDifference{live[i].first, live[i].second, folded[j].second};
    }
    ++i;
    ++j;
  }
  return std::nullopt;
}

Result<Rows> RowsOf(const store::Store& store) {
  Rows rows;
  TENURE_TRY(store.VisitAll([&](std::string_view key, std::string_view value) {
    rows.emplace_back(key, value);
    return true;
  }));
  return rows;
}

Result<Rows> RowsOf(const store::ViewStore& views, std::uint32_t view) {
  Rows rows;
  TENURE_TRY(views.Rows(view, "", [&](std::string_view key, std::string_view value) {
    rows.emplace_back(key, value);
    return true;
  }));
  return rows;
}

std::string DigestOfRows(const Rows& rows) {
  RowDigest digest;
  for (const auto& [key, value] : rows) digest.Add(key, value);
  return digest.Hex();
}

// Positions of the records of one stream, by its scope's index.
Result<std::vector<Position>> EventsOf(const StreamKey& stream, const log::Log& log,
                                       const store::Store& store) {
  constexpr std::size_t kScopeEventsMax = 1'000'000;
  std::vector<Position> events;
  for (const store::IndexRow& row :
       TENURE_TRY(store.ScopeIndex(stream.scope, 0, kScopeEventsMax))) {
    auto cursor = TENURE_TRY(
        log.Read(row.position, {.scope_hash = {}, .event_type = {}, .until = row.position + 1}));
    log::RecordView view;
    if (!TENURE_TRY(cursor->Next(&view))) continue;
    if (StreamOf(TENURE_TRY(log::DecodeRecord(view.bytes))) == stream) {
      events.push_back(row.position);
    }
  }
  return events;
}

// A state is named with its field, values and events; any other row by its key's bytes.
Result<Divergence> DescribeStoreRow(const RowDifference& different, const log::Log& log,
                                    const Domain& domain, const store::Store& folded) {
  Divergence divergence{fmt::format("store row {}", HexOf(different.key)),
                        "",
                        HexOf(different.live),
                        HexOf(different.folded),
                        {}};
  if (different.key.empty() || different.key[0] != static_cast<char>(store::Table::kState)) {
    return divergence;
  }
  const StreamKey stream = TENURE_TRY(store::TakeStateKey(different.key));
  const AggregateEntry* aggregate = domain.FindAggregate(stream.kind);
  divergence.where = fmt::format("state {} {} of {}", aggregate == nullptr ? "?" : aggregate->name,
                                 stream.id, stream.scope.text);
  divergence.events = TENURE_TRY(EventsOf(stream, log, folded));
  if (aggregate == nullptr || different.live.empty() || different.folded.empty()) {
    return divergence;
  }
  const store::StateRow live = TENURE_TRY(store::TakeStateRow(different.live));
  const store::StateRow fresh = TENURE_TRY(store::TakeStateRow(different.folded));
  std::unique_ptr<Message> one(aggregate->prototype->New());
  std::unique_ptr<Message> other(aggregate->prototype->New());
  if (one->ParseFromString(live.state) && other->ParseFromString(fresh.state)) {
    NameDifference(*one, *other, &divergence);
  }
  return divergence;
}

std::map<std::string, std::uint32_t> ViewIds(const std::vector<store::ViewState>& states,
                                             std::span<const ProjectionEntry> projections) {
  std::map<std::string, std::uint32_t> ids;
  for (const ProjectionEntry& projection : projections) {
    for (const store::ViewState& state : states) {
      if (state.name == projection.name && state.version == projection.version) {
        ids[state.name] = state.view;
      }
    }
  }
  return ids;
}

}  // namespace

Result<std::string> DigestOf(const store::Store& store) {
  return DigestOfRows(TENURE_TRY(RowsOf(store)));
}

Result<VerifyReport> VerifyReplay(const log::Log& log, const Domain& domain,
                                  std::span<const ProjectionEntry> projections,
                                  const store::Store& live_store,
                                  const store::ViewStore& live_views, const FreshFold& fresh,
                                  const std::function<void(Position)>& progress) {
  VerifyReport report;
  report.head = TENURE_TRY(log.Head());
  TENURE_TRY(CatchUp(log, domain, &fresh.store, progress));
  const Rows live = TENURE_TRY(RowsOf(live_store));
  report.states = live.size();
  report.store_digest = DigestOfRows(live);
  if (const auto different = FirstDifference(live, TENURE_TRY(RowsOf(fresh.store)))) {
    report.divergence = TENURE_TRY(DescribeStoreRow(*different, log, domain, fresh.store));
    return report;
  }
  auto projector = TENURE_TRY(Projector::Open({log, fresh.views, domain, projections}));
  TENURE_TRY(projector->CatchUp());
  const auto live_ids = ViewIds(TENURE_TRY(live_views.Views()), projections);
  RowDigest digest;
  for (const ProjectionEntry& projection : projections) {
    const std::string name(projection.name);
    const auto id = live_ids.find(name);
    const Rows live_rows =
        id == live_ids.end() ? Rows() : TENURE_TRY(RowsOf(live_views, id->second));
    const Rows folded = TENURE_TRY(RowsOf(fresh.views, *projector->ViewId(name)));
    report.rows += live_rows.size();
    digest.Add(name, DigestOfRows(live_rows));
    const auto different = FirstDifference(live_rows, folded);
    if (!different) continue;
    Divergence divergence{fmt::format("row {} of {}", different->key, name), "", "", "", {}};
    std::unique_ptr<Message> one(projection.prototype->New());
    std::unique_ptr<Message> other(projection.prototype->New());
    if (one->ParseFromString(different->live) && other->ParseFromString(different->folded)) {
      NameDifference(*one, *other, &divergence);
    }
    report.divergence = std::move(divergence);
    return report;
  }
  report.views_digest = digest.Hex();
  return report;
}

}  // namespace tenure::engine
