// SPDX-License-Identifier: BSL-1.0
// Bundle adjustment by Ceres: cameras and points are found from where the cameras saw the points. The residual is
// ordinary templated code; its Jacobians are made by the compiler, and all rows are computed together in packs whenever
// Ceres is about to evaluate them. The scene is made here, so that the truth is known. The output is compared with
// ceres_bundle_adjustment.txt.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <vector>

#include <ceres/problem.h>
#include <ceres/solver.h>

#include "photos/scene.hpp"

#include <tapeless/interop/ceres_batch.hpp>

using namespace tapeless;

constexpr auto cam = symbols<"cam", 9>;
constexpr auto pt = symbols<"pt", 3>;
constexpr auto u = symbol<"u">;
constexpr auto v = symbol<"v">;
constexpr auto residual = record(cam, pt, u, v, [](const auto& c, const auto& point, auto x, auto y) {
  const auto seen = photos::projection(c, point);
  return std::array{seen[0] - x, seen[1] - y};
});

int main() {
  const photos::scene right = photos::made();
  photos::scene found = right;
  photos::disturb(found, 2);  // the first two cameras are known, which fixes place, direction and size of the scene

  auto observations = ceres_batch(residual, block(cam), block(pt), data(u, v));
  ceres::Problem::Options with;
  with.evaluation_callback = &observations;
  ceres::Problem problem(with);
  for (std::size_t n = 0; n < right.camera.size(); ++n) {
    double* const camera = found.cameras.data() + 9 * right.camera[n];
    double* const point = found.points.data() + 3 * right.point[n];
    auto cost = observations.add(camera, point, u = right.images[2 * n], v = right.images[2 * n + 1]);
    problem.AddResidualBlock(cost.release(), nullptr, camera, point);
  }
  for (std::size_t c = 0; c < 2; ++c) problem.SetParameterBlockConstant(found.cameras.data() + 9 * c);

  ceres::Solver::Options options;
  options.linear_solver_type = ceres::DENSE_SCHUR;
  options.logging_type = ceres::SILENT;
  options.function_tolerance = options.gradient_tolerance = options.parameter_tolerance = 1e-14;
  ceres::Solver::Summary summary;
  ceres::Solve(options, &problem, &summary);

  const auto apart = [](const std::vector<double>& one, const std::vector<double>& other) {
    double most = 0;
    for (std::size_t k = 0; k < one.size(); ++k)
      most = std::max(most, std::abs(one[k] - other[k]) / std::max(1.0, std::abs(other[k])));
    return most;
  };
  std::printf("%d residuals in %d parameters, %zu rows\n", problem.NumResiduals(), problem.NumParameters(),
              observations.rows());
  std::printf("root mean square before: %.1f pixels\n", std::sqrt(2 * summary.initial_cost / problem.NumResiduals()));
  std::printf("converged: %s\n", summary.termination_type == ceres::CONVERGENCE ? "yes" : "no");
  std::printf("points and cameras are the true ones to 8 digits: %s\n",
              apart(found.points, right.points) < 1e-8 && apart(found.cameras, right.cameras) < 1e-8 ? "yes" : "no");
}
