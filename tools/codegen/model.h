// The contract as the generator sees it: commands, events, states and projections with their parsed
// options, grouped as the emitters and checks need them. Descriptors belong to protoc.
#pragma once

#include <google/protobuf/descriptor.h>

#include <map>
#include <string>
#include <vector>

#include "tenure/v1/options.pb.h"

namespace tenure::codegen {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;

struct State {
  const Descriptor* message = nullptr;
  v1::StateOptions options;
};

struct Command {
  const Descriptor* message = nullptr;
  v1::CommandOptions options;
};

struct Event {
  const Descriptor* message = nullptr;
  v1::EventOptions options;
};

struct Projection {
  const Descriptor* row = nullptr;
  v1::ProjectionOptions options;
};

struct Model {
  std::vector<const FileDescriptor*> files;  // in name order, ours only
  std::map<std::string, State> states;       // by aggregate name; the first of equal names
  std::vector<State> declared_states;        // by kind, equal names too
  std::vector<Command> commands;             // by id
  std::vector<Event> events;                 // by id
  std::vector<Projection> projections;       // by name

  [[nodiscard]] const Event* FindEvent(const std::string& message) const;
};

// Reads every file of package tenure.v1 among `files` and what they import.
[[nodiscard]] Model ReadModel(const std::vector<const FileDescriptor*>& files);

// The option message of `descriptor` under extension `number`, parsed anew from its bytes: options
// that protoc read through its own pool are unknown fields to the generated classes.
template <typename Option, typename Options>
bool ReadOption(const Options& options, int number, Option* option);

// "tenure/v1/complaint.proto" is "tenure/v1/complaint".
[[nodiscard]] std::string StemOf(const FileDescriptor* file);

inline constexpr int kCommandOption = 50001;
inline constexpr int kEventOption = 50002;
inline constexpr int kStateOption = 50003;
inline constexpr int kProjectionOption = 50004;
inline constexpr int kFieldOption = 50001;
inline constexpr int kRefusalOption = 50001;
inline constexpr int kEnumTitleOption = 50002;

// The options of a field; all defaults where it declares none.
[[nodiscard]] v1::FieldOptions OptionsOf(const FieldDescriptor* field);

// Declared as personal data of some class.
[[nodiscard]] bool IsPersonal(const FieldDescriptor* field);

// The one command without an aggregate of its own: every state with timers decides it.
inline constexpr char kFireTimer[] = "FireTimer";

}  // namespace tenure::codegen
