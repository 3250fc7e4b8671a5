// Mappings and whole files: what becomes a document, what is rejected by which line and field, and
// that every shipped mapping is one.
#include "import/documents.h"

#include <gmock/gmock.h>

#include "contract/json_value.h"

namespace tenure::imports {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::string_view kInvoices = R"(
kind = "invoices"
system = "erp"
thousands = ","
[columns]
customer = "客户"
invoice_id = "发票"
issued_on = "开票"
due_on = "到期"
amount = "金额"
[defaults]
currency = "CNY"
)";
constexpr std::string_view kHead = "客户,发票,开票,到期,金额\n";

Intake Read(std::string_view mapping, const std::string& text) {
  const auto read = ReadMapping(mapping);
  EXPECT_TRUE(read) << read.error().message;
  auto intake = ReadDocuments(text, *read, "lin.yue");
  EXPECT_TRUE(intake) << intake.error().message;
  return *std::move(intake);
}
std::string MappingError(std::string_view mapping) {
  const auto read = ReadMapping(mapping);
  return read ? "" : read.error().message;
}
// "2 amount WRONG_TYPE F-1" of each.
std::vector<std::string> RejectsOf(const Intake& intake) {
  std::vector<std::string> all;
  for (const Reject& one : intake.rejects) {
    all.push_back(std::to_string(one.line) + " " + one.field + " " +
                  v1::Refusal_Name(one.why.code) + " " + one.id);
  }
  return all;
}

TEST(Documents, Invoice_IsACommandLine) {
  const Intake intake =
      Read(kInvoices, std::string(kHead) + "C-1,F-1,2026-03-02,2026-04-01,\"1,234.50\"\n");
  ASSERT_EQ(intake.documents.size(), 1u);
  EXPECT_EQ(intake.documents[0].id, "F-1");
  EXPECT_EQ(intake.documents[0].command,
            R"({"command":"PostInvoice","scope":"customer/C-1","actor":"lin.yue","data":{)"
            R"("invoice_id":"F-1","currency":"CNY","issued_on":"2026-03-02",)"
            R"("instalments":[{"due_on":"2026-04-01","minor":123450}],)"
            R"("source":{"system":"erp","document":"F-1"}}})");
}

TEST(Documents, RowsOfOneInvoice_AreItsInstalments) {
  const Intake intake = Read(kInvoices, std::string(kHead) +
                                            "C-1,F-1,2026-03-02,2026-04-01,1\n"
                                            "C-1,F-1,2026-03-02,2026-05-01,2\n"
                                            "C-2,F-1,2026-03-02,2026-05-01,3\n");
  ASSERT_EQ(intake.documents.size(), 2u);
  EXPECT_EQ(intake.rows, 3u);
  EXPECT_THAT(intake.documents[0].command, HasSubstr(R"("minor":100},{"due_on":"2026-05-01")"));
  EXPECT_THAT(intake.documents[1].command, HasSubstr("customer/C-2"));
  EXPECT_EQ(intake.documents[1].line, 4u);
}

TEST(Documents, RowsThatDisagree_KeepTheDocumentBack) {
  const Intake intake = Read(kInvoices, std::string(kHead) +
                                            "C-1,F-1,2026-03-02,2026-04-01,1\n"
                                            "C-1,F-1,2026-03-03,2026-05-01,2\n"
                                            "C-1,F-2,2026-03-02,2026-05-01,3\n");
  EXPECT_THAT(RejectsOf(intake), ElementsAre("3 issued_on SOURCE_CHANGED F-1"));
  ASSERT_EQ(intake.documents.size(), 1u);
  EXPECT_EQ(intake.documents[0].id, "F-2");
}

TEST(Documents, CellsOfAnotherForm_AreRejectedByField) {
  const Intake intake = Read(kInvoices, std::string(kHead) +
                                            "C-1,F-1,2026-03-02,2026-04-01,\"1.234,50\"\n"
                                            "C-1,F-2,46112,2026-04-01,1\n"
                                            "C-1,F-3,2026-03-02,2026-04-01,１２\n"
                                            "C-1,F-4,2026-03-02,,1\n"
                                            "C-1,F-5,2026-03-02\n"
                                            "C-1,F-6,2026-03-02,2026-04-01,1,\n"
                                            "C-1,\"F-7\"x,2026-03-02,2026-04-01,1\n"
                                            "C-1,F-8,2026-03-02,2026-04-01,1\n");
  EXPECT_THAT(RejectsOf(intake),
              ElementsAre("2 amount WRONG_TYPE F-1", "3 issued_on WRONG_TYPE F-2",
                          "4 amount WRONG_TYPE F-3", "5 due_on MISSING_FIELD F-4", "6  WRONG_TYPE ",
                          "7  WRONG_TYPE ", "8  WRONG_TYPE "));
  ASSERT_EQ(intake.documents.size(), 1u);
  EXPECT_EQ(intake.documents[0].id, "F-8");
}

TEST(Documents, OneBrokenInstalment_KeepsTheInvoiceBack) {
  const Intake after = Read(kInvoices, std::string(kHead) +
                                           "C-1,F-1,2026-03-02,2026-04-01,1\n"
                                           "C-1,F-1,2026-03-02,2026-05-01,x\n");
  EXPECT_TRUE(after.documents.empty());
  const Intake before = Read(kInvoices, std::string(kHead) +
                                            "C-1,F-1,2026-03-02,2026-04-01,x\n"
                                            "C-1,F-1,2026-03-02,2026-05-01,1\n");
  EXPECT_TRUE(before.documents.empty());
  EXPECT_EQ(before.rejects.size(), 1u);
}

