// Each way in which a build can break with what was released is seen and said.
#include "golden/released.h"

#include <gmock/gmock.h>
#include <google/protobuf/compiler/parser.h>
#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/dynamic_message.h>
#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include "base/hex.h"

namespace tenure::golden {
namespace {

using google::protobuf::Message;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

// A contract of one message "Noted" with the given fields.
class Contract {
 public:
  explicit Contract(const std::string& fields) {
    const std::string text =
        "syntax = \"proto3\"; enum Colour { NONE = 0; RED = 1; BLUE = 2; }\n"
        "message Part { string word = 1; uint32 pages = 2; }\nmessage Noted { " +
        fields + " }";
    google::protobuf::io::ArrayInputStream stream(text.data(), static_cast<int>(text.size()));
    google::protobuf::io::Tokenizer tokenizer(&stream, nullptr);
    google::protobuf::FileDescriptorProto file;
    file.set_name("noted.proto");
    EXPECT_TRUE(google::protobuf::compiler::Parser().Parse(&tokenizer, &file));
    const auto* built = pool_.BuildFile(file);
    EXPECT_NE(built, nullptr);
    prototype_ = factory_.GetPrototype(built->FindMessageTypeByName("Noted"));
  }
  [[nodiscard]] const Message& prototype() const { return *prototype_; }

 private:
  google::protobuf::DescriptorPool pool_;
  google::protobuf::DynamicMessageFactory factory_;
  const Message* prototype_ = nullptr;
};

constexpr char kFields[] =
    "string word = 1; string note = 2; uint32 pages = 3; Colour colour = 4; repeated Part parts = "
    "5;";
constexpr char kWords[] =
    "word: \"w\" note: \"n\" pages: 3 colour: RED parts { word: \"p\" pages: 7 }";

// What is wrong with a sample of `kFields` when read by `fields`.
std::string FaultAfter(const std::string& fields) {
  const Contract before(kFields);
  const std::unique_ptr<Message> sample(before.prototype().New());
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(kWords, sample.get()));
  const Contract now(fields);
  return FaultOfSample("Noted", HexOf(sample->SerializeAsString()), WordsOf(*sample),
                       now.prototype());
}

TEST(FaultOfSample, SameContract_HasNone) { EXPECT_EQ(FaultAfter(kFields), ""); }

TEST(FaultOfSample, NewField_IsNone) {
  EXPECT_EQ(FaultAfter(std::string(kFields) + " string later = 6;"), "");
}

TEST(FaultOfSample, TwoFieldsSwapped_IsSaid) {
  EXPECT_THAT(FaultAfter("string word = 2; string note = 1; uint32 pages = 3; Colour colour = 4; "
                         "repeated Part parts = 5;"),
              HasSubstr("and say now\n  note: \"w\" word: \"n\" pages: 3"));
}

TEST(FaultOfSample, FieldTakenOut_IsSaid) {
  EXPECT_THAT(
      FaultAfter("string word = 1; string note = 2; Colour colour = 4; repeated Part parts = 5;"),
      HasSubstr("keep numbers, types and names"));
}

TEST(FaultOfSample, NumberOfAnotherEncoding_IsSaid) {
  EXPECT_THAT(FaultAfter("string word = 1; string note = 2; sint32 pages = 3; Colour colour = 4; "
                         "repeated Part parts = 5;"),
              HasSubstr("pages: -2"));
}

TEST(FaultOfSample, FieldOfAnotherWireType_IsSaid) {
  EXPECT_THAT(FaultAfter("uint32 word = 1; string note = 2; uint32 pages = 3; Colour colour = 4; "
                         "repeated Part parts = 5;"),
              HasSubstr("its released bytes said"));
}

TEST(FaultOfSample, RepeatedFieldMadeSingle_IsSaid) {
  const Contract before("repeated uint32 pages = 1;");
  const std::unique_ptr<Message> sample(before.prototype().New());
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString("pages: 1 pages: 2", sample.get()));
  const Contract now("uint32 pages = 1;");
  EXPECT_THAT(
      FaultOfSample("Noted", HexOf(sample->SerializeAsString()), WordsOf(*sample), now.prototype()),
      HasSubstr("and say now\n  1: \"\\001\\002\"\n"));
}

TEST(FaultOfSample, BytesThatAreNone_AreSaid) {
  const Contract now(kFields);
  EXPECT_THAT(FaultOfSample("Noted", "0a", "", now.prototype()), HasSubstr("cannot be read"));
  EXPECT_THAT(FaultOfSample("Noted", "no hex", "", now.prototype()), HasSubstr("cannot be read"));
}

