// Who appears in the demo's year: the staff, and customers whose names are combined from a seed.
#pragma once

#include <string>
#include <vector>

#include "base/random.h"
#include "demo/plan.h"

namespace tenure::demo {

// The staff, each with the roles of the desk.
inline constexpr char kHomeSales[] = "ma.li";
inline constexpr char kHomeSales2[] = "xu.feng";
inline constexpr char kTradeSales[] = "guo.qiang";
inline constexpr char kTradeSales2[] = "deng.hua";
inline constexpr char kCare[] = "luo.xin";
inline constexpr char kCare2[] = "shen.yan";
inline constexpr char kComplaints[] = "yu.lan";
inline constexpr char kComplaints2[] = "fang.ke";
inline constexpr char kCredit[] = "cao.jun";
inline constexpr char kCollector[] = "jiang.tao";
inline constexpr char kCollector2[] = "bai.lu";
inline constexpr char kKeyAccounts[] = "song.qi";
inline constexpr char kApprover[] = "tian.rui";
inline constexpr char kLead[] = "ye.chen";  // of the complaints desk, and a second approver

inline constexpr char kCompany[] = "governance/main";

// The same throws for the same seed on every machine.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : random_(seed) {}
  [[nodiscard]] int Below(int sides);  // 0 .. sides - 1
  [[nodiscard]] int Between(int least, int most) { return least + Below(most - least + 1); }
  [[nodiscard]] bool Chance(int percent) { return Below(100) < percent; }

 private:
  SeededRandom random_;
};

// A customer as the other parts of the plan meet him.
struct Customer {
  std::string id;     // C-4001
  std::string scope;  // customer/C-4001
  std::string name;
  std::string owner;
  Day since;       // registered
  int events = 0;  // of his scope so far, as long as nothing but this plan's first lines happened
  bool traded_2025 = false;  // the books hold invoices of that year
};

// Names, phones and identity numbers, each once.
class Cast {
 public:
  explicit Cast(Dice* dice) : dice_(*dice) {}
  // Plans the registration, what is known of him and from where.
  [[nodiscard]] Customer Person(Plan* plan, Day since, std::string_view owner);
  [[nodiscard]] Customer Firm(Plan* plan, Day since, std::string_view owner);

 private:
  void Facts(Plan* plan, Customer* customer, std::string_view source);

  Dice& dice_;
  int persons_ = 0;
  int firms_ = 0;
};

// Roles of the staff, and the projects that engagements are of, disclosures approved.
void PlanHouse(Plan* plan);

inline constexpr char kHomes[] = "P-LAKE-2";     // being built
inline constexpr char kOldHomes[] = "P-LAKE-1";  // lived in since 2021
inline constexpr char kSupply[] = "P-PARTS-1";   // parts by the year, to firms

}  // namespace tenure::demo
