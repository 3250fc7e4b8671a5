#include "scenario/story.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace tenure::scenario {
namespace {

constexpr std::string_view kBetween = " · ";

// Takes `word` off the front of `text`.
bool Take(std::string_view word, std::string* text) {
  if (!text->starts_with(word)) return false;
  text->erase(0, word.size());
  return true;
}

bool TakeEnd(std::string_view word, std::string* text) {
  if (!text->ends_with(word)) return false;
  text->erase(text->size() - word.size());
  return true;
}

std::string ScopeOf(const std::string& written) {
  if (written == "company") return "governance/main";
  return written.find('/') == std::string::npos ? "customer/" + written : written;
}

std::vector<std::string> Cells(std::string_view row) {
  row.remove_prefix(1);
  if (row.ends_with('|')) row.remove_suffix(1);
  return Split(row, "|");
}

class Reader {
 public:
  explicit Reader(std::vector<Mismatch>* wrong) : wrong_(wrong) {}

  Story Read(std::string_view text) {
    while (!text.empty()) {
      const std::size_t end = std::min(text.find('\n'), text.size());
      ++line_;
      ReadLine(text.substr(0, end));
      text.remove_prefix(std::min(end + 1, text.size()));
    }
    if (story_.begins.empty()) Wrong("a date in front of the first command", "none");
    return std::move(story_);
  }

 private:
  void Wrong(std::string expected, std::string_view got) {
    wrong_->push_back({line_, std::move(expected), std::string(got)});
  }

  void ReadLine(std::string_view raw) {
    const std::string text = Trim(raw);
    if (text.empty()) {
      title_done_ = title_done_ || !story_.title.empty();
      return;
    }
    if (text.starts_with('#')) return;
    if (!title_done_) {
      story_.title += (story_.title.empty() ? "" : " ") + text;
    } else if (text == "People") {
      in_people_ = true;
    } else if (text.starts_with('|')) {
      ReadRow(Cells(text));
    } else if (raw.front() != ' ') {
      ReadBeat(text);
    } else if (text.starts_with("then ") || text.starts_with("and ")) {
      ReadThen(text.substr(text.find(' ') + 1));
    } else {
      ReadFields(text);
    }
  }

  void ReadRow(std::vector<std::string> cells) {
    if (in_people_) {
      if (cells.size() != 2)
        return Wrong("| actor | role, role |", fmt::format("{}", cells.size()));
      story_.people.push_back({line_, cells[0], Split(cells[1], ",")});
    } else if (table_ == nullptr) {
      Wrong("a table below a field or below `shows`", "a table");
    } else if (table_->columns.empty()) {
      table_->columns = std::move(cells);
    } else if (cells.size() != table_->columns.size()) {
      Wrong(fmt::format("{} cells", table_->columns.size()), std::to_string(cells.size()));
    } else {
      table_->rows.push_back({line_, std::move(cells)});
    }
  }

  // [DATE TIME ·] ACTOR · SCOPE · COMMAND, or a DATE TIME alone.
  void ReadBeat(const std::string& text) {
    in_people_ = false;
    std::vector<std::string> parts = Split(text, kBetween);
    Beat beat{line_, "", Pause()};
    if (auto at = InstantText(parts.front())) {
      beat.at = *at;
      if (story_.begins.empty()) story_.begins = *at;
      parts.erase(parts.begin());
    }
    if (parts.size() == 3) {
      Act act;
      act.actor = parts[0];
      act.scope = ScopeOf(parts[1]);
      act.command = parts[2];
      act.outcome.line = line_;
      beat.what = std::move(act);
    } else if (!parts.empty()) {
      return Wrong("DATE TIME · ACTOR · CUSTOMER or company · COMMAND", text);
    }
    Begin(std::move(beat));
  }

  void Begin(Beat beat) {
    story_.beats.push_back(std::move(beat));
    table_ = nullptr;
    into_ = nullptr;
    with_ = nullptr;
    whole_line_ = false;
    if (auto* act = std::get_if<Act>(&story_.beats.back().what)) {
      into_ = &act->fields;
      with_ = &act->with;
    }
  }

  void ReadThen(std::string text) {
    if (!ReadOutcome(text) && !ReadLook(text)) Wrong("an outcome or something to see", text);
  }

  bool ReadOutcome(std::string text) {
    auto* act = story_.beats.empty() ? nullptr : std::get_if<Act>(&story_.beats.back().what);
    if (act == nullptr) return false;
    Outcome outcome;
    outcome.line = line_;
    if (const std::size_t at = text.find(", exit "); at != std::string::npos) {
      outcome.exit_code = std::atoi(text.c_str() + at + sizeof(", exit ") - 1);
      text.erase(at);
    }
    if (Take("waits for a second person", &text)) {
      outcome.status = "requested";
    } else if (Take("accepted", &text)) {
      outcome.status = "accepted";
    } else if (text == "repeated") {
      outcome.status = std::exchange(text, "");
    } else if (Take("refused ", &text)) {
      outcome.status = "refused";
      outcome.code = std::exchange(text, "");
    } else if (Take("invalid ", &text)) {
      outcome.status = "invalid";
      outcome.code = std::exchange(text, "");
    } else {
      return false;
    }
    if (Take(" as {new ", &text) && TakeEnd("}", &text)) outcome.call = std::exchange(text, "");
    if (!text.empty()) return false;
    act->outcome = std::move(outcome);
    into_ = &act->outcome.texts;
    whole_line_ = true;
    table_ = nullptr;
    return true;
  }

