// Commands of the lifecycle as its tests give them, and an engagement brought to a stage.
#pragma once

#include <string>

#include "given/given.h"
#include "tenure/v1/customer.pb.h"
#include "tenure/v1/engagement.pb.h"
#include "tenure/v1/engagement_care.pb.h"
#include "tenure/v1/issue.pb.h"
#include "tenure/v1/loyalty.pb.h"
#include "tenure/v1/project.pb.h"
#include "tenure/v1/revisit.pb.h"
#include "tenure/values.h"

namespace tenure::testing {

using S = v1::EngagementState;

inline constexpr char kProject[] = "P-1";
inline constexpr char kEngagement[] = "EN-1";

template <typename Command>
Command For() {
  Command command;
  command.set_engagement_id(kEngagement);
  return command;
}

inline v1::PublishDisclosure Disclosure() {
  v1::PublishDisclosure command;
  command.set_project_id(kProject);
  command.add_favourable()->set_fact("metro at 400 m");
  command.add_adverse()->set_fact("power line at 600 m");
  command.set_survey_radius_m(1000);
  *command.mutable_surveyed_on() = DateMessage(Day("2026-02-20"));
  return command;
}

inline v1::OpenEngagement Open() {
  auto command = For<v1::OpenEngagement>();
  command.set_project_id(kProject);
  return command;
}

inline v1::RecordDisclosureAcknowledgement Acknowledge(std::uint32_t version) {
  auto command = For<v1::RecordDisclosureAcknowledgement>();
  command.set_version(version);
  command.mutable_evidence()->set_kind("signature");
  command.mutable_evidence()->set_place("dms://2026/0302/1");
  return command;
}

inline v1::ProvideSigningGuidance Guide() {
  auto command = For<v1::ProvideSigningGuidance>();
  command.add_items()->set_clause("8");
  command.add_channels(v1::ComplaintTerms::CALL);
  return command;
}

inline v1::SignContract Sign(std::string_view on = "2026-03-02") {
  auto command = For<v1::SignContract>();
  command.set_contract_number("HT-1");
  *command.mutable_signed_on() = DateMessage(Day(on));
  return command;
}

inline v1::HoldHandoverCeremony HandOver(std::string_view on = "2026-03-02") {
  auto command = For<v1::HoldHandoverCeremony>();
  *command.mutable_handed_over_on() = DateMessage(Day(on));
  return command;
}

inline v1::AssignAccountManager Manager(const std::string& manager) {
  auto command = For<v1::AssignAccountManager>();
  command.set_manager(manager);
  return command;
}

inline v1::RecordDispatchResult Dispatched(std::uint64_t sequence,
                                           v1::DispatchResult result = v1::DELIVERED) {
  v1::RecordDispatchResult command;
  command.set_event_sequence(sequence);
  command.set_result(result);
  return command;
}

class LifecycleTest : public ::testing::Test {
 protected:
  LifecycleTest() {
    OpenProject(v1::PROPERTY);
    given.In("customer/C-1001");
  }

  void OpenProject(v1::LifecycleTemplate chosen) {
    v1::OpenProject open;
    open.set_project_id(kProject);
    open.set_template_(chosen);
    given.In(std::string(kGovernanceScope)).DoApproved(open, "zhao.min");
  }
  void Publish(const v1::PublishDisclosure& command) {
    given.In(std::string(kGovernanceScope)).DoApproved(command, "zhao.min");
    given.In("customer/C-1001");
  }

  // Walks the property template up to `stage`.
  void To(S::Stage stage) {
    given.Do(Open());
    if (stage < S::DISCLOSED) return;
    Publish(Disclosure());
    given.Do(Acknowledge(1));
    if (stage < S::CONTRACTED) return;
    given.Do(Guide());
    given.Do(Sign());
    if (stage < S::IN_PROGRESS) return;
    Update();
    if (stage < S::HANDED_OVER) return;
    given.Do(HandOver());
    if (stage < S::IN_CARE) return;
    given.Do(Manager("li.wei"));
  }
  // Sends a progress update; its sequence, by which a delivery is reported.
  std::uint64_t SendUpdate() {
    return given.Do(For<v1::SendProgressUpdate>()).unit().events.front().scope_sequence;
  }
  // Sends one and has it delivered.
  Outcome Update() { return given.Do(Dispatched(SendUpdate())); }
  [[nodiscard]] S::Stage Stage() { return given.state<S>(kEngagement).stage(); }

  Given given;
};

}  // namespace tenure::testing
