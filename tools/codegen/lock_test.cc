// What was released keeps its number, type and name; what is new needs no leave.
#include "codegen/lock.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "codegen/sample_fixture.h"

namespace tenure::codegen {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

std::string ReleasedLock() { return EmitLock(Sample(GoodSample()).model()); }

std::vector<std::string> AfterRelease(std::string_view from, std::string_view to) {
  const Sample changed(Spoiled(GoodSample(), from, to));
  return CheckLock(changed.model(), ReleasedLock());
}

TEST(Lock, OfItsOwnContract_IsKept) {
  const Sample sample(GoodSample());
  EXPECT_THAT(CheckLock(sample.model(), EmitLock(sample.model())), IsEmpty());
}

TEST(Lock, EveryKindOfNumber_HasALine) {
  const std::string lock = ReleasedLock();
  for (const char* line :
       {"\ncommand 500 OpenCase\n", "\nevent 501 CaseNoted\n", "\nstate 50 case_file\n",
        "\nvalue Colour.RED = 1\n", "\nfield OpenCase.words = 4 repeated string FREE_TEXT\n",
        "\nfield Caller.name = 1 string CONTACT\n", "\nfield OpenCase.related_id = 5 string\n",
        "\nfield CaseOpened.colour = 8 enum Colour\n", "\nfield Record.payload = 21 bytes\n",
        "\nvalue RecordFlag.RECORD_FLAG_NONE = 0\n"}) {
    EXPECT_THAT(lock, HasSubstr(line));
  }
}

TEST(Lock, FieldsOfStatesAndRows_AreFree) {
  const std::string lock = ReleasedLock();
  EXPECT_THAT(lock, Not(HasSubstr("CaseState.words_at")));
  EXPECT_THAT(lock, Not(HasSubstr("CaseListRow")));
}

TEST(Lock, NewField_NeedsNoLeave) {
  EXPECT_THAT(AfterRelease("uint32 pages = 1;\n}", "uint32 pages = 1; uint32 sheets = 2; }"),
              IsEmpty());
}

TEST(Lock, CommentsAndEmptyLines_SayNothing) {
  const Sample sample(GoodSample());
  EXPECT_THAT(CheckLock(sample.model(), "# command 9 Gone\n\n"), IsEmpty());
}

TEST(Lock, FieldWithAnotherNumber_IsRefused) {
  EXPECT_THAT(AfterRelease("uint32 pages = 1;\n}", "uint32 pages = 2;\n}"),
              ElementsAre(HasSubstr("\"field CaseNoted.pages = 1 uint32\" was released and now is "
                                    "2 uint32: keep it as it was")));
}

TEST(Lock, FieldWithAnotherType_IsRefused) {
  EXPECT_THAT(AfterRelease("uint32 pages = 1;\n}", "uint64 pages = 1;\n}"),
              ElementsAre(HasSubstr("now is 1 uint64")));
}

TEST(Lock, PersonalFieldThatIsNoneAnyMore_IsRefused) {
  EXPECT_THAT(AfterRelease("string name = 1 [(field) = { personal: CONTACT }]",
                           "string name = 1 [(field) = { personal: NO }]"),
              ElementsAre(HasSubstr("\"field Caller.name = 1 string CONTACT\" was released and "
                                    "now is 1 string: keep it as it was")));
}

TEST(Lock, ClearFieldThatBecamePersonal_IsRefused) {
  EXPECT_THAT(
      AfterRelease(R"(personal: NO ref: "case_file")", R"(personal: FREE_TEXT ref: "case_file")"),
      ElementsAre(HasSubstr("now is 5 string FREE_TEXT")));
}

TEST(Lock, FieldThatBecameRepeated_IsRefused) {
  EXPECT_THAT(AfterRelease("uint32 pages = 1;\n}", "repeated uint32 pages = 1;\n}"),
              ElementsAre(HasSubstr("now is 1 repeated uint32")));
}

TEST(Lock, FieldThatVanished_IsRefused) {
  EXPECT_THAT(AfterRelease("uint32 pages = 1;\n}", "}"),
              ElementsAre(HasSubstr("\"field CaseNoted.pages = 1 uint32\" was released and now is "
                                    "gone")));
}

TEST(Lock, FieldWithAnotherName_IsRefused) {
  EXPECT_THAT(AfterRelease("uint32 pages = 1;\n}", "uint32 sheets = 1;\n}"),
              ElementsAre(HasSubstr("field CaseNoted.pages = 1 uint32\" was released and now is "
                                    "gone")));
}

TEST(Lock, EventWithAnotherNumber_IsRefused) {
  EXPECT_THAT(AfterRelease("id: 501 aggregate: \"case_file\"", "id: 777 aggregate: \"case_file\""),
              ElementsAre(HasSubstr("\"event 501 CaseNoted\" was released and now is event 777")));
}

TEST(Lock, CommandWithAnotherNumber_IsRefused) {
  EXPECT_THAT(AfterRelease("id: 501 aggregate: \"person\"", "id: 777 aggregate: \"person\""),
              ElementsAre(HasSubstr("\"command 501 GreetPerson\" was released")));
}

TEST(Lock, NumberGivenToAnotherState_IsRefused) {
  EXPECT_THAT(AfterRelease("name: \"person\"", "name: \"somebody\""),
              ElementsAre(HasSubstr("\"state 51 person\" was released and now is somebody")));
}

TEST(Lock, EnumValueWithAnotherNumber_IsRefused) {
  EXPECT_THAT(AfterRelease("RED = 1", "RED = 2"),
              ElementsAre(HasSubstr("\"value Colour.RED = 1\" was released and now is 2")));
}

TEST(Lock, EnumValueThatVanished_IsRefused) {
  EXPECT_THAT(AfterRelease("RED = 1;", ""),
              ElementsAre(HasSubstr("\"value Colour.RED = 1\" was released and now is gone")));
}

}  // namespace
}  // namespace tenure::codegen
