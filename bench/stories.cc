#include "bench/stories.h"

#include <fmt/format.h>

#include <array>
#include <chrono>

#include "contract/value_forms.h"

namespace tenure::bench {
namespace {

// Today, or so many days before.
std::string Day(int ago = 0) {
  const auto now = std::chrono::system_clock::now();
  return contract::FormatDate(static_cast<std::int32_t>(
      std::chrono::floor<std::chrono::days>(now).time_since_epoch().count() - ago));
}

Said Register(std::uint64_t customer, bool person) {
  return {"RegisterCustomer", fmt::format(R"({{"kind":"{}","name":"Name {}","phone":"+86 138 {:08}",
                      "owner":"li.wei","source":"INTERNET","language":"en"}})",
                                          person ? "PERSON" : "ORGANISATION", customer, customer)};
}

// What goes on for ever with anybody.
Said Talk(std::uint64_t customer, std::uint64_t step) {
  switch ((customer + step) % 3) {
    case 0:
      return {"AssignOwner", fmt::format(R"({{"owner":"o.{}"}})", step % 7)};
    case 1:
      return {"RecordTrait", R"({"trait":"asks for the school","source":"INTERNET"})"};
    default:
      return {"RecordInboundMessage", R"({"channel":"CALL","text":"when will it be ready"})"};
  }
}

// Lifecycle, and for every other buyer a complaint.
Said Buyer(std::uint64_t customer, std::uint64_t step) {
  const std::string en = fmt::format(R"({{"engagement_id":"EN-{}")", customer);
  switch (step) {
    case 1:
      return {"RecordConsent", R"({"purpose":"SERVICE","channel":"CALL",
                                "from_minute":540,"to_minute":1200})"};
    case 2:
      return {"OpenEngagement", fmt::format(R"({},"project_id":"{}"}})", en, kStoryProject)};
    case 3:
      return {
          "RecordDisclosureAcknowledgement",
          fmt::format(R"({},"version":1,"evidence":{{"kind":"signature","place":"dms://1/{}"}}}})",
                      en, customer)};
    case 4:
      return {"ProvideSigningGuidance",
              en + R"(,"channels":["CALL"],"items":[{"clause":"8","caution":"late handover"}]})"};
    case 5:
      return {"SignContract", fmt::format(R"({},"contract_number":"HT-{}","signed_on":"{}",
                          "amount":{{"minor":438000000,"currency":"CNY"}}}})",
                                          en, customer, Day())};
    case 6:
      if (customer % 4 != 0) break;
      return {"FileComplaint", fmt::format(R"({{"complaint_id":"CC-{}","channel":"CALL",
                               "category":"PRODUCT_QUALITY","words":"the wall lets water in",
                               "sought_remedy":"repair it"}})",
                                           customer)};
    default:
      break;
  }
  if ((customer + step) % 4 != 3) return Talk(customer, step);
  return {"SendProgressUpdate", en + R"(,"channel":"TEXT_MESSAGE","text":"the roof is on"})"};
}

std::string Invoice(std::uint64_t number, int issued_ago, int due_ago) {
  return fmt::format(R"({{"invoice_id":"F-{}","currency":"CNY","issued_on":"{}","cost":800000,
                      "instalments":[{{"due_on":"{}","minor":1000000}}]}})",
                     number, Day(issued_ago), Day(due_ago));
}

// Receivables for ever: an invoice, its payment, the allocation.
Said Ledger(std::uint64_t step) {
  const std::uint64_t number = step / 3;
  switch (step % 3) {
    case 0:
      return {"PostInvoice", Invoice(number, 3, -27)};
    case 1:
      return {"RecordPayment",
              fmt::format(R"({{"payment_id":"P-{}","amount":{{"minor":1000000,"currency":"CNY"}},
                          "received_on":"{}","designation":["F-{}"]}})",
                          number, Day(), number)};
    default:
      return {"AllocatePayment",
              fmt::format(R"({{"payment_id":"P-{0}","invoices":["F-{0}"]}})", number)};
  }
}

constexpr std::array<const char*, 5> kFiveC = {"CHARACTER", "CAPACITY", "CAPITAL", "COLLATERAL",
                                               "CONDITIONS"};
constexpr std::array<const char*, 9> kFactors = {
    "MANAGEMENT_TEAM",  "FINANCIAL_STRENGTH", "MARKET_SHARE",
    "RESEARCH",         "PRODUCT_QUALITY",    "MANAGEMENT_LEVEL",
    "PRODUCTION_SCALE", "PRODUCT_REPUTATION", "CORPORATE_CULTURE"};

std::string Evidence(std::string_view channel) {
  return fmt::format(R"({{"investigation_id":"IV-1","channel":"{}","dated_on":"{}",
                      "source":"a report","expires_on":"{}","evidence":{{"kind":"report",
                      "sha256":"{:064}","place":"dms://2"}}}})",
                     channel, Day(10), Day(-300), 7);
}

