#include "bench/peers.h"

#include <fmt/format.h>
#include <sqlite3.h>

namespace tenure::bench {
namespace {

constexpr std::uint64_t kReusedBytes = 64 * 1024 * 1024;

}  // namespace

Disk::Disk(const std::string& path, Space space) : files_(PosixFiles()), space_(space) {
  file_ = Must(files_->Open(path, OpenMode::kCreate));
  if (space_ == Space::kGrowing) return;
  Must(WriteZeros(*file_, 0, kReusedBytes));
  Must(file_->Sync());
}

void Disk::Batch(int appends) {
  bytes_.assign(kEventBytes * static_cast<std::size_t>(appends), 'x');
  if (space_ == Space::kReused && at_ + bytes_.size() > kReusedBytes) at_ = 0;
  Must(file_->WriteAt(at_, bytes_));
  Must(file_->Sync());
  at_ += bytes_.size();
}

Sqlite::Sqlite(const std::string& path) : body_(kEventBytes, 'x') {
  TENURE_ASSERT(sqlite3_open(path.c_str(), &db_) == SQLITE_OK, "{}", path);
  for (const char* sql :
       {"PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL",
        "CREATE TABLE event(position INTEGER PRIMARY KEY, stream TEXT, version INTEGER, "
        "command BLOB UNIQUE, body BLOB, UNIQUE(stream, version))"}) {
    Do(sql);
  }
  sqlite3_prepare_v2(db_,
                     "INSERT INTO event(stream, version, command, body) SELECT ?1, "
                     "coalesce(max(version), 0) + 1, randomblob(16), ?2 FROM event WHERE stream=?1",
                     -1, &insert_, nullptr);
}

Sqlite::~Sqlite() {
  sqlite3_finalize(insert_);
  sqlite3_close(db_);
}

void Sqlite::Batch(int appends) {
  Do("BEGIN IMMEDIATE");
  for (int i = 0; i < appends; ++i) {
    const std::string stream = fmt::format("customer/C-{}", ++events_ % kStreams);
    sqlite3_bind_text(insert_, 1, stream.data(), static_cast<int>(stream.size()), SQLITE_STATIC);
    sqlite3_bind_blob(insert_, 2, body_.data(), static_cast<int>(body_.size()), SQLITE_STATIC);
    TENURE_ASSERT(sqlite3_step(insert_) == SQLITE_DONE, "{}", sqlite3_errmsg(db_));
    sqlite3_reset(insert_);
  }
  Do("COMMIT");
}

void Sqlite::Do(const char* sql) {
  TENURE_ASSERT(sqlite3_exec(db_, sql, nullptr, nullptr, nullptr) == SQLITE_OK, "{}: {}", sql,
                sqlite3_errmsg(db_));
}

}  // namespace tenure::bench
