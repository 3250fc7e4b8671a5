// Released events are for ever: their bytes still parse to what they said, and still fold to the
// same states and rows, unless the fold's version was raised. tools/regenerate adds lines for new
// events; a line that stands is never written again.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <string>

#include "base/hex.h"
#include "base/sha256.h"
#include "golden/sample_event.h"
#include "support/source_tree.gen.h"
#include "tenure/domain.h"
#include "tenure/projection.h"

namespace tenure::golden {
namespace {

using Lines = std::map<std::string, std::string>;

std::string PathOf(const char* name) {
  return std::string(TENURE_SOURCE_DIR) + "/tests/golden/" + name;
}

// "key value" lines; a key has no space inside.
Lines Read(const char* name) {
  Lines lines;
  std::ifstream file(PathOf(name));
  for (std::string line; std::getline(file, line);) {
    const std::size_t space = line.rfind(' ');
    if (space != std::string::npos && line[0] != '#')
      lines[line.substr(0, space)] = line.substr(space + 1);
  }
  return lines;
}

// With TENURE_WRITE_GOLDEN set, adds what is missing; a line that stands stays as it is.
void AddMissing(const char* name, const char* heading, const Lines& now) {
  if (std::getenv("TENURE_WRITE_GOLDEN") == nullptr) return;
  Lines all = Read(name);
  all.insert(now.begin(), now.end());
  std::ofstream file(PathOf(name), std::ios::trunc);
  file << heading;
  for (const auto& [key, value] : all) file << key << " " << value << "\n";
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

Lines EventsNow() {
  Lines lines;
  for (const EventEntry& event : BuiltInDomain().events()) {
    lines[std::string(event.name)] = HexOf(SampleOf(*event.prototype)->SerializeAsString());
  }
  return lines;
}

std::unique_ptr<Message> Released(const EventEntry& event, const Lines& lines) {
  std::unique_ptr<Message> message(event.prototype->New());
  const auto found = lines.find(std::string(event.name));
  if (found == lines.end() || !message->ParseFromString(*BytesOfHex(found->second))) return nullptr;
  return message;
}

// "Event state <fold_version>" or "Event <projection> <version>" to the digest of what came out.
Lines FoldsNow(const Lines& events) {
  Lines lines;
  for (const EventEntry& event : BuiltInDomain().events()) {
    const auto message = Released(event, events);
    if (message == nullptr) continue;
    const AggregateEntry* aggregate = BuiltInDomain().FindAggregate(event.kind);
    const StreamKey stream = StreamOf(event);
    std::unique_ptr<Message> state(aggregate->prototype->New());
    event.evolve(*state, *message, ContextOn(stream));
    lines[fmt::format("{} {} {}", event.name, aggregate->name,
                      aggregate->options->fold_version())] = DigestOf(*state);
    for (const ProjectionEntry& projection : BuiltInProjections()) {
      for (const ProjectionEventEntry& entry : projection.events) {
        if (entry.event_type != event.id) continue;
        std::unique_ptr<Message> row(projection.prototype->New());
        if (entry.key_of(*message, ContextOn(stream))) {
          entry.apply(*row, *message, ContextOn(stream));
        }
        lines[fmt::format("{} {} {}", event.name, projection.name, projection.version)] =
            DigestOf(*row);
      }
    }
  }
  return lines;
}

TEST(Golden, EveryReleasedEvent_StillParsesToWhatItSaid) {
  const Lines now = EventsNow();
  AddMissing("events.txt", "# Event, and the bytes of one sample of it.\n", now);
  const Lines released = Read("events.txt");
  for (const auto& [name, hex] : released) {
    const EventEntry* event = BuiltInDomain().FindEvent(name);
    ASSERT_NE(event, nullptr) << name << " was released and is gone";
    const auto message = Released(*event, released);
    ASSERT_NE(message, nullptr) << name;
    EXPECT_EQ(HexOf(message->SerializeAsString()), hex) << name;
  }
  for (const auto& [name, hex] : now) {
    EXPECT_TRUE(released.contains(name)) << name << " has no golden bytes: run tools/regenerate";
  }
}

TEST(Golden, EveryReleasedEvent_StillFoldsToTheSame) {
  const Lines events = Read("events.txt");
  const Lines now = FoldsNow(events);
  AddMissing("folds.txt",
             "# Event, state or projection, its version: digest of what one event folds to.\n",
             now);
  const Lines released = Read("folds.txt");
  for (const auto& [key, digest] : now) {
    const auto known = released.find(key);
    ASSERT_NE(known, released.end()) << key << " is new: run tools/regenerate";
    EXPECT_EQ(digest, known->second)
        << key << ": its output changed; raise the fold_version of the state or the version of the "
        << "projection, then run tools/regenerate";
  }
}

}  // namespace
}  // namespace tenure::golden
