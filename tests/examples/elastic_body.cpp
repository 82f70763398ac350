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
constexpr auto k = axis<"k">;     // corners
constexpr auto d = axis<"d", 3>;  // x, y, z
constexpr auto j = axis<"j", 3>;  // the same at rest
constexpr auto u = axis<"u", 3>;  // edges of a tetrahedron
constexpr auto X = tensor<"X">;   // places, X(k, d)
constexpr auto B = tensor<"B">;   // inverses of the edges at rest, B(t, u, j)
constexpr auto volume = tensor<"volume">;
constexpr auto mass = tensor<"mass">;
constexpr auto free_fall = tensor<"free_fall">;  // places without elastic forces
constexpr auto c0 = labels<"c0">;                // the corners of a tetrahedron
constexpr auto c1 = labels<"c1">;
constexpr auto c2 = labels<"c2">;
constexpr auto c3 = labels<"c3">;
constexpr auto mu = symbol<"mu">;  // of the material
constexpr auto lambda = symbol<"lambda">;
constexpr auto h = symbol<"h">;  // the length of a step

// Neo-Hookean (Bonet and Wood, Nonlinear Continuum Mechanics for Finite Element Analysis, 6.4.3).
constexpr auto edge = [](auto corner, auto place) { return X(k[corner(t)], place) - X(k[c0(t)], place); };
constexpr auto F = edge(c1, d) * B(t, u[0_c], j) + edge(c2, d) * B(t, u[1_c], j) + edge(c3, d) * B(t, u[2_c], j);
constexpr auto all = [](auto corner) {
  return make_vec(edge(corner, d[0_c]), edge(corner, d[1_c]), edge(corner, d[2_c]));
};
constexpr auto content = dot(all(c1), cross(all(c2), all(c3)));
constexpr auto log_J = log(content / (6_c * volume(t)));
constexpr auto elastic = mu / 2_c * (sum(d, j, square(F)) - 3_c) - mu * log_J + lambda / 2_c * square(log_J);
constexpr auto step_energy =
    sum(t, volume(t) * elastic) + sum(k, d, mass(k) * square(X(k, d) - free_fall(k, d))) / (2_c * square(h));

constexpr int length = 6, width = 2;  // in cubes, each cut into six tetrahedra along its diagonal
constexpr int corner(int x, int y, int z) { return (x * (width + 1) + y) * (width + 1) + z; }

int main(int arguments, char** argument) {
  using vector = Eigen::VectorXd;
  std::vector<double> places, inverse, volumes;
  std::vector<int> corners[4];
  for (int x = 0; x <= length; ++x)
    for (int y = 0; y <= width; ++y)
      for (int z = 0; z <= width; ++z) places.insert(places.end(), {0.1 * x, 0.1 * y, 0.1 * z});
  std::vector<double> masses(places.size() / 3), fallen(places.size());
  Eigen::Map<vector> x(places.data(), static_cast<std::ptrdiff_t>(places.size())), falling(fallen.data(), x.size());
  for (int cube = 0; cube < length * width * width; ++cube)
    for (const auto& way : {std::array{0, 1, 2}, {1, 2, 0}, {2, 0, 1}, {0, 2, 1}, {2, 1, 0}, {1, 0, 2}}) {
      int at[3] = {cube / (width * width), cube / width % width, cube % width},
          corner_of[4] = {corner(at[0], at[1], at[2])};
      for (int a = 0; a < 3; ++a) {
        ++at[way[static_cast<std::size_t>(a)]];
        corner_of[a + 1] = corner(at[0], at[1], at[2]);
      }
      if (way[1] == (way[0] + 2) % 3) std::swap(corner_of[2], corner_of[3]);  // the volume is positive
      Eigen::Matrix3d edges;
      for (int a = 0; a < 3; ++a) edges.col(a) = x.segment<3>(3 * corner_of[a + 1]) - x.segment<3>(3 * corner_of[0]);
      volumes.push_back(edges.determinant() / 6);
      const Eigen::Matrix3d back = edges.inverse().transpose();
      inverse.insert(inverse.end(), back.data(), back.data() + 9);
      for (int a = 0; a < 4; ++a) {
        corners[a].push_back(corner_of[a]);
        masses[static_cast<std::size_t>(corner_of[a])] += 1000 * volumes.back() / 4;
      }
    }
  for (int c = 0; c < corner(1, 0, 0); ++c) masses[static_cast<std::size_t>(c)] *= 1e6;  // held

  auto step = prepare(compressed(value_gradient_hessian(step_energy, X), positive_semidefinite), t = volumes.size(),
                      k = masses.size());
  vector speed = vector::Zero(x.size()), before(x.size());
  const double dt = 0.02;
  step.bind(X = places, B = inverse, volume = volumes, mass = masses, free_fall = fallen, c0 = corners[0],
            c1 = corners[1], c2 = corners[2], c3 = corners[3], mu = 4e4, lambda = 6e4, h = dt);
  Eigen::SimplicialLDLT<Eigen::SparseMatrix<double>> solver;
  int iterations = 0;
  double lowest = 0, slope = 0;
  std::vector<vector> frames{x};
  for (int s = 0; s < 30; ++s) {
    before = x;
    falling = x + dt * speed;
    for (std::ptrdiff_t c = 3 * corner(1, 0, 0) + 2; c < x.size(); c += 3) falling[c] -= 9.81 * dt * dt;
    for (double value = step().value;; ++iterations) {
      const auto now = step();
      const vector gradient = Eigen::Map<const vector>(now.gradient().data(), x.size()), begin = x;
      slope = gradient.lpNorm<Eigen::Infinity>();
      if (slope < 1e-4) break;
      if (iterations == 0) solver.analyzePattern(sparse_map(now.hessian()));
      solver.factorize(sparse_map(now.hessian()));
      const vector way = solver.solve(gradient);
      // Halved until the energy falls; it is NaN where a tetrahedron is turned inside out.
      double next = std::nan("");
      for (double scale = 1; !(next < value) && scale > 1e-6; scale /= 2) {
        x = begin - scale * way;
        next = step().value;
      }
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
             "stroke-width='.4'>\n";
  for (std::size_t f = 0; f < frames.size(); ++f) {
    picture << "<path visibility='hidden' d='";
    for (int line = 0; line <= length + width + 1; ++line)  // across, then along the bar
      for (int a = 0; a <= (line <= length ? width : length); ++a) {
        const int c = 3 * (line <= length ? corner(line, 0, a) : corner(a, 0, line - length - 1));
        picture << (a == 0 ? 'M' : 'L') << 100 * frames[f][c] << ' ' << 20 - 100 * frames[f][c + 2];
      }
    picture << "'><animate attributeName='visibility' values='hidden;visible;hidden' calcMode='discrete' dur='2s' "
               "keyTimes='0;"
            << static_cast<double>(f) / 31 << ';' << static_cast<double>(f + 1) / 31
            << "' repeatCount='indefinite'/></path>\n";
  }
  picture << "</svg>\n";
  if (!picture.flush()) return std::fprintf(stderr, "elastic_body: cannot write %s\n", argument[1]), 1;
}
