// Engines killed at random points, stopped and thawed as zombies, while gateways go on asking. What
// was answered is compared with the topic by tools/read_topic.py, which shares nothing with the
// engine: not the language, not the Kafka client, not the record's reader.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <random>

#include "kafka/test_company.h"
#include "support/source_tree.gen.h"

namespace tenure::kafka {
namespace {

using e2e::Finished;
using e2e::Process;
using e2e::Text;

constexpr unsigned kSeed = 6;

bool Long() { return std::getenv("TENURE_LONG") != nullptr; }

// Enough lines that no kill finds the gateway done. Every third customer's identity number is
// another's: claims travel between partitions and come back refused.
std::string WriteLines(const TestCompany& company, int gateway) {
  const std::string path = company.program().Inside(fmt::format("lines-{}.jsonl", gateway));
  std::ofstream file(path);
  for (int i = 0; i < 40'000; ++i) {
    const std::string scope = fmt::format("customer/K-{}-{}", gateway, i / 3);
    const std::string id = fmt::format(R"("command_id":"line {} of {}")", i, gateway);
    const std::string data =
        i % 3 == 0 ? fmt::format(R"({{"kind":"PERSON","name":"n{0}","identity_number":"ID{1}",)"
                                 R"("owner":"boss","source":"INTERNET"}})",
                                 i, i / 3 - (i % 9 == 0 ? 1 : 0))
                   : fmt::format(R"({{"trait":"t {}","source":"INTERNET"}})", i);
    file << e2e::Line(i % 3 == 0 ? "RegisterCustomer" : "RecordTrait", scope, "boss", data, id)
         << "\n";
  }
  return path;
}

// Gateways that ask until they are told to end; the first is read line by line as the test's clock.
class Load {
 public:
  Load(const TestCompany& company, int gateways) {
    for (int i = 0; i < gateways; ++i) {
      const std::string out = company.program().Inside(fmt::format("results-{}.jsonl", i));
      std::vector<std::string> words = {"submit", WriteLines(company, i), "--patience", "120"};
      if (i > 0) words.insert(words.end(), {"--out", out});
      results_.push_back(out);
      gateways_.push_back(
          std::make_unique<Process>(company.Words(words, "--kafka"), company.program().Options()));
    }
  }

  // Waits for so many answers of the first gateway.
  void Wait(unsigned answers) {
    std::string line;
    for (; answers > 0; --answers) {
      if (!gateways_[0]->ReadLine(&line)) {
        ADD_FAILURE() << "the gateway has ended: " << gateways_[0]->Wait().err;
        return;
      }
    }
  }

  // Lets every gateway finish its line; gives the files of results.
  std::vector<std::string> End() {
    for (const auto& gateway : gateways_) gateway->Signal(SIGTERM);
    for (std::size_t i = 0; i < gateways_.size(); ++i) {
      const Finished done = gateways_[i]->Wait(std::chrono::seconds(120));
      EXPECT_EQ(done.exit_code, 1) << done.err;  // interrupted
      if (i == 0) std::ofstream(results_[0]) << done.out;
    }
    return results_;
  }

