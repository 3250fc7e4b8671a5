// `tenure import`: documents of a back office through the ordinary door, many at a time, with a
// report and a file of what was refused.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "cli/line_input.h"
#include "cli/submit.h"
#include "cli/verbs.h"
#include "import/decoding.h"
#include "import/documents.h"

namespace tenure::cli {
namespace {

using imports::Document;
using imports::Reject;

constexpr std::size_t kTogether = 256;     // one batch of the engine
constexpr std::size_t kRejectsShown = 20;  // in the report; the file has all
constexpr std::uint64_t kFileBytesMax = 1ULL << 30U;

Result<std::string> ReadWhole(Files& files, const std::string& path) {
  const auto file = TENURE_TRY(files.Open(path, OpenMode::kRead));
  const std::uint64_t size = TENURE_TRY(file->SizeBytes());
  if (size > kFileBytesMax) return Fail(ErrorCode::kInvalidInput, path + " is larger than 1 GiB");
  std::string bytes(size, '\0');
  bytes.resize(TENURE_TRY(file->ReadAt(0, bytes.data(), bytes.size())));
  return bytes;
}

Result<imports::Mapping> FindMapping(Context& context, const ImportOptions& options) {
  std::string text(imports::ShippedMapping(options.mapping));
  if (text.empty()) {
    auto read = ReadWhole(context.door.files(), options.mapping);
    if (!read && read.error().code == ErrorCode::kNotFound) {
      return Fail(ErrorCode::kNotFound, fmt::format("mapping {}; shipped are {}", options.mapping,
                                                    imports::ShippedMappingNames()));
    }
    text = TENURE_TRY(std::move(read));
  }
  auto mapping = TENURE_TRY(imports::ReadMapping(text));
  if (mapping.kind->name == options.kind) return mapping;
  return Fail(ErrorCode::kInvalidInput,
              fmt::format("the mapping is for {}, not for {}", mapping.kind->name, options.kind));
}

// "FP-7,\"a\"": quoted where it has to be.
std::string CsvCell(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string cell = "\"";
  for (const char c : text) {
    if (c == '"') cell.push_back('"');
    cell.push_back(c);
  }
  return cell + "\"";
}

class Importer {
 public:
  Importer(Context& context, const ImportOptions& options, imports::Intake intake)
      : context_(context), options_(options), intake_(std::move(intake)) {}

  Result<void> Run(query::OpenStore& store) {
    started_ = context_.door.ElapsedSeconds();
    const InterruptWatch watch;  // what was begun is finished
    auto& documents = intake_.documents;
    while (done_ < documents.size() && !watch.asked() && !unknown_) {
      const std::size_t end = std::min(done_ + kTogether, documents.size());
      for (const LineResult& result : Judge(store, done_, end)) Count(result);
      done_ = end;
      ShowProgress(/*last=*/false);
    }
    ShowProgress(/*last=*/true);
    std::ranges::stable_sort(intake_.rejects, {}, &Reject::line);
    return WriteRejects();
  }

  void Report() {
    std::vector<JsonValue> shown;
    for (const Reject& reject : intake_.rejects) {
      if (shown.size() == kRejectsShown) break;
      shown.push_back(Object({{"line", Num(reject.line)},
                              {"id", StrOrNull(reject.id)},
                              {"field", StrOrNull(reject.field)},
                              {"code", Str(contract::EntryOf(reject.why.code).name)},
                              {"reason", Str(Reason(reject))}}));
    }
    context_.console.One(Object({{"kind", Str(options_.kind)},
                                 {"file", Str(options_.file)},
                                 {"dry_run", Flag(options_.dry_run)},
                                 {"rows", Num(intake_.rows)},
                                 {"documents", Num(intake_.documents.size())},
                                 {"accepted", Num(accepted_)},
                                 {"unchanged", Num(unchanged_)},
                                 {"requested", Num(requested_)},
                                 {"rejected", Num(intake_.rejects.size())},
                                 {"not_done", Num(intake_.documents.size() - done_)},
                                 {"rejects_file", StrOrNull(rejects_file_)},
                                 {"rejects", List(std::move(shown))}}));
  }

  [[nodiscard]] int ExitCode() const {
    if (unknown_) return kExitUnavailable;
    if (done_ < intake_.documents.size()) return kExitFailure;
    const bool invalid = std::ranges::any_of(intake_.rejects, [](const Reject& reject) {
      return contract::StatusOf(reject.why.code) == v1::Answer::INVALID;
    });
    if (invalid) return kExitUsage;
    return intake_.rejects.empty() ? kExitOk : kExitRefused;
  }

