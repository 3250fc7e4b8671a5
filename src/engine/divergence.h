// Where a fold and what is stored part: the first row that differs, named as people know it, with
// the field, both values and the events that made it.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "log/log.h"
#include "store/store.h"
#include "tenure/domain.h"
#include "tenure/projection.h"

namespace tenure::engine {

// The first place where live and folded differ. Values are in protobuf's text, or in hex where a
// row is no message; "missing" where there is no row.
struct Divergence {
  std::string where;  // "state complaint CC-17 of customer/C-1001", "row X of complaint_board"
  std::string field;  // first differing field; empty when one side is missing or is no message
  std::string live;
  std::string folded;
  std::vector<Position> events;  // records that touched it, in order
};

// The first field in which two messages of one type differ, with both values; an empty name when
// they are equal.
void NameDifference(const Message& live, const Message& folded, Divergence* divergence);

using StoredRows = std::vector<std::pair<std::string, std::string>>;  // sorted by key

// The first key at which two row lists differ; nullopt when they are equal. Absent rows are empty.
struct RowDifference {
  std::string key;
  std::string live;
  std::string folded;
};
[[nodiscard]] std::optional<RowDifference> FirstDifference(const StoredRows& live,
                                                           const StoredRows& folded);

// Of a row of the folded store. `folded` is the fresh fold: its scope index is right.
[[nodiscard]] Result<Divergence> DescribeStoreRow(const RowDifference& different,
                                                  const log::Log& log, const Domain& domain,
                                                  const store::Store& folded);

// Of a row of a projection.
[[nodiscard]] Result<Divergence> DescribeViewRow(const RowDifference& different,
                                                 const log::Log& log, const Domain& domain,
                                                 const ProjectionEntry& projection);

// Of an entry of a projection's indexes; the key is be32 index, value, 00, row key.
[[nodiscard]] Result<Divergence> DescribeViewIndex(const RowDifference& different,
                                                   const log::Log& log, const Domain& domain,
                                                   const ProjectionEntry& projection);

}  // namespace tenure::engine
