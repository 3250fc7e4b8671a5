// Personal data are sealed at the door: a message is split into a clear part and one part for each
// subject, and each part is encrypted under that subject's key. Payload followed by the opened
// parts parses to the whole message again (protobuf's merge rule). The fields are found in the
// contract.
//
// Subjects. The default subject of a scope "customer/…" is the scope's text; of any other scope
// (governance, identity) it is "store". A personal field with FieldOptions.subject = f belongs to
// "<scope>/<aggregate>/<value of f>", where <aggregate> is the `ref` of f, else the aggregate of
// the message: "customer/C-1001/contact_person/CP-3". While f is empty it belongs to the default
// subject, so ids that the gateway derives are filled in before sealing.
#pragma once

#include <google/protobuf/message.h>
#include <google/protobuf/repeated_field.h>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "contract/personal_plan.h"
#include "contract/sealed_view.h"
#include "seal/crypto.h"
#include "seal/key_store.h"
#include "tenure/decision.h"
#include "tenure/ids.h"
#include "tenure/result.h"
#include "tenure/time.h"
#include "tenure/v1/record.pb.h"

namespace tenure::seal {

using google::protobuf::Message;
using SealedList = google::protobuf::RepeatedPtrField<v1::Sealed>;

// "customer/C-1001", or "store".
[[nodiscard]] std::string DefaultSubject(std::string_view scope);

// The subject of one aggregate of a scope: what FieldOptions.subject leads to, and what an erasure
// of that aggregate alone destroys.
[[nodiscard]] std::string AggregateSubject(std::string_view scope, std::string_view aggregate,
                                           std::string_view id);

struct SplitMessage {
  std::unique_ptr<Message> clear;
  std::map<std::string, std::unique_ptr<Message>> personal;  // by subject; only what is set
};

struct SealedMessage {
  std::unique_ptr<Message> clear;
  SealedList sealed;  // the default subject first; carries the reason
};

// What of a command its id stands for. Absent stays different from empty.
struct DigestInput {
  std::uint32_t command_type = 0;
  std::optional<Time> effective_at;
  std::string_view actor;
  std::string_view on_behalf_of;
  std::optional<std::string_view> reason;
};

struct OpenedMessage {
  std::unique_ptr<Message> message;
  std::string reason;
  SealState reason_state = SealState::kNone;
  std::map<std::string, SealState> subjects;  // kOpen, kNoAccess or kErased for each seal
  SealStates fields;  // every personal field whose subject has a seal: kOpen only where it is set
};

// kTrial: nothing will be kept, so a subject without a key gets none: a throw-away key is used.
enum class SealMode : std::uint8_t { kKeep, kTrial };

// May the reader open what belongs to this subject?
using MayRead = std::function<bool(std::string_view subject)>;

// Seals and opens for one store. Any thread, as far as its key store and random source allow.
class Sealer {
 public:
  // `keys` and `random` outlive it. `store_id` (16 bytes) is bound into every seal.
  Sealer(KeyStore& keys, Random& random, std::string store_id);

  // The message without personal fields and, by subject, its personal fields. Merging all parts
  // gives the message back.
  [[nodiscard]] SplitMessage Split(const Message& message, std::string_view scope);

  // Fills every `mac_of` field from its source; a source without comparable content leaves it
  // empty. Refuses (WRONG_TYPE naming the field) a message whose caller filled one; nothing is
  // changed then.
  [[nodiscard]] std::optional<Refused> FillMacs(Message& message);

  // The hash a `mac_of` field gets: 16 bytes in a field of bytes, their 32 lower-case hex digits in
  // a string; empty for nothing comparable.
  [[nodiscard]] std::string MacBytes(std::string_view normal_form, std::string_view value) const;
  [[nodiscard]] std::string MacOf(std::string_view normal_form, std::string_view value) const;

  // First 16 bytes of a keyed hash over type, fields in number order as sent and the input's parts.
  // `mac_of` fields are left out, so it is the same before and after FillMacs.
  [[nodiscard]] std::string Digest(const Message& command, const DigestInput& input) const;

  // Splits and encrypts. New keys are durable before it returns, unless it is a trial. kNotFound
  // when a subject was erased.
  [[nodiscard]] Result<SealedMessage> Seal(const Message& command, std::string_view scope,
                                           const CommandId& command_id, std::string_view reason,
                                           SealMode mode = SealMode::kKeep);

  // The message of `prototype`'s type from a record's payload and seals, as far as keys exist and
  // the reader may. `scope` and `command_id` are the record's own. kKeyMissing when the key store
  // never had a key, kLogDamaged when payload or a seal is not what was written.
  [[nodiscard]] Result<OpenedMessage> Open(const Message& prototype, std::string_view scope,
                                           std::string_view command_id, std::string_view payload,
                                           const SealedList& sealed, const MayRead& may_read);

  [[nodiscard]] contract::PersonalPlans& plans() { return plans_; }

 private:
  struct Binding {
    const CommandId& command_id;
    SealMode mode;
  };
  Result<SubjectKey> KeyFor(std::string_view subject, SealMode mode);
  Result<void> AddSeal(std::string_view subject, const Message* personal, std::string_view reason,
                       const Binding& binding, SealedList& sealed);
  Result<SealState> OpenOne(const v1::Sealed& seal, std::string_view command_id,
                            const MayRead& may_read, v1::SealedBody& body) const;

  KeyStore& keys_;
  Random& random_;
  const std::string store_id_;
  const Key digest_key_;
  const Key mac_key_id_, mac_key_phone_, mac_key_name_, mac_key_text_;
  contract::PersonalPlans plans_;
};

}  // namespace tenure::seal
