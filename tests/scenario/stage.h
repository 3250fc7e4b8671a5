// Plays a story on the real program and a store of its own with a simulated clock: every command is
// submitted, every outcome and everything to be seen is compared. At the end the log is folded
// again, and once more after store and read models were deleted: the same states and rows.
#pragma once

#include <string>
#include <vector>

#include "e2e/command_line.h"
#include "scenario/story.h"

namespace tenure::scenario {

// `name` begins the ids of the story's commands, so that a story told twice has the same ids.
[[nodiscard]] std::vector<Mismatch> PlayStory(const Story& story, const std::string& name,
                                              e2e::CommandLine& tenure);

// Reads the file and plays it.
[[nodiscard]] std::vector<Mismatch> PlayFile(const std::string& path, e2e::CommandLine& tenure);

// "file:12: expected …, got …".
[[nodiscard]] std::string TextOf(const std::string& file, const Mismatch& mismatch);

// Of `replay verify`.
struct Digests {
  std::string states;
  std::string rows;
  friend bool operator==(const Digests&, const Digests&) = default;
};

// Both digests when the fold is clean; else what it said, in `wrong`.
[[nodiscard]] Digests VerifiedDigests(const e2e::CommandLine& tenure, std::size_t line,
                                      std::vector<Mismatch>* wrong);

// Deletes what is folded from the log: states and read models.
void DeleteFolded(const std::string& store);

}  // namespace tenure::scenario
