// SPDX-License-Identifier: BSL-1.0
// Bundle adjustment by Levenberg and Marquardt's method with a sparse Cholesky factorisation of Eigen: J'J and J'r of
// all observations come as a sparse matrix and a vector. The scene is made here, so that the truth is known;
// sparse_bundle_adjustment FILE reads one in the format of "Bundle Adjustment in the Large"
// (grail.cs.washington.edu/projects/bal). The output is compared with sparse_bundle_adjustment.txt.
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <fstream>
#include <random>
#include <vector>

#include <Eigen/SparseCholesky>

#include <tapeless/geometry.hpp>
#include <tapeless/tensor.hpp>
#include <tapeless/interop/eigen.hpp>

using namespace tapeless;
using namespace tapeless::literals;

// Where a camera (turn by axis times angle, move, focal length, two coefficients of radial distortion) sees a point.
constexpr auto projection = []<class T>(const vec<T, 9>& c, const vec<T, 3>& point) {
  return snavely(c[6], c[7], c[8], rot3<T>::exp({c[0], c[1], c[2]}) * point + vec<T, 3>{c[3], c[4], c[5]});
};
constexpr auto cam = symbols<"cam", 9>;
constexpr auto pt = symbols<"pt", 3>;
constexpr auto seen = record(cam, pt, projection);

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

struct scene {
  std::vector<double> cameras, points, images;
  std::vector<int> camera, point;
};

// Six cameras on an arc that see forty points; then all are moved a little.
scene made() {
  scene all;
  std::mt19937_64 random(5);
  const auto uniform = [&](double by) { return by * (static_cast<double>(random() >> 11) * 0x1p-52 - 1); };
  for (int a = 0; a < 3 * 40; ++a) all.points.push_back(uniform(1));
  for (int a = 0; a < 6; ++a) {
    const vec camera{0.05 * a, 0.3 - 0.12 * a, 0.02, 0.3 * a - 0.4, 0.1, -5.0, 500.0 + 10 * a, -0.05, 0.01};
    for (int b = 0; b < 40; ++b) {
      const double* const at = all.points.data() + 3 * b;
      const vec<double, 2> place = projection(camera, vec{at[0], at[1], at[2]});
      all.images.insert(all.images.end(), {place[0], place[1]});
      all.camera.push_back(a), all.point.push_back(b);
    }
    for (std::size_t b = 0; b < 9; ++b) all.cameras.push_back(camera[b] + uniform(b == 6 ? 10 : 0.02));
  }
  for (double& one : all.points) one += uniform(0.1);
  return all;
}
bool read(const char* name, scene& all) {
  std::ifstream file(name);
  std::size_t cameras = 0, points = 0, count = 0;
  if (!(file >> cameras >> points >> count)) return false;
  all = {std::vector<double>(9 * cameras), std::vector<double>(3 * points), std::vector<double>(2 * count),
         std::vector<int>(count), std::vector<int>(count)};
  for (std::size_t a = 0; a < count; ++a)
    file >> all.camera[a] >> all.point[a] >> all.images[2 * a] >> all.images[2 * a + 1];
  for (auto* list : {&all.cameras, &all.points})
    for (double& one : *list) file >> one;
  return bool(file);
}

int main(int arguments, char** argument) {
  scene all;
  if (arguments < 2)
    all = made();
  else if (!read(argument[1], all))
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