TEST(Documents, Order_HasItsLinesAndYesNo) {
  const Intake intake = Read(R"(
kind = "orders"
system = "erp"
[columns]
customer = "c"
order_id = "o"
ordered_on = "d"
prepaid = "p"
line_id = "l"
quantity = "q"
amount = "a"
[defaults]
currency = "JPY"
[words.prepaid]
"是" = "true"
"否" = "false"
)",
                             "c,o,d,p,l,q,a\nC-1,SO-1,2026-03-02,否,10,4,500\n"
                             "C-1,SO-1,2026-03-02,否,20,1,70\nC-1,SO-2,2026-03-02,or,10,1,1\n");
  ASSERT_EQ(intake.documents.size(), 1u);
  EXPECT_THAT(intake.documents[0].command,
              HasSubstr(R"("prepaid":false,"ordered_on":"2026-03-02","lines":[)"
                        R"({"line_id":"10","quantity":4,"minor":500},)"
                        R"({"line_id":"20","quantity":1,"minor":70}])"));
  EXPECT_THAT(RejectsOf(intake), ElementsAre("4 prepaid WRONG_TYPE SO-2"));
}

TEST(Documents, Payment_NamesTheInvoicesItPays) {
  const Intake intake = Read(ShippedMapping("payments"),
                             "customer,payment_id,currency,amount,received_on,designation\n"
                             "C-1,P-1,CNY,5,2026-03-02,F-1; F-2\nC-1,P-2,CNY,5,2026-03-02,\n");
  ASSERT_EQ(intake.documents.size(), 2u);
  EXPECT_THAT(intake.documents[0].command, HasSubstr(R"("designation":["F-1","F-2"])"));
  EXPECT_THAT(intake.documents[1].command, Not(HasSubstr("designation")));
}

TEST(Documents, CustomersAndStatements_HaveTheIdOfTheirSource) {
  const Intake customers = Read(ShippedMapping("customers"),
                                "customer,kind,name,identity_number,phone,address,owner,source,"
                                "language\nC-7,PERSON,王芳,,,,li.wei,INTERNET,zh\n");
  ASSERT_EQ(customers.documents.size(), 1u);
  EXPECT_THAT(customers.documents[0].command,
              HasSubstr(R"("command_id":"import csv customers C-7")"));
  const Intake statements = Read(R"(
kind = "statements"
system = "erp"
[columns]
customer = "c"
statement_id = "s"
assessment_id = "a"
period_end = "p"
currency = "w"
sales = "v"
net_profit = "n"
)",
                                 "c,s,a,p,w,v,n\nC-1,S-1,AS-1,2025-12-31,CNY,10.5,-3\n");
  ASSERT_EQ(statements.documents.size(), 1u);
  EXPECT_THAT(statements.documents[0].command,
              HasSubstr(R"("statement":{"period_end":"2025-12-31","currency":"CNY","sales":1050,)"
                        R"("net_profit":-300})"));
}

TEST(Documents, Headings_MustBeThereOnce) {
  const auto mapping = ReadMapping(kInvoices);
  ASSERT_TRUE(mapping);
  EXPECT_FALSE(ReadDocuments("", *mapping, "a"));
  EXPECT_THAT(ReadDocuments("客户,发票\n", *mapping, "a").error().message, HasSubstr("金额"));
  EXPECT_FALSE(ReadDocuments("客户,发票,开票,到期,金额,金额\n", *mapping, "a"));
}

TEST(Mapping, EveryShippedOne_IsOne) {
  const std::string names = ShippedMappingNames();
  std::size_t count = 0;
  for (std::string_view rest = names; !rest.empty(); ++count) {
    const std::size_t end = std::min(rest.find(", "), rest.size());
    const auto name = rest.substr(0, end);
    EXPECT_EQ(MappingError(ShippedMapping(name)), "") << name;
    rest.remove_prefix(std::min(end + 2, rest.size()));
  }
  EXPECT_GE(count, 8u);
  EXPECT_EQ(ShippedMapping("no such"), "");
}

TEST(Mapping, Faults_AreNamed) {
  const std::string good(kInvoices);
  EXPECT_EQ(MappingError(good), "");
  const auto with = [&](const std::string& line) { return MappingError(line + "\n" + good); };
  EXPECT_THAT(MappingError("kind = "), HasSubstr("line 1"));
  EXPECT_THAT(MappingError("kind = \"x\""), HasSubstr("customers, orders"));
  EXPECT_THAT(MappingError("kind = \"orders\""), HasSubstr("system"));
  EXPECT_THAT(MappingError("kind = \"orders\"\nsystem = \"erp\""), HasSubstr("needs a column"));
  EXPECT_THAT(with("speed = 1"), HasSubstr("unknown key speed"));
  EXPECT_THAT(with("day = \"DD\""), HasSubstr("day"));
  EXPECT_THAT(with("encoding = \"latin1\""), HasSubstr("utf-8 or gb18030"));
  EXPECT_THAT(with("delimiter = \"ab\""), HasSubstr("delimiter"));
  EXPECT_THAT(with("decimal_point = \",\""), HasSubstr("the same"));
  EXPECT_THAT(with("full_width = \"yes\""), HasSubstr("true or false"));
  EXPECT_THAT(MappingError(good + "colour = \"x\"\n"), HasSubstr("no field colour"));
}

}  // namespace
}  // namespace tenure::imports
