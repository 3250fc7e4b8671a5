// The catalogue is whole: every error has an entry, every entry both texts and a kind.
#include "contract/catalogue.h"

#include <gtest/gtest.h>

#include <map>

namespace tenure::contract {
namespace {

TEST(Catalogue, EveryEntry_HasKindAndBothTexts) {
  EXPECT_GT(Catalogue().size(), 50u);
  for (const CatalogueEntry& entry : Catalogue()) {
    EXPECT_NE(entry.options->kind(), v1::REFUSAL_KIND_UNSPECIFIED) << entry.name;
    for (const v1::Text* text : {&entry.options->text(), &entry.options->what_to_do()}) {
      EXPECT_FALSE(text->zh().empty()) << entry.name;
      EXPECT_FALSE(text->en().empty()) << entry.name;
    }
    EXPECT_EQ(&EntryOf(entry.code), &entry);
    EXPECT_EQ(FindEntry(entry.name), &entry);
  }
  EXPECT_EQ(FindEntry("NO_SUCH"), nullptr);
}

TEST(Catalogue, EveryErrorCode_HasItsEntry) {
  int count = 0;  // a number behind the last one is named like the first
  for (; count == 0 || ErrorCodeName(static_cast<ErrorCode>(count)) != "INTERNAL"; ++count) {
    const auto code = static_cast<ErrorCode>(count);
    EXPECT_EQ(EntryOf(RefusalOf(code)).name, ErrorCodeName(code));
  }
  EXPECT_GE(count, 21);
}

TEST(Catalogue, EveryKind_CodesAsPromised) {
  const struct {
    v1::Refusal code;
    int exit_read, exit_command, http, grpc;
    v1::Answer::Status status;
  } kRows[] = {
      {v1::BAD_JSON, 2, 2, 400, 3, v1::Answer::INVALID},
      {v1::UNKNOWN_STREAM, 3, 4, 404, 5, v1::Answer::REFUSED},
      {v1::NO_CHANGE, 4, 4, 422, 9, v1::Answer::REFUSED},
      {v1::VERSION_CONFLICT, 4, 4, 409, 10, v1::Answer::REFUSED},
      {v1::NOT_PERMITTED, 5, 5, 403, 7, v1::Answer::REFUSED},
      {v1::UNKNOWN_OUTCOME, 6, 6, 503, 14, v1::Answer::UNKNOWN},
      {v1::LOG_DAMAGED, 7, 7, 500, 15, v1::Answer::UNKNOWN},
      {v1::INTERNAL, 1, 1, 500, 13, v1::Answer::UNKNOWN},
  };
  for (const auto& row : kRows) {
    EXPECT_EQ(ExitCodeOf(row.code, Asked::kRead), row.exit_read) << row.code;
    EXPECT_EQ(ExitCodeOf(row.code, Asked::kCommand), row.exit_command) << row.code;
    EXPECT_EQ(HttpStatusOf(row.code), row.http) << row.code;
    EXPECT_EQ(GrpcStatusOf(row.code), row.grpc) << row.code;
    EXPECT_EQ(StatusOf(row.code), row.status) << row.code;
  }
}

TEST(Catalogue, UnknownNumber_IsInternal) {
  EXPECT_EQ(EntryOf(static_cast<v1::Refusal>(99'999)).code, v1::INTERNAL);
}

TEST(Catalogue, Placeholders_FilledFromFacts) {
  const Facts facts{{"version", "8"}, {"expected", "7"}};
  EXPECT_EQ(TextOf(v1::VERSION_CONFLICT, facts, Language::kEnglish), "the version is 8, not 7");
  EXPECT_EQ(TextOf(v1::VERSION_CONFLICT, facts, Language::kChinese), "版本已是 8，不是 7");
  EXPECT_EQ(TextOf(v1::VERSION_CONFLICT, {}, Language::kEnglish), "the version is ?, not ?");
  EXPECT_EQ(WhatToDo(v1::CUSTOMER_MERGED, {{"into", "customer/C-2"}}, Language::kEnglish),
            "use customer/C-2");
}

TEST(Catalogue, ErrorOfTheWorld_KeepsItsMessageAsDetail) {
  const Refused refused = RefusedBy({ErrorCode::kDiskFull, "append to p00000: no space"});
  EXPECT_EQ(refused.code, v1::DISK_FULL);
  EXPECT_EQ(TextOf(refused.code, refused.facts, Language::kEnglish),
            "the disk is full: append to p00000: no space");
}

TEST(StatusWord, EveryStatus_ItsOwnWord) {
  std::map<std::string_view, int> words;
  for (int i = v1::Answer::ACCEPTED; i <= v1::Answer::UNKNOWN; ++i) {
    ++words[StatusWord(static_cast<v1::Answer::Status>(i))];
  }
  EXPECT_EQ(words.size(), 7u);
  EXPECT_EQ(StatusWord(v1::Answer::INVALID), "invalid");
}

}  // namespace
}  // namespace tenure::contract
