// The annual review as one HTML page: style, tables, charts and the why of each figure are in it.
// Charts are SVG with whole coordinates; what is behind a bar is told when the pointer rests on it.
#include <fmt/format.h>

#include <algorithm>

#include "cli/review.h"

namespace tenure::cli {
namespace {

constexpr std::int64_t kPlotHeight = 120;
constexpr std::int64_t kBarWidth = 16;
constexpr std::int64_t kGroupGap = 12;
constexpr std::int64_t kLeft = 8;
constexpr std::int64_t kLabelHeight = 18;

constexpr std::string_view kStyle = R"(
:root{color-scheme:light}
body{font:15px/1.5 system-ui,"PingFang SC","Microsoft YaHei",sans-serif;margin:2rem auto;
max-width:64rem;padding:0 1rem;color:#1d2733;background:#fff}
h1{font-size:1.6rem;margin:0}
h2{font-size:1.1rem;margin:2rem 0 .5rem;border-bottom:1px solid #d7dde4}
p{margin:.3rem 0;color:#4a5866}
table{border-collapse:collapse;margin:.5rem 0;font-variant-numeric:tabular-nums}
th,td{text-align:left;padding:.25rem .9rem .25rem 0;border-bottom:1px solid #edf0f3}
th{font-weight:600;color:#4a5866}
a{color:#0b5cad;text-decoration:none}
sup a{padding-left:.15rem}
.strip td{padding:.15rem .25rem;text-align:center}
.strip td:first-child{text-align:left;padding-right:.8rem}
.m{display:inline-block;width:1.1rem;height:1.1rem;border-radius:.2rem;background:#edf0f3}
.d{background:#2e8b57}.x{background:#c0392b}.w{background:#b8a24a}
code{font-size:.85em;background:#f3f5f7;padding:.1rem .3rem}
li{margin:.2rem 0}
ol ul{font-size:.85em;color:#4a5866}
figure{margin:.5rem 0}
figcaption{color:#4a5866;font-size:.9em}
@media print{body{margin:0}a{color:inherit}}
)";

std::string Escaped(std::string_view text) {
  std::string escaped;
  for (const char one : text) {
    switch (one) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      default:
        escaped += one;
    }
  }
  return escaped;
}

void AddCell(std::string* page, const ReviewCell& cell) {
  *page += "<td>" + Escaped(cell.text);
  if (cell.why >= 0) {
    *page += fmt::format("<sup><a href=\"#why-{0}\">{0}</a></sup>", cell.why + 1);
  }
  *page += "</td>";
}

void AddTable(std::string* page, const ReviewTable& table) {
  if (table.columns.empty()) return;
  *page += "<table><thead><tr>";
  for (const auto& column : table.columns) *page += "<th>" + Escaped(column) + "</th>";
  *page += "</tr></thead><tbody>\n";
  for (const auto& row : table.rows) {
    *page += "<tr>";
    for (const auto& cell : row) AddCell(page, cell);
    *page += "</tr>\n";
  }
  *page += "</tbody></table>\n";
}

// The largest and the smallest value of a chart, zero included.
std::pair<std::int64_t, std::int64_t> RangeOf(const ReviewChart& chart) {
  std::int64_t most = 0;
  std::int64_t least = 0;
  for (const auto& series : chart.series) {
    for (const std::int64_t value : series.values) {
      most = std::max(most, value);
      least = std::min(least, value);
    }
  }
  return {most, least};
}

// Whole pixels of a value on a plot that spans `span`; divided first so that nothing overflows.
std::int64_t Pixels(std::int64_t value, std::int64_t span) {
  if (span == 0) return 0;
  const std::int64_t per_pixel = span / kPlotHeight;
  return per_pixel == 0 ? value * kPlotHeight / span : value / std::max<std::int64_t>(per_pixel, 1);
}

void AddChart(std::string* page, const ReviewChart& chart) {
  const auto [most, least] = RangeOf(chart);
  const std::int64_t span = most - least;
  const auto series_count = static_cast<std::int64_t>(chart.series.size());
  const std::int64_t group = series_count * kBarWidth + kGroupGap;
  const std::int64_t width = kLeft * 2 + group * static_cast<std::int64_t>(chart.labels.size());
  const std::int64_t zero = Pixels(most, span) + kLabelHeight;
  const std::int64_t height = zero + Pixels(-least, span) + kLabelHeight * 2;
  *page += fmt::format(
      "<figure><svg role=\"img\" aria-label=\"{0}\" width=\"{1}\" height=\"{2}\" "
      "viewBox=\"0 0 {1} {2}\" font-size=\"11\">\n",
      Escaped(chart.title), width, height);
  for (std::size_t i = 0; i < chart.labels.size(); ++i) {
    const std::int64_t left = kLeft + group * static_cast<std::int64_t>(i);
    for (std::size_t k = 0; k < chart.series.size(); ++k) {
      const auto& series = chart.series[k];
      const std::int64_t tall = Pixels(series.values[i], span);
      *page += fmt::format(
          "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"{}\"><title>{} {}: {}</title>"
          "</rect>\n",
          left + kBarWidth * static_cast<std::int64_t>(k), tall > 0 ? zero - tall : zero,
          kBarWidth - 2, std::max(tall, -tall), series.colour, Escaped(chart.labels[i]),
          Escaped(series.name), series.values[i]);
    }
    *page += fmt::format("<text x=\"{}\" y=\"{}\" fill=\"#4a5866\">{}</text>\n", left,
                         height - kLabelHeight / 2, Escaped(chart.labels[i]));
  }
  *page += fmt::format("<line x1=\"0\" y1=\"{0}\" x2=\"{1}\" y2=\"{0}\" stroke=\"#8a97a5\"/>\n",
                       zero, width);
  *page += "</svg><figcaption>" + Escaped(chart.title);
  for (const auto& series : chart.series) {
    *page += fmt::format(
        " <svg width=\"10\" height=\"10\"><rect width=\"10\" height=\"10\" fill=\"{}\"/></svg> {}",
        series.colour, Escaped(series.name));
  }
  *page += "</figcaption></figure>\n";
}

std::string_view ClassOf(ReviewStrip::Mark mark) {
  switch (mark) {
    case ReviewStrip::Mark::kDone:
      return "m d";
    case ReviewStrip::Mark::kMissed:
      return "m x";
    case ReviewStrip::Mark::kWaived:
      return "m w";
    case ReviewStrip::Mark::kNone:
      break;
  }
  return "m";
}

void AddStrip(std::string* page, const ReviewStrip& strip, std::string_view legend) {
  *page += "<table class=\"strip\"><thead><tr><th></th>";
  for (const auto& month : strip.months) *page += "<th>" + Escaped(month) + "</th>";
  *page += "<th></th></tr></thead><tbody>\n";
  for (const auto& line : strip.lines) {
    *page += "<tr><td>" + Escaped(line.name) + "</td>";
    for (const bool done : line.done) {
      *page += fmt::format("<td><span class=\"{}\"></span></td>", done ? "m d" : "m");
    }
    *page += fmt::format("<td><span class=\"{}\"></span></td></tr>\n", ClassOf(line.status));
  }
  *page += "</tbody></table>\n<p>" + Escaped(legend) + "</p>\n";
}

void AddWhys(std::string* page, const ReviewDocument& document) {
  *page += "<h2>" + Escaped(document.whys_title) + "</h2>\n<ol>\n";
  for (std::size_t i = 0; i < document.whys.size(); ++i) {
    const ReviewWhy& why = document.whys[i];
    *page += fmt::format("<li id=\"why-{}\"><code>{}</code>", i + 1, Escaped(why.command));
    if (!why.events.empty()) *page += "<ul>\n";
    for (const auto& event : why.events) {
      *page += fmt::format("<li>#{} · {} · {} · {} · @{}</li>\n", event.scope_sequence,
                           Escaped(event.time), Escaped(event.type), Escaped(event.actor),
                           event.position);
    }
    if (why.events_in_all > why.events.size()) {
      *page += fmt::format("<li>… {}</li>\n", why.events_in_all);
    }
    if (!why.events.empty()) *page += "</ul>";
    *page += "</li>\n";
  }
  *page += "</ol>\n";
}

}  // namespace

std::string ReviewHtml(const ReviewDocument& document) {
  const bool zh = document.language == contract::Language::kChinese;
  std::string page = fmt::format(
      "<!doctype html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width\"><title>{}</title>\n<style>{}</style>"
      "</head><body>\n<h1>{}</h1>\n<p>{}</p>\n",
      zh ? "zh-CN" : "en", Escaped(document.title), kStyle, Escaped(document.title),
      Escaped(document.subtitle));
  for (const auto& section : document.sections) {
    page += "<h2>" + Escaped(section.title) + "</h2>\n";
    for (const auto& remark : section.remarks) page += "<p>" + Escaped(remark) + "</p>\n";
    for (const auto& chart : section.charts) AddChart(&page, chart);
    for (const auto& strip : section.strips) AddStrip(&page, strip, document.legend);
    AddTable(&page, section.table);
  }
  AddWhys(&page, document);
  return page + "</body></html>\n";
}

}  // namespace tenure::cli
