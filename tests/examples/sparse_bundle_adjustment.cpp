// SPDX-License-Identifier: BSL-1.0
// Bundle adjustment by Levenberg and Marquardt's method with a sparse Cholesky factorisation of Eigen: J'J and J'r of
// all observations come as a sparse matrix and a vector. The scene is made here, so that the truth is known;
// sparse_bundle_adjustment FILE reads one in the format of "Bundle Adjustment in the Large"
// (grail.cs.washington.edu/projects/bal). The output is compared with sparse_bundle_adjustment.txt.
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <vector>

#include <Eigen/SparseCholesky>

#include "photos/scene.hpp"

#include <tapeless/tensor.hpp>
#include <tapeless/interop/eigen.hpp>

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto cam = symbols<"cam", 9>;
constexpr auto pt = symbols<"pt", 3>;
constexpr auto seen = record(cam, pt, photos::projection);

constexpr auto n = axis<"n">;       // observations
constexpr auto c = axis<"c">;       // cameras
constexpr auto k = axis<"k">;       // points
constexpr auto q = axis<"q", 9>;    // the parameters of a camera
constexpr auto d = axis<"d", 3>;    // of a point
constexpr auto uv = axis<"uv", 2>;  // of its image
constexpr auto C = tensor<"C">;
constexpr auto X = tensor<"X">;
constexpr auto image = tensor<"image">;
constexpr auto of = labels<"of">;              // the camera of an observation
constexpr auto point_of = labels<"point_of">;  // its point
constexpr auto rows = substitute(seen, cam = C(c[of(n)], q), pt = X(k[point_of(n)], d));
constexpr auto residuals = bundle(rows[0_c] - image(n, uv[0_c]), rows[1_c] - image(n, uv[1_c]));

int main(int arguments, char** argument) {
  photos::scene all = photos::made();
  photos::disturb(all, 0);
  if (arguments > 1 && !photos::read(argument[1], all))
    return std::fprintf(stderr, "sparse_bundle_adjustment: %s is no scene\n", argument[1]), 1;
  auto normal = prepare(compressed(gauss_newton(residuals, C, X)), n = all.camera.size(), c = all.cameras.size() / 9,
                        k = all.points.size() / 3);
  normal.bind(C = all.cameras, X = all.points, image = all.images, of = all.camera, point_of = all.point);
  const double start = normal().value;
  Eigen::SparseMatrix<double> A = sparse_map(normal().hessian());
  Eigen::SimplicialLDLT<Eigen::SparseMatrix<double>> solver;
  solver.analyzePattern(A);
  double value = start, gain = start, damping = 1e-3;
  for (int step = 0; step < 100 && gain > 1e-12 * start; ++step) {
    const auto now = normal();
    const std::vector<double> cameras = all.cameras, points = all.points;
    A = sparse_map(now.hessian());
    A.diagonal() *= 1 + damping;
    solver.factorize(A);
    const Eigen::VectorXd way = solver.solve(Eigen::Map<const Eigen::VectorXd>(now.gradient().data(), A.rows()));
    const double* by = way.data();
    for (double& one : all.cameras) one -= *by++;
    for (double& one : all.points) one -= *by++;
    const double next = normal().value;
    if (next < value) {
      gain = value - next;
      value = next;
      damping /= 10;
    } else {  // back, and a shorter way
      all.cameras = cameras, all.points = points;
      damping *= 10;
    }
  }
  const auto pixels = [&](double half) { return std::sqrt(2 * half / static_cast<double>(all.images.size())); };
  std::printf("%zu observations, %td unknowns, %td entries of J'J\n", all.camera.size(), A.rows(), normal().nonzeros());
  std::printf("root mean square: %.2f pixels before, %.2f after\n", pixels(start), pixels(value));
  std::printf("%s\n", gain <= 1e-12 * start ? "converged" : "not converged");
}
