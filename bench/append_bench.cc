// Bare appends to the segment log beside what the disk can do, in one run: fdatasync on a growing
// and on a reused file, a queue with one writer that only writes and syncs, and the log behind the
// same queue. Prints the median of the rounds, and what reading, verifying and opening cost.
//
//   append_bench [DIRECTORY [SECONDS [ROUNDS [RECORDS]]]]
#include <fmt/format.h>

#include <filesystem>
#include <thread>
#include <utility>
#include <vector>

#include "bench/callers.h"
#include "bench/measure.h"
#include "bench/peers.h"
#include "log/segment/log_fixture.h"

namespace tenure::bench {
namespace {

using log::CreateLogDirectory;
using log::EncodedRecord;
using log::LogDirectory;
using log::RecordView;
using log::SampleBatch;
using log::SampleMeta;
using log::SegmentLog;
using log::SegmentStats;

// A segment log. Making the records is not its work: the time for it is counted apart. Full
// segments are sealed by a thread of their own, as in the program.
class LogSink {
 public:
  LogSink(Files& files, const std::string& path) {
    Must(CreateLogDirectory(files, path, SampleMeta()));
    opened_ = Must(LogDirectory::Open(files, path, {.seal_when_full = false}));
    Refill();
    made_seconds_ = 0;
    sealer_ = std::jthread([this](std::stop_token stop) {
      SegmentLog& log = opened_->partition(0);
      while (!stop.stop_requested()) {
        if (!Must(log.SealNext())) std::this_thread::sleep_for(std::chrono::milliseconds(5));
      }
    });
  }
  // Seconds spent on making records since the last call.
  double TakeMadeSeconds() { return std::exchange(made_seconds_, 0.0); }
  void Append(int appends) {
    const auto records = static_cast<std::size_t>(appends);
    if (next_ + records > ready_.size()) Refill();
    Must(opened_->partition(0).Append(
        head_, std::span<const EncodedRecord>(ready_).subspan(next_, records)));
    next_ += records;
    head_ += records;
  }

