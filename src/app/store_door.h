// Stores on disk: the only place that puts log, folded store, views, keys and engine together.
//   <store>/            identity, log/, run/lock, store-p00000-f<fold version>/, views/
//   <store>.keys/       beside it: never inside, never in its backup
#pragma once

#include <memory>
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

 private:
  std::unique_ptr<Files> files_;
  std::unique_ptr<Random> random_;
};

}  // namespace tenure::app
