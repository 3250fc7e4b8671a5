// Released events are for ever: their bytes still say what they said, and still fold to the same
// states, books and rows, unless the fold's version was raised. tools/regenerate runs this program
// with TENURE_WRITE_GOLDEN: it adds lines for what is new; a line that stands is never written
// again.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <string>

#include "base/hex.h"
#include "base/sha256.h"
#include "golden/released.h"
#include "golden/sample_event.h"
#include "support/source_tree.gen.h"
#include "tenure/domain.h"
#include "tenure/projection.h"

namespace tenure::golden {
namespace {

using testing::IsEmpty;

std::string PathOf(const char* name) {
  return std::string(TENURE_SOURCE_DIR) + "/tests/golden/" + name;
}

// "key value" lines; a key is `words` words.
Lines Read(const char* name, int words) {
  Lines lines;
  std::ifstream file(PathOf(name));
  for (std::string line; std::getline(file, line);) {
    std::size_t space = line.find(' ');
    for (int n = 1; n < words && space != line.npos; ++n) space = line.find(' ', space + 1);
    if (line.starts_with('#') || space == line.npos) continue;
    lines[line.substr(0, space)] = line.substr(space + 1);
  }
  return lines;
}

void WriteLines(const char* name, std::string_view heading, const Lines& lines) {
  std::ofstream file(PathOf(name), std::ios::trunc);
  file << heading;
  for (const auto& [key, value] : lines) file << key << " " << value << "\n";
}

std::string DigestOf(const Message& message) {
  const Hash256 hash = Sha256(message.SerializeAsString());
  return HexOf({reinterpret_cast<const char*>(hash.data()), hash.size()});
}

EventContext ContextOn(const StreamKey& stream) {
  const Time at = TimeFromMicros(1'772'413'200'000'000);  // 2026-03-02T01:00:00Z
  return {stream, 1, 7, at, at, "li.wei", ""};
}

StreamKey StreamOf(const EventEntry& event) {
  const AggregateEntry* aggregate = BuiltInDomain().FindAggregate(event.kind);
  const std::string scope = aggregate->options->scope();
  return {{scope == "governance" ? std::string(kGovernanceScope) : "customer/C-1"},
          event.kind,
          aggregate->options->id_prefix().empty() ? "" : "X-1"};
}

std::unique_ptr<Message> Parsed(const EventEntry& event, std::string_view hex) {
  std::unique_ptr<Message> message(event.prototype->New());
  const auto bytes = BytesOfHex(hex);
  if (!bytes || !message->ParseFromString(*bytes)) return nullptr;
  return message;
}

// Fields of `event` that no released sample has set.
std::set<std::string> UnseenPaths(const EventEntry& event, const Lines& samples) {
  std::set<std::string> unseen = PathsOf(*SampleOf(*event.prototype));
  for (const auto& [sample, hex] : samples) {
    if (EventOf(sample) != event.name) continue;
    const auto message = Parsed(event, hex);
    if (message == nullptr) continue;
    for (const std::string& path : PathsOf(*message)) unseen.erase(path);
  }
  return unseen;
}

// A first sample for a new event, a further one for an event that got new fields.
Lines WithNewSamples(Lines samples) {
  for (const EventEntry& event : BuiltInDomain().events()) {
    std::string name(event.name);
    if (samples.contains(name) && UnseenPaths(event, samples).empty()) continue;
    for (int n = 2; samples.contains(name); ++n) name = fmt::format("{}/{}", event.name, n);
    samples[name] = HexOf(SampleOf(*event.prototype)->SerializeAsString());
  }
  return samples;
}

Lines WithNewWords(Lines words, const Lines& samples) {
  for (const auto& [sample, hex] : samples) {
    const EventEntry* event = BuiltInDomain().FindEvent(EventOf(sample));
    const auto message = event == nullptr ? nullptr : Parsed(*event, hex);
    if (message != nullptr) words.emplace(sample, WordsOf(*message));
  }
  return words;
}

void FoldStateAndBook(const EventEntry& event, const std::string& sample, const Message& message,
                      Folds* folds) {
  const AggregateEntry* aggregate = BuiltInDomain().FindAggregate(event.kind);
  const std::string name(aggregate->name);
  const std::uint32_t version = aggregate->options->fold_version();
  const StreamKey stream = StreamOf(event);
  const std::unique_ptr<Message> state(aggregate->prototype->New());
  event.evolve(*state, message, ContextOn(stream));
  (*folds)[{sample, name, version}] = DigestOf(*state);
  if (event.evolve_book == nullptr) return;
  v1::Book book;
  event.evolve_book(book, message, ContextOn(stream));
  (*folds)[{sample, name + "/book", version}] = DigestOf(book);
}

void FoldRows(const EventEntry& event, const std::string& sample, const Message& message,
              Folds* folds) {
  const StreamKey stream = StreamOf(event);
  for (const ProjectionEntry& projection : BuiltInProjections()) {
    for (const ProjectionEventEntry& entry : projection.events) {
      if (entry.event_type != event.id) continue;
      const std::unique_ptr<Message> row(projection.prototype->New());
      if (entry.key_of(message, ContextOn(stream))) {
        entry.apply(*row, message, ContextOn(stream));
      }
      (*folds)[{sample, std::string(projection.name), projection.version}] = DigestOf(*row);
    }
  }
}

Folds FoldsNow(const Lines& samples) {
  Folds folds;
  for (const auto& [sample, hex] : samples) {
    const EventEntry* event = BuiltInDomain().FindEvent(EventOf(sample));
    const auto message = event == nullptr ? nullptr : Parsed(*event, hex);
    if (message == nullptr) continue;
    FoldStateAndBook(*event, sample, *message, &folds);
    FoldRows(*event, sample, *message, &folds);
  }
  return folds;
}

Folds ReadFolds() {
  Folds folds;
  for (const auto& [key, digest] : Read("folds.txt", 3)) {
    if (const auto fold = ParseFold(key)) folds[*fold] = digest;
  }
  return folds;
}

class Golden : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    if (std::getenv("TENURE_WRITE_GOLDEN") == nullptr) return;
    const Lines before = Read("events.txt", 1);
    const Lines samples = WithNewSamples(before);
    WriteLines("events.txt", "# Event, and the bytes of one sample of it.\n", samples);
    WriteLines("said.txt", "# Event, and what those bytes said when they were released.\n",
               WithNewWords(Read("said.txt", 1), samples));
    const Folds released = ReadFolds();
    Lines folds = Read("folds.txt", 3);
    for (const auto& [fold, digest] : NewFolds(released, FoldsNow(samples), before)) {
      folds[TextOf(fold)] = digest;
    }
    WriteLines("folds.txt",
               "# Event, state or projection, its version: digest of what one event folds to.\n",
               folds);
  }
};

TEST_F(Golden, EveryReleasedEvent_StillSaysWhatItSaid) {
  const Lines words = Read("said.txt", 1);
  const Lines samples = Read("events.txt", 1);
  for (const auto& [sample, hex] : samples) {
    const EventEntry* event = BuiltInDomain().FindEvent(EventOf(sample));
    ASSERT_NE(event, nullptr) << sample << " was released and is gone";
    ASSERT_TRUE(words.contains(sample)) << sample << " has no line in said.txt";
    EXPECT_EQ(FaultOfSample(sample, hex, words.at(sample), *event->prototype), "");
  }
  for (const auto& [sample, said] : words) {
    EXPECT_TRUE(samples.contains(sample)) << sample << " has lost its golden bytes";
  }
}

TEST_F(Golden, EveryFieldOfEveryEvent_HasGoldenBytes) {
  const Lines samples = Read("events.txt", 1);
  for (const EventEntry& event : BuiltInDomain().events()) {
    EXPECT_TRUE(samples.contains(std::string(event.name)))
        << event.name << " has no golden bytes: run tools/regenerate";
    EXPECT_THAT(UnseenPaths(event, samples), IsEmpty())
        << event.name << " has fields without golden bytes: run tools/regenerate";
  }
}

TEST_F(Golden, EveryReleasedEvent_StillFoldsToTheSame) {
  EXPECT_THAT(FaultsOfFolds(ReadFolds(), FoldsNow(Read("events.txt", 1))), IsEmpty());
}

}  // namespace
}  // namespace tenure::golden
