#include "formula/nine_factors.h"

#include <algorithm>
#include <numeric>

namespace tenure::formula {
namespace {

constexpr int kWeights = 100;  // the sum of them
constexpr std::size_t kReasonsMax = 4;

constexpr int SumOfWeights() {
  int sum = 0;
  for (const Factor& factor : kNineFactors) sum += factor.weight;
  return sum;
}
static_assert(SumOfWeights() == kWeights, "N1-N9 weigh 100 together");

}  // namespace

Judgement Judged(const FactorScores& scores) {
  Judgement sum;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    if (!scores[i]) continue;
    sum.weight += kNineFactors[i].weight;
    sum.hundredths += Contribution(i, *scores[i]);
  }
  return sum;
}

std::optional<int> ScoreHundredths(const FactorScores& scores) {
  const Judgement judged = Judged(scores);
  if (judged.weight < kWeights) return std::nullopt;
  return judged.hundredths;
}

std::vector<std::size_t> PrincipalReasons(const FactorScores& scores) {
  const auto cost = [&](std::size_t i) { return scores[i] ? Shortfall(i, *scores[i]) : 0; };
  std::vector<std::size_t> reasons(scores.size());
  std::iota(reasons.begin(), reasons.end(), std::size_t{0});
  std::stable_sort(reasons.begin(), reasons.end(),
                   [&](std::size_t left, std::size_t right) { return cost(left) > cost(right); });
  reasons.resize(kReasonsMax);
  std::erase_if(reasons, [&](std::size_t i) { return cost(i) == 0; });
  return reasons;
}

Band BandOf(std::optional<int> score_hundredths, bool round_to_points) {
  if (!score_hundredths) return Band::kNotRated;
  constexpr int kPoint = 100;  // hundredths
  const int score =
      round_to_points ? (*score_hundredths + kPoint / 2) / kPoint * kPoint : *score_hundredths;
  const auto row = std::find_if(kBands.begin(), kBands.end(),
                                [&](const BandRow& one) { return score >= one.from * kPoint; });
  return row == kBands.end() ? Band::kNotRated : row->band;
}

std::string_view BandName(Band band) {
  return band == Band::kNotRated ? "NR" : kBands[static_cast<std::size_t>(band) - 1].name;
}

}  // namespace tenure::formula
