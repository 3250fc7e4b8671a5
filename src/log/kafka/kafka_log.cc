// Opening, appending and reading back. Finding a position among offsets is in kafka_places.cc.
#include "log/kafka/kafka_log.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/assert.h"
#include "base/hex.h"
#include "base/stopwatch.h"
#include "log/kafka/kafka_places.h"

namespace tenure::log {

class KafkaLog::Cursor final : public LogCursor {
 public:
  Cursor(const KafkaLog& log, std::unique_ptr<PartitionReader> reader, Position at, Position from,
         Position end, RecordFilter filter)
      : log_(log),
        reader_(std::move(reader)),
        next_(at),
        from_(from),
        end_(end),
        filter_(std::move(filter)) {}
  ~Cursor() override {
    if (reader_ != nullptr && !failed_) log_.GiveBack(std::move(reader_));
  }

  Result<bool> Next(RecordView* record) override {
    if (failed_) return tl::unexpected(*failed_);
    Result<bool> more = Advance(record);
    if (!more) failed_ = more.error();
    return more;
  }

 private:
  Result<bool> Advance(RecordView* record) {
    while (next_ < end_) {
      const auto got = TENURE_TRY(reader_->NextWithin(log_.options_.patience));
      if (got == PartitionReader::Got::kEnd) continue;  // there is more: the head says so
      TENURE_TRY(log_.Check(*reader_, next_));
      const Position position = next_++;
      if (position < from_) continue;
      const RecordSummary summary = TENURE_TRY(Summarise(reader_->value()));
      if (!Matches(filter_, summary.prefix)) continue;
      *record = {position, summary.prefix, reader_->value()};
      return true;
    }
    return false;
  }

