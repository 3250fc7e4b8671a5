// `tenure review CUSTOMER --year Y`: the annual key-account review, in the terminal and, in the
// directory of --dir, as Markdown and as one HTML page.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "cli/review.h"
#include "cli/review_source.h"
#include "cli/table_text.h"
#include "cli/verbs.h"
#include "contract/value_forms.h"
#include "credit_standing/credit_standing.pb.h"
#include "customer_profile/customer_profile.pb.h"
#include "formula/figure.h"
#include "formula/receivables.h"
#include "key_account_year/key_account_year.pb.h"
#include "query/show.h"
#include "relationship_value/relationship_value.pb.h"
#include "screening_book/screening_book.pb.h"
#include "tenure/v1/book.pb.h"
#include "worklist/worklist.pb.h"

namespace tenure::cli {
namespace {

using Card = v1::KeyAccountYearRow;
using Value = v1::RelationshipValueRow;
using Terms = v1::KeyAccountTerms;
using Names = std::set<std::string_view>;

// Rows of one year; null where there is none.
struct YearRows {
  std::uint32_t year = 0;
  query::Row card_row, value_row, screening_row;
  const Card* card = nullptr;
  const Value* value = nullptr;
  const v1::ScreeningBookRow* screening = nullptr;
};

template <typename RowMessage>
Result<const RowMessage*> Read(const query::OpenStore& store, const char* projection,
                               const std::string& key, query::Row* row) {
  auto found = query::GetRow(store, projection, key);
  if (!found) {
    if (found.error().code == ErrorCode::kNotFound) return nullptr;
    return tl::unexpected(found.error());
  }
  *row = std::move(*found);
  return static_cast<const RowMessage*>(row->row.get());
}

template <typename Enum>
std::string TitleOf(Enum value, Language language) {
  const auto* descriptor = google::protobuf::GetEnumDescriptor<Enum>();
  const auto* found = descriptor->FindValueByNumber(value);
  if (found == nullptr || value == 0) return "-";
  const v1::Text& title = found->options().GetExtension(v1::title);
  return title.en().empty() ? found->name() : contract::In(title, language);
}

std::string MoneyOf(std::int64_t minor, const std::string& currency) {
  return PlainText(Object({{"minor", Str(std::to_string(minor))}, {"currency", Str(currency)}}));
}

std::string DayText(const v1::Date& date) { return contract::FormatDate(date.days()); }

// "2.50": a mean of whole numbers, exact until it is shown.
std::string MeanText(std::int64_t sum, std::int64_t count) {
  if (count == 0) return "-";
  return formula::DecimalText(formula::Fraction(sum, count), 2);
}

std::string PercentText(std::int64_t part, std::int64_t whole) {
  if (whole == 0) return "-";
  return formula::DecimalText(formula::Fraction(part * 100, whole), 1) + " %";
}

class Builder {
 public:
  Builder(query::OpenStore& store, const query::EventReader& reader, Language language)
      : store_(store), reader_(reader), language_(language) {}

  Result<ReviewDocument> Build(const ScopeId& scope, std::uint32_t year) {
    source_ = TENURE_TRY(ReadReviewSource(reader_, scope, year, language_));
    document_.language = language_;
    TENURE_TRY(ReadRows(&now_, year));
    TENURE_TRY(ReadRows(&before_, year - 1));
    TENURE_TRY(Head(scope));
    Summary();
    for (const auto& [currency, trade] : source_.trade) Months(currency, trade);
    Practices();
    Pair();
    Plan();
    Screening();
    TENURE_TRY(OpenWork(scope));
    document_.whys_title = Pick("数字的依据", "Why these figures");
    document_.legend = Pick("✓ 已做  ✗ 错过  — 豁免  … 未做；# 当月做过",
                            "✓ done  ✗ missed  — waived  … open; # done in that month");
    return std::move(document_);
  }

 private:
  using Pair2 = std::pair<std::string, std::string>;

  std::string Pick(std::string_view zh, std::string_view en) const {
    return std::string(language_ == Language::kChinese ? zh : en);
  }
  std::string KeyOf(std::uint32_t year) const {
    return source_.customer + "/" + std::to_string(year);
  }
  int Why(const char* projection, const char* field, const Names& names, std::uint32_t year) {
    document_.whys.push_back(WhyOf(
        source_, fmt::format("tenure why {} {} {}", projection, KeyOf(year), field), year, names));
    return static_cast<int>(document_.whys.size()) - 1;
  }
  int CardWhy(const char* field, const Names& names) {
    return Why("key_account_year", field, names, source_.year);
  }

