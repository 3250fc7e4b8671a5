// What the generator writes of a small contract: declarations, tables, pages.
#include "codegen/emit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "codegen/reference.h"
#include "codegen/sample_fixture.h"

namespace tenure::codegen {
namespace {

using testing::HasSubstr;
using testing::Not;

// A declaration as one line, wherever the emitter broke it.
std::string OneLine(const std::string& text) {
  std::string line;
  for (const char each : text) {
    const bool space = each == ' ' || each == '\n';
    if (!space || (!line.empty() && line.back() != ' ')) line += space ? ' ' : each;
  }
  return line;
}

std::string HeaderOf(const Model& model) {
  for (const FileDescriptor* file : model.files) {
    if (file->name() == "tenure/v1/sample.proto") return OneLine(EmitDomainHeader(model, file));
  }
  return "";
}

TEST(Emit, DomainHeader_DeclaresEveryDecideEvolveAndReaction) {
  const Sample sample(GoodSample());
  const std::string header = HeaderOf(sample.model());
  EXPECT_THAT(header, HasSubstr("namespace tenure::case_file {"));
  EXPECT_THAT(header, HasSubstr("Decision Decide(const v1::CaseState& state, const v1::OpenCase& "
                                "command, const DecideContext& context);"));
  EXPECT_THAT(header, HasSubstr("void Evolve(v1::CaseState& state, const v1::CaseNoted& event, "
                                "const EventContext& context);"));
  EXPECT_THAT(header, HasSubstr("namespace tenure::reaction::tell_owner {"));
  EXPECT_THAT(header, Not(HasSubstr("EvolveBook")));
  EXPECT_THAT(header, Not(HasSubstr("Timers")));
}

TEST(Emit, EventOf_HandsOnTheClearFieldsThatBothHave) {
  const Sample sample(GoodSample());
  const std::string header = HeaderOf(sample.model());
  EXPECT_THAT(header,
              HasSubstr("inline v1::CaseOpened EventOf([[maybe_unused]] const v1::OpenCase& "
                        "command) { v1::CaseOpened event; "
                        "event.set_phone_mac(command.phone_mac()); "
                        "if (command.has_caller()) *event.mutable_caller() = "
                        "command.caller(); event.set_colour(command.colour()); "
                        "return event; }"));
}

TEST(Emit, EventWithBook_DeclaresEvolveBook) {
  const Sample sample(Spoiled(GoodSample(), "id: 501 aggregate: \"case_file\"",
                              "id: 501 aggregate: \"case_file\" book: true"));
  EXPECT_THAT(HeaderOf(sample.model()), HasSubstr("void EvolveBook(v1::Book& book, "
                                                  "const v1::CaseNoted& event, "
                                                  "const EventContext& context);"));
}

TEST(Emit, ProjectionHeader_DeclaresKeyOfAndApplyForItsEvents) {
  const Sample sample(GoodSample());
  const std::string header =
      OneLine(EmitProjectionHeader(sample.model(), sample.model().projections.at(0)));
  EXPECT_THAT(header, HasSubstr("namespace tenure::projection::case_list {"));
  EXPECT_THAT(header, HasSubstr("std::optional<RowKey> KeyOf(const v1::CaseNoted& event, "
                                "const EventContext& context);"));
  EXPECT_THAT(header, HasSubstr("void Apply(v1::CaseListRow& row, const v1::CaseOpened& event, "
                                "const EventContext& context);"));
}

TEST(Emit, ProjectionWithKey_HasKeyOfDefinedSaveForItsOwnKeys) {
  const Sample sample(Spoiled(GoodSample(), R"(indexes: ["pages"])",
                              R"(indexes: ["pages"] key: "stream" own_key: ["CaseNoted"])"));
  const std::string header =
      OneLine(EmitProjectionHeader(sample.model(), sample.model().projections.at(0)));
  EXPECT_THAT(header, HasSubstr("inline std::optional<RowKey> KeyOf(const v1::CaseOpened&, const "
                                "EventContext& context) { return KeyOfStream(context); }"));
  EXPECT_THAT(header, HasSubstr("std::optional<RowKey> KeyOf(const v1::CaseNoted& event, "
                                "const EventContext& context);"));
}

TEST(Emit, ProjectionKeyedByAggregate_NamesTheEventsAggregate) {
  const Sample sample(
      Spoiled(GoodSample(), R"(indexes: ["pages"])", R"(indexes: ["pages"] key: "aggregate")"));
  EXPECT_THAT(OneLine(EmitProjectionHeader(sample.model(), sample.model().projections.at(0))),
              HasSubstr("{ return KeyOfAggregate(context, \"case_file\"); }"));
}

TEST(Emit, DispatchTable_IsInTheOrderOfNumbers) {
  const Sample sample(GoodSample());
  const std::string dispatch = EmitDispatch(sample.model());
  EXPECT_LT(dispatch.find("\"CaseOpened\""), dispatch.find("\"CaseNoted\""));
  EXPECT_LT(dispatch.find("\"CaseNoted\""), dispatch.find("\"PersonGreeted\""));
  EXPECT_NE(dispatch.find("\"PersonGreeted\""), std::string::npos);
}

TEST(Reference, CommandPage_TellsFieldRulesTitlesAndEvents) {
  const Sample sample(GoodSample());
  const std::string page = EmitCommandPage(sample.model());
  EXPECT_THAT(page, HasSubstr("### OpenCase\n\n立案 · Open a case. Number 500, source Q1, "
                              "permission `cases.write`. Events: `CaseOpened`, `CaseNoted`."));
  EXPECT_THAT(page, HasSubstr("| `case_id` | string | 编号 · Id | required; names the stream | "
                              "`\"CF-1\"` |"));
  EXPECT_THAT(page, HasSubstr("personal: contact"));
  EXPECT_THAT(page, HasSubstr("one of `RED`"));
}

TEST(Reference, EventField_HasTheTitleOfTheCommandsField) {
  const Sample sample(GoodSample());
  EXPECT_THAT(EmitEventPage(sample.model()), HasSubstr("| `times` | uint32 | 次数 · Times |  |"));
}

TEST(Reference, RefusalPage_HasBothLanguages) {
  const Sample sample(GoodSample());
  EXPECT_THAT(EmitRefusalPage(sample.model()),
              HasSubstr("| `CASE_CLOSED` | 1 | rule | 案件 {id} 已结<br>case {id} is closed | "
                        "另立新案<br>open another |"));
}

TEST(Reference, BarInATitle_DoesNotEndItsCell) {
  const Sample sample(Spoiled(GoodSample(), "en: \"Times\"", "en: \"a|b\""));
  EXPECT_THAT(EmitCommandPage(sample.model()), HasSubstr("次数 · a\\|b"));
}

TEST(Reference, ReadModelPage_NamesIndexesAndEvents) {
  const Sample sample(GoodSample());
  EXPECT_THAT(EmitReadModelPage(sample.model()),
              HasSubstr("Version 1, by `pages`. Fed by `CaseOpened`, `CaseNoted`."));
}

}  // namespace
}  // namespace tenure::codegen