  const KafkaLog& log_;
  std::unique_ptr<PartitionReader> reader_;
  Position next_;
  const Position from_;
  const Position end_;
  const RecordFilter filter_;
  std::optional<Error> failed_;
};

Result<std::unique_ptr<KafkaLog>> KafkaLog::Open(KafkaLogOptions options) {
  std::unique_ptr<KafkaLog> log(new KafkaLog(std::move(options)));
  const KafkaLogOptions& given = log->options_;
  log->store_hex_ = HexOf(given.store_id);
  if (!given.transactional_id.empty()) {
    std::vector<std::string> topics = given.more_topics;
    topics.push_back(given.topic);
    log->writer_ =
        TENURE_TRY(TransactionalWriter::Open({.settings = given.settings,
                                              .transactional_id = given.transactional_id,
                                              .topics = std::move(topics),
                                              .transaction_timeout = given.transaction_timeout,
                                              .commit_timeout = given.patience}));
  }
  TENURE_TRY(log->StartTail());
  TENURE_TRY(log->CatchUp());
  TENURE_TRY(log->CheckEnd());
  return log;
}

KafkaLog::~KafkaLog() = default;

// The tail reader at the first record that is not known, one before it where there is one: that one
// says when it was recorded.
Result<void> KafkaLog::StartTail() {
  const Position known = options_.known.size();
  tail_ = TENURE_TRY(PartitionReader::Start(options_.settings, options_.topic, options_.partition,
                                            known == 0 ? 0 : RD_KAFKA_OFFSET_END, kTailWait));
  const KafkaRange range = TENURE_TRY(tail_->Range(options_.patience));
  if (range.low > 0) {
    return Fail(ErrorCode::kLogTruncated,
                fmt::format("{}/{}: everything below offset {} was deleted", options_.topic,
                            options_.partition, range.low));
  }
  if (known == 0) return {};
  const Result<Mark> before = MarkAt(known - 1);
  if (!before) {
    const bool beyond = before.error().code == ErrorCode::kNotFound;
    if (!beyond) return tl::unexpected(before.error());
    return Fail(ErrorCode::kLogTruncated,
                fmt::format("{}/{} ends before record {}, which was read from it earlier",
                            options_.topic, options_.partition, known - 1));
  }
  frontier_ = options_.known;
  last_ = *before;
  marks_[last_.position] = last_;
  last_recorded_at_us_ = last_.recorded_at_us;
  return tail_->Seek(last_.offset + 1);
}

// Reads to the end that the leader names. With a writer of our own there is no open transaction of
// ours left, so that the committed end is the end.
Result<void> KafkaLog::CatchUp() {
  const KafkaRange range = TENURE_TRY(tail_->Range(options_.patience));
  Position expected = frontier_.size();
  constexpr Position kProgressRecords = 65'536;
  for (;;) {
    const auto got = tail_->NextWithin(options_.patience);
    if (!got && got.error().code == ErrorCode::kDeadline) {
      return Fail(ErrorCode::kDeadline,
                  fmt::format("{}/{}: read up to record {}, the end did not come: the cluster does "
                              "not answer, or an open transaction hides it",
                              options_.topic, options_.partition, expected));
    }
    if (!got) return tl::unexpected(got.error());
    if (*got == PartitionReader::Got::kEnd) {
      if (writer_ == nullptr || tail_->end_offset() >= range.high) return {};
      continue;
    }
    TENURE_TRY(TakeTail());
    ++expected;
    if (options_.progress && expected % kProgressRecords == 0) {
      options_.progress(expected, expected + static_cast<Position>(range.high - last_.offset));
    }
  }
}

// The record that the tail reader holds.
Result<void> KafkaLog::TakeTail() {
  const Mark mark = TENURE_TRY(Check(*tail_, frontier_.size()));
  const std::lock_guard lock(mutex_);
  Take(mark, tail_->value());
  return {};
}

std::int64_t KafkaLog::end_offset() const {
  return std::max(tail_->end_offset(), frontier_.size() == 0 ? 0 : last_.offset + 1);
}

Result<void> KafkaLog::Refresh(Duration wait) {
  TENURE_ASSERT(writer_ == nullptr, "refresh of {}/{}, which is written here", options_.topic,
                options_.partition);
  for (;;) {
    const auto got = TENURE_TRY(tail_->Next(std::exchange(wait, Duration(0))));
    if (got == PartitionReader::Got::kNothing) break;
    if (got == PartitionReader::Got::kMessage) TENURE_TRY(TakeTail());
  }
  grown_.notify_all();
  return {};
}

// A unit lies in one transaction, so the log ends with a whole one.
Result<void> KafkaLog::CheckEnd() {
  if (frontier_.size() == 0) return {};
  const auto cursor = TENURE_TRY(Read(frontier_.size() - 1, {}));
  RecordView view;
  if (!TENURE_TRY(cursor->Next(&view))) return {};
  const v1::Record record = TENURE_TRY(DecodeRecord(view.bytes));
  if (record.unit_index() + 1 >= record.unit_count()) return {};
  return Fail(ErrorCode::kLogDamaged, fmt::format("{}/{} ends inside a unit: record {} is {} of {}",
                                                  options_.topic, options_.partition, view.position,
                                                  record.unit_index() + 1, record.unit_count()));
}

Result<KafkaLog::Mark> KafkaLog::Check(const PartitionReader& reader, Position expected) const {
  const std::int64_t offset = reader.message().offset;
  if (reader.Header(kStoreHeader) != store_hex_) {
    return Fail(ErrorCode::kLogDamaged,
                fmt::format("{}/{}: the message at offset {} was not written by this store",
                            options_.topic, options_.partition, offset));
  }
  const auto summary = Summarise(reader.value());
  if (!summary || summary->position != expected) {
    return Fail(ErrorCode::kLogDamaged,
                fmt::format("{}/{}: record {} is expected at offset {}, there is {}",
                            options_.topic, options_.partition, expected, offset,
                            summary ? fmt::format("record {}", summary->position) : "none"));
  }
  return Mark{expected, offset, summary->prefix.recorded_at_us};
}

// One more record at the end. `mutex_` is held.
void KafkaLog::Take(const Mark& mark, std::string_view bytes) {
  if (mark.position % kMarkEvery == 0) marks_[mark.position] = mark;
  if (mark.position % kFrontierEvery == 0) frontiers_[mark.position] = frontier_;
  frontier_.Append(MerkleLeaf(bytes));
  last_ = mark;
  last_recorded_at_us_ = mark.recorded_at_us;
}

std::vector<std::pair<std::string_view, std::string>> KafkaLog::HeadersOf(
    const EncodedRecord& record) const {
  const std::uint32_t type = record.prefix.event_type;
  std::string name = options_.type_name ? std::string(options_.type_name(type)) : "";
  if (name.empty()) name = std::to_string(type);
  const auto summary = Summarise(record.bytes);
  TENURE_ASSERT(summary, "a record of {} bytes", record.bytes.size());
  return {{kStoreHeader, store_hex_},
          {"ce_specversion", "1.0"},
          {"ce_id", fmt::format("{}:{}", options_.partition, summary->position)},
          {"ce_source", "/tenure/" + store_hex_},
          {"ce_type", "tenure.v1." + name},
          {"content-type", "application/protobuf"}};
}

Result<void> KafkaLog::WriteBatch(std::span<const EncodedRecord> batch) {
  Companions companions;
  if (options_.companions) companions = TENURE_TRY(options_.companions(batch));
  std::vector<OutMessage> messages;
  messages.reserve(batch.size() + companions.messages.size());
  for (const EncodedRecord& record : batch) {
    messages.push_back({options_.topic, options_.partition, ScopeIn(record.bytes), record.bytes,
                        HeadersOf(record)});
  }
  for (OutMessage& message : companions.messages) messages.push_back(std::move(message));
  return writer_->Commit(messages, companions.input);
}

Result<void> KafkaLog::Append(Position at, std::span<const EncodedRecord> batch) {
  if (writer_ == nullptr) return Fail(ErrorCode::kReadOnly, "this log is open for reading only");
  AppendPoint point{0, last_recorded_at_us_};
  {
    const std::lock_guard lock(mutex_);
    if (dead_)
      return Fail(ErrorCode::kUnknownOutcome, "an append failed before; open the log anew");
    point.head = frontier_.size();
  }
  TENURE_TRY(CheckBatch(point, at, batch));
  Result<void> written = WriteBatch(batch);
  if (written) written = ReadBack(batch);
  return Settled(std::move(written));
}

Result<void> KafkaLog::Settled(Result<void> written) {
  const std::lock_guard lock(mutex_);
  stats_ = writer_->stats();
  if (written) return {};
  dead_ = true;
  return Fail(ErrorCode::kUnknownOutcome, std::move(written).error().message);
}

Result<void> KafkaLog::Confirm(const InputPosition& input) {
  TENURE_ASSERT(writer_ != nullptr, "{}/{} is read only", options_.topic, options_.partition);
  {
    const std::lock_guard lock(mutex_);
    if (dead_)
      return Fail(ErrorCode::kUnknownOutcome, "an append failed before; open the log anew");
  }
  return Settled(writer_->Commit({}, input));
}

// The committed records are these, byte for byte, at these positions; anything else means that
// somebody else writes here.
Result<void> KafkaLog::ReadBack(std::span<const EncodedRecord> batch) {
  const Stopwatch watch;
  const Position head = TENURE_TRY(Head());
  std::vector<Mark> marks;
  marks.reserve(batch.size());
  while (marks.size() < batch.size()) {
    const auto got = TENURE_TRY(tail_->NextWithin(watch.Left(options_.patience)));
    if (got == PartitionReader::Got::kEnd) continue;  // the markers are on their way
    marks.push_back(TENURE_TRY(Check(*tail_, head + marks.size())));
    if (tail_->value() != batch[marks.size() - 1].bytes) {
      return Fail(ErrorCode::kLogDamaged,
                  fmt::format("{}/{}: record {} was read back with other bytes", options_.topic,
                              options_.partition, marks.back().position));
    }
  }
  {
    const std::lock_guard lock(mutex_);  // readers see all of a batch or nothing
    for (std::size_t i = 0; i < batch.size(); ++i) Take(marks[i], batch[i].bytes);
  }
  grown_.notify_all();
  return {};
}

Result<Position> KafkaLog::Head() const {
  const std::lock_guard lock(mutex_);
  return frontier_.size();
}

Result<std::unique_ptr<LogCursor>> KafkaLog::Read(Position from, const RecordFilter& filter) const {
  const Position head = TENURE_TRY(Head());
  const Position end = std::min(head, filter.until.value_or(head));
  if (from >= end) return std::make_unique<Cursor>(*this, nullptr, end, from, end, filter);
  const Mark mark = TENURE_TRY(MarkBelow(from));
  return std::make_unique<Cursor>(*this, TENURE_TRY(Borrow(mark.offset)), mark.position, from, end,
                                  filter);
}

Result<MerkleFrontier> KafkaLog::Frontier() const {
  const std::lock_guard lock(mutex_);
  return frontier_;
}

Result<Hash256> KafkaLog::RootAt(Position size) const {
  MerkleFrontier frontier;
  {
    const std::lock_guard lock(mutex_);
    if (size > frontier_.size()) {
      return Fail(ErrorCode::kInvalidInput,
                  fmt::format("root of {} records, the log has {}", size, frontier_.size()));
    }
    if (size == frontier_.size()) return frontier_.Root();
    if (size == options_.known.size()) return options_.known.Root();
    auto above = frontiers_.upper_bound(size);
    if (above != frontiers_.begin()) frontier = std::prev(above)->second;
  }
  const auto cursor =
      TENURE_TRY(Read(frontier.size(), {.scope_hash = {}, .event_type = {}, .until = size}));
  RecordView view;
  while (TENURE_TRY(cursor->Next(&view))) frontier.Append(MerkleLeaf(view.bytes));
  return frontier.Root();
}

Result<void> KafkaLog::WaitPast(Position position, Duration timeout) const {
  std::unique_lock lock(mutex_);
  if (grown_.wait_for(lock, timeout, [&] { return frontier_.size() > position; })) return {};
  return Fail(ErrorCode::kDeadline, fmt::format("no record {} in time", position));
}

WriterStats KafkaLog::writer_stats() const {
  const std::lock_guard lock(mutex_);
  return stats_;
}

}  // namespace tenure::log