  Result<void> ReadRows(YearRows* rows, std::uint32_t year) {
    rows->year = year;
    const std::string key = KeyOf(year);
    rows->card = TENURE_TRY(Read<Card>(store_, "key_account_year", key, &rows->card_row));
    rows->value = TENURE_TRY(Read<Value>(store_, "relationship_value", key, &rows->value_row));
    rows->screening =
        TENURE_TRY(Read<v1::ScreeningBookRow>(store_, "screening_book", key, &rows->screening_row));
    return {};
  }

  Result<void> Head(const ScopeId& scope);
  void Summary();
  void Months(const std::string& currency, const ReviewTrade& trade);
  void Charts(ReviewSection* section, const ReviewTrade& trade);
  std::string DsoText(const ReviewTrade& trade, int back) const;
  int TradeWhy(const Names& names);
  void Practices();
  void Pair();
  void Plan();
  void Screening();
  Result<void> OpenWork(const ScopeId& scope);

  ReviewSection* Section(std::string title, std::vector<std::string> columns) {
    document_.sections.push_back({});
    ReviewSection* section = &document_.sections.back();
    section->title = std::move(title);
    section->table.columns = std::move(columns);
    return section;
  }
  // A line with this year's and last year's value; "-" where a year has no row.
  template <typename RowMessage, typename Text>
  void Line(ReviewSection* section, std::string label, const RowMessage* now,
            const RowMessage* before, int why, Text text) {
    section->table.rows.push_back({{std::move(label)},
                                   {now == nullptr ? "-" : text(*now), why},
                                   {before == nullptr ? "-" : text(*before)}});
  }
  std::vector<std::string> TwoYears() const {
    return {Pick("项目", "Item"), std::to_string(source_.year), std::to_string(source_.year - 1)};
  }

