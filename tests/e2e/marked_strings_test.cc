// No personal text outside the keys: every personal field and every reason of the demo's story and
// of every command's example carries a marked string, and no byte of store, views, log or what a
// refusal prints may hold one. Table files are read through RocksDB, each for itself and all
// together, and the segment is sealed and its blocks decompressed: a search of compressed bytes
// finds nothing.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <rocksdb/db.h>
#include <rocksdb/sst_file_reader.h>
#include <zstd.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <set>

#include "base/file_port.h"
#include "e2e/json_edit.h"
#include "log/block_format.h"
#include "log/record_codec.h"
#include "log/segment/segment_log.h"
#include "support/source_tree.gen.h"

namespace tenure::e2e {
namespace {

namespace fs = std::filesystem;
constexpr std::string_view kMark = "Zq7vMarke";
constexpr int kFillers = 2'500;

// What the contract says of each command's fields: name and whether it is a list, of the personal.
class Marker {
 public:
  explicit Marker(const CommandLine& program) {
    for (const JsonValue& row : program.Json({"command", "list"}).items) {
      const std::string name = Text(row, "name");
      const JsonValue shown = program.Json({"command", "show", name});
      examples_[name] = *shown.Find("example");
      for (const JsonValue& field : shown.Find("fields")->items) {
        if (Text(field, "personal") != "null") personal_[name].insert(Text(field, "name"));
      }
    }
  }

  // The line with a fresh mark in each personal field and in its reason.
  std::string Marked(JsonValue line) {
    for (auto& [name, data] : line.members) {
      if (name != "data") continue;
      for (const std::string& field : personal_[Text(line, "command")]) {
        const JsonValue* old = data.Find(field);
        JsonValue mark = String(Next());
        if (old != nullptr && old->kind == JsonValue::Kind::kArray) {
          JsonValue list;
          list.kind = JsonValue::Kind::kArray;
          list.items.push_back(std::move(mark));
          mark = std::move(list);
        }
        Set(&data, field, std::move(mark));
      }
    }
    Set(&line, "reason", String(Next()));
    return JsonOf(line);
  }

  [[nodiscard]] const std::map<std::string, JsonValue>& examples() const { return examples_; }
  [[nodiscard]] std::size_t fields() const {
    std::size_t count = 0;
    for (const auto& [command, names] : personal_) count += names.size();
    return count;
  }
  [[nodiscard]] int used() const { return used_; }

 private:
  std::string Next() { return fmt::format("{}{}", kMark, ++used_); }

  std::map<std::string, std::set<std::string>> personal_;
  std::map<std::string, JsonValue> examples_;
  int used_ = 0;
};

// The files below `directory` that hold `text` as plain bytes.
std::vector<std::string> FilesWith(const std::string& directory, std::string_view text) {
  std::vector<std::string> found;
  for (const auto& entry : fs::recursive_directory_iterator(directory)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    if (bytes.find(text) != std::string::npos) found.push_back(entry.path());
  }
  return found;
}

// Keys and values of every column family that hold `text`; `read` counts all rows seen.
std::vector<std::string> RowsWith(const std::string& directory, std::string_view text,
                                  std::size_t* read) {
  std::vector<std::string> names, found;
  const auto listed = rocksdb::DB::ListColumnFamilies({}, directory, &names);
  EXPECT_TRUE(listed.ok()) << directory << listed.ToString();
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  for (const std::string& name : names) families.emplace_back(name, rocksdb::ColumnFamilyOptions());
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* opened = nullptr;
  const auto status = rocksdb::DB::OpenForReadOnly({}, directory, families, &handles, &opened);
  EXPECT_TRUE(status.ok()) << directory << status.ToString();
  if (!status.ok()) return found;
  const std::unique_ptr<rocksdb::DB> database(opened);
  for (rocksdb::ColumnFamilyHandle* handle : handles) {
    const std::unique_ptr<rocksdb::Iterator> row(database->NewIterator({}, handle));
    for (row->SeekToFirst(); row->Valid(); row->Next()) {
      ++*read;
      const std::string both = row->key().ToString() + row->value().ToString();
      if (both.find(text) != std::string::npos) found.push_back(handle->GetName() + ": " + both);
    }
    database->DestroyColumnFamilyHandle(handle);
  }
  return found;
}

// Everything in the table files below `directory`, older versions of a row too; each file that
// holds `text`. `entries` counts what was seen.
std::vector<std::string> TableFilesWith(const std::string& directory, std::string_view text,
                                        std::size_t* entries) {
  std::vector<std::string> found;
  for (const auto& entry : fs::recursive_directory_iterator(directory)) {
    if (entry.path().extension() != ".sst") continue;
    rocksdb::SstFileReader reader{rocksdb::Options()};
    const auto opened = reader.Open(entry.path());
    EXPECT_TRUE(opened.ok()) << entry.path() << opened.ToString();
    const std::unique_ptr<rocksdb::Iterator> row(reader.NewIterator({}));
    for (row->SeekToFirst(); row->Valid(); row->Next()) {
      ++*entries;
      const std::string both = row->key().ToString() + row->value().ToString();
      if (both.find(text) != std::string::npos) found.push_back(entry.path().string() + both);
    }
  }
  return found;
}

// The bodies of a sealed segment's blocks, decompressed and joined.
std::string SealedBodies(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  std::string bodies, body;
  std::size_t at = log::kSegmentHeaderBytes;
  while (const auto header = log::DecodeBlockHeader(std::string_view(bytes).substr(at))) {
    EXPECT_NE(header->flags & log::kBlockCompressed, 0u);
    body.resize(header->raw_bytes);
    const std::size_t size = ZSTD_decompress(
        body.data(), body.size(), bytes.data() + at + log::kBlockHeaderBytes, header->stored_bytes);
    EXPECT_EQ(size, body.size()) << "block at " << at;
    bodies += body;
    at += header->total_bytes();
  }
  return bodies;
}

class MarkedStrings : public testing::Test {
 protected:
  void SetUp() override {
    const Finished made = program_.Run(
        {"init", "--admin", "admin", "--clock", "simulated", "--now", "2026-01-05T08:00:00+08:00"});
    ASSERT_EQ(made.exit_code, 0) << made.err;
    marker_ = std::make_unique<Marker>(program_);
    ASSERT_GE(marker_->fields(), 50u);
  }

