// What Tenure is measured beside: the disk itself, SQLite in the same process, and a PostgreSQL
// that bench/postgres has started, each doing the same append of one event of one stream.
#pragma once

#include <memory>
#include <string>

#include "base/file_port.h"
#include "bench/measure.h"

struct sqlite3;
struct sqlite3_stmt;

namespace tenure::bench {

inline constexpr std::size_t kEventBytes = 240;
inline constexpr int kStreams = 1'000;

// A file, written and synced: no format, no check. The disk's own rate.
class Disk {
 public:
  enum class Space { kGrowing, kReused };  // reused: overwrites space that is there already

  Disk(const std::string& path, Space space);
  // `appends` events in one write with one fdatasync.
  void Batch(int appends);

 private:
  std::unique_ptr<Files> files_;
  std::unique_ptr<File> file_;
  const Space space_;
  std::string bytes_;
  std::uint64_t at_ = 0;
};

// The event table that one would write by hand: a row an event, its stream's version and its
// command unique. WAL, synchronous=FULL: a transaction is durable when it returns.
class Sqlite {
 public:
  explicit Sqlite(const std::string& path);
  Sqlite(const Sqlite&) = delete;
  Sqlite& operator=(const Sqlite&) = delete;
  ~Sqlite();

  // `appends` events in one transaction.
  void Batch(int appends);

 private:
  void Do(const char* sql);

  sqlite3* db_ = nullptr;
  sqlite3_stmt* insert_ = nullptr;
  const std::string body_;
  std::uint64_t events_ = 0;
};

// PostgreSQL 15, synchronous_commit and fsync on. One thread drives all connections.
class Postgres {
 public:
  // `connection` as libpq takes it. Null when this build has no libpq; then and when the server is
  // not there, `why` says it in a line.
  [[nodiscard]] static std::unique_ptr<Postgres> Connect(const std::string& connection,
                                                         int connections_max, std::string* why);
  virtual ~Postgres() = default;

  // message-db's write_message with the expected version, a transaction each, from as many
  // connections as callers, all of them in flight.
  [[nodiscard]] virtual Figures MessageDb(int callers, Milliseconds time) = 0;
  // A table written by hand: `appends` inserts of one pipeline in one transaction.
  virtual void TableBatch(int appends) = 0;
};

}  // namespace tenure::bench
