// Rows of CSV: quotes, line breaks inside and between cells, and the rows behind a broken one.
#include "import/csv_reader.h"

#include <gmock/gmock.h>

namespace tenure::imports {
namespace {

using testing::ElementsAre;

std::vector<CsvRow> RowsOf(std::string_view text, char delimiter = ',') {
  CsvReader reader(text, delimiter);
  std::vector<CsvRow> rows;
  for (CsvRow row; reader.Next(&row);) rows.push_back(row);
  return rows;
}

TEST(CsvReader, Cells_AreSplitAtTheDelimiter) {
  const auto rows = RowsOf("a;b;\n;;x\n", ';');
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_THAT(rows[0].cells, ElementsAre("a", "b", ""));
  EXPECT_THAT(rows[1].cells, ElementsAre("", "", "x"));
}

TEST(CsvReader, QuotedCell_HoldsDelimiterQuotesAndLineBreaks) {
  const auto rows = RowsOf("1,\"a,\"\"b\"\"\nc\r\nd\",2\nnext,,\n");
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_THAT(rows[0].cells, ElementsAre("1", "a,\"b\"\nc\r\nd", "2"));
  EXPECT_EQ(rows[0].line, 1u);
  EXPECT_EQ(rows[1].line, 4u);
}

TEST(CsvReader, LineEnds_OfEveryKindAndNone) {
  const auto rows = RowsOf("a\r\nb\rc\n\n\nd");
  ASSERT_EQ(rows.size(), 4u);
  EXPECT_EQ(rows[1].line, 2u);
  EXPECT_EQ(rows[2].line, 3u);
  EXPECT_EQ(rows[3].line, 6u);
  EXPECT_THAT(rows[3].cells, ElementsAre("d"));
  EXPECT_TRUE(RowsOf("").empty());
  EXPECT_TRUE(RowsOf("\n\r\n").empty());
}

TEST(CsvReader, BrokenRow_IsNamedAndTheNextIsRead) {
  const auto rows = RowsOf("\"a\"x,1\nb\"c,2\nd,3\n");
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0].fault, "the delimiter after a closing quote");
  EXPECT_EQ(rows[1].fault, "quotes around the whole cell");
  EXPECT_EQ(rows[1].line, 2u);
  EXPECT_TRUE(rows[2].fault.empty());
}

TEST(CsvReader, UnclosedQuote_TakesTheRest) {
  const auto rows = RowsOf("a\n\"b\nc\n");
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[1].line, 2u);
  EXPECT_EQ(rows[1].fault, "a closing quote before the end of the file");
}

}  // namespace
}  // namespace tenure::imports
