// SPDX-License-Identifier: BSL-1.0
// A net of springs: a grid of vertices, each with springs to the right, below, and along both diagonals below.
#pragma once

#include <algorithm>
#include <cmath>

#include <bench/elements/mesh.hpp>

namespace bench {

template <class T>
constexpr T spring_energy(const std::array<T, 6>& x, const T& length, const T& stiffness) {
  using std::sqrt;
  const T d0 = x[0] - x[3], d1 = x[1] - x[4], d2 = x[2] - x[5];
  const T stretch = sqrt(d0 * d0 + d1 * d1 + d2 * d2) - length;
  return stiffness / 2 * stretch * stretch;
}

struct spring {
  static constexpr int vertices = 2, data = 2;  // of its own: length without a force, stiffness

  static constexpr auto formula = tapeless::record<"x0", "x1", "x2", "y0", "y1", "y2", "length", "stiffness">(
      [](auto x0, auto x1, auto x2, auto y0, auto y1, auto y2, auto length, auto stiffness) {
        return spring_energy<decltype(x0)>({x0, x1, x2, y0, y1, y2}, length, stiffness);
      });
  static constexpr auto coordinates = tapeless::symbols<"x0", "x1", "x2", "y0", "y1", "y2">;
  static constexpr auto h = function(value_and_gradient(formula, coordinates),
                                     tapeless::arguments(coordinates, tapeless::symbols<"length", "stiffness">));

  template <class T>
  [[gnu::always_inline]] static T forces(const T* x, const T* own, T* g) {
    using std::sqrt;
    T d[3];
    for (int k = 0; k < 3; ++k) d[k] = x[k] - x[3 + k];
    const T now = sqrt(d[0] * d[0] + d[1] * d[1] + d[2] * d[2]), stretch = now - own[0], force = own[1] * stretch;
    const T along = force / now;
    for (int k = 0; k < 3; ++k) g[k] = along * d[k], g[3 + k] = -g[k];
    return T(0.5) * force * stretch;
  }

  static mesh_data<2, 2> mesh(long n, std::mt19937_64& random) {
    mesh_data<2, 2> all;
    const long side = std::max(2L, static_cast<long>(std::sqrt(static_cast<double>(n) / 4)));
    std::normal_distribution<double> noise(0, 0.1);
    for (long i = 0; i < side; ++i)
      for (long j = 0; j < side; ++j)
        all.points.push_back(
            {static_cast<double>(i) + noise(random), static_cast<double>(j) + noise(random), noise(random)});
    const auto join = [&](long i, long j, long k, long l) {
      if (k >= side || l >= side || l < 0) return;
      all.elements.push_back({static_cast<int>(i * side + j), static_cast<int>(k * side + l)});
      all.data[0].push_back(std::sqrt(static_cast<double>((i - k) * (i - k) + (j - l) * (j - l))));
      all.data[1].push_back(10);
    };
    for (long i = 0; i < side; ++i)
      for (long j = 0; j < side; ++j)
        join(i, j, i, j + 1), join(i, j, i + 1, j - 1), join(i, j, i + 1, j), join(i, j, i + 1, j + 1);
    return all;
  }
};

}  // namespace bench
