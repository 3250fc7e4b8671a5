// The door: a caller's command is checked as far as that needs no state, its personal fields are
// sealed, its keyed hashes and digest are made. What passes is judged by the engine; what does not
// is refused with nothing written. Any thread, as far as the sealer allows.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/random.h"
#include "seal/seal.h"
#include "tenure/domain.h"
#include "tenure/v1/command.pb.h"

namespace tenure::engine {

// A command as a caller gives it. `data` holds everything in clear.
struct CommandRequest {
  std::string command;  // "FileComplaint"
  std::string scope;
  std::unique_ptr<Message> data;
  std::string actor;
  std::string on_behalf_of;
  std::optional<std::string> command_id;  // UUID, or any name of at most 128 bytes
  std::string correlation_id;             // UUID or name, like command_id
  std::optional<std::uint64_t> expected_version;
  std::optional<Time> effective_at;
  std::optional<Time> now;  // simulated clocks only
  std::optional<std::string> reason;
  bool validate_only = false;
  v1::CommandOrigin origin;
};

class Gateway {
 public:
  // All references outlive it.
  Gateway(const Domain& domain, seal::Sealer& sealer, Random& random)
      : domain_(domain), sealer_(sealer), random_(random) {}

  // The sealed command, or the refusal to show. `now` gives a fresh command id its time.
  // Errors: the key store failed; nothing is known of the command then, nothing was written of it
  // but keys.
  using Admitted = tl::expected<v1::SealedCommand, Refused>;
  [[nodiscard]] Result<Admitted> Admit(CommandRequest request, Time now);

  // A command of the program itself (init, clock): actor "system", never refused here.
  [[nodiscard]] Result<v1::SealedCommand> AdmitSystem(std::string scope, const Message& data,
                                                      Time now);

 private:
  std::optional<Refused> Check(const CommandRequest& request, const CommandEntry* entry) const;
  [[nodiscard]] std::optional<CommandId> IdOf(const std::optional<std::string>& text,
                                              const std::string& scope, Time now);
  Result<void> SealInto(const CommandRequest& request, const CommandEntry& entry,
                        const CommandId& id, v1::SealedCommand* out);

  const Domain& domain_;
  seal::Sealer& sealer_;
  Random& random_;
};

}  // namespace tenure::engine
