// Each fault that the generator refuses, on a small contract that has it; and the real contract,
// which has none.
#include "codegen/check.h"

#include <google/protobuf/compiler/importer.h>
#include <gtest/gtest.h>

#include <map>
#include <memory>

#include "codegen/lock.h"
#include "support/source_tree.gen.h"

namespace tenure::codegen {
namespace {

namespace compiler = google::protobuf::compiler;

// One text over the real options and the messages they need.
class Sample {
 public:
  explicit Sample(const std::string& text) {
    files_["tenure/v1/sample.proto"] =
        "syntax = \"proto3\"; package tenure.v1; import \"tenure/v1/options.proto\";\n" + text;
    tree_.MapPath("", std::string(TENURE_SOURCE_DIR) + "/proto");
    tree_.MapPath("", "/usr/include");
    source_ = std::make_unique<Source>(this);
    importer_ = std::make_unique<compiler::Importer>(source_.get(), &errors_);
    const FileDescriptor* file = importer_->Import("tenure/v1/sample.proto");
    EXPECT_NE(file, nullptr) << errors_.text;
    if (file != nullptr) model_ = ReadModel({file});
  }
  [[nodiscard]] const Model& model() const { return model_; }
  [[nodiscard]] std::string Faults() const {
    std::string all;
    for (const std::string& fault : Check(model_)) all += fault + "\n";
    return all;
  }

 private:
  struct Errors final : compiler::MultiFileErrorCollector {
    void AddError(const std::string& file, int line, int, const std::string& message) override {
      text += file + ":" + std::to_string(line) + ": " + message + "\n";
    }
    std::string text;
  };
  struct Source final : compiler::SourceTree {
    explicit Source(Sample* sample) : sample_(*sample) {}
    google::protobuf::io::ZeroCopyInputStream* Open(const std::string& name) override {
      const auto found = sample_.files_.find(name);
      if (found == sample_.files_.end()) return sample_.tree_.Open(name);
      return new google::protobuf::io::ArrayInputStream(found->second.data(),
                                                        static_cast<int>(found->second.size()));
    }
    Sample& sample_;
  };

  std::map<std::string, std::string> files_;
  compiler::DiskSourceTree tree_;
  Errors errors_;
  std::unique_ptr<Source> source_;
  std::unique_ptr<compiler::Importer> importer_;
  Model model_;
};

// A contract without fault, with places to spoil it.
struct Parts {
  std::string state = R"(kind: 900 fold_version: 1 bytes_max: 100 name: "thing" id_prefix: "TH"
                         scope: "customer" title: { zh: "物" en: "Thing" })";
  std::string command = R"(id: 900 aggregate: "thing" permission: "x" title: { zh: "做" en: "Do" }
                           source: "A1" events: ["Done"])";
  std::string id = R"(string thing_id = 1 [(field) = { personal: NO stream_id: true
                      title: { zh: "号" en: "Id" } }];)";
  std::string fields = R"(string note = 2 [(field) = { personal: FREE_TEXT
                          title: { zh: "说明" en: "Note" } }];)";
  std::string event = R"(id: 900 aggregate: "thing" title: { zh: "完" en: "Done" })";
  std::string event_fields = R"(string note = 2 [(field) = { personal: FREE_TEXT }];)";
  std::string more;

  [[nodiscard]] std::string Text() const {
    return "message ThingState { option (state) = {" + state + "}; }\n" +
           "message DoThing { option (command) = {" + command + "};\n" + id + fields + "}\n" +
           "message Done { option (event) = {" + event + "};\n" + event_fields + "}\n" + more;
  }
};

void ExpectFault(const Parts& parts, const std::string& sentence) {
  const std::string faults = Sample(parts.Text()).Faults();
  EXPECT_NE(faults.find(sentence), std::string::npos)
      << "wanted: " << sentence << "\ngot: " << faults;
}

std::string Without(std::string text, const std::string& part) {
  const std::size_t at = text.find(part);
  EXPECT_NE(at, std::string::npos) << part;
  return text.erase(at, part.size());
}

TEST(Check, SoundContract_HasNoFault) { EXPECT_EQ(Sample(Parts().Text()).Faults(), ""); }

