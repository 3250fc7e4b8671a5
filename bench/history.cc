#include "bench/history.h"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <vector>

#include "app/kafka_door.h"
#include "app/store_door.h"
#include "bench/measure.h"
#include "cli/console.h"
#include "cli/verbs.h"
#include "contract/json_reader.h"
#include "contract/value_forms.h"
#include "engine/gateway.h"
#include "seal/seal.h"
#include "tenure/v1/project.pb.h"
#include "tenure/v1/refusal.pb.h"

namespace tenure::bench {
namespace {

constexpr std::string_view kProject = "P-1";

std::string Today() {
  const auto now = std::chrono::system_clock::now();
  return contract::FormatDate(static_cast<std::int32_t>(
      std::chrono::floor<std::chrono::days>(now).time_since_epoch().count()));
}

// What takes two people, done by the system, as `init` puts policies in force.
void OpenProject(query::OpenStore& store) {
  const auto run = [&](const google::protobuf::Message& command) {
    const v1::Answer answer = Must(store.engine->Run(Must(
        store.gateway->AdmitSystem(std::string(kGovernanceScope), command, store.engine->Now()))));
    TENURE_ASSERT(answer.status() == v1::Answer::ACCEPTED, "{}", answer.ShortDebugString());
  };
  v1::OpenProject open;
  open.set_project_id(std::string(kProject));
  open.set_name("Garden");
  open.set_template_(v1::PROPERTY);
  run(open);
  v1::PublishDisclosure publish;
  publish.set_project_id(std::string(kProject));
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

void Submitter::Queue(std::string_view command, const std::string& scope, std::string_view data) {
  engine::CommandRequest request;
  request.command = command;
  request.scope = scope;
  request.actor = "admin";
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
  const std::string scope = CustomerScope(customer);
  const auto queue = [&](std::string_view command, std::string_view data) {
    submitter_.Queue(command, scope, data);
  };
  switch (step) {
    case 0:
      return queue("RegisterCustomer",
                   fmt::format(R"({{"kind":"PERSON","name":"Name {0}","phone":"+86 138 {0:08}",
                               "owner":"li.wei","source":"INTERNET","language":"en"}})",
                               customer));
    case 1:
      return queue("RecordConsent", R"({"purpose":"SERVICE","channel":"CALL",
                                     "from_minute":540,"to_minute":1200})");
    case 2:
      return queue("OpenEngagement", fmt::format(R"({{"engagement_id":"EN-{}","project_id":"{}"}})",
                                                 customer, kProject));
    case 3:
      return queue("RecordDisclosureAcknowledgement",
                   fmt::format(R"({{"engagement_id":"EN-{}","version":1,
                               "evidence":{{"kind":"signature","place":"dms://1/{}"}}}})",
                               customer, customer));
    case 4:
      return queue("ProvideSigningGuidance",
                   fmt::format(R"({{"engagement_id":"EN-{}","channels":["CALL"],
                               "items":[{{"clause":"8","caution":"late handover"}}]}})",
                               customer));
    case 5:
      return queue("SignContract",
                   fmt::format(R"({{"engagement_id":"EN-{}","contract_number":"HT-{}",
                               "signed_on":"{}","amount":{{"minor":438000000,"currency":"CNY"}}}})",
                               customer, customer, Today()));
    case 6:
      if (customer % 4 != 0) break;
      return queue("FileComplaint", fmt::format(R"({{"complaint_id":"CC-{}","channel":"CALL",
                               "category":"PRODUCT_QUALITY","words":"the wall lets water in",
                               "sought_remedy":"repair it"}})",
                                                customer));
    default:
      break;
  }
  Talk(scope, customer, step);
}

// What goes on for ever.
void History::Talk(const std::string& scope, std::uint64_t customer, std::uint64_t step) {
  switch ((customer + step) % 4) {
    case 0:
      return submitter_.Queue("AssignOwner", scope, fmt::format(R"({{"owner":"o.{}"}})", step % 7));
    case 1:
      return submitter_.Queue("RecordTrait", scope,
                              R"({"trait":"asks for the school","source":"INTERNET"})");
    case 2:
      return submitter_.Queue("SendProgressUpdate", scope,
                              fmt::format(R"({{"engagement_id":"EN-{}","channel":"TEXT_MESSAGE",
                                          "text":"the roof is on"}})",
                                          customer));
    default:
      return submitter_.Queue("RecordInboundMessage", scope,
                              R"({"channel":"CALL","text":"when will it be ready"})");
  }
}

}  // namespace tenure::bench
