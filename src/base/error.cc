// Names of error codes; the type itself is in tenure/result.h.
#include "tenure/result.h"

namespace tenure {

std::string_view ErrorCodeName(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInternal:
      return "INTERNAL";
    case ErrorCode::kInvalidInput:
      return "BAD_INPUT";
    case ErrorCode::kNotFound:
      return "NOT_FOUND";
    case ErrorCode::kStoreMissing:
      return "STORE_MISSING";
    case ErrorCode::kStoreExists:
      return "STORE_EXISTS";
    case ErrorCode::kStoreLocked:
      return "STORE_LOCKED";
    case ErrorCode::kStoreFormat:
      return "STORE_FORMAT";
    case ErrorCode::kHeadMoved:
      return "HEAD_MOVED";
    case ErrorCode::kUnknownOutcome:
      return "UNKNOWN_OUTCOME";
    case ErrorCode::kIoFailed:
      return "IO_FAILED";
    case ErrorCode::kDiskFull:
      return "DISK_FULL";
    case ErrorCode::kReadOnly:
      return "READ_ONLY";
    case ErrorCode::kLogDamaged:
      return "LOG_DAMAGED";
    case ErrorCode::kLogTruncated:
      return "LOG_TRUNCATED";
    case ErrorCode::kLogRolledBack:
      return "LOG_ROLLED_BACK";
    case ErrorCode::kKeyMissing:
      return "KEY_MISSING";
    case ErrorCode::kOverloaded:
      return "OVERLOADED";
    case ErrorCode::kDeadline:
      return "DEADLINE";
    case ErrorCode::kClockBackwards:
      return "CLOCK_BACKWARDS";
    case ErrorCode::kFoldStopped:
      return "FOLD_STOPPED";
    case ErrorCode::kStoreDamaged:
      return "STORE_DAMAGED";
  }
  return "INTERNAL";
}

}  // namespace tenure
