// Each way in which a contract can be wrong: the good sample spoiled in one place gives one
// sentence.
#include "codegen/check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "codegen/sample_fixture.h"

namespace tenure::codegen {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(Check, GoodContract_HasNoProblem) {
  const Sample sample(GoodSample());
  EXPECT_THAT(CheckContract(sample.model()), IsEmpty());
}

TEST(Check, ContractOfTheTree_HasNoProblem) {
  const std::unique_ptr<Sample> tree = Sample::OfTree();
  EXPECT_GE(tree->model().commands.size(), 50U);  // it was found and read
  EXPECT_GE(tree->model().events.size(), 50U);
  EXPECT_GE(tree->model().projections.size(), 5U);
  EXPECT_THAT(CheckContract(tree->model()), IsEmpty());
}

TEST(Check, FireTimer_NeedsNoAggregateAndNoEvent) {
  const Sample sample(Spoiled(GoodSample(), "message PersonGreeted {", R"(
    message FireTimer {
      option (command) = { id: 9 permission: "system" title: { zh: "到期" en: "Fire" }
                           source: "4" system: true };
    }
    message PersonGreeted {)"));
  EXPECT_THAT(CheckContract(sample.model()), IsEmpty());
}

TEST(Check, SeveralFaults_AreAllSaidAtOnce) {
  const Sample sample(Spoiled(Spoiled(GoodSample(), R"(source: "Q1")", ""), "kind: RULE", ""));
  EXPECT_THAT(CheckContract(sample.model()), ElementsAre(HasSubstr("OpenCase has no source"),
                                                         HasSubstr("CASE_CLOSED has no kind")));
}

struct Fault {
  const char* name;
  const char* from;
  const char* to;
  const char* sentence;
};

class Spoil : public testing::TestWithParam<Fault> {};

TEST_P(Spoil, InOnePlace_IsRefusedWithOneSentence) {
  const Fault& fault = GetParam();
  const Sample sample(Spoiled(GoodSample(), fault.from, fault.to));
  EXPECT_THAT(CheckContract(sample.model()), ElementsAre(HasSubstr(fault.sentence)));
}

std::string NameOf(const testing::TestParamInfo<Fault>& info) { return info.param.name; }

constexpr Fault kCommandFaults[] = {
    {"NoZhTitle", R"(title: { zh: "立案" en: "Open a case" })", R"(title: { en: "Open a case" })",
     "tenure/v1/sample.proto: OpenCase has no zh title"},
    {"NoEnTitle", R"(title: { zh: "立案" en: "Open a case" })", R"(title: { zh: "立案" })",
     "OpenCase has no en title"},
    {"NoPermission", R"(permission: "cases.write")", "", "OpenCase has no permission"},
    {"FourEyesWithoutApproval", R"(permission: "cases.write")",
     R"(permission: "cases.write" four_eyes: true)", "OpenCase says what a second person"},
    {"ApprovalWithoutFourEyes", R"(permission: "cases.write")",
     R"(permission: "cases.write" approval: "cases.approve")",
     "OpenCase says what a second person"},
    {"NoSource", R"(source: "Q1")", "", "OpenCase has no source"},
    {"NoEvent", R"(events: ["PersonGreeted"])", "", "GreetPerson names no event"},
    {"NoId", "id: 501 aggregate: \"person\"", "aggregate: \"person\"",
     "GreetPerson has no command id"},
    {"ReusedId", "id: 501 aggregate: \"person\"", "id: 500 aggregate: \"person\"",
     "GreetPerson reuses command id 500 of OpenCase"},
    {"NestedDeclaration", "uint32 times = 1;\n}",
     "uint32 times = 1;\n message Inner { option (command) = { id: 9 }; } }",
     "PersonGreeted.Inner is declared inside another message"},
    {"UndeclaredEvent", R"("CaseOpened", "CaseNoted"])", R"("CaseOpened", "CaseLost"])",
     "OpenCase names the event CaseLost, which is not declared"},
    {"EventOfAnotherAggregate", R"("CaseOpened", "CaseNoted"])",
     R"("CaseOpened", "PersonGreeted"])", "OpenCase names the event PersonGreeted of person"},
    {"NoFieldTitle", R"(ref: "case_file" title: { zh: "相关" en: "Related" })",
     R"(ref: "case_file" title: { en: "Related" })",
     "OpenCase.related_id has no title in both zh and en"},
    {"NoExampleOfRequiredText", R"( example: "\"CF-1\"")", "",
     "OpenCase.case_id is required and has no example"},
    {"NoExampleOfRequiredNumber", R"( example: "2")", "",
     "GreetPerson.times is required and has no example"},
    {"NoExampleOfRequiredChoice", R"( example: "\"RED\"")", "",
     "OpenCase.colour is required and has no example"},
    {"ExampleThatIsNoText", R"(example: "\"CF-1\"")", R"(example: "CF-1")",
     "OpenCase.case_id has the example CF-1, which is no JSON string"},
    {"ExampleThatIsTooLong", R"(example: "\"CF-1\"")", R"(example: "\"案件一二三\"" length_max: 4)",
     "which is longer than length_max 4"},
    {"ExampleThatIsNoNumber", R"(example: "2")", R"(example: "\"2\"")", "which is no uint32"},
    {"ExampleThatIsNegative", R"(example: "2")", R"(example: "-2")", "which is no uint32"},
    {"ExampleOutOfBounds", R"(example: "2")", R"(example: "2" min: 3 max: 9)",
     "which is outside 3 to 9"},
    {"ExampleThatIsNoChoice", R"(example: "\"RED\"")", R"(example: "\"GREEN\"")",
     "OpenCase.colour has the example \"GREEN\", which is no value of Colour"},
    {"ExampleThatSaysNothing", R"(example: "\"RED\"")", R"(example: "\"COLOUR_UNSPECIFIED\"")",
     "which is no value of Colour"},
    {"ExampleThatIsNoList", R"(personal: FREE_TEXT title)",
     R"(personal: FREE_TEXT example: "\"a\"" title)",
     "OpenCase.words has the example \"a\", which is no JSON list"},
    {"NoExampleOfRequiredMessage", "Money amount = 6 [(field) = {",
     "Money amount = 6 [(field) = { required: true",
     "OpenCase.amount is required and has no example"},
    {"ExampleInAnotherScope", R"(source: "Q1")",
     R"(source: "Q1" example: { scope: "governance/main" })",
     "OpenCase has an example in governance/main, but its aggregate lives in customer/"},
    {"ExampleThatIsNoObject", R"(source: "P1")", R"(source: "P1" example: { data: "[2]" })",
     "GreetPerson has an example whose data is no JSON object"},
    {"ExampleThatIsCutOff", R"(source: "P1")",
     R"(source: "P1" example: { data: "{\"times\":[2}" })",
     "GreetPerson has an example whose data is no JSON object"},
    {"ExampleWithoutARequiredField", R"(source: "P1")", R"(source: "P1" example: { data: "{}" })",
     "GreetPerson has an example without times, which is required"},
    {"ExampleWithAnUnknownMember", R"(source: "P1")",
     R"(source: "P1" example: { data: "{\"times\":2,\"loud\":{\"times\":1}}" })",
     "GreetPerson has an example with the member loud, which is no field of it"},
    {"TwoRoles", "message GreetPerson {",
     R"(message GreetPerson { option (state) = { kind: 60 fold_version: 1 bytes_max: 9
          name: "greeting" title: { zh: "问候" en: "Greeting" } };)",
     "GreetPerson is declared as 2 things"},
    {"NoStreamId", "stream_id: true ", "", "OpenCase has 0 fields with stream_id"},
    {"TwoStreamIds", R"(personal: NO ref: "case_file")",
     R"(personal: NO stream_id: true ref: "case_file")", "OpenCase has 2 fields with stream_id"},
    {"StreamIdOfTheScopesOwn", R"(times = 1 [(field) = { required: true)",
     R"(times = 1 [(field) = { stream_id: true required: true)",
     "GreetPerson.times is a stream_id, but person is the scope's own aggregate"},
    {"StreamIdOfAnotherName", "string case_id = 1", "string number = 1",
     "OpenCase.number is a stream_id: make it one string named case_file_id"},
    {"LoadsUnknownField", R"(loads: ["related_id"])", R"(loads: ["other_id"])",
     R"(OpenCase loads "other_id")"},
    {"LoadsFieldWithoutRef", R"(loads: ["related_id"])", R"(loads: ["case_id"])",
     R"(OpenCase loads "case_id")"},
};
INSTANTIATE_TEST_SUITE_P(Command, Spoil, testing::ValuesIn(kCommandFaults), NameOf);

