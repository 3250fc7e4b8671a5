// Every key and value can be read back, keys order as what they name does, and foreign bytes are
// refused.
#include "store/keys.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <limits>
#include <tuple>

#include "base/shard.h"

namespace tenure::store {
namespace {

// Any bytes but 0x00; with few different ones, so that prefixes and neighbours are frequent.
rc::Gen<ScopeId> AnyScope() {
  return rc::gen::map(
      rc::gen::container<std::string>(rc::gen::oneOf(
          rc::gen::element('a', 'b', '/', '\x01', '\xff'),
          rc::gen::suchThat(rc::gen::arbitrary<char>(), [](char byte) { return byte != '\0'; }))),
      [](std::string text) { return ScopeId{std::move(text)}; });
}

rc::Gen<std::string> AnyBytes() {
  return rc::gen::container<std::string>(
      rc::gen::oneOf(rc::gen::element('\0', 'a', '\xff'), rc::gen::arbitrary<char>()));
}

rc::Gen<StreamKey> AnyStream() {
  return rc::gen::apply(
      [](ScopeId scope, std::uint32_t kind, std::string id) {
        return StreamKey{std::move(scope), kind, std::move(id)};
      },
      AnyScope(), rc::gen::inRange<std::uint32_t>(0, kKindMax + 1), AnyBytes());
}

rc::Gen<std::int64_t> AnyMicros() {
  return rc::gen::oneOf(
      rc::gen::element<std::int64_t>(INT64_MIN, INT64_MIN + 1, -1, 0, 1, INT64_MAX - 1, INT64_MAX),
      rc::gen::arbitrary<std::int64_t>());
}

rc::Gen<TimerRow> AnyTimer() {
  return rc::gen::apply(
      [](std::int64_t due, StreamKey stream) {
        return TimerRow{TimeFromMicros(due), std::move(stream)};
      },
      AnyMicros(), AnyStream());
}

rc::Gen<std::uint64_t> AnyNumber() {
  return rc::gen::oneOf(
      rc::gen::element<std::uint64_t>(0, 1, 127, 128, 16383, 16384, UINT64_MAX - 1, UINT64_MAX),
      rc::gen::inRange<std::uint64_t>(0, 1000), rc::gen::arbitrary<std::uint64_t>());
}

template <typename Put, typename... Parts>
std::string Written(Put put, const Parts&... parts) {
  std::string out;
  put(&out, parts...);
  return out;
}

auto ShardAndText(const ScopeId& scope) {
  return std::pair(ShardOf(ScopeHash(scope.text)), scope.text);
}

int Sign(std::strong_ordering order) { return order < 0 ? -1 : order > 0 ? 1 : 0; }
int Sign(int order) { return order < 0 ? -1 : order > 0 ? 1 : 0; }

// std::string compares its characters as unsigned bytes, as the stores do.
int Compare(const std::string& left, const std::string& right) { return Sign(left.compare(right)); }

RC_GTEST_PROP(Keys, StreamKey_RoundTrips, ()) {
  const StreamKey stream = *AnyStream();
  RC_ASSERT(TakeStateKey(Written(PutStateKey, stream)) == stream);
}

RC_GTEST_PROP(Keys, TimerKeys_RoundTrip, ()) {
  const TimerRow timer = *AnyTimer();
  RC_ASSERT(TakeTimerKey(Written(PutTimerKey, timer)) == timer);
  RC_ASSERT(TakeScopeTimerKey(Written(PutScopeTimerKey, timer)) == timer);
}

RC_GTEST_PROP(Keys, ScopedKeys_RoundTrip, ()) {
  const ScopeId scope = *AnyScope();
  RC_ASSERT(TakeBookKey(Written(PutBookKey, scope)) == scope);
  const IndexKey index{scope, *AnyNumber()};
  RC_ASSERT(TakeIndexKey(Written(PutIndexKey, scope, index.scope_sequence)) == index);
  const OutgoingKey outgoing{scope, *AnyNumber(), *rc::gen::arbitrary<std::uint32_t>()};
  RC_ASSERT(TakeOutgoingKey(Written(PutOutgoingKey, outgoing)) == outgoing);
  const CommandKey command{
      scope,
      {*rc::gen::container<std::array<std::uint8_t, 16>>(rc::gen::arbitrary<std::uint8_t>())}};
  RC_ASSERT(TakeCommandKey(Written(PutCommandKey, command)) == command);
  const TileKey tile{*rc::gen::arbitrary<std::uint32_t>(), *AnyNumber()};
  RC_ASSERT(TakeTileKey(Written(PutTileKey, tile.level, tile.tile)) == tile);
}

RC_GTEST_PROP(Keys, Values_RoundTrip, ()) {
  const Applied applied{*AnyNumber(), *AnyNumber(), *AnyNumber(), *AnyMicros(), *AnyBytes()};
  RC_ASSERT(TakeApplied(Written(PutApplied, applied)) == applied);
  const StateRow state{*AnyNumber(), *AnyBytes()};
  RC_ASSERT(TakeStateRow(Written(PutStateRow, state)) == state);
  const BookRow book{*AnyNumber(), *AnyBytes()};
  RC_ASSERT(TakeBookRow(Written(PutBookRow, book)) == book);
  const CommandRow command{*AnyNumber(), *rc::gen::arbitrary<std::uint32_t>(), *AnyBytes()};
  RC_ASSERT(TakeCommandRow(Written(PutCommandRow, command)) == command);
  const Position position = *AnyNumber();
  RC_ASSERT(TakePosition(Written(PutPosition, position)) == position);
  const ViewState view{*rc::gen::arbitrary<std::uint32_t>(),
                       *AnyBytes(),
                       *rc::gen::arbitrary<std::uint32_t>(),
                       *AnyNumber(),
                       *rc::gen::element(ViewState::Status::kLive, ViewState::Status::kBuilding,
                                         ViewState::Status::kStopped),
                       *AnyBytes()};
  RC_ASSERT(TakeView(Written(PutViewKey, view.view), Written(PutViewState, view)) == view);
}

RC_GTEST_PROP(Keys, StateKeys_OrderByShardThenScopeKindId, ()) {
  const StreamKey left = *AnyStream();
  StreamKey right = *AnyStream();
  if (*rc::gen::arbitrary<bool>()) right.scope = left.scope;
  if (*rc::gen::arbitrary<bool>()) right.kind = left.kind;
  const auto parts = [](const StreamKey& stream) {
    return std::tuple(ShardAndText(stream.scope), stream.kind, stream.id);
  };
  RC_ASSERT(Compare(Written(PutStateKey, left), Written(PutStateKey, right)) ==
            Sign(parts(left) <=> parts(right)));
}

RC_GTEST_PROP(Keys, TimerKeys_OrderByDueFirst, ()) {
  const TimerRow left = *AnyTimer();
  TimerRow right = *AnyTimer();
  if (*rc::gen::arbitrary<bool>()) right.due = left.due;
  const auto parts = [](const TimerRow& row) {
    return std::tuple(row.due, ShardAndText(row.stream.scope), row.stream.kind, row.stream.id);
  };
  RC_ASSERT(Compare(Written(PutTimerKey, left), Written(PutTimerKey, right)) ==
            Sign(parts(left) <=> parts(right)));
  // The prefix of an instant stands before its timers and after all earlier ones.
  const std::string prefix = Written(PutTimerPrefix, left.due);
  RC_ASSERT((Written(PutTimerKey, right) < prefix) == (right.due < left.due));
}

RC_GTEST_PROP(Keys, ScopeTimerKeys_OrderByDueInOneScope, ()) {
  const TimerRow left = *AnyTimer();
  TimerRow right = *AnyTimer();
  right.stream.scope = left.stream.scope;
  RC_ASSERT(Compare(Written(PutScopeTimerKey, left), Written(PutScopeTimerKey, right)) ==
            Sign(left <=> right));
}

RC_GTEST_PROP(Keys, IndexKeys_OrderBySequenceInOneScope, ()) {
  const ScopeId scope = *AnyScope();
  const std::uint64_t left = *AnyNumber();
  const std::uint64_t right = *AnyNumber();
  RC_ASSERT(Compare(Written(PutIndexKey, scope, left), Written(PutIndexKey, scope, right)) ==
            Sign(left <=> right));
}

RC_GTEST_PROP(Keys, ScopePrefix_HoldsThatScopeAndNoOther, ()) {
  const StreamKey stream = *AnyStream();
  const ScopeId other = *AnyScope();
  const std::string key = Written(PutStateKey, stream);
  const std::string prefix = Written(PutScopePrefix, Table::kState, other);
  const bool inside = key >= prefix && key < PrefixEnd(prefix);
  RC_ASSERT(inside == (stream.scope == other));
}

RC_GTEST_PROP(Keys, ViewIndexPrefix_HoldsThatValueAndNoOther, ()) {
  const std::string value = (*AnyScope()).text;
  const std::string other = (*AnyScope()).text;
  const std::string key = Written(PutViewIndexKey, 7u, 1u, value, *AnyBytes());
  const std::string prefix = Written(PutViewIndexKey, 7u, 1u, other, "");
  RC_ASSERT((key >= prefix && key < PrefixEnd(prefix)) == (value == other));
}

RC_GTEST_PROP(Keys, PrefixEnd_IsTheLeastKeyAboveAllWithThePrefix, ()) {
  const std::string prefix = *AnyBytes();
  const std::string end = PrefixEnd(prefix);
  const std::string key = prefix + *AnyBytes();
  RC_ASSERT(end.empty() || key < end);
  if (!end.empty()) {
    std::string below = end;  // the end without its last step begins with the prefix
    below.back() = static_cast<char>(static_cast<std::uint8_t>(below.back()) - 1);
    RC_ASSERT(prefix.starts_with(below));
  }
}

RC_GTEST_PROP(Keys, AnyBytes_AreReadOrRefusedNeverMore, ()) {
  const std::string bytes = *AnyBytes();
  const Result<StreamKey> stream = TakeStateKey(bytes);
  if (stream) RC_ASSERT(Written(PutStateKey, *stream) == bytes);
  const Result<CommandRow> row = TakeCommandRow(bytes);
  if (!row) RC_ASSERT(row.error().code == ErrorCode::kStoreDamaged);
}

TEST(Keys, Layout_IsAsDocumented) {
  const ScopeId scope{"customer/C-1"};
  const std::uint16_t shard = ShardOf(ScopeHash(scope.text));
  const std::string shard_bytes = {static_cast<char>(shard >> 8), static_cast<char>(shard & 0xff)};
  const std::string scoped = shard_bytes + "customer/C-1" + std::string(1, '\0');
  EXPECT_EQ(Written(PutStateKey, StreamKey{scope, 0x0102, "K-7"}), "s" + scoped + "\x01\x02K-7");
  EXPECT_EQ(Written(PutBookKey, scope), "b" + scoped);
  EXPECT_EQ(Written(PutIndexKey, scope, 258u), "i" + scoped + std::string("\0\0\0\0\0\0\1\2", 8));
  EXPECT_EQ(Written(PutTimerKey, TimerRow{TimeFromMicros(1), {scope, 3, ""}}),
            "t" + std::string("\x80\0\0\0\0\0\0\1", 8) + scoped + std::string("\0\3", 2));
  EXPECT_EQ(Written(PutScopeTimerKey, TimerRow{TimeFromMicros(-1), {scope, 3, ""}}),
            "u" + scoped + "\x7f\xff\xff\xff\xff\xff\xff\xff" + std::string("\0\3", 2));
  EXPECT_EQ(Written(PutTileKey, 1u, 2u), std::string("h\0\0\0\1\0\0\0\0\0\0\0\2", 13));
  EXPECT_EQ(Written(PutApplied, Applied{300, 1, 2, -1, "F"}),
            "\xac\x02\x01\x02\x01"
            "F");
}

TEST(Keys, Scope_WithAZeroByte_DoesNotFit) {
  EXPECT_TRUE(FitsKey({""}, kKindMax));
  EXPECT_FALSE(FitsKey({std::string("a\0b", 3)}));
  EXPECT_FALSE(FitsKey({"a"}, kKindMax + 1));
}

TEST(Keys, VarintThatIsCutOrTooLong_IsRefused) {
  for (const std::string_view bytes :
       {std::string_view(""), std::string_view("\x80"),
        std::string_view("\xff\xff\xff\xff\xff\xff\xff\xff\xff"),
        std::string_view("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02"),
        std::string_view("\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01")}) {
    std::string_view rest = bytes;
    std::uint64_t value = 0;
    EXPECT_FALSE(TakeVarint(&rest, &value));
    EXPECT_EQ(rest, bytes);
  }
}

TEST(Keys, KeyOfAnotherShard_IsDamage) {
  std::string key = Written(PutBookKey, ScopeId{"customer/C-1"});
  key[2] = static_cast<char>(key[2] ^ 1);
  EXPECT_EQ(TakeBookKey(key).error().code, ErrorCode::kStoreDamaged);
}

}  // namespace
}  // namespace tenure::store
