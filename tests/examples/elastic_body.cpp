// SPDX-License-Identifier: BSL-1.0
// A soft bar of tetrahedra that is held at one end and swings under its weight. The energy of a step of the implicit
// Euler method is one formula over rows; Newton's method minimises it, with a sparse Hessian that Eigen factorises.
// elastic_body FILE.svg also writes an animation. The output is compared with elastic_body.txt.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <vector>

#include <Eigen/SparseCholesky>

#include "elastic/animation.hpp"
#include "elastic/bar.hpp"

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

int main(int arguments, char** argument) {
  using vector = Eigen::VectorXd;
  using soft_bar::corner, soft_bar::length, soft_bar::width;
  soft_bar::bar mesh = soft_bar::made();
  std::vector<double> fallen(mesh.places.size());
  Eigen::Map<vector> x(mesh.places.data(), static_cast<std::ptrdiff_t>(fallen.size())),
      falling(fallen.data(), x.size());

  auto step = prepare(compressed(value_gradient_hessian(step_energy, X), positive_semidefinite),
                      t = mesh.volumes.size(), k = mesh.masses.size());
  vector speed = vector::Zero(x.size());
  const double dt = 0.02;
  step.bind(X = mesh.places, slope = mesh.slopes, volume = mesh.volumes, mass = mesh.masses, free_fall = fallen,
            corner_of = mesh.corners, mu = 4e4, lambda = 6e4, h = dt);
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
  std::printf("%zu tetrahedra, %td unknowns, %td entries\n", mesh.volumes.size(), x.size(), step().nonzeros());
  std::printf("30 steps of less than 20 iterations: %s\n", iterations < 600 ? "yes" : "no");
  std::printf("the tip swings down by %.2f of the length\n", -lowest / (0.1 * length));
  const auto place = [](int along, int up) { return 3 * corner(along, 0, up); };
  if (arguments > 1 && !soft_bar::animate(argument[1], frames, length, width, place))
    return std::fprintf(stderr, "elastic_body: cannot write %s\n", argument[1]), 1;
}
