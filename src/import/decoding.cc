#include "import/decoding.h"

#include <fmt/format.h>
#include <iconv.h>

#include <algorithm>
#include <cerrno>

#include "base/text_check.h"

namespace tenure::imports {
namespace {

constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF";
constexpr std::string_view kGb18030Mark = "\x84\x31\x95\x33";

std::size_t LineAt(std::string_view bytes, std::size_t offset) {
  return 1 + static_cast<std::size_t>(std::count(
                 bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(offset), '\n'));
}

Failure Broken(std::size_t line, std::string_view encoding) {
  return Fail(
      ErrorCode::kInvalidInput,
      fmt::format("line {} is not {}: name the file's encoding in the mapping", line, encoding));
}

Result<std::string> FromUtf8(std::string_view bytes) {
  if (bytes.starts_with(kUtf8Mark)) bytes.remove_prefix(kUtf8Mark.size());
  if (IsUtf8(bytes)) return std::string(bytes);
  std::size_t line = 1;
  for (std::string_view rest = bytes; !rest.empty(); ++line) {
    const std::size_t end = std::min(rest.find('\n'), rest.size() - 1);
    if (!IsUtf8(rest.substr(0, end + 1))) break;
    rest.remove_prefix(end + 1);
  }
  return Broken(line, "UTF-8");
}

// Closes what iconv_open opened.
class Converter {
 public:
  Converter() : handle_(iconv_open("UTF-8", "GB18030")) {}
  ~Converter() {
    if (opened()) iconv_close(handle_);
  }
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;

  [[nodiscard]] bool opened() const {
    return handle_ != reinterpret_cast<iconv_t>(-1);  // NOLINT: iconv's own word for "none"
  }
  // Converts from `*in` on, moves it, appends to `out`. False at bytes that are no GB18030.
  bool Run(std::string_view* in, std::string* out) {
    char buffer[16 * 1024];
    while (!in->empty()) {
      char* from = const_cast<char*>(in->data());  // NOLINT: iconv only reads there
      std::size_t left = in->size();
      char* to = buffer;
      std::size_t room = sizeof buffer;
      const bool done = iconv(handle_, &from, &left, &to, &room) != static_cast<std::size_t>(-1);
      const int reason = errno;
      out->append(buffer, sizeof buffer - room);
      in->remove_prefix(in->size() - left);
      if (!done && reason != E2BIG) return false;
    }
    return true;
  }

 private:
  iconv_t handle_;
};

Result<std::string> FromGb18030(std::string_view bytes) {
  if (bytes.starts_with(kUtf8Mark)) {
    return Fail(ErrorCode::kInvalidInput,
                "the file begins with the mark of UTF-8, the mapping says gb18030");
  }
  if (bytes.starts_with(kGb18030Mark)) bytes.remove_prefix(kGb18030Mark.size());
  Converter converter;
  if (!converter.opened()) return Fail(ErrorCode::kIoFailed, "this system cannot read GB18030");
  std::string text;
  text.reserve(bytes.size() + bytes.size() / 2);
  std::string_view rest = bytes;
  if (!converter.Run(&rest, &text)) {
    return Broken(LineAt(bytes, bytes.size() - rest.size()), "GB18030");
  }
  return text;
}

}  // namespace

Result<std::string> Decoded(std::string_view bytes, Encoding encoding) {
  if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) {
    return Fail(ErrorCode::kInvalidInput, "the file is UTF-16: save it as UTF-8 or GB18030");
  }
  const std::size_t zero = bytes.find('\0');
  if (zero != std::string_view::npos) {
    return Fail(ErrorCode::kInvalidInput,
                fmt::format("line {} holds a zero byte: this is no text", LineAt(bytes, zero)));
  }
  return encoding == Encoding::kUtf8 ? FromUtf8(bytes) : FromGb18030(bytes);
}

}  // namespace tenure::imports
