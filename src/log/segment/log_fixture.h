// What tests and benchmarks of the segment log share: a store's identity, a directory that goes
// away, a log read whole.
#pragma once

#include <stdlib.h>

#include <filesystem>
#include <string>
#include <vector>

#include "base/assert.h"
#include "log/record_samples.h"
#include "log/segment/segment_log.h"

namespace tenure::log {

[[nodiscard]] inline v1::StoreMeta SampleMeta(std::uint8_t store = 1) {
  v1::StoreMeta meta;
  std::string id(16, static_cast<char>(store));
  id[0] = 'S';
  meta.set_store_id(id);
  meta.set_format(kLogFormat);
  meta.set_legal_entity("ACME Homes");
  meta.set_role(v1::StoreMeta::PRIMARY);
  meta.set_clock(v1::StoreMeta::SIMULATED);
  meta.set_partitions(1);
  meta.set_shard_function(kShardFunction);
  meta.set_created_at_us(1'767'225'600'000'000);
  return meta;
}

// Removed with all that is in it.
class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::string pattern = (std::filesystem::temp_directory_path() / "tenure-log-XXXXXX").string();
    const char* made = ::mkdtemp(pattern.data());
    TENURE_ASSERT(made != nullptr, "no temporary directory {}", pattern);
    path_ = made;
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  ~TemporaryDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// The bytes of all records from `from` on.
[[nodiscard]] inline Result<std::vector<std::string>> ReadAll(const Log& log, Position from = 0) {
  std::vector<std::string> all;
  const auto cursor = TENURE_TRY(log.Read(from, {}));
  RecordView record;
  while (TENURE_TRY(cursor->Next(&record))) all.emplace_back(record.bytes);
  return all;
}

}  // namespace tenure::log