constexpr Fault kEventFaults[] = {
    {"NoTitle", R"(title: { zh: "已备注" en: "Case noted" })", "", "CaseNoted has no title"},
    {"NoZhTitle", R"(title: { zh: "已备注" en: "Case noted" })", R"(title: { en: "Case noted" })",
     "CaseNoted has no title in both zh and en"},
    {"NoId", "id: 501 aggregate: \"case_file\"", "aggregate: \"case_file\"",
     "CaseNoted has no event id"},
    {"ReusedId", "id: 501 aggregate: \"case_file\"", "id: 500 aggregate: \"case_file\"",
     "CaseNoted reuses event id 500 of CaseOpened"},
    {"ReactionThatIsNoName", R"(reactions: ["tell_owner"])", R"(reactions: ["Tell-Owner"])",
     R"(CaseOpened names the reaction "Tell-Owner")"},
};
INSTANTIATE_TEST_SUITE_P(Event, Spoil, testing::ValuesIn(kEventFaults), NameOf);

TEST(Check, PersonalFieldOfAnotherClass_IsNamedFromBothSides) {
  const Sample sample(Spoiled(GoodSample(), "string phone = 2 [(field) = { personal: CONTACT }]",
                              "string phone = 2 [(field) = { personal: IDENTITY }]"));
  EXPECT_THAT(CheckContract(sample.model()),
              ElementsAre(HasSubstr("OpenCase has the personal field phone = 2 string CONTACT, "
                                    "which CaseOpened has not"),
                          HasSubstr("CaseOpened has the personal field phone = 2 string IDENTITY, "
                                    "which OpenCase has not")));
}

