// PostgreSQL through libpq: message-db's own function over many connections, and a plain table over
// one. Without libpq at build time there is no such peer, and Connect says so.
#include "bench/peers.h"

#ifdef TENURE_BENCH_LIBPQ

#include <fmt/format.h>
#include <libpq-fe.h>
#include <poll.h>

#include "base/random.h"
#include "base/uuid.h"

namespace tenure::bench {
namespace {

struct EndConnection {
  void operator()(PGconn* connection) const { PQfinish(connection); }
};
using Connection = std::unique_ptr<PGconn, EndConnection>;

struct ClearResult {
  void operator()(PGresult* result) const { PQclear(result); }
};
using Answer = std::unique_ptr<PGresult, ClearResult>;

constexpr const char* kWriteMessage =
    "SELECT message_store.write_message($1, $2, 'OwnerAssigned', $3::jsonb, NULL, $4)";
constexpr const char* kInsert =
    "INSERT INTO public.event(stream, version, body) "
    "SELECT $1, coalesce(max(version), 0) + 1, $2 FROM public.event WHERE stream = $1";
constexpr const char* kTable =
    "CREATE TABLE IF NOT EXISTS public.event(position bigserial PRIMARY KEY, stream text NOT NULL, "
    "version bigint NOT NULL, command uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE, "
    "body text NOT NULL, UNIQUE (stream, version))";

void MustBe(const PGresult* result, ExecStatusType status, PGconn* connection) {
  TENURE_ASSERT(PQresultStatus(result) == status, "PostgreSQL: {}", PQerrorMessage(connection));
}

class LibpqPostgres final : public Postgres {
 public:
  // False with the reason when a connection cannot be had.
  bool Open(const std::string& where, int connections_max, std::string* why) {
    for (int i = 0; i < connections_max; ++i) {
      connections_.emplace_back(PQconnectdb(where.c_str()));
      if (PQstatus(connections_.back().get()) != CONNECTION_OK) {
        *why = PQerrorMessage(connections_.back().get());
        return false;
      }
    }
    for (const char* setting : {"fsync", "synchronous_commit"}) {
      const Answer shown(PQexec(First(), fmt::format("SHOW {}", setting).c_str()));
      MustBe(shown.get(), PGRES_TUPLES_OK, First());
      TENURE_ASSERT(std::string(PQgetvalue(shown.get(), 0, 0)) == "on", "{} is off", setting);
    }
    MustBe(Answer(PQexec(First(), "SET client_min_messages = warning")).get(), PGRES_COMMAND_OK,
           First());
    MustBe(Answer(PQexec(First(), kTable)).get(), PGRES_COMMAND_OK, First());
    MustBe(Answer(PQprepare(First(), "insert", kInsert, 2, nullptr)).get(), PGRES_COMMAND_OK,
           First());
    for (const Connection& one : connections_) {
      MustBe(Answer(PQprepare(one.get(), "write", kWriteMessage, 4, nullptr)).get(),
             PGRES_COMMAND_OK, one.get());
    }
    return true;
  }

