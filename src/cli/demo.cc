// The demo: a store with a simulated clock, filled through the ordinary commands, and a first
// screen: what is due, three characters, one complaint's story, five commands to try next.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "cli/demo_script.h"
#include "cli/submit.h"
#include "cli/verbs.h"
#include "contract/json_writer.h"
#include "contract/value_forms.h"
#include "query/due_list.h"
#include "query/event_reader.h"
#include "query/row_query.h"
#include "query/show.h"

namespace tenure::cli {
namespace {

constexpr char kStore[] = "demo-store";
constexpr char kReader[] = "qian.yu";  // the demo's auditor: may read, may change nothing
constexpr char kBegin[] = "2026-01-05T08:00:00+08:00";
constexpr std::size_t kDueShown = 8;
constexpr std::array<std::string_view, 3> kCharacters = {"C-1001", "C-1002", "C-2001"};

Result<void> RemoveStore(const GlobalOptions& options) {
  for (const std::string& path : {options.store, options.keys}) {
    std::error_code error;
    std::filesystem::remove_all(path, error);
    if (error) return Fail(ErrorCode::kIoFailed, fmt::format("{}: {}", path, error.message()));
  }
  return {};
}

// The script's lines: one that is set in came in at the same moment as the line above it.
std::vector<std::vector<std::string_view>> Moments(std::string_view script) {
  std::vector<std::vector<std::string_view>> moments;
  while (!script.empty()) {
    const std::string_view line = script.substr(0, script.find('\n'));
    script.remove_prefix(std::min(line.size() + 1, script.size()));
    if (!line.starts_with(' ') || moments.empty()) moments.emplace_back();
    moments.back().push_back(line);
  }
  return moments;
}

// Gives the script's lines; known ones are answered `repeated`, so an interrupted demo goes on.
Result<void> Play(query::OpenStore& store) {
  std::size_t number = 1;
  for (const auto& lines : Moments(DemoScript())) {
    for (const LineResult& result : SubmitTogether(store, lines, number)) {
      if (result.failure) return tl::unexpected(*result.failure);
      const v1::Answer::Status status = result.answer.status();
      if (status == v1::Answer::ACCEPTED || status == v1::Answer::REPEATED ||
          status == v1::Answer::REQUESTED) {
        continue;
      }
      return Fail(ErrorCode::kInternal, fmt::format("demo line {}: {}", result.line,
                                                    ResultJson(result, Language::kEnglish)));
    }
    number += lines.size();
  }
  return {};
}

// A key that signs and a first checkpoint, so that proofs can be tried at once.
Result<void> Evidence(Context& demo, query::OpenStore& store) {
  if (TENURE_TRY(demo.door.files().Exists(demo.options.keys + "/audit-key.pub"))) return {};
  TENURE_TRY(MakeAuditKey(demo, store.meta, ""));
  TENURE_TRY(SignHead(demo, store, ""));
  return {};
}

// "2026-08-13 09:00" in the head office's time; the demo's calendar has one offset.
std::string LocalTime(std::int64_t micros) {
  constexpr std::int64_t kShanghaiOffsetUs = 8LL * 3600 * 1'000'000;
  std::string text = contract::FormatInstant(micros + kShanghaiOffsetUs).substr(0, 16);
  std::replace(text.begin(), text.end(), 'T', ' ');
  return text;
}

// An enum value's title in the reader's language.
std::string TitleOf(const Message& message, const char* field, Language language) {
  const auto* descriptor = message.GetDescriptor()->FindFieldByName(field);
  const auto* value = message.GetReflection()->GetEnum(message, descriptor);
  const v1::Text& title = value->options().GetExtension(v1::title);
  return title.en().empty() ? value->name() : contract::In(title, language);
}

// What there is of a line, two spaces between.
std::string Joined(std::vector<std::string> parts) {
  std::erase_if(parts, [](const std::string& part) { return part.empty(); });
  return fmt::format("{}", fmt::join(parts, "  "));
}

class Screen {
 public:
  Screen(Context& context, query::OpenStore& store)
      : context_(context), console_(context.console), store_(store), reader_(store, kReader) {}

  Result<void> Show() {
    console_.Write(fmt::format("\n{}  {}\n\n", console_.Pick("长期客户", "Tenure"),
                               LocalTime(MicrosOf(store_.engine->Now()))));
    TENURE_TRY(Due());
    TENURE_TRY(Characters());
    TENURE_TRY(Story());
    Next();
    return {};
  }