TEST(Check, PersonalFieldOfAnotherNumber_IsNamedFromBothSides) {
  const Sample sample(Spoiled(GoodSample(),
                              "repeated string words = 4 [(field) = { personal: FREE_TEXT }]",
                              "repeated string words = 9 [(field) = { personal: FREE_TEXT }]"));
  EXPECT_THAT(CheckContract(sample.model()),
              ElementsAre(HasSubstr("OpenCase has the personal field words = 4"),
                          HasSubstr("CaseOpened has the personal field words = 9")));
}

TEST(Check, PersonalFieldThatNoEventCarries_CannotBeOpenedEither) {
  const Sample sample(
      Spoiled(GoodSample(), "repeated string words = 4 [(field) = { personal: FREE_TEXT }];", ""));
  EXPECT_THAT(CheckContract(sample.model()),
              ElementsAre(HasSubstr("OpenCase has the personal field words = 4 repeated string "
                                    "FREE_TEXT, which CaseOpened has not"),
                          HasSubstr(R"(CaseState.words_at opens "words")")));
}

constexpr Fault kCarriedFaults[] = {
    {"PersonalFieldOfAValueMissing", "Caller caller = 7;", "",
     "OpenCase has the personal field caller.name = 7.1 string CONTACT, which CaseOpened has not"},
    {"PersonalFieldOfItsOwn", "Colour colour = 8;\n}",
     "Colour colour = 8; string email = 9 [(field) = { personal: CONTACT }]; }",
     "CaseOpened has the personal field email = 9 string CONTACT, which OpenCase has not"},
    {"HashMissing", "bytes phone_mac = 3 [(field) = { personal: NO }];", "",
     "OpenCase.phone_mac is a keyed hash that CaseOpened does not carry"},
    {"HashOfAnotherNumber", "bytes phone_mac = 3 [(field) = { personal: NO }];",
     "bytes phone_mac = 9 [(field) = { personal: NO }];",
     "OpenCase.phone_mac is a keyed hash that CaseOpened does not carry"},
    {"HashOfAnotherType", "bytes phone_mac = 3 [(field) = { personal: NO }];",
     "string phone_mac = 3 [(field) = { personal: NO }];",
     "OpenCase.phone_mac is a keyed hash that CaseOpened does not carry"},
};
INSTANTIATE_TEST_SUITE_P(Carried, Spoil, testing::ValuesIn(kCarriedFaults), NameOf);

