// Stores on disk with made-up customers, written through gateway and engine as the program does:
// registration, consent, an engagement up to its contract, every fourth one a complaint, then what
// is said and done over the years. Events of different customers lie between each other.
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

// Makes a store with the shipped policies, one administrator "admin" and one project with its
// disclosure. System clock.
void MakeStore(const StorePlace& place);

// Opens it as the program does. `files` and `random` outlive what is returned.
[[nodiscard]] std::unique_ptr<app::DiskStore> OpenStore(Files& files, Random& random,
                                                        const StorePlace& place);

// Queues commands of "admin" and carries out whatever waits. Every one must be accepted.
class Submitter {
 public:
  explicit Submitter(query::OpenStore& store) : store_(store) {}

  // `data` is the command's JSON object.
  void Queue(std::string_view command, const std::string& scope, std::string_view data);
  // Returns when all that were queued are durable and answered.
  void Finish();
  [[nodiscard]] int waiting() const { return queued_ - answered_; }

 private:
  query::OpenStore& store_;
  int queued_ = 0;
  int answered_ = 0;
};

[[nodiscard]] std::string CustomerScope(std::uint64_t customer);

// The endless history of `customers` customers: step by step, each step for all of them.
class History {
 public:
  History(query::OpenStore& store, std::uint64_t customers);

  // Makes the next `commands` commands durable.
  void Write(int commands);

 private:
  void Queue(std::uint64_t customer, std::uint64_t step);
  void Talk(const std::string& scope, std::uint64_t customer, std::uint64_t step);

  query::OpenStore& store_;
  Submitter submitter_;
  const std::uint64_t customers_;
  std::uint64_t next_ = 0;
};

}  // namespace tenure::bench
