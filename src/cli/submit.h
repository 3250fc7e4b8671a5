// Commands as JSON lines: one object in, one result object out, in line order, each printed once it
// is durable. Used by `submit`, `demo` and tests.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "contract/catalogue.h"
#include "query/open_store.h"
#include "tenure/v1/command.pb.h"

namespace tenure::cli {

struct LineResult {
  std::size_t line = 0;  // from 1
  std::string command;
  std::string given_id;  // as the caller wrote it, before an id was made of it
  v1::Answer answer;
  std::optional<Error> failure;  // of the world: the answer says UNKNOWN, ask again with its id
};

// Reads, admits and carries out one line. Whatever happens, the answer names the command's id as
// soon as it has one.
[[nodiscard]] LineResult SubmitLine(query::OpenStore& store, std::string_view line,
                                    std::size_t number, const std::string& default_actor,
                                    bool validate_only);

// The same for lines that come in at the same moment, as from several people: they are decided in
// one batch, none of them knowing what the others cause elsewhere. Results are in their order.
[[nodiscard]] std::vector<LineResult> SubmitTogether(query::OpenStore& store,
                                                     const std::vector<std::string_view>& lines,
                                                     std::size_t first_number);

// The result object as one JSON line, every field present.
[[nodiscard]] std::string ResultJson(const LineResult& result, contract::Language language);

}  // namespace tenure::cli
