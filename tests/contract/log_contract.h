// What every log promises (src/log/log.h), as one suite: a test program includes it and says which
// implementations it runs over. A log that passes may stand behind the engine.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <future>
#include <memory>
#include <string>
#include <vector>

#include "log/log.h"
#include "log/record_samples.h"

namespace tenure::log {
namespace {

// A log and whatever it stands on.
class Bench {
 public:
  virtual ~Bench() = default;
  virtual Log& log() = 0;
};

struct Implementation {
  const char* name;
  std::function<std::unique_ptr<Bench>()> make;
};

class LogContract : public ::testing::TestWithParam<Implementation> {
 protected:
  void SetUp() override { bench_ = GetParam().make(); }
  Log& log() { return bench_->log(); }

  // Appends batches of these sizes.
  void Fill(std::initializer_list<std::size_t> sizes) {
    for (const std::size_t size : sizes) {
      const Position at = *log().Head();
      const Result<void> appended = log().Append(at, SampleBatch(at, size));
      ASSERT_TRUE(appended) << appended.error().message;
    }
  }

  std::vector<Position> ReadPositions(Position from, const RecordFilter& filter = {}) {
    std::vector<Position> positions;
    auto cursor = log().Read(from, filter);
    EXPECT_TRUE(cursor);
    RecordView view;
    while (true) {
      const Result<bool> more = (*cursor)->Next(&view);
      EXPECT_TRUE(more) << more.error().message;
      if (!more || !*more) break;
      EXPECT_EQ(view.bytes, SampleRecord(view.position).bytes);
      EXPECT_EQ(view.prefix, SampleRecord(view.position).prefix);
      positions.push_back(view.position);
    }
    return positions;
  }

  static std::vector<Position> Range(Position from, Position end) {
    std::vector<Position> positions;
    for (; from < end; ++from) positions.push_back(from);
    return positions;
  }

