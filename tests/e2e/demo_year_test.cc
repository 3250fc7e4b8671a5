// The demo's year is a company's: two hundred customers and more, and every state that the domain
// has a name for is somebody's. Each table names all states; one that nobody has fails. Made twice,
// it is the same year.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <map>
#include <memory>
#include <regex>
#include <set>

#include "e2e/command_line.h"

namespace tenure::e2e {
namespace {

using testing::IsSupersetOf;
using Names = std::set<std::string>;

class DemoYearTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    made_ = std::make_unique<CommandLine>();
    const Finished demo = made_->Run({"demo", "--lang", "en"});
    ASSERT_EQ(demo.exit_code, 0) << demo.err;
  }
  static void TearDownTestSuite() { made_.reset(); }

  static std::vector<JsonValue> Rows(const std::string& projection) {
    return made_
        ->Json({"projection", "rows", projection, "--limit", "100000", "--store", "demo-store"})
        .items;
  }

  // The values that some row has in this field.
  static Names Had(const std::string& projection, const std::string& field) {
    Names names;
    for (const JsonValue& row : Rows(projection)) names.insert(Text(row, field));
    return names;
  }

  static const CommandLine& made() { return *made_; }

 private:
  static inline std::unique_ptr<CommandLine> made_;
};

TEST_F(DemoYearTest, Customers_AreTwoHundredAndMore) {
  EXPECT_GE(Rows("customer_profile").size(), 200u);
}

TEST_F(DemoYearTest, Engagements_AreInEveryStage) {
  EXPECT_THAT(Had("lifecycle_funnel", "stage"),
              IsSupersetOf({"PROSPECT", "DISCLOSED", "CONTRACTED", "IN_PROGRESS", "HANDED_OVER",
                            "IN_CARE", "LOST_INTEREST", "RESCINDED", "PASSED_ON"}));
}

TEST_F(DemoYearTest, Complaints_AreInEveryState) {
  EXPECT_THAT(
      Had("complaint_board", "status"),
      IsSupersetOf({"RECEIVED", "ACKNOWLEDGED", "HEARD", "SYMPATHISED", "APOLOGISED", "DIAGNOSED",
                    "AUTHORISED", "PROPOSED", "AGREED", "EXECUTING", "EXECUTED", "REVIEWED",
                    "CLOSED", "WITHDRAWN", "REJECTED", "EXTERNAL", "MERGED"}));
}

TEST_F(DemoYearTest, Ledgers_AgeInEveryBucket) {
  Names buckets;
  for (const JsonValue& row : Rows("receivables_ageing")) {
    for (const JsonValue& amounts : row.Find("amounts")->items) {
      const JsonValue* shown = amounts.Find("buckets");
      if (shown == nullptr) continue;
      for (const JsonValue& bucket : shown->items) {
        if (!Text(bucket, "minor").empty()) buckets.insert(Text(bucket, "from_day"));
      }
    }
  }
  EXPECT_THAT(buckets, IsSupersetOf({"", "1", "31", "61", "91"}));  // "" is what is not due
}

TEST_F(DemoYearTest, Credit_IsJudgedFromCa1ToNotRated) {
  EXPECT_THAT(Had("credit_standing", "band"), IsSupersetOf({"1", "2", "3", "4", "5", "6"}));
  EXPECT_THAT(Had("credit_standing", "status"), IsSupersetOf({"ACTIVE", "NOT_RATED"}));
}

TEST_F(DemoYearTest, Debts_AreAtEveryStage) {
  EXPECT_THAT(Had("debt_case_board", "stage"),
              IsSupersetOf({"OPEN", "STRATEGISED", "IN_HOUSE", "AGENT", "ARBITRATION", "LITIGATION",
                            "AWARDED", "ENFORCEMENT", "INSOLVENCY", "TIME_BARRED", "WRITTEN_OFF",
                            "SETTLED", "SETTLED_PARTIAL", "LOST"}));
}

TEST_F(DemoYearTest, TheBoardOfDebts_SaysWhatEachCaseSays) {
  for (const JsonValue& row : Rows("debt_case_board")) {
    const std::string id = Text(row, "case_id");
    const JsonValue shown = made().Json({"debt", "show", id, "--store", "demo-store"});
    EXPECT_EQ(Text(row, "stage"), Text(*shown.Find("state"), "stage")) << id;
  }
}

TEST_F(DemoYearTest, KeyAccounts_HaveAWholeYearBehindThemAndAreScreened) {
  std::size_t whole = 0;
  for (const JsonValue& row : Rows("key_account_year")) {
    if (Text(row, "year") != "2025" || row.Find("practices") == nullptr) continue;
    std::size_t done = 0;
    for (const JsonValue& practice : row.Find("practices")->items) {
      if (Text(practice, "status") == "DONE") ++done;
    }
    if (done == 10 && Text(row, "verdict") == "KEEP") ++whole;
  }
  EXPECT_GE(whole, 8u);
  EXPECT_THAT(Had("screening_book", "verdict"), IsSupersetOf({"KEEP", "WATCH", "DROP"}));
}

// The worklist of a house that is looked after: little of it is late.
TEST_F(DemoYearTest, Worklist_IsNotFlooded) {
  const auto late = made().Json(
      {"worklist", "--due-before", "2026-08-13T09:00:00+08:00", "--store", "demo-store"});
  EXPECT_GE(late.items.size(), 10u);
  EXPECT_LE(late.items.size(), 80u);
}

TEST_F(DemoYearTest, MadeAgainElsewhere_IsTheSame) {
  const CommandLine again;
  ASSERT_EQ(again.Run({"demo"}).exit_code, 0);
  // An identity's scope is named by a hash under the store's own key, and people are found by such.
  static const std::regex kOwnKey("(identity/|_hash\":\")[0-9a-f]+");
  const auto shown = [](const CommandLine& program, const std::vector<std::string>& words) {
    const Finished finished = program.Run(words);
    EXPECT_EQ(finished.exit_code, 0) << finished.err;
    return std::regex_replace(finished.out, kOwnKey, "$1…");
  };
  const auto same = [&](std::vector<std::string> words) {
    words.insert(words.end(), {"--store", "demo-store", "-o", "jsonl"});
    EXPECT_TRUE(shown(made(), words) == shown(again, words))
        << fmt::format("{}", fmt::join(words, " "));
  };
  same({"log", "list", "--limit", "100000"});
  for (const JsonValue& projection : made().Json({"projection", "list"}).items) {
    same({"projection", "rows", Text(projection, "name"), "--limit", "100000"});
  }
}

}  // namespace
}  // namespace tenure::e2e