TEST(Check, CommandWithoutChineseTitle_IsRefused) {
  Parts parts;
  parts.command = Without(parts.command, "zh: \"做\" ");
  ExpectFault(parts, "sample.proto: DoThing: needs a title in zh and en");
}

TEST(Check, CommandWithoutPermission_IsRefused) {
  Parts parts;
  parts.command = Without(parts.command, "permission: \"x\"");
  ExpectFault(parts, "DoThing: needs a permission");
}

TEST(Check, CommandWithoutSource_IsRefused) {
  Parts parts;
  parts.command = Without(parts.command, "source: \"A1\"");
  ExpectFault(parts, "DoThing: needs its source");
}

TEST(Check, CommandWithoutId_IsRefused) {
  Parts parts;
  parts.command = Without(parts.command, "id: 900");
  ExpectFault(parts, "DoThing: has no command id");
}

TEST(Check, CommandOfAnUnknownAggregate_IsRefused) {
  Parts parts;
  parts.command = Without(parts.command, "aggregate: \"thing\"") + " aggregate: \"nothing\"";
  ExpectFault(parts, "DoThing: addresses the unknown aggregate 'nothing'");
}

TEST(Check, CommandWithUnknownEvent_IsRefused) {
  Parts parts;
  parts.command = Without(parts.command, "\"Done\"");
  ExpectFault(parts, "DoThing: names no event");
  parts.command += " events: [\"Undone\"]";
  ExpectFault(parts, "DoThing: names the event Undone, which does not exist");
}

TEST(Check, CommandWithoutStreamId_IsRefused) {
  Parts parts;
  parts.id = "";
  ExpectFault(parts, "DoThing: has 0 fields with stream_id, its aggregate thing needs 1");
}

TEST(Check, LoadsWithoutReference_IsRefused) {
  Parts parts;
  parts.command += " loads: [\"note\"]";
  ExpectFault(parts, "DoThing: loads 'note', which is no field with `ref`");
}

TEST(Check, ReusedIds_AreRefused) {
  Parts parts;
  parts.more = R"(message Again { option (event) = { id: 900 aggregate: "thing"
                  title: { zh: "再" en: "Again" } }; })";
  ExpectFault(parts, "reuses event id 900 of");
}

TEST(Check, EventWithoutTitle_IsRefused) {
  Parts parts;
  parts.event = Without(parts.event, "en: \"Done\"");
  ExpectFault(parts, "Done: needs a title in zh and en");
}

TEST(Check, StateBeyondItsBounds_IsRefused) {
  Parts parts;
  parts.state = Without(parts.state, "bytes_max: 100") + " bytes_max: 16385";
  ExpectFault(parts, "ThingState: bytes_max must be 1 to 16384");
  parts.state = Without(parts.state, "fold_version: 1");
  ExpectFault(parts, "ThingState: has no fold_version");
}

TEST(Check, StringWithoutPersonalClass_IsRefusedAlsoInsideValues) {
  Parts parts;
  parts.event_fields += " Inner inner = 3;";
  parts.more = "message Inner { string text = 1; }";
  ExpectFault(parts, "sample.proto: Inner.text: declares no personal class");
}

TEST(Check, PersonalInARepeatedElement_IsRefused) {
  Parts parts;
  parts.event_fields += " repeated Inner inner = 3;";
  parts.more = "message Inner { string text = 1 [(field) = { personal: CONTACT }]; }";
  ExpectFault(parts, "Inner.text: is personal inside a repeated element");
}

TEST(Check, PersonalInAOneof_IsRefused) {
  Parts parts;
  parts.event_fields += " oneof one { string text = 3 [(field) = { personal: CONTACT }]; }";
  ExpectFault(parts, "Done.text: is personal inside a oneof");
}

TEST(Check, WholePersonalListAtTheTop_IsFine) {
  Parts parts;
  const std::string list = " repeated string names = 3 [(field) = { personal: CONTACT";
  parts.fields += list + " title: { zh: \"名\" en: \"Names\" } }];";
  parts.event_fields += list + " }];";
  EXPECT_EQ(Sample(parts.Text()).Faults(), "");
}