  std::unique_ptr<Bench> bench_;
};

TEST_P(LogContract, NewLog_IsEmpty) {
  EXPECT_EQ(log().Head(), 0u);
  EXPECT_TRUE(ReadPositions(0).empty());
  EXPECT_EQ(log().FirstAfter(TimeFromMicros(0)), 0u);
  EXPECT_EQ(log().Frontier()->size(), 0u);
  EXPECT_EQ(log().RootAt(0), Sha256(""));
}

TEST_P(LogContract, Appended_IsReadBackByteForByte) {
  Fill({1, 5, 1, 64});
  EXPECT_EQ(log().Head(), 71u);
  EXPECT_EQ(ReadPositions(0), Range(0, 71));
  EXPECT_EQ(ReadPositions(6), Range(6, 71));
  EXPECT_EQ(ReadPositions(70), Range(70, 71));
}

TEST_P(LogContract, ReadBeyondTheHead_IsEmpty) {
  Fill({3});
  EXPECT_TRUE(ReadPositions(3).empty());
  EXPECT_TRUE(ReadPositions(1000).empty());
}

TEST_P(LogContract, AppendElsewhere_MovesNothing) {
  Fill({3});
  for (const Position at : {Position{0}, Position{2}, Position{4}}) {
    EXPECT_EQ(log().Append(at, SampleBatch(at, 1)).error().code, ErrorCode::kHeadMoved);
  }
  EXPECT_EQ(ReadPositions(0), Range(0, 3));
  Fill({1});
}

TEST_P(LogContract, BatchThatIsNoBatch_IsInvalidAndMovesNothing) {
  Fill({3});
  EXPECT_EQ(log().Append(3, {}).error().code, ErrorCode::kInvalidInput);
  EXPECT_EQ(log().Append(3, SampleBatch(4, 2)).error().code, ErrorCode::kInvalidInput);
  auto early = SampleBatch(3, 2);
  early[1].prefix.recorded_at_us = 0;
  EXPECT_EQ(log().Append(3, early).error().code, ErrorCode::kInvalidInput);
  EXPECT_EQ(ReadPositions(0), Range(0, 3));
}

TEST_P(LogContract, Filters_GiveExactlyTheMatches) {
  Fill({10, 50, 1, 1, 1, 37});
  const std::uint64_t scope = ScopeHash("customer/C-1003");
  std::vector<Position> of_scope;
  std::vector<Position> of_type;
  for (Position position = 12; position < 80; ++position) {
    if (position % 10 == 3) of_scope.push_back(position);
    if (position % 7 == 2) of_type.push_back(position);
  }
  EXPECT_EQ(ReadPositions(12, {.scope_hash = scope, .until = 80}), of_scope);
  EXPECT_EQ(ReadPositions(12, {.event_type = 102, .until = 80}), of_type);
  EXPECT_EQ(ReadPositions(12, {.until = 80}), Range(12, 80));
  EXPECT_EQ(ReadPositions(12, {.until = 1000}), Range(12, 100));
  EXPECT_TRUE(ReadPositions(12, {.until = 12}).empty());
}

TEST_P(LogContract, Cursor_StopsAtTheHeadOfItsMaking) {
  Fill({4});
  auto cursor = log().Read(0, {});
  Fill({4});
  RecordView view;
  for (Position position = 0; position < 4; ++position) {
    ASSERT_EQ((*cursor)->Next(&view), true);
    EXPECT_EQ(view.position, position);
  }
  EXPECT_EQ((*cursor)->Next(&view), false);
  EXPECT_EQ((*cursor)->Next(&view), false);
}

TEST_P(LogContract, FirstAfter_FindsTheEdgeOfEveryInstant) {
  Fill({7, 1, 40, 2, 50});
  for (Position position = 0; position < 100; ++position) {
    const std::int64_t us = SampleRecord(position).prefix.recorded_at_us;
    const Position group = position / 3 * 3;  // samples share an instant by threes
    EXPECT_EQ(log().FirstAfter(TimeFromMicros(us - 1)), group) << position;
    EXPECT_EQ(log().FirstAfter(TimeFromMicros(us)), std::min<Position>(group + 3, 100));
  }
}

TEST_P(LogContract, Tree_IsTheTreeOverTheStoredBytes) {
  Fill({3, 1, 20});
  MerkleFrontier frontier;
  for (Position position = 0; position < 24; ++position) {
    EXPECT_EQ(log().RootAt(position), frontier.Root()) << position;
    frontier.Append(MerkleLeaf(SampleRecord(position).bytes));
  }
  EXPECT_EQ(log().RootAt(24), frontier.Root());
  EXPECT_EQ(log().Frontier(), frontier);
  EXPECT_EQ(log().RootAt(25).error().code, ErrorCode::kInvalidInput);
}

TEST_P(LogContract, WaitPast_ReturnsWhenTheRecordIsThere) {
  Fill({2});
  EXPECT_TRUE(log().WaitPast(1, Duration(0)));
  EXPECT_EQ(log().WaitPast(2, Duration(0)).error().code, ErrorCode::kDeadline);
  auto waiting =
      std::async(std::launch::async, [this] { return log().WaitPast(2, std::chrono::minutes(5)); });
  Fill({1});
  EXPECT_TRUE(waiting.get());
}

TEST_P(LogContract, LargeRecords_GoThrough) {
  const auto batch = SampleBatch(0, 3, 0, 5'000'000);
  ASSERT_TRUE(log().Append(0, batch));
  auto cursor = log().Read(1, {});
  RecordView view;
  ASSERT_EQ((*cursor)->Next(&view), true);
  EXPECT_EQ(view.bytes, batch[1].bytes);
}

TEST_P(LogContract, ReadersBesideTheWriter_SeeWholePrefixes) {
  auto writer = std::async(std::launch::async, [this] {
    for (Position at = 0; at < 2000; at += 5) {
      if (!log().Append(at, SampleBatch(at, 5))) return false;
    }
    return true;
  });
  Position seen = 0;
  while (seen < 2000) {
    ASSERT_TRUE(log().WaitPast(seen, std::chrono::minutes(5)));
    const std::vector<Position> positions = ReadPositions(seen);
    ASSERT_EQ(positions, Range(seen, seen + positions.size()));
    seen += positions.size();
    ASSERT_EQ(seen % 5, 0u);
  }
  EXPECT_TRUE(writer.get());
}

}  // namespace
}  // namespace tenure::log
