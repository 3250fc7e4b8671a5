// A cluster as the command line names it: brokers, a file of client settings, secrets by reference.
#pragma once

#include <string>

#include "base/file_port.h"
#include "cli/kafka_door.h"
#include "kafka/company.h"
#include "seal/crypto.h"

namespace tenure::app {

// The file holds a librdkafka setting a line, name=value; # begins a comment. `file:PATH` and
// `env:NAME` stand for what is there, so that no secret needs to lie in the file itself.
// kInvalidInput names the line, never a value.
[[nodiscard]] Result<kafka::Place> PlaceOf(Files& files, const cli::KafkaWords& words);

// 64 hex digits. kKeyMissing when there is no such file.
[[nodiscard]] Result<seal::Key> ReadMacKey(Files& files, const std::string& path);
// For its owner only.
[[nodiscard]] Result<void> WriteMacKey(Files& files, const std::string& path, const seal::Key& key);

}  // namespace tenure::app
