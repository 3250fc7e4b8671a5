// A command on a customer with a short and with a long history: the same store, the same command,
// in turns; one at a time and with 64 waiting. The cost must not know how much has happened, nor
// how many invoices are open.
//
//   customer_bench [DIRECTORY [SECONDS [ROUNDS [EVENTS]]]]    EVENTS of the long history
#include <fmt/format.h>

#include <vector>

#include "bench/history.h"
#include "bench/measure.h"

namespace tenure::bench {
namespace {

constexpr std::uint64_t kShort = 100;
constexpr int kCommandsAtOnce = 1'024;

// Commands that each are one event of their customer.
class Owners {
 public:
  Owners(query::OpenStore& store, std::string scope) : submitter_(store), scope_(std::move(scope)) {
    submitter_.Queue("RegisterCustomer", scope_,
                     R"({"kind":"PERSON","name":"A","owner":"nobody","source":"INTERNET"})");
    submitter_.Finish();
  }
  void Batch(int commands) {
    for (int i = 0; i < commands; ++i) {
      submitter_.Queue("AssignOwner", scope_, fmt::format(R"({{"owner":"o.{}"}})", ++changes_ % 7));
    }
    submitter_.Finish();
  }
  // Writes until the customer has that many events.
  void GrowTo(std::uint64_t events) {
    while (changes_ + 1 < events) {
      Batch(static_cast<int>(std::min<std::uint64_t>(kCommandsAtOnce, events - changes_ - 1)));
    }
  }

 private:
  Submitter submitter_;
  const std::string scope_;
  std::uint64_t changes_ = 0;
};

// A customer with so many open invoices; the measured command takes a payment in.
class Debtor {
 public:
  Debtor(query::OpenStore& store, std::string scope, int invoices)
      : submitter_(store), scope_(std::move(scope)) {
    submitter_.Queue("RegisterCustomer", scope_,
                     R"({"kind":"ORGANISATION","name":"A","owner":"nobody","source":"INTERNET"})");
    for (int i = 0; i < invoices; ++i) {
      submitter_.Queue("PostInvoice", scope_,
                       fmt::format(R"({{"invoice_id":"F-{}","currency":"CNY",)"
                                   R"("issued_on":"2026-01-05","instalments":)"
                                   R"([{{"due_on":"2099-01-05","minor":100}}]}})",
                                   i));
      if (submitter_.waiting() == kCommandsAtOnce) submitter_.Finish();
    }
    submitter_.Finish();
  }
  void Batch(int commands) {
    for (int i = 0; i < commands; ++i) {
      submitter_.Queue("RecordPayment", scope_,
                       R"({"amount":{"minor":1,"currency":"CNY"},"received_on":"2026-01-06"})");
    }
    submitter_.Finish();
  }

 private:
  Submitter submitter_;
  const std::string scope_;
};

void CompareInvoices(query::OpenStore& store, const Arguments& arguments) {
  constexpr int kFew = 10;
  const int many_invoices = static_cast<int>(std::min<std::uint64_t>(arguments.size, 10'000));
  Debtor few(store, "customer/FEW", kFew);
  Debtor many(store, "customer/MANY", many_invoices);
  fmt::print("payments a second from a customer with {} and with {} open invoices\n", kFew,
             many_invoices);
  for (const int waiting : {1, 64}) {
    std::vector<Figures> of_few, of_many;
    for (int round = 0; round < arguments.rounds; ++round) {
      of_few.push_back(MeasureBatches(waiting, arguments.time / 10, [&](int n) { few.Batch(n); }));
      of_many.push_back(
          MeasureBatches(waiting, arguments.time / 10, [&](int n) { many.Batch(n); }));
    }
    const Figures a = MedianOf(of_few);
    const Figures b = MedianOf(of_many);
    fmt::print("{:>8} {:>13.0f} {:>13.0f} {:>12.2f} {:>12.2f}\n", waiting, a.rate, b.rate, a.p50_ms,
               b.p50_ms);
    PrintAtLeast(fmt::format("rate with {} open invoices : with {}, {} waiting", many_invoices,
                             kFew, waiting),
                 b.rate / a.rate, 0.9);
  }
}

void Compare(query::OpenStore& store, Owners* longer, const Arguments& arguments, int waiting) {
  std::vector<Figures> of_short, of_long;
  for (int round = 0; round < arguments.rounds; ++round) {
    // A new customer each round: measuring makes his history longer.
    Owners shorter(store, fmt::format("customer/S-{}-{}", waiting, round));
    shorter.GrowTo(kShort);
    of_short.push_back(
        MeasureBatches(waiting, arguments.time / 10, [&](int n) { shorter.Batch(n); }));
    of_long.push_back(
        MeasureBatches(waiting, arguments.time / 10, [&](int n) { longer->Batch(n); }));
  }
  const Figures few = MedianOf(of_short);
  const Figures many = MedianOf(of_long);
  fmt::print("{:>8} {:>13.0f} {:>13.0f} {:>12.2f} {:>12.2f}\n", waiting, few.rate, many.rate,
             few.p50_ms, many.p50_ms);
  PrintAtLeast(
      fmt::format("rate with {} events : with {}, {} waiting", arguments.size, kShort, waiting),
      many.rate / few.rate, 0.9);
}

int Main(const Arguments& arguments) {
  const FreshDirectory directory(arguments.directory);
  const StorePlace place{directory.path() + "/store"};
  MakeStore(place);
  const auto files = PosixFiles();
  SystemRandom random;
  const auto store = OpenStore(*files, random, place);
  Owners longer(*store, "customer/LONG");
  longer.GrowTo(arguments.size);
  fmt::print("commands a second on a customer with {} and with {} events\n", kShort,
             arguments.size);
  fmt::print("{:>8} {:>13} {:>13} {:>12} {:>12}\n", "waiting", "short/s", "long/s", "short p50 ms",
             "long p50 ms");
  for (const int waiting : {1, 64}) Compare(*store, &longer, arguments, waiting);
  CompareInvoices(*store, arguments);
  Must(store->Close());
  return 0;
}

}  // namespace
}  // namespace tenure::bench

int main(int argc, char** argv) {
  return tenure::bench::Main(
      tenure::bench::ReadArguments(argc, argv, {.rounds = 5, .size = 100'000}));
}
