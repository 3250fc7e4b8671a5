#include "kafka/test_company.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace tenure::kafka {

using e2e::Finished;

void TestCompany::Init(const std::vector<std::string>& more) {
  std::vector<std::string> words = {"kafka", "init", "--admin", "boss"};
  words.insert(words.end(), more.begin(), more.end());
  if (std::find(more.begin(), more.end(), "--copies") == more.end()) {
    words.insert(words.end(), {"--copies", "1"});
  }
  const Finished made = Run(words);
  ASSERT_EQ(made.exit_code, 0) << made.err;
}

std::vector<std::string> TestCompany::Words(const std::vector<std::string>& words,
                                            const std::string& brokers) const {
  std::vector<std::string> all = program_.Words(words);
  all.insert(all.end(),
             {brokers, cluster_.brokers(), "--prefix", prefix_, "--keys", program_.keys()});
  return all;
}

Finished TestCompany::Run(const std::vector<std::string>& words, const std::string& brokers,
                          const std::string& input) const {
  return e2e::RunProcess(Words(words, brokers), program_.Options(input));
}

// It says on stderr what it does; the health file is there once every lane serves.
std::unique_ptr<e2e::Process> TestCompany::StartEngine(const std::string& name,
                                                       const std::vector<std::string>& more) {
  std::vector<std::string> words = {"kafka",    "engine", "--store", program_.Inside(name),
                                    "--member", name};
  words.insert(words.end(), more.begin(), more.end());
  return std::make_unique<e2e::Process>(Words(words), program_.Options());
}

TestCompany::Submitted TestCompany::Submit(const std::vector<std::string>& lines,
                                           const std::vector<std::string>& more) const {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  std::vector<std::string> words = {"submit", "-"};
  words.insert(words.end(), more.begin(), more.end());
  Submitted submitted{Run(words, "--kafka", text), {}};
  submitted.results = e2e::ParsedLines(submitted.finished.out);
  EXPECT_EQ(submitted.results.size(), lines.size()) << submitted.finished.err;
  return submitted;
}

std::vector<std::string> TestCompany::Statuses(const std::vector<std::string>& lines) const {
  std::vector<std::string> statuses;
  for (const e2e::JsonValue& row : Submit(lines).results) {
    statuses.push_back(e2e::Text(row, "status"));
  }
  return statuses;
}

std::vector<std::string> TestCompany::StatusColumn(const std::string& name) const {
  const Finished status = Run({"kafka", "status", "-o", "json"});
  EXPECT_EQ(status.exit_code, 0) << status.err;
  std::vector<std::string> column;
  for (const e2e::JsonValue& row : e2e::Parsed(status.out).items) {
    column.push_back(e2e::Text(row, name));
  }
  return column;
}

std::string RegisterBy(const std::string& id, const std::string& more) {
  return e2e::Line("RegisterCustomer", "customer/" + id, "boss",
                   R"({"kind":"PERSON","name":"Zq7vMarke )" + id +
                       R"(","phone":"+86 138 0000 1001","owner":"boss","source":"EXHIBITION"})",
                   more);
}

}  // namespace tenure::kafka
