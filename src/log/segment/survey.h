// Reads the files of one partition for themselves, without opening the log: whatever is damaged,
// missing or foreign is noted with its range, and the survey goes on behind it. Needs no lock and
// no right to write; records appended meanwhile may be seen or not.
#pragma once

#include <string>

#include "base/file_port.h"
#include "log/survey.h"
#include "tenure/result.h"

namespace tenure::log {

// `store` is the store's directory. kStoreMissing when there is neither identity nor log,
// kStoreFormat for a format this program does not know, kIoFailed.
[[nodiscard]] Result<SurveyReport> SurveyFiles(Files& files, const std::string& store,
                                               std::uint32_t partition,
                                               const SurveyRequest& request);

}  // namespace tenure::log
