#include "log/copy.h"

#include <fmt/format.h>

#include <vector>

#include "log/record_codec.h"

namespace tenure::log {
namespace {

constexpr std::size_t kBatchRecords = 4'096;
constexpr std::size_t kBatchBytes = 4 * 1024 * 1024;

Result<void> SameSoFar(const Log& from, const Log& to) {
  const Position head = TENURE_TRY(from.Head());
  const Position copied = TENURE_TRY(to.Head());
  if (copied > head) {
    return Fail(ErrorCode::kStoreFormat,
                fmt::format("the copy has {} records, the log {}", copied, head));
  }
  if (TENURE_TRY(from.RootAt(copied)) == TENURE_TRY(to.Frontier()).Root()) return {};
  return Fail(ErrorCode::kStoreFormat,
              fmt::format("the first {} records of log and copy are not the same", copied));
}

}  // namespace

Result<void> CopyLog(const Log& from, Log& to, const std::function<void(Position)>& progress) {
  TENURE_TRY(SameSoFar(from, to));
  const Position begin = TENURE_TRY(to.Head());
  const auto cursor = TENURE_TRY(from.Read(begin, {}));
  std::vector<EncodedRecord> batch;
  std::size_t bytes = 0;
  Position at = begin;
  const auto write = [&]() -> Result<void> {
    TENURE_TRY(to.Append(at, batch));
    at += batch.size();
    batch.clear();
    bytes = 0;
    if (progress) progress(at);
    return {};
  };
  RecordView view;
  v1::Record record;
  while (TENURE_TRY(cursor->Next(&view))) {
    batch.push_back({view.prefix, std::string(view.bytes)});
    bytes += view.bytes.size();
    if (batch.size() < kBatchRecords && bytes < kBatchBytes) continue;
    TENURE_TRY(DecodeRecord(view.bytes, &record));
    if (record.unit_index() + 1 >= record.unit_count()) TENURE_TRY(write());
  }
  if (!batch.empty()) TENURE_TRY(write());
  return SameSoFar(from, to);
}

}  // namespace tenure::log
