#include "app/background_applier.h"

#include <utility>

namespace tenure::app {

BackgroundApplier::~BackgroundApplier() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  turn_.notify_all();
  if (worker_.joinable()) worker_.join();
}

Result<void> BackgroundApplier::Begin(store::StoreChange change) {
  TENURE_TRY(Finish());
  {
    const std::lock_guard lock(mutex_);
    begun_ = std::move(change);
  }
  if (!worker_.joinable()) worker_ = std::thread([this] { Work(); });
  turn_.notify_all();
  return {};
}

Result<void> BackgroundApplier::Finish() {
  std::unique_lock lock(mutex_);
  turn_.wait(lock, [this] { return !begun_; });
  if (failed_) return tl::unexpected(*failed_);
  return {};
}

void BackgroundApplier::Work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    turn_.wait(lock, [this] { return begun_ || ending_; });
    if (!begun_) return;
    lock.unlock();  // nobody else touches what was begun until it is reset
    const Result<void> applied = store_.Apply(*begun_);
    lock.lock();
    if (!applied) failed_ = applied.error();
    begun_.reset();
    turn_.notify_all();
  }
}

}  // namespace tenure::app
