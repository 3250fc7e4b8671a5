// Words into verbs: the only file that knows CLI11 (its header costs six seconds of compile time).
#include <CLI/CLI.hpp>
#include <cstdlib>
#include <functional>
#include <map>

#include "cli/verbs.h"
#include "contract/value_forms.h"

namespace tenure::cli {
namespace {

// Everything that words can set.
struct Words {
  GlobalOptions global;
  Console::Options console;
  std::string format = "table";
  std::string language;
  std::string name, key, value;  // positional words of small verbs
  InitRequest init;
  std::string init_clock = "system";
  std::string init_now;
  SubmitOptions submit;
  ImportOptions import;
  CalcOptions calc;
  ReviewOptions review;
  RowsOptions rows;
  LogListOptions log_list;
  WorklistOptions worklist;
  DemoOptions demo;
  DiffOptions diff;
  WhyOptions why;
  AuditOptions audit;
  KafkaWords kafka;
};

using Verb = std::function<Exit(Context&)>;

std::string Environment(const char* name, std::string otherwise) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != '\0' ? value : std::move(otherwise);
}

Language LanguageOf(const std::string& word) {
  if (!word.empty()) return word == "zh" ? Language::kChinese : Language::kEnglish;
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const std::string locale = Environment(name, "");
    if (!locale.empty()) return locale.starts_with("zh") ? Language::kChinese : Language::kEnglish;
  }
  return Language::kEnglish;
}

// Makes subcommands whose chosen one leaves its verb behind.
class Parser {
 public:
  explicit Parser(Words* words) : words_(*words) {
    app_.description("Tenure: customer lifecycle engine.\nExample: tenure demo");
    app_.require_subcommand(1);
    app_.fallthrough();
    app_.set_help_all_flag("--help-all", "every verb's options");
    AddGlobals();
    AddStoreVerbs();
    AddContractVerbs();
    AddLookVerbs();
    AddFindVerbs();
    AddLogVerbs();
    AddProjectionVerbs();
    AddAuditVerbs();
    AddKafkaVerbs();
  }
  CLI::App& app() { return app_; }
  [[nodiscard]] const Verb& verb() const { return verb_; }

 private:
  CLI::App* Add(CLI::App* parent, const std::string& name, const std::string& what,
                const std::string& example) {
    CLI::App* command = parent->add_subcommand(name, what + "\nExample: " + example);
    command->fallthrough();
    return command;
  }
  CLI::App* AddVerb(CLI::App* parent, const std::string& name, const std::string& what,
                    const std::string& example, Verb verb) {
    CLI::App* command = Add(parent, name, what, example);
    command->callback([this, verb = std::move(verb)] { verb_ = verb; });
    return command;
  }
  // A read that can also be asked of the past.
  CLI::App* Timed(CLI::App* verb) {
    verb->add_option("--as-of", words_.global.as_of, "what was known at this position or instant");
    return verb;
  }
  CLI::App* Group(const std::string& name, const std::string& what, const std::string& example) {
    CLI::App* group = Add(&app_, name, what, example);
    group->require_subcommand(1);
    return group;
  }

  void AddGlobals();
  void AddStoreVerbs();
  void AddContractVerbs();
  void AddImport();
  void AddLookVerbs();
  void AddFindVerbs();
  void AddLogVerbs();
  void AddProjectionVerbs();
  void AddAuditVerbs();
  void AddKafkaVerbs();
  CLI::Option* AddCluster(CLI::App* verb, const std::string& brokers_name);
  void AddInitWords(CLI::App* init);
  Result<void> SettleInit();

  Words& words_;
  CLI::App app_;
  Verb verb_;
};

