#include "kafka/governance.h"

#include <fmt/format.h>

#include "engine/catch_up.h"
#include "kafka/sessions.h"

namespace tenure::kafka {
namespace {

// How often the end is asked for: a fifth of the bound, so that one lost answer does not stop
// anybody.
constexpr Duration kAskEvery = kRulesFresh / 5;
constexpr Duration kLook = std::chrono::milliseconds(100);

}  // namespace

Result<std::unique_ptr<Governance>> Governance::Open(const Place& place, const v1::StoreMeta& meta,
                                                     const Domain& domain) {
  std::unique_ptr<Governance> governance(new Governance(place, meta, domain));
  TENURE_TRY(governance->OpenLog());
  TENURE_TRY(governance->Fold());
  Governance* const self = governance.get();
  governance->follower_ = std::thread([self] { self->Follow(); });
  return governance;
}

// From where the fold stands.
Result<void> Governance::OpenLog() {
  log::KafkaLogOptions options = EventsOf(place_, meta_, 0);
  if (log_ != nullptr) options.known = TENURE_TRY(log_->Frontier());
  log_ = TENURE_TRY(log::KafkaLog::Open(std::move(options)));
  return {};
}

Governance::~Governance() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  turned_.notify_all();
  if (follower_.joinable()) follower_.join();
}

Result<void> Governance::Fold() {
  const auto caught_up = TENURE_TRY(engine::CatchUp(*log_, domain_, &store_));
  const Position position = caught_up.applied.position;
  {
    const std::lock_guard lock(mutex_);
    if (rules_ != nullptr && rules_->position() == position) return {};
  }
  auto rules = TENURE_TRY(engine::RulesSnapshot::Load(store_, domain_, position));
  const std::lock_guard lock(mutex_);
  rules_ = std::move(rules);
  return {};
}

// True when the leader says that there is nothing beyond what was folded. Between the answer and
// the fold nothing can go missing: the end that is asked for is at least what is read after it.
Result<bool> Governance::Confirm() {
  const log::KafkaRange range = TENURE_TRY(log_->Ends(kAskEvery));
  TENURE_TRY(log_->Refresh(Duration(0)));
  TENURE_TRY(Fold());
  return log_->end_offset() >= range.high;
}

void Governance::Follow() {
  Stopwatch asked, since;
  for (;;) {
    Result<bool> confirmed = false;
    if (auto read = log_->Refresh(kLook); !read) {
      confirmed = tl::unexpected(read.error());
    } else if (auto folded = Fold(); !folded) {
      confirmed = tl::unexpected(folded.error());
    } else if (asked.Elapsed() >= kAskEvery) {
      confirmed = Confirm();
      asked = Stopwatch();
      // A client whose leader died may go on asking it: a fresh one finds the new leader.
      if (confirmed && *confirmed) since = Stopwatch();
      if (since.Elapsed() >= 2 * kAskEvery) {
        if (auto opened = OpenLog(); !opened) confirmed = tl::unexpected(opened.error());
      }
    }
    const std::lock_guard lock(mutex_);
    if (confirmed && *confirmed) since_confirmed_ = Stopwatch();
    // Brokers that do not answer are no failure: the rules grow stale, and that is what counts.
    const bool down = !confirmed && (confirmed.error().code == ErrorCode::kDeadline ||
                                     confirmed.error().code == ErrorCode::kIoFailed);
    if (!confirmed && !down) failed_ = confirmed.error();
    turned_.notify_all();
    if (ending_ || failed_) return;
  }
}

Result<std::shared_ptr<const engine::RulesSnapshot>> Governance::Rules(Position at_least,
                                                                       Duration wait) const {
  std::unique_lock lock(mutex_);
  const auto ready = [&] {
    return failed_ || ending_ ||
           (rules_->position() >= at_least && since_confirmed_.Elapsed() < kRulesFresh);
  };
  if (!turned_.wait_for(lock, wait, ready)) {
    return Fail(
        ErrorCode::kDeadline,
        fmt::format("the rules stand at {}, {} are asked for, confirmed {} ms ago",
                    rules_->position(), at_least, log::KafkaMillis(since_confirmed_.Elapsed())));
  }
  if (failed_) return tl::unexpected(*failed_);
  return rules_;
}

}  // namespace tenure::kafka