constexpr Fault kFieldFaults[] = {
    {"TextWithoutClass", "uint32 pages = 1;\n}", "uint32 pages = 1; string note = 2; }",
     "CaseNoted.note is a string without a personal class"},
    {"BytesWithoutClass", "uint32 pages = 1;\n}", "uint32 pages = 1; bytes note = 2; }",
     "CaseNoted.note is a bytes without a personal class"},
    {"TextOfAValueWithoutClass", "message Caller {", "message Caller { string title = 2;",
     "Caller.title is a string without a personal class"},
    {"Map", "uint32 pages = 1;\n}", "uint32 pages = 1; map<uint32, uint32> sums = 2; }",
     "CaseNoted.sums is a map"},
    {"MapInAState", "message PersonState {", "message PersonState { map<uint32, uint32> sums = 2;",
     "PersonState.sums is a map"},
    {"MapInTheBook", "uint32 cases = 1;", "map<uint32, uint32> cases = 1;", "Book.cases is a map"},
    {"Double", "uint32 pages = 1;\n}", "uint32 pages = 1; double score = 2; }",
     "CaseNoted.score is a double"},
    {"PersonalInARepeatedElement", "uint32 pages = 1;\n}",
     "uint32 pages = 1; repeated Caller all = 2; }",
     "CaseNoted.all.name is personal and inside the repeated all"},
    {"PersonalInAOneof", "uint32 pages = 1;\n}",
     "oneof either { uint32 pages = 1; string text = 2 [(field) = { personal: FREE_TEXT }]; } }",
     "CaseNoted.text is personal and inside a oneof"},
    {"PersonalBelowAOneof", "uint32 pages = 1;\n}",
     "oneof either { uint32 pages = 1; Caller caller = 2; } }",
     "CaseNoted.caller.name is personal and inside a oneof"},
    {"RepeatedPersonalBelowTheTop", "uint32 pages = 1;\n}",
     "uint32 pages = 1; Crowd crowd = 2; }\n"
     "message Crowd { repeated string names = 1 [(field) = { personal: CONTACT }]; }",
     "CaseNoted.crowd.names is repeated and personal below the top"},
    {"PersonalInAState", "message PersonState {", "message PersonState { Caller caller = 1;",
     "Caller.name is personal, but belongs to the state PersonState"},
    {"PersonalInTheBook", "uint32 cases = 1;", "Caller last = 1;",
     "Caller.name is personal, but belongs to the book"},
    {"MinAboveMax", "min: 1 max: 100", "min: 100 max: 1",
     "OpenCase.amount has min 100 above max 1"},
    {"BoundsOfText", R"(personal: NO ref: "case_file")",
     R"(personal: NO min: 1 max: 5 ref: "case_file")",
     "OpenCase.related_id has min and max, but is no number"},
    {"UnknownRef", R"(ref: "case_file")", R"(ref: "file")",
     R"(OpenCase.related_id refers to the aggregate "file")"},
    {"UnknownSubject", R"(subject: "related_id")", R"(subject: "owner_id")",
     R"(OpenCase.phone has the subject "owner_id")"},
    {"PersonalSubject", R"(subject: "related_id")", R"(subject: "phone")",
     R"(OpenCase.phone has the subject "phone")"},
    {"HashOfUnknownField", R"(mac_of: "phone")", R"(mac_of: "fax")",
     R"(OpenCase.phone_mac is the keyed hash of "fax")"},
    {"HashWithoutNormalForm", R"(normal_form: "phone" )", "",
     "OpenCase.phone_mac is the keyed hash of phone in no normal_form"},
    {"OpensThatIsNoSequence", "uint64 words_at = 1", "uint32 words_at = 1",
     "CaseState.words_at has `opens`, but is no uint64"},
    {"OpensOutsideStatesAndRows", "uint32 pages = 1;\n}",
     "uint32 pages = 1; uint64 at = 2 [(field) = { opens: \"words\" }]; }",
     "CaseNoted.at has `opens`, but is of no state or row"},
    {"OpensWhatNoEventHas", R"(opens: "words")", R"(opens: "worlds")",
     R"(CaseState.words_at opens "worlds")"},
    {"OpensWhatIsNotPersonal", R"(opens: "words")", R"(opens: "colour")",
     R"(CaseState.words_at opens "colour")"},
    {"HashOfClearField", R"(mac_of: "phone")", R"(mac_of: "related_id")",
     R"(OpenCase.phone_mac is the keyed hash of "related_id")"},
};
INSTANTIATE_TEST_SUITE_P(Field, Spoil, testing::ValuesIn(kFieldFaults), NameOf);

