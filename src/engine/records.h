// From a decided unit to the records of the log, and from a record to the rows that index it. The
// same rows come out whether the record was just decided or is read back from the log.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/overlay.h"
#include "engine/unit.h"
#include "tenure/v1/record.pb.h"

namespace tenure::engine {

// What the sequencer adds to every record of a unit.
struct RecordStamp {
  Position first_position = 0;
  Time recorded_at;
  Position governance_position = 0;
  bool clock_regressed = false;
};

// The records of `unit`, which has events, in order.
[[nodiscard]] std::vector<v1::Record> BuildRecords(const Unit& unit, const RecordStamp& stamp);

// Adds to the overlay's batch: the record's place in its scope's index, the command row of a unit's
// first record, open outgoing commands, and the open row that the record answers.
void AddRows(const v1::Record& record, Overlay* overlay);

}  // namespace tenure::engine
