#include "engine/verify.h"

#include <openssl/evp.h>

#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "base/hex.h"
#include "engine/catch_up.h"
#include "engine/projector.h"
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

using Rows = StoredRows;

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

// Entries of a view's indexes, without the view's own number: be32 index, value, 00, key.
Result<Rows> IndexesOf(const store::ViewStore& views, std::uint32_t view) {
  std::string prefix;
  store::PutViewPrefix(&prefix, store::Table::kViewIndex, view);
  Rows rows;
  TENURE_TRY(views.VisitAll([&](std::string_view key, std::string_view) {
    if (key.starts_with(prefix)) rows.emplace_back(key.substr(prefix.size()), "there");
    return true;
  }));
  return rows;
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

struct ViewsToVerify {
  const log::Log& log;
  const Domain& domain;
  std::span<const ProjectionEntry> projections;
  const store::ViewStore& live;
  store::ViewStore& fresh;
};

Result<void> VerifyViews(const ViewsToVerify& views, VerifyReport* report) {
  auto projector =
      TENURE_TRY(Projector::Open({views.log, views.fresh, views.domain, views.projections}));
  TENURE_TRY(projector->CatchUp());
  const auto live_ids = ViewIds(TENURE_TRY(views.live.Views()), views.projections);
  RowDigest digest;
  for (const ProjectionEntry& projection : views.projections) {
    const std::string name(projection.name);
    const auto id = live_ids.find(name);
    const bool begun = id != live_ids.end();
    const std::uint32_t fresh_id = *projector->ViewId(name);
    const Rows rows = begun ? TENURE_TRY(RowsOf(views.live, id->second)) : Rows();
    report->rows += rows.size();
    digest.Add(name, DigestOfRows(rows));
    if (const auto row = FirstDifference(rows, TENURE_TRY(RowsOf(views.fresh, fresh_id)))) {
      report->divergence = TENURE_TRY(DescribeViewRow(*row, views.log, views.domain, projection));
      return {};
    }
    const Rows indexes = begun ? TENURE_TRY(IndexesOf(views.live, id->second)) : Rows();
    if (const auto entry = FirstDifference(indexes, TENURE_TRY(IndexesOf(views.fresh, fresh_id)))) {
      report->divergence =
          TENURE_TRY(DescribeViewIndex(*entry, views.log, views.domain, projection));
      return {};
    }
  }
  report->views_digest = digest.Hex();
  return {};
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
  TENURE_TRY(VerifyViews({log, domain, projections, live_views, fresh.views}, &report));
  return report;
}

}  // namespace tenure::engine