  // [ACTOR reads] MODEL KEY says; MODEL KEY is not found; MODEL of SCOPE [where F: V, F: V] shows
  // [nothing]; timeline of SCOPE ends with.
  bool ReadLook(std::string text) {
    Look look;
    if (const std::size_t at = text.find(" reads "); at != std::string::npos) {
      look.reader = text.substr(0, at);
      text.erase(0, at + sizeof(" reads ") - 1);
    }
    if (TakeEnd(" shows", &text) || TakeEnd(" shows nothing", &text)) {
      look.kind = Look::Kind::kAllRows;
      if (const std::size_t at = text.find(" where "); at != std::string::npos) {
        for (const std::string& part : Split(text.substr(at + sizeof(" where ") - 1), ",")) {
          AddField(part, &look.where);
        }
        text.erase(at);
      }
    } else if (TakeEnd(" ends with", &text)) {
      look.kind = Look::Kind::kTimelineEnd;
    } else if (TakeEnd(" is not found", &text)) {
      look.kind = Look::Kind::kNoRow;
    } else if (!TakeEnd(" says", &text)) {
      return false;
    }
    const bool rows = look.kind == Look::Kind::kAllRows || look.kind == Look::Kind::kTimelineEnd;
    const std::string_view between = rows ? " of " : " ";
    // A key may end with a name that holds spaces: C-1/{second waiver}.
    const std::size_t at = text.rfind(between, text.ends_with('}') ? text.rfind('{') : text.npos);
    if (at == std::string::npos) return false;
    look.model = text.substr(0, at);
    look.of = text.substr(at + between.size());
    if (rows) look.of = ScopeOf(look.of);
    BeginLook(std::move(look));
    return true;
  }

  void BeginLook(Look look) {
    Begin({line_, "", std::move(look)});
    Look& begun = std::get<Look>(story_.beats.back().what);
    into_ = begun.kind == Look::Kind::kOneRow ? &begun.fields : nullptr;
    const bool rows = begun.kind == Look::Kind::kAllRows || begun.kind == Look::Kind::kTimelineEnd;
    table_ = rows ? &begun.table : nullptr;
  }

  // name: value | name: value; one a line where texts are compared, which may hold a bar.
  void ReadFields(const std::string& text) {
    if (into_ == nullptr) return Wrong("fields below a command or below `says`", text);
    if (text.starts_with("with ") && with_ != nullptr) {
      return AddField(text.substr(sizeof("with ") - 1), with_);
    }
    if (whole_line_) return AddField(text, into_);
    for (const std::string& part : Split(text, " | ")) AddField(part, into_);
  }

  void AddField(const std::string& text, std::vector<Field>* into) {
    const std::size_t colon = text.find(':');
    const bool one = colon != std::string::npos && colon > 0 &&
                     (colon + 1 == text.size() || text[colon + 1] == ' ');
    if (!one) return Wrong("name: value", text);
    into->push_back({line_, text.substr(0, colon), Trim(text.substr(colon + 1)), {}});
    table_ = into->back().value.empty() ? &into->back().table : nullptr;
  }

  Story story_;
  std::vector<Mismatch>* wrong_;
  std::size_t line_ = 0;
  bool title_done_ = false;
  bool in_people_ = false;
  // Where the next indented line belongs; valid until the next beat begins.
  std::vector<Field>* into_ = nullptr;
  std::vector<Field>* with_ = nullptr;
  Table* table_ = nullptr;
  bool whole_line_ = false;
};

}  // namespace

Story ReadStory(std::string_view text, std::vector<Mismatch>* wrong) {
  return Reader(wrong).Read(text);
}

std::optional<std::string> InstantText(std::string_view text) {
  constexpr std::string_view kForm = "0000-00-00 00:00";
  if (text.size() != kForm.size()) return std::nullopt;
  for (std::size_t i = 0; i < kForm.size(); ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    if (kForm[i] == '0' ? !digit : text[i] != kForm[i]) return std::nullopt;
  }
  return fmt::format("{}T{}:00+08:00", text.substr(0, 10), text.substr(11));
}

std::string Trim(std::string_view text) {
  const std::size_t from = text.find_first_not_of(" \t\r");
  if (from == std::string_view::npos) return "";
  return std::string(text.substr(from, text.find_last_not_of(" \t\r") - from + 1));
}

std::vector<std::string> Split(std::string_view text, std::string_view separator) {
  std::vector<std::string> parts;
  for (;;) {
    const std::size_t at = text.find(separator);
    parts.push_back(Trim(text.substr(0, at)));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + separator.size());
  }
}

}  // namespace tenure::scenario
