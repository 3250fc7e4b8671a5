// Rows of a CSV text (RFC 4180): quoted cells may hold the delimiter, doubled quotes and line
// breaks; lines end with LF, CRLF or CR. One thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tenure::imports {

struct CsvRow {
  std::size_t line = 0;  // where it begins, from 1
  std::vector<std::string> cells;
  // Why it cannot be read; empty when it can. The next row is looked for behind its line.
  std::string_view fault;
};

class CsvReader {
 public:
  // `text` outlives the reader.
  CsvReader(std::string_view text, char delimiter) : text_(text), delimiter_(delimiter) {}

  // The next row that is not empty. False at the end.
  [[nodiscard]] bool Next(CsvRow* row);

 private:
  // The cell at at_, whose end is the delimiter or the row's end. False: a fault.
  bool Cell(std::string* cell, std::string_view* fault);
  bool Quoted(std::string* cell, std::string_view* fault);
  [[nodiscard]] bool AtRowEnd() const;
  void SkipRowEnd();
  void SkipLine();

  std::string_view text_;
  const char delimiter_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
};

}  // namespace tenure::imports
