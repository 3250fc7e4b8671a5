// What is left to do after a person was erased: the event stands in the log, then the keys go. Done
// again whenever a store is opened, from where the key store was last: an older key store that was
// put back has an older note, and is erased anew.
#pragma once

#include <cstdint>

#include "log/log.h"
#include "seal/key_store.h"
#include "tenure/result.h"

namespace tenure::query {

// Name of the note: the position up to which every erasure of the log has been carried out.
inline constexpr std::string_view kErasedToNote = "erased-to";

// Destroys the keys of everybody whom a record at or behind the note erases; the note follows. The
// number of subjects whose keys were still there. Cost: reading the records behind the note.
[[nodiscard]] Result<std::uint64_t> SettleErasures(const log::Log& log, seal::KeyStore& keys);

}  // namespace tenure::query
