// Normal forms of personal values. ASCII only by design: no locale and no Unicode table whose next
// version would change stored hashes.
#include "seal/normal_form.h"

#include "base/assert.h"

namespace tenure::seal {
namespace {

// The three bytes at `at` as a code point when they are a three-byte UTF-8 sequence, else 0.
char32_t ThreeByteCodePoint(std::string_view text, std::size_t at) {
  if (at + 2 >= text.size()) return 0;
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
  if ((byte(0) & 0xf0) != 0xe0 || (byte(1) & 0xc0) != 0x80 || (byte(2) & 0xc0) != 0x80) return 0;
  return (byte(0) & 0x0fu) << 12 | (byte(1) & 0x3fu) << 6 | (byte(2) & 0x3fu);
}

// The ASCII twin of a wide character, or 0.
char AsciiTwin(char32_t wide) {
  if (wide >= 0xff01 && wide <= 0xff5e) return static_cast<char>(wide - 0xfee0);
  if (wide == 0x3000 || (wide >= 0x2000 && wide <= 0x200a) || wide == 0x202f) return ' ';
  if ((wide >= 0x2010 && wide <= 0x2015) || wide == 0x2212) return '-';
  return 0;
}

std::string FoldWide(std::string_view text) {
  std::string folded;
  folded.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const char twin = AsciiTwin(ThreeByteCodePoint(text, at));
    if (twin != 0) {
      folded += twin;
      at += 3;
    } else if (text.substr(at, 2) == "\xc2\xa0") {  // no-break space
      folded += ' ';
      at += 2;
    } else {
      folded += text[at++];
    }
  }
  return folded;
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsSpace(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
char Upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

std::string IdForm(std::string_view text) {
  std::string form;
  for (const char c : text) {
    if (!IsSpace(c) && c != '-' && c != '.') form += Upper(c);
  }
  return form;
}

std::string PhoneForm(std::string_view text) {
  std::string digits;
  for (const char c : text) {
    if (IsDigit(c)) digits += c;
  }
  if (digits.starts_with("00")) digits.erase(0, 2);
  return digits.empty() ? digits : "+" + digits;
}

std::string NameForm(std::string_view text) {
  std::string form;
  bool gap = false;
  for (const char c : text) {
    if (IsSpace(c)) {
      gap = true;
      continue;
    }
    if (gap && !form.empty()) form += ' ';
    gap = false;
    form += Upper(c);
  }
  return form;
}

}  // namespace

std::string FoldedText(std::string_view text) {
  std::string folded = FoldWide(text);
  while (!folded.empty() && IsSpace(folded.back())) folded.pop_back();
  std::size_t begin = 0;
  while (begin < folded.size() && IsSpace(folded[begin])) ++begin;
  return folded.substr(begin);
}

bool IsNormalForm(std::string_view form) {
  return form.empty() || form == "id" || form == "phone" || form == "name";
}

std::string NormalForm(std::string_view form, std::string_view text) {
  if (form.empty()) return std::string(text);
  const std::string folded = FoldWide(text);
  if (form == "id") return IdForm(folded);
  if (form == "phone") return PhoneForm(folded);
  TENURE_ASSERT(form == "name", "normal form {}", form);
  return NameForm(folded);
}

}  // namespace tenure::seal
