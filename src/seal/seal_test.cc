// Laws of the seal, over random messages of every command and event of the contract: parts merge to
// the whole, nothing personal stays clear, nothing tampered opens, erased is told as erased.
#include "seal/seal.h"

#include <google/protobuf/text_format.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/hex.h"
#include "seal/memory_key_store.h"
#include "support/random_message.h"
#include "support/sample_contract.h"
#include "tenure/v1/customer.pb.h"

namespace tenure::seal {
namespace {

using google::protobuf::TextFormat;
using google::protobuf::util::MessageDifferencer;

constexpr std::string_view kScope = "customer/C-1001";
constexpr std::string_view kPerson = "customer/C-1001/contact_person/CP-3";

bool Everybody(std::string_view) { return true; }
bool Nobody(std::string_view) { return false; }

class SealTest : public ::testing::Test {
 protected:
  SeededRandom random_{42};
  MemoryKeyStore keys_{random_};
  Sealer sealer_{keys_, random_, std::string(16, 's')};
  const CommandId command_id_{{1, 2, 3}};

  static std::unique_ptr<Message> Sample(const std::string& text) {
    auto message = sample::New("FileSample");
    EXPECT_TRUE(TextFormat::ParseFromString(text, message.get())) << text;
    return message;
  }
  static std::unique_ptr<Message> FullSample() {
    return Sample(R"(sample_id: "S-1" identity: "310115-x" days: 3 notes: "one" notes: "two"
                     contact { name: "王力" phone: "138 0013" country: "CN"
                               deputy { phone: "+86139" country: "FR" } }
                     contact_id: "CP-3" contact_name: "Anna" second { name: "Bo" country: "DE" })");
  }
  Result<OpenedMessage> Open(const SealedMessage& sealed, const MayRead& may_read = Everybody) {
    return sealer_.Open(*sealed.clear, kScope, command_id_.View(),
                        sealed.clear->SerializeAsString(), sealed.sealed, may_read);
  }
  SealedMessage MustSeal(const Message& message, std::string_view reason = {}) {
    auto sealed = sealer_.Seal(message, kScope, command_id_, reason);
    EXPECT_TRUE(sealed) << sealed.error().message;
    return std::move(*sealed);
  }
};

TEST_F(SealTest, Split_PersonalFields_GoToTheirSubject) {
  const auto message = FullSample();
  const SplitMessage split = sealer_.Split(*message, kScope);
  ASSERT_EQ(split.personal.size(), 2u);
  const auto expected_clear = Sample(
      R"(sample_id: "S-1" days: 3 contact_id: "CP-3"
         contact { country: "CN" deputy { country: "FR" } })");
  EXPECT_EQ(split.clear->DebugString(), expected_clear->DebugString());
  EXPECT_EQ(split.personal.at(std::string(kPerson))->DebugString(),
            Sample(R"(contact_name: "Anna")")->DebugString());
}

TEST_F(SealTest, Subject_OfGovernanceIsStore_OfAggregateIsItsOwn) {
  EXPECT_EQ(DefaultSubject("governance/main"), "store");
  EXPECT_EQ(DefaultSubject("identity/ab12"), "store");
  EXPECT_EQ(DefaultSubject(kScope), kScope);
  EXPECT_EQ(AggregateSubject(kScope, "contact_person", "CP-3"), kPerson);
}

TEST_F(SealTest, Subject_NamingFieldEmpty_FallsToScope) {
  const auto split = sealer_.Split(*Sample(R"(contact_name: "Anna")"), kScope);
  EXPECT_TRUE(split.personal.contains(std::string(kScope)));
  EXPECT_EQ(split.personal.size(), 1u);
}

TEST_F(SealTest, Open_ByReader_WholeMessageAndReason) {
  const auto message = FullSample();
  const SealedMessage sealed = MustSeal(*message, "客户要求");
  ASSERT_EQ(sealed.sealed.size(), 2);
  EXPECT_EQ(sealed.sealed[0].subject(), kScope);
  EXPECT_EQ(sealed.sealed[0].nonce().size(), 12u);
  const auto opened = Open(sealed);
  ASSERT_TRUE(opened) << opened.error().message;
  EXPECT_TRUE(MessageDifferencer::Equals(*opened->message, *message));
  EXPECT_EQ(opened->reason, "客户要求");
  EXPECT_EQ(opened->reason_state, SealState::kOpen);
  EXPECT_EQ(opened->fields.at("contact.deputy.phone"), SealState::kOpen);
  EXPECT_FALSE(opened->fields.contains("contact.deputy.name")) << "it was never given";
}

TEST_F(SealTest, Open_WithoutRight_NoAccessAndNothingPersonal) {
  const SealedMessage sealed = MustSeal(*FullSample(), "why");
  const auto opened = Open(sealed, Nobody);
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->message->DebugString(), sealed.clear->DebugString());
  EXPECT_EQ(opened->reason, "");
  EXPECT_EQ(opened->reason_state, SealState::kNoAccess);
  EXPECT_EQ(opened->fields.at("identity"), SealState::kNoAccess);
  EXPECT_EQ(opened->fields.at("contact_name"), SealState::kNoAccess);
}

TEST_F(SealTest, Open_OneSubjectErased_OthersStayOpen) {
  const SealedMessage sealed = MustSeal(*FullSample());
  ASSERT_TRUE(keys_.Destroy(kPerson));
  const auto opened = Open(sealed);
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->fields.at("contact_name"), SealState::kErased);
  EXPECT_EQ(opened->fields.at("identity"), SealState::kOpen);
  EXPECT_EQ(opened->subjects.at(std::string(kPerson)), SealState::kErased);
  const auto without_right = Open(sealed, Nobody);
  ASSERT_TRUE(without_right);
  EXPECT_EQ(without_right->fields.at("contact_name"), SealState::kErased)
      << "that it is gone is no secret";
}

