// What a person is entitled to have: everything that is recorded about him, opened, in files that
// people and programs read; that it was handed over is an event of its own.
#include <fmt/format.h>

#include "audit/html_page.h"
#include "cli/submit.h"
#include "cli/verbs.h"
#include "contract/value_forms.h"
#include "query/event_reader.h"
#include "query/row_query.h"
#include "query/show.h"

namespace tenure::cli {
namespace {

constexpr std::size_t kEventsMax = 100'000;

JsonValue EventValue(const query::ReadEvent& event, Language language) {
  const v1::Record& record = event.record;
  return Object({{"recorded_at", Str(contract::FormatInstant(record.recorded_at_us()))},
                 {"what", Str(event.entry == nullptr
                                  ? fmt::format("#{}", record.event_type())
                                  : contract::In(event.entry->options->title(), language))},
                 {"id", StrOrNull(record.aggregate_id())},
                 {"by", Str(record.actor())},
                 {"reason", StrOrNull(event.reason)},
                 {"data", query::ShowEvent(event)},
                 {"position", Str(std::to_string(record.position()))}});
}

std::string Page(const std::string& id, const JsonValue& profile,
                 const std::vector<JsonValue>& events) {
  audit::HtmlPage page("Personal data: " + id);
  page.Paragraph(fmt::format(
      "Everything recorded about {}: the profile as it stands and {} events.", id, events.size()));
  page.Heading("Profile");
  page.Facts(profile);
  for (const JsonValue& event : events) {
    page.Heading(event.Find("recorded_at")->text + "  " + event.Find("what")->text);
    JsonValue facts = event;
    facts.members.erase(facts.members.begin(), facts.members.begin() + 2);
    page.Facts(facts);
  }
  return std::move(page).Finish();
}

// The event that says so; refused exactly where it would be refused as a command of its own.
LineResult Record(query::OpenStore& store, const std::string& scope, const std::string& actor,
                  std::size_t events, bool validate_only) {
  StoreCommands door(store);
  const JsonValue line = Object({{"command", Str("RecordSubjectExport")},
                                 {"scope", Str(scope)},
                                 {"actor", Str(actor)},
                                 {"data", Object({{"events", Num(events)}})}});
  return SubmitLine(door, JsonText(line), 1, actor, validate_only);
}

Exit Refusal(Context& context, const LineResult& result) {
  const auto code = static_cast<v1::Refusal>(result.answer.refusal());
  context.console.Complain(code, contract::FactsOf(result.answer));
  return contract::ExitCodeOf(code, contract::Asked::kCommand);
}

}  // namespace

Exit CustomerExport(Context& context, const std::string& id, const std::string& directory) {
  const auto store = TENURE_TRY(OpenForReading(context));
  const query::EventReader reader(*store, context.options.actor);
  const ScopeId scope{id.starts_with("customer/") ? id : "customer/" + id};
  std::vector<JsonValue> events;
  for (const query::ReadEvent& event : TENURE_TRY(reader.OfScope(scope, 1, kEventsMax))) {
    events.push_back(EventValue(event, context.console.language()));
  }
  if (events.empty()) return Fail(ErrorCode::kNotFound, fmt::format("customer {}", id));
  const LineResult allowed = Record(*store, scope.text, context.options.actor, events.size(), true);
  if (allowed.failure) return tl::unexpected(*allowed.failure);
  if (allowed.answer.status() != v1::Answer::VALID) return Refusal(context, allowed);
  const query::Row row = TENURE_TRY(
      query::GetRow(*store, "customer_profile", scope.text.substr(scope.text.find('/') + 1)));
  const JsonValue profile = TENURE_TRY(query::ShowMessage(*row.row, scope, reader));
  Files& files = context.door.files();
  if (TENURE_TRY(files.Exists(directory))) return Fail(ErrorCode::kStoreExists, directory);
  TENURE_TRY(files.MakeDirectory(directory));
  TENURE_TRY(ReplaceFile(files, directory, "data.html", Page(scope.text, profile, events)));
  const std::size_t count = events.size();
  const JsonValue whole =
      Object({{"customer", Str(scope.text)}, {"profile", profile}, {"events", List(events)}});
  TENURE_TRY(ReplaceFile(files, directory, "data.json", JsonText(whole) + "\n"));
  const LineResult recorded = Record(*store, scope.text, context.options.actor, count, false);
  if (recorded.failure) return tl::unexpected(*recorded.failure);
  if (recorded.answer.status() != v1::Answer::ACCEPTED) return Refusal(context, recorded);
  TENURE_TRY(store->Close());
  context.console.One(Object({{"directory", Str(directory)},
                              {"customer", Str(scope.text)},
                              {"events", Num(count)},
                              {"position", Str(std::to_string(recorded.answer.position()))}}));
  return kExitOk;
}

}  // namespace tenure::cli
