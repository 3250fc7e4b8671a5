// The table of 4.2: for every status and every command, is it the time for it? Written apart from
// the code as one line a command, one column a status.
#include <memory>

#include "given/complaint_given.h"

namespace tenure::testing {
namespace {

// Columns in the order of ComplaintState.Status, RECEIVED to MERGED. '+': the time is right
// (another guard may still refuse), '.': COMPLAINT_ORDER.
//                 RECEIVED ACKNOWLEDGED HEARD SYMPATHISED APOLOGISED DIAGNOSED AUTHORISED PROPOSED
//                 AGREED EXECUTING EXECUTED REVIEWED CLOSED WITHDRAWN REJECTED EXTERNAL MERGED
struct Row {
  std::shared_ptr<Message> command;
  const char* allowed;
};

template <typename Command>
std::shared_ptr<Message> Ptr(Command command) {
  return std::make_shared<Command>(std::move(command));
}

std::vector<Row> Table() {
  auto expedited = Assess();
  expedited.set_expedited(true);
  expedited.set_urgency(Terms::SAFETY);
  // clang-format off
  return {
      {Ptr(Assign("wang.fang")),                "++++++++++++...+."},
      {Ptr(Of<v1::AcknowledgeComplaint>()),     "+................"},
      {Ptr(Of<v1::AddCaseNote>()),              "++++++++++++++++."},
      {Ptr(Of<v1::RecordListening>()),          ".+..............."},
      {Ptr(Of<v1::ExpressSympathy>()),          "..+.............."},
      {Ptr(Of<v1::Apologise>()),                "...+............."},
      {Ptr(Assess(Terms::LOW)),                 "....++..........."},
      {Ptr(expedited),                          "++++++..........."},
      {Ptr(Determine(Terms::SUPPLIER)),         "....++..........."},
      {Ptr(Rule()),                             ".....++.........."},
      {Ptr(Authorise()),                        ".....+..........."},
      {Ptr(Propose()),                          "......+.........."},
      {Ptr(Accept()),                           ".......+........."},
      {Ptr(Decline()),                          ".......+........."},
      {Ptr(Of<v1::StartRemedy>()),              "........+........"},
      {Ptr(Complete()),                         ".........+......."},
      {Ptr(Satisfied()),                        "..........+++.+.."},
      {Ptr(Review()),                           "..........+......"},
      {Ptr(Of<v1::CloseComplaint>()),           "...........+....."},
      {Ptr(Of<v1::ReopenComplaint>()),          "............+...."},
      {Ptr(Withdraw()),                         "++++++++++++...+."},
      {Ptr(Dismiss()),                          "++++++++++++....."},
      {Ptr(Of<v1::ExtendComplaint>()),          "++++++++++++....."},
      {Ptr(Escalate()),                         "+++++++++++++.+.."},
      {Ptr(Decided()),                          "...............+."},
      {Ptr(Merge("CC-9")),                      "++++++++++++....."},
  };
  // clang-format on
}

class ComplaintOrder : public ComplaintTest,
                       public ::testing::WithParamInterface<v1::ComplaintState::Status> {};

TEST_P(ComplaintOrder, EveryCommand_IsRefusedExactlyWhereTheTableSaysSo) {
  To(GetParam());
  const auto column = static_cast<std::size_t>(GetParam() - Status::RECEIVED);
  for (const Row& row : Table()) {
    ASSERT_EQ(std::string(row.allowed).size(), 17u);
    const auto outcome = given.When(*row.command, kCase);
    const auto& refused = outcome.unit().refused;
    const bool in_order = !refused || refused->code != v1::COMPLAINT_ORDER;
    EXPECT_EQ(in_order, row.allowed[column] == '+')
        << row.command->GetDescriptor()->name() << " while " << Status::Status_Name(GetParam())
        << (refused ? " " + v1::Refusal_Name(refused->code) : " accepted");
  }
}

std::vector<Status::Status> Statuses() {
  std::vector<Status::Status> all;
  for (int i = Status::RECEIVED; i <= Status::MERGED; ++i) {
    all.push_back(static_cast<Status::Status>(i));
  }
  return all;
}

INSTANTIATE_TEST_SUITE_P(Statuses, ComplaintOrder, ::testing::ValuesIn(Statuses()),
                         [](const auto& info) { return Status::Status_Name(info.param); });

TEST_F(ComplaintTest, Order_Refused_NamesStatusCommandAndNextStep) {
  To(Status::RECEIVED);
  given.When(Propose())
      .Refuses(v1::COMPLAINT_ORDER)
      .Fact("status", "RECEIVED")
      .Fact("command", "ProposeRemedy")
      .Fact("next", "AcknowledgeComplaint");
}

// Every command that was just carried out finds nothing to do, or the wrong time, when it comes
// again under another id. Notes are the exception: the file only grows (H4).
TEST_F(ComplaintTest, Twice_SameCommandAtOnce_GivesNothingNew) {
  To(Status::RECEIVED);
  const std::vector<std::shared_ptr<Message>> story = {Ptr(Assign("wang.fang")),
                                                       Ptr(Of<v1::AcknowledgeComplaint>()),
                                                       Ptr(Of<v1::RecordListening>()),
                                                       Ptr(Of<v1::ExpressSympathy>()),
                                                       Ptr(Of<v1::Apologise>()),
                                                       Ptr(Assess()),
                                                       Ptr(Determine()),
                                                       Ptr(Rule()),
                                                       Ptr(Authorise()),
                                                       Ptr(Propose()),
                                                       Ptr(Decline()),
                                                       Ptr(Authorise()),
                                                       Ptr(Propose()),
                                                       Ptr(Accept()),
                                                       Ptr(Of<v1::StartRemedy>()),
                                                       Ptr(Complete()),
                                                       Ptr(Review()),
                                                       Ptr(Satisfied()),
                                                       Ptr(Of<v1::CloseComplaint>()),
                                                       Ptr(Of<v1::ReopenComplaint>()),
                                                       Ptr(Escalate()),
                                                       Ptr(Decided(Terms::NOT_UPHELD)),
                                                       Ptr(Of<v1::ReopenComplaint>()),
                                                       Ptr(Withdraw())};
  for (const auto& command : story) {
    given.Do(*command, kCase);
    const auto again = given.When(*command, kCase);
    ASSERT_TRUE(again.unit().refused) << command->GetDescriptor()->name();
    EXPECT_TRUE(again.unit().refused->code == v1::COMPLAINT_ORDER ||
                again.unit().refused->code == v1::NO_CHANGE)
        << command->GetDescriptor()->name() << ": " << v1::Refusal_Name(again.unit().refused->code);
  }
  given.When(File()).Refuses(v1::ALREADY_EXISTS);
}

}  // namespace
}  // namespace tenure::testing
