// Ageing over a story, and over random histories against a recomputation from scratch that knows
// only dates and amounts.
#include <gmock/gmock.h>

#include <map>
#include <random>

#include "domain/invoice_parts.h"
#include "domain/receivables_given.h"
#include "given/rows.h"
#include "receivables_ageing/receivables_ageing.pb.h"
#include "receivables_ageing/receivables_ageing.projection.h"
#include "tenure/v1/invoice.domain.h"

namespace tenure::testing {
namespace {

using Row = v1::ReceivablesAgeingRow;
using Ages = std::map<std::uint32_t, std::int64_t>;

Ages BucketsOf(const Row& row) {
  Ages ages;
  if (row.amounts().empty()) return ages;
  for (const auto& one : row.amounts(0).buckets()) ages[one.from_day()] = one.minor();
  return ages;
}
std::int64_t SumOf(const Ages& ages) {
  std::int64_t sum = 0;
  for (const auto& [from_day, minor] : ages) sum += minor;
  return sum;
}

class AgeingTest : public ReceivablesTest {
 protected:
  AgeingTest() : rows(&given, "receivables_ageing") {}
  const Row& Ageing() { return rows.Get<Row>("C-1001"); }
  Rows rows;
};

TEST_F(AgeingTest, Story_BucketsAddUpToWhatIsOutstanding) {
  given.Do(Post({{"2026-03-02", 300}, {"2026-04-01", 200}}));
  EXPECT_EQ(BucketsOf(Ageing()), (Ages{{0, 500}}));
  given.Now("2026-04-05T09:00:00+08:00");
  given.Fire("invoice", "IV-1");
  EXPECT_EQ(BucketsOf(Ageing()), (Ages{{1, 200}, {31, 300}}));
  EXPECT_EQ(Ageing().invoices_overdue(), 1u);
  given.Do(Receive(350));
  EXPECT_EQ(Ageing().amounts(0).unallocated(), 350);
  given.Do(Allocate({"IV-1"}));
  EXPECT_EQ(BucketsOf(Ageing()), (Ages{{1, 150}}));
  EXPECT_EQ(Ageing().amounts(0).outstanding(), 150);
  EXPECT_EQ(Ageing().amounts(0).unallocated(), 0);
  given.Do(Credit(150));
  EXPECT_EQ(BucketsOf(Ageing()), Ages{});
  EXPECT_EQ(Ageing().invoices_open(), 0u);
  EXPECT_EQ(Ageing().invoices_overdue(), 0u);
  given.Do(Reverse());
  EXPECT_EQ(SumOf(BucketsOf(Ageing())), 350);
  EXPECT_EQ(Ageing().amounts(0).outstanding(), 350);
  EXPECT_GT(Ageing().why(), 0u);
}

class NoStreams final : public StateLookup {
 public:
  const google::protobuf::Message* Find(std::uint32_t, std::string_view) const override {
    return nullptr;
  }
};

// One customer with one invoice, folded by the domain's own functions and, beside it, kept as a
// list of dues and one sum of everything that was paid.
class History {
 public:
  History(const Rules& rules, std::uint64_t seed) : rules_(rules), random_(seed) {
    Post();
    for (int step = 0; step < 8 && !failed_; ++step) Step();
  }
  [[nodiscard]] bool failed() const { return failed_; }
  [[nodiscard]] std::size_t events() const { return events_; }

 private:
  [[nodiscard]] std::int64_t Below(std::int64_t bound) {
    return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(bound));
  }
  [[nodiscard]] Time Now() const {  // noon in Shanghai
    return Date(std::chrono::days(today_)) + std::chrono::hours(4);
  }

  void Post() {
    v1::PostInvoice post;
    post.set_invoice_id("IV-1");
    post.set_currency("CNY");
    post.mutable_issued_on()->set_days(today_);
    costs_ = Below(3);
    interest_ = Below(3);
    post.set_costs(costs_);
    post.set_interest(interest_);
    std::int32_t due = today_ - 1;
    const std::int64_t count = 1 + Below(3);
    for (std::int64_t i = 0; i < count; ++i) {
      due += 1 + static_cast<std::int32_t>(Below(40));
      const std::int64_t minor = 1 + Below(20);
      auto* one = post.add_instalments();
      one->mutable_due_on()->set_days(due);
      one->set_minor(minor);
      dues_.emplace_back(due, minor);
    }
    Run<v1::InvoicePosted>(post);
  }