  Figures MessageDb(int callers, Milliseconds time) override {
    std::vector<Caller> waiting;
    std::vector<pollfd> sockets;
    for (int i = 0; i < callers; ++i) {
      PGconn* const connection = connections_[static_cast<std::size_t>(i)].get();
      waiting.push_back({connection, i, {}});
      sockets.push_back({PQsocket(connection), POLLIN, 0});
    }
    std::vector<double> waited_ms;
    const auto start = Steady::now();
    for (Caller& caller : waiting) Write(&caller);
    std::size_t open = waiting.size();
    while (open > 0) {
      TENURE_ASSERT(poll(sockets.data(), sockets.size(), 60'000) > 0, "PostgreSQL does not answer");
      for (std::size_t i = 0; i < waiting.size(); ++i) {
        if (sockets[i].revents == 0 || !Answered(waiting[i])) continue;
        waited_ms.push_back(SecondsSince(waiting[i].since) * 1000);
        ++versions_[static_cast<std::size_t>(waiting[i].stream)];
        waiting[i].stream += callers;  // streams of its own, so that no version is ever stale
        if (waiting[i].stream >= kStreams) waiting[i].stream = static_cast<int>(i);
        if (Steady::now() - start < time) {
          Write(&waiting[i]);
        } else {
          sockets[i].fd = -1;
          --open;
        }
      }
    }
    const std::uint64_t done = waited_ms.size();
    return FiguresOf(std::move(waited_ms), {done, SecondsSince(start), 0});
  }

  void TableBatch(int appends) override {
    PGconn* const connection = First();
    TENURE_ASSERT(PQenterPipelineMode(connection) == 1, "no pipeline");
    Send("BEGIN");
    for (int i = 0; i < appends; ++i) {
      const std::string stream = fmt::format("customer/C-{}", ++events_ % kStreams);
      const char* const values[] = {stream.c_str(), body_.c_str()};
      TENURE_ASSERT(PQsendQueryPrepared(connection, "insert", 2, values, nullptr, nullptr, 0) == 1,
                    "{}", PQerrorMessage(connection));
    }
    Send("COMMIT");
    TENURE_ASSERT(PQpipelineSync(connection) == 1, "{}", PQerrorMessage(connection));
    for (int i = 0; i < appends + 2; ++i) {
      MustBe(Answer(PQgetResult(connection)).get(), PGRES_COMMAND_OK, connection);
      TENURE_ASSERT(PQgetResult(connection) == nullptr, "more than one result");
    }
    MustBe(Answer(PQgetResult(connection)).get(), PGRES_PIPELINE_SYNC, connection);
    TENURE_ASSERT(PQexitPipelineMode(connection) == 1, "{}", PQerrorMessage(connection));
  }

 private:
  struct Caller {
    PGconn* connection;
    int stream;
    Steady::time_point since;
  };

  PGconn* First() { return connections_.front().get(); }

  void Send(const char* sql) {
    TENURE_ASSERT(PQsendQueryParams(First(), sql, 0, nullptr, nullptr, nullptr, nullptr, 0) == 1,
                  "{}", PQerrorMessage(First()));
  }

  void Write(Caller* caller) {
    CommandId id;
    random_.Fill(id.bytes);
    const std::string name = UuidText(id);
    const std::string stream = fmt::format("customer-{}", caller->stream);
    const std::string version = std::to_string(versions_[static_cast<std::size_t>(caller->stream)]);
    const char* const values[] = {name.c_str(), stream.c_str(), data_.c_str(), version.c_str()};
    caller->since = Steady::now();
    TENURE_ASSERT(
        PQsendQueryPrepared(caller->connection, "write", 4, values, nullptr, nullptr, 0) == 1, "{}",
        PQerrorMessage(caller->connection));
  }

  // Reads what has come; true when the whole answer is there.
  static bool Answered(const Caller& caller) {
    TENURE_ASSERT(PQconsumeInput(caller.connection) == 1, "{}", PQerrorMessage(caller.connection));
    if (PQisBusy(caller.connection) != 0) return false;
    for (;;) {
      const Answer answer(PQgetResult(caller.connection));
      if (answer == nullptr) return true;
      MustBe(answer.get(), PGRES_TUPLES_OK, caller.connection);
    }
  }

  std::vector<Connection> connections_;
  std::vector<std::int64_t> versions_ = std::vector<std::int64_t>(kStreams, -1);
  SystemRandom random_;
  const std::string body_ = std::string(kEventBytes, 'x');
  const std::string data_ = fmt::format(R"({{"body":"{}"}})", std::string(kEventBytes - 11, 'x'));
  std::uint64_t events_ = 0;
};

}  // namespace

std::unique_ptr<Postgres> Postgres::Connect(const std::string& connection, int connections_max,
                                            std::string* why) {
  auto postgres = std::make_unique<LibpqPostgres>();
  if (!postgres->Open(connection, connections_max, why)) return nullptr;
  return postgres;
}

}  // namespace tenure::bench

#else

namespace tenure::bench {

std::unique_ptr<Postgres> Postgres::Connect(const std::string&, int, std::string* why) {
  *why = "this build found no libpq";
  return nullptr;
}

}  // namespace tenure::bench

#endif
