// Applies changes of the fold on a thread of its own, while the engine decides the next batches.
#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

#include "store/applier.h"

namespace tenure::app {

class BackgroundApplier final : public store::Applier {
 public:
  // `store` outlives it. Until the first Begin there is no thread.
  explicit BackgroundApplier(store::Store& store) : store_(store) {}
  // Applies what was begun. Its error has nobody to go to: the log has the records, the next
  // opening folds them again.
  ~BackgroundApplier() override;

  BackgroundApplier(const BackgroundApplier&) = delete;
  BackgroundApplier& operator=(const BackgroundApplier&) = delete;

  Result<void> Begin(store::StoreChange change) override;
  Result<void> Finish() override;

 private:
  void Work();

  store::Store& store_;
  std::thread worker_;
  std::mutex mutex_;  // guards all below
  std::condition_variable turn_;
  std::optional<store::StoreChange> begun_;  // until it is in the store
  std::optional<Error> failed_;
  bool ending_ = false;
};

}  // namespace tenure::app
