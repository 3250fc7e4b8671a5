#include "cli/first_screen.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "cli/analytics.h"
#include "cli/table_text.h"
#include "cli/verbs.h"
#include "contract/value_forms.h"
#include "query/due_list.h"
#include "query/event_reader.h"
#include "query/row_query.h"
#include "query/show.h"

namespace tenure::cli {
namespace {

constexpr char kReader[] = "qian.yu";  // the demo's auditor: may read, may change nothing
constexpr char kHouseCurrency[] = "CNY";
constexpr std::size_t kRowsMax = 100'000;
constexpr std::size_t kKindsShown = 6;
constexpr std::int64_t kDayUs = 24LL * 3600 * 1'000'000;
constexpr std::int64_t kShanghaiOffsetUs = 8LL * 3600 * 1'000'000;  // the calendar has one offset

// "2026-08-13 09:00" in the head office's time.
std::string LocalTime(std::int64_t micros) {
  std::string text = contract::FormatInstant(micros + kShanghaiOffsetUs).substr(0, 16);
  std::replace(text.begin(), text.end(), 'T', ' ');
  return text;
}

// The first instant of the day after, there.
std::int64_t EndOfDay(std::int64_t micros) {
  const std::int64_t local = micros + kShanghaiOffsetUs;
  return local - local % kDayUs + kDayUs - kShanghaiOffsetUs;
}

// "12,345.60 CNY"
std::string Amount(std::int64_t minor) {
  return PlainText(
      Object({{"minor", Str(std::to_string(minor))}, {"currency", Str(kHouseCurrency)}}));
}

std::int64_t NumberOf(const JsonValue& object, std::string_view name) {
  const std::string text = object.TextOf(name);
  return text.empty() ? 0 : std::stoll(text);
}

// What an amount of the house's currency holds; 0 for any other.
std::int64_t MinorOf(const JsonValue* money) {
  if (money == nullptr || money->TextOf("currency") != kHouseCurrency) return 0;
  return NumberOf(*money, "minor");
}

std::string Indented(const std::string& text) {
  std::string indented;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = text.find('\n', begin);
    indented += "  " + text.substr(begin, end - begin) + "\n";
    begin = end + 1;
  }
  return indented;
}

struct DueCount {
  std::string title;
  std::size_t overdue = 0, today = 0, week = 0;
  [[nodiscard]] std::size_t all() const { return overdue + today + week; }
  void Add(const DueCount& other) {
    overdue += other.overdue;
    today += other.today;
    week += other.week;
  }
};

class Screen {
 public:
  Screen(Console& console, query::OpenStore& store)
      : console_(console),
        store_(store),
        reader_(store, kReader),
        now_(MicrosOf(store.engine->Now())) {}

  Result<void> Show() {
    console_.Write(
        fmt::format("\n{}  {}\n\n", console_.Pick("长期客户", "Tenure"), LocalTime(now_)));
    TENURE_TRY(Due());
    TENURE_TRY(Figures());
    Next();
    return {};
  }

 private:
  [[nodiscard]] std::string Say(std::string_view zh, std::string_view en) const {
    return std::string(console_.Pick(zh, en));
  }

  Result<void> Due() {
    std::map<std::string, DueCount> by_kind;
    const std::int64_t tonight = EndOfDay(now_);
    for (const query::Due& due : TENURE_TRY(query::DueList(store_, reader_))) {
      if (!due.at) continue;
      DueCount& count = by_kind[due.kind];
      count.title = contract::In(due.title, console_.language());
      count.overdue += *due.at <= now_ ? 1 : 0;
      count.today += *due.at > now_ && *due.at <= tonight ? 1 : 0;
      count.week += *due.at > tonight && *due.at <= tonight + 7 * kDayUs ? 1 : 0;
    }
    std::vector<DueCount> kinds;
    for (const auto& [kind, count] : by_kind) {
      if (count.all() > 0) kinds.push_back(count);
    }
    std::stable_sort(kinds.begin(), kinds.end(), [](const DueCount& a, const DueCount& b) {
      return std::tuple(a.overdue, a.today, a.week) > std::tuple(b.overdue, b.today, b.week);
    });
    WriteDue(kinds);
    return {};
  }

  void WriteDue(const std::vector<DueCount>& kinds) {
    std::vector<JsonValue> rows;
    const auto add = [&](const DueCount& count) {
      rows.push_back(Object({{Say("待办", "Due"), Str(count.title)},
                             {Say("逾期", "overdue"), Num(count.overdue)},
                             {Say("今日", "today"), Num(count.today)},
                             {Say("七日内", "in 7 days"), Num(count.week)}}));
    };
    DueCount rest, all{Say("合计", "All")};
    for (std::size_t i = 0; i < kinds.size(); ++i) {
      all.Add(kinds[i]);
      i < kKindsShown ? add(kinds[i]) : rest.Add(kinds[i]);
    }
    if (kinds.size() > kKindsShown) {
      rest.title = fmt::format(fmt::runtime(Say("其他 {} 种", "{} other kinds")),
                               kinds.size() - kKindsShown);
      add(rest);
    }
    add(all);
    console_.Write(TableText(rows) + "\n");
  }

  Result<std::vector<JsonValue>> Rows(std::string_view projection) {
    std::vector<JsonValue> shown;
    for (const query::Row& row :
         TENURE_TRY(query::FindRows(store_, projection, {.limit = kRowsMax}))) {
      shown.push_back(TENURE_TRY(query::ShowMessage(*row.row, ScopeOfRow(row), reader_)));
    }
    return shown;
  }