TEST(Check, CarrierWithOtherPersonalFields_IsRefused) {
  Parts parts;
  parts.event_fields = "string note = 3 [(field) = { personal: FREE_TEXT }];";
  ExpectFault(parts, "DoThing: its personal fields are not those of Done");
}

TEST(Check, PersonalFieldInAState_IsRefused) {
  Parts parts;
  parts.more = R"(message OtherState { option (state) = { kind: 901 fold_version: 1 bytes_max: 10
                  name: "other" title: { zh: "它" en: "Other" } };
                  string name = 1 [(field) = { personal: CONTACT }]; })";
  ExpectFault(parts, "OtherState.name: is personal; a state holds none");
}

TEST(Check, MapsAndFloats_AreRefused) {
  Parts parts;
  parts.event_fields += " map<uint32, uint32> counts = 3; double share = 4;";
  ExpectFault(parts, "Done.counts: is a map");
  ExpectFault(parts, "Done.share: is a floating point number");
}

TEST(Check, ReferenceToNothing_IsRefused) {
  Parts parts;
  parts.event_fields += " string other = 3 [(field) = { personal: NO ref: \"nothing\" }];";
  ExpectFault(parts, "Done.other: refers to the unknown aggregate 'nothing'");
}

TEST(Check, KeyedHashOfNothingPersonal_IsRefused) {
  Parts parts;
  parts.event_fields += R"( bytes mac = 3 [(field) = { personal: NO mac_of: "nobody"
                            normal_form: "id" }];)";
  ExpectFault(parts, "Done.mac: is a keyed hash");
}

TEST(Check, OpensAndSubject_OfTheWrongKind_AreRefused) {
  Parts parts;
  parts.event_fields += R"( uint32 at = 3 [(field) = { opens: "note" }];
                            string who = 4 [(field) = { personal: NO subject: "nobody" }];)";
  ExpectFault(parts, "Done.at: has `opens` but is no uint64");
  ExpectFault(parts, "Done.who: names the subject field 'nobody'");
}

TEST(Check, FieldWithoutTitleOrExample_IsRefused) {
  Parts parts;
  parts.fields += " uint32 count = 3 [(field) = { required: true }];";
  ExpectFault(parts, "DoThing.count: needs a title in zh and en");
  ExpectFault(parts, "DoThing.count: is required and needs an example");
}

TEST(Check, RefusalWithoutWords_IsRefused) {
  Parts parts;
  parts.more = "enum Refusal { NONE = 0; SOME = 1; }";
  ExpectFault(parts, "SOME: needs kind, text and what_to_do in zh and en");
}

TEST(Check, ProjectionOfNothing_IsRefused) {
  Parts parts;
  parts.more = R"(message Row { option (projection) = { name: "row" version: 0
                  events: ["Undone"] indexes: ["colour"] };
                  string name = 1 [(field) = { personal: CONTACT }]; })";
  ExpectFault(parts, "Row: the first version is 1");
  ExpectFault(parts, "Row: needs a title in zh and en");
  ExpectFault(parts, "Row: is fed the event Undone");
  ExpectFault(parts, "Row: has the index colour");
  ExpectFault(parts, "Row.name: is personal; a row holds none");
}

TEST(Lock, ReleasedLineChangedOrGone_IsRefused) {
  const Sample sample(Parts().Text());
  std::vector<std::string> faults;
  CheckLock(sample.model(), LockLines(sample.model()), &faults);
  EXPECT_TRUE(faults.empty());
  CheckLock(sample.model(), {"command 900 DoThing", "event 899 Done", "field Done.note = 2 bytes"},
            &faults);
  ASSERT_EQ(faults.size(), 2u);
  EXPECT_NE(faults[0].find("'event 899 Done' was released"), std::string::npos);
}

TEST(Lock, Lines_NameEveryDeclaration) {
  const std::vector<std::string> lines = LockLines(Sample(Parts().Text()).model());
  for (const char* line : {"command 900 DoThing", "event 900 Done", "state 900 thing",
                           "field DoThing.note = 2 string"}) {
    EXPECT_NE(std::find(lines.begin(), lines.end(), line), lines.end()) << line;
  }
}

}  // namespace
}  // namespace tenure::codegen
