// Commands as JSON lines: one object in, one result object out, in line order, each printed once it
// is durable. Used by `submit`, `demo` and tests.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "contract/catalogue.h"
#include "query/open_store.h"
#include "tenure/v1/command.pb.h"

namespace tenure::cli {

struct LineResult {
  std::size_t line = 0;  // from 1
  std::string command;
  std::string given_id;  // as the caller wrote it, before an id was made of it
  v1::Answer answer;
  std::int32_t partition = 0;    // where its positions lie
  std::optional<Error> failure;  // of the world: the answer says UNKNOWN, ask again with its id
};

// Where lines are carried out: a store's engine, or a gateway to engines elsewhere.
class CommandDoor {
 public:
  virtual ~CommandDoor() = default;
  [[nodiscard]] virtual const Domain& domain() const = 0;
  // The partition that writes a scope: part of each position there.
  [[nodiscard]] virtual std::int32_t PartitionOf(const std::string&) const { return 0; }
  // What a fresh command id is dated with.
  [[nodiscard]] virtual Time Now() = 0;
  [[nodiscard]] virtual Result<engine::Gateway::Admitted> Admit(engine::CommandRequest request) = 0;
  // The answer once it is durable; an unknown outcome is an answer or an error.
  [[nodiscard]] virtual Result<v1::Answer> Run(v1::SealedCommand command) = 0;
};

class StoreCommands final : public CommandDoor {
 public:
  // `store` outlives it.
  explicit StoreCommands(query::OpenStore& store) : store_(store) {}
  const Domain& domain() const override { return store_.engine->domain(); }
  Time Now() override { return store_.engine->Now(); }
  Result<engine::Gateway::Admitted> Admit(engine::CommandRequest request) override {
    return store_.gateway->Admit(std::move(request), Now());
  }
  Result<v1::Answer> Run(v1::SealedCommand command) override {
    return store_.engine->Run(std::move(command));
  }

 private:
  query::OpenStore& store_;
};

// Reads, admits and carries out one line. Whatever happens, the answer names the command's id as
// soon as it has one.
[[nodiscard]] LineResult SubmitLine(CommandDoor& door, std::string_view line, std::size_t number,
                                    const std::string& default_actor, bool validate_only);

// The same for lines that come in at the same moment, as from several people: they are decided in
// one batch, none of them knowing what the others cause elsewhere. Results are in their order.
[[nodiscard]] std::vector<LineResult> SubmitTogether(query::OpenStore& store,
                                                     const std::vector<std::string_view>& lines,
                                                     std::size_t first_number);

// The result object as one JSON line, every field present.
[[nodiscard]] std::string ResultJson(const LineResult& result, contract::Language language);

}  // namespace tenure::cli
