// Folding records that are already in the log: the catch-up after opening, the rebuild from zero,
// verification and time travel all use it. The live path folds the same events through the same
// Overlay::Apply.
#pragma once

#include "engine/overlay.h"
#include "tenure/v1/record.pb.h"

namespace tenure::engine {

// Folds one record into the overlay's batch: state, book, index, ids, outgoing. kFoldStopped with
// the position when its type is unknown or its payload does not parse; the overlay is then as
// before.
[[nodiscard]] Result<void> FoldRecord(const v1::Record& record, const Domain& domain,
                                      Overlay* overlay);

// The event's message and its context, as Evolve, reactions and projections see them. `stream` must
// outlive the context.
[[nodiscard]] Result<std::unique_ptr<Message>> EventOf(const v1::Record& record,
                                                       const Domain& domain);
[[nodiscard]] StreamKey StreamOf(const v1::Record& record);
[[nodiscard]] EventContext ContextOf(const v1::Record& record, const StreamKey& stream);

}  // namespace tenure::engine
