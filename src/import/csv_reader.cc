#include "import/csv_reader.h"

#include <algorithm>

namespace tenure::imports {

bool CsvReader::AtRowEnd() const {
  return at_ >= text_.size() || text_[at_] == '\n' || text_[at_] == '\r';
}

void CsvReader::SkipRowEnd() {
  if (at_ >= text_.size()) return;
  if (text_[at_] == '\r' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n') ++at_;
  ++at_;
  ++line_;
}

void CsvReader::SkipLine() {
  at_ = std::min(text_.find_first_of("\r\n", at_), text_.size());
  SkipRowEnd();
}

bool CsvReader::Quoted(std::string* cell, std::string_view* fault) {
  ++at_;
  while (at_ < text_.size()) {
    const char c = text_[at_++];
    if (c != '"') {
      if (c == '\n' || (c == '\r' && (at_ >= text_.size() || text_[at_] != '\n'))) ++line_;
      cell->push_back(c);
      continue;
    }
    if (at_ < text_.size() && text_[at_] == '"') {
      cell->push_back('"');
      ++at_;
      continue;
    }
    if (AtRowEnd() || text_[at_] == delimiter_) return true;
    *fault = "the delimiter after a closing quote";
    return false;
  }
  *fault = "a closing quote before the end of the file";
  return false;
}

bool CsvReader::Cell(std::string* cell, std::string_view* fault) {
  if (at_ < text_.size() && text_[at_] == '"') return Quoted(cell, fault);
  const char ends[] = {delimiter_, '\r', '\n'};
  const std::size_t end =
      std::min(text_.find_first_of(std::string_view(ends, sizeof ends), at_), text_.size());
  *cell = text_.substr(at_, end - at_);
  at_ = end;
  if (cell->find('"') == std::string::npos) return true;
  *fault = "quotes around the whole cell";
  return false;
}

bool CsvReader::Next(CsvRow* row) {
  while (at_ < text_.size() && AtRowEnd()) SkipRowEnd();
  if (at_ >= text_.size()) return false;
  *row = {};
  row->line = line_;
  while (true) {
    std::string cell;
    if (!Cell(&cell, &row->fault)) {
      SkipLine();
      return true;
    }
    row->cells.push_back(std::move(cell));
    if (AtRowEnd()) break;
    ++at_;  // the delimiter
  }
  SkipRowEnd();
  return true;
}

}  // namespace tenure::imports
