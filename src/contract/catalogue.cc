// Reads refusal.proto's options once; holds the table from kind to codes.
#include "contract/catalogue.h"

#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <vector>

#include "base/assert.h"

namespace tenure::contract {
namespace {

struct Codes {
  int exit_read, exit_command, http, grpc;
};

// gRPC: 3 INVALID_ARGUMENT, 5 NOT_FOUND, 7 PERMISSION_DENIED, 9 FAILED_PRECONDITION, 10 ABORTED,
// 13 INTERNAL, 14 UNAVAILABLE, 15 DATA_LOSS.
Codes CodesOf(v1::RefusalKind kind) {
  switch (kind) {
    case v1::INVALID_INPUT:
      return {2, 2, 400, 3};
    case v1::ABSENT:
      return {3, 4, 404, 5};
    case v1::RULE:
      return {4, 4, 422, 9};
    case v1::CONFLICT:
      return {4, 4, 409, 10};
    case v1::DENIED:
      return {5, 5, 403, 7};
    case v1::UNAVAILABLE:
      return {6, 6, 503, 14};
    case v1::DAMAGED:
      return {7, 7, 500, 15};
    default:
      return {1, 1, 500, 13};
  }
}

std::vector<CatalogueEntry> ReadCatalogue() {
  std::vector<CatalogueEntry> entries;
  const google::protobuf::EnumDescriptor* type = v1::Refusal_descriptor();
  for (int i = 0; i < type->value_count(); ++i) {
    const google::protobuf::EnumValueDescriptor* value = type->value(i);
    if (value->number() == v1::REFUSAL_UNSPECIFIED) continue;
    entries.push_back({static_cast<v1::Refusal>(value->number()), value->name(),
                       &value->options().GetExtension(v1::refusal)});
  }
  std::ranges::sort(entries, {}, &CatalogueEntry::code);
  return entries;
}

const std::vector<CatalogueEntry>& Entries() {
  static const std::vector<CatalogueEntry> entries = ReadCatalogue();
  return entries;
}

std::string Fill(const std::string& pattern, const Facts& facts) {
  std::string text;
  for (std::size_t at = 0; at < pattern.size();) {
    const std::size_t open = pattern.find('{', at);
    const std::size_t close = open == std::string::npos ? open : pattern.find('}', open);
    if (close == std::string::npos) {
      text += pattern.substr(at);
      break;
    }
    text += pattern.substr(at, open - at);
    const std::string name = pattern.substr(open + 1, close - open - 1);
    const auto fact = std::ranges::find(facts, name, &Facts::value_type::first);
    text += fact == facts.end() ? "?" : fact->second;
    at = close + 1;
  }
  return text;
}

}  // namespace

std::span<const CatalogueEntry> Catalogue() { return Entries(); }

const CatalogueEntry& EntryOf(v1::Refusal code) {
  const auto found = std::ranges::lower_bound(Entries(), code, {}, &CatalogueEntry::code);
  if (found != Entries().end() && found->code == code) return *found;
  TENURE_ASSERT(code != v1::INTERNAL, "the catalogue lacks INTERNAL");
  return EntryOf(v1::INTERNAL);
}

const CatalogueEntry* FindEntry(std::string_view name) {
  const auto found = std::ranges::find(Entries(), name, &CatalogueEntry::name);
  return found == Entries().end() ? nullptr : &*found;
}

v1::Refusal RefusalOf(ErrorCode code) {
  const CatalogueEntry* entry = FindEntry(ErrorCodeName(code));
  TENURE_ASSERT(entry != nullptr, "no entry for {}", ErrorCodeName(code));
  return entry->code;
}

Refused RefusedBy(const Error& error) {
  return {RefusalOf(error.code), {{"detail", error.message}}};
}

int ExitCodeOf(v1::Refusal code, Asked asked) {
  const Codes codes = CodesOf(EntryOf(code).options->kind());
  return asked == Asked::kRead ? codes.exit_read : codes.exit_command;
}

int HttpStatusOf(v1::Refusal code) { return CodesOf(EntryOf(code).options->kind()).http; }
int GrpcStatusOf(v1::Refusal code) { return CodesOf(EntryOf(code).options->kind()).grpc; }

v1::Answer::Status StatusOf(v1::Refusal code) {
  switch (EntryOf(code).options->kind()) {
    case v1::INVALID_INPUT:
      return v1::Answer::INVALID;
    case v1::ABSENT:
    case v1::RULE:
    case v1::CONFLICT:
    case v1::DENIED:
      return v1::Answer::REFUSED;
    default:
      return v1::Answer::UNKNOWN;
  }
}

std::string_view StatusWord(v1::Answer::Status status) {
  switch (status) {
    case v1::Answer::ACCEPTED:
      return "accepted";
    case v1::Answer::REPEATED:
      return "repeated";
    case v1::Answer::REQUESTED:
      return "requested";
    case v1::Answer::VALID:
      return "valid";
    case v1::Answer::REFUSED:
      return "refused";
    case v1::Answer::INVALID:
      return "invalid";
    default:
      return "unknown";
  }
}

std::string TextOf(v1::Refusal code, const Facts& facts, Language language) {
  return Fill(In(EntryOf(code).options->text(), language), facts);
}

std::string WhatToDo(v1::Refusal code, const Facts& facts, Language language) {
  return Fill(In(EntryOf(code).options->what_to_do(), language), facts);
}

void AddFacts(const Facts& facts, google::protobuf::RepeatedPtrField<v1::Answer::Fact>* stored) {
  for (const auto& [name, value] : facts) {
    v1::Answer::Fact* fact = stored->Add();
    fact->set_name(name);
    fact->set_value(value);
  }
}

Facts FactsOf(const v1::Answer& answer) {
  Facts facts;
  for (const v1::Answer::Fact& fact : answer.facts()) facts.emplace_back(fact.name(), fact.value());
  return facts;
}

const std::string& In(const v1::Text& text, Language language) {
  const bool chinese = language == Language::kChinese;
  const std::string& wanted = chinese ? text.zh() : text.en();
  if (!wanted.empty()) return wanted;
  return chinese ? text.en() : text.zh();
}

}  // namespace tenure::contract
