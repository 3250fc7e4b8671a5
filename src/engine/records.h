// From a decided unit to the records of the log, and from a record to the rows that index it. The
// same rows come out whether the record was just decided or is read back from the log.
#pragma once

#include <google/protobuf/repeated_field.h>

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

// Records of one batch. Cleared and filled again it allocates next to nothing.
using RecordList = google::protobuf::RepeatedPtrField<v1::Record>;

// Adds the records of `unit`, which has events, in order.
void AddRecords(const Unit& unit, const RecordStamp& stamp, RecordList* records);

// Adds to the overlay's batch: the record's place in its scope's index, the command row of a unit's
// first record, open outgoing commands, and the open row that the record answers.
void AddRows(const v1::Record& record, Overlay* overlay);

}  // namespace tenure::engine