TEST_F(SealTest, Seal_ErasedSubject_NotFound) {
  ASSERT_TRUE(keys_.Destroy(kScope));
  const auto sealed = sealer_.Seal(*FullSample(), kScope, command_id_, "");
  ASSERT_FALSE(sealed);
  EXPECT_EQ(sealed.error().code, ErrorCode::kNotFound);
}

TEST_F(SealTest, Seal_NothingPersonal_NoSeal) {
  EXPECT_EQ(MustSeal(*Sample("days: 2")).sealed.size(), 0);
  const SealedMessage with_reason = MustSeal(*Sample("days: 2"), "because");
  ASSERT_EQ(with_reason.sealed.size(), 1);
  EXPECT_EQ(Open(with_reason)->reason, "because");
}

TEST_F(SealTest, Seal_AsTrial_MakesNoKeyButKnowsTheErased) {
  const auto trial = sealer_.Seal(*FullSample(), kScope, command_id_, "why", SealMode::kTrial);
  ASSERT_TRUE(trial);
  EXPECT_EQ(trial->sealed.size(), 2);
  EXPECT_EQ(keys_.ForOpening(kScope, 1)->status, KeyStatus::kNone);
  EXPECT_EQ(keys_.ForOpening(kPerson, 1)->status, KeyStatus::kNone);
  ASSERT_TRUE(keys_.Destroy(kScope));
  const auto refused = sealer_.Seal(*FullSample(), kScope, command_id_, "", SealMode::kTrial);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kNotFound);
}

TEST_F(SealTest, Seal_Twice_OtherNonceAndCiphertext) {
  const SealedMessage one = MustSeal(*FullSample());
  const SealedMessage two = MustSeal(*FullSample());
  EXPECT_NE(one.sealed[0].nonce(), two.sealed[0].nonce());
  EXPECT_NE(one.sealed[0].ciphertext(), two.sealed[0].ciphertext());
}

void ExpectDamaged(const Result<OpenedMessage>& opened) {
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::kLogDamaged);
}

