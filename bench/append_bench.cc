// Bare appends to the segment log beside what the disk can do, in one run: fdatasync on a growing
// and on a reused file, a queue with one writer that only writes and syncs, and the log behind the
// same queue. Prints the median of the rounds, in thousands a second.
//
//   append_bench [DIRECTORY [SECONDS [ROUNDS]]]
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "log/segment/log_fixture.h"

namespace tenure::log {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kRecordBytes = 240;
constexpr std::uint64_t kReusedBytes = 64 * 1024 * 1024;

struct Settings {
  std::string directory;
  std::chrono::milliseconds time{1000};
  int rounds = 3;
};

double Rate(std::uint64_t done, Clock::time_point start, double aside_seconds = 0) {
  const std::chrono::duration<double> took = Clock::now() - start;
  return static_cast<double>(done) / (took.count() - aside_seconds);
}

template <typename T>
T Must(Result<T> result) {
  TENURE_ASSERT(result, "{}", result.error().message);
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

// What is measured: appends a number of records durably; and the time that went into something else
// since this was last asked.
struct Sink {
  std::function<void(std::size_t)> append;
  std::function<double()> aside_seconds = [] { return 0.0; };
};

// Writes and syncs without a format: the floor.
class RawSink {
 public:
  RawSink(Files& files, const std::string& path, bool reused)
      : file_(Must(files.Open(path, OpenMode::kCreate))), reused_(reused) {
    if (!reused) return;
    Must(WriteZeros(*file_, 0, kReusedBytes));
    Must(file_->Sync());
  }
  void Append(std::size_t records) {
    bytes_.assign(records * kRecordBytes, 'x');
    if (reused_ && at_ + bytes_.size() > kReusedBytes) at_ = 0;
    Must(file_->WriteAt(at_, bytes_));
    Must(file_->Sync());
    at_ += bytes_.size();
  }

 private:
  std::unique_ptr<File> file_;
  const bool reused_;
  std::string bytes_;
  std::uint64_t at_ = 0;
};

double SyncRate(Files& files, const Settings& settings, bool reused) {
  RawSink sink(files, settings.directory + (reused ? "/reused" : "/growing"), reused);
  const auto start = Clock::now();
  std::uint64_t done = 0;
  for (; Clock::now() - start < settings.time; ++done) sink.Append(1);
  return Rate(done, start);
}

// A queue that one writer empties: whatever waits is one batch. Each caller has one record in
// flight.
class Queue {
 public:
  explicit Queue(std::size_t callers) : served_(callers, 0) {}

  // On a caller's thread: puts its record in and waits until it is durable. False: it is over.
  bool Submit(std::size_t caller) {
    std::unique_lock lock(mutex_);
    served_[caller] = 0;
    waiting_.push_back(caller);
    arrived_.notify_one();
    answered_.wait(lock, [&] { return served_[caller] != 0 || stopped_; });
    return !stopped_;
  }
  // On the writer's thread.
  bool Take(std::vector<std::size_t>* batch) {
    std::unique_lock lock(mutex_);
    arrived_.wait(lock, [&] { return !waiting_.empty() || stopped_; });
    batch->swap(waiting_);
    waiting_.clear();
    return !stopped_;
  }
  void Answer(const std::vector<std::size_t>& batch) {
    {
      const std::lock_guard lock(mutex_);
      for (const std::size_t caller : batch) served_[caller] = 1;
    }
    answered_.notify_all();
  }
  void Stop() {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    arrived_.notify_all();
    answered_.notify_all();
  }

 private:
  std::mutex mutex_;  // guards all below
  std::condition_variable arrived_;
  std::condition_variable answered_;
  std::vector<std::size_t> waiting_;
  std::vector<char> served_;
  bool stopped_ = false;
};

// Records a second of `callers` threads through the queue into `append`.
double QueueRate(const Settings& settings, std::size_t callers, const Sink& sink) {
  Queue queue(callers);
  std::uint64_t done = 0;
  std::thread writer([&] {
    std::vector<std::size_t> batch;
    while (queue.Take(&batch)) {
      sink.append(batch.size());
      done += batch.size();
      queue.Answer(batch);
    }
  });
  const auto start = Clock::now();
  std::vector<std::thread> threads;
  for (std::size_t caller = 0; caller < callers; ++caller) {
    threads.emplace_back([&, caller] {
      while (queue.Submit(caller)) continue;
    });
  }
  std::this_thread::sleep_for(settings.time);
  queue.Stop();
  writer.join();
  const double rate = Rate(done, start, sink.aside_seconds());
  for (std::thread& thread : threads) thread.join();
  return rate;
}

// As many records in flight as `callers`, from one thread: what callbacks or a pipeline would give.
double DirectRate(const Settings& settings, std::size_t callers, const Sink& sink) {
  const auto start = Clock::now();
  std::uint64_t done = 0;
  for (; Clock::now() - start < settings.time; done += callers) {
    sink.append(callers);
  }
  return Rate(done, start, sink.aside_seconds());
}

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
  void Append(std::size_t records) {
    if (next_ + records > ready_.size()) Refill();
    Must(opened_->partition(0).Append(
        head_, std::span<const EncodedRecord>(ready_).subspan(next_, records)));
    next_ += records;
    head_ += records;
  }

 private:
  void Refill() {
    const auto start = Clock::now();
    ready_ = SampleBatch(head_, 20'000);
    next_ = 0;
    made_seconds_ += std::chrono::duration<double>(Clock::now() - start).count();
  }

  std::unique_ptr<LogDirectory> opened_;
  std::vector<EncodedRecord> ready_;
  std::size_t next_ = 0;
  Position head_ = 0;
  double made_seconds_ = 0;
  std::jthread sealer_;  // last: stopped before the log goes
};

double Median(std::vector<double> rates) {
  std::sort(rates.begin(), rates.end());
  return rates[rates.size() / 2];
}

void Compare(Files& files, const Settings& settings, std::size_t callers) {
  std::vector<double> bare_queue;
  std::vector<double> log_queue;
  std::vector<double> bare_direct;
  std::vector<double> log_direct;
  for (int round = 0; round < settings.rounds; ++round) {
    const std::string name = fmt::format("{}/log-{}-{}", settings.directory, callers, round);
    {  // the log and its sealer end before the files go
      RawSink raw(files, settings.directory + "/raw", true);
      LogSink log(files, name);
      const Sink to_raw{[&raw](std::size_t records) { raw.Append(records); }};
      const Sink to_log{[&log](std::size_t records) { log.Append(records); },
                        [&log] { return log.TakeMadeSeconds(); }};
      bare_direct.push_back(DirectRate(settings, callers, to_raw));
      log_direct.push_back(DirectRate(settings, callers, to_log));
      bare_queue.push_back(QueueRate(settings, callers, to_raw));
      log_queue.push_back(QueueRate(settings, callers, to_log));
    }
    std::filesystem::remove_all(name);
  }
  fmt::print("{:>7} | {:>9.1f} {:>9.1f} {:>5.2f} | {:>9.1f} {:>9.1f} {:>5.2f}\n", callers,
             Median(bare_queue) / 1e3, Median(log_queue) / 1e3,
             Median(log_queue) / Median(bare_queue), Median(bare_direct) / 1e3,
             Median(log_direct) / 1e3, Median(log_direct) / Median(bare_direct));
}

// Reading back, verifying, opening and the size of a sealed log.
void Replay(Files& files, const Settings& settings) {
  constexpr Position kRecords = 1'000'000;
  constexpr std::size_t kBatch = 500;
  const std::string path = settings.directory + "/replay";
  Must(CreateLogDirectory(files, path, SampleMeta()));
  {
    const auto opened = Must(LogDirectory::Open(files, path, {}));
    SegmentLog& log = opened->partition(0);
    for (Position at = 0; at < kRecords; at += kBatch) {
      Must(log.Append(at, SampleBatch(at, kBatch)));
    }
  }
  auto start = Clock::now();
  auto opened = Must(LogDirectory::Open(files, path, {}));
  const std::chrono::duration<double, std::milli> open_took = Clock::now() - start;
  SegmentLog& log = opened->partition(0);
  log.Roll();
  while (Must(log.SealNext())) continue;
  std::uint64_t bytes = 0;
  for (const SegmentStats& segment : log.Stats().segments) bytes += segment.file_bytes;
  start = Clock::now();
  auto cursor = Must(log.Read(0, {}));
  RecordView record;
  std::uint64_t record_bytes = 0;
  while (Must(cursor->Next(&record))) record_bytes += record.bytes.size();
  const double read_rate = Rate(kRecords, start);
  start = Clock::now();
  Must(log.Verify());
  const double verify_rate = Rate(kRecords, start);
  fmt::print(
      "{} records of {} bytes: opened without a close in {:.0f} ms, read {:.2f} M/s, verified "
      "{:.2f} M/s, sealed {:.0f} bytes a record\n",
      kRecords, record_bytes / kRecords, open_took.count(), read_rate / 1e6, verify_rate / 1e6,
      static_cast<double>(bytes) / static_cast<double>(kRecords));
}

int Main(int argc, char** argv) {
  TemporaryDirectory temporary;
  Settings settings;
  settings.directory = argc > 1 ? argv[1] : temporary.path();
  if (argc > 2) settings.time = std::chrono::milliseconds(std::atoi(argv[2]) * 1000);
  if (argc > 3) settings.rounds = std::max(1, std::atoi(argv[3]));
  const auto files = PosixFiles();
  std::vector<double> growing;
  std::vector<double> reused;
  std::vector<double> log;
  for (int round = 0; round < settings.rounds; ++round) {
    growing.push_back(SyncRate(*files, settings, false));
    reused.push_back(SyncRate(*files, settings, true));
    const std::string name = fmt::format("{}/one-{}", settings.directory, round);
    LogSink sink(*files, name);
    log.push_back(DirectRate(settings, 1,
                             {[&sink](std::size_t records) { sink.Append(records); },
                              [&sink] { return sink.TakeMadeSeconds(); }}));
  }
  fmt::print("one record of {} bytes at a time, thousands a second, {} rounds:\n", kRecordBytes,
             settings.rounds);
  fmt::print("  fdatasync on a growing file {:.2f}, on a reused file {:.2f}, log {:.2f} = {:.2f}\n",
             Median(growing) / 1e3, Median(reused) / 1e3, Median(log) / 1e3,
             Median(log) / Median(reused));
  fmt::print("callers | queue+sync queue+log ratio |  in flight       log ratio\n");
  for (const std::size_t callers : {1, 16, 64, 256}) Compare(*files, settings, callers);
  Replay(*files, settings);
  return 0;
}

}  // namespace
}  // namespace tenure::log

int main(int argc, char** argv) { return tenure::log::Main(argc, argv); }
