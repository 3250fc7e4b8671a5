// Search keys over a real customer file.
#include "base/hex.h"
#include "given/rows.h"
#include "search_keys/search_keys.pb.h"
#include "tenure/v1/customer.pb.h"
#include "tenure/v1/privacy.pb.h"

namespace tenure::testing {
namespace {

using Row = v1::SearchKeysRow;

class SearchKeys : public ::testing::Test {
 protected:
  SearchKeys() : rows(&given, "search_keys") {
    given.Role("li.wei", "administrator");
    v1::RegisterCustomer command;
    command.set_kind(v1::PERSON);
    command.set_owner("li.wei");
    command.set_source(v1::INTERNET);
    command.set_identity_mac("identity");
    command.set_name_mac("name");
    command.set_phone_mac("phone");
    given.In("customer/C-2").Do(command);
  }
  const Row& The() { return rows.Get<Row>("C-2"); }
  Given given;
  Rows rows;
};

TEST_F(SearchKeys, Registration_KeepsTheHashesAndWhereTheNameStands) {
  EXPECT_EQ(The().customer(), "C-2");
  EXPECT_EQ(The().identity_hash(), HexOf("identity"));
  EXPECT_EQ(The().phone_hash(), HexOf("phone"));
  EXPECT_EQ(The().name_at(), 1u);
}

TEST_F(SearchKeys, NewPhone_ReplacesTheOldAndLeavesTheRest) {
  v1::UpdateBasicData update;
  update.set_phone_mac("other");
  const Outcome updated = given.Do(update);
  EXPECT_EQ(The().phone_hash(), HexOf("other"));
  EXPECT_EQ(The().phone_at(), updated.unit().events.front().scope_sequence);
  EXPECT_EQ(The().identity_hash(), HexOf("identity"));
  EXPECT_EQ(The().name_at(), 1u);
}

TEST_F(SearchKeys, ContactPerson_IsListedUntilRemoved) {
  v1::SetContactPerson person;
  person.set_contact_person_id("CP-1");
  person.set_role("spouse");
  given.Do(person);
  person.set_role("wife");
  const Outcome again = given.Do(person);
  ASSERT_EQ(The().contacts_size(), 1);
  EXPECT_EQ(The().contacts(0).contact_person(), "CP-1");
  EXPECT_EQ(The().contacts(0).name_at(), again.unit().events.front().scope_sequence);
  v1::RemoveContactPerson remove;
  remove.set_contact_person_id("CP-1");
  given.Do(remove);
  EXPECT_EQ(The().contacts_size(), 0);
}

TEST_F(SearchKeys, ErasedPerson_HasNone) {
  given.As("admin").DoApproved(v1::RequestErasure(), "zhao.min");
  EXPECT_FALSE(rows.Has("C-2"));
}

}  // namespace
}  // namespace tenure::testing
