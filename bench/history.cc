#include "bench/history.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "app/kafka_door.h"
#include "app/store_door.h"
#include "bench/measure.h"
#include "bench/stories.h"
#include "cli/console.h"
#include "cli/verbs.h"
#include "contract/json_reader.h"
#include "engine/gateway.h"
#include "seal/seal.h"
#include "tenure/v1/governance.pb.h"
#include "tenure/v1/project.pb.h"
#include "tenure/v1/refusal.pb.h"

namespace tenure::bench {
namespace {

// What takes two people, done by the system, as `init` puts policies in force.
void OpenProject(query::OpenStore& store) {
  const auto run = [&](const google::protobuf::Message& command) {
    const v1::Answer answer = Must(store.engine->Run(Must(
        store.gateway->AdmitSystem(std::string(kGovernanceScope), command, store.engine->Now()))));
    TENURE_ASSERT(answer.status() == v1::Answer::ACCEPTED, "{}", answer.ShortDebugString());
  };
  v1::GrantRole lead;
  lead.set_actor_id("lead");
  lead.set_role("administrator");
  run(lead);
  v1::GrantRole credit;  // with a limit of one's own
  credit.set_actor_id("admin");
  credit.set_role("credit");
  run(credit);
  v1::OpenProject open;
  open.set_project_id(std::string(kStoryProject));
  open.set_name("Garden");
  open.set_template_(v1::PROPERTY);
  run(open);
  v1::PublishDisclosure publish;
  publish.set_project_id(std::string(kStoryProject));
  auto* metro = publish.add_favourable();
  metro->set_fact("underground");
  metro->set_distance_m(400);
  auto* line = publish.add_adverse();
  line->set_fact("power line");
  line->set_distance_m(600);
  publish.set_survey_radius_m(1200);
  publish.mutable_surveyed_on()->set_days(static_cast<std::int32_t>(
      std::chrono::floor<std::chrono::days>(store.engine->Now()).time_since_epoch().count()));
  run(publish);
}

}  // namespace

void MakeStore(const StorePlace& place) {
  cli::Console console(cli::Console::Options{.quiet = true});
  app::DiskStoreDoor door;
  app::ClusterDoor kafka;
  cli::Context context{
      {.store = place.directory, .keys = place.keys(), .actor = "admin"}, console, door, kafka};
  Must(cli::MakeStore(context, cli::InitRequest{.entity = "bench"}));
  const auto store = Must(door.Open(context.options));
  OpenProject(*store);
  Must(store->Close());
}

std::unique_ptr<app::DiskStore> OpenStore(Files& files, Random& random, const StorePlace& place) {
  return Must(app::DiskStore::Open(files, random, {place.directory, place.keys()}));
}

void Submitter::Queue(std::string_view command, const std::string& scope, std::string_view data,
                      std::string_view actor) {
  engine::CommandRequest request;
  request.command = command;
  request.scope = scope;
  request.actor = actor;
  const CommandEntry* const entry = store_.engine->domain().FindCommand(request.command);
  TENURE_ASSERT(entry != nullptr, "no command {}", command);
  request.data.reset(entry->prototype->New());
  const auto wrong = contract::ReadMessageText(data, "data", *request.data);
  TENURE_ASSERT(!wrong, "{}: {}", command, data);
  auto admitted = Must(store_.gateway->Admit(std::move(request), store_.engine->Now()));
  TENURE_ASSERT(admitted.has_value(), "{} of {}: {}", command, scope,
                v1::Refusal_Name(admitted.error().code));
  const bool queued = store_.engine->Submit(
      *std::move(admitted), [this, name = entry->name](const v1::Answer& answer) {
        TENURE_ASSERT(answer.status() == v1::Answer::ACCEPTED, "{}: {}", name,
                      answer.ShortDebugString());
        ++answered_;
      });
  TENURE_ASSERT(queued, "more than the queue takes: {}", waiting());
  ++queued_;
}

void Submitter::Finish() {
  while (waiting() > 0) Must(store_.engine->Step());
}

std::string CustomerScope(std::uint64_t customer) { return fmt::format("customer/C-{}", customer); }

History::History(query::OpenStore& store, std::uint64_t customers)
    : store_(store), submitter_(store), customers_(customers) {}

void History::Write(int commands) {
  const std::uint64_t end = next_ + static_cast<std::uint64_t>(commands);
  std::vector<std::string> subjects;  // a key each; made together they cost one sync
  for (std::uint64_t i = next_; i < std::min(end, customers_); ++i) {
    subjects.push_back(seal::DefaultSubject(CustomerScope(i)));
  }
  if (!subjects.empty()) Must(store_.keys->MakeKeys(subjects));
  for (; next_ < end; ++next_) Queue(next_ % customers_, next_ / customers_);
  submitter_.Finish();
}

void History::Queue(std::uint64_t customer, std::uint64_t step) {
  const Said said = StoryStep(customer, step);
  submitter_.Queue(said.command, CustomerScope(customer), said.data, said.actor);
}

}  // namespace tenure::bench
