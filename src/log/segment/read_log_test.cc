// The second reader, tools/read_log.py, written from docs/log_format.md alone, sees the same
// records as the engine's cursor, and the same damage.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdio>
#include <fstream>

#include "log/segment/log_fixture.h"
#include "support/source_tree.gen.h"

namespace tenure::log {
namespace {

struct Output {
  int exit_code = -1;
  std::string text;  // stdout and stderr
};

Output ReadLog(const std::string& path) {
  const std::string command = "python3 " TENURE_SOURCE_DIR "/tools/read_log.py " + path + " 2>&1";
  std::FILE* pipe = ::popen(command.c_str(), "r");
  Output output;
  char buffer[4096];
  for (std::size_t got; (got = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;) {
    output.text.append(buffer, got);
  }
  const int status = ::pclose(pipe);
  output.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return output;
}

std::string HexOfBytes(std::string_view bytes) {
  std::string hex;
  for (const char byte : bytes) hex += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  return hex;
}

// The line that the script has to print for a record.
std::string Line(const RecordView& view) {
  const v1::Record record = *DecodeRecord(view.bytes);
  return fmt::format(
      "{{\"position\":{},\"scope\":\"{}\",\"aggregate\":{},\"aggregate_id\":\"{}\","
      "\"stream_sequence\":{},\"scope_sequence\":{},\"event_type\":{},\"command_id\":\"{}\","
      "\"unit_index\":{},\"unit_count\":{},\"recorded_at_us\":{},\"effective_at_us\":{},"
      "\"governance_position\":{},\"actor\":\"{}\",\"flags\":{},\"payload_sha256\":\"{}\","
      "\"seals\":{},\"sha256\":\"{}\"}}\n",
      record.position(), record.scope(), record.aggregate(), record.aggregate_id(),
      record.stream_sequence(), record.scope_sequence(), record.event_type(),
      HexOfBytes(record.command_id()), record.unit_index(), record.unit_count(),
      record.recorded_at_us(), record.recorded_at_us(), record.governance_position(),
      record.actor(), record.flags(), HexOf(Sha256(record.payload())), record.sealed_size(),
      HexOf(Sha256(view.bytes)));
}

class ReadLogTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto files = PosixFiles();
    ASSERT_TRUE(CreateLogDirectory(*files, store_, SampleMeta()));
    SegmentOptions options{.segment_bytes = 40'000, .seal_when_full = false};
    auto opened = LogDirectory::Open(*files, store_, options);
    ASSERT_TRUE(opened);
    SegmentLog& log = (*opened)->partition(0);
    for (Position at = 0; at < 600; at += 3) ASSERT_TRUE(log.Append(at, SampleBatch(at, 3)));
    ASSERT_EQ(log.SealNext(), true);
    ASSERT_EQ(log.SealNext(), true);
    auto cursor = log.Read(0, {});
    RecordView record;
    while (*(*cursor)->Next(&record)) lines_.push_back(Line(record));
    root_ = HexOf(log.Frontier()->Root());
    stats_ = log.Stats();
    ASSERT_TRUE((*opened)->Close());
  }

  std::string Lines(Position from, Position end) const {
    std::string text;
    for (; from < end; ++from) text += lines_.at(from);
    return text;
  }
  std::string SegmentPath(std::size_t index) const {
    return store_ + "/log/" + stats_.segments.at(index).name;
  }

  TemporaryDirectory directory_;
  const std::string store_ = directory_.path() + "/store";
  std::vector<std::string> lines_;
  std::string root_;
  LogStats stats_;
};

TEST_F(ReadLogTest, StoreWithSealedFullAndOpenSegments_IsReadAsTheEngineReadsIt) {
  ASSERT_GE(stats_.segments.size(), 4u);
  const Output output = ReadLog(store_);
  EXPECT_EQ(output.exit_code, 0) << output.text;
  const std::string records = Lines(0, 600);
  EXPECT_NE(output.text.find(records), std::string::npos);
  EXPECT_NE(output.text.find("600 records, root " + root_ + ", anchor 600"), std::string::npos)
      << output.text.substr(output.text.size() - 300);
}

TEST_F(ReadLogTest, SealedSegmentAlone_IsReadAndVerifiedAlone) {
  const std::string elsewhere = directory_.path() + "/copied.seg";
  std::filesystem::copy(SegmentPath(1), elsewhere);
  const Output output = ReadLog(elsewhere);
  EXPECT_EQ(output.exit_code, 0) << output.text;
  EXPECT_NE(output.text.find(Lines(stats_.segments[1].first, stats_.segments[1].end)),
            std::string::npos);
}

TEST_F(ReadLogTest, DamageInAnySegment_IsReported) {
  for (std::size_t index = 0; index < stats_.segments.size(); ++index) {
    const std::string path = SegmentPath(index);
    std::filesystem::permissions(path, std::filesystem::perms::owner_all);
    const auto flip = [&path] {
      std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
      file.seekg(700);
      const char byte = static_cast<char>(file.get() ^ 4);
      file.seekp(700);
      file.put(byte);
    };
    flip();
    const Output output = ReadLog(store_);
    EXPECT_EQ(output.exit_code, 1) << index;
    EXPECT_NE(output.text.find("damaged: "), std::string::npos);
    flip();
  }
  EXPECT_EQ(ReadLog(store_).exit_code, 0);
}

}  // namespace
}  // namespace tenure::log
