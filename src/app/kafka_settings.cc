#include "app/kafka_settings.h"

#include <fmt/format.h>

#include <cstdlib>

#include "base/hex.h"

namespace tenure::app {
namespace {

constexpr std::uint64_t kSettingsBytesMax = 64 * 1024;

std::string Trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r' ||
                           text.back() == '\n')) {
    text.remove_suffix(1);
  }
  return std::string(text);
}

Result<std::string> ValueOf(Files& files, const std::string& name, const std::string& text) {
  if (text.starts_with("file:")) {
    auto bytes = ReadWholeFile(files, text.substr(5), kSettingsBytesMax);
    if (!bytes) {
      return Fail(ErrorCode::kInvalidInput, fmt::format("the file for {} cannot be read", name));
    }
    return Trimmed(*bytes);
  }
  if (text.starts_with("env:")) {
    const char* value = std::getenv(text.substr(4).c_str());
    if (value == nullptr) {
      return Fail(ErrorCode::kInvalidInput, fmt::format("the variable for {} is not set", name));
    }
    return std::string(value);
  }
  return text;
}

std::pair<std::string, std::string> Split(const std::string& path) {
  const std::size_t slash = path.find_last_of('/');
  if (slash == std::string::npos) return {".", path};
  return {slash == 0 ? "/" : path.substr(0, slash), path.substr(slash + 1)};
}

}  // namespace

Result<kafka::Place> PlaceOf(Files& files, const cli::KafkaWords& words) {
  kafka::Place place;
  place.settings.brokers = words.brokers;
  place.prefix = words.prefix;
  if (words.config.empty()) return place;
  const std::string text = TENURE_TRY(ReadWholeFile(files, words.config, kSettingsBytesMax));
  std::size_t number = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string line = Trimmed(std::string_view(text).substr(at, end - at));
    at = end + 1;
    ++number;
    if (line.empty() || line.front() == '#') continue;
    const std::size_t equals = line.find('=');
    if (equals == std::string::npos) {
      return Fail(ErrorCode::kInvalidInput,
                  fmt::format("{}:{}: not name=value", words.config, number));
    }
    const std::string name = Trimmed(line.substr(0, equals));
    place.settings.properties[name] =
        TENURE_TRY(ValueOf(files, name, Trimmed(line.substr(equals + 1))));
  }
  return place;
}

Result<seal::Key> ReadMacKey(Files& files, const std::string& path) {
  if (!TENURE_TRY(files.Exists(path))) {
    return Fail(ErrorCode::kKeyMissing, fmt::format("there is no MAC key in {}", path));
  }
  const auto bytes = BytesOfHex(Trimmed(TENURE_TRY(ReadWholeFile(files, path, kSettingsBytesMax))));
  seal::Key key{};
  if (!bytes || bytes->size() != key.size()) {
    return Fail(ErrorCode::kInvalidInput, fmt::format("{} holds no key of 64 hex digits", path));
  }
  std::copy_n(bytes->begin(), key.size(), key.begin());
  return key;
}

Result<void> WriteMacKey(Files& files, const std::string& path, const seal::Key& key) {
  const auto [directory, name] = Split(path);
  const std::string text = HexOf({reinterpret_cast<const char*>(key.data()), key.size()}) + "\n";
  return ReplaceFile(files, directory, name, text);
}

}  // namespace tenure::app
