// A page for people out of JSON values: no script, nothing fetched, readable when printed. Every
// text is escaped; what a stranger wrote stays text.
#pragma once

#include <string>
#include <string_view>

#include "contract/json_value.h"

namespace tenure::audit {

using contract::JsonValue;

class HtmlPage {
 public:
  explicit HtmlPage(std::string_view title);
  void Heading(std::string_view text);
  void Paragraph(std::string_view text);
  // Names and values of an object, nested ones inside of their cell; null members are left out.
  void Facts(const JsonValue& object);
  // A hash in a line of its own; `tools/verify_log.py` looks for class "leaf".
  void Leaf(std::string_view hex);
  [[nodiscard]] std::string Finish() &&;

 private:
  std::string text_;
};

// &, <, >, " and ' as entities.
[[nodiscard]] std::string EscapeHtml(std::string_view text);

}  // namespace tenure::audit
