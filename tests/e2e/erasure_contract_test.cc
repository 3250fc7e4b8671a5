// A person is erased from a store on disk: nothing personal can be read any more, no proof is
// broken, and no older key store brings it back.
#include <gmock/gmock.h>

#include <filesystem>

#include "fault/store_files.h"

namespace tenure::e2e {
namespace {

namespace fs = std::filesystem;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class ErasureTest : public testing::Test {
 protected:
  void SetUp() override {
    program_.InitSimulated();
    const std::string contact =
        Line("SetContactPerson", "customer/C-1", "li.wei",
             R"({"contact_person_id":"CP-1","name":"Mallory Marked","role":"spouse"})");
    const auto done = program_.Submit({Register("C-1"), Register("C-2"), Trait(1), contact});
    ASSERT_EQ(done.finished.exit_code, 0) << done.finished.out;
    key_ = Text(program_.Json({"audit", "keys", "init"}), "public_key");
    ASSERT_EQ(program_.Run({"audit", "checkpoint"}).exit_code, 0);
    registered_ = Text(done.results.front(), "position");
    ASSERT_EQ(program_.Run({"audit", "prove", registered_, "--out", proof_}).exit_code, 0);
    fs::copy(program_.keys(), old_keys_, fs::copy_options::recursive);
  }

  JsonValue Erase() {
    const JsonValue asked =
        program_.SubmitOne(Line("RequestErasure", "customer/C-1", "admin", "{}"));
    EXPECT_EQ(Text(asked, "status"), "requested") << Text(asked, "message");
    return program_.SubmitOne(Line("GiveApproval", "customer/C-1", "zhao.min",
                                   R"({"approval_id":")" + Text(asked, "approval_id") + "\"}"));
  }
  std::string Shown(const std::string& id) {
    return program_.Run({"customer", "timeline", id, "--actor", "li.wei", "-o", "json"}).out;
  }
  void ExpectErased() {
    const std::string shown = Shown("C-1");
    EXPECT_THAT(shown, ContainsRegex(R"("name": \{\s*"sealed": "erased")"));
    EXPECT_THAT(shown, Not(HasSubstr("Mallory")));
    EXPECT_THAT(shown, Not(HasSubstr("xxxx"))) << "the trait";
    EXPECT_THAT(Shown("C-2"), Not(HasSubstr("erased")));
    EXPECT_EQ(program_.Verify(), "clean");
  }

  CommandLine program_;
  const std::string proof_ = program_.Inside("proof.json");
  const std::string old_keys_ = program_.Inside("old.keys");
  std::string key_;
  std::string registered_;
};

TEST_F(ErasureTest, ErasedPerson_IsGoneEverywhereAndEveryProofStillHolds) {
  EXPECT_THAT(Shown("C-1"), HasSubstr("Mallory"));
  EXPECT_EQ(Text(Erase(), "status"), "accepted");
  ExpectErased();
  EXPECT_EQ(program_.Run({"audit", "check", proof_, "--key", key_}).exit_code, 0);
  EXPECT_EQ(program_.Run({"audit", "verify"}).exit_code, 0);
  EXPECT_EQ(program_.Run({"replay", "rejudge"}).exit_code, 0);
  const JsonValue later = program_.SubmitOne(Trait(2));
  EXPECT_EQ(Text(later, "code"), "CUSTOMER_ERASED");
}

TEST_F(ErasureTest, OlderKeyStore_IsErasedAnewOrCannotBeOpened) {
  EXPECT_EQ(Text(Erase(), "status"), "accepted");
  const std::string generation = ReadFile(program_.keys() + "/generation");
  // The backup of keys leaves `generation` out: what it wrapped is closed for ever.
  Replace(old_keys_, program_.keys());
  WriteFile(program_.keys() + "/generation", generation);
  const Finished closed = program_.Run({"customer", "list"});
  EXPECT_EQ(closed.exit_code, 1);
  EXPECT_THAT(closed.err, StartsWith("KEY_MISSING"));
  // Put back whole, with the generation that should not have been copied.
  Replace(old_keys_, program_.keys());
  ExpectErased();
  Replace(old_keys_, program_.Inside("again.keys"));
}

TEST_F(ErasureTest, OpenMatterAndHold_RefuseItAndTheRefusalIsAnEvent) {
  ASSERT_EQ(Text(program_.SubmitOne(Line("PlaceLegalHold", "customer/C-1", "admin",
                                         R"({"hold_id":"LH-1","grounds":"a suit"})")),
                 "status"),
            "accepted");
  const JsonValue refused =
      program_.SubmitOne(Line("RequestErasure", "customer/C-1", "admin", "{}"));
  EXPECT_EQ(Text(refused, "code"), "ERASURE_BLOCKED");
  EXPECT_THAT(Text(refused, "message"), HasSubstr("legal hold LH-1"));
  EXPECT_THAT(Shown("C-1"), HasSubstr("ERASURE_BLOCKED"));
  EXPECT_THAT(Shown("C-1"), HasSubstr("Mallory"));
}

TEST_F(ErasureTest, Export_GivesThePersonEverythingAndLogsIt) {
  const std::string here = program_.Inside("data");
  const JsonValue given =
      program_.Json({"customer", "export", "C-1", "--out", here, "--actor", "admin"});
  const std::string json = ReadFile(here + "/data.json");
  EXPECT_THAT(json, HasSubstr("Mallory Marked"));
  EXPECT_EQ(Parsed(json).Find("events")->items.size(), std::stoul(Text(given, "events")));
  EXPECT_THAT(ReadFile(here + "/data.html"), HasSubstr("Mallory Marked"));
  EXPECT_THAT(Shown("C-1"), HasSubstr("SubjectDataExported"));
  const Finished denied =
      program_.Run({"customer", "export", "C-1", "--out", here + "2", "--actor", "li.wei"});
  EXPECT_EQ(denied.exit_code, 5) << denied.err;
  EXPECT_FALSE(fs::exists(here + "2"));
}

}  // namespace
}  // namespace tenure::e2e
