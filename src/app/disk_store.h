// One store opened from disk, with everything on top of it.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "app/background_applier.h"
#include "app/background_sealer.h"
#include "base/file_port.h"
#include "base/random.h"
#include "log/segment/segment_log.h"
#include "query/open_store.h"
#include "seal/file_key_store.h"

namespace tenure::app {

class SystemClock final : public Clock {
 public:
  Time Now() override {
    return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
  }
};

struct DiskPlace {
  std::string store;
  std::string keys;
  double wait_seconds = 0;  // for the lock
};

// Makes the head as it stands now the one that the next opening expects at least.
[[nodiscard]] Result<void> NoteHead(seal::KeyStore& keys, const log::StoreId& store_id,
                                    const log::Log& log);

class DiskStore final : public query::OpenStore {
 public:
  // Locks, verifies the log against its anchor and the note beside the keys, folds what the store
  // lacks. Folded stores that are damaged or of another fold version are deleted and folded anew:
  // the log is the truth.
  [[nodiscard]] static Result<std::unique_ptr<DiskStore>> Open(Files& files, Random& random,
                                                               const DiskPlace& place);
  ~DiskStore() override;
  Result<void> Close() override;

  [[nodiscard]] log::SegmentLog& segments() { return directory_log_->partition(0); }

 private:
  DiskStore() = default;
  Result<void> CheckNote();
  Result<void> CheckKeys(Position from) const;
  Result<void> OpenFolded();
  Result<void> OpenEngine();

  SystemClock clock_;
  std::string store_path_;
  std::string views_path_;
  std::unique_ptr<log::LogDirectory> directory_log_;
  std::unique_ptr<BackgroundSealer> segment_sealer_;  // ends before the logs do
  std::unique_ptr<seal::FileKeyStore> key_store_;
  std::unique_ptr<store::Store> folded_;
  std::unique_ptr<store::ViewStore> view_store_;
  std::unique_ptr<BackgroundApplier> applier_;
  std::unique_ptr<seal::Sealer> own_sealer_;
  std::unique_ptr<engine::Engine> own_engine_;
  std::unique_ptr<engine::Gateway> own_gateway_;
  std::unique_ptr<engine::Projector> own_projector_;
  bool closed_ = false;
};

}  // namespace tenure::app
