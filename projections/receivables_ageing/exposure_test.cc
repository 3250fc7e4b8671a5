// Exposure over random histories of orders, deliveries, invoices and payments, folded by the
// domain's own functions, against a recomputation that knows only documents and counts them unit by
// unit.
#include <gtest/gtest.h>

#include <array>
#include <random>
#include <vector>

#include "given/given.h"
#include "receivables_ageing/receivables_ageing.pb.h"
#include "receivables_ageing/receivables_ageing.projection.h"
#include "tenure/v1/invoice.domain.h"
#include "tenure/v1/order.domain.h"

namespace tenure::testing {
namespace {

using Row = v1::ReceivablesAgeingRow;

constexpr std::int32_t kToday = 20514;  // 2026-03-02
constexpr std::uint32_t kOrderKind = 70;
constexpr int kEventsMax = 60;

class OneOrder final : public StateLookup {
 public:
  explicit OneOrder(const v1::OrderState& order) : order_(order) {}
  const google::protobuf::Message* Find(std::uint32_t kind, std::string_view) const override {
    return kind == kOrderKind ? &order_ : nullptr;
  }

 private:
  const v1::OrderState& order_;
};

// One customer with one order of two lines and up to four invoices.
class Trade {
 public:
  Trade(const Rules& rules, std::uint64_t seed) : rules_(rules), random_(seed) {
    auto* credit = book_.mutable_credit();
    credit->set_standing(v1::CreditBook::ACTIVE);
    credit->set_band(1);
    credit->mutable_limit()->set_currency("CNY");
    credit->mutable_limit()->set_minor(1'000'000'000);
    credit->mutable_valid_to()->set_days(kToday + 1'000);
    Place();
    for (int step = 0; step < 24 && !failed_ && events_ + 3 < kEventsMax; ++step) Step();
  }
  [[nodiscard]] bool failed() const { return failed_; }
  [[nodiscard]] std::uint64_t events() const { return events_; }

 private:
  struct Line {
    std::int64_t units, price;
    std::vector<std::int64_t> deliveries, invoiced;  // units of each document
  };
  struct Invoice {
    v1::InvoiceState state;
    StreamKey stream;
    std::int64_t claimed;
    std::vector<std::int64_t> paid;
  };

  [[nodiscard]] std::int64_t Below(std::int64_t bound) {
    return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(bound));
  }
  static std::string Id(std::size_t line) { return std::to_string(10 * (line + 1)); }

  void NameLines(google::protobuf::RepeatedPtrField<v1::OrderLine>* lines) const {
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      auto* line = lines->Add();
      line->set_line_id(Id(i));
      line->set_quantity(lines_[i].units);
      line->set_minor(lines_[i].units * lines_[i].price);
    }
  }

  void Place() {
    for (Line& line : lines_) line = {1 + Below(4), 1 + Below(9), {}, {}};
    v1::PlaceOrder place;
    place.set_order_id("SO-1");
    place.set_currency("CNY");
    NameLines(place.mutable_lines());
    failed_ = !Order<v1::OrderPlaced>(place);
  }

  void Amend() {
    const auto before = lines_;
    Line& line = lines_[static_cast<std::size_t>(Below(2))];
    line.units = 1 + Below(6);
    line.price = 1 + Below(9);
    v1::AmendOrder amend;
    amend.set_order_id("SO-1");
    NameLines(amend.mutable_lines());
    if (!Order<v1::OrderAmended>(amend)) lines_ = before;
  }

  void Deliver() {
    const auto at = static_cast<std::size_t>(Below(2));
    v1::RecordDelivery deliver;
    deliver.set_order_id("SO-1");
    deliver.set_delivery_id("DN-" + std::to_string(++documents_));
    auto* line = deliver.add_lines();
    line->set_line_id(Id(at));
    line->set_quantity(1 + Below(3));
    deliver.mutable_delivered_on()->set_days(kToday);
    if (Order<v1::DeliveryRecorded>(deliver)) lines_[at].deliveries.push_back(line->quantity());
  }

  void Post() {
    if (invoices_.size() == 4) return;
    const auto at = static_cast<std::size_t>(Below(2));
    const std::int64_t units = 1 + Below(2);
    v1::PostInvoice post;
    const std::string id = "IV-" + std::to_string(invoices_.size());
    post.set_invoice_id(id);
    post.set_currency("CNY");
    post.mutable_issued_on()->set_days(kToday);
    auto* due = post.add_instalments();
    due->mutable_due_on()->set_days(kToday + 30);
    due->set_minor(units * lines_[at].price);
    auto* line = post.add_order_lines();
    line->set_order_id("SO-1");
    line->set_line_id(Id(at));
    line->set_quantity(units);
    invoices_.push_back({{}, {ScopeId{"customer/C-1"}, 71, id}, due->minor(), {}});
    Invoice& one = invoices_.back();
    if (!Run<v1::InvoicePosted>(one, post, false)) return invoices_.pop_back();
    v1::CountInvoicedLines count;  // what the reaction sends
    count.set_order_id("SO-1");
    count.set_invoice_id(id);
    auto* counted = count.add_lines();
    counted->set_line_id(Id(at));
    counted->set_quantity(units);
    failed_ = failed_ || !Order<v1::InvoicedLinesCounted>(count);
    lines_[at].invoiced.push_back(units);
  }

