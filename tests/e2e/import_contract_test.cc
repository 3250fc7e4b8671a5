// `tenure import` as people run it: files of several encodings, the same again, what is refused,
// and a dry run that writes nothing.
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include "e2e/command_line.h"

namespace tenure::e2e {
namespace {

using testing::HasSubstr;

class ImportTest : public testing::Test {
 protected:
  void SetUp() override {
    at.InitSimulated();
    const auto made = at.Submit(
        {Line("GrantRole", "governance/main", "admin", R"({"actor_id":"lin.yue","role":"credit"})"),
         Register("C-1"), Register("C-2")});
    ASSERT_EQ(made.finished.exit_code, 0) << made.finished.err;
  }
  std::string File(const std::string& name, const std::string& bytes) {
    std::ofstream(at.Inside(name), std::ios::binary) << bytes;
    return at.Inside(name);
  }
  std::string Content(const std::string& name) {
    std::ifstream file(at.Inside(name), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  // The report; `more` are further words.
  JsonValue Import(const std::string& kind, const std::string& file, const std::string& mapping,
                   int exit_code, std::vector<std::string> more = {}) {
    std::vector<std::string> words = {"import", kind,   file,      "--mapping", mapping,
                                      "-o",     "json", "--actor", "lin.yue"};
    words.insert(words.end(), more.begin(), more.end());
    const Finished done = at.Run(words);
    EXPECT_EQ(done.exit_code, exit_code) << done.out << done.err;
    return Parsed(done.out);
  }
  static std::string Counts(const JsonValue& report) {
    return Text(report, "accepted") + "/" + Text(report, "unchanged") + "/" +
           Text(report, "rejected");
  }

  CommandLine at;
};

constexpr char kHead[] = "customer,invoice_id,currency,issued_on,due_on,amount\n";

TEST_F(ImportTest, Invoices_OnceAgainAndChanged) {
  const std::string rows = std::string(kHead) +
                           "C-1,F-1,CNY,2026-03-02,2026-04-01,1000.50\n"
                           "C-2,F-1,CNY,2026-03-02,2026-04-01,7\n";
  const std::string file = File("invoices.csv", rows);
  EXPECT_EQ(Counts(Import("invoices", file, "invoices", 0)), "2/0/0");
  const std::string head = at.Head();
  EXPECT_EQ(Counts(Import("invoices", file, "invoices", 0)), "0/2/0");
  EXPECT_EQ(at.Head(), head);

  File("invoices.csv", rows +
                           "C-1,F-2,CNY,2026-03-02,2026-04-01,1\nC-9,F-3,CNY,2026-03-02,"
                           "2026-04-01,1\nC-1,F-4,CNY,2026-03-02,2026-04-01,\"1,5\"\n"
                           "C-2,F-1,CNY,2026-03-02,2026-04-01,8\n");
  const JsonValue report = Import("invoices", file, "invoices", 2);
  EXPECT_EQ(Counts(report), "1/2/3");
  const auto lines = SplitLines(Content("invoices.csv.rejects.csv"));
  ASSERT_EQ(lines.size(), 4u);
  EXPECT_EQ(lines[0], "line,id,field,code,reason");
  EXPECT_THAT(lines[1], HasSubstr("5,F-3,"));
  EXPECT_THAT(lines[2], HasSubstr("6,F-4,amount,WRONG_TYPE,"));
  EXPECT_THAT(lines[3], HasSubstr("7,F-1,,SOURCE_CHANGED,"));
  EXPECT_EQ(at.Verify(), "clean");
  const JsonValue row = at.Json({"projection", "get", "receivables_ageing", "C-1"});
  EXPECT_EQ(Text(row, "invoices_open"), "2");
}

TEST_F(ImportTest, DryRun_ReportsAndWritesNothing) {
  const std::string file = File("i.csv", std::string(kHead) +
                                             "C-1,F-1,CNY,2026-03-02,2026-04-01,1\n"
                                             "C-9,F-2,CNY,2026-03-02,2026-04-01,1\n");
  const std::string head = at.Head();
  EXPECT_EQ(Counts(Import("invoices", file, "invoices", 4, {"--dry-run"})), "1/0/1");
  EXPECT_EQ(at.Head(), head);
  EXPECT_FALSE(std::filesystem::exists(file + ".rejects.csv"));
  Import("invoices", file, "invoices", 4, {"--dry-run", "--rejects", at.Inside("no.csv")});
  EXPECT_EQ(SplitLines(Content("no.csv")).size(), 2u);
}

TEST_F(ImportTest, Gb18030_WithChineseHeadingsAndFullWidth) {
  // 客户编码,发票号,开票日期,到期日期,价税合计 / C-1,F-1,2026/3/2,2026/4/1,"１，２３４．５０"
  const std::string file = File(
      "gb.csv",
      "\xBF\xCD\xBB\xA7\xB1\xE0\xC2\xEB,\xB7\xA2\xC6\xB1\xBA\xC5,\xBF\xAA\xC6\xB1\xC8\xD5\xC6\xDA,"
      "\xB5\xBD\xC6\xDA\xC8\xD5\xC6\xDA,\xBC\xDB\xCB\xB0\xBA\xCF\xBC\xC6\r\n"
      "C-1,F-1,2026/3/2,2026/4/1,\"\xA3\xB1\xA3\xAC\xA3\xB2\xA3\xB3\xA3\xB4\xA3\xAE\xA3\xB5\xA3\xB0"
      "\"\r\n");
  EXPECT_EQ(Counts(Import("invoices", file, "invoices-gb18030", 0)), "1/0/0");
  const JsonValue row = at.Json({"projection", "get", "receivables_ageing", "C-1"});
  EXPECT_EQ(Text(row.Find("amounts")->items.at(0), "outstanding"), "123450");
  const Finished wrong = at.Run({"import", "invoices", file, "--mapping", "invoices"});
  EXPECT_EQ(wrong.exit_code, 2);
  EXPECT_THAT(wrong.err, HasSubstr("line 1 is not UTF-8"));
}

TEST_F(ImportTest, Customers_ThenOrdersAndPayments_AreTheirs) {
  const auto granted = at.SubmitOne(
      Line("GrantRole", "governance/main", "admin", R"({"actor_id":"lin.yue","role":"sales"})"));
  EXPECT_EQ(Text(granted, "status"), "accepted");
  const std::string customers =
      File("c.csv",
           "customer,kind,name,identity_number,phone,address,owner,source,language\n"
           "C-7,ORGANISATION,\"东方\n建材\",,,,li.wei,INTERNET,zh\n");
  EXPECT_EQ(Counts(Import("customers", customers, "customers", 0)), "1/0/0");
  EXPECT_EQ(Counts(Import("customers", customers, "customers", 0)), "0/1/0");
  File("c.csv",
       "customer,kind,name,identity_number,phone,address,owner,source,language\n"
       "C-7,ORGANISATION,西方建材,,,,li.wei,INTERNET,zh\n");
  const JsonValue changed = Import("customers", customers, "customers", 4);
  EXPECT_EQ(Text(changed.Find("rejects")->items.at(0), "code"), "SOURCE_CHANGED");

  const std::string orders =
      File("o.csv",
           "customer,order_id,currency,ordered_on,line_id,product,quantity,amount\n"
           "C-7,SO-1,CNY,2026-03-02,10,PUMP,4,400\nC-7,SO-1,CNY,2026-03-02,20,PIPE,1,60\n");
  EXPECT_EQ(Counts(Import("orders", orders, "orders", 0)), "1/0/0");
  const std::string payments =
      File("p.csv",
           "customer,payment_id,currency,amount,received_on,designation\n"
           "C-7,P-1,CNY,5.00,2026-03-02,\nC-7,P-2,CNY,5.00,2026-03-02,F-404\n");
  EXPECT_EQ(Counts(Import("payments", payments, "payments", 4)), "1/0/1");
}

TEST_F(ImportTest, WrongWords_AreExit2And3) {
  const std::string file = File("i.csv", kHead);
  EXPECT_EQ(at.Run({"import", "cars", file, "--mapping", "invoices"}).exit_code, 2);
  EXPECT_EQ(at.Run({"import", "orders", file, "--mapping", "invoices"}).exit_code, 2);
  EXPECT_EQ(at.Run({"import", "invoices", file, "--mapping", "nothing"}).exit_code, 3);
  EXPECT_EQ(at.Run({"import", "invoices", at.Inside("no"), "--mapping", "invoices"}).exit_code, 3);
  EXPECT_EQ(Counts(Import("invoices", file, "invoices", 0)), "0/0/0");
}

}  // namespace
}  // namespace tenure::e2e
