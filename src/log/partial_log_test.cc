// A part of a log reads as the whole does, up to its head and for the records that belong to it.
#include "log/partial_log.h"

#include <gtest/gtest.h>

#include "log/memory_log.h"
#include "log/record_samples.h"

namespace tenure::log {
namespace {

class PartialLogTest : public testing::Test {
 protected:
  PartialLogTest() { EXPECT_TRUE(log_.Append(0, SampleBatch(0, 50))); }
  static std::vector<Position> Positions(const Log& log, Position from,
                                         const RecordFilter& filter = {}) {
    std::vector<Position> found;
    auto cursor = log.Read(from, filter);
    RecordView view;
    while (*(*cursor)->Next(&view)) {
      EXPECT_EQ(view.bytes, SampleRecord(view.position).bytes);
      found.push_back(view.position);
    }
    return found;
  }
  MemoryLog log_;
};

TEST_F(PartialLogTest, UpToAHead_EndsThere) {
  const PartialLog past(log_, 20);
  EXPECT_EQ(*past.Head(), 20u);
  EXPECT_EQ(Positions(past, 0).size(), 20u);
  EXPECT_EQ(Positions(past, 15), (std::vector<Position>{15, 16, 17, 18, 19}));
  EXPECT_TRUE(Positions(past, 30).empty());
  EXPECT_EQ(*past.FirstAfter(Time::max()), 20u);
}

TEST_F(PartialLogTest, SomePositions_AreTheOnlyOnes) {
  const PartialLog some(log_, 40, {3, 7, 14, 21, 45});
  EXPECT_EQ(Positions(some, 0), (std::vector<Position>{3, 7, 14, 21}));
  EXPECT_EQ(Positions(some, 8), (std::vector<Position>{14, 21}));
  EXPECT_EQ(Positions(some, 0, {.scope_hash = {}, .event_type = 100, .until = {}}),
            (std::vector<Position>{7, 14, 21}));
  EXPECT_EQ(Positions(some, 0, {.scope_hash = {}, .event_type = {}, .until = 14}),
            (std::vector<Position>{3, 7}));
}

TEST_F(PartialLogTest, Append_IsReadOnly) {
  PartialLog past(log_, 20);
  const auto batch = SampleBatch(20, 1);
  EXPECT_EQ(past.Append(20, batch).error().code, ErrorCode::kReadOnly);
}

}  // namespace
}  // namespace tenure::log