TEST(PathsOf, NestedAndRepeated_AreNamedOnce) {
  const Contract contract(kFields);
  const std::unique_ptr<Message> sample(contract.prototype().New());
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(
      "note: \"n\" parts { word: \"p\" } parts { pages: 1 }", sample.get()));
  EXPECT_THAT(PathsOf(*sample), UnorderedElementsAre("note", "parts", "parts.word", "parts.pages"));
}

TEST(EventOf, LaterSample_IsOfTheSameEvent) {
  EXPECT_EQ(EventOf("Noted"), "Noted");
  EXPECT_EQ(EventOf("Noted/2"), "Noted");
}

TEST(ParseFold, ItsOwnText_IsReadBack) {
  const Fold fold{"Noted/2", "case/book", 14};
  const auto read = ParseFold(TextOf(fold));
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(TextOf(*read), "Noted/2 case/book 14");
  EXPECT_FALSE(ParseFold("Noted case").has_value());
  EXPECT_FALSE(ParseFold("Noted case one").has_value());
}

const Folds kReleased = {{{"Noted", "case", 1}, "aa"}, {{"Noted", "board", 2}, "bb"}};

TEST(FaultsOfFolds, SameOutput_HasNone) {
  EXPECT_THAT(FaultsOfFolds(kReleased, kReleased), IsEmpty());
}

TEST(FaultsOfFolds, OtherOutputOfTheSameVersion_AsksToRaiseIt) {
  EXPECT_THAT(
      FaultsOfFolds(kReleased, {{{"Noted", "case", 1}, "xx"}, {{"Noted", "board", 2}, "bb"}}),
      ElementsAre(HasSubstr("Noted case 1: its output changed; raise the fold_version")));
}

TEST(FaultsOfFolds, RaisedVersion_OnlyAsksForItsLine) {
  EXPECT_THAT(
      FaultsOfFolds(kReleased, {{{"Noted", "case", 2}, "xx"}, {{"Noted", "board", 2}, "bb"}}),
      ElementsAre("Noted case 2: it is new; run tools/regenerate"));
}

TEST(FaultsOfFolds, VersionThatWentBack_IsSaid) {
  EXPECT_THAT(
      FaultsOfFolds(kReleased, {{{"Noted", "case", 1}, "aa"}, {{"Noted", "board", 1}, "bb"}}),
      ElementsAre("board: its version 2 was released and went back to 1"));
}

TEST(FaultsOfFolds, EventNotFedAnyMore_AsksToRaiseTheVersion) {
  Folds now = kReleased;
  now.erase({"Noted", "board", 2});
  now[{"Read", "board", 2}] = "cc";
  EXPECT_THAT(FaultsOfFolds(kReleased, now),
              ElementsAre(HasSubstr("Noted board 2: it is not fed there any more"),
                          HasSubstr("Read board 2: it has no digest")));
}

TEST(FaultsOfFolds, ReadModelThatIsGone_IsNoFault) {
  EXPECT_THAT(FaultsOfFolds(kReleased, {{{"Noted", "case", 1}, "aa"}}), IsEmpty());
}

TEST(NewFolds, OfANewEvent_AreAdded) {
  Folds now = kReleased;
  now[{"Read", "board", 2}] = "cc";
  EXPECT_THAT(NewFolds(kReleased, now, {{"Noted", "00"}}), testing::SizeIs(1));
}

TEST(NewFolds, OfAReleasedEventFedAnew_NeedARaisedVersion) {
  Folds now = kReleased;
  now[{"Read", "board", 2}] = "cc";
  const Lines samples = {{"Noted", "00"}, {"Read", "00"}};
  EXPECT_THAT(NewFolds(kReleased, now, samples), IsEmpty());
  EXPECT_THAT(NewFolds(kReleased, {{{"Read", "board", 3}, "cc"}}, samples), testing::SizeIs(1));
}

TEST(FaultsOfFolds, BookOfAReleasedEvent_HasTheVersionOfItsState) {
  Folds with_book = kReleased;
  with_book[{"Noted", "case/book", 1}] = "dd";
  EXPECT_THAT(FaultsOfFolds(with_book, kReleased),
              ElementsAre(HasSubstr("Noted case/book 1: it is not fed there any more")));
  EXPECT_THAT(FaultsOfFolds(kReleased, with_book),
              ElementsAre(HasSubstr("Noted case/book 1: it has no digest")));
  EXPECT_THAT(NewFolds(kReleased, with_book, {{"Noted", "00"}}), IsEmpty());
}

TEST(NewFolds, OfAReleasedLine_NeverReplaceIt) {
  EXPECT_THAT(NewFolds(kReleased, {{{"Noted", "case", 1}, "xx"}}, {{"Noted", "00"}}), IsEmpty());
}

}  // namespace
}  // namespace tenure::golden
