// Verbs about a company on a Kafka cluster.
#include <fmt/format.h>

#include <mutex>

#include "cli/line_input.h"
#include "cli/verbs.h"

namespace tenure::cli {

Exit KafkaInit(Context& context, const KafkaWords& words, const InitRequest& request) {
  const auto store = TENURE_TRY(context.kafka.Found(context.options, words, request));
  TENURE_TRY(FurnishStore(*store, request));
  const Position head = store->engine->head();
  TENURE_TRY(store->Close());
  context.console.One(Object({{"company", Str(words.prefix)},
                              {"partitions", Num(words.partitions)},
                              {"copies", Num(static_cast<std::uint64_t>(words.copies))},
                              {"admin", Str(request.admin)},
                              {"records", Num(head)}}));
  return kExitOk;
}

Exit KafkaPreflight(Context& context, const KafkaWords& words) {
  const std::vector<JsonValue> rows = TENURE_TRY(context.kafka.Preflight(words));
  context.console.Rows(rows);
  for (const JsonValue& row : rows) {
    if (row.Find("state")->text == "refused") return kExitRefused;
  }
  return kExitOk;
}

Exit KafkaStatus(Context& context, const KafkaWords& words) {
  context.console.Rows(TENURE_TRY(context.kafka.Status(words)));
  return kExitOk;
}

Exit KafkaEngine(Context& context, const KafkaWords& words) {
  const InterruptWatch watch;  // a round that was begun is finished
  std::mutex mutex;            // lanes speak from their own threads
  const auto say = [&](std::string_view line) {
    const std::lock_guard lock(mutex);
    context.console.Say(line);
  };
  TENURE_TRY(context.kafka.RunEngine(
      context.options, words, [&] { return watch.asked(); }, say));
  return kExitOk;
}

Exit LogCopy(Context& context, const KafkaWords& words, bool to_kafka) {
  const auto say = [&](std::string_view line) {
    if (context.console.is_terminal()) context.console.Say(line);
  };
  context.console.Rows(TENURE_TRY(context.kafka.CopyLog(context.options, words, to_kafka, say)));
  return kExitOk;
}

}  // namespace tenure::cli
