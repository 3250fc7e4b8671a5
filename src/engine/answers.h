// What the caller is told, and commands that the engine itself sends on.
#pragma once

#include "engine/unit.h"
#include "tenure/v1/command.pb.h"
#include "tenure/v1/record.pb.h"

namespace tenure::engine {

// Scope, ids and nothing decided yet.
[[nodiscard]] v1::Answer AnswerFor(const v1::SealedCommand& command);
// The same into an empty answer.
void StartAnswer(const v1::SealedCommand& command, v1::Answer* answer);
[[nodiscard]] v1::Answer RefusedAnswer(const v1::SealedCommand& command, const Refused& refused);
// The same command with its outcome taken back, and why: ask again with the same id.
[[nodiscard]] v1::Answer UnknownAnswer(const v1::Answer& answer, const Error& error);

// Fills status, events and versions from a unit whose first record will stand at `first`.
void FillAnswer(const Unit& unit, Position first, v1::Answer* answer);

// Adds what a stored record says of its command's first answer. Records of one unit, in order.
void AddRecordToAnswer(const v1::Record& record, const Domain& domain, v1::Answer* answer);

// Outgoing command `index` of `record`, as a command of the target scope.
[[nodiscard]] v1::SealedCommand TravellingCommand(const v1::Record& record, int index);

// The rows that deciding `command` will read first.
void AddToLoadSet(const v1::SealedCommand& command, const Domain& domain, store::LoadSet* wanted);

}  // namespace tenure::engine
