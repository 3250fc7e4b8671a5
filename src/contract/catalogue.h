// The one catalogue of errors: what refusal.proto says about each, and which exit code, HTTP and
// gRPC status follow from its kind. Texts come in zh and en.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "tenure/decision.h"
#include "tenure/result.h"
#include "tenure/v1/command.pb.h"
#include "tenure/v1/options.pb.h"
#include "tenure/v1/refusal.pb.h"

namespace tenure::contract {

enum class Language : std::uint8_t { kChinese, kEnglish };

// What was asked for: an absent thing is exit 3 for a read, 4 for a command.
enum class Asked : std::uint8_t { kRead, kCommand };

struct CatalogueEntry {
  v1::Refusal code;
  std::string_view name;  // "NO_CHANGE"
  const v1::RefusalOptions* options;
};

// In number order, without REFUSAL_UNSPECIFIED. Any thread; so for all below.
[[nodiscard]] std::span<const CatalogueEntry> Catalogue();

// INTERNAL's entry for a number this build does not know.
[[nodiscard]] const CatalogueEntry& EntryOf(v1::Refusal code);

// Null when there is none of that name.
[[nodiscard]] const CatalogueEntry* FindEntry(std::string_view name);

// The entry of the same name.
[[nodiscard]] v1::Refusal RefusalOf(ErrorCode code);

// A failure of the world as a refusal; its message becomes the fact `detail`.
[[nodiscard]] Refused RefusedBy(const Error& error);

[[nodiscard]] int ExitCodeOf(v1::Refusal code, Asked asked);
[[nodiscard]] int HttpStatusOf(v1::Refusal code);
[[nodiscard]] int GrpcStatusOf(v1::Refusal code);

// INVALID for what is not a command, UNKNOWN where asking again with the same id tells, else
// REFUSED.
[[nodiscard]] v1::Answer::Status StatusOf(v1::Refusal code);

// "accepted", "invalid": the status word of a result line.
[[nodiscard]] std::string_view StatusWord(v1::Answer::Status status);

// What is wrong and what to do, {placeholders} filled; a fact that is missing shows as "?".
[[nodiscard]] std::string TextOf(v1::Refusal code, const Facts& facts, Language language);
[[nodiscard]] std::string WhatToDo(v1::Refusal code, const Facts& facts, Language language);

[[nodiscard]] Facts FactsOf(const v1::Answer& answer);
// The other way: appends the facts, in their order, to those of an answer or of a kept refusal.
void AddFacts(const Facts& facts, google::protobuf::RepeatedPtrField<v1::Answer::Fact>* stored);

// The text in one of the languages; the other one where it is empty.
[[nodiscard]] const std::string& In(const v1::Text& text, Language language);

}  // namespace tenure::contract
