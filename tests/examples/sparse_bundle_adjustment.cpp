// SPDX-License-Identifier: BSL-1.0
// Bundle adjustment by Levenberg and Marquardt's method with a sparse Cholesky factorisation of Eigen: the residual of
// one observation is ordinary templated code, and J'J and J'r of all observations come as a sparse matrix and a vector.
// The scene is made here, so that the truth is known; sparse_bundle_adjustment FILE reads one in the format of "Bundle
// Adjustment in the Large" (grail.cs.washington.edu/projects/bal). The output is compared with
// sparse_bundle_adjustment.txt.
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <fstream>
#include <random>
#include <vector>

#include <Eigen/SparseCholesky>

#include <tapeless/tensor.hpp>
#include <tapeless/interop/eigen.hpp>

// Where a camera (turn by axis times angle, move, focal length, two coefficients of radial distortion) sees a point.
template <class T>
constexpr std::array<T, 2> projection(const std::array<T, 9>& c, const std::array<T, 3>& X) {
  using std::cos, std::sin, std::sqrt;
  const T angle = sqrt(c[0] * c[0] + c[1] * c[1] + c[2] * c[2]);
  const T a[3] = {c[0] / angle, c[1] / angle, c[2] / angle};
  const T co = cos(angle), s = sin(angle), along = (a[0] * X[0] + a[1] * X[1] + a[2] * X[2]) * (1 - co);
  const T p = X[0] * co + (a[1] * X[2] - a[2] * X[1]) * s + a[0] * along + c[3];
  const T q = X[1] * co + (a[2] * X[0] - a[0] * X[2]) * s + a[1] * along + c[4];
  const T depth = X[2] * co + (a[0] * X[1] - a[1] * X[0]) * s + a[2] * along + c[5];
  const T x = -p / depth, y = -q / depth, r = x * x + y * y, scale = c[6] * (1 + r * (c[7] + c[8] * r));
  return {scale * x, scale * y};
}

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto seen = record<"c0", "c1", "c2", "c3", "c4", "c5", "c6", "c7", "c8", "x", "y", "z">(
    [](auto c0, auto c1, auto c2, auto c3, auto c4, auto c5, auto c6, auto c7, auto c8, auto x, auto y, auto z) {
      return projection<decltype(c0)>({c0, c1, c2, c3, c4, c5, c6, c7, c8}, {x, y, z});
    });

constexpr auto n = axis<"n">;     // observations
constexpr auto c = axis<"c">;     // cameras
constexpr auto k = axis<"k">;     // points
constexpr auto q = axis<"q", 9>;  // the parameters of a camera
constexpr auto d = axis<"d", 3>;  // of a point
constexpr auto uv = axis<"uv", 2>;
constexpr auto C = tensor<"C">;
constexpr auto X = tensor<"X">;
constexpr auto image = tensor<"image">;
constexpr auto of = labels<"of">;  // the camera of an observation
constexpr auto on = labels<"on">;  // its point

constexpr auto part = [](auto number) { return C(c[of(n)], q[number]); };
constexpr auto place = [](auto number) { return X(k[on(n)], d[number]); };
constexpr auto rows = substitute(seen, symbol<"c0"> = part(0_c), symbol<"c1"> = part(1_c), symbol<"c2"> = part(2_c),
                                 symbol<"c3"> = part(3_c), symbol<"c4"> = part(4_c), symbol<"c5"> = part(5_c),
                                 symbol<"c6"> = part(6_c), symbol<"c7"> = part(7_c), symbol<"c8"> = part(8_c),
                                 symbol<"x"> = place(0_c), symbol<"y"> = place(1_c), symbol<"z"> = place(2_c));
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
    const std::array<double, 9> camera{0.05 * a, 0.3 - 0.12 * a, 0.02,  0.3 * a - 0.4, 0.1,
                                       -5,       500.0 + 10 * a, -0.05, 0.01};
    for (int b = 0; b < 40; ++b) {
      const double* const at = all.points.data() + 3 * b;
      for (const double one : projection<double>(camera, {at[0], at[1], at[2]})) all.images.push_back(one);
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
  normal.bind(C = all.cameras, X = all.points, image = all.images, of = all.camera, on = all.point);
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
