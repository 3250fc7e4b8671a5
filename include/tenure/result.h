// The one way a function says that the world failed: Result<T> holds a value or an Error.
// A refusal of the business (a rule forbids the act) is not an Error: see tenure/decision.h.
// A bug is neither: see base/assert.h.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

namespace tenure {

// What went wrong, as a caller can act on it. Every code has an entry of the same name in the
// catalogue of refusal.proto, which holds the exit code and the zh/en texts; a test compares them.
enum class ErrorCode : std::uint8_t {
  kInternal,        // a promise inside the program was broken; report it
  kInvalidInput,    // the caller's data cannot be understood
  kNotFound,        // the thing asked for does not exist
  kStoreMissing,    // the directory holds no store; `init` makes one
  kStoreExists,     // `init` on a directory that already holds a store
  kStoreLocked,     // another process has the store open
  kStoreFormat,     // written by another format or for another store
  kHeadMoved,       // compare-and-append lost: the log's head is not where the caller thought
  kUnknownOutcome,  // a write failed half-way; only reopening tells whether it is durable
  kIoFailed,        // reading or writing failed; `message` holds the system's words
  kDiskFull,        // no space, or a file-size limit
  kReadOnly,        // the medium or the permissions forbid writing
  kLogDamaged,      // bytes differ from what was written; `message` names the range
  kLogTruncated,    // records that the head anchor vouches for are gone
  kLogRolledBack,   // the whole directory is older than the note of its head beside the keys
  kKeyMissing,      // the key store lacks a key it should have
  kOverloaded,      // a bounded queue is full; try again
  kDeadline,        // not done in time; nothing is known to have failed
  kClockBackwards,  // a simulated clock was asked to move back
  kFoldStopped,     // a fold met a record it cannot apply; `message` names the position
  kStoreDamaged,    // folded state or views are damaged: derived data, delete the directory
};

// "kHeadMoved" is "HEAD_MOVED": the name used in the catalogue and shown to users.
[[nodiscard]] std::string_view ErrorCodeName(ErrorCode code);

// A failure of the world. `message` is one English line for operators, without personal text.
struct Error {
  ErrorCode code = ErrorCode::kInternal;
  std::string message;

  // Puts `context` in front of the message: "append to p00000: no space left".
  [[nodiscard]] Error Context(std::string_view context) && {
    message.insert(0, std::string(context) + ": ");
    return std::move(*this);
  }
};

template <typename T>
using Result = tl::expected<T, Error>;

using Failure = tl::unexpected<Error>;

[[nodiscard]] inline Failure Fail(ErrorCode code, std::string message) {
  return Failure(Error{code, std::move(message)});
}

namespace internal {
template <typename T>
T TakeValue(Result<T>&& result) {
  return *std::move(result);
}
inline void TakeValue(Result<void>&&) {}
}  // namespace internal

}  // namespace tenure

// Evaluates a Result; on failure returns its Error from the enclosing function, else is the value:
//   const Position head = TENURE_TRY(log.Head());
#define TENURE_TRY(...)                                              \
  __extension__({                                                    \
    auto tenure_try_result = (__VA_ARGS__);                          \
    if (!tenure_try_result) [[unlikely]]                             \
      return ::tl::unexpected(std::move(tenure_try_result).error()); \
    ::tenure::internal::TakeValue(std::move(tenure_try_result));     \
  })
