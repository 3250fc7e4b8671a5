#include "query/due_across.h"

#include <algorithm>
#include <map>
#include <optional>

#include "query/row_query.h"
#include "tenure/v1/governance.pb.h"
#include "tenure/values.h"

namespace tenure::query {
namespace {

constexpr std::size_t kRowsMax = 1'000'000;

const google::protobuf::FieldDescriptor* FieldOf(const Message& row, const char* name) {
  return row.GetDescriptor()->FindFieldByName(name);
}
std::string TextIn(const Message& row, const char* name) {
  return row.GetReflection()->GetString(row, FieldOf(row, name));
}
std::uint32_t NumberIn(const Message& row, const char* name) {
  return row.GetReflection()->GetUInt32(row, FieldOf(row, name));
}
std::uint64_t SequenceIn(const Message& row, const char* name) {
  return row.GetReflection()->GetUInt64(row, FieldOf(row, name));
}

// nullopt where there is no such row.
Result<std::optional<Row>> RowIf(const OpenStore& store, std::string_view projection,
                                 const std::string& key) {
  auto row = GetRow(store, projection, key);
  if (row) return std::optional<Row>(*std::move(row));
  if (row.error().code == ErrorCode::kNotFound) return std::optional<Row>();
  return tl::unexpected(row.error());
}

bool HasRole(const OpenStore& store, const std::string& actor) {
  const auto* authority = store.engine->rules().Get<v1::AuthorityState>(actor);
  if (authority == nullptr) return false;
  const Time now = store.engine->Now();
  return std::any_of(authority->grants().begin(), authority->grants().end(), [&](const auto& one) {
    return TimeOf(one.from()) <= now && (!one.has_to() || now < TimeOf(one.to()));
  });
}

// The event by which somebody's last role went, or came with its end.
Result<std::uint64_t> WhyAbsent(const OpenStore& store, const std::string& actor) {
  const RowFilter his{.where = {{"actor_id", actor}}, .limit = kRowsMax};
  std::uint64_t why = 0;
  for (const Row& row : TENURE_TRY(FindRows(store, "policy_history", his))) {
    if (!TextIn(*row.row, "role").empty()) why = std::max(why, SequenceIn(*row.row, "why"));
  }
  return why;
}

}  // namespace

Result<std::vector<DueAcross>> ChangedDisclosures(const OpenStore& store) {
  std::vector<DueAcross> due;
  const RowFilter waiting{.where = {{"stage", "DISCLOSED"}}, .limit = kRowsMax};
  for (const Row& row : TENURE_TRY(FindRows(store, "lifecycle_funnel", waiting))) {
    const std::string engagement = TextIn(*row.row, "engagement");
    const auto known = TENURE_TRY(RowIf(store, "disclosures", "engagement/" + row.key));
    const auto project =
        TENURE_TRY(RowIf(store, "disclosures", "project/" + TextIn(*row.row, "project")));
    if (!known || !project) continue;
    const std::uint32_t version = NumberIn(*project->row, "version");
    if (NumberIn(*known->row, "acknowledged_version") >= version) continue;
    due.push_back({"customer/" + TextIn(*row.row, "customer"), engagement, "DISCLOSURE_CHANGED",
                   SequenceIn(*project->row, "why"), std::string(kGovernanceScope),
                   "RecordDisclosureAcknowledgement", std::to_string(version)});
  }
  return due;
}

Result<std::vector<DueAcross>> AbsentOwners(const OpenStore& store) {
  std::vector<DueAcross> due;
  std::map<std::string, std::optional<std::uint64_t>> absent;  // why, of owners without a role
  const RowFilter all{.where = {}, .limit = kRowsMax};
  for (const Row& row : TENURE_TRY(FindRows(store, "customer_profile", all))) {
    const std::string owner = TextIn(*row.row, "owner");
    if (owner.empty() || !TextIn(*row.row, "merged_into").empty()) continue;
    auto known = absent.find(owner);
    if (known == absent.end()) {
      known = absent.emplace(owner, std::nullopt).first;
      if (!HasRole(store, owner)) known->second = TENURE_TRY(WhyAbsent(store, owner));
    }
    if (!known->second) continue;
    due.push_back({"customer/" + row.key, "", "OWNER_ABSENT", *known->second,
                   std::string(kGovernanceScope), "AssignOwner", owner});
  }
  return due;
}

}  // namespace tenure::query
