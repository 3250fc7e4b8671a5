// The demo: a store with a simulated clock, filled through the ordinary commands with the tour's
// characters (packs/demo) and a made-up company's year around them (src/demo), and a first screen.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iterator>

#include "cli/demo_script.h"
#include "cli/first_screen.h"
#include "cli/submit.h"
#include "cli/verbs.h"
#include "contract/json_reader.h"
#include "contract/value_forms.h"
#include "demo/year.h"

namespace tenure::cli {
namespace {

constexpr char kStore[] = "demo-store";
constexpr char kBegin[] = "2025-01-06T08:00:00+08:00";

Result<void> RemoveStore(const GlobalOptions& options) {
  for (const std::string& path : {options.store, options.keys}) {
    std::error_code error;
    std::filesystem::remove_all(path, error);
    if (error) return Fail(ErrorCode::kIoFailed, fmt::format("{}: {}", path, error.message()));
  }
  return {};
}

// Lines that come in together, and when; those without a time of their own follow what precedes.
struct Arrival {
  std::int64_t at_us = 0;
  std::vector<std::string> lines;
};

// When a line moves the clock; else `before`.
std::int64_t MomentOf(std::string_view line, std::int64_t before) {
  const auto object = contract::ParseJson(line);
  if (!object) return before;  // submitted, it will be refused by name
  return contract::ParseInstant(object->TextOf("now")).value_or(before);
}

// The tour: a line that is set in came in at the same moment as the line above it.
std::vector<Arrival> Tour(std::string_view script) {
  std::vector<Arrival> arrivals;
  while (!script.empty()) {
    const std::string_view line = script.substr(0, script.find('\n'));
    script.remove_prefix(std::min(line.size() + 1, script.size()));
    if (!line.starts_with(' ') || arrivals.empty()) {
      arrivals.push_back({MomentOf(line, arrivals.empty() ? 0 : arrivals.back().at_us), {}});
    }
    arrivals.back().lines.emplace_back(line);
  }
  return arrivals;
}

std::vector<Arrival> Year() {
  std::vector<Arrival> arrivals;
  for (demo::Moment& moment : demo::CompanyYear()) {
    arrivals.push_back({*contract::ParseInstant(demo::Instant(moment.when)), {}});
    arrivals.back().lines = std::move(moment.lines);
  }
  return arrivals;
}

// Both in the order of time; of one moment the tour's first.
std::vector<Arrival> Script() {
  std::vector<Arrival> tour = Tour(DemoScript());
  std::vector<Arrival> year = Year();
  std::vector<Arrival> all;
  std::merge(std::make_move_iterator(tour.begin()), std::make_move_iterator(tour.end()),
             std::make_move_iterator(year.begin()), std::make_move_iterator(year.end()),
             std::back_inserter(all),
             [](const Arrival& a, const Arrival& b) { return a.at_us < b.at_us; });
  return all;
}

// Gives the script's lines; known ones are answered `repeated`, so an interrupted demo goes on.
Result<void> Play(query::OpenStore& store) {
  for (const Arrival& arrival : Script()) {
    const std::vector<std::string_view> lines(arrival.lines.begin(), arrival.lines.end());
    for (const LineResult& result : SubmitTogether(store, lines, 0)) {
      if (result.failure) return tl::unexpected(*result.failure);
      const v1::Answer::Status status = result.answer.status();
      if (status == v1::Answer::ACCEPTED || status == v1::Answer::REPEATED ||
          status == v1::Answer::REQUESTED) {
        continue;
      }
      return Fail(ErrorCode::kInternal, fmt::format("demo line {}: {}", lines[result.line],
                                                    ResultJson(result, Language::kEnglish)));
    }
  }
  TENURE_TRY(store.engine->FireAllDue());  // what the last lines left to the timers
  return {};
}

// A key that signs and a first checkpoint, so that proofs can be tried at once.
Result<void> Evidence(Context& demo, query::OpenStore& store) {
  if (TENURE_TRY(demo.door.files().Exists(demo.options.keys + "/audit-key.pub"))) return {};
  TENURE_TRY(MakeAuditKey(demo, store.meta, ""));
  TENURE_TRY(SignHead(demo, store, ""));
  return {};
}

}  // namespace

Exit Demo(Context& context, const DemoOptions& options) {
  Context demo{context.options, context.console, context.door, context.kafka};
  demo.options.store = kStore;
  demo.options.keys = std::string(kStore) + ".keys";
  if (options.fresh) TENURE_TRY(RemoveStore(demo.options));
  std::error_code error;
  const bool made = std::filesystem::exists(std::string(kStore) + "/identity", error);
  if (!made) {
    InitRequest request;
    request.simulated = true;
    request.entity = "Demo";
    request.now = TimeFromMicros(*contract::ParseInstant(kBegin));
    TENURE_TRY(MakeStore(demo, request));
  }
  const auto store = TENURE_TRY(demo.door.Open(demo.options));
  if (store->meta.clock() != v1::StoreMeta::SIMULATED) {
    return Fail(ErrorCode::kStoreFormat, "demo-store is not the demo's");
  }
  TENURE_TRY(Play(*store));
  TENURE_TRY(store->engine->FireAllDue());  // what the last lines made due
  TENURE_TRY(store->projector->CatchUp());
  TENURE_TRY(Evidence(demo, *store));
  TENURE_TRY(ShowFirstScreen(demo.console, *store));
  TENURE_TRY(store->Close());
  return kExitOk;
}

}  // namespace tenure::cli
