#include "golden/released.h"

#include <fmt/format.h>
#include <google/protobuf/text_format.h>

#include <algorithm>
#include <charconv>
#include <vector>

#include "base/hex.h"

namespace tenure::golden {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

void AddPaths(const Message& message, const std::string& above, std::set<std::string>* paths) {
  const auto* read = message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  read->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    const std::string path = above.empty() ? field->name() : above + "." + field->name();
    paths->insert(path);
    if (field->message_type() == nullptr) continue;
    if (!field->is_repeated()) {
      AddPaths(read->GetMessage(message, field), path, paths);
      continue;
    }
    for (int i = 0; i < read->FieldSize(message, field); ++i) {
      AddPaths(read->GetRepeatedMessage(message, field, i), path, paths);
    }
  }
}

// The newest version of each target.
std::map<std::string, std::uint32_t> VersionsOf(const Folds& folds) {
  std::map<std::string, std::uint32_t> versions;
  for (const auto& [fold, digest] : folds) {
    std::uint32_t& version = versions[fold.target];
    version = std::max(version, fold.version);
  }
  return versions;
}

// A book has the version of the state whose event it is folded with: 0 when that is unknown too.
std::uint32_t VersionOf(const std::map<std::string, std::uint32_t>& versions,
                        const std::string& target) {
  auto version = versions.find(target);
  if (version == versions.end()) version = versions.find(target.substr(0, target.find('/')));
  return version == versions.end() ? 0 : version->second;
}

constexpr std::string_view kRaise =
    "raise the fold_version of the state or the version of the read model, then run "
    "tools/regenerate";

}  // namespace

std::string_view EventOf(std::string_view sample) { return sample.substr(0, sample.find('/')); }

std::string WordsOf(const Message& message) {
  google::protobuf::TextFormat::Printer printer;
  printer.SetSingleLineMode(true);
  std::string words;
  printer.PrintToString(message, &words);
  while (words.ends_with(' ')) words.pop_back();
  return words;
}

std::set<std::string> PathsOf(const Message& message) {
  std::set<std::string> paths;
  AddPaths(message, "", &paths);
  return paths;
}

std::string FaultOfSample(std::string_view sample, std::string_view hex, const std::string& words,
                          const Message& prototype) {
  const std::optional<std::string> bytes = BytesOfHex(hex);
  const std::unique_ptr<Message> message(prototype.New());
  if (!bytes || !message->ParseFromString(*bytes)) {
    return fmt::format("{}: its released bytes cannot be read any more", sample);
  }
  const std::string now = WordsOf(*message);
  if (now != words) {
    return fmt::format(
        "{}: its released bytes said\n  {}\nand say now\n  {}\nkeep numbers, types and names of "
        "its fields as they were",
        sample, words, now);
  }
  if (message->SerializeAsString() != *bytes) {
    return fmt::format("{}: its fields are written to other bytes than released", sample);
  }
  return "";
}

std::optional<Fold> ParseFold(std::string_view text) {
  const std::size_t first = text.find(' ');
  const std::size_t second = text.find(' ', first + 1);
  if (first == text.npos || second == text.npos) return std::nullopt;
  Fold fold{std::string(text.substr(0, first)),
            std::string(text.substr(first + 1, second - first - 1)), 0};
  const std::string_view number = text.substr(second + 1);
  const auto [end, error] =
      std::from_chars(number.data(), number.data() + number.size(), fold.version);
  if (error != std::errc() || end != number.data() + number.size()) return std::nullopt;
  return fold;
}

std::string TextOf(const Fold& fold) {
  return fmt::format("{} {} {}", fold.sample, fold.target, fold.version);
}

Folds NewFolds(const Folds& released, const Folds& now, const Lines& samples) {
  const auto versions = VersionsOf(released);
  Folds added;
  for (const auto& [fold, digest] : now) {
    if (released.contains(fold)) continue;
    const bool same = VersionOf(versions, fold.target) == fold.version;
    if (!same || !samples.contains(fold.sample)) added.emplace(fold, digest);
  }
  return added;
}

std::set<std::string> FaultsOfFolds(const Folds& released, const Folds& now) {
  std::set<std::string> faults;
  const auto versions = VersionsOf(now);
  for (const auto& [fold, digest] : released) {
    const std::uint32_t version = VersionOf(versions, fold.target);
    if (version == 0 || fold.version < version) continue;
    if (fold.version > version) {
      faults.insert(fmt::format("{}: its version {} was released and went back to {}", fold.target,
                                fold.version, version));
    } else if (!now.contains(fold)) {
      faults.insert(fmt::format("{}: it is not fed there any more; {}", TextOf(fold), kRaise));
    } else if (now.at(fold) != digest) {
      faults.insert(fmt::format("{}: its output changed; {}", TextOf(fold), kRaise));
    }
  }
  const auto known = VersionsOf(released);
  for (const auto& [fold, digest] : now) {
    if (released.contains(fold)) continue;
    const std::uint32_t version = VersionOf(known, fold.target);
    if (version < fold.version) {
      faults.insert(fmt::format("{}: it is new; run tools/regenerate", TextOf(fold)));
    } else if (version == fold.version) {
      faults.insert(fmt::format(
          "{}: it has no digest; run tools/regenerate, and if it adds none, the event was released "
          "before and is fed there anew: {}",
          TextOf(fold), kRaise));
    }
  }
  return faults;
}

}  // namespace tenure::golden
