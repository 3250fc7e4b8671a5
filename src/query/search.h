// Finding a customer, or something of his, by what people have in hand: a number of the business, a
// phone, an identity number, a name. Phone and identity number are compared as keyed hashes; names
// in memory, opened with the reader's right. Erased persons are never found.
#pragma once

#include <string>
#include <vector>

#include "query/event_reader.h"
#include "query/show.h"

namespace tenure::query {

struct SearchHit {
  std::string
      found_by;  // "customer", "identity_number", "phone", "name", "contract", or an aggregate
  std::string customer;   // "C-1001"
  JsonValue name;         // of the customer, as far as the reader may see it
  std::string aggregate;  // what was found: "customer", "contact_person", "order" …
  std::string id;
  std::string merged_into;  // the customer's file was closed for this one; empty: it is open
};

struct SearchResult {
  std::vector<SearchHit> hits;  // numbers first, then hashes, then names; each thing once
  bool names_searched = false;  // false: the reader may not read personal data
  bool cut_off = false;         // there were more than kSearchHitsMax
};

inline constexpr std::size_t kSearchHitsMax = 1'000;
inline constexpr std::size_t kSearchTextMax = 800;  // bytes: a name of 200 characters

// Numbers match whole, hashes match the normal form that the gateway hashed, names and, for readers
// who may see them, the end of a phone number (seven digits or more) match in part. Full-width
// letters, digits and spaces count as their ASCII twins. kInvalidInput for a text without content
// or longer than kSearchTextMax. Cost: reading every customer's name, where names are searched.
[[nodiscard]] Result<SearchResult> Search(const OpenStore& store, const EventReader& reader,
                                          std::string_view text);

}  // namespace tenure::query
