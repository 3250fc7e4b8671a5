// Stores on disk: the only place that puts log, folded store, views, keys and engine together.
//   <store>/            identity, log/, run/lock, store-p00000-f<fold version>/, views/
//   <store>.keys/       beside it: never inside, never in its backup
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/file_port.h"
#include "base/random.h"
#include "cli/verbs.h"

namespace tenure::app {

class DiskStoreDoor final : public cli::StoreDoor {
 public:
  DiskStoreDoor();
  ~DiskStoreDoor() override;

  Result<std::unique_ptr<query::OpenStore>> Open(const cli::GlobalOptions& options) override;
  Result<void> Create(const cli::GlobalOptions& options, const cli::InitRequest& request) override;
  Result<std::unique_ptr<cli::FreshStores>> Fresh() override;
  std::vector<cli::JsonValue> Examine(const cli::GlobalOptions& options) override;
  Result<void> Backup(const cli::GlobalOptions& options, const std::string& directory) override;
  Result<void> Restore(const cli::GlobalOptions& options, const std::string& directory) override;
  Result<std::unique_ptr<cli::OpenedLog>> OpenLog(const cli::GlobalOptions& options) override;
  Result<log::SurveyReport> Survey(const cli::GlobalOptions& options,
                                   const log::SurveyRequest& request) override;
  std::optional<std::string> KeyNote(const cli::GlobalOptions& options,
                                     std::string_view name) override;
  Files& files() override { return *files_; }
  Random& random() override { return *random_; }
  double ElapsedSeconds() const override;

 private:
  std::unique_ptr<Files> files_;
  std::unique_ptr<Random> random_;
  const std::chrono::steady_clock::time_point started_;
};

}  // namespace tenure::app
