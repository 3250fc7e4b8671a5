// Seals full segments on a thread of its own: compressing and syncing 16 MiB would keep the callers
// of one batch waiting for a tenth of a second.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "log/segment/segment_log.h"

namespace tenure::app {

class BackgroundSealer {
 public:
  BackgroundSealer() = default;
  // Finishes. The logs must still be there.
  ~BackgroundSealer() { Finish(); }

  BackgroundSealer(const BackgroundSealer&) = delete;
  BackgroundSealer& operator=(const BackgroundSealer&) = delete;

  // For SegmentOptions.on_full: returns at once, the log's full segments are sealed soon. Why one
  // could not be sealed stands in LogStats. The first call starts the thread.
  void Seal(log::SegmentLog& log);

  // Returns when everything is sealed that was asked for and the thread has ended.
  void Finish();

 private:
  void Work();

  std::thread worker_;  // of the thread that calls Seal and Finish
  std::mutex mutex_;    // guards all below
  std::condition_variable asked_;
  log::SegmentLog* full_ = nullptr;
  bool ending_ = false;
};

}  // namespace tenure::app
