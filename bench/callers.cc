#include "bench/callers.h"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace tenure::bench {
namespace {

// Each caller has one append in flight.
class Queue {
 public:
  explicit Queue(int callers) : served_(static_cast<std::size_t>(callers), 0) {}

  // On a caller's thread: puts its append in and waits until it is durable. False: it is over.
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

}  // namespace

Figures MeasureCallers(int callers, Milliseconds time, const Sink& sink,
                       const std::function<double()>& aside_seconds) {
  Queue queue(callers);
  std::uint64_t done = 0;
  std::thread writer([&] {
    std::vector<std::size_t> batch;
    while (queue.Take(&batch)) {
      sink(static_cast<int>(batch.size()));
      done += batch.size();
      queue.Answer(batch);
    }
  });
  const double processor_start = ProcessorSeconds();
  const auto start = Steady::now();
  std::vector<std::vector<double>> waited_ms(static_cast<std::size_t>(callers));
  std::vector<std::thread> threads;
  for (std::size_t caller = 0; caller < waited_ms.size(); ++caller) {
    threads.emplace_back([&queue, &mine = waited_ms[caller], caller] {
      auto before = Steady::now();
      while (queue.Submit(caller)) {
        mine.push_back(SecondsSince(before) * 1000);
        before = Steady::now();
      }
    });
  }
  std::this_thread::sleep_for(time);
  queue.Stop();
  writer.join();
  const double seconds = SecondsSince(start) - aside_seconds();
  std::vector<double> all;
  for (std::size_t caller = 0; caller < threads.size(); ++caller) {
    threads[caller].join();
    all.insert(all.end(), waited_ms[caller].begin(), waited_ms[caller].end());
  }
  return FiguresOf(std::move(all), {done, seconds, ProcessorSeconds() - processor_start});
}

}  // namespace tenure::bench