TEST_F(SealTest, Open_AnythingBoundChanged_Refused) {
  const SealedMessage good = MustSeal(*FullSample());
  const std::string payload = good.clear->SerializeAsString();
  const auto open = [&](Sealer& sealer, const CommandId& id, const SealedList& sealed) {
    return sealer.Open(*good.clear, kScope, id.View(), payload, sealed, Everybody);
  };
  ASSERT_TRUE(open(sealer_, command_id_, good.sealed));
  ExpectDamaged(open(sealer_, CommandId{{9}}, good.sealed));
  Sealer other_store(keys_, random_, std::string(16, 'x'));
  ExpectDamaged(open(other_store, command_id_, good.sealed));
  SealedList swapped = good.sealed;
  swapped[0].set_subject(good.sealed[1].subject());
  ExpectDamaged(open(sealer_, command_id_, swapped));
  for (const bool nonce : {false, true}) {
    SealedList flipped = good.sealed;
    std::string& bytes = nonce ? *flipped[1].mutable_nonce() : *flipped[1].mutable_ciphertext();
    bytes[5] = static_cast<char>(bytes[5] ^ 4);
    ExpectDamaged(open(sealer_, command_id_, flipped));
  }
}

TEST_F(SealTest, Open_KeyVersionNeverMade_KeyMissing) {
  SealedMessage sealed = MustSeal(*FullSample());
  sealed.sealed[0].set_key_version(2);
  const auto opened = Open(sealed);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::kKeyMissing);
}

TEST_F(SealTest, Open_SealCarriedByPolicyToOtherScope_FieldsStillTold) {
  SealedMessage sealed = MustSeal(*FullSample());
  for (auto& seal : sealed.sealed) seal.set_command_id(std::string(command_id_.View()));
  const CommandId derived{{7}};
  const auto opened = sealer_.Open(*sealed.clear, "identity/ab", derived.View(),
                                   sealed.clear->SerializeAsString(), sealed.sealed, Nobody);
  ASSERT_TRUE(opened) << opened.error().message;
  EXPECT_EQ(opened->fields.at("identity"), SealState::kNoAccess);
}

TEST_F(SealTest, Open_CommandSealsAsEvent_SharedFieldsArrive) {
  const SealedMessage sealed = MustSeal(*FullSample());
  const auto event = sample::New("SampleFiled");
  const auto opened =
      sealer_.Open(*event, kScope, command_id_.View(), "", sealed.sealed, Everybody);
  ASSERT_TRUE(opened);
  EXPECT_NE(opened->message->DebugString().find("310115-x"), std::string::npos);
  EXPECT_EQ(opened->fields.at("contact_name"), SealState::kOpen);
}

TEST_F(SealTest, FillMacs_SpellingsOfOneNumber_SameHash) {
  auto one = Sample(R"(identity: "310115 x" contact { phone: "+86 138" })");
  auto two = Sample(R"(identity: "310115-X" contact { phone: "0086138" deputy { phone: "8" } })");
  EXPECT_EQ(sealer_.FillMacs(*one), std::nullopt);
  EXPECT_EQ(sealer_.FillMacs(*two), std::nullopt);
  const auto* field = one->GetDescriptor()->FindFieldByName("identity_mac");
  const std::string hash = one->GetReflection()->GetString(*one, field);
  EXPECT_EQ(hash.size(), 32u);
  EXPECT_EQ(hash, two->GetReflection()->GetString(*two, field));
  EXPECT_EQ(hash, sealer_.MacOf("id", "310115X"));
  EXPECT_NE(hash, sealer_.MacOf("name", "310115X")) << "each purpose has its own key";
  EXPECT_NE(two->DebugString().find(sealer_.MacOf("phone", "8")), std::string::npos);
}

TEST_F(SealTest, FillMacs_BytesField_RawHashThatNamesTheIdentityScope) {
  v1::RegisterCustomer message;
  message.set_identity_number("310101 19900101-1234");
  EXPECT_EQ(sealer_.FillMacs(message), std::nullopt);
  EXPECT_EQ(message.identity_mac().size(), 16u);
  EXPECT_EQ(HexOf(message.identity_mac()), sealer_.MacOf("id", "310101199001011234"));
}

TEST_F(SealTest, FillMacs_NothingComparable_LeftEmpty) {
  auto message = Sample(R"(identity: " - " contact { phone: "none" })");
  EXPECT_EQ(sealer_.FillMacs(*message), std::nullopt);
  EXPECT_EQ(message->DebugString().find("mac"), std::string::npos);
}