// Credit, from evidence to limit, and then a ledger.
Said Assessed(std::uint64_t step) {
  constexpr std::string_view kAssessment = R"({"assessment_id":"AS-1")";
  constexpr std::uint64_t kFirstC = 7, kFirstFactor = 12, kLast = 23;
  if (step >= kFirstC && step < kFirstFactor) {
    return {"RateFiveC", fmt::format(R"({},"five_c":"{}","grade":"B","rationale":"by the evidence",
                                     "investigation_id":"IV-1","evidence":[1,2]}})",
                                     kAssessment, kFiveC[step - kFirstC])};
  }
  if (step >= kFirstFactor && step < kFirstFactor + kFactors.size()) {
    return {"ScoreFactor", fmt::format(R"({},"factor":"{}","score":75}})", kAssessment,
                                       kFactors[step - kFirstFactor])};
  }
  switch (step) {
    case 1:
      return {"OpenInvestigation", R"({"investigation_id":"IV-1","purpose":"a limit"})"};
    case 2:
      return {"AttachEvidence", Evidence("CREDIT_AGENCY")};
    case 3:
      return {"AttachEvidence", Evidence("INSIDE")};
    case 4:
      return {"OpenAssessment", fmt::format(R"({},"investigation_id":"IV-1"}})", kAssessment)};
    case 5:
      return {"RecordFinancialStatement",
              fmt::format(R"({},"document":{{"kind":"statement","place":"dms://3"}},"statement":{{
              "period_end":"{}","currency":"CNY","current_assets":860000000,
              "inventory":310000000,"current_liabilities":430000000,"total_liabilities":650000000,
              "total_assets":1300000000,"sales":2100000000,"sales_kind":"ALL_SALES",
              "opening_receivables":190000000,"closing_receivables":230000000,
              "net_profit":105000000}}}})",
                          kAssessment, Day(100))};
    case 6:
      return {"ComputeRatios", fmt::format(R"({},"potential":{{"industrial_policy_fit":"B",
                          "market_potential":"B","sustainability":"B"}}}})",
                                           kAssessment)};
    case 21:
      return {"FinaliseScore", fmt::format("{}}}", kAssessment)};
    case 22:
      return {"ApproveAssessment", fmt::format(R"({},"note":"yes"}})", kAssessment), "lead"};
    case kLast:
      return {"SetCreditLimit", fmt::format(R"({},"amount":{{"minor":15000000,"currency":"CNY"}},
                                "payment_days":30}})",
                                            kAssessment)};
    default:
      return Ledger(step - kLast - 1);
  }
}

// Collections: a case on an overdue invoice, then what was said about it, for ever.
Said Debtor(std::uint64_t step) {
  constexpr std::string_view kCase = R"({"case_id":"DC-1")";
  switch (step) {
    case 1:
      return {"PostInvoice", Invoice(1, 60, 30)};
    case 2:
      return {"OpenDebtCase", fmt::format(R"({},"invoices":["F-1"]}})", kCase)};
    case 3:
      return {"AssignDebtCase", fmt::format(R"({},"collector":"admin"}})", kCase)};
    case 4:
      return {"ClassifyDebtor",
              fmt::format(R"({},"type":"HARD_LINER","rationale":"does not talk"}})", kCase)};
    case 5:
      return {"ChooseTactic", fmt::format(R"({},"tactic":"SOFT_AND_HARD",
                              "occasions":["NO_OCCASION"],"plan":"in writing first"}})",
                                          kCase)};
    case 6:
      return {"ApproveStrategy", fmt::format("{}}}", kCase), "lead"};
    case 7:
      return {"StartInHouse", fmt::format("{}}}", kCase)};
    case 8:
      return {"ServeDemand", fmt::format(R"({},"channel":"BY_HAND","served_on":"{}",
                             "proof_type":"SIGNATURE","text":"pay",
                             "proof":{{"kind":"receipt","place":"dms://4"}}}})",
                                         kCase, Day())};
    default:
      return {"RecordCollectionContact",
              fmt::format(R"({},"occasion":"NO_OCCASION","channel":"CALL",
                          "counterpart":"DEBTOR_HIMSELF","reach":"NO_ANSWER",
                          "content":"nobody answered"}})",
                          kCase)};
  }
}

// A key account's year, and then signals and their answers.
Said KeyAccount(std::uint64_t step) {
  switch (step) {
    case 1:
      return {"SetContactPerson",
              R"({"contact_person_id":"CP-1","name":"Li","role":"buyer","may_agree":true})"};
    case 2:
      return {"DesignateKeyAccount",
              R"({"ground":"STRATEGIC","reason":"the way into the market"})"};
    case 3:
      return {"AssignKeyAccountRep", R"({"rep":"li.wei","qualification":"eight years"})"};
    case 4:
      return {"SetAccountPlan", fmt::format(R"({{"year":{},"objectives":["be the first"],"targets":[
                                {{"name":"turnover","amount":{{"minor":700000000,"currency":"CNY"}},
                                "due_on":"{}-12-31"}}],"our_approver":"lead",
                                "customer_approver":"CP-1"}})",
                                            Day().substr(0, 4), Day().substr(0, 4))};
    case 5:
      return {"MapStakeholder", R"({"contact_person_id":"CP-1","function":"BUYER"})"};
    case 6:
      return {"EngageStakeholder",
              R"({"contact_person_id":"CP-1","channel":"CALL","outcome":"agreed"})"};
    case 7:
      return {"RecordRepFeedback", R"({"rating":4,"channel":"CALL","words":"quick"})"};
    case 8:
      return {"GrantIncentive", R"({"incentive":"volume-rebate","amount":
                                {"minor":400000,"currency":"CNY"},"reason":"half a year"})"};
    default:
      break;
  }
  const std::uint64_t number = (step - 9) / 2;
  if (step % 2 == 1) {
    return {
        "RecordAccountSignal",
        fmt::format(R"({{"signal_id":"SG-{}","kind":"PROMOTION","content":"a fair"}})", number)};
  }
  return {"ProvideSupport",
          fmt::format(R"({{"signal_id":"SG-{}","support":"STAFF","note":"two days"}})", number)};
}

}  // namespace

Said StoryStep(std::uint64_t customer, std::uint64_t step) {
  const bool person = customer % 2 == 0;
  if (step == 0) return Register(customer, person);
  if (person) return Buyer(customer, step);
  switch (customer % 8) {
    case 1:
      return Ledger(step - 1);
    case 3:
      return Assessed(step);
    case 5:
      return Debtor(step);
    default:
      return KeyAccount(step);
  }
}

}  // namespace tenure::bench
