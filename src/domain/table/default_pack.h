// The policies that a new store begins with: packs/default/, one file a policy, each number with
// the handbook element it serves or the word "default".
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tenure/v1/policy.pb.h"

namespace tenure::domain {

struct PackText {
  std::string_view policy;  // file name without ending: the policy's id
  std::string_view text;    // protobuf text format of PolicyBody
};

struct PackPolicy {
  std::string policy;
  v1::PolicyBody body;
};

// The files' texts, in name order (generated).
[[nodiscard]] std::vector<PackText> DefaultPackTexts();

// Parsed. Ends the process on a file that does not parse: a test reads them all.
[[nodiscard]] std::vector<PackPolicy> DefaultPack();

}  // namespace tenure::domain
