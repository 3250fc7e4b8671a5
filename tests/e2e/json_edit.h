// Changes in a JSON value that was read, and the value as text again: command lines made from the
// contract's examples.
#pragma once

#include <string>
#include <utility>

#include "contract/json_writer.h"
#include "e2e/command_line.h"

namespace tenure::e2e {

inline void Write(const JsonValue& value, contract::JsonWriter* json) {
  switch (value.kind) {
    case JsonValue::Kind::kNull:
      json->Null();
      return;
    case JsonValue::Kind::kBool:
      json->Bool(value.boolean);
      return;
    case JsonValue::Kind::kNumber:
      json->Raw(value.text);
      return;
    case JsonValue::Kind::kString:
      json->String(value.text);
      return;
    case JsonValue::Kind::kArray:
      json->BeginArray();
      for (const JsonValue& item : value.items) Write(item, json);
      json->EndArray();
      return;
    case JsonValue::Kind::kObject:
      json->BeginObject();
      for (const auto& [name, member] : value.members) {
        json->Key(name);
        Write(member, json);
      }
      json->EndObject();
  }
}

inline std::string JsonOf(const JsonValue& value) {
  contract::JsonWriter json;
  Write(value, &json);
  return json.text();
}

inline JsonValue String(std::string text) {
  JsonValue value;
  value.kind = JsonValue::Kind::kString;
  value.text = std::move(text);
  return value;
}

inline void Set(JsonValue* object, std::string_view name, JsonValue value) {
  for (auto& [member, old] : object->members) {
    if (member == name) {
      old = std::move(value);
      return;
    }
  }
  object->members.emplace_back(std::string(name), std::move(value));
}

}  // namespace tenure::e2e
