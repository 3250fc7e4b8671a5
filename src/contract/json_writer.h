// JSON out: a small streaming writer, and any message of the contract in the forms of docs/cli. The
// same message gives the same bytes everywhere.
#pragma once

#include <google/protobuf/message.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "contract/sealed_view.h"

namespace tenure::contract {

// Builds one JSON text. Calls must nest (asserted). Strings are UTF-8; broken bytes become U+FFFD.
//   JsonWriter json;  json.BeginObject();  json.Key("id").String("CC-1");  json.EndObject();
class JsonWriter {
 public:
  enum class Layout : std::uint8_t { kOneLine, kIndented };  // two spaces a level
  explicit JsonWriter(Layout layout = Layout::kOneLine) : layout_(layout) {}

  JsonWriter& BeginObject();
  JsonWriter& EndObject();
  JsonWriter& BeginArray();
  JsonWriter& EndArray();
  JsonWriter& Key(std::string_view name);
  JsonWriter& String(std::string_view text);
  JsonWriter& Int(std::int64_t number);
  JsonWriter& Uint(std::uint64_t number);
  JsonWriter& Bool(bool value);
  JsonWriter& Null();
  // A value that is JSON already, such as FieldOptions.example.
  JsonWriter& Raw(std::string_view json);
  // String, or null for an empty text.
  JsonWriter& StringOrNull(std::string_view text);

  // The whole text, once every object and array is closed.
  [[nodiscard]] const std::string& text() const;

 private:
  struct Level {
    bool object;
    bool empty = true;
    bool key_given = false;
  };
  void BeforeValue();
  void NewLine();
  JsonWriter& Begin(bool object);
  JsonWriter& End(bool object);

  const Layout layout_;
  std::string text_;
  std::vector<Level> open_;
};

struct MessageJsonOptions {
  bool absent_as_null = false;         // else absent fields are left out
  const SealStates* sealed = nullptr;  // personal fields that this reader does not see
  bool zeros = false;  // numbers and booleans without presence are written at 0 and false too
  bool camel_case = false;
};

// One value: an object. Fields in the order of the contract, snake_case; 64-bit integers as
// numbers; a field that `sealed` lists as kNoAccess or kErased is {"sealed":"no_access"} or
// {"sealed":"erased"}. Fields without presence are left out when they hold their default, but a
// required one is always written.
void WriteMessage(JsonWriter& json, const google::protobuf::Message& message,
                  const MessageJsonOptions& options = {});

[[nodiscard]] std::string MessageToJson(const google::protobuf::Message& message,
                                        const MessageJsonOptions& options = {});

}  // namespace tenure::contract
