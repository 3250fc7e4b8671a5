// Flats and their buyers in the demo's year: from the first word to care and the four-year visit.
#pragma once

#include <vector>

#include "demo/cast.h"

namespace tenure::demo {

// A customer and the engagement that a complaint is about.
struct Owner {
  Customer customer;
  std::string engagement;
  Day in_care;
};

constexpr int kSeller = 6;  // of the owners: the one whose flat is another's today

struct Homes {
  std::vector<Customer> customers;  // all of them
  std::vector<Owner> owners;        // those who live there
};

[[nodiscard]] Homes PlanHomes(Plan* plan, Cast* cast, Dice* dice);

// Firms that take parts by the year: the same road with a template of its own. `count` of them are
// made; each is under way or delivered.
[[nodiscard]] std::vector<Customer> PlanSupply(Plan* plan, Cast* cast, int count);

}  // namespace tenure::demo
