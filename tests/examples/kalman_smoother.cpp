// SPDX-License-Identifier: BSL-1.0
// What a pendulum did, from noisy measurements of its horizontal place: all states at once as the minimum of one energy
// over rows that labels tie together, by Newton's method with a sparse Hessian. Compared with Rauch, Tung and
// Striebel's smoother, linear about the same path. The output is compared with kalman_smoother.txt.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <vector>

#include <Eigen/Dense>
#include <Eigen/SparseCholesky>

#include <tapeless/tensor.hpp>
#include <tapeless/interop/eigen.hpp>

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto angle = symbol<"angle">;
constexpr auto speed = symbol<"speed">;
constexpr double dt = 0.05, q_angle = 1e-5, q_speed = 4e-4, noise = 0.04;  // variances of a step, of a measurement
constexpr auto motion = record<"angle", "speed">([](auto a, auto v) {
  const auto faster = v - 9.81 * sin(a) * dt;
  return std::array{a + faster * dt, faster};
});
constexpr auto seen = sin(angle);
constexpr auto k = axis<"k">;     // times
constexpr auto s = axis<"s">;     // steps between
constexpr auto d = axis<"d", 2>;  // angle, speed
constexpr auto X = tensor<"X">;
constexpr auto y = tensor<"y">;
constexpr auto start = tensor<"start">;    // weights of the prior, 0 but for the first state
constexpr auto before = labels<"before">;  // of a step
constexpr auto after = labels<"after">;
constexpr auto predicted = substitute(motion, angle = X(k[before(s)], d[0_c]), speed = X(k[before(s)], d[1_c]));
constexpr auto energy = sum(s, square(X(k[after(s)], d[0_c]) - predicted[0_c]) / constant<2 * q_angle>) +
                        sum(s, square(X(k[after(s)], d[1_c]) - predicted[1_c]) / constant<2 * q_speed>) +
                        sum(k, square(y(k) - substitute(seen, angle = X(k, d[0_c]))) / constant<2 * noise>) +
                        sum(k, d, start(k) * square(X(k, d))) / 2_c;

using vector = Eigen::Vector2d;
using matrix = Eigen::Matrix2d;
// The filter forwards and the smoother backwards (Särkkä, Bayesian Filtering and Smoothing, 8.2), linear about `path`.
std::vector<Eigen::Vector2d> smooth(const std::vector<double>& path, const std::vector<double>& measured) {
  const std::size_t times = measured.size();
  std::vector<vector> mean(times), guess(times, vector::Zero());
  std::vector<matrix> spread(times), guess_spread(times, matrix::Identity()), A(times);
  for (std::size_t t = 0; t < times; ++t) {
    const vector at(path[2 * t], path[2 * t + 1]);
    const Eigen::RowVector2d H(derivative(seen, angle)(angle = at[0]), 0);
    const vector gain = guess_spread[t] * H.transpose() / (H * guess_spread[t] * H.transpose() + noise);
    mean[t] = guess[t] + gain * (measured[t] - seen(angle = at[0]) - H * (guess[t] - at));
    spread[t] = guess_spread[t] - gain * H * guess_spread[t];
    if (t + 1 == times) break;
    const auto f = value_and_jacobian(motion, angle, speed)(angle = at[0], speed = at[1]);
    A[t] = Eigen::Map<const Eigen::Matrix<double, 2, 2, Eigen::RowMajor>>(f.jacobian.data());
    guess[t + 1] = vector(f.values[0], f.values[1]) + A[t] * (mean[t] - at);
    guess_spread[t + 1] = A[t] * spread[t] * A[t].transpose() + matrix(vector(q_angle, q_speed).asDiagonal());
  }
  for (std::size_t t = times - 1; t-- > 0;)
    mean[t] += spread[t] * A[t].transpose() * guess_spread[t + 1].inverse() * (mean[t + 1] - guess[t + 1]);
  return mean;
}

int main() {
  constexpr std::size_t times = 200;
  std::vector<double> truth(2 * times), measured(times), weights(times), path(2 * times);
  std::vector<int> first, second;
  auto normal = [n = 0]() mutable { return ++n, std::sqrt(2.0) * std::sin(1e4 * n * n); };  // of variance 1
  truth[0] = weights[0] = 1;
  double raw = 0, found = 0, apart = 0;
  for (std::size_t t = 0; t < times; ++t) {
    measured[t] = std::sin(truth[2 * t]) + std::sqrt(noise) * normal();
    raw += std::pow(measured[t] - std::sin(truth[2 * t]), 2) / times;
    if (t + 1 == times) break;
    const auto next = motion(angle = truth[2 * t], speed = truth[2 * t + 1]);
    truth[2 * t + 2] = next[0] + std::sqrt(q_angle) * normal();
    truth[2 * t + 3] = next[1] + std::sqrt(q_speed) * normal();
    first.push_back(static_cast<int>(t)), second.push_back(static_cast<int>(t + 1));
  }
  auto fit = prepare(compressed(value_gradient_hessian(energy, X), positive_semidefinite), k = times, s = times - 1);
  fit.bind(X = path, y = measured, start = weights, before = first, after = second);
  Eigen::SimplicialLDLT<Eigen::SparseMatrix<double>> solver;
  Eigen::Map<Eigen::VectorXd> unknowns(path.data(), 2 * times);
  for (int step = 0; step < 15; ++step) {
    const auto r = fit();
    const Eigen::Map<const Eigen::VectorXd> slope(r.gradient().data(), 2 * times);
    unknowns -= solver.compute(sparse_map(r.hessian())).solve(slope);
  }
  const auto by_smoother = smooth(path, measured);
  for (std::size_t t = 0; t < times; ++t) {
    found += std::pow(std::sin(path[2 * t]) - std::sin(truth[2 * t]), 2) / times;
    apart = std::max({apart, std::abs(path[2 * t] - by_smoother[t][0]), std::abs(path[2 * t + 1] - by_smoother[t][1])});
  }
  std::printf("root mean square error: measured %.3f, smoothed %.3f\n", std::sqrt(raw), std::sqrt(found));
  std::printf("as the smoother of Rauch, Tung and Striebel: %s\n", apart < 1e-8 ? "yes" : "no");
}
