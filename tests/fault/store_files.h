// Real files of a store as tests damage, copy and put back.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "e2e/command_line.h"

namespace tenure::e2e {

inline std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline void WriteFile(const std::string& path, std::string_view bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

inline void FlipByte(const std::string& path, std::size_t at) {
  std::string bytes = ReadFile(path);
  ASSERT_LT(at, bytes.size());
  bytes[at] = static_cast<char>(bytes[at] ^ 0x20);
  WriteFile(path, bytes);
}

// `from` in the place of what stood at `to`.
inline void Replace(const std::string& from, const std::string& to) {
  std::filesystem::remove_all(to);
  std::filesystem::copy(from, to, std::filesystem::copy_options::recursive);
}

inline std::string FirstSegment(const CommandLine& program) {
  return program.store() + "/log/p00000/00000000000000000000.seg";
}

// A trait of 400 letters for customer C-1.
inline std::string Trait(int number, std::string_view more = "") {
  return Line("RecordTrait", "customer/C-1", "li.wei",
              R"({"trait":")" + std::string(400, 'x') + R"(","source":"INTERNET"})",
              R"("command_id":"trait )" + std::to_string(number) + "\"" +
                  (more.empty() ? "" : "," + std::string(more)));
}

}  // namespace tenure::e2e
