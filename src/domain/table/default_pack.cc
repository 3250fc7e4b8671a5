// Parses the shipped policies.
#include "domain/table/default_pack.h"

#include <google/protobuf/text_format.h>

#include "base/assert.h"

namespace tenure::domain {

std::vector<PackPolicy> DefaultPack() {
  std::vector<PackPolicy> pack;
  for (const PackText& file : DefaultPackTexts()) {
    PackPolicy policy;
    policy.policy = std::string(file.policy);
    const bool parsed =
        google::protobuf::TextFormat::ParseFromString(std::string(file.text), &policy.body);
    TENURE_ASSERT(parsed, "packs/default/{}.txtpb does not parse", file.policy);
    pack.push_back(std::move(policy));
  }
  return pack;
}

}  // namespace tenure::domain