  // Submits and takes what was printed into the search.
  std::vector<JsonValue> Submit(const std::vector<std::string>& lines) {
    const auto submitted = program_.Submit(lines);
    printed_ += submitted.finished.out + submitted.finished.err;
    return submitted.results;
  }

  // The demo's whole story with marks for its personal texts: every line is accepted.
  void TellTheStory() {
    std::ifstream script(TENURE_SOURCE_DIR "/packs/demo/demo.jsonl");
    std::vector<std::string> lines;
    for (std::string line; std::getline(script, line);)
      lines.push_back(marker_->Marked(Parsed(line)));
    ASSERT_GE(lines.size(), 70u);
    for (const JsonValue& result : Submit(lines)) {
      EXPECT_THAT(Text(result, "status"), testing::AnyOf("accepted", "requested"))
          << Text(result, "command") << " " << Text(result, "message");
    }
  }

  // Every command's example where it belongs and at other customers, by people who may do
  // everything; many of the latter are refused, on purpose.
  void GiveEveryExample() {
    std::vector<std::string> lines;
    for (const char* role : {"sales", "service", "complaints", "approver"}) {
      lines.push_back(Line("GrantRole", "governance/main", "admin",
                           fmt::format(R"({{"actor_id":"ma.qi","role":"{}"}})", role)));
    }
    for (const auto& [name, example] : marker_->examples()) {
      for (const char* customer : {"", "C-1002", "C-2001", "C-3001"}) {
        JsonValue line = example;
        Set(&line, "actor", String("ma.qi"));
        if (*customer != '\0' && Text(line, "scope").starts_with("customer/")) {
          Set(&line, "scope", String(std::string("customer/") + customer));
        }
        lines.push_back(marker_->Marked(std::move(line)));
      }
    }
    std::set<std::string> statuses;
    for (const JsonValue& result : Submit(lines)) statuses.insert(Text(result, "status"));
    EXPECT_THAT(statuses, testing::IsSupersetOf({"accepted", "refused"}));
  }

  // So many customers that store and views write table files: a short run leaves its tail to the
  // log alone.
  void FillTheTables() {
    std::vector<std::string> lines;
    for (int i = 0; i < kFillers; ++i) {
      lines.push_back(Line("RegisterCustomer", fmt::format("customer/F-{}", i), "ma.qi",
                           fmt::format(R"({{"kind":"PERSON","name":"{0}{1}","phone":"{0}{1}",)"
                                       R"("owner":"li.wei","source":"INTERNET"}})",
                                       kMark, i)));
    }
    for (const JsonValue& result : Submit(lines)) ASSERT_EQ(Text(result, "status"), "accepted");
  }

  // Seals what the program wrote: a writer that takes any segment for full closes it and goes on
  // in a new one. The record it needs for that is the last one once more; nothing folds it.
  void SealTheSegment() {
    const auto files = PosixFiles();
    const auto opened = log::LogDirectory::Open(*files, program_.store(), {.segment_bytes = 1});
    ASSERT_TRUE(opened.has_value()) << opened.error().message;
    log::SegmentLog& log = (*opened)->partition(0);
    for (int i = 0; i < 2; ++i) {
      const Position head = *log.Head();
      const auto cursor = log.Read(head - 1, {});
      log::RecordView last;
      ASSERT_TRUE(*(*cursor)->Next(&last));
      v1::Record record = *log::DecodeRecord(last.bytes);
      record.set_position(head);
      ASSERT_TRUE(log.Append(head, std::vector{log::EncodeRecord(record)}).has_value());
    }
    ASSERT_TRUE(log.Stats().segments.front().sealed);
    ASSERT_TRUE((*opened)->Close().has_value());
  }