 private:
  std::vector<LineResult> Judge(query::OpenStore& store, std::size_t begin, std::size_t end) {
    const auto& documents = intake_.documents;
    std::vector<LineResult> results;
    if (options_.dry_run) {
      StoreCommands door(store);
      for (std::size_t i = begin; i < end; ++i) {
        results.push_back(SubmitLine(door, documents[i].command, i + 1, "", true));
      }
      return results;
    }
    std::vector<std::string_view> lines;
    for (std::size_t i = begin; i < end; ++i) lines.push_back(documents[i].command);
    return SubmitTogether(store, lines, begin + 1);
  }

  void Count(const LineResult& result) {
    const Document& document = intake_.documents[result.line - 1];
    const auto code = static_cast<v1::Refusal>(result.answer.refusal());
    switch (result.answer.status()) {
      case v1::Answer::ACCEPTED:
      case v1::Answer::VALID:
        ++accepted_;
        return;
      case v1::Answer::REPEATED:
        ++unchanged_;
        return;
      case v1::Answer::REQUESTED:
        ++requested_;
        return;
      case v1::Answer::UNKNOWN:
        unknown_ = true;
        break;
      default:
        break;
    }
    if (code == v1::NO_CHANGE) {
      ++unchanged_;
      return;
    }
    Refused why{code, contract::FactsOf(result.answer)};
    if (code == v1::COMMAND_ID_CONFLICT) why = {v1::SOURCE_CHANGED, {{"id", document.id}}};
    std::string field;
    for (const auto& [name, value] : why.facts) {
      if (name == "field") field = value;
    }
    intake_.rejects.push_back({document.line, field, document.id, std::move(why)});
  }

  [[nodiscard]] std::string Reason(const Reject& reject) const {
    return contract::TextOf(reject.why.code, reject.why.facts, context_.console.language());
  }

  // All of them, beside the file or where --rejects says; a dry run writes only where it says.
  Result<void> WriteRejects() {
    rejects_file_ = options_.rejects;
    if (rejects_file_.empty() && !options_.dry_run && !intake_.rejects.empty()) {
      rejects_file_ = options_.file + ".rejects.csv";
    }
    if (rejects_file_.empty()) return {};
    std::string text = "line,id,field,code,reason\n";
    for (const Reject& reject : intake_.rejects) {
      text +=
          fmt::format("{},{},{},{},{}\n", reject.line, CsvCell(reject.id), CsvCell(reject.field),
                      contract::EntryOf(reject.why.code).name, CsvCell(Reason(reject)));
    }
    const auto file = TENURE_TRY(context_.door.files().Open(rejects_file_, OpenMode::kCreate));
    TENURE_TRY(file->WriteAt(0, text));
    return file->Sync();
  }

  // On a terminal a line that is written over, once a second; at the end how fast it went.
  void ShowProgress(bool last) {
    const double seconds = context_.door.ElapsedSeconds() - started_;
    const std::size_t all = intake_.documents.size();
    const double rate = seconds > 0 ? static_cast<double>(done_) / seconds : 0;
    if (last) {
      context_.console.Say(fmt::format("{}{} of {} documents in {:.1f} s, {:.0f} a second",
                                       shown_ ? "\r" : "", done_, all, seconds, rate));
      return;
    }
    if (!context_.console.is_terminal() || seconds < shown_until_ || rate <= 0) return;
    shown_ = true;
    shown_until_ = seconds + 1;
    const auto left = static_cast<std::uint64_t>(static_cast<double>(all - done_) / rate);
    context_.console.Progress(fmt::format("\r{} of {} documents, {:.0f} a second, {}:{:02} left ",
                                          done_, all, rate, left / 60, left % 60));
  }

  Context& context_;
  const ImportOptions& options_;
  imports::Intake intake_;
  std::size_t done_ = 0;
  std::size_t accepted_ = 0, unchanged_ = 0, requested_ = 0;
  bool unknown_ = false;
  std::string rejects_file_;
  double started_ = 0;
  double shown_until_ = 1;
  bool shown_ = false;
};

}  // namespace

Exit Import(Context& context, const ImportOptions& options) {
  const auto mapping = TENURE_TRY(FindMapping(context, options));
  std::string text;
  {
    const std::string bytes = TENURE_TRY(ReadWhole(context.door.files(), options.file));
    text = TENURE_TRY(imports::Decoded(bytes, mapping.encoding));
  }
  auto intake = TENURE_TRY(imports::ReadDocuments(text, mapping, context.options.actor));
  const auto store = TENURE_TRY(context.door.Open(context.options));
  Importer importer(context, options, std::move(intake));
  const auto ran = importer.Run(*store);
  const auto closed = store->Close();
  TENURE_TRY(ran);
  importer.Report();
  const int exit_code = importer.ExitCode();
  if (!closed && exit_code != kExitUnavailable) return tl::unexpected(closed.error());
  return exit_code;
}

}  // namespace tenure::cli
