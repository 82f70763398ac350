// SPDX-License-Identifier: BSL-1.0
// A soft bar of tetrahedra that is held at one end and swings under its weight. The energy of a step of the implicit
// Euler method is one formula over rows; Newton's method minimises it, with a sparse Hessian that Eigen factorises.
// elastic_body FILE.svg also writes an animation. The output is compared with elastic_body.txt.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <fstream>
#include <vector>

#include <Eigen/Dense>
#include <Eigen/SparseCholesky>

#include <tapeless/linear.hpp>
#include <tapeless/tensor.hpp>
#include <tapeless/interop/eigen.hpp>

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto t = axis<"t">;     // tetrahedra
constexpr auto v = axis<"v", 4>;  // the corners of one
constexpr auto k = axis<"k">;     // corners of all
constexpr auto d = axis<"d", 3>;  // x, y, z
constexpr auto j = axis<"j", 3>;  // the same at rest
constexpr auto X = tensor<"X">;   // places, X(k, d)
constexpr auto corner_of = labels<"corner_of">;
constexpr auto slope = tensor<"slope">;  // of the shape functions at rest, slope(t, v, j)
constexpr auto volume = tensor<"volume">;
constexpr auto mass = tensor<"mass">;
constexpr auto free_fall = tensor<"free_fall">;  // places without elastic forces
constexpr auto mu = symbol<"mu">;                // of the material
constexpr auto lambda = symbol<"lambda">;
constexpr auto h = symbol<"h">;  // the length of a step

// Neo-Hookean (Bonet and Wood, Nonlinear Continuum Mechanics for Finite Element Analysis, 6.4.3).
constexpr auto F = [](auto to, auto from) { return sum(v, X(k[corner_of(t, v)], to) * slope(t, v, from)); };
constexpr auto row = [](auto to) { return make_vec(F(to, j[0_c]), F(to, j[1_c]), F(to, j[2_c])); };
constexpr auto log_J = log(dot(row(d[0_c]), cross(row(d[1_c]), row(d[2_c]))));
constexpr auto elastic = mu / 2_c * (sum(d, j, square(F(d, j))) - 3_c) - mu * log_J + lambda / 2_c * square(log_J);
constexpr auto step_energy =
    sum(t, volume(t) * elastic) + sum(k, d, mass(k) * square(X(k, d) - free_fall(k, d))) / (2_c * square(h));

constexpr int length = 6, width = 2;  // in cubes, each cut into six tetrahedra along its diagonal
constexpr int corner(int x, int y, int z) { return (x * (width + 1) + y) * (width + 1) + z; }

int main(int arguments, char** argument) {
  using vector = Eigen::VectorXd;
  std::vector<double> places, slopes, volumes;
  std::vector<int> corners;
  for (int x = 0; x <= length; ++x)
    for (int y = 0; y <= width; ++y)
      for (int z = 0; z <= width; ++z) places.insert(places.end(), {0.1 * x, 0.1 * y, 0.1 * z});
  std::vector<double> masses(places.size() / 3), fallen(places.size());
  Eigen::Map<vector> x(places.data(), static_cast<std::ptrdiff_t>(places.size())), falling(fallen.data(), x.size());
  for (int cube = 0; cube < length * width * width; ++cube)
    for (const auto& way :
         {std::array{0u, 1u, 2u}, {1u, 2u, 0u}, {2u, 0u, 1u}, {0u, 2u, 1u}, {2u, 1u, 0u}, {1u, 0u, 2u}}) {
      std::array at{cube / (width * width), cube / width % width, cube % width};
      std::vector<int> four{corner(at[0], at[1], at[2])};
      for (const unsigned a : way) ++at[a], four.push_back(corner(at[0], at[1], at[2]));
      Eigen::Matrix4d ones_and_places;  // its inverse are the coefficients of the shape functions
      for (int a = 0; a < 4; ++a) ones_and_places.col(a) << 1, x.segment<3>(3 * four[static_cast<std::size_t>(a)]);
      const Eigen::Matrix<double, 4, 3, Eigen::RowMajor> of_shapes = ones_and_places.inverse().rightCols<3>();
      slopes.insert(slopes.end(), of_shapes.data(), of_shapes.data() + 12);
      volumes.push_back(std::abs(ones_and_places.determinant()) / 6);
      corners.insert(corners.end(), four.begin(), four.end());
      for (const int c : four) masses[static_cast<std::size_t>(c)] += 1000 * volumes.back() / 4;
    }
  for (int c = 0; c < corner(1, 0, 0); ++c) masses[static_cast<std::size_t>(c)] *= 1e6;  // held

  auto step = prepare(compressed(value_gradient_hessian(step_energy, X), positive_semidefinite), t = volumes.size(),
                      k = masses.size());
  vector speed = vector::Zero(x.size());
  const double dt = 0.02;
  step.bind(X = places, slope = slopes, volume = volumes, mass = masses, free_fall = fallen, corner_of = corners,
            mu = 4e4, lambda = 6e4, h = dt);
  Eigen::SimplicialLDLT<Eigen::SparseMatrix<double>> solver;
  int iterations = 0;
  double lowest = 0;
  std::vector<vector> frames{x};
  for (int s = 0; s < 30; ++s) {
    const vector before = x;
    falling = x + dt * speed;
    for (std::ptrdiff_t c = 3 * corner(1, 0, 0) + 2; c < x.size(); c += 3) falling[c] -= 9.81 * dt * dt;
    for (double value = step().value;; ++iterations) {
      const auto now = step();
      const vector gradient = Eigen::Map<const vector>(now.gradient().data(), x.size()), begin = x;
      if (gradient.lpNorm<Eigen::Infinity>() < 1e-4) break;
      const vector way = solver.compute(sparse_map(now.hessian())).solve(gradient);
      // Halved until the energy falls; it is NaN where a tetrahedron is turned inside out.
      double next = std::nan("");
      for (double scale = 1; !(next < value) && scale > 1e-6; scale /= 2) x = begin - scale * way, next = step().value;
      value = next;
    }
    speed = (x - before) / dt;
    frames.push_back(x);
    lowest = std::min(lowest, x[3 * corner(length, 0, 0) + 2]);
  }
  std::printf("%zu tetrahedra, %td unknowns, %td entries\n", volumes.size(), x.size(), step().nonzeros());
  std::printf("30 steps of less than 20 iterations: %s\n", iterations < 600 ? "yes" : "no");
  std::printf("the tip swings down by %.2f of the length\n", -lowest / (0.1 * length));
  if (arguments < 2) return 0;
  std::ofstream picture(argument[1]);
  picture << "<svg xmlns='http://www.w3.org/2000/svg' viewBox='-5 -10 80 90' fill='none' stroke='black' "
             "stroke-width='.4'><path><animate attributeName='d' dur='2s' repeatCount='indefinite' values='";
  for (const vector& frame : frames) {
    for (int line = 0; line <= length + width + 1; ++line)  // across, then along the bar
      for (int a = 0; a <= (line <= length ? width : length); ++a) {
        const int c = 3 * (line <= length ? corner(line, 0, a) : corner(a, 0, line - length - 1));
        picture << (a == 0 ? 'M' : 'L') << 100 * frame[c] << ' ' << 20 - 100 * frame[c + 2];
      }
    if (&frame != &frames.back()) picture << ';';
  }
  picture << "'/></path></svg>\n";
  if (!picture.flush()) return std::fprintf(stderr, "elastic_body: cannot write %s\n", argument[1]), 1;
}