  Result<void> Figures() {
    Members figures;
    const auto say = [&](std::string_view zh, std::string_view en, std::string text) {
      figures.emplace_back(Say(zh, en), Str(text));
    };
    say("客户", "Customers", std::to_string(TENURE_TRY(Rows("customer_profile")).size()));
    say("未结投诉", "Open complaints", TENURE_TRY(Complaints()));
    say("应收账款", "Receivables", TENURE_TRY(Receivables()));
    say("信用额度", "Credit", TENURE_TRY(Credit()));
    say("催收案件", "Open debt cases", TENURE_TRY(Debts()));
    say("大客户", "Key accounts", TENURE_TRY(KeyAccounts()));
    console_.Write(Say("公司", "The house") + "\n" + Indented(BlockText(Object(figures))) + "\n");
    return {};
  }

  Result<std::string> Complaints() {
    static const std::set<std::string> kEnded = {"CLOSED", "WITHDRAWN", "REJECTED", "MERGED"};
    std::size_t open = 0, breached = 0;
    for (const JsonValue& row : TENURE_TRY(Rows("complaint_board"))) {
      if (kEnded.contains(row.TextOf("status"))) continue;
      ++open;
      if (NumberOf(row, "clocks_breached") > 0) ++breached;
    }
    return fmt::format(fmt::runtime(Say("{}，其中 {} 件已超期", "{}, {} of them past a clock")),
                       open, breached);
  }

  Result<std::string> Receivables() {
    for (const JsonValue& row : TENURE_TRY(AnalyticsOf(store_))) {
      if (row.TextOf("currency") != kHouseCurrency) continue;
      const std::int64_t outstanding = NumberOf(row, "outstanding");
      const JsonValue* dso = row.Find("dso_simple_days");
      const std::string days = dso->TextOf("value");
      return fmt::format(fmt::runtime(Say("未清 {}，逾期 {}，DSO {} 天",
                                          "{} outstanding, {} overdue, DSO {} days")),
                         Amount(outstanding), Amount(outstanding - NumberOf(row, "not_due")),
                         days.substr(0, days.find('.')));
    }
    return Say("无", "none");
  }

  // Limits in force, and what of them is used by those who have one.
  Result<std::string> Credit() {
    std::map<std::string, std::int64_t> limits;
    std::size_t on_hold = 0;
    for (const JsonValue& row : TENURE_TRY(Rows("credit_standing"))) {
      const std::int64_t minor = MinorOf(row.Find("limit"));
      if (minor > 0) limits[row.TextOf("customer")] = minor;
      if (row.TextOf("standing") == "ON_HOLD") ++on_hold;
    }
    std::int64_t granted = 0, used = 0;
    for (const auto& [customer, minor] : limits) granted += minor;
    for (const JsonValue& row : TENURE_TRY(Rows("receivables_ageing"))) {
      if (!limits.contains(row.TextOf("customer"))) continue;
      for (const JsonValue& amounts : row.Find("amounts")->items) {
        if (amounts.TextOf("currency") == kHouseCurrency) used += NumberOf(amounts, "exposure");
      }
    }
    return fmt::format(
        fmt::runtime(Say("额度 {}，敞口 {}，冻结 {} 户", "limits {}, exposure {}, {} on hold")),
        Amount(granted), Amount(used), on_hold);
  }

  Result<std::string> Debts() {
    static const std::set<std::string> kEnded = {"SETTLED", "SETTLED_PARTIAL", "WRITTEN_OFF",
                                                 "LOST"};
    std::size_t open = 0;
    std::int64_t owed = 0;
    for (const JsonValue& row : TENURE_TRY(Rows("debt_case_board"))) {
      if (kEnded.contains(row.TextOf("stage"))) continue;
      ++open;
      owed += MinorOf(row.Find("owed"));
    }
    return fmt::format(fmt::runtime(Say("{} 件，尚欠 {}", "{}, {} owed")), open, Amount(owed));
  }

  // Of this year, and how many of them have had their forum.
  Result<std::string> KeyAccounts() {
    const std::string year = LocalTime(now_).substr(0, 4);
    std::size_t accounts = 0, forums = 0;
    for (const JsonValue& row : TENURE_TRY(Rows("key_account_year"))) {
      if (row.TextOf("year") != year || row.TextOf("stage").empty()) continue;
      const JsonValue* revoked = row.Find("revoked");
      if (revoked != nullptr && revoked->boolean) continue;
      ++accounts;
      const JsonValue* held = row.Find("forums");
      if (held != nullptr && !held->items.empty()) ++forums;
    }
    return fmt::format(fmt::runtime(Say("{}，其中 {} 户已开座谈会", "{}, the forum held with {}")),
                       accounts, forums);
  }

  void Next() {
    console_.Write(Say("接着试试", "Try next") + "\n");
    for (const char* command :
         {"worklist --due-before 2026-08-14T00:00:00+08:00 --store demo-store",
          "credit standing C-5013 --store demo-store --actor qian.yu",
          "debt show DC-1001 --store demo-store --actor qian.yu",
          "review C-5001 --year 2025 --store demo-store --actor qian.yu",
          "replay verify --store demo-store"}) {
      console_.Write(fmt::format("  ./tenure {}\n", command));
    }
  }

  Console& console_;
  query::OpenStore& store_;
  query::EventReader reader_;
  const std::int64_t now_;
};

}  // namespace

Result<void> ShowFirstScreen(Console& console, query::OpenStore& store) {
  return Screen(console, store).Show();
}

}  // namespace tenure::cli
