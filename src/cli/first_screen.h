// What a manager sees first: what is due by kind, how late; the house's key figures; where to look
// next. Read models only, as an auditor of the demo reads them; English or Chinese.
#pragma once

#include "cli/console.h"
#include "query/open_store.h"

namespace tenure::cli {

[[nodiscard]] Result<void> ShowFirstScreen(Console& console, query::OpenStore& store);

}  // namespace tenure::cli
