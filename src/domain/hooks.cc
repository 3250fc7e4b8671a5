// The hooks through which the engine asks the domain what holds for every command, and the table of
// all aggregates of this build.
#include "domain/dispatch.gen.h"
#include "domain/rules_access.h"
#include "tenure/domain.h"
#include "tenure/values.h"

namespace tenure {
namespace {

constexpr std::uint32_t kApprovalHoursWithoutPolicy = 168;

class TenureDomain final : public Domain {
 public:
  TenureDomain() : Domain(GeneratedCommands(), GeneratedEvents(), GeneratedAggregates()) {}

  std::optional<Refused> CommonGuards(const CommandEntry& command,
                                      const DecideContext& context) const override {
    const std::string& scope = context.stream.scope.text;
    if (!scope.starts_with("customer/")) return std::nullopt;
    const std::string_view subject = ScopeName(scope);
    if (context.actor.id == subject || context.actor.on_behalf_of == subject) {
      return Refused{v1::ACTOR_IS_SUBJECT, {{"actor", context.actor.id}}};
    }
    const v1::CustomerBook& customer = context.book.customer();
    const bool registers = command.options->creates() && context.stream.id.empty();
    if (!customer.registered()) {
      if (registers) return std::nullopt;
      return Refused{v1::UNKNOWN_CUSTOMER, {{"scope", scope}}};
    }
    if (customer.erased()) return Refused{v1::CUSTOMER_ERASED, {{"scope", scope}}};
    if (!customer.merged_into().empty() && !command.options->of_merged()) {
      return Refused{v1::CUSTOMER_MERGED, {{"into", customer.merged_into()}}};
    }
    return std::nullopt;
  }

  Authority Authorise(const Rules& rules, const Actor& actor, std::string_view permission,
                      Time now) const override {
    return domain::AuthorityOf(rules, actor, permission, now);
  }

  Time ApprovalExpiry(const Rules& rules, Time now) const override {
    const auto* version = domain::VersionInForce(rules, "approval", now);
    const std::uint32_t hours = version == nullptr
                                    ? kApprovalHoursWithoutPolicy
                                    : version->body().approval().expires_after_hours();
    return now + std::chrono::hours(hours);
  }
};

}  // namespace

const Domain& BuiltInDomain() {
  static const TenureDomain domain;
  return domain;
}

}  // namespace tenure
