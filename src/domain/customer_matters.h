// What stands open with a customer, as far as the book knows.
#pragma once

#include <string>

#include "tenure/v1/book.pb.h"

namespace tenure::domain {

// "engagements 1, complaints 2", or empty when nothing is open. Events never move to another file,
// so a file with open matters cannot be closed by a merge (F1).
[[nodiscard]] std::string OpenMatters(const v1::Book& book);

}  // namespace tenure::domain
