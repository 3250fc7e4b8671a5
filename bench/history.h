// Stores on disk with made-up customers, written through gateway and engine as the program does, in
// all contexts: half of them buy a flat, every other one of these complains; the others are firms
// with a ledger, an assessment, a debt or a key account's year. Then what is said and done over the
// years. Events of different customers lie between each other.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "app/disk_store.h"
#include "base/file_port.h"
#include "base/random.h"
#include "query/open_store.h"

namespace tenure::bench {

// Where a store and its keys are.
struct StorePlace {
  std::string directory;
  [[nodiscard]] std::string keys() const { return directory + ".keys"; }
};

// Makes a store with the shipped policies, the administrators "admin" and "lead" (where a second
// person is needed) and one project with its disclosure. System clock.
void MakeStore(const StorePlace& place);

// Opens it as the program does. `files` and `random` outlive what is returned.
[[nodiscard]] std::unique_ptr<app::DiskStore> OpenStore(Files& files, Random& random,
                                                        const StorePlace& place);

// Queues commands, of "admin" where nobody else is named, and carries out whatever waits. Every one
// must be accepted.
class Submitter {
 public:
  explicit Submitter(query::OpenStore& store) : store_(store) {}

  // `data` is the command's JSON object.
  void Queue(std::string_view command, const std::string& scope, std::string_view data,
             std::string_view actor = "admin");
  // Returns when all that were queued are durable and answered.
  void Finish();
  [[nodiscard]] int waiting() const { return queued_ - answered_; }

 private:
  query::OpenStore& store_;
  int queued_ = 0;
  int answered_ = 0;
};

[[nodiscard]] std::string CustomerScope(std::uint64_t customer);

// After so many steps a customer's story is told, and what goes on for ever goes on.
inline constexpr std::uint64_t kStorySteps = 25;

// The endless history of `customers` customers: step by step, each step for all of them.
class History {
 public:
  History(query::OpenStore& store, std::uint64_t customers);

  // Makes the next `commands` commands durable.
  void Write(int commands);

 private:
  void Queue(std::uint64_t customer, std::uint64_t step);

  query::OpenStore& store_;
  Submitter submitter_;
  const std::uint64_t customers_;
  std::uint64_t next_ = 0;
};

}  // namespace tenure::bench
