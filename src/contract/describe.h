// What can be told about a command or event from its declaration alone: for `command show`, forms,
// OpenAPI and the reference pages.
#pragma once

#include <google/protobuf/descriptor.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "contract/json_writer.h"
#include "tenure/v1/options.pb.h"

namespace tenure::contract {

struct FieldDescription {
  std::string name;
  // "string", "integer", "boolean", "enum", "date", "instant", "span", "money", "hex" or "object".
  std::string type;
  bool repeated = false;
  bool required = false;
  v1::Personal personal = v1::NO;
  v1::Text title;
  std::string unit, ref;
  std::string example;                                         // JSON text, or empty
  std::optional<std::pair<std::int64_t, std::int64_t>> range;  // of an integer, or a money's minor
  std::size_t length_max = 0;                                  // as enforced; 0: has no length
  std::vector<std::string> values;       // of an enum, without the unspecified one
  std::vector<FieldDescription> fields;  // of an object; empty for a type inside itself
};

// In the order of the contract, without the fields that the system fills.
[[nodiscard]] std::vector<FieldDescription> DescribeFields(
    const google::protobuf::Descriptor* type);

// An example of `data` as JSON text: the command's own, else an object made of its fields'
// examples, nested objects where something inside has one.
[[nodiscard]] std::string ExampleOf(const google::protobuf::Descriptor* type);

// The array "fields" of `command show -o json`: name, type, required, personal (null or the class),
// title, example, min, max, length_max, and where there are any values, fields, unit, ref,
// repeated.
void WriteFields(JsonWriter& json, const std::vector<FieldDescription>& fields);

// "contact", "identity", "free_text"; empty for what is not personal.
[[nodiscard]] std::string_view PersonalWord(v1::Personal personal);

}  // namespace tenure::contract