  query::OpenStore& store_;
  const query::EventReader& reader_;
  const Language language_;
  ReviewSource source_;
  ReviewDocument document_;
  YearRows now_, before_;
};

Result<void> Builder::Head(const ScopeId& scope) {
  const auto profile = TENURE_TRY(query::GetRow(store_, "customer_profile", source_.customer));
  const JsonValue shown = TENURE_TRY(query::ShowMessage(*profile.row, scope, reader_));
  const JsonValue* name = shown.Find("name");
  const bool readable = name != nullptr && name->kind == JsonValue::Kind::kString;
  document_.title =
      fmt::format("{} {} · {}", source_.customer, readable ? name->text : "",
                  Pick("大客户年度回顾 ", "annual review ") + std::to_string(source_.year));
  const auto& row = static_cast<const v1::CustomerProfileRow&>(*profile.row);
  query::Row credit_row;
  const auto* credit = TENURE_TRY(
      Read<v1::CreditStandingRow>(store_, "credit_standing", source_.customer, &credit_row));
  const std::string band =
      credit == nullptr || credit->band() == 0 ? "NR" : "CA" + std::to_string(credit->band());
  document_.subtitle = fmt::format(
      "{} {}   {} {}   {} {}   {} {}", Pick("责任人", "Owner"), row.owner(), Pick("代表", "Rep"),
      now_.card == nullptr || now_.card->rep().empty() ? "-" : now_.card->rep(),
      Pick("阶段", "Stage"), now_.card == nullptr ? "-" : TitleOf(now_.card->stage(), language_),
      Pick("信用等级", "Credit band"), band);
  return {};
}

void Builder::Summary() {
  ReviewSection* section = Section(Pick("一年概览", "The year at a glance"), TwoYears());
  const Card* now = now_.card;
  const Card* before = before_.card;
  Line(section, Pick("预留货源 / 已供货", "Supply reserved / delivered on orders"), now, before,
       CardWhy("supply_reserved", {"SupplyReserved", "ReservationConsumed"}), [](const Card& row) {
         return fmt::format("{} / {} ({})", row.supply_reserved(), row.supply_consumed(),
                            PercentText(row.supply_consumed(), row.supply_reserved()));
       });
  Line(section, Pick("动态 / 已回应", "Signals / answered"), now, before,
       CardWhy("signals_answered", {"AccountSignalRecorded", "SupportProvided"}),
       [](const Card& row) {
         return fmt::format("{} / {}", row.signals(), row.signals_answered());
       });
  Line(section, Pick("最近高层拜访", "Last executive visit"), now, before,
       CardWhy("last_executive_visit", {"ExecutiveVisitCompleted"}), [](const Card& row) {
         return row.has_last_executive_visit() ? DayText(row.last_executive_visit()) : "-";
       });
  Line(section, Pick("对代表的意见（满分 5，次数）", "Opinion on the rep (of 5, times asked)"), now,
       before, CardWhy("opinions", {"RepFeedbackRecorded"}), [](const Card& row) {
         std::int64_t points = 0;
         for (const auto& one : row.opinions()) points += one.rating();
         return fmt::format("{} ({})", MeanText(points, row.opinions_size()), row.opinions_size());
       });
  Line(section, Pick("更换代表", "Changes of rep"), now, before,
       CardWhy("rep_changes", {"RepReassigned", "KeyAccountRepAssigned"}),
       [](const Card& row) { return std::to_string(row.rep_changes()); });
  Line(section, Pick("简报 / 更正 / 平均小时", "Briefs / corrections / mean hours"), now, before,
       CardWhy("briefs", {"AccountBriefSent"}), [](const Card& row) {
         constexpr std::int64_t kHourUs = 3'600'000'000;
         return fmt::format("{} / {} / {}", row.briefs(), row.briefs_correcting(),
                            MeanText(row.brief_latency_us(), row.briefs_timed() * kHourUs));
       });
  Line(section, Pick("座谈会行动 完成 / 约定", "Forum actions done / agreed"), now, before,
       CardWhy("actions_done", {"AnnualForumHeld", "ForumActionCompleted"}), [](const Card& row) {
         return fmt::format("{} / {}", row.actions_done(), row.actions_agreed());
       });
  Line(section, Pick("试销 / 成功", "Trials / successful"), now, before,
       CardWhy("trials", {"TrialStarted", "TrialResultRecorded"}), [](const Card& row) {
         return fmt::format("{} / {}", row.trials(), row.trials_successful());
       });
  const auto complaints = [&](std::uint32_t year) {
    return std::to_string(
        std::count_if(source_.events.begin(), source_.events.end(), [&](const ReviewEvent& event) {
          return event.year == year && event.name == "ComplaintFiled";
        }));
  };
  document_.whys.push_back(WhyOf(source_,
                                 fmt::format("tenure customer timeline {}", source_.customer),
                                 source_.year, {"ComplaintFiled"}));
  section->table.rows.push_back(
      {{Pick("投诉", "Complaints")},
       {complaints(source_.year), static_cast<int>(document_.whys.size()) - 1},
       {complaints(source_.year - 1)}});
}

int Builder::TradeWhy(const Names& names) {
  document_.whys.push_back(
      WhyOf(source_, fmt::format("tenure why customer_profile {} trading", source_.customer),
            source_.year, names));
  return static_cast<int>(document_.whys.size()) - 1;
}

// Simple DSO: what is owed at the year's end, or now, in days of the sales until then.
std::string Builder::DsoText(const ReviewTrade& trade, int back) const {
  using std::chrono::January;
  const auto year = std::chrono::year(static_cast<int>(source_.year) - back);
  const Date begin(year / January / 1);
  const Date end =
      std::min(Date((year + std::chrono::years(1)) / January / 1),
               std::chrono::floor<std::chrono::days>(store_.engine->Now()) + std::chrono::days(1));
  if (end <= begin) return "-";
  const auto dso = formula::DsoSimple(
      formula::Rational(trade.open.at(static_cast<std::size_t>(back))),
      formula::Rational(trade.Sum(back).turnover), formula::Rational((end - begin).count()));
  return dso ? formula::DecimalText(*dso, 1) : "-";
}

// Turnover, cost, margin and punctuality by month, with last year beside it.
void Builder::Months(const std::string& currency, const ReviewTrade& trade) {
  ReviewSection* section = Section(
      Pick("销售额、毛利与付款准时 · ", "Turnover, margin and punctuality · ") + currency,
      {Pick("月", "Month"), Pick("销售额", "Turnover"), Pick("成本", "Cost"),
       Pick("毛利", "Margin"), Pick("去年同月销售额", "Turnover, last year"),
       Pick("准时 / 付清", "On time / paid off"), Pick("逾期天数合计", "Days late, in all")});
  const int sold = TradeWhy({"InvoicePosted", "CreditNotePosted"});
  const int paid = TradeWhy({"AllocationApplied", "AllocationRestored"});
  const auto line = [&](std::string label, const ReviewMonth& now, const ReviewMonth& before) {
    section->table.rows.push_back(
        {{std::move(label)},
         {MoneyOf(now.turnover, currency), sold},
         {MoneyOf(now.cost, currency), sold},
         {MoneyOf(now.turnover - now.cost, currency), sold},
         {MoneyOf(before.turnover, currency)},
         {fmt::format("{} / {}", now.paid - now.paid_late, now.paid), paid},
         {std::to_string(now.days_late), paid}});
  };
  for (std::size_t month = 0; month < kMonths; ++month) {
    line(std::to_string(month + 1), trade.months[0][month], trade.months[1][month]);
  }
  line(Pick("全年", "Year"), trade.Sum(0), trade.Sum(1));
  for (const int back : {0, 1}) {
    const ReviewMonth sum = trade.Sum(back);
    section->remarks.push_back(fmt::format(
        "{}: {} {}   {} {}   {} {}   DSO {}", source_.year - static_cast<std::uint32_t>(back),
        Pick("销售额", "turnover"), MoneyOf(sum.turnover, currency), Pick("毛利", "margin"),
        MoneyOf(sum.turnover - sum.cost, currency), Pick("准时率", "paid on time"),
        PercentText(sum.paid - sum.paid_late, sum.paid), DsoText(trade, back)));
  }
  Charts(section, trade);
}

void Builder::Charts(ReviewSection* section, const ReviewTrade& trade) {
  ReviewChart sold{Pick("销售额与毛利（按月）", "Turnover and margin by month"), {}, {}};
  ReviewChart punctual{
      Pick("付款准时（按月付清的发票）", "Punctuality: invoices paid off by month"), {}, {}};
  sold.series = {{std::to_string(source_.year - 1), "#c3ccd6", {}},
                 {std::to_string(source_.year), "#0b5cad", {}},
                 {Pick("毛利", "margin"), "#2e8b57", {}}};
  punctual.series = {{Pick("准时", "on time"), "#2e8b57", {}},
                     {Pick("逾期", "late"), "#c0392b", {}}};
  for (std::size_t month = 0; month < kMonths; ++month) {
    const ReviewMonth& now = trade.months[0][month];
    sold.labels.push_back(std::to_string(month + 1));
    punctual.labels.push_back(std::to_string(month + 1));
    sold.series[0].values.push_back(trade.months[1][month].turnover);
    sold.series[1].values.push_back(now.turnover);
    sold.series[2].values.push_back(now.turnover - now.cost);
    punctual.series[0].values.push_back(now.paid - now.paid_late);
    punctual.series[1].values.push_back(now.paid_late);
  }
  section->charts = {std::move(sold), std::move(punctual)};
}

void Builder::Practices() {
  ReviewSection* section = Section(
      "K1–K10", {Pick("做法", "Practice"), Pick("状态", "Status"), Pick("首次", "First"),
                 Pick("最近", "Last"), Pick("次数", "Times"), std::to_string(source_.year - 1)});
  ReviewStrip strip;
  for (int month = 1; month <= kMonths; ++month) strip.months.push_back(std::to_string(month));
  const auto status = [&](const Card* card, int k) -> std::string {
    if (card == nullptr) return "-";
    const auto value = card->practices(k).status();
    return value == Card::OPEN ? Pick("未做", "Open") : TitleOf(value, language_);
  };
  for (int k = 0; k < Terms::K10_FORUM; ++k) {
    const auto practice = static_cast<Terms::Practice>(k + 1);
    const std::string name = fmt::format("K{} {}", k + 1, TitleOf(practice, language_));
    ReviewStrip::Line line{name, ReviewStrip::Mark::kNone, {}};
    const auto& months = source_.months[practice];
    line.done.assign(months.begin(), months.end());
    std::vector<ReviewCell> row{{name}, {status(now_.card, k)},   {"-"}, {"-"},
                                {"0"},  {status(before_.card, k)}};
    if (now_.card != nullptr) {
      const auto& one = now_.card->practices(k);
      line.status = static_cast<ReviewStrip::Mark>(one.status());
      if (one.why() != 0) {
        ReviewWhy why;
        why.command = fmt::format("tenure why key_account_year {} practices", KeyOf(source_.year));
        for (const auto& event : source_.events) {
          if (event.shown.scope_sequence == one.why()) why.events.push_back(event.shown);
        }
        why.events_in_all = why.events.size();
        document_.whys.push_back(std::move(why));
        row[1].why = static_cast<int>(document_.whys.size()) - 1;
      }
      if (one.has_first_on()) row[2].text = DayText(one.first_on());
      if (one.has_last_on()) row[3].text = DayText(one.last_on());
      row[4].text = std::to_string(one.count());
    }
    strip.lines.push_back(std::move(line));
    section->table.rows.push_back(std::move(row));
  }
  section->strips.push_back(std::move(strip));
}

// A13: a pair, never one number.
void Builder::Pair() {
  ReviewSection* section = Section(
      Pick("客户关系价值（一对，不合并）", "Value of the relationship, a pair"), TwoYears());
  const int customer = Why("relationship_value", "customer_benefit",
                           {"IncentiveGranted", "RemedyCompleted", "PerceptionRecorded",
                            "IssueResolved", "ForumActionCompleted", "SupportProvided",
                            "FourYearVisitCompleted", "FourYearVisitMissed", "SlaClockBreached"},
                           source_.year);
  const int company =
      Why("relationship_value", "company_profit",
          {"ScreeningConfirmed", "IncentiveGranted", "RemedyCompleted"}, source_.year);
  const Value* now = now_.value;
  const Value* before = before_.value;
  const std::string benefit = Pick("客户利益：", "Customer: ");
  const std::string profit = Pick("公司利润：", "Company: ");
  Line(section, benefit + Pick("感受良好 / 询问", "perception yes / asked"), now, before, customer,
       [](const Value& row) {
         const auto& one = row.customer_benefit();
         return fmt::format("{} / {}", one.perceptions_yes(), one.perceptions_asked());
       });
  Line(section, benefit + Pick("承诺兑现 / 未兑现", "obligations kept / missed"), now, before,
       customer, [](const Value& row) {
         const auto& one = row.customer_benefit();
         return fmt::format("{} / {}", one.obligations_kept(), one.obligations_missed());
       });
  const auto sums = [](const auto& amounts) {
    std::string text;
    for (const v1::Money& one : amounts) {
      text += (text.empty() ? "" : ", ") + MoneyOf(one.minor(), one.currency());
    }
    return text.empty() ? std::string("-") : text;
  };
  Line(section, benefit + Pick("所得奖励", "incentives received"), now, before, customer,
       [&](const Value& row) { return sums(row.customer_benefit().incentives()); });
  Line(section, benefit + Pick("所得补偿", "remedies received"), now, before, customer,
       [&](const Value& row) { return sums(row.customer_benefit().remedies()); });
  const auto figure = [&](const std::string& label, auto get) {
    Line(section, profit + label, now, before, company, [&](const Value& row) {
      std::string text;
      for (const v1::YearFigures& one : row.company_profit().figures()) {
        text += (text.empty() ? "" : ", ") + MoneyOf((one.*get)(), one.currency());
      }
      return text.empty() ? std::string("-") : text;
    });
  };
  figure(Pick("销售额", "turnover"), &v1::YearFigures::turnover);
  figure(Pick("成本", "cost"), &v1::YearFigures::cost);
  figure(Pick("奖励", "incentives"), &v1::YearFigures::incentives);
  figure(Pick("补偿", "remedies"), &v1::YearFigures::remedies);
  figure(Pick("核销", "write-offs"), &v1::YearFigures::write_offs);
  figure(Pick("利润", "profit"), &v1::YearFigures::profit);
}

void Builder::Plan() {
  if (now_.card == nullptr || now_.card->targets().empty()) return;
  ReviewSection* section =
      Section(Pick("年度计划指标", "Targets of the plan"),
              {Pick("指标", "Target"), Pick("数值", "Value"), Pick("期限", "Due")});
  section->remarks.push_back(fmt::format("{} {}, {}", Pick("双方批准人：", "Approved by"),
                                         now_.card->our_approver(),
                                         now_.card->customer_approver()));
  const int why = CardWhy("targets", {"AccountPlanSet"});
  for (const auto& target : now_.card->targets()) {
    section->table.rows.push_back(
        {{target.name()},
         {target.has_amount() ? MoneyOf(target.amount().minor(), target.amount().currency())
                              : std::to_string(target.count()),
          why},
         {target.has_due_on() ? DayText(target.due_on()) : "-"}});
  }
}

void Builder::Screening() {
  ReviewSection* section = Section(Pick("年终筛选", "Year-end screening"), TwoYears());
  const auto* now = now_.screening;
  const auto* before = before_.screening;
  using Row = v1::ScreeningBookRow;
  const int why = Why("screening_book", "verdict",
                      {"ScreeningProposed", "ScreeningConfirmed", "CustomerDropped"}, source_.year);
  Line(section, Pick("决定", "Verdict"), now, before, why, [&](const Row& row) {
    const std::string verdict = TitleOf(row.verdict(), language_);
    if (row.kept_as() == Terms::KEPT_AS_UNSPECIFIED) return verdict;
    return verdict + " · " + TitleOf(row.kept_as(), language_);
  });
  Line(section, Pick("状态", "Status"), now, before, why,
       [&](const Row& row) { return TitleOf(row.status(), language_); });
  Line(section, Pick("提出 / 确认", "Proposed / confirmed by"), now, before, why,
       [&](const Row& row) {
         return fmt::format("{} / {}", row.proposed_by(),
                            row.confirmed_by().empty() ? "-" : row.confirmed_by());
       });
  Line(section, Pick("利润", "Profit"), now, before, why,
       [&](const Row& row) { return MoneyOf(row.figures().profit(), row.figures().currency()); });
}

Result<void> Builder::OpenWork(const ScopeId& scope) {
  ReviewSection* section = Section(Pick("未了事项", "Open obligations"),
                                   {Pick("事项", "What"), Pick("对象", "Item"), Pick("期限", "Due"),
                                    Pick("责任人", "Owner"), Pick("办理命令", "Settled by")});
  std::vector<std::pair<std::int64_t, std::vector<ReviewCell>>> lines;
  for (const query::Row& row : TENURE_TRY(query::FindRows(store_, "worklist", {}))) {
    const auto& work = static_cast<const v1::WorklistRow&>(*row.row);
    if (work.scope() != scope.text) continue;
    for (const auto& one : work.obligations()) {
      lines.emplace_back(one.due().us(),
                         std::vector<ReviewCell>{{TitleOf(one.kind(), language_)},
                                                 {one.item().empty() ? "-" : one.item()},
                                                 {contract::FormatInstant(one.due().us())},
                                                 {one.owner().empty() ? "-" : one.owner()},
                                                 {one.settle()}});
    }
  }
  std::sort(lines.begin(), lines.end(),
            [](const auto& left, const auto& right) { return left.first < right.first; });
  for (auto& line : lines) section->table.rows.push_back(std::move(line.second));
  return {};
}

Result<void> WriteText(const std::string& path, const std::string& text) {
  std::FILE* file = std::fopen(path.c_str(), "wb");
  if (file == nullptr) return Fail(ErrorCode::kIoFailed, path);
  const bool whole = std::fwrite(text.data(), 1, text.size(), file) == text.size();
  if (std::fclose(file) != 0 || !whole) return Fail(ErrorCode::kIoFailed, path);
  return {};
}

JsonValue TableValue(const ReviewTable& table) {
  std::vector<JsonValue> rows;
  for (const auto& row : table.rows) {
    Members members;
    for (std::size_t i = 0; i < row.size(); ++i) {
      members.emplace_back(table.columns[i], Str(row[i].text));
    }
    rows.push_back(Object(std::move(members)));
  }
  return List(std::move(rows));
}

// The same figures for programs.
JsonValue ReviewValue(const ReviewDocument& document) {
  Members sections;
  for (const auto& section : document.sections) {
    sections.emplace_back(section.title, TableValue(section.table));
  }
  return Object({{"title", Str(document.title)},
                 {"subtitle", Str(document.subtitle)},
                 {"sections", Object(std::move(sections))}});
}

}  // namespace

Exit Review(Context& context, const ReviewOptions& options) {
  const auto store = TENURE_TRY(OpenForReading(context));
  const std::string& id = options.customer;
  const ScopeId scope{id.starts_with("customer/") ? id : "customer/" + id};
  const auto book = TENURE_TRY(store->engine->BookOf(scope));
  if (book == nullptr || !book->customer().registered()) {
    return Fail(ErrorCode::kNotFound, "customer " + id);
  }
  const query::EventReader reader(*store, context.options.actor);
  const ReviewDocument document =
      TENURE_TRY(Builder(*store, reader, context.console.language()).Build(scope, options.year));
  if (context.console.format() == Format::kTable) {
    context.console.Write(ReviewTerminal(document));
  } else {
    context.console.One(ReviewValue(document));
  }
  const std::string stem =
      fmt::format("{}/review-{}-{}", options.directory, ScopeName(scope.text), options.year);
  TENURE_TRY(WriteText(stem + ".md", ReviewMarkdown(document)));
  TENURE_TRY(WriteText(stem + ".html", ReviewHtml(document)));
  context.console.Say(fmt::format("{}.md {}.html", stem, stem));
  TENURE_TRY(store->Close());
  return kExitOk;
}

}  // namespace tenure::cli