 private:
  void Refill() {
    const auto start = Steady::now();
    ready_ = SampleBatch(head_, 20'000);
    next_ = 0;
    made_seconds_ += std::chrono::duration<double>(Steady::now() - start).count();
  }

  std::unique_ptr<LogDirectory> opened_;
  std::vector<EncodedRecord> ready_;
  std::size_t next_ = 0;
  Position head_ = 0;
  double made_seconds_ = 0;
  std::jthread sealer_;  // last: stopped before the log goes
};

// Records a second with as many in flight as `callers`, from one thread: what callbacks or a
// pipeline would give. Making the records does not count.
Figures MeasureLog(int callers, Milliseconds time, LogSink* log) {
  Figures figures = MeasureBatches(callers, time, [log](int n) { log->Append(n); });
  const double seconds = static_cast<double>(time.count()) / 1000;
  figures.rate *= seconds / std::max(seconds - log->TakeMadeSeconds(), seconds / 100);
  return figures;
}

struct Beside {
  std::vector<Figures> bare;
  std::vector<Figures> log;
};

void Print(std::string_view name, int callers, const Beside& beside) {
  const Figures bare = MedianOf(beside.bare);
  const Figures log = MedianOf(beside.log);
  fmt::print("{:<18} {:>7} {:>10.0f} {:>10.0f} {:>9.2f} {:>9.2f} {:>10.2f}\n", name, callers,
             bare.rate, log.rate, log.p50_ms, log.p99_ms, log.rate / bare.rate);
  if (name == "a thread a caller" && callers > 1) {
    PrintAtLeast(fmt::format("log : bare queue at {}", callers), log.rate / bare.rate, 0.6);
  }
  if (name == "in flight" && callers == 1) {
    PrintAtLeast("log : fdatasync on a reused file at 1", log.rate / bare.rate, 0.85);
  }
}

void Compare(Files& files, const std::string& directory, const Arguments& arguments, int callers) {
  Beside queue, flight;
  for (int round = 0; round < arguments.rounds; ++round) {
    const std::string name = fmt::format("{}/log-{}-{}", directory, callers, round);
    {  // the log and its sealer end before the files go
      Disk raw(directory + "/raw", Disk::Space::kReused);
      LogSink log(files, name);
      const Sink to_log = [&log](int n) { log.Append(n); };
      flight.bare.push_back(
          MeasureBatches(callers, arguments.time, [&raw](int n) { raw.Batch(n); }));
      flight.log.push_back(MeasureLog(callers, arguments.time, &log));
      queue.bare.push_back(
          MeasureCallers(callers, arguments.time, [&raw](int n) { raw.Batch(n); }));
      queue.log.push_back(MeasureCallers(callers, arguments.time, to_log,
                                         [&log] { return log.TakeMadeSeconds(); }));
    }
    std::filesystem::remove_all(name);
  }
  Print("in flight", callers, flight);
  Print("a thread a caller", callers, queue);
}

void PrintDisk(const std::string& directory, const Arguments& arguments) {
  std::vector<Figures> growing, reused;
  Disk grows(directory + "/growing", Disk::Space::kGrowing);
  Disk stays(directory + "/reused", Disk::Space::kReused);
  for (int round = 0; round < arguments.rounds; ++round) {
    growing.push_back(MeasureBatches(1, arguments.time, [&](int n) { grows.Batch(n); }));
    reused.push_back(MeasureBatches(1, arguments.time, [&](int n) { stays.Batch(n); }));
  }
  for (const auto& [name, rounds] : {std::pair("growing", growing), std::pair("reused", reused)}) {
    const Figures figures = MedianOf(rounds);
    fmt::print("fdatasync, {} file: {:.0f} a second, p50 {:.2f} ms, p99 {:.2f} ms\n", name,
               figures.rate, figures.p50_ms, figures.p99_ms);
  }
}

// Reading back, verifying, opening and the size of a sealed log.
void Replay(Files& files, const std::string& directory, Position records) {
  constexpr std::size_t kBatch = 500;
  const std::string path = directory + "/replay";
  Must(CreateLogDirectory(files, path, SampleMeta()));
  {
    const auto opened = Must(LogDirectory::Open(files, path, {}));
    SegmentLog& log = opened->partition(0);
    for (Position at = 0; at < records; at += kBatch) {
      Must(log.Append(at, SampleBatch(at, kBatch)));
    }
  }
  auto start = Steady::now();
  auto opened = Must(LogDirectory::Open(files, path, {}));
  const double open_seconds = SecondsSince(start);
  SegmentLog& log = opened->partition(0);
  log.Roll();
  while (Must(log.SealNext())) continue;
  std::uint64_t bytes = 0;
  for (const SegmentStats& segment : log.Stats().segments) bytes += segment.file_bytes;
  start = Steady::now();
  auto cursor = Must(log.Read(0, {}));
  RecordView record;
  std::uint64_t record_bytes = 0;
  while (Must(cursor->Next(&record))) record_bytes += record.bytes.size();
  const double read_rate = static_cast<double>(records) / SecondsSince(start);
  start = Steady::now();
  Must(log.Verify());
  const double verify_rate = static_cast<double>(records) / SecondsSince(start);
  fmt::print(
      "{} records of {} bytes: opened without a close in {:.0f} ms, read {:.2f} M/s, verified "
      "{:.2f} M/s, sealed {:.0f} bytes a record\n",
      records, record_bytes / records, open_seconds * 1000, read_rate / 1e6, verify_rate / 1e6,
      static_cast<double>(bytes) / static_cast<double>(records));
}

int Main(const Arguments& arguments) {
  const FreshDirectory directory(arguments.directory);
  const auto files = PosixFiles();
  PrintDisk(directory.path(), arguments);
  fmt::print("{:<18} {:>7} {:>10} {:>10} {:>9} {:>9} {:>10}\n", "", "callers", "bare/s", "log/s",
             "p50 ms", "p99 ms", "log : bare");
  for (const int callers : {1, 16, 64, 256}) Compare(*files, directory.path(), arguments, callers);
  Replay(*files, directory.path(), arguments.size);
  return 0;
}

}  // namespace
}  // namespace tenure::bench

int main(int argc, char** argv) {
  return tenure::bench::Main(tenure::bench::ReadArguments(argc, argv, {.size = 1'000'000}));
}
