// SPDX-License-Identifier: BSL-1.0
// Bundle adjustment by Ceres: cameras and points are found from where the cameras saw the points. The residual is
// ordinary templated code; its Jacobians are made by the compiler, and all rows are computed together in packs whenever
// Ceres is about to evaluate them. The scene is made here, so that the truth is known. The output is compared with
// ceres_bundle_adjustment.txt.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <random>
#include <vector>

#include <ceres/problem.h>
#include <ceres/solver.h>

#include <tapeless/interop/ceres_batch.hpp>

namespace {

// What a camera sees of a point: a turn by a vector that holds axis and angle (Rodrigues), a move, a projection with
// focal length and radial distortion.
template <class T>
constexpr std::array<T, 2> projection(const std::array<T, 8>& c, const std::array<T, 3>& X) {
  using std::cos, std::sin, std::sqrt;
  const T angle = sqrt(c[0] * c[0] + c[1] * c[1] + c[2] * c[2]);
  const T a[3] = {c[0] / angle, c[1] / angle, c[2] / angle};
  const T co = cos(angle), s = sin(angle), along = (a[0] * X[0] + a[1] * X[1] + a[2] * X[2]) * (1 - co);
  const T p = X[0] * co + (a[1] * X[2] - a[2] * X[1]) * s + a[0] * along + c[3];
  const T q = X[1] * co + (a[2] * X[0] - a[0] * X[2]) * s + a[1] * along + c[4];
  const T depth = X[2] * co + (a[0] * X[1] - a[1] * X[0]) * s + a[2] * along + c[5];
  const T x = p / depth, y = q / depth, scale = c[6] * (1 + c[7] * (x * x + y * y));
  return {scale * x, scale * y};
}

using namespace tapeless;

constexpr auto seen_less_predicted = record<"r1", "r2", "r3", "t1", "t2", "t3", "f", "k", "X", "Y", "Z", "u", "v">(
    [](auto r1, auto r2, auto r3, auto t1, auto t2, auto t3, auto f, auto k, auto X, auto Y, auto Z, auto u, auto v) {
      using T = decltype(r1);
      const auto p = projection<T>({r1, r2, r3, t1, t2, t3, f, k}, {X, Y, Z});
      return std::array<T, 2>{p[0] - u, p[1] - v};
    });
constexpr auto u = symbol<"u">;
constexpr auto v = symbol<"v">;

struct scene {
  std::vector<std::array<double, 8>> cameras;
  std::vector<std::array<double, 3>> points;
};

// Six cameras on an arc that look at forty points in a box.
scene truth() {
  scene all;
  std::mt19937_64 random(5);
  const auto uniform = [&] { return static_cast<double>(random() >> 11) * 0x1p-52 - 1; };  // from -1 to 1
  for (int k = 0; k < 6; ++k)
    all.cameras.push_back({0.05 * k, 0.3 - 0.12 * k, 0.02, -0.4 + 0.3 * k, 0.1 * uniform(), 5, 500 + 10.0 * k, -0.05});
  for (int k = 0; k < 40; ++k) all.points.push_back({uniform(), uniform(), uniform()});
  return all;
}

}  // namespace

int main() {
  const scene right = truth();
  scene found = right;
  std::mt19937_64 random(6);
  const auto off = [&](double by) { return by * (static_cast<double>(random() >> 11) * 0x1p-52 - 1); };
  // The first two cameras are known, which fixes place, direction and size of the scene.
  for (std::size_t c = 2; c < found.cameras.size(); ++c)
    for (std::size_t k = 0; k < 8; ++k) found.cameras[c][k] += k == 6 ? off(20) : off(0.02);
  for (auto& point : found.points)
    for (double& one : point) one += off(0.1);

  auto observations = ceres_batch(seen_less_predicted, block(symbols<"r1", "r2", "r3", "t1", "t2", "t3", "f", "k">),
                                  block(symbols<"X", "Y", "Z">), data(u, v));
  ceres::Problem::Options with;
  with.evaluation_callback = &observations;
  ceres::Problem problem(with);
  for (std::size_t c = 0; c < right.cameras.size(); ++c)
    for (std::size_t p = 0; p < right.points.size(); ++p) {
      const auto seen = projection<double>(right.cameras[c], right.points[p]);
      double* const camera = found.cameras[c].data();
      double* const point = found.points[p].data();
      problem.AddResidualBlock(observations.add(camera, point, u = seen[0], v = seen[1]).release(), nullptr, camera,
                               point);
    }
  for (std::size_t c = 0; c < 2; ++c) problem.SetParameterBlockConstant(found.cameras[c].data());

  ceres::Solver::Options options;
  options.linear_solver_type = ceres::DENSE_SCHUR;
  options.logging_type = ceres::SILENT;
  options.function_tolerance = options.gradient_tolerance = options.parameter_tolerance = 1e-14;
  ceres::Solver::Summary summary;
  ceres::Solve(options, &problem, &summary);

  double of_points = 0, of_cameras = 0;
  for (std::size_t p = 0; p < right.points.size(); ++p)
    for (std::size_t k = 0; k < 3; ++k)
      of_points = std::max(of_points, std::abs(found.points[p][k] - right.points[p][k]));
  for (std::size_t c = 0; c < right.cameras.size(); ++c)
    for (std::size_t k = 0; k < 8; ++k)
      of_cameras = std::max(of_cameras, std::abs(found.cameras[c][k] - right.cameras[c][k]) /
                                            std::max(1.0, std::abs(right.cameras[c][k])));
  std::printf("%d residuals in %d parameters, %zu rows\n", problem.NumResiduals(), problem.NumParameters(),
              observations.rows());
  std::printf("root mean square before: %.1f pixels\n", std::sqrt(2 * summary.initial_cost / problem.NumResiduals()));
  std::printf("converged: %s\n", summary.termination_type == ceres::CONVERGENCE ? "yes" : "no");
  std::printf("points and cameras are the true ones to 8 digits: %s\n",
              of_points < 1e-8 && of_cameras < 1e-8 ? "yes" : "no");
}