 private:
  std::vector<std::unique_ptr<Process>> gateways_;
  std::vector<std::string> results_;
};

// Every command that travelled must have arrived, so the partitions are given time to come to rest:
// nothing waits, twice in a row with the same heads.
void Settle(const TestCompany& company) {
  std::vector<std::string> before;
  for (int i = 0; i < 600; ++i) {
    const auto waiting = company.StatusColumn("waiting");
    auto heads = company.StatusColumn("head");
    const bool idle = std::count(waiting.begin(), waiting.end(), "0") ==
                      static_cast<std::ptrdiff_t>(waiting.size());
    if (idle && heads == before) return;
    before = std::move(heads);
  }
  ADD_FAILURE() << "the company does not come to rest";
}

// The independent reader's judgement; its counts.
e2e::JsonValue Judge(const TestCompany& company, const std::vector<std::string>& results) {
  std::vector<std::string> words = {TENURE_SOURCE_DIR "/tools/read_topic.py",
                                    company.cluster().brokers(), company.prefix(), "--check"};
  words.insert(words.end(), results.begin(), results.end());
  const Finished judged = e2e::RunProcess(words);
  EXPECT_EQ(judged.exit_code, 0) << judged.err;
  std::cout << "read_topic: " << judged.out;
  return e2e::Parsed(judged.out);
}

TEST(KafkaKill, EnginesKilledAtRandomPoints_LoseAndDoubleNothing) {
  const int kills = Long() ? 1'000 : 100;
  std::mt19937 random(kSeed);
  std::cout << kills << " kills, seed " << kSeed << "\n";
  TestCompany company;
  company.Init({"--partitions", "5"});
  std::unique_ptr<Process> engines[2];
  for (int i = 0; i < 2; ++i) engines[i] = company.StartEngine(fmt::format("engine-{}", i));
  Load load(company, 3);
  load.Wait(5);
  for (int kill = 0; kill < kills; ++kill) {
    load.Wait(1 + random() % 4);
    for (unsigned turns = random() % 2'000; turns > 0; --turns) sched_yield();
    const unsigned which = random() % 2;
    engines[which]->Signal(SIGKILL);
    ASSERT_EQ(engines[which]->Wait().signal, SIGKILL) << "it ended by itself at kill " << kill;
    engines[which] = company.StartEngine(fmt::format("engine-{}", which));
  }
  load.Wait(5);
  const auto results = load.End();
  Settle(company);
  const e2e::JsonValue counts = Judge(company, results);
  EXPECT_GE(std::stoi(Text(counts, "accepted")), kills);
  EXPECT_GE(std::stoi(Text(counts, "travelled")), kills / 4);
  EXPECT_EQ(Text(counts, "unknown"), "");
}

// Asks who owns the partitions until that is so.
void AwaitOwners(const TestCompany& company, const testing::Matcher<std::vector<std::string>>& so) {
  for (int i = 0; i < 600; ++i) {
    if (testing::Matches(so)(company.StatusColumn("owner"))) return;
  }
  ADD_FAILURE() << "the partitions are not given to whom they should be";
}

TEST(KafkaKill, EngineStoppedForLongerThanItsSession_DoesNoHarmWhenItGoesOn) {
  TestCompany company;
  company.Init({"--partitions", "3"});
  auto zombie = company.StartEngine("engine-0");
  AwaitOwners(company, testing::Each("engine-0"));
  Load load(company, 2);
  load.Wait(20);
  const auto heir = company.StartEngine("engine-1");
  for (int round = 0; round < (Long() ? 20 : 2); ++round) {
    load.Wait(5);
    zombie->Signal(SIGSTOP);
    AwaitOwners(company, testing::Each("engine-1"));
    load.Wait(20);
    zombie->Signal(SIGCONT);
    AwaitOwners(company, testing::Contains("engine-0"));
    load.Wait(20);
  }
  zombie->Signal(SIGTERM);
  EXPECT_EQ(zombie->Wait().exit_code, 0);
  const auto results = load.End();
  Settle(company);
  const e2e::JsonValue counts = Judge(company, results);
  EXPECT_EQ(Text(counts, "unknown"), "");
}

TEST(KafkaKill, Reader_FindsAnAnswerThatIsNotSo) {
  TestCompany company;
  company.Init({"--partitions", "1"});
  const auto engine = company.StartEngine("engine-0");
  const std::string line =
      RegisterBy("C-1", R"("command_id":"00000000-0000-4000-8000-000000000001")");
  std::string said = company.Submit({line}).finished.out;
  const std::string path = company.program().Inside("results.jsonl");
  const auto judged = [&] {
    std::ofstream(path) << said;
    return e2e::RunProcess({TENURE_SOURCE_DIR "/tools/read_topic.py", company.cluster().brokers(),
                            company.prefix(), "--check", path})
        .exit_code;
  };
  EXPECT_EQ(judged(), 0);
  said.replace(said.find("accepted"), 8, "refused");  // what was refused must not stand there
  EXPECT_EQ(judged(), 1);
  said.replace(said.find("refused"), 7, "accepted");
  said.replace(said.rfind("000000000001"), 12, "000000000002");  // nor may an accepted one miss
  EXPECT_EQ(judged(), 1);
}

}  // namespace
}  // namespace tenure::kafka