  void Pay() {
    if (invoices_.empty()) return;
    Invoice& one =
        invoices_[static_cast<std::size_t>(Below(static_cast<std::int64_t>(invoices_.size())))];
    std::int64_t open = one.claimed;
    for (const std::int64_t minor : one.paid) open -= minor;
    if (open > 0 && Below(3) != 0) {
      v1::ApplyAllocation apply;
      apply.set_invoice_id(one.stream.id);
      apply.mutable_paid_on()->set_days(kToday);
      apply.set_principal(1 + Below(open));
      one.paid.push_back(apply.principal());
      failed_ = failed_ || !Run<v1::AllocationApplied>(one, apply, true);
    } else if (!one.paid.empty()) {
      v1::RestoreAllocation restore;
      restore.set_invoice_id(one.stream.id);
      restore.set_principal(one.paid.back());
      one.paid.pop_back();
      failed_ = failed_ || !Run<v1::AllocationRestored>(one, restore, true);
    }
  }

  void Step() {
    switch (Below(6)) {
      case 0:
        Amend();
        break;
      case 1:
        if (open_) {
          v1::CloseOrder close;
          close.set_order_id("SO-1");
          open_ = !Order<v1::OrderClosed>(close);
        } else {
          v1::ReopenOrder reopen;
          reopen.set_order_id("SO-1");
          open_ = Order<v1::OrderReopened>(reopen);
        }
        break;
      case 2:
      case 3:
        Deliver();
        break;
      case 4:
        Post();
        break;
      default:
        Pay();
    }
    Compare();
  }

  // Unit by unit: the first ones are invoiced, the next delivered, the rest of the order awaited.
  void Compare() {
    std::int64_t ordered = 0, delivered = 0, owed = 0;
    for (const Line& line : lines_) {
      std::int64_t came = 0, billed = 0;
      for (const std::int64_t units : line.deliveries) came += units;
      for (const std::int64_t units : line.invoiced) billed += units;
      for (std::int64_t unit = 0; unit < std::max({line.units, came, billed}); ++unit) {
        if (unit < billed) continue;
        if (unit < came) {
          delivered += line.price;
        } else if (open_) {
          ordered += line.price;
        }
      }
    }
    for (const Invoice& one : invoices_) {
      owed += one.claimed;
      for (const std::int64_t minor : one.paid) owed -= minor;
    }
    const Row::Amounts& shown = row_.amounts(0);
    std::int64_t in_book = 0;
    for (const auto& amounts : book_.receivables().amounts()) {
      in_book += amounts.ordered() + amounts.delivered() + amounts.invoiced();
    }
    const bool same = shown.ordered() == ordered && shown.delivered() == delivered &&
                      shown.outstanding() == owed && shown.exposure() == ordered + delivered + owed;
    failed_ = failed_ || !same || in_book != shown.exposure();
  }

  [[nodiscard]] DecideContext Context(const StreamKey& stream, bool exists) const {
    return {now_, now_, stream, exists, id_, actor_, book_, rules_, related_, nullptr};
  }
  // False: refused, or nothing to do.
  template <typename Event, typename Command>
  bool Order(const Command& command) {
    const Decision decision = order::Decide(order_, command, Context(stream_, events_ > 0));
    return Take<Event>(decision, stream_, [&](const Event& event, const EventContext& context) {
      order::Evolve(order_, event, context);
      order::EvolveBook(book_, event, context);
    });
  }
  template <typename Event, typename Command>
  bool Run(Invoice& one, const Command& command, bool exists) {
    const Decision decision = invoice::Decide(one.state, command, Context(one.stream, exists));
    return Take<Event>(decision, one.stream, [&](const Event& event, const EventContext& context) {
      invoice::Evolve(one.state, event, context);
      invoice::EvolveBook(book_, event, context);
    });
  }
  template <typename Event, typename Fold>
  bool Take(const Decision& decision, const StreamKey& stream, Fold fold) {
    if (decision.refused() || decision.events().empty()) return false;
    const auto& event = static_cast<const Event&>(*decision.events().front().message);
    const EventContext context{stream, ++events_, events_, now_, now_, "system", ""};
    fold(event, context);
    projection::receivables_ageing::Apply(row_, event, context);
    return true;
  }

  const Rules& rules_;
  std::mt19937_64 random_;
  const Time now_ = Date(std::chrono::days(kToday)) + std::chrono::hours(4);
  StreamKey stream_{ScopeId{"customer/C-1"}, kOrderKind, "SO-1"};
  CommandId id_;
  Actor actor_{"system", "", true};
  v1::OrderState order_;
  OneOrder related_{order_};
  v1::Book book_;
  Row row_;
  std::array<Line, 2> lines_;
  std::vector<Invoice> invoices_;
  bool open_ = true;
  std::uint64_t events_ = 0;
  int documents_ = 0;
  bool failed_ = false;
};

TEST(ExposureHistories, Random_AgreeWithARecomputationAfterEveryStep) {
  const Given given;
  constexpr std::uint64_t kHistories = 100'000;
  std::uint64_t events = 0;
  for (std::uint64_t seed = 0; seed < kHistories; ++seed) {
    const Trade trade(given.rules(), seed);
    ASSERT_FALSE(trade.failed()) << "seed " << seed;
    ASSERT_LE(trade.events(), kEventsMax);
    events += trade.events();
  }
  EXPECT_GT(events, 10 * kHistories);
}

}  // namespace
}  // namespace tenure::testing
