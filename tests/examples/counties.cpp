// SPDX-License-Identifier: BSL-1.0
// A hierarchical regression: houses in counties, each county with an intercept of its own, drawn from what is common to
// all. The data come from a model with known truth. The most probable intercepts, slope and mean are found by the
// method of conjugate gradients with products of the Hessian and a vector: no matrix is formed.
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <random>
#include <vector>

#include <tapeless/tensor.hpp>

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto h = axis<"h">;  // houses
constexpr auto c = axis<"c">;  // counties
constexpr auto y = tensor<"y">;
constexpr auto x = tensor<"x">;
constexpr auto county = labels<"county">;
constexpr auto a = tensor<"a">;  // intercepts
constexpr auto b = symbol<"b">;  // slope
constexpr auto mean_of_all = symbol<"mean_of_all">;

constexpr auto sigma = 0.7_c;  // of houses in a county
constexpr auto tau = 0.3_c;    // of counties
constexpr auto misfit = sum(h, square((y(h) - a(c[county(h)]) - b * x(h)) / sigma)) / 2_c +
                        sum(c, square((a(c) - mean_of_all) / tau)) / 2_c;

using numbers = std::vector<double>;

double dot(const numbers& u, const numbers& v) {
  double total = 0;
  for (std::size_t k = 0; k < u.size(); ++k) total += u[k] * v[k];
  return total;
}

int main() {
  constexpr std::size_t houses = 919, counties = 85;
  constexpr double slope = -0.6, center = 1.5;
  std::mt19937 random(7);
  std::normal_distribution<> normal;
  numbers truth(counties), floor_of(houses), measured(houses);
  std::vector<int> where(houses);
  for (double& one : truth) one = center + 0.3 * normal(random);
  for (std::size_t k = 0; k < houses; ++k) {
    where[k] = static_cast<int>(std::fmin(84.0, std::fabs(30 * normal(random))));  // few houses in some, many in others
    floor_of[k] = random() % 5 == 0 ? 1 : 0;
    measured[k] = truth[static_cast<std::size_t>(where[k])] + slope * floor_of[k] + 0.7 * normal(random);
  }

  // All unknowns in one row: the intercepts, the slope, the mean.
  numbers guess(counties + 2);
  auto slope_of = prepare(value_and_gradient(misfit, a, b, mean_of_all), h = houses, c = counties);
  auto curvature = prepare(hvp(misfit, a, b, mean_of_all), h = houses, c = counties);
  const auto collect = [&](const auto& r) {
    numbers all(r[a].data(), r[a].data() + counties);
    all.push_back(r[b]);
    all.push_back(r[mean_of_all]);
    return all;
  };
  const auto residual = [&] {
    numbers left =
        collect(slope_of(y = measured, x = floor_of, county = where, a = numbers(guess.begin(), guess.end() - 2),
                         b = guess[counties], mean_of_all = guess[counties + 1]));
    for (double& one : left) one = -one;
    return left;
  };
  numbers left = residual(), direction = left;
  for (double size = dot(left, left), steps = 0; size > 1e-18 && steps < 500; ++steps) {
    const numbers bent =
        collect(curvature(numbers(direction.begin(), direction.end() - 2), direction[counties], direction[counties + 1],
                          y = measured, x = floor_of, county = where, a = numbers(guess.begin(), guess.end() - 2),
                          b = guess[counties], mean_of_all = guess[counties + 1]));
    const double along = size / dot(direction, bent);
    for (std::size_t k = 0; k < guess.size(); ++k) guess[k] += along * direction[k], left[k] -= along * bent[k];
    const double next = dot(left, left);
    for (std::size_t k = 0; k < guess.size(); ++k) direction[k] = left[k] + next / size * direction[k];
    size = next;
  }
  std::printf("slope %.1f, mean of all %.1f\n", guess[counties], guess[counties + 1]);

  // Beside what each county says by itself.
  numbers total(counties), count(counties);
  for (std::size_t k = 0; k < houses; ++k) {
    total[static_cast<std::size_t>(where[k])] += measured[k] - guess[counties] * floor_of[k];
    ++count[static_cast<std::size_t>(where[k])];
  }
  double pooled = 0, alone = 0, seen = 0;
  for (std::size_t k = 0; k < counties; ++k) {
    if (count[k] == 0) continue;
    ++seen;
    pooled += std::pow(guess[k] - truth[k], 2);
    alone += std::pow(total[k] / count[k] - truth[k], 2);
  }
  std::printf("intercepts of %.0f counties: error %.2f, each county alone %.2f\n", seen, std::sqrt(pooled / seen),
              std::sqrt(alone / seen));
  std::printf("the gradient is %s\n", std::sqrt(dot(residual(), residual())) < 1e-6 ? "zero" : "not zero");
}
