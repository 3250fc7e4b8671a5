// RapidJSON as a tokeniser, in this file alone: events become a tree, and what the contract forbids
// (depth, duplicate keys, broken UTF-8) is refused where it stands.
#include "contract/json_value.h"

#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <algorithm>
#include <optional>

#include "base/text_check.h"

namespace tenure::contract {
namespace {

class TreeBuilder {
 public:
  bool Null() { return Put({}); }
  bool Bool(bool value) {
    return Put({.kind = JsonValue::Kind::kBool, .boolean = value, .text = {}});
  }
  bool RawNumber(const char* text, rapidjson::SizeType size, bool) {
    return Put({.kind = JsonValue::Kind::kNumber, .text = std::string(text, size)});
  }
  bool String(const char* text, rapidjson::SizeType size, bool) {
    if (!IsUtf8({text, size})) return Refuse(v1::BAD_UTF8, {{"field", PathOfNext()}});
    return Put({.kind = JsonValue::Kind::kString, .text = std::string(text, size)});
  }
  bool StartObject() { return Open(JsonValue::Kind::kObject); }
  bool StartArray() { return Open(JsonValue::Kind::kArray); }
  bool EndObject(rapidjson::SizeType) { return Close(); }
  bool EndArray(rapidjson::SizeType) { return Close(); }
  bool Key(const char* text, rapidjson::SizeType size, bool) {
    const std::string_view key(text, size);
    if (!IsUtf8(key)) return Refuse(v1::BAD_UTF8, {{"field", PathOf(open_.size())}});
    if (open_.back().value.Find(key) != nullptr) {
      return Refuse(v1::DUPLICATE_KEY, {{"field", JoinPath(PathOf(open_.size()), ShownName(key))}});
    }
    open_.back().key = key;
    return true;
  }
  // The other number events never come: numbers are read as text.
  bool Int(int) { return false; }
  bool Uint(unsigned) { return false; }
  bool Int64(std::int64_t) { return false; }
  bool Uint64(std::uint64_t) { return false; }
  bool Double(double) { return false; }

  std::optional<Refused>& refused() { return refused_; }
  JsonValue& root() { return root_; }

 private:
  struct Level {
    JsonValue value;
    std::string key;  // of the member being read
  };

  bool Refuse(v1::Refusal code, Facts facts) {
    refused_ = Refused{code, std::move(facts)};
    return false;
  }
  // The path of the container at depth `count`.
  std::string PathOf(std::size_t count) const {
    std::string path;
    for (std::size_t i = 0; i + 1 < count; ++i) path = Step(path, open_[i]);
    return path;
  }
  static std::string Step(const std::string& path, const Level& level) {
    if (level.value.kind == JsonValue::Kind::kObject) return JoinPath(path, ShownName(level.key));
    return IndexPath(path, level.value.items.size());
  }
  std::string PathOfNext() const {
    return open_.empty() ? "" : Step(PathOf(open_.size()), open_.back());
  }
  bool Open(JsonValue::Kind kind) {
    if (open_.size() == kJsonDepthMax) {
      return Refuse(v1::TOO_DEEP, {{"limit", std::to_string(kJsonDepthMax)}});
    }
    open_.push_back({.value = {.kind = kind, .text = {}}, .key = {}});
    return true;
  }
  bool Close() {
    JsonValue done = std::move(open_.back().value);
    open_.pop_back();
    return Put(std::move(done));
  }
  bool Put(JsonValue value) {
    if (open_.empty()) {
      root_ = std::move(value);
    } else if (open_.back().value.kind == JsonValue::Kind::kObject) {
      open_.back().value.members.emplace_back(open_.back().key, std::move(value));
    } else {
      open_.back().value.items.push_back(std::move(value));
    }
    return true;
  }

  std::vector<Level> open_;
  JsonValue root_;
  std::optional<Refused> refused_;
};

tl::unexpected<Refused> BadJson(const std::string& what, std::size_t offset) {
  return tl::unexpected(
      Refused{v1::BAD_JSON, {{"detail", what + " (byte " + std::to_string(offset + 1) + ")"}}});
}

}  // namespace

const JsonValue* JsonValue::Find(std::string_view name) const {
  const auto found = std::ranges::find(members, name, &std::pair<std::string, JsonValue>::first);
  return found == members.end() ? nullptr : &found->second;
}

std::string JsonValue::TextOf(std::string_view name) const {
  const JsonValue* value = Find(name);
  return value == nullptr ? std::string() : value->text;
}

std::string JoinPath(std::string_view path, std::string_view name) {
  std::string joined(path);
  if (!joined.empty()) joined += '.';
  return joined += name;
}

std::string ShownName(std::string_view name) {
  constexpr std::size_t kShownBytesMax = 64;
  std::string shown;
  for (const char c : name.substr(0, kShownBytesMax)) {
    shown += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? '_' : c;
  }
  while (!IsUtf8(shown)) shown.pop_back();  // the cut may stand inside a character
  return shown;
}

std::string IndexPath(std::string_view path, std::size_t index) {
  return std::string(path) + "[" + std::to_string(index) + "]";
}

Checked<JsonValue> ParseJson(std::string_view text, std::size_t bytes_max) {
  if (text.size() > bytes_max) {
    return tl::unexpected(Refused{v1::COMMAND_TOO_LARGE, {{"limit", std::to_string(bytes_max)}}});
  }
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  rapidjson::MemoryStream stream(text.data(), text.size());
  rapidjson::Reader reader;
  TreeBuilder builder;
  constexpr unsigned kFlags =
      rapidjson::kParseIterativeFlag | rapidjson::kParseNumbersAsStringsFlag;
  const rapidjson::ParseResult result = reader.Parse<kFlags>(stream, builder);
  if (builder.refused()) return tl::unexpected(std::move(*builder.refused()));
  if (result.IsError()) {
    return BadJson(rapidjson::GetParseError_En(result.Code()), result.Offset());
  }
  // A zero byte looks like the end to the reader.
  if (stream.Tell() < text.size()) return BadJson("a zero byte", stream.Tell());
  return std::move(builder.root());
}

}  // namespace tenure::contract