 private:
  Result<void> Due() {
    const auto list = TENURE_TRY(query::DueList(store_, reader_));
    console_.Write(fmt::format("{}\n", console_.Pick("待办（最近的在前）", "Due, earliest first")));
    for (std::size_t i = 0; i < std::min(list.size(), kDueShown); ++i) {
      console_.Write("  " + DueText(list[i]) + "\n");
    }
    if (list.size() > kDueShown) {
      console_.Write(fmt::format("    {}\n", console_.Pick(fmt::format("……共 {} 项", list.size()),
                                                           fmt::format("... of {}", list.size()))));
    }
    return {};
  }

  std::string DueText(const query::Due& due) {
    const bool late = due.at && *due.at <= MicrosOf(store_.engine->Now());
    return Joined({(late ? "! " : "  ") + (due.at ? LocalTime(*due.at) : std::string(16, ' ')),
                   due.scope.substr(due.scope.find('/') + 1),
                   contract::In(due.title, console_.language()), due.owner,
                   "-> " + due.line.TextOf("settle")});
  }

  Result<void> Characters() {
    console_.Write(fmt::format("\n{}\n", console_.Pick("三位客户", "Three customers")));
    for (const query::Row& row : TENURE_TRY(query::FindRows(store_, "customer_profile", {}))) {
      if (std::ranges::find(kCharacters, row.key) == kCharacters.end()) continue;
      const ScopeId scope = ScopeOfRow(row);
      const JsonValue shown = TENURE_TRY(query::ShowMessage(*row.row, scope, reader_));
      std::vector<std::string> parts = {row.key, shown.TextOf("name"), shown.TextOf("value_class")};
      TENURE_TRY(
          store_.store->VisitStates(scope, [&](const StreamKey& key, const store::StateRow&) {
            AddStage(key, &parts);
            return true;
          }));
      console_.Write("  " + Joined(parts) + "\n");
    }
    return {};
  }

  void AddStage(const StreamKey& key, std::vector<std::string>* parts) {
    const AggregateEntry* aggregate = store_.engine->domain().FindAggregate(key.kind);
    if (aggregate == nullptr || aggregate->name != "engagement") return;
    const auto state = store_.engine->StateOf(key);
    if (!state || *state == nullptr) return;
    parts->push_back(key.id + " " + TitleOf(**state, "stage", console_.language()));
  }

  // The complaint that was closed: what happened, in order.
  Result<void> Story() {
    const auto closed = TENURE_TRY(
        query::FindRows(store_, "complaint_board", {.where = {{"status", "CLOSED"}}, .limit = 1}));
    if (closed.empty()) return {};
    const ScopeId scope = ScopeOfRow(closed.front());
    const std::string id = closed.front().key.substr(closed.front().key.find('/') + 1);
    console_.Write(
        fmt::format("\n{} {}\n", console_.Pick("一桩投诉的经过", "One complaint's story:"), id));
    constexpr std::size_t kStoryMax = 500;
    for (const query::ReadEvent& event : TENURE_TRY(reader_.OfScope(scope, 1, kStoryMax))) {
      const bool clock = event.entry != nullptr && event.entry->name.starts_with("SlaClock");
      if (event.record.aggregate_id() != id || event.entry == nullptr || clock) continue;
      const JsonValue data = query::ShowEvent(event);
      std::string words;
      for (const char* name : {"customer_words", "words", "text", "terms", "root_cause"}) {
        if (words.empty()) words = data.TextOf(name);
      }
      console_.Write(fmt::format("  {}  {}  {}{}\n", LocalTime(event.record.recorded_at_us()),
                                 event.record.actor(),
                                 contract::In(event.entry->options->title(), console_.language()),
                                 words.empty() ? "" : fmt::format("  “{}”", words)));
    }
    return {};
  }

  void Next() {
    console_.Write(fmt::format("\n{}\n", console_.Pick("接着试试", "Try next")));
    for (const char* command :
         {"worklist --store demo-store", "customer show C-1001 --store demo-store --actor qian.yu",
          "customer timeline C-2001 --store demo-store --actor qian.yu",
          "clock advance 7d --store demo-store", "replay verify --store demo-store"}) {
      console_.Write(fmt::format("  ./tenure {}\n", command));
    }
  }

  Context& context_;
  Console& console_;
  query::OpenStore& store_;
  query::EventReader reader_;
};

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
  TENURE_TRY(Screen(demo, *store).Show());
  TENURE_TRY(store->Close());
  return kExitOk;
}

}  // namespace tenure::cli
