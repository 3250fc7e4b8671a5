#include "app/background_sealer.h"

#include <utility>

namespace tenure::app {

void BackgroundSealer::Seal(log::SegmentLog& log) {
  {
    const std::lock_guard lock(mutex_);
    full_ = &log;
    ending_ = false;
  }
  if (!worker_.joinable()) worker_ = std::thread([this] { Work(); });
  asked_.notify_one();
}

void BackgroundSealer::Finish() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  asked_.notify_one();
  if (worker_.joinable()) worker_.join();
}

void BackgroundSealer::Work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    asked_.wait(lock, [this] { return full_ != nullptr || ending_; });
    log::SegmentLog* const log = std::exchange(full_, nullptr);
    if (log == nullptr) return;
    lock.unlock();
    for (auto sealed = log->SealNext(); sealed && *sealed;) sealed = log->SealNext();
    lock.lock();
  }
}

}  // namespace tenure::app
