// The annual review for the terminal and as Markdown.
#include <fmt/format.h>

#include "cli/console.h"
#include "cli/review.h"
#include "cli/table_text.h"

namespace tenure::cli {
namespace {

constexpr std::string_view kDone = "#";
constexpr std::string_view kEmpty = ".";

std::string_view StatusSign(ReviewStrip::Mark mark) {
  switch (mark) {
    case ReviewStrip::Mark::kDone:
      return "✓";
    case ReviewStrip::Mark::kMissed:
      return "✗";
    case ReviewStrip::Mark::kWaived:
      return "—";
    case ReviewStrip::Mark::kNone:
      break;
  }
  return "…";
}

// "[3]" behind a figure points to the third entry of the last section.
std::string CellText(const ReviewCell& cell) {
  if (cell.why < 0) return cell.text;
  return fmt::format("{} [{}]", cell.text, cell.why + 1);
}

// A bar that would end the cell is escaped, a line break is a space.
std::string Escaped(std::string_view text) {
  std::string escaped;
  for (const char one : text) {
    if (one == '|' || one == '<' || one == '\\') escaped += '\\';
    escaped += one == '\n' ? ' ' : one;
  }
  return escaped;
}

std::string MarkdownCell(const ReviewCell& cell) {
  if (cell.why < 0) return Escaped(cell.text);
  return fmt::format("{} [[{}]](#why-{})", Escaped(cell.text), cell.why + 1, cell.why + 1);
}

ReviewTable StripTable(const ReviewStrip& strip) {
  ReviewTable table;
  table.columns = {""};
  table.columns.insert(table.columns.end(), strip.months.begin(), strip.months.end());
  table.columns.emplace_back(" ");
  for (const auto& line : strip.lines) {
    std::vector<ReviewCell> row{{line.name}};
    for (const bool done : line.done) row.push_back({std::string(done ? kDone : kEmpty)});
    row.push_back({std::string(StatusSign(line.status))});
    table.rows.push_back(std::move(row));
  }
  return table;
}

void AddMarkdown(std::string* text, const ReviewTable& table) {
  if (table.columns.empty()) return;
  for (const auto& column : table.columns) *text += "| " + Escaped(column) + " ";
  *text += "|\n";
  for (std::size_t i = 0; i < table.columns.size(); ++i) *text += "| --- ";
  *text += "|\n";
  for (const auto& row : table.rows) {
    for (const auto& cell : row) *text += "| " + MarkdownCell(cell) + " ";
    *text += "|\n";
  }
  *text += "\n";
}

void AddColumns(std::string* text, const ReviewTable& table) {
  if (table.columns.empty()) return;
  std::vector<std::size_t> widths;
  for (const auto& column : table.columns) widths.push_back(DisplayWidth(column));
  for (const auto& row : table.rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], DisplayWidth(CellText(row[i])));
    }
  }
  const auto add = [&](std::size_t i, const std::string& cell, bool last) {
    *text += cell;
    if (!last) *text += std::string(widths[i] - DisplayWidth(cell) + 2, ' ');
  };
  *text += "  ";
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    add(i, table.columns[i], i + 1 == table.columns.size());
  }
  *text += "\n";
  for (const auto& row : table.rows) {
    *text += "  ";
    for (std::size_t i = 0; i < row.size(); ++i) add(i, CellText(row[i]), i + 1 == row.size());
    *text += "\n";
  }
  *text += "\n";
}

std::string EventsText(const ReviewWhy& why) {
  std::string text;
  for (const auto& event : why.events) {
    text += fmt::format("    #{} {} {} {} @{}\n", event.scope_sequence, event.time, event.type,
                        event.actor, event.position);
  }
  if (why.events_in_all > why.events.size()) {
    text += fmt::format("    … {}\n", why.events_in_all);
  }
  return text;
}

}  // namespace

std::string ReviewMarkdown(const ReviewDocument& document) {
  std::string text = fmt::format("# {}\n\n{}\n\n", document.title, Escaped(document.subtitle));
  for (const auto& section : document.sections) {
    text += fmt::format("## {}\n\n", section.title);
    for (const auto& remark : section.remarks) text += Escaped(remark) + "\n\n";
    for (const auto& strip : section.strips) {
      AddMarkdown(&text, StripTable(strip));
      text += document.legend + "\n\n";
    }
    AddMarkdown(&text, section.table);
  }
  text += fmt::format("## {}\n\n", document.whys_title);
  for (std::size_t i = 0; i < document.whys.size(); ++i) {
    const ReviewWhy& why = document.whys[i];
    text += fmt::format("<a id=\"why-{0}\"></a>[{0}] `{1}`\n\n", i + 1, why.command);
    text += EventsText(why);
    text += "\n";
  }
  return text;
}

std::string ReviewTerminal(const ReviewDocument& document) {
  std::string text = fmt::format("{}\n{}\n\n", document.title, document.subtitle);
  for (const auto& section : document.sections) {
    text += section.title + "\n";
    for (const auto& remark : section.remarks) text += "  " + remark + "\n";
    for (const auto& strip : section.strips) {
      AddColumns(&text, StripTable(strip));
      text += "  " + document.legend + "\n\n";
    }
    AddColumns(&text, section.table);
  }
  text += document.whys_title + "\n";
  for (std::size_t i = 0; i < document.whys.size(); ++i) {
    text += fmt::format("  [{}] {}\n", i + 1, document.whys[i].command);
  }
  return text;
}

}  // namespace tenure::cli
