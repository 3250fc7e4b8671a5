// Rows of a file as commands: rows of one document are put together, cells are read in the
// mapping's forms, and what cannot be read is rejected by line, field, code and reason. Nothing of
// a cell's content stands in a reject, since it may be personal.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "import/mapping.h"
#include "tenure/decision.h"
#include "tenure/result.h"

namespace tenure::imports {

struct Reject {
  std::size_t line = 0;
  std::string field;
  std::string id;
  Refused why;
};

struct Document {
  std::size_t line = 0;  // of its first row
  std::string id;
  std::string command;  // a whole line for `submit`
};

struct Intake {
  std::size_t rows = 0;
  std::vector<Document> documents;
  std::vector<Reject> rejects;
};

// kInvalidInput: the file has no heading that the mapping names, or one of them twice. Any thread.
[[nodiscard]] Result<Intake> ReadDocuments(std::string_view text, const Mapping& mapping,
                                           const std::string& actor);

}  // namespace tenure::imports