constexpr Fault kStateFaults[] = {
    {"NoKind", "kind: 51 ", "", "PersonState has no state kind"},
    {"ReusedKind", "kind: 51 ", "kind: 50 ", "PersonState reuses state kind 50 of CaseState"},
    {"NoBytesMax", "bytes_max: 64 ", "", "PersonState has bytes_max 0"},
    {"TooManyBytes", "bytes_max: 64 ", "bytes_max: 16385 ", "PersonState has bytes_max 16385"},
    {"NoFoldVersion", "fold_version: 1 bytes_max: 64", "bytes_max: 64",
     "PersonState has no fold_version"},
    {"NoTitle", R"(title: { zh: "人" en: "Person" })", R"(title: { en: "Person" })",
     "PersonState has no title in both zh and en"},
    {"UnknownScope", R"(scope: "customer")", R"(scope: "house")",
     R"(CaseState has the scope "house")"},
};
INSTANTIATE_TEST_SUITE_P(State, Spoil, testing::ValuesIn(kStateFaults), NameOf);

constexpr Fault kCatalogueFaults[] = {
    {"NoKind", "kind: RULE", "", "CASE_CLOSED has no kind"},
    {"NoZhText", R"(zh: "案件 {id} 已结" en: "case {id} is closed")", R"(en: "case is closed")",
     "CASE_CLOSED has no text in both zh and en"},
    {"NoEnAdvice", R"(zh: "另立新案" en: "open another")", R"(zh: "另立新案")",
     "CASE_CLOSED has no what_to_do in both zh and en"},
    {"OtherFacts", "case {id} is closed", "case {name} is closed",
     "CASE_CLOSED uses other {facts} in the zh text"},
};
INSTANTIATE_TEST_SUITE_P(Refusal, Spoil, testing::ValuesIn(kCatalogueFaults), NameOf);

