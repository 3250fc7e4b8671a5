# A command with its event: three files are edited, none is created. Read by recipe_test.
edited=3
created=0
targets=(tenure tenure_domain_test)

append proto/tenure/v1/complaint.proto <<'PROTO'

// A call back that was promised on the telephone.
message PromiseCallback {
  option (command) = {
    id: 598 aggregate: "complaint" permission: "complaints.handle"
    title: { zh: "承诺回电" en: "Promise a call back" } source: "V2" events: ["CallbackPromised"]
  };
  string complaint_id = 1 [(field) = {
    personal: NO stream_id: true ref: "complaint" required: true length_max: 64
    title: { zh: "投诉编号" en: "Complaint" } example: "\"CC-1001\""
  }];
  string phone = 2 [(field) = {
    personal: CONTACT required: true length_max: 40
    title: { zh: "回电号码" en: "Number to call" } example: "\"+86 21 5555 0100\""
  }];
  Instant call_by = 3 [(field) = {
    required: true title: { zh: "最迟回电时间" en: "Call by" }
    example: "\"2026-03-03T09:00:00+08:00\""
  }];
}
message CallbackPromised {
  option (event) = {
    id: 598 aggregate: "complaint" title: { zh: "已承诺回电" en: "Call back promised" }
  };
  string phone = 2 [(field) = { personal: CONTACT }];
  Instant call_by = 3;
}
PROTO

insert_before_last src/domain/complaint.cc '}  // namespace tenure::complaint' <<'CODE'
Decision Decide(const State& state, const v1::PromiseCallback& command,
                const DecideContext& context) {
  if (state.status() == State::MERGED) {
    return Decision::Refuse(*OutOfOrder(state, "PromiseCallback", {}));
  }
  if (command.call_by().us() <= MicrosOf(context.now)) {
    return Decision::Refuse(v1::OUT_OF_RANGE, {{"field", "call_by"}, {"range", "> now"}});
  }
  v1::CallbackPromised event;
  *event.mutable_call_by() = command.call_by();
  return Decision::Of(std::move(event));
}

// The promise stands in the timeline; no guard reads it.
void Evolve(State&, const v1::CallbackPromised&, const EventContext&) {}

CODE

insert_before_last src/domain/complaint_filing_test.cc '}  // namespace' <<'CODE'
v1::PromiseCallback Callback(std::string_view by) {
  auto command = Of<v1::PromiseCallback>();
  *command.mutable_call_by() = InstantOf(At(by));
  return command;
}

TEST_F(ComplaintTest, Callback_Promised_IsAnEvent) {
  given.Do(File());
  given.When(Callback("2026-03-03T09:00:00+08:00")).Gives({"CallbackPromised"});
}

TEST_F(ComplaintTest, Callback_InThePast_IsOutOfRange) {
  given.Do(File());
  given.When(Callback("2026-03-01T09:00:00+08:00")).Refuses(v1::OUT_OF_RANGE);
}

TEST_F(ComplaintTest, Callback_OnAMergedCase_BelongsToTheSurvivingOne) {
  To(S::MERGED);
  given.When(Callback("2026-03-30T09:00:00+08:00")).Refuses(v1::COMPLAINT_ORDER);
}

CODE

check() {
  expect '[  PASSED  ] 5 tests' build/tenure_domain_test \
    --gtest_filter='ComplaintTest.Callback_*:ComplaintTest.EveryCommand_*'
  local lines=build/lines.jsonl
  expect '承诺回电' build/bin/tenure command show PromiseCallback -o json
  expect 'CallbackPromised' build/bin/tenure event show CallbackPromised -o json
  expect 'complaints.handle' build/bin/tenure command show PromiseCallback -o json
  # The door knows it too: required fields, bounds and its personal field, from the proto alone.
  expect 'wang.fang' build/bin/tenure init --store build/store --keys build/keys --admin wang.fang \
    -o json
  printf '%s\n' '{"command":"PromiseCallback","scope":"customer/C-1","actor":"wang.fang",' \
    '"data":{"complaint_id":"CC-1","call_by":"2030-03-03T09:00:00+08:00"}}' | tr -d '\n' >"$lines"
  local refused
  refused=$(build/bin/tenure submit --store build/store --keys build/keys "$lines" 2>&1 || true)
  grep -qF phone <<<"$refused" || fail "a missing phone is not named: $refused"
}
