# A read model: three files are created, none is edited. Read by recipe_test.
edited=0
created=3
targets=(tenure projections_test)

create projections/message_count/message_count.proto <<'PROTO'
// How often each customer has written or called.
syntax = "proto3";
package tenure.v1;

import "tenure/v1/options.proto";

message MessageCountRow {
  option (projection) = {
    name: "message_count" version: 1 title: { zh: "来信次数" en: "Messages received" }
    events: ["CustomerRegistered", "InboundMessageRecorded"] indexes: ["messages"]
  };
  uint32 messages = 1 [(field) = { title: { zh: "次数" en: "Messages" } }];
  uint64 last_at = 2 [(field) = { opens: "text" title: { zh: "最近内容" en: "Last message" } }];
}
PROTO

create projections/message_count/message_count.cc <<'CODE'
// One row a customer: messages are counted, the last one can be opened.
#include "message_count/message_count.projection.h"

namespace tenure::projection::message_count {

std::optional<RowKey> KeyOf(const v1::CustomerRegistered&, const EventContext& context) {
  return RowKey{context.stream.scope.text};
}
void Apply(v1::MessageCountRow& row, const v1::CustomerRegistered&, const EventContext&) {
  row.set_messages(0);
}

std::optional<RowKey> KeyOf(const v1::InboundMessageRecorded&, const EventContext& context) {
  return RowKey{context.stream.scope.text};
}
void Apply(v1::MessageCountRow& row, const v1::InboundMessageRecorded&,
           const EventContext& context) {
  row.set_messages(row.messages() + 1);
  row.set_last_at(context.scope_sequence);
}

}  // namespace tenure::projection::message_count
CODE

create projections/message_count/message_count_test.cc <<'CODE'
// Messages are counted for each customer.
#include <gtest/gtest.h>

#include "message_count/message_count.projection.h"

namespace tenure::projection::message_count {
namespace {

TEST(MessageCount, TwoMessages_AreCountedAndTheLastIsNamed) {
  const StreamKey stream{{"customer/C-1"}, 20, ""};
  EventContext context{.stream = stream, .scope_sequence = 7};
  v1::MessageCountRow row;
  Apply(row, v1::CustomerRegistered(), context);
  Apply(row, v1::InboundMessageRecorded(), context);
  context.scope_sequence = 9;
  Apply(row, v1::InboundMessageRecorded(), context);
  EXPECT_EQ(KeyOf(v1::InboundMessageRecorded(), context)->text, "customer/C-1");
  EXPECT_EQ(row.messages(), 2U);
  EXPECT_EQ(row.last_at(), 9U);
}

}  // namespace
}  // namespace tenure::projection::message_count
CODE

check() {
  expect '[  PASSED  ] 1 test' build/projections_test --gtest_filter='MessageCount.*'
  expect '来信次数' build/bin/tenure projection show message_count -o json
  expect 'message_count' build/bin/tenure projection list
}
