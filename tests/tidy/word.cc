#include "tidy/word.h"

#include <algorithm>
#include <map>
#include <optional>
#include <regex>
#include <sstream>

#include "base/assert.h"

namespace tenure::tidy {
namespace {

constexpr std::string_view kWordsPath = "tests/tidy/words.txt";

std::vector<std::string> Split(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> parts;
  for (std::string part; stream >> part;) parts.push_back(part);
  return parts;
}

std::string WithoutGaps(std::string text) {
  for (std::size_t at = text.find("{}"); at != std::string::npos; at = text.find("{}")) {
    text.erase(at, 2);
  }
  return text;
}

bool IsAmong(const SourceFile& file, const std::vector<std::string>& parts) {
  return std::any_of(parts.begin(), parts.end(), [&](const std::string& part) {
    return file.path.starts_with(part) || file.path.ends_with(part);
  });
}

// Reads one block up to the next; `at` is behind it.
Word ReadBlock(const std::vector<std::string>& lines, std::size_t* at) {
  const std::string& head = lines[(*at)++];
  std::map<std::string, std::string> fields;
  for (; *at < lines.size() && !lines[*at].starts_with("["); ++*at) {
    const std::string& line = lines[*at];
    const std::size_t colon = line.find(':');
    if (line.starts_with("#") || colon == std::string::npos) continue;
    const std::size_t value = line.find_first_not_of(' ', colon + 1);
    fields[line.substr(0, colon)] = value == std::string::npos ? "" : line.substr(value);
  }
  Word word;
  word.rule = head.substr(1, head.find(']') - 1);
  word.find = WithoutGaps(fields["find"]);
  if (fields.contains("match")) word.match = std::regex(WithoutGaps(fields["match"]));
  TENURE_ASSERT(word.match || !word.find.empty(), "[{}] finds nothing", word.rule);
  TENURE_ASSERT(fields["in"] == "code" || fields["in"] == "text", "[{}] in?", word.rule);
  word.in_code = fields["in"] == "code";
  word.where = Split(fields["where"]);
  word.except = Split(fields["except"]);
  word.say = fields["say"];
  word.bad = WithoutGaps(fields["bad"]);
  return word;
}

void CheckWord(const Word& word, const SourceFile& file, Findings* findings) {
  if (!word.AppliesTo(file) || file.text.find(word.find) == std::string::npos) return;
  const std::vector<std::string>& lines = word.in_code ? file.code : file.lines;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (!word.IsIn(lines[i])) continue;
    findings->push_back({word.rule, file.path, i + 1, fmt::format("write {}", word.say)});
  }
}

}  // namespace

bool Word::AppliesTo(const SourceFile& file) const {
  if (file.path == kWordsPath || (in_code && !file.IsCpp())) return false;
  return (where.empty() || IsAmong(file, where)) && !IsAmong(file, except);
}

bool Word::IsIn(const std::string& line) const {
  if (line.find(find) == std::string::npos) return false;
  return !match || std::regex_search(line, *match);
}

std::vector<Word> ReadWords(std::string_view text) {
  const std::vector<std::string> lines = SplitLines(text);
  std::vector<Word> words;
  std::size_t at = 0;
  while (at < lines.size() && !lines[at].starts_with("[")) ++at;
  while (at < lines.size()) words.push_back(ReadBlock(lines, &at));
  return words;
}

Findings CheckWords(const Tree& tree) {
  Findings findings;
  const SourceFile* list = tree.Find(kWordsPath);
  if (list == nullptr) return {{"words", std::string(kWordsPath), 0, "is missing"}};
  for (const Word& word : ReadWords(list->text)) {
    for (const SourceFile& file : tree.files()) CheckWord(word, file, &findings);
  }
  return findings;
}

}  // namespace tenure::tidy
