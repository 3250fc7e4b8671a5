// A company on a real cluster, by the real program: made, served, asked, copied; what it refuses.
#include <gmock/gmock.h>

#include <filesystem>

#include "kafka/test_company.h"
#include "log/kafka/partition_reader.h"
#include "log/kafka/topics.h"
#include "log/kafka/writer.h"
#include "log/record_codec.h"

namespace tenure::kafka {
namespace {

using e2e::Finished;
using e2e::Text;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> Customers(int from, int to) {
  std::vector<std::string> lines;
  for (int i = from; i < to; ++i) {
    lines.push_back(RegisterBy("C-" + std::to_string(i),
                               R"("command_id":"register )" + std::to_string(i) + "\""));
  }
  return lines;
}

// Every message of a partition, aborted ones and those of open transactions included, as they lie
// there.
std::vector<std::string> AllBytes(const TestCompany& company, const std::string& topic,
                                  std::int32_t partition) {
  std::vector<std::string> all;
  log::KafkaSettings settings = company.cluster().settings();
  settings.properties["isolation.level"] = "read_uncommitted";
  auto reader = log::PartitionReader::Start(settings, company.prefix() + topic, partition, 0,
                                            std::chrono::milliseconds(20));
  EXPECT_TRUE(reader) << reader.error().message;
  for (;;) {
    const auto got = (*reader)->NextWithin(std::chrono::seconds(20));
    EXPECT_TRUE(got) << got.error().message;
    if (!got || *got == log::PartitionReader::Got::kEnd) return all;
    std::string bytes = std::string((*reader)->key()) + std::string((*reader)->value());
    rd_kafka_headers_t* headers = nullptr;
    const void* value = nullptr;
    const char* name = nullptr;
    std::size_t size = 0;
    if (rd_kafka_message_headers(&(*reader)->message(), &headers) == RD_KAFKA_RESP_ERR_NO_ERROR) {
      for (std::size_t i = 0;
           rd_kafka_header_get_all(headers, i, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR;
           ++i) {
        bytes.append(static_cast<const char*>(value), size);
      }
    }
    all.push_back(std::move(bytes));
  }
}

// Records of all partitions.
std::uint64_t Records(TestCompany& company) {
  std::uint64_t records = 0;
  for (const std::string& head : company.StatusColumn("head")) records += std::stoull(head);
  return records;
}

TEST(KafkaCompany, Commands_AreCarriedOutOnceAndAnswered) {
  TestCompany company;
  company.Init();
  const std::uint64_t made = Records(company);  // the shipped packs and the administrator
  EXPECT_GT(made, 0u);
  const auto engine = company.StartEngine("one");
  EXPECT_THAT(company.Statuses(Customers(0, 20)), Each("accepted"));
  EXPECT_THAT(company.Statuses(Customers(0, 20)), Each("repeated"));
  EXPECT_THAT(company.Statuses({RegisterBy("C-1")}), ElementsAre("refused"));
  EXPECT_THAT(company.StatusColumn("owner"), Each("one"));
  EXPECT_THAT(company.StatusColumn("waiting"), Each("0"));
  EXPECT_EQ(Records(company), made + 2 * 20) << "two records a registration";
}

TEST(KafkaCompany, Governance_BindsTheOtherPartitionsFromTheNextCommand) {
  TestCompany company;
  company.Init();
  const auto engine = company.StartEngine("one");
  const std::string by_sun =
      e2e::Line("RegisterCustomer", "customer/C-9", "sun.li",
                R"({"kind":"PERSON","name":"x","owner":"sun.li","source":"EXHIBITION"})");
  const std::string grant =
      e2e::Line("GrantRole", "governance/main", "boss", R"({"actor_id":"sun.li","role":"sales"})");
  EXPECT_THAT(company.Statuses({by_sun, grant, by_sun}),
              ElementsAre("refused", "accepted", "accepted"));
}

TEST(KafkaCompany, EveryTopic_HoldsNoPersonalText) {
  TestCompany company;
  company.Init();
  const auto engine = company.StartEngine("one");
  const auto done = company.Submit({RegisterBy("C-1"), RegisterBy("C-1", R"("reason":"Zq7vMarke")"),
                                    RegisterBy("C-2", R"("reason":"Zq7vMarke")")});
  std::size_t messages = 0;
  for (const char* topic : {".commands", ".events", ".replies"}) {
    for (std::int32_t partition = 0; partition < 3; ++partition) {
      for (const std::string& bytes : AllBytes(company, topic, partition)) {
        ++messages;
        EXPECT_EQ(bytes.find("Zq7vMarke"), std::string::npos) << topic << "/" << partition;
        EXPECT_EQ(bytes.find("138 0000"), std::string::npos) << topic << "/" << partition;
      }
    }
  }
  EXPECT_GE(messages, 3u + 3 + 4) << "commands, replies and their events, beside what init made";
}

TEST(KafkaCompany, CommandThatNoGatewayMade_IsPassedOver) {
  TestCompany company;
  company.Init({"--partitions", "1"});
  const std::string topic = company.prefix() + ".commands";
  auto writer = log::TransactionalWriter::Open({.settings = company.cluster().settings(),
                                                .transactional_id = company.prefix() + "-forger",
                                                .topics = {topic}});
  ASSERT_TRUE(writer) << writer.error().message;
  const log::OutMessage forged{topic, 0, "customer/C-1", "no command", {{"tenure_mac", "guess"}}};
  ASSERT_TRUE((*writer)->Commit({&forged, 1}, std::nullopt));
  auto engine = company.StartEngine("one");
  EXPECT_THAT(company.Statuses({RegisterBy("C-1")}), ElementsAre("accepted"));
  engine->Signal(SIGTERM);
  const Finished ended = engine->Wait();
  EXPECT_EQ(ended.exit_code, 0);
  EXPECT_THAT(ended.err, HasSubstr("was not made by a gateway"));
}

TEST(KafkaCompany, CopyToDiskAndBack_KeepsPositionsAndRootsAndVerifies) {
  TestCompany company;
  company.Init({"--partitions", "1"});
  auto engine = company.StartEngine("one");
  EXPECT_THAT(company.Statuses(Customers(0, 30)), Each("accepted"));
  const std::string copy = company.program().Inside("copy");
  const Finished first =
      company.Run({"log", "copy", "--store", copy, "-o", "json"}, "--from-kafka");
  ASSERT_EQ(first.exit_code, 0) << first.err;
  EXPECT_THAT(company.Statuses(Customers(30, 40)), Each("accepted"));
  const Finished second =
      company.Run({"log", "copy", "--store", copy, "-o", "json"}, "--from-kafka");
  ASSERT_EQ(second.exit_code, 0) << second.err;
  const auto head = [](const Finished& copied) {
    return std::stoull(Text(e2e::Parsed(copied.out).items[0], "head"));
  };
  EXPECT_EQ(head(second), head(first) + 2 * 10) << "two records a registration";
  const Finished verified =
      e2e::RunProcess(company.program().Words({"replay", "verify", "--store", copy, "--keys",
                                               company.program().keys(), "-o", "json"}),
                      company.program().Options());
  EXPECT_EQ(Text(e2e::Parsed(verified.out), "status"), "clean") << verified.err;
  const Finished refused = e2e::RunProcess(
      company.program().Words({"submit", "-", "--store", copy, "--keys", company.program().keys()}),
      company.program().Options(RegisterBy("C-99") + "\n"));
  EXPECT_NE(refused.exit_code, 0) << refused.out;
  // And onto a cluster again, under another name.
  TestCompany other;
  const Finished back = other.Run({"log", "copy", "--store", copy, "--copies", "1", "-o", "json",
                                   "--to-kafka", other.cluster().brokers()},
                                  "--mac-key");
  ASSERT_EQ(back.exit_code, 0) << back.err;
  EXPECT_EQ(back.out, second.out);
}

TEST(KafkaCompany, WeakTopic_IsRefusedWithWhatToChange) {
  TestCompany company;
  company.Init();
  auto admin = log::KafkaAdmin::Connect(company.cluster().settings(), std::chrono::seconds(20));
  ASSERT_TRUE(admin->SetTopic(company.prefix() + ".events", {{"retention.ms", "86400000"},
                                                             {"cleanup.policy", "delete"},
                                                             {"min.insync.replicas", "1"},
                                                             {"max.message.bytes", "17825792"}}));
  const Finished preflight = company.Run({"kafka", "preflight", "-o", "jsonl"});
  EXPECT_EQ(preflight.exit_code, 4) << preflight.out;
  EXPECT_THAT(preflight.out, HasSubstr("retention.ms=-1"));
  auto engine = company.StartEngine("one");
  const Finished ended = engine->Wait();
  EXPECT_NE(ended.exit_code, 0);
  EXPECT_THAT(ended.err, HasSubstr("retention.ms"));
}

TEST(KafkaCompany, NobodyThere_AnswersUnknown) {
  TestCompany company;
  company.Init({"--partitions", "1"});
  const auto asked =
      company.Submit({RegisterBy("C-1", R"("command_id":"one")")}, {"--patience", "0.5"});
  EXPECT_EQ(asked.finished.exit_code, 6);
  EXPECT_EQ(Text(asked.results.at(0), "status"), "unknown");
  const auto engine = company.StartEngine("one");  // what was sent is still there
  EXPECT_THAT(company.Statuses({RegisterBy("C-1", R"("command_id":"one")")}),
              ElementsAre("repeated"));
}

TEST(KafkaCompany, SecondEngine_TakesOverWhenTheFirstEnds) {
  TestCompany company;
  company.Init();
  auto first = company.StartEngine("one");
  EXPECT_THAT(company.Statuses(Customers(0, 10)), Each("accepted"));
  const auto second = company.StartEngine("two");
  first->Signal(SIGKILL);
  EXPECT_EQ(first->Wait().signal, SIGKILL);
  EXPECT_THAT(company.Statuses(Customers(5, 20)), testing::Contains("accepted").Times(10));
  EXPECT_THAT(company.StatusColumn("owner"), Each("two"));
}

}  // namespace
}  // namespace tenure::kafka