  void Step() {
    today_ += static_cast<std::int32_t>(Below(50));
    Fire();
    const invoice::Parts open = invoice::OpenParts(state_);
    const std::int64_t what = Below(3);
    if (what == 0 && open.sum() > 0) {
      const std::int64_t minor = 1 + Below(open.sum());
      v1::ApplyAllocation apply;
      apply.set_invoice_id("IV-1");
      apply.mutable_paid_on()->set_days(today_);
      apply.set_costs(std::min(minor, open.costs));
      apply.set_interest(std::min(minor - apply.costs(), open.interest));
      apply.set_principal(minor - apply.costs() - apply.interest());
      Count(apply.costs(), apply.interest(), apply.principal());
      paid_.push_back(apply);
      Run<v1::AllocationApplied>(apply);
    } else if (what == 1 && !paid_.empty()) {
      v1::RestoreAllocation restore;
      restore.set_invoice_id("IV-1");
      restore.set_costs(paid_.back().costs());
      restore.set_interest(paid_.back().interest());
      restore.set_principal(paid_.back().principal());
      paid_.pop_back();
      Count(-restore.costs(), -restore.interest(), -restore.principal());
      Run<v1::AllocationRestored>(restore);
    } else if (what == 2 && open.principal > 0) {
      v1::PostCreditNote note;
      note.set_invoice_id("IV-1");
      note.set_credit_note_id("CN-" + std::to_string(++notes_));
      *note.mutable_amount() = Fen(1 + Below(open.principal));
      note.mutable_issued_on()->set_days(today_);
      Count(0, 0, note.amount().minor());
      Run<v1::CreditNotePosted>(note);
    }
    Fire();
    Compare();
  }

  // The recomputation: what is paid fills the oldest first; ages are days since the due day.
  void Compare() {
    Ages expected;
    std::int64_t rest = paid_principal_;
    bool first = true;
    for (const auto& [due, minor] : dues_) {
      const std::int64_t covered = std::min(rest, minor);
      rest -= covered;
      std::int64_t open = minor - covered;
      if (first) open += costs_ + interest_ - paid_costs_ - paid_interest_;
      first = false;
      std::uint32_t bucket = 0;
      for (const std::uint32_t from_day : {1U, 31U, 61U, 91U}) {
        if (today_ - due >= static_cast<std::int32_t>(from_day)) bucket = from_day;
      }
      if (open > 0) expected[bucket] += open;
    }
    const bool overdue = expected.size() > static_cast<std::size_t>(expected.contains(0) ? 1 : 0);
    Expect(BucketsOf(row_) == expected && row_.invoices_open() == (expected.empty() ? 0U : 1U) &&
           row_.invoices_overdue() == (overdue ? 1U : 0U));
  }

  void Count(std::int64_t costs, std::int64_t interest, std::int64_t principal) {
    paid_costs_ += costs;
    paid_interest_ += interest;
    paid_principal_ += principal;
  }
  void Expect(bool holds) { failed_ = failed_ || !holds; }

  void Fire() {
    Take<v1::DelinquencyBucketChanged>(invoice::Decide(state_, v1::FireTimer(), Context()));
  }
  template <typename Event, typename Command>
  void Run(const Command& command) {
    Take<Event>(invoice::Decide(state_, command, Context()));
  }
  [[nodiscard]] DecideContext Context() const {
    return {Now(), Now(), stream_, events_ > 0, id_, actor_, book_, rules_, related_, nullptr};
  }

  // Folds the events of one type; a cure moves nothing.
  template <typename Event>
  void Take(Decision decision) {
    Expect(!decision.refused());
    for (const DecidedEvent& decided : decision.events()) {
      if (decided.message->GetDescriptor() != Event::descriptor()) continue;
      const auto& event = static_cast<const Event&>(*decided.message);
      const EventContext context{stream_, ++events_, events_, Now(), Now(), "system", ""};
      invoice::Evolve(state_, event, context);
      invoice::EvolveBook(book_, event, context);
      projection::receivables_ageing::Apply(row_, event, context);
      const std::int64_t outstanding = row_.amounts(0).outstanding();
      std::int64_t invoiced = 0;
      for (const auto& one : book_.receivables().amounts()) invoiced += one.invoiced();
      Expect(SumOf(BucketsOf(row_)) == outstanding && invoiced == outstanding);
    }
  }

  const Rules& rules_;
  std::mt19937_64 random_;
  StreamKey stream_{ScopeId{"customer/C-1"}, 71, "IV-1"};
  CommandId id_;
  Actor actor_{"system", "", true};
  NoStreams related_;
  v1::Book book_;
  v1::InvoiceState state_;
  Row row_;
  std::int32_t today_ = 20514;  // 2026-03-02
  std::vector<std::pair<std::int32_t, std::int64_t>> dues_;
  std::vector<v1::ApplyAllocation> paid_;
  std::int64_t costs_ = 0, interest_ = 0;
  std::int64_t paid_costs_ = 0, paid_interest_ = 0, paid_principal_ = 0;
  std::uint64_t events_ = 0;
  int notes_ = 0;
  bool failed_ = false;
};

TEST(AgeingHistories, Random_AgreeWithARecomputationAfterEveryStep) {
  const Given given;
  constexpr std::uint64_t kHistories = 100'000;
  std::uint64_t events = 0;
  for (std::uint64_t seed = 0; seed < kHistories; ++seed) {
    const History history(given.rules(), seed);
    ASSERT_FALSE(history.failed()) << "seed " << seed;
    events += history.events();
  }
  EXPECT_GT(events, 5 * kHistories);
}

}  // namespace
}  // namespace tenure::testing