constexpr Fault kProjectionFaults[] = {
    {"UnknownEvent", R"(events: ["CaseOpened", "CaseNoted"] indexes)",
     R"(events: ["CaseLost"] indexes)",
     "case_list/case_list.proto: CaseListRow is fed the event CaseLost"},
    {"EventTwice", R"(events: ["CaseOpened", "CaseNoted"] indexes)",
     R"(events: ["CaseNoted", "CaseNoted"] indexes)", "CaseListRow is fed CaseNoted twice"},
    {"NoEvent", R"(events: ["CaseOpened", "CaseNoted"] indexes)", "indexes",
     "CaseListRow is fed no event"},
    {"UnknownIndex", R"(indexes: ["pages"])", R"(indexes: ["sheets"])",
     R"(CaseListRow has the index "sheets")"},
    {"UnknownKey", R"(indexes: ["pages"])", R"(indexes: ["pages"] key: "owner")",
     R"(CaseListRow has the key "owner")"},
    {"OwnKeyOfAnother", R"(indexes: ["pages"])",
     R"(indexes: ["pages"] key: "stream" own_key: ["PersonGreeted"])",
     "CaseListRow has a key of its own for PersonGreeted, which it is not fed"},
    {"OwnKeyAlone", R"(indexes: ["pages"])", R"(indexes: ["pages"] own_key: ["CaseNoted"])",
     "CaseListRow names `own_key` without `key`"},
    {"NoVersion", R"(name: "case_list" version: 1)", R"(name: "case_list")",
     "CaseListRow has no version"},
    {"NoTitle", R"(title: { zh: "案件一览" en: "Case list" })", "", "CaseListRow has no title"},
    {"NameOfAnotherFolder", R"(name: "case_list")", R"(name: "cases")",
     R"(CaseListRow is the read model "cases")"},
    {"PersonalRow", "message CaseListRow {", "message CaseListRow { Caller caller = 2;",
     "Caller.name is personal, but belongs to the row CaseListRow"},
    {"ReusedName", "message CaseListRow {",
     R"(message OtherRow { option (projection) = { name: "case_list" version: 1
          title: { zh: "另" en: "Other" } events: ["CaseNoted"] }; }
        message CaseListRow {)",
     "has the name \"case_list\" of "},
    {"FloatInARow", "message CaseListRow {", "message CaseListRow { float share = 2;",
     "CaseListRow.share is a float"},
};
INSTANTIATE_TEST_SUITE_P(Projection, Spoil, testing::ValuesIn(kProjectionFaults), NameOf);

TEST(Check, UnknownAggregate_IsNamedForCommandAndEvents) {
  const Sample sample(Spoiled(GoodSample(), R"(name: "person")", R"(name: "people")"));
  EXPECT_THAT(CheckContract(sample.model()),
              ElementsAre(HasSubstr(R"(GreetPerson names the aggregate "person")"),
                          HasSubstr(R"(PersonGreeted names the aggregate "person")")));
}

TEST(Check, AggregateCalledLikeAWordOfCpp_IsRefused) {
  const Sample sample(Spoiled(GoodSample(), R"(name: "person")", R"(name: "case")"));
  EXPECT_THAT(CheckContract(sample.model()),
              testing::Contains(HasSubstr(R"(PersonState has the name "case")")));
}

TEST(Check, TwoAggregatesOfOneName_AreRefused) {
  const Sample sample(Spoiled(GoodSample(), R"(name: "person")", R"(name: "case_file")"));
  EXPECT_THAT(CheckContract(sample.model()),
              testing::Contains(HasSubstr(R"(PersonState has the name "case_file" of CaseState)")));
}

TEST(Check, HashThatIsNoBytes_IsRefused) {
  const SampleText both = Spoiled(Spoiled(GoodSample(), "bytes phone_mac", "string phone_mac"),
                                  "bytes phone_mac", "string phone_mac");
  const Sample sample(both);
  EXPECT_THAT(
      CheckContract(sample.model()),
      ElementsAre(HasSubstr("OpenCase.phone_mac is the keyed hash of phone: make it bytes")));
}

TEST(Check, WholeRepeatedMessageDeclaredPersonal_IsGood) {
  const Sample sample(Spoiled(Spoiled(GoodSample(), "Caller caller = 7 [(field) = {",
                                      "repeated Caller caller = 7 [(field) = { personal: CONTACT"),
                              "Caller caller = 7;",
                              "repeated Caller caller = 7 [(field) = { personal: CONTACT }];"));
  EXPECT_THAT(CheckContract(sample.model()), IsEmpty());
}

}  // namespace
}  // namespace tenure::codegen
