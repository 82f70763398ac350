// SPDX-License-Identifier: BSL-1.0
// Residuals for Ceres, one by one and in batches: blocks, Jacobians against differences and Ceres' own checker, null
// pointers, programs without derivatives, and fits to a known truth.
#include <array>
#include <cmath>
#include <vector>

#include <ceres/gradient_checker.h>
#include <ceres/jet.h>
#include <ceres/problem.h>
#include <ceres/solver.h>

#include "bench/run/bundle_adjustment.hpp"
#include "tests/support/catch.hpp"

#include <tapeless/interop/ceres_batch.hpp>

namespace {

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto seen = bench::bundle_adjustment::formula;
constexpr auto camera_block = block(symbols<"r1", "r2", "r3", "t1", "t2", "t3", "f", "k1", "k2">);
constexpr auto point_block = block(symbols<"X1", "X2">, symbol<"X3">);
constexpr auto u = symbol<"u">;
constexpr auto v = symbol<"v">;

std::array<double, 9> camera{0.1, -0.2, 0.3, 0.5, -0.4, -6.0, 400, -0.02, 0.001};
std::array<double, 3> point{0.7, -0.3, 0.9};

// The residual in long double, with one parameter moved.
std::array<long double, 2> residual_at(std::size_t k, long double by) {
  std::array<long double, 12> p;
  for (std::size_t j = 0; j < 12; ++j) p[j] = static_cast<long double>(j < 9 ? camera[j] : point[j - 9]);
  p[k] += by;
  return bench::bundle_adjustment_residual<long double>({p[0], p[1], p[2], p[3], p[4], p[5], p[6], p[7], p[8]},
                                                        {p[9], p[10], p[11]}, 45, -50);
}

// Residuals and both Jacobians of a cost function, and whether they are those of differences.
bool is_right(const ceres::CostFunction& cost) {
  const double* parameters[] = {camera.data(), point.data()};
  double r[2], of_camera[18], of_point[6];
  double* jacobians[] = {of_camera, of_point};
  bool right = cost.Evaluate(parameters, r, jacobians);
  for (std::size_t i = 0; i < 2; ++i) {
    right = right && std::abs(r[i] - static_cast<double>(residual_at(0, 0)[i])) < 1e-10;
    for (std::size_t k = 0; k < 12; ++k) {
      const long double step = 1e-6L;
      const auto difference = static_cast<double>((residual_at(k, step)[i] - residual_at(k, -step)[i]) / (2 * step));
      const double found = k < 9 ? of_camera[9 * i + k] : of_point[3 * i + k - 9];
      right = right && std::abs(found - difference) < 1e-7 * (1 + std::abs(difference));
    }
  }
  // A constant block has no Jacobian; nor has any, where only residuals are asked for.
  double alone[2], other[6];
  double* without_camera[] = {nullptr, other};
  right = right && cost.Evaluate(parameters, alone, without_camera) && alone[0] == r[0] && alone[1] == r[1];
  for (std::size_t k = 0; k < 6; ++k) right = right && other[k] == of_point[k];
  double* none[] = {nullptr, nullptr};
  right = right && cost.Evaluate(parameters, alone, none) && std::abs(alone[0] - r[0]) < 1e-10;
  return right && cost.Evaluate(parameters, alone, nullptr) && std::abs(alone[1] - r[1]) < 1e-10;
}

TEST_CASE("a cost function") {
  const auto cost = ceres_cost(seen, camera_block, point_block, v = -50, u = 45.0);
  CHECK(cost->num_residuals() == 2);
  CHECK(cost->parameter_block_sizes() == std::vector<int>{9, 3});
  CHECK(is_right(*cost));

  const double* parameters[] = {camera.data(), point.data()};
  ceres::GradientChecker checker(cost.get(), static_cast<const std::vector<const ceres::Manifold*>*>(nullptr),
                                 ceres::NumericDiffOptions{});
  ceres::GradientChecker::ProbeResults results;
  CHECK(checker.Probe(parameters, 1e-6, &results));
  // One formula, one block, no data.
  constexpr auto x = symbol<"x">;
  const auto square_root_of_two = ceres_cost(x * x - 2_c, block(x));
  ceres::Problem problem;
  double root = 3;
  problem.AddResidualBlock(ceres_cost(x * x - 2_c, block(x)).release(), nullptr, &root);
  ceres::Solver::Options options;
  ceres::Solver::Summary summary;
  options.logging_type = ceres::SILENT;
  options.function_tolerance = 1e-20;
  ceres::Solve(options, &problem, &summary);
  CHECK(std::abs(root - std::sqrt(2.0)) < 1e-9);
  CHECK(square_root_of_two->parameter_block_sizes() == std::vector<int>{1});
}

TEST_CASE("a batch of residuals") {
  auto all = ceres_batch(seen, camera_block, point_block, data(u, v));
  const auto first = all.add(camera.data(), point.data(), u = 45, v = -50);
  const auto second = all.add(camera.data(), point.data(), v = 1.0, u = 2.0);
  CHECK(first->num_residuals() == 2);
  CHECK(first->parameter_block_sizes() == std::vector<int>{9, 3});
  CHECK_THROWS_WITH(all.add(camera.data(), static_cast<double*>(nullptr), u = 1.0, v = 2.0),
                    "tapeless: a block of parameters is a null pointer");
  CHECK(all.rows() == 2);

  // What has not been computed is not given.
  const double* parameters[] = {camera.data(), point.data()};
  double r[2], jacobian[6];
  double* jacobians[] = {nullptr, jacobian};
  CHECK(!first->Evaluate(parameters, r, nullptr));
  all.PrepareForEvaluation(false, true);
  CHECK(first->Evaluate(parameters, r, nullptr));
  CHECK(!first->Evaluate(parameters, r, jacobians));
  all.PrepareForEvaluation(true, false);
  CHECK(is_right(*first));
  CHECK(second->Evaluate(parameters, r, nullptr));
  const auto expected = residual_at(0, 0);
  CHECK(std::abs(r[0] - static_cast<double>(expected[0] + 45 - 2)) < 1e-10);
  CHECK(std::abs(r[1] - static_cast<double>(expected[1] - 50 - 1)) < 1e-10);
}

// A function that counts how often its derivative is computed.
int slopes = 0;
struct counted_slope_ {
  static constexpr auto name = "counted_slope";
  static constexpr auto value = [](const auto& x) {
    ++slopes;
    return x + x;
  };
  static constexpr auto partial = [](auto) { return 2; };
};
constexpr auto counted_slope = function_of<counted_slope_>;
struct counted_square_ {
  static constexpr auto name = "counted_square";
  static constexpr auto value = [](const auto& x) { return x * x; };
  static constexpr auto partial = [](auto x) { return counted_slope(x); };
};
constexpr auto counted_square = function_of<counted_square_>;

TEST_CASE("constants with names in formulas of jets") {
  constexpr auto r = symbol<"r">;
  constexpr auto all = constants::pi + constants::e * r + constants::ln2 * r * r + constants::root_pi + log10(r);
  const ceres::Jet<double, 1> at(2.0, 0);
  const ceres::Jet<double, 1> value = all(r = at);
  CHECK(std::abs(value.a - all(r = 2.0)) < 1e-14 * value.a);
  const double slope = derivative(all, r)(r = 2.0);
  CHECK(std::abs(value.v[0] - slope) < 1e-14 * slope);
}

TEST_CASE("no derivative is computed where none is asked for") {
  constexpr auto x = symbol<"x">;
  const auto cost = ceres_cost(counted_square(x) - u, block(x), u = 2);
  const double at = 3, *const parameters[] = {&at};
  double r = 0, slope = 0, *jacobians[] = {&slope};
  slopes = 0;
  CHECK((cost->Evaluate(parameters, &r, nullptr) && r == 7 && slopes == 0));
  CHECK((cost->Evaluate(parameters, &r, jacobians) && r == 7 && slope == 6 && slopes > 0));
}

// Decay curves y = a*exp(-b*t) + c that share c, without noise: the truth is the minimum.
constexpr auto a = symbol<"a">;
constexpr auto b = symbol<"b">;
constexpr auto c = symbol<"c">;
constexpr auto t = symbol<"t">;
constexpr auto y = symbol<"y">;
constexpr auto decay = a * exp(-b * t) + c - y;

struct curves {
  std::array<std::array<double, 2>, 5> each;
  double shared = 0;
  curves() {
    for (auto& one : each) one = {1.0, 0.1};
  }
  static double seen_at(std::size_t curve, double time) {
    const auto k = static_cast<double>(curve);
    return (1 + k) * std::exp(-(0.3 + 0.1 * k) * time) + 0.7;
  }
  template <class Make>
  bool found(const ceres::Problem::Options& how, const Make& make) {
    ceres::Problem problem(how);
    for (std::size_t curve = 0; curve < each.size(); ++curve)
      for (int k = 0; k < 21; ++k)
        problem.AddResidualBlock(make(each[curve].data(), &shared, 0.5 * k, seen_at(curve, 0.5 * k)).release(), nullptr,
                                 each[curve].data(), &shared);
    ceres::Solver::Options options;
    options.logging_type = ceres::SILENT;
    options.function_tolerance = options.gradient_tolerance = options.parameter_tolerance = 1e-15;
    ceres::Solver::Summary summary;
    ceres::Solve(options, &problem, &summary);
    bool right = std::abs(shared - 0.7) < 1e-7;
    for (std::size_t curve = 0; curve < each.size(); ++curve) {
      const auto k = static_cast<double>(curve);
      right = right && std::abs(each[curve][0] - 1 - k) < 1e-6 && std::abs(each[curve][1] - 0.3 - 0.1 * k) < 1e-6;
    }
    return right;
  }
};

TEST_CASE("fits find the truth") {
  curves one_by_one;
  CHECK(one_by_one.found({}, [](double*, double*, double time, double value) {
    return ceres_cost(decay, block(a, b), block(c), t = time, y = value);
  }));
  for (const int count : {1, 2}) {
    auto all = ceres_batch(decay, block(a, b), block(c), data(t, y), threads(count));
    ceres_callbacks both{&all};
    ceres::Problem::Options how;
    how.evaluation_callback = &both;
    curves together;
    CHECK(together.found(how, [&](double* each, double* shared, double time, double value) {
      return all.add(each, shared, t = time, y = value);
    }));
    CHECK(all.rows() == 105);
    for (std::size_t k = 0; k < 5; ++k) CHECK(std::abs(together.each[k][0] - one_by_one.each[k][0]) < 1e-6);
  }
}

}  // namespace
