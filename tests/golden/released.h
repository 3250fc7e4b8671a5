// What was released, as the files beside this one hold it, and how the build may differ from it.
// A sample is one message of an event, "ComplaintFiled", or a later one of the same event with
// fields that came after, "ComplaintFiled/2".
#pragma once

#include <google/protobuf/message.h>

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>

namespace tenure::golden {

using Lines = std::map<std::string, std::string>;

// "ComplaintFiled/2" is of the event ComplaintFiled.
[[nodiscard]] std::string_view EventOf(std::string_view sample);

// One line of text with every set field by name; unknown fields by number.
[[nodiscard]] std::string WordsOf(const google::protobuf::Message& message);

// Paths of all set fields: "contact.phone".
[[nodiscard]] std::set<std::string> PathsOf(const google::protobuf::Message& message);

// What is wrong with a released sample read by today's `prototype`; empty: it says what it said.
[[nodiscard]] std::string FaultOfSample(std::string_view sample, std::string_view hex,
                                        const std::string& words,
                                        const google::protobuf::Message& prototype);

// Which output a digest is of: of that sample, folded by that state, book or read model.
struct Fold {
  std::string sample;
  std::string target;  // "complaint", "complaint/book", "complaint_board"
  std::uint32_t version = 0;
  [[nodiscard]] bool operator<(const Fold& other) const {
    return std::tie(sample, target, version) < std::tie(other.sample, other.target, other.version);
  }
};
using Folds = std::map<Fold, std::string>;

// "ComplaintFiled complaint_board 1"; nullopt when `text` is none.
[[nodiscard]] std::optional<Fold> ParseFold(std::string_view text);
[[nodiscard]] std::string TextOf(const Fold& fold);

// What may be added to `released` of the build's folds `now`, given the samples released before.
// Not a sample that was released and is fed anew to a target of the same version: its rows differ
// from those that stand in stores.
[[nodiscard]] Folds NewFolds(const Folds& released, const Folds& now, const Lines& samples);

// One sentence for each fold of `now` that differs from `released`, for each released one of a
// current version that is not made any more, and for each version that went back. Targets that are
// gone altogether are no fault: a read model may be dropped.
[[nodiscard]] std::set<std::string> FaultsOfFolds(const Folds& released, const Folds& now);

}  // namespace tenure::golden
