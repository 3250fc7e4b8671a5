// One open store as readers and the command line see it: ports and the parts built on them. app
// makes it; closing it closes everything in order.
#pragma once

#include <memory>
#include <string>

#include "engine/engine.h"
#include "engine/gateway.h"
#include "engine/projector.h"
#include "log/log.h"
#include "seal/key_store.h"
#include "seal/seal.h"
#include "store/store.h"
#include "store/view_store.h"
#include "tenure/v1/record.pb.h"

namespace tenure::query {

struct OpenStore {
  virtual ~OpenStore() = default;

  v1::StoreMeta meta;
  std::string directory;
  log::Log* log = nullptr;
  store::Store* store = nullptr;
  store::ViewStore* views = nullptr;
  seal::KeyStore* keys = nullptr;
  seal::Sealer* sealer = nullptr;
  engine::Engine* engine = nullptr;
  engine::Gateway* gateway = nullptr;
  engine::Projector* projector = nullptr;
  // Of a store as it was known in the past: the engine of today, whose rules say who may read.
  const engine::Engine* present = nullptr;

  // Ends the session cleanly: head anchor and notes are written. Called by the destructor too,
  // where its error has nobody to go to.
  [[nodiscard]] virtual Result<void> Close() = 0;
};

}  // namespace tenure::query
