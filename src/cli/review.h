// The annual review of a customer as a document: sections of tables, a year strip and charts, every
// figure with its why. Built once in the reader's language, rendered three ways: for the terminal,
// as Markdown, as one HTML page that needs nothing else. Pure text; no floating point.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "contract/catalogue.h"

namespace tenure::cli {

// What a figure stands on: the command that asks for it, and the events themselves.
struct ReviewWhy {
  struct Event {
    std::uint64_t scope_sequence = 0;
    std::uint64_t position = 0;
    std::string type;  // in the reader's language
    std::string time;  // RFC 3339, UTC
    std::string actor;
  };
  std::string command;
  std::vector<Event> events;  // the newest of them, in order
  std::uint64_t events_in_all = 0;
};

struct ReviewCell {
  std::string text;
  int why = -1;  // place in ReviewDocument::whys
};

struct ReviewTable {
  std::vector<std::string> columns;
  std::vector<std::vector<ReviewCell>> rows;
};

// Bars side by side, one group a label. Values in minor units or counts.
struct ReviewChart {
  struct Series {
    std::string name;
    std::string colour;
    std::vector<std::int64_t> values;
  };
  std::string title;
  std::vector<std::string> labels;
  std::vector<Series> series;
};

// K1-K10 as a year strip: one row a practice, one cell a month.
struct ReviewStrip {
  enum class Mark : std::uint8_t { kNone, kDone, kMissed, kWaived };
  struct Line {
    std::string name;
    Mark status = Mark::kNone;  // of the year
    std::vector<bool> done;     // twelve months
  };
  std::vector<std::string> months;
  std::vector<Line> lines;
};

struct ReviewSection {
  std::string title;
  std::vector<std::string> remarks;  // a sentence each, above the table
  ReviewTable table;
  std::vector<ReviewChart> charts;
  std::vector<ReviewStrip> strips;  // at most one
};

struct ReviewDocument {
  contract::Language language = contract::Language::kEnglish;
  std::string title;
  std::string subtitle;
  std::vector<ReviewSection> sections;
  std::vector<ReviewWhy> whys;
  std::string whys_title;
  std::string legend;  // of the strip
};

[[nodiscard]] std::string ReviewMarkdown(const ReviewDocument& document);
// As Markdown, with columns drawn for a terminal.
[[nodiscard]] std::string ReviewTerminal(const ReviewDocument& document);
// One page: its style and charts are in it, nothing is fetched.
[[nodiscard]] std::string ReviewHtml(const ReviewDocument& document);

}  // namespace tenure::cli
