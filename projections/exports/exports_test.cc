// The register over real exports.
#include "exports/exports.pb.h"
#include "given/rows.h"
#include "tenure/v1/privacy.pb.h"
#include "tenure/values.h"

namespace tenure::testing {
namespace {

TEST(Exports, EachExport_HasARowOfItsOwn) {
  Given given;
  Rows rows(&given, "exports");
  v1::RecordSubjectExport command;
  std::string key;
  for (const std::uint32_t events : {3u, 4u}) {
    command.set_events(events);
    const Outcome done = given.As("admin").Do(command);
    const std::string digits = std::to_string(done.unit().events.front().scope_sequence);
    key = "customer/C-1001/" + std::string(12 - digits.size(), '0') + digits;
  }
  EXPECT_EQ(rows.size(), 2u);
  const auto& row = rows.Get<v1::ExportsRow>(key);
  EXPECT_EQ(row.customer(), "C-1001");
  EXPECT_EQ(row.actor(), "admin");
  EXPECT_EQ(row.events(), 4u);
  EXPECT_EQ(TimeOf(row.at()), At("2026-03-02T09:00:00+08:00"));
}

}  // namespace
}  // namespace tenure::testing
