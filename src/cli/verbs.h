// The verbs of the command line, one function each; what they say and how they exit is docs/cli.md.
// parse.cc turns words into these calls; app gives them stores to work on.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/file_port.h"
#include "base/random.h"
#include "cli/console.h"
#include "cli/kafka_door.h"
#include "log/survey.h"
#include "query/open_store.h"
#include "query/row_query.h"
#include "tenure/result.h"

namespace tenure::cli {

// Exit codes of the contract; those of refusals are in the catalogue.
inline constexpr int kExitOk = 0;
inline constexpr int kExitFailure = 1;
inline constexpr int kExitUsage = 2;
inline constexpr int kExitRefused = 4;
inline constexpr int kExitUnavailable = 6;
inline constexpr int kExitVerification = 7;

struct GlobalOptions {
  std::string store;
  std::string keys;
  std::string actor;
  double wait_seconds = 5;
  std::string as_of;        // reads: what was known at a position or an instant; empty: now
  std::string as_of_scope;  // set by reads of one customer: his events are enough
  // Told what people should know of an opening that went well, zh and en. May be empty.
  std::function<void(std::string_view zh, std::string_view en)> notice;
};

struct InitRequest {
  std::string admin = "admin";
  std::string entity;
  bool simulated = false;
  std::optional<Time> now;  // where a simulated clock begins
};

// Empty stores in a fresh place, thrown away with the object.
struct FreshStores {
  virtual ~FreshStores() = default;
  store::Store* store = nullptr;
  store::ViewStore* views = nullptr;
};

// The log alone, for reading. Closed with the object.
struct OpenedLog {
  virtual ~OpenedLog() = default;
  v1::StoreMeta meta;
  const log::Log* log = nullptr;
};

// How verbs reach stores on disk. Implemented by app.
class StoreDoor {
 public:
  virtual ~StoreDoor() = default;
  // Waits for the lock as long as the options say. Folded stores that are damaged or of another
  // version are folded anew.
  [[nodiscard]] virtual Result<std::unique_ptr<query::OpenStore>> Open(
      const GlobalOptions& options) = 0;
  // Makes directory, keys, identity. No records yet.
  [[nodiscard]] virtual Result<void> Create(const GlobalOptions& options,
                                            const InitRequest& request) = 0;
  [[nodiscard]] virtual Result<std::unique_ptr<FreshStores>> Fresh() = 0;
  // Facts about a store for `doctor`, as rows (check, state, detail); works on stores that do not
  // open.
  [[nodiscard]] virtual std::vector<JsonValue> Examine(const GlobalOptions& options) = 0;
  [[nodiscard]] virtual Result<void> Backup(const GlobalOptions& options,
                                            const std::string& directory) = 0;
  [[nodiscard]] virtual Result<void> Restore(const GlobalOptions& options,
                                             const std::string& directory) = 0;
  // Without lock and keys, beside whoever writes.
  [[nodiscard]] virtual Result<std::unique_ptr<OpenedLog>> OpenLog(
      const GlobalOptions& options) = 0;
  // Every damage in the log's files; works on stores that do not open.
  [[nodiscard]] virtual Result<log::SurveyReport> Survey(const GlobalOptions& options,
                                                         const log::SurveyRequest& request) = 0;
  // A note beside the keys; nullopt where there are no keys that belong to the store.
  [[nodiscard]] virtual std::optional<std::string> KeyNote(const GlobalOptions& options,
                                                           std::string_view name) = 0;
  // The machine's files and randomness, for keys, tiles and proofs; seconds since the start.
  [[nodiscard]] virtual Files& files() = 0;
  [[nodiscard]] virtual Random& random() = 0;
  [[nodiscard]] virtual double ElapsedSeconds() const = 0;
};

// What every verb gets.
struct Context {
  GlobalOptions options;
  Console& console;
  StoreDoor& door;
  KafkaDoor& kafka;
};

struct SubmitOptions {
  std::string file;  // "-": stdin
  bool validate_only = false;
  bool stop_on_refusal = false;
  KafkaWords kafka;  // with brokers: to engines on a cluster
};

struct ImportOptions {
  std::string kind;
  std::string file;
  std::string mapping;  // a file, or the name of a shipped one
  std::string rejects;  // where refused rows go
  bool dry_run = false;
};

struct RowsOptions {
  std::string projection;
  std::vector<std::string> where;  // FIELD=VALUE
  std::size_t limit = 1'000;
};

struct LogListOptions {
  std::string scope;
  std::string type;
  std::string from;  // a position
  std::size_t limit = 50;
};

struct WorklistOptions {
  std::string owner;
  std::string kind;
  std::string due_before;
};

struct ReviewOptions {
  std::string customer;
  std::uint32_t year = 0;
  std::string directory = ".";  // where the Markdown and the HTML page go
};

struct CalcOptions {
  std::string formula;
  std::vector<std::string> inputs;  // name=value
};

struct AuditOptions {
  std::string name;                      // keys init
  std::string witness;                   // checkpoint: a directory
  std::vector<std::string> checkpoints;  // verify: files or directories of a witness
  std::string key;                       // verify, check: a public key or its file
  std::string resume;                    // verify: file that keeps how far it came
  std::string position;                  // prove
  std::string checkpoint;                // prove: file; the newest one where it is empty
  std::string from_checkpoint;           // prove
  std::string to_checkpoint;
  std::string proof;     // check
  std::string customer;  // export
  std::string from, to;  // export: a position or an instant
  std::string directory;
  bool violations_only = false;  // authority
};

struct DiffOptions {
  std::string projection;
  std::string key;
  std::string from;  // positions or instants
  std::string to;
};

struct WhyOptions {
  std::string projection;
  std::string key;
  std::string field;  // empty: the whole row
};

struct DemoOptions {
  bool fresh = false;
};

// Makes a store and records the shipped default pack and the first administrator.
[[nodiscard]] Result<void> MakeStore(Context& context, const InitRequest& request);
// The second half of it, on whatever writes governance.
[[nodiscard]] Result<void> FurnishStore(query::OpenStore& store, const InitRequest& request);

// Each returns its exit code; an Error is shown by the caller with the catalogue's text and code.
using Exit = Result<int>;

[[nodiscard]] Exit Init(Context& context, const InitRequest& request);
[[nodiscard]] Exit Doctor(Context& context);
[[nodiscard]] Exit ClockShow(Context& context);
[[nodiscard]] Exit ClockSet(Context& context, const std::string& time);
[[nodiscard]] Exit ClockAdvance(Context& context, const std::string& duration);
[[nodiscard]] Exit TimersRun(Context& context);
[[nodiscard]] Exit BackupStore(Context& context, const std::string& directory);
[[nodiscard]] Exit RestoreStore(Context& context, const std::string& directory);

[[nodiscard]] Exit Demo(Context& context, const DemoOptions& options);

[[nodiscard]] Exit KafkaInit(Context& context, const KafkaWords& words, const InitRequest& request);
[[nodiscard]] Exit KafkaPreflight(Context& context, const KafkaWords& words);
[[nodiscard]] Exit KafkaStatus(Context& context, const KafkaWords& words);
[[nodiscard]] Exit KafkaEngine(Context& context, const KafkaWords& words);
[[nodiscard]] Exit LogCopy(Context& context, const KafkaWords& words, bool to_kafka);

[[nodiscard]] Exit Calc(Context& context, const CalcOptions& options);

[[nodiscard]] Exit Submit(Context& context, const SubmitOptions& options);

[[nodiscard]] Exit Import(Context& context, const ImportOptions& options);

[[nodiscard]] Exit CommandList(Context& context);
[[nodiscard]] Exit CommandShow(Context& context, const std::string& name);
[[nodiscard]] Exit EventList(Context& context);
[[nodiscard]] Exit EventShow(Context& context, const std::string& name);
[[nodiscard]] Exit RefusalList(Context& context);
[[nodiscard]] Exit ProjectionList(Context& context);
[[nodiscard]] Exit ProjectionShow(Context& context, const std::string& name);

[[nodiscard]] Exit ProjectionStatus(Context& context);
[[nodiscard]] Exit ProjectionGet(Context& context, const std::string& name, const std::string& key);
[[nodiscard]] Exit ProjectionRows(Context& context, const RowsOptions& options);
[[nodiscard]] Exit ProjectionRebuild(Context& context, const std::string& name);

[[nodiscard]] Exit Diff(Context& context, const DiffOptions& options);

[[nodiscard]] Exit CustomerList(Context& context);
[[nodiscard]] Exit CustomerShow(Context& context, const std::string& id);
[[nodiscard]] Exit CustomerTimeline(Context& context, const std::string& id);
// What each source channel brought, in all customers.
[[nodiscard]] Exit CustomerChannels(Context& context);
// Everything about a person, opened, as data.json and data.html in a new directory; logged.
[[nodiscard]] Exit CustomerExport(Context& context, const std::string& id,
                                  const std::string& directory);
[[nodiscard]] Exit ComplaintShow(Context& context, const std::string& id);
[[nodiscard]] Exit CreditStanding(Context& context, const std::string& id);
[[nodiscard]] Exit DebtShow(Context& context, const std::string& id);
[[nodiscard]] Exit Review(Context& context, const ReviewOptions& options);
[[nodiscard]] Exit CreditAnalytics(Context& context);
// Who or what is meant by a number, a phone, a name.
[[nodiscard]] Exit Search(Context& context, const std::string& text);
// Which events made a row, or one field of it, with inputs, policies and formula version.
[[nodiscard]] Exit Why(Context& context, const WhyOptions& options);
[[nodiscard]] Exit Worklist(Context& context, const WorklistOptions& options);
[[nodiscard]] Exit OutboxList(Context& context);
[[nodiscard]] Exit OutboxExport(Context& context);
[[nodiscard]] Exit ApprovalList(Context& context);
[[nodiscard]] Exit ApprovalShow(Context& context, const std::string& id);
[[nodiscard]] Exit AuthorityShow(Context& context, const std::string& actor);

[[nodiscard]] Exit LogHead(Context& context);
[[nodiscard]] Exit LogShow(Context& context, const std::string& position);
[[nodiscard]] Exit LogList(Context& context, const LogListOptions& options);
[[nodiscard]] Exit ReplayVerify(Context& context);
[[nodiscard]] Exit ReplayRejudge(Context& context);

[[nodiscard]] Exit AuditKeysInit(Context& context, const AuditOptions& options);
[[nodiscard]] Exit AuditKeysShow(Context& context, const AuditOptions& options);
[[nodiscard]] Exit AuditCheckpoint(Context& context, const AuditOptions& options);
[[nodiscard]] Exit AuditVerify(Context& context, const AuditOptions& options);
[[nodiscard]] Exit AuditProve(Context& context, const AuditOptions& options);
[[nodiscard]] Exit AuditCheck(Context& context, const AuditOptions& options);
[[nodiscard]] Exit AuditExport(Context& context, const AuditOptions& options);
[[nodiscard]] Exit AuditAuthority(Context& context, const AuditOptions& options);

// Makes the signing key of a store; the name is the store's own where `name` is empty.
[[nodiscard]] Result<void> MakeAuditKey(Context& context, const v1::StoreMeta& meta,
                                        const std::string& name);
// Signs the head of an open store: keeps the note beside keys and tiles, gives it to the witness,
// if one is named. kLogRolledBack when an earlier checkpoint is not continued. The note.
[[nodiscard]] Result<std::string> SignHead(Context& context, query::OpenStore& store,
                                           const std::string& witness);

// "120" or "0:120".
[[nodiscard]] Result<Position> ParsePosition(const std::string& text);

// Opens the store of the context and brings its views to the head.
[[nodiscard]] Result<std::unique_ptr<query::OpenStore>> OpenForReading(Context& context);

// The customer's scope that the key of a read model begins with; empty where a row gathers more.
[[nodiscard]] std::string ScopeOfKey(const std::string& projection, const std::string& key);

// The scope whose events a row's personal fields are opened from: its field `scope`, else the
// customer its key begins with.
[[nodiscard]] ScopeId ScopeOfRow(const query::Row& row);

// Reads words and runs a verb. Messages about wrong words go to stderr, exit 2.
[[nodiscard]] int Main(int argc, char** argv, StoreDoor& door, KafkaDoor& kafka);

}  // namespace tenure::cli
