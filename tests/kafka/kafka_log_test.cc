// The Kafka log on a real broker: the contract of every log, and what only this one has to bear:
// gaps, another writer, a store's own place to go on from, messages of strangers.
#include "log/kafka/kafka_log.h"

#include "contract/log_contract.h"
#include "kafka/cluster.h"
#include "log/kafka/topics.h"

namespace tenure::log {
namespace {

using kafka::Cluster;

std::string StoreId() { return "S" + std::string(15, '\1'); }

// A topic of its own, and logs over it.
class Topic {
 public:
  Topic() : name_(kafka::FreshName("events")) {
    auto admin = KafkaAdmin::Connect(Cluster::Shared().settings(), std::chrono::seconds(20));
    const auto made = admin->Create(
        {{.name = name_, .settings = {{"max.message.bytes", "17825792"}, {"retention.ms", "-1"}}}});
    EXPECT_TRUE(made) << made.error().message;
  }
  [[nodiscard]] const std::string& name() const { return name_; }

  [[nodiscard]] KafkaLogOptions Options() const {
    KafkaLogOptions options;
    options.settings = Cluster::Shared().settings();
    options.topic = name_;
    options.store_id = StoreId();
    options.transactional_id = "writer-of-" + name_;
    options.patience = std::chrono::seconds(20);
    return options;
  }
  [[nodiscard]] std::unique_ptr<KafkaLog> Open() const {
    auto opened = KafkaLog::Open(Options());
    EXPECT_TRUE(opened) << opened.error().message;
    return *std::move(opened);
  }

  // One message as a stranger writes it.
  void WriteStrange(const std::string& value, const std::string& store) const {
    auto writer = TransactionalWriter::Open({.settings = Cluster::Shared().settings(),
                                             .transactional_id = "stranger",
                                             .topics = {name_}});
    ASSERT_TRUE(writer) << writer.error().message;
    const OutMessage message{name_, 0, "key", value, {{kStoreHeader, store}}};
    ASSERT_TRUE((*writer)->Commit({&message, 1}, std::nullopt));
  }

 private:
  const std::string name_;
};

class KafkaBench final : public Bench {
 public:
  KafkaBench() : log_(topic_.Open()) {}
  Log& log() override { return *log_; }

 private:
  Topic topic_;
  std::unique_ptr<KafkaLog> log_;
};

INSTANTIATE_TEST_SUITE_P(Logs, LogContract,
                         ::testing::Values(Implementation{
                             "Kafka", [] { return std::make_unique<KafkaBench>(); }}),
                         [](const auto& info) { return std::string(info.param.name); });

void Fill(Log& log, std::initializer_list<std::size_t> sizes) {
  for (const std::size_t size : sizes) {
    const Position at = *log.Head();
    const Result<void> appended = log.Append(at, SampleBatch(at, size));
    ASSERT_TRUE(appended) << appended.error().message;
  }
}

std::vector<Position> PositionsFrom(const Log& log, Position from) {
  std::vector<Position> positions;
  auto cursor = log.Read(from, {});
  EXPECT_TRUE(cursor) << cursor.error().message;
  RecordView view;
  for (;;) {
    const Result<bool> more = (*cursor)->Next(&view);
    EXPECT_TRUE(more) << more.error().message;
    if (!more || !*more) return positions;
    EXPECT_EQ(view.bytes, SampleRecord(view.position).bytes);
    positions.push_back(view.position);
  }
}

TEST(KafkaLog, OpenedAgain_HasHeadAndRootOfBefore) {
  const Topic topic;
  auto log = topic.Open();
  Fill(*log, {1, 20, 300, 2});
  const MerkleFrontier frontier = *log->Frontier();
  log.reset();
  const auto again = topic.Open();
  EXPECT_EQ(again->Head(), 323u);
  EXPECT_EQ(again->Frontier(), frontier);
  Fill(*again, {4});
  EXPECT_EQ(PositionsFrom(*again, 320).size(), 7u);
}

TEST(KafkaLog, OpenedFromAPlaceInTheMiddle_ReadsTheRestAndFindsWhatIsBelow) {
  const Topic topic;
  auto log = topic.Open();
  for (int i = 0; i < 60; ++i) Fill(*log, {50});  // 60 control records among 3,000
  KafkaLogOptions options = topic.Options();
  MerkleFrontier known;
  for (Position position = 0; position < 2'345; ++position) {
    known.Append(MerkleLeaf(SampleRecord(position).bytes));
  }
  options.known = known;
  const MerkleFrontier frontier = *log->Frontier();
  log.reset();
  const auto opened = KafkaLog::Open(std::move(options));
  ASSERT_TRUE(opened) << opened.error().message;
  EXPECT_EQ((*opened)->Head(), 3'000u);
  EXPECT_EQ((*opened)->Frontier(), frontier);
  for (const Position from : {Position{0}, Position{777}, Position{1'500}, Position{2'999}}) {
    EXPECT_EQ(PositionsFrom(**opened, from).size(), 3'000 - from) << from;
  }
  EXPECT_EQ((*opened)->RootAt(2'345), known.Root());
  const auto us = SampleRecord(900).prefix.recorded_at_us;
  EXPECT_EQ((*opened)->FirstAfter(TimeFromMicros(us)), 903u);
}

TEST(KafkaLog, SecondWriter_EndsTheFirst) {
  const Topic topic;
  const auto first = topic.Open();
  Fill(*first, {3});
  const auto second = topic.Open();
  Fill(*second, {2});
  EXPECT_EQ(first->Append(3, SampleBatch(3, 1)).error().code, ErrorCode::kUnknownOutcome);
  EXPECT_EQ(first->Append(3, SampleBatch(3, 1)).error().code, ErrorCode::kUnknownOutcome);
  EXPECT_EQ(PositionsFrom(*second, 0).size(), 5u);
  Fill(*second, {1});
}

TEST(KafkaLog, TopicShorterThanWhatIsKnown_IsTruncated) {
  const Topic topic;
  auto log = topic.Open();
  Fill(*log, {3});
  KafkaLogOptions options = topic.Options();
  for (Position position = 0; position < 5; ++position) {
    options.known.Append(MerkleLeaf(SampleRecord(position).bytes));
  }
  const auto opened = KafkaLog::Open(std::move(options));
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::kLogTruncated) << opened.error().message;
}

TEST(KafkaLog, MessageOfAStranger_IsDamageWithItsOffset) {
  const Topic topic;
  auto log = topic.Open();
  Fill(*log, {3});
  topic.WriteStrange(SampleRecord(3).bytes, "somebody else");
  EXPECT_EQ(log->Append(3, SampleBatch(3, 1)).error().code, ErrorCode::kUnknownOutcome);
  const auto opened = KafkaLog::Open(topic.Options());
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::kLogDamaged);
  EXPECT_NE(opened.error().message.find("offset 4"), std::string::npos) << opened.error().message;
}

TEST(KafkaLog, ReadOnly_TakesNothing) {
  const Topic topic;
  auto log = topic.Open();
  Fill(*log, {3});
  KafkaLogOptions options = topic.Options();
  options.transactional_id.clear();
  const auto opened = KafkaLog::Open(std::move(options));
  ASSERT_TRUE(opened) << opened.error().message;
  EXPECT_EQ(PositionsFrom(**opened, 0).size(), 3u);
  EXPECT_EQ((*opened)->Append(3, SampleBatch(3, 1)).error().code, ErrorCode::kReadOnly);
  Fill(*log, {1});
}

}  // namespace
}  // namespace tenure::log