  // Marks where no text belongs: as a word, a number, a date, a key, broken JSON.
  void GiveBrokenLines() {
    const std::string mark(kMark);
    const auto register_with = [&](const std::string& data) {
      return Line("RegisterCustomer", "customer/C-9", "li.wei", data);
    };
    const std::string rest = R"("owner":"li.wei","source":"INTERNET"})";
    (void)Submit({
        register_with(R"({"kind":")" + mark + R"(","name":"n",)" + rest),
        register_with(R"({"kind":"PERSON","name":["a","b",")" + mark + R"("],)" + rest),
        register_with(R"({"kind":"PERSON","name":"\u0007)" + mark + "\"," + rest),
        register_with(R"({"kind":"PERSON","name":")" + mark + std::string(500, 'x') + "\"," + rest),
        register_with("{\"kind\":\"PERSON\",\"name\":\"" + mark + "\xff\"," + rest),
        register_with(R"({"kind":"PERSON","name":")" + mark + R"(" )" + rest),
        Line("RecordTrait", "customer/C-1001", "li.wei", R"({"trait":"a","source":"INTERNET"})",
             R"("now":")" + mark + "\""),
    });
  }

  CommandLine program_;
  std::unique_ptr<Marker> marker_;
  std::string printed_;
};

TEST_F(MarkedStrings, EveryCommandWithMarks_LeavesNoneOutsideTheKeys) {
  TellTheStory();
  GiveEveryExample();
  GiveBrokenLines();
  FillTheTables();
  ASSERT_EQ(program_.Run({"clock", "advance", "400d"}).exit_code, 0);
  ASSERT_EQ(program_.Run({"projection", "rebuild", "customer_profile"}).exit_code, 0);
  ASSERT_EQ(program_.Run({"worklist"}).exit_code, 0);
  EXPECT_EQ(program_.Verify(), "clean");
  ASSERT_GE(marker_->used(), 300);

  // The search can find: what is not personal stands there, and the marks are kept, sealed.
  EXPECT_THAT(FilesWith(program_.store(), "P-GARDEN-3"), testing::Not(testing::IsEmpty()));
  const Finished open =
      program_.Run({"customer", "timeline", "C-1001", "--actor", "qian.yu", "-o", "jsonl"});
  EXPECT_THAT(open.out, testing::HasSubstr(std::string(kMark)));

  EXPECT_THAT(FilesWith(program_.store(), kMark), testing::IsEmpty());
  for (const auto& entry : fs::directory_iterator(program_.store())) {
    const std::string name = entry.path().filename();
    if (!name.starts_with("store-p") && name != "views") continue;
    std::size_t rows = 0;
    EXPECT_THAT(RowsWith(entry.path(), kMark, &rows), testing::IsEmpty()) << name;
    EXPECT_GT(rows, std::size_t{kFillers}) << name << " is not in its tables yet";
    EXPECT_GT(RowsWith(entry.path(), "li.wei", &rows).size(), std::size_t{kFillers})
        << name << " is readable for this search";
  }
  for (const auto& entry : fs::directory_iterator(program_.store())) {
    const std::string name = entry.path().filename();
    if (!name.starts_with("store-p") && name != "views") continue;
    std::size_t entries = 0;
    EXPECT_THAT(TableFilesWith(entry.path(), kMark, &entries), testing::IsEmpty()) << name;
    EXPECT_GT(entries, std::size_t{kFillers}) << name;
  }
  const std::size_t at = printed_.find(kMark);
  EXPECT_EQ(at, std::string::npos) << printed_.substr(at < 300 ? 0 : at - 300, 600);
  const Finished sealed = program_.Run({"customer", "timeline", "C-1001", "-o", "jsonl"});
  EXPECT_EQ(sealed.out.find(kMark), std::string::npos) << "without the right to read";

  SealTheSegment();
  const std::string segment = program_.store() + "/log/p00000/" + log::SegmentName(0);
  const std::string bodies = SealedBodies(segment);
  EXPECT_THAT(bodies, testing::HasSubstr("P-GARDEN-3")) << "the search can find";
  EXPECT_EQ(bodies.find(kMark), std::string::npos);
  EXPECT_THAT(FilesWith(program_.store(), kMark), testing::IsEmpty()) << "footer, leftovers";
}

}  // namespace
}  // namespace tenure::e2e