TEST_F(SealTest, FillMacs_FilledByCaller_RefusedUnchanged) {
  for (const char* text : {R"(identity: "1" identity_mac: "ab")",
                           R"(identity: "1" contact { deputy { phone_mac: "ab" } })"}) {
    auto message = Sample(text);
    const std::string before = message->DebugString();
    const auto refused = sealer_.FillMacs(*message);
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->code, v1::WRONG_TYPE);
    EXPECT_EQ(message->DebugString(), before);
  }
}

TEST_F(SealTest, Digest_EachPartChanges_OtherDigest) {
  const auto message = FullSample();
  const DigestInput input{.command_type = 7, .actor = "li.wei"};
  const std::string digest = sealer_.Digest(*message, input);
  EXPECT_EQ(digest.size(), 16u);
  EXPECT_EQ(digest, sealer_.Digest(*FullSample(), input));
  std::vector<DigestInput> others(6, input);
  others[0].command_type = 8;
  others[1].actor = "li.we";
  others[2].on_behalf_of = "x";
  others[3].effective_at = TimeFromMicros(0);
  others[4].reason = "";
  others[5].reason = "why";
  std::set<std::string> seen{digest};
  for (const DigestInput& other : others) {
    EXPECT_TRUE(seen.insert(sealer_.Digest(*message, other)).second);
  }
  EXPECT_TRUE(seen.insert(sealer_.Digest(*Sample("days: 3"), input)).second);
  EXPECT_TRUE(seen.insert(sealer_.Digest(*Sample("days: 3 maybe: 0"), input)).second)
      << "absent and zero differ where the contract can tell";
}

TEST_F(SealTest, Digest_BeforeAndAfterFillMacs_Same) {
  auto message = FullSample();
  const DigestInput input{.command_type = 7};
  const std::string before = sealer_.Digest(*message, input);
  ASSERT_EQ(sealer_.FillMacs(*message), std::nullopt);
  EXPECT_EQ(sealer_.Digest(*message, input), before);
}

// Every message of the contract, as a law.

RC_GTEST_FIXTURE_PROP(SealTest, AnyMessage_SplitAndMerged_IsTheOriginal, ()) {
  for (const auto& prototype : sample::EveryMessage()) {
    std::unique_ptr<Message> message(prototype->New());
    test::FillRandom(*message, {});
    const SplitMessage split = sealer_.Split(*message, kScope);
    std::string bytes = split.clear->SerializePartialAsString();
    for (const auto& [subject, part] : split.personal) bytes += part->SerializePartialAsString();
    std::unique_ptr<Message> merged(prototype->New());
    RC_ASSERT(merged->ParseFromString(bytes));
    RC_ASSERT(merged->DebugString() == message->DebugString());
  }
}

// Clears everything that is not declared personal, so that a marked text can only be personal.
void KeepPersonalOnly(Message& message) {
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  for (const auto* field : fields) {
    if (contract::IsPersonal(field)) continue;
    if (field->is_repeated() ||
        field->cpp_type() != google::protobuf::FieldDescriptor::CPPTYPE_MESSAGE) {
      message.GetReflection()->ClearField(&message, field);
    } else {
      KeepPersonalOnly(*message.GetReflection()->MutableMessage(&message, field));
    }
  }
}

RC_GTEST_FIXTURE_PROP(SealTest, AnyMessage_Sealed_NoMarkedTextInClearAndOpensWhole, ()) {
  for (const auto& prototype : sample::EveryMessage()) {
    std::unique_ptr<Message> message(prototype->New());
    test::FillRandom(*message, {.text_prefix = "MARKED"});
    KeepPersonalOnly(*message);
    const SealedMessage sealed = MustSeal(*message, "MARKED reason");
    std::string bytes = sealed.clear->SerializePartialAsString();
    for (const v1::Sealed& seal : sealed.sealed) bytes += seal.SerializeAsString();
    RC_ASSERT(bytes.find("MARKED") == std::string::npos);
    const auto opened = Open(sealed);
    RC_ASSERT(opened.has_value());
    RC_ASSERT(opened->message->DebugString() == message->DebugString());
  }
}

}  // namespace
}  // namespace tenure::seal
