// The nine factors (九要素分析法, N1-N9), the score they give, and the bands CA1-CA6 of the credit
// table (B1-B6). Weights and bands are the handbook's, therefore code.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "formula/figure.h"

namespace tenure::formula {

struct Factor {
  std::string_view element;  // "N1"
  std::string_view zh;
  std::string_view en;
  int weight;
};

inline constexpr std::array<Factor, 9> kNineFactors = {{
    {"N1", "经营班子", "management team", 15},
    {"N2", "资金实力", "financial strength", 10},
    {"N3", "市场占有率", "market share", 10},
    {"N4", "技术开发力量", "research and development", 15},
    {"N5", "产品质量水平", "product quality", 10},
    {"N6", "管理水平", "management level", 10},
    {"N7", "生产规模", "production scale", 10},
    {"N8", "产品知名度", "product reputation", 10},
    {"N9", "企业文化", "corporate culture", 10},
}};

inline constexpr int kScoreMax = 100;  // of a factor

// What a factor's score gives, and what it falls short by, in hundredths of a point.
[[nodiscard]] constexpr int Contribution(std::size_t factor, int score) {
  return kNineFactors[factor].weight * score;
}
[[nodiscard]] constexpr int Shortfall(std::size_t factor, int score) {
  return Contribution(factor, kScoreMax - score);
}

// A factor's score, 0..100; nothing where it was not judged.
using FactorScores = std::array<std::optional<int>, kNineFactors.size()>;

// The weight of the factors that were judged, of 100, and what they give together.
struct Judgement {
  int weight = 0;
  int hundredths = 0;
};
[[nodiscard]] Judgement Judged(const FactorScores& scores);

// Σ weight × score / 100, in hundredths of a point: 8550 is 85.5. Nothing when a factor is missing
// (G4): the customer is not rated.
[[nodiscard]] std::optional<int> ScoreHundredths(const FactorScores& scores);

// The factors that cost the most: largest weight × (100 - score) first, at most four, none that
// cost nothing; of equals the handbook's order. Indices into kNineFactors.
[[nodiscard]] std::vector<std::size_t> PrincipalReasons(const FactorScores& scores);

enum class Band : std::uint8_t { kNotRated = 0, kCa1 = 1, kCa2, kCa3, kCa4, kCa5, kCa6 };

struct BandRow {
  Band band;
  int from;  // points, inclusive; the band above begins where this one ends (G3)
  std::string_view name;
  std::string_view zh;
  std::string_view en;
};

inline constexpr std::array<BandRow, 6> kBands = {{
    {Band::kCa1, 86, "CA1", "极佳：优惠结算，大额", "excellent: preferential terms, large credit"},
    {Band::kCa2, 61, "CA2", "迅速给予信用核定，较大", "approve fast, fairly large"},
    {Band::kCa3, 46, "CA3", "正常给予信用核定，适中", "approve normally, moderate"},
    {Band::kCa4, 31, "CA4", "需要信用监控，少量", "monitoring required, small"},
    {Band::kCa5, 16, "CA5", "适当寻求担保，尽量不提供", "seek guarantee, preferably none"},
    {Band::kCa6, 0, "CA6", "不应与其交易，不提供", "do not trade, none"},
}};

// The band of a score in hundredths, 0..10000. `round_to_points` rounds half up first: the switch
// of G3, off by default, since it lifts 85.5 to CA1.
[[nodiscard]] Band BandOf(std::optional<int> score_hundredths, bool round_to_points = false);

// "CA1" … "CA6", "NR".
[[nodiscard]] std::string_view BandName(Band band);

}  // namespace tenure::formula
