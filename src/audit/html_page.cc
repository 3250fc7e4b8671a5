#include "audit/html_page.h"

#include <fmt/format.h>

namespace tenure::audit {
namespace {

constexpr std::string_view kStyle =
    "body{font:15px/1.5 sans-serif;max-width:60em;margin:2em auto;padding:0 1em;color:#222}"
    "h2{margin:1.6em 0 .2em;font-size:1.1em;border-top:1px solid #ccc;padding-top:.8em}"
    "table{border-collapse:collapse}td{padding:.1em .8em .1em 0;vertical-align:top}"
    "td:first-child{color:#666;white-space:nowrap}"
    ".leaf{font:12px monospace;color:#666;overflow-wrap:anywhere}";

std::string ValueHtml(const JsonValue& value);

std::string ObjectHtml(const JsonValue& object) {
  std::string html = "<table>";
  for (const auto& [name, value] : object.members) {
    if (value.kind == JsonValue::Kind::kNull) continue;
    html += fmt::format("<tr><td>{}</td><td>{}</td></tr>", EscapeHtml(name), ValueHtml(value));
  }
  return html + "</table>";
}

std::string ValueHtml(const JsonValue& value) {
  switch (value.kind) {
    case JsonValue::Kind::kNull:
      return "";
    case JsonValue::Kind::kBool:
      return value.boolean ? "yes" : "no";
    case JsonValue::Kind::kNumber:
    case JsonValue::Kind::kString:
      return EscapeHtml(value.text);
    case JsonValue::Kind::kArray: {
      std::string html;
      for (const JsonValue& item : value.items) html += "<div>" + ValueHtml(item) + "</div>";
      return html;
    }
    case JsonValue::Kind::kObject:
      return ObjectHtml(value);
  }
  return "";
}

}  // namespace

std::string EscapeHtml(std::string_view text) {
  std::string html;
  html.reserve(text.size());
  for (const char letter : text) {
    switch (letter) {
      case '&':
        html += "&amp;";
        break;
      case '<':
        html += "&lt;";
        break;
      case '>':
        html += "&gt;";
        break;
      case '"':
        html += "&quot;";
        break;
      case '\'':
        html += "&#39;";
        break;
      default:
        html.push_back(letter);
    }
  }
  return html;
}

HtmlPage::HtmlPage(std::string_view title)
    : text_(fmt::format("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                        "<title>{0}</title><style>{1}</style></head>\n<body><h1>{0}</h1>\n",
                        EscapeHtml(title), kStyle)) {}

void HtmlPage::Heading(std::string_view text) {
  text_ += fmt::format("<h2>{}</h2>\n", EscapeHtml(text));
}

void HtmlPage::Paragraph(std::string_view text) {
  text_ += fmt::format("<p>{}</p>\n", EscapeHtml(text));
}

void HtmlPage::Facts(const JsonValue& object) { text_ += ObjectHtml(object) + "\n"; }

void HtmlPage::Leaf(std::string_view hex) {
  text_ += fmt::format("<div class=\"leaf\">{}</div>\n", EscapeHtml(hex));
}

std::string HtmlPage::Finish() && { return std::move(text_) + "</body></html>\n"; }

}  // namespace tenure::audit