void Parser::AddGlobals() {
  words_.global.store = Environment("TENURE_STORE", "./tenure-store");
  words_.global.keys = Environment("TENURE_KEYS", "");
  words_.global.actor = Environment("TENURE_ACTOR", "");
  app_.add_option("--store", words_.global.store, "directory of the store ($TENURE_STORE)");
  app_.add_option("--keys", words_.global.keys, "directory of the keys ($TENURE_KEYS)");
  app_.add_option("--actor", words_.global.actor, "who acts or reads ($TENURE_ACTOR)");
  app_.add_option("-o", words_.format, "table, json, jsonl or csv")
      ->check(CLI::IsMember({"table", "json", "jsonl", "csv"}));
  app_.add_option("--lang", words_.language, "zh or en (else by locale)")
      ->check(CLI::IsMember({"zh", "en"}));
  app_.add_option("--wait", words_.global.wait_seconds, "seconds to wait for the lock")
      ->check(CLI::Range(0.0, 86'400.0));
  app_.add_option("--out", words_.console.out_file, "file for the data instead of stdout");
  app_.add_flag("--quiet", words_.console.quiet, "no messages");
}

void Parser::AddInitWords(CLI::App* init) {
  init->add_option("--admin", words_.init.admin, "first administrator");
  init->add_option("--entity", words_.init.entity, "legal entity of the store");
  init->add_option("--clock", words_.init_clock, "system or simulated")
      ->check(CLI::IsMember({"system", "simulated"}));
  init->add_option("--now", words_.init_now, "where a simulated clock begins");
}

Result<void> Parser::SettleInit() {
  words_.init.simulated = words_.init_clock == "simulated";
  if (words_.init_now.empty()) return {};
  const auto now = contract::ParseInstant(words_.init_now);
  if (!now || !words_.init.simulated) {
    return Fail(ErrorCode::kInvalidInput, "--now takes an instant, with --clock simulated");
  }
  words_.init.now = TimeFromMicros(*now);
  return {};
}

void Parser::AddStoreVerbs() {
  CLI::App* init =
      AddVerb(&app_, "init", "make a store", "tenure init --store my-store --admin wang.fang",
              [this](Context& context) -> Exit {
                TENURE_TRY(SettleInit());
                return Init(context, words_.init);
              });
  AddInitWords(init);
  AddVerb(&app_, "doctor", "health of a store", "tenure doctor --store demo-store", Doctor);
  CLI::App* clock = Group("clock", "the store's clock", "tenure clock show --store demo-store");
  AddVerb(clock, "show", "where it stands", "tenure clock show --store demo-store", ClockShow);
  AddVerb(clock, "set", "move a simulated clock forward",
          "tenure clock set 2026-09-01T09:00:00+08:00 --store demo-store",
          [this](Context& context) { return ClockSet(context, words_.name); })
      ->add_option("TIME", words_.name)
      ->required();
  AddVerb(clock, "advance", "move a simulated clock forward by a span",
          "tenure clock advance 7d --store demo-store",
          [this](Context& context) { return ClockAdvance(context, words_.name); })
      ->add_option("DURATION", words_.name)
      ->required();
  CLI::App* timers = Group("timers", "what is due", "tenure timers run --store demo-store");
  AddVerb(timers, "run", "fire everything due, in all scopes",
          "tenure timers run --store demo-store", TimersRun);
  AddVerb(&app_, "backup", "copy a store", "tenure backup demo-backup --store demo-store",
          [this](Context& context) { return BackupStore(context, words_.name); })
      ->add_option("DIR", words_.name)
      ->required();
  AddVerb(&app_, "restore", "bring a backup back as a store",
          "tenure restore demo-backup --store restored --keys demo-store.keys",
          [this](Context& context) { return RestoreStore(context, words_.name); })
      ->add_option("DIR", words_.name)
      ->required();
  AddVerb(&app_, "demo", "make, or keep, ./demo-store and look at it", "tenure demo --fresh",
          [this](Context& context) { return Demo(context, words_.demo); })
      ->add_flag("--fresh", words_.demo.fresh, "make it anew");
}

void Parser::AddContractVerbs() {
  CLI::App* submit =
      AddVerb(&app_, "submit", "carry out commands, one JSON object a line",
              R"(echo '{"command":"ConfirmProfileCurrent","scope":"customer/C-1001",)"
              R"("actor":"li.wei","data":{}}' | tenure submit - --store demo-store)",
              [this](Context& context) { return Submit(context, words_.submit); });
  submit->add_option("FILE", words_.submit.file, "a file, or - for stdin")->required();
  submit->add_flag("--validate-only", words_.submit.validate_only, "judge, write nothing");
  submit->add_flag("--stop-on-refusal", words_.submit.stop_on_refusal,
                   "write nothing after the first refused line");
  AddCluster(submit, "--kafka");
  submit->add_option("--patience", words_.submit.kafka.patience_seconds,
                     "with --kafka: seconds to wait for an answer");
  AddImport();
  const auto by_name = [this](Exit (*verb)(Context&, const std::string&)) {
    return [this, verb](Context& context) { return verb(context, words_.name); };
  };
  CLI::App* command = Group("command", "what can be done", "tenure command show FileComplaint");
  AddVerb(command, "list", "all commands", "tenure command list", CommandList);
  AddVerb(command, "show", "one command", "tenure command show FileComplaint", by_name(CommandShow))
      ->add_option("NAME", words_.name)
      ->required();
  CLI::App* event = Group("event", "what can have happened", "tenure event show ComplaintFiled");
  AddVerb(event, "list", "all events", "tenure event list", EventList);
  AddVerb(event, "show", "one event", "tenure event show ComplaintFiled", by_name(EventShow))
      ->add_option("NAME", words_.name)
      ->required();
  CLI::App* calc = AddVerb(&app_, "calc", "a formula of the business on given figures",
                           "tenure calc current_ratio current_assets=200 current_liabilities=100",
                           [this](Context& context) { return Calc(context, words_.calc); });
  calc->add_option("FORMULA", words_.calc.formula, "its name; without one, all of them are listed");
  calc->add_option("INPUT", words_.calc.inputs, "name=value; lists with commas, - is missing");
  CLI::App* refusal = Group("refusal", "every no, and what to do", "tenure refusal list --lang zh");
  AddVerb(refusal, "list", "all refusals", "tenure refusal list", RefusalList);
}

void Parser::AddImport() {
  CLI::App* import = AddVerb(
      &app_, "import", "documents of a back office, from a CSV file",
      R"(printf 'customer,invoice_id,currency,issued_on,due_on,amount\n)"
      R"(C-2002,INV-77,CNY,2026-08-12,2026-09-11,1234.50\n' > invoices.csv && )"
      "tenure import invoices invoices.csv --mapping invoices --actor lin.yue --store demo-store",
      [this](Context& context) { return Import(context, words_.import); });
  import->add_option("KIND", words_.import.kind)
      ->required()
      ->check(CLI::IsMember({"customers", "orders", "invoices", "payments", "statements"}));
  import->add_option("FILE", words_.import.file)->required();
  import->add_option("--mapping", words_.import.mapping, "a TOML file, or a shipped one's name")
      ->required();
  import->add_option("--rejects", words_.import.rejects, "where refused rows go (CSV)");
  import->add_flag("--dry-run", words_.import.dry_run, "the whole report, nothing written");
}

void Parser::AddLookVerbs() {
  const auto by_name = [this](Exit (*verb)(Context&, const std::string&)) {
    return [this, verb](Context& context) { return verb(context, words_.name); };
  };
  const auto add_show = [&](CLI::App* group, const std::string& example,
                            Exit (*verb)(Context&, const std::string&), const std::string& name) {
    Timed(AddVerb(group, name, "one of them", example, by_name(verb)))
        ->add_option("ID", words_.name)
        ->required();
  };
  CLI::App* customer = Group("customer", "customers",
                             "tenure customer show C-1001 --actor qian.yu --store demo-store");
  Timed(AddVerb(customer, "list", "all customers",
                "tenure customer list --actor qian.yu --store demo-store", CustomerList));
  add_show(customer, "tenure customer show C-1001 --actor qian.yu --store demo-store", CustomerShow,
           "show");
  add_show(customer, "tenure customer timeline C-1001 --actor qian.yu --store demo-store",
           CustomerTimeline, "timeline");
  AddVerb(customer, "channels", "what each source channel brought",
          "tenure customer channels --store demo-store", CustomerChannels);
  CLI::App* person = AddVerb(
      customer, "export", "everything about a person, for that person",
      "tenure customer export C-1001 --out personal-data --actor admin --store demo-store",
      [this](Context& context) { return CustomerExport(context, words_.name, words_.value); });
  person->add_option("ID", words_.name)->required();
  person->add_option("--out", words_.value, "directory to make")->required();
  CLI::App* complaint = Group("complaint", "complaints",
                              "tenure complaint show CC-17 --actor qian.yu --store demo-store");
  add_show(complaint, "tenure complaint show CC-17 --actor qian.yu --store demo-store",
           ComplaintShow, "show");
  CLI::App* credit = Group("credit", "credit", "tenure credit standing C-1001 --store demo-store");
  add_show(credit, "tenure credit standing C-1001 --store demo-store", CreditStanding, "standing");
  CLI::App* debt = Group("debt", "debt cases", "tenure debt show DC-1001 --store demo-store");
  add_show(debt, "tenure debt show DC-1001 --store demo-store", DebtShow, "show");
  CLI::App* review =
      AddVerb(&app_, "review", "the annual key-account review: terminal, Markdown and HTML",
              "tenure review C-3001 --year 2026 --actor qian.yu --store demo-store",
              [this](Context& context) { return Review(context, words_.review); });
  review->add_option("CUSTOMER", words_.review.customer)->required();
  review->add_option("--year", words_.review.year, "a calendar year")
      ->required()
      ->check(CLI::Range(1990, 9999));
  review->add_option("--dir", words_.review.directory, "where review-….md and .html are written");
  AddVerb(credit, "analytics", "how fast receivables come in, and what they may cost",
          "tenure credit analytics -o json --store demo-store", CreditAnalytics);
  CLI::App* worklist =
      AddVerb(&app_, "worklist", "what is due, for whom, why",
              "tenure worklist --owner sun.li --store demo-store",
              [this](Context& context) { return Worklist(context, words_.worklist); });
  Timed(worklist);
  worklist->add_option("--owner", words_.worklist.owner, "only this owner's");
  worklist->add_option("--kind", words_.worklist.kind, "only this kind");
  worklist->add_option("--due-before", words_.worklist.due_before, "an instant");
  CLI::App* outbox =
      Group("outbox", "what waits to be delivered", "tenure outbox list --store demo-store");
  AddVerb(outbox, "list", "all, with results", "tenure outbox list --store demo-store", OutboxList);
  AddVerb(outbox, "export", "what is still open",
          "tenure outbox export -o jsonl --store demo-store", OutboxExport);
  CLI::App* approval = Group("approval", "what waits for a second person",
                             "tenure approval list --store demo-store");
  AddVerb(approval, "list", "all that are open", "tenure approval list --store demo-store",
          ApprovalList);
  add_show(approval, "tenure approval show AP-9263086b485a426a --store demo-store", ApprovalShow,
           "show");
  CLI::App* authority =
      Group("authority", "who may do what", "tenure authority show zhao.min --store demo-store");
  add_show(authority, "tenure authority show zhao.min --store demo-store", AuthorityShow, "show");
}

void Parser::AddFindVerbs() {
  AddVerb(&app_, "search", "by number, phone, identity number or name",
          "tenure search 王芳 --actor qian.yu --store demo-store",
          [this](Context& context) { return Search(context, words_.name); })
      ->add_option("TEXT", words_.name)
      ->required();
  CLI::App* why =
      AddVerb(&app_, "why", "the events, policies and inputs behind a row or a figure",
              "tenure why receivables_ageing C-2002 amounts.0.outstanding --store demo-store",
              [this](Context& context) { return Why(context, words_.why); });
  why->add_option("PROJECTION", words_.why.projection)->required();
  why->add_option("KEY", words_.why.key)->required();
  why->add_option("FIELD", words_.why.field, "of the row; parts with dots: amounts.0.outstanding");
  Timed(why);
}

void Parser::AddLogVerbs() {
  CLI::App* log = Group("log", "the record itself", "tenure log list --limit 5 --store demo-store");
  AddVerb(log, "head", "position and Merkle root", "tenure log head --store demo-store", LogHead);
  AddVerb(log, "show", "one record", "tenure log show 12 --store demo-store",
          [this](Context& context) { return LogShow(context, words_.name); })
      ->add_option("POSITION", words_.name)
      ->required();
  CLI::App* list = AddVerb(log, "list", "records in order",
                           "tenure log list --type ComplaintFiled --store demo-store",
                           [this](Context& context) { return LogList(context, words_.log_list); });
  list->add_option("--scope", words_.log_list.scope, "only this scope");
  list->add_option("--type", words_.log_list.type, "only this event type");
  list->add_option("--from", words_.log_list.from, "first position");
  list->add_option("--limit", words_.log_list.limit, "at most so many");
  CLI::App* copy = AddVerb(log, "copy", "carry it onto a Kafka cluster, or from one",
                           "tenure log copy --from-kafka 127.0.0.1:9092 --store copied", {});
  AddCluster(copy, "--from-kafka");
  copy->add_option("--to-kafka", words_.name, "the cluster's brokers");
  copy->add_option("--copies", words_.kafka.copies, "of every topic")->check(CLI::Range(1, 10));
  copy->callback([this] {
    verb_ = [this](Context& context) -> Exit {
      const bool to_kafka = !words_.name.empty();
      if (to_kafka == !words_.kafka.brokers.empty()) {
        return Fail(ErrorCode::kInvalidInput, "either --from-kafka or --to-kafka");
      }
      if (to_kafka) words_.kafka.brokers = words_.name;
      return LogCopy(context, words_.kafka, to_kafka);
    };
  });
  CLI::App* replay =
      Group("replay", "proof by folding again", "tenure replay verify --store demo-store");
  AddVerb(replay, "verify", "fold from zero and compare", "tenure replay verify --store demo-store",
          ReplayVerify);
  AddVerb(replay, "rejudge", "judge every decision again by the rules of its day",
          "tenure replay rejudge --store demo-store", ReplayRejudge);
  CLI::App* diff = AddVerb(&app_, "diff", "what changed in a row, and which events changed it",
                           "tenure diff customer_profile C-1001 --from 2026-02-01T00:00:00Z "
                           "--to 2026-08-01T00:00:00Z --store demo-store",
                           [this](Context& context) { return Diff(context, words_.diff); });
  diff->add_option("PROJECTION", words_.diff.projection)->required();
  diff->add_option("KEY", words_.diff.key)->required();
  diff->add_option("--from", words_.diff.from, "a position or an instant")->required();
  diff->add_option("--to", words_.diff.to, "a position or an instant")->required();
}

void Parser::AddProjectionVerbs() {
  CLI::App* projection = Group("projection", "read models", "tenure projection list");
  AddVerb(projection, "list", "all of them", "tenure projection list", ProjectionList);
  AddVerb(projection, "show", "one of them", "tenure projection show complaint_board",
          [this](Context& context) { return ProjectionShow(context, words_.name); })
      ->add_option("NAME", words_.name)
      ->required();
  AddVerb(projection, "status", "how far each has come",
          "tenure projection status --store demo-store", ProjectionStatus);
  CLI::App* get =
      AddVerb(projection, "get", "one row",
              "tenure projection get customer_profile C-1001 --store demo-store",
              [this](Context& context) { return ProjectionGet(context, words_.name, words_.key); });
  get->add_option("NAME", words_.name)->required();
  get->add_option("KEY", words_.key)->required();
  Timed(get);
  CLI::App* rows =
      AddVerb(projection, "rows", "rows that match",
              "tenure projection rows complaint_board --where status=RECEIVED --store demo-store",
              [this](Context& context) { return ProjectionRows(context, words_.rows); });
  rows->add_option("NAME", words_.rows.projection)->required();
  Timed(rows);
  rows->add_option("--where", words_.rows.where, "FIELD=VALUE, several times");
  rows->add_option("--limit", words_.rows.limit, "at most so many");
  AddVerb(projection, "rebuild", "fold one from zero",
          "tenure projection rebuild complaint_board --store demo-store",
          [this](Context& context) { return ProjectionRebuild(context, words_.name); })
      ->add_option("NAME", words_.name)
      ->required();
}

void Parser::AddAuditVerbs() {
  const auto with = [this](Exit (*verb)(Context&, const AuditOptions&)) {
    return [this, verb](Context& context) { return verb(context, words_.audit); };
  };
  CLI::App* audit = Group("audit", "evidence for those who trust nobody",
                          "tenure audit verify --store demo-store");
  CLI::App* keys = Add(audit, "keys", "the key that signs checkpoints",
                       "tenure audit keys show --store demo-store");
  AddVerb(keys, "show", "its public half", "tenure audit keys show --store demo-store",
          with(AuditKeysShow));
  keys->require_subcommand(1);
  AddVerb(keys, "init", "make it, once", "tenure audit keys init --store demo-store",
          with(AuditKeysInit))
      ->add_option("--name", words_.audit.name, "what checkpoints call the log");
  AddVerb(audit, "checkpoint", "sign how far the log goes and its root",
          "tenure audit checkpoint --out log.checkpoint --store demo-store", with(AuditCheckpoint))
      ->add_option("--witness", words_.audit.witness, "directory that keeps every checkpoint");
  CLI::App* verify = AddVerb(audit, "verify", "read every byte and name every damage",
                             "tenure audit verify --store demo-store", with(AuditVerify));
  verify->add_option("--checkpoint", words_.audit.checkpoints,
                     "a signed checkpoint, or a directory of them; several times");
  verify->add_option("--key", words_.audit.key, "public key, or its file");
  verify->add_option("--resume", words_.audit.resume,
                     "file that keeps how far it came; go on from there");
  CLI::App* prove =
      AddVerb(audit, "prove", "proof of one record, or of two checkpoints",
              "tenure audit prove 12 --out proof.json --store demo-store", with(AuditProve));
  prove->add_option("POSITION", words_.audit.position, "of the record");
  prove->add_option("--checkpoint", words_.audit.checkpoint, "signed checkpoint (else the newest)");
  prove->add_option("--from-checkpoint", words_.audit.from_checkpoint, "the earlier checkpoint");
  prove->add_option("--to-checkpoint", words_.audit.to_checkpoint, "the later checkpoint");
  CLI::App* check = AddVerb(audit, "check", "check a proof, offline",
                            "tenure audit prove 12 --out proof.json --store demo-store && "
                            "tenure audit check proof.json --key demo-store.keys/audit-key.pub",
                            with(AuditCheck));
  check->add_option("PROOF", words_.audit.proof, "its file")->required();
  check->add_option("--key", words_.audit.key, "public key, or its file")->required();
  AddVerb(audit, "authority", "who approved, waived, released or remedied, and by what right",
          "tenure audit authority --store demo-store", with(AuditAuthority))
      ->add_flag("--violations", words_.audit.violations_only, "only those");
  CLI::App* bundle = AddVerb(
      audit, "export", "a customer's records with proofs, for tools/verify_log.py",
      "tenure audit export --customer C-1001 --out evidence --actor qian.yu --store demo-store",
      with(AuditExport));
  bundle->add_option("--customer", words_.audit.customer, "whose records")->required();
  bundle->add_option("--from", words_.audit.from, "first position or instant");
  bundle->add_option("--to", words_.audit.to, "last position or instant");
  bundle->add_option("--out", words_.audit.directory, "directory to make")->required();
  bundle->add_option("--checkpoint", words_.audit.checkpoint,
                     "signed checkpoint (else the newest)");
}

// Words that name a cluster and a company on it; under `submit` without them the store is meant.
CLI::Option* Parser::AddCluster(CLI::App* verb, const std::string& brokers_name) {
  KafkaWords& words = brokers_name == "--kafka" ? words_.submit.kafka : words_.kafka;
  words.config = Environment("TENURE_KAFKA_CONFIG", "");
  verb->add_option("--prefix", words.prefix, "what the company's topics begin with");
  verb->add_option("--kafka-config", words.config,
                   "file of client settings, name=value; file:PATH and env:NAME hold secrets "
                   "($TENURE_KAFKA_CONFIG)");
  verb->add_option("--mac-key", words.mac_key, "file of the MAC key (default <keys>.mac)");
  return verb->add_option(brokers_name, words.brokers, "the cluster's brokers, host:port,…");
}

void Parser::AddKafkaVerbs() {
  CLI::App* kafka = Group("kafka", "a company on a Kafka cluster",
                          "tenure kafka status --brokers 127.0.0.1:9092");
  CLI::App* init = AddVerb(kafka, "init", "make its topics, keys and first records",
                           "tenure kafka init --brokers 127.0.0.1:9092 --keys my-company.keys",
                           [this](Context& context) -> Exit {
                             TENURE_TRY(SettleInit());
                             return KafkaInit(context, words_.kafka, words_.init);
                           });
  AddCluster(init, "--brokers")->required();
  AddInitWords(init);
  init->add_option("--partitions", words_.kafka.partitions, "for ever; the first holds governance")
      ->check(CLI::Range(1, 1'025));
  init->add_option("--copies", words_.kafka.copies, "of every topic")->check(CLI::Range(1, 10));
  CLI::App* preflight = AddVerb(kafka, "preflight", "may the log of record lie there?",
                                "tenure kafka preflight --brokers 127.0.0.1:9092",
                                [this](Context& c) { return KafkaPreflight(c, words_.kafka); });
  AddCluster(preflight, "--brokers")->required();
  CLI::App* status = AddVerb(kafka, "status", "heads, owners, what waits",
                             "tenure kafka status --brokers 127.0.0.1:9092",
                             [this](Context& c) { return KafkaStatus(c, words_.kafka); });
  AddCluster(status, "--brokers")->required();
  CLI::App* engine = AddVerb(kafka, "engine", "serve until told to end",
                             "tenure kafka engine --brokers 127.0.0.1:9092 --store engine-1 "
                             "--mac-key my-company.keys.mac --member engine-1",
                             [this](Context& c) { return KafkaEngine(c, words_.kafka); });
  AddCluster(engine, "--brokers")->required();
  engine->add_option("--member", words_.kafka.member,
                     "a name that stays: coming back within the session disturbs nobody");
  engine->add_option("--batch", words_.kafka.batch, "commands of a transaction, at most")
      ->check(CLI::Range(1, 50'000));
  engine->add_option("--health", words_.kafka.health, "file kept while every lane serves");
}

Format FormatOf(const std::string& word) {
  static const std::map<std::string, Format> formats = {{"table", Format::kTable},
                                                        {"json", Format::kJson},
                                                        {"jsonl", Format::kJsonLines},
                                                        {"csv", Format::kCsv}};
  return formats.at(word);
}

int Run(Words* words, const Verb& verb, StoreDoor& door, KafkaDoor& kafka) {
  words->console.format = FormatOf(words->format);
  words->console.language = LanguageOf(words->language);
  if (words->global.keys.empty()) {
    std::string store = words->global.store;
    while (store.size() > 1 && store.ends_with('/')) store.pop_back();
    words->global.keys = store + ".keys";
  }
  Console console(words->console);
  const auto fail = [&](const Error& error) {
    const Refused refused = contract::RefusedBy(error);
    console.Complain(refused.code, refused.facts);
    return contract::ExitCodeOf(refused.code, contract::Asked::kRead);
  };
  if (const auto opened = console.Open(); !opened) return fail(opened.error());
  words->global.notice = [&console](std::string_view zh, std::string_view en) {
    console.Say(console.Pick(zh, en));
  };
  for (KafkaWords* one : {&words->kafka, &words->submit.kafka}) {
    if (one->mac_key.empty()) one->mac_key = words->global.keys + ".mac";
  }
  Context context{words->global, console, door, kafka};
  const Exit exit_code = verb(context);
  return exit_code ? *exit_code : fail(exit_code.error());
}

}  // namespace

int Main(int argc, char** argv, StoreDoor& door, KafkaDoor& kafka) {
  Words words;
  Parser parser(&words);
  try {  // CLI11 throws; nothing of it leaves this function
    parser.app().parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int code = parser.app().exit(error);
    return code == 0 ? kExitOk : kExitUsage;
  }
  return Run(&words, parser.verb(), door, kafka);
}

}  // namespace tenure::cli
