// SPDX-License-Identifier: BSL-1.0
// A body of tetrahedra of neo-Hookean material: cubes of a grid, each cut into six.
#pragma once

#include <bench/elements/mesh.hpp>
#include <bench/elements/neo_hookean.hpp>

namespace bench {

struct tetrahedron {
  static constexpr int vertices = 4, data = 11;  // of its own: B by rows, mu, lambda

  static constexpr auto h = function(
      value_and_gradient(neo_hookean::formula, neo_hookean::coordinates),
      tapeless::arguments(neo_hookean::coordinates,
                          tapeless::symbols<"B0", "B1", "B2", "B3", "B4", "B5", "B6", "B7", "B8", "mu", "lambda">));

  // As in neo_hookean::hand: P = mu*F + (lambda*log(J) - mu)*inverse(F)', the gradient in vertices 1 to 3 is P*B', and
  // that in vertex 0 the sum of these with the other sign.
  template <class T>
  [[gnu::always_inline]] static T forces(const T* x, const T* B, T* g) {
    using std::log;
    const T mu = B[9], lambda = B[10];
    T D[9], F[9], C[9], P[9];
    for (int k = 0; k < 3; ++k)
      for (int i = 0; i < 3; ++i) D[3 * k + i] = x[3 * k + 3 + i] - x[i];
    for (int i = 0; i < 3; ++i)
      for (int j = 0; j < 3; ++j) F[3 * i + j] = D[i] * B[j] + D[3 + i] * B[3 + j] + D[6 + i] * B[6 + j];
    C[0] = F[4] * F[8] - F[5] * F[7], C[1] = F[5] * F[6] - F[3] * F[8], C[2] = F[3] * F[7] - F[4] * F[6];
    C[3] = F[2] * F[7] - F[1] * F[8], C[4] = F[0] * F[8] - F[2] * F[6], C[5] = F[1] * F[6] - F[0] * F[7];
    C[6] = F[1] * F[5] - F[2] * F[4], C[7] = F[2] * F[3] - F[0] * F[5], C[8] = F[0] * F[4] - F[1] * F[3];
    const T J = F[0] * C[0] + F[1] * C[1] + F[2] * C[2], l = log(J);
    T squares = F[0] * F[0];
    for (int k = 1; k < 9; ++k) squares = squares + F[k] * F[k];
    const T half = lambda * l * T(0.5), s = (half + half - mu) / J;
    for (int k = 0; k < 9; ++k) P[k] = mu * F[k] + s * C[k];
    for (int i = 0; i < 3; ++i) {
      for (int a = 0; a < 3; ++a)
        g[3 * a + 3 + i] = P[3 * i] * B[3 * a] + P[3 * i + 1] * B[3 * a + 1] + P[3 * i + 2] * B[3 * a + 2];
      g[i] = -(g[3 + i] + g[6 + i] + g[9 + i]);
    }
    return mu * T(0.5) * (squares - T(3)) + (half - mu) * l;
  }

  static mesh_data<4, 11> mesh(long n, std::mt19937_64& random) {
    mesh_data<4, 11> all;
    const long side = std::max(1L, static_cast<long>(std::cbrt(static_cast<double>(n) / 6)));
    std::normal_distribution<double> noise(0, 0.03);
    const auto place = [&](long i, long j, long k) { return static_cast<int>((i * (side + 1) + j) * (side + 1) + k); };
    std::vector<point> rest;
    for (long i = 0; i <= side; ++i)
      for (long j = 0; j <= side; ++j)
        for (long k = 0; k <= side; ++k) {
          rest.push_back({static_cast<double>(i), static_cast<double>(j), static_cast<double>(k)});
          all.points.push_back(rest.back());
          for (double& x : all.points.back()) x += noise(random);
        }
    // Along the diagonal from corner 0 to corner 7: a step in each direction, in every order.
    const int orders[6][3] = {{0, 1, 2}, {1, 2, 0}, {2, 0, 1}, {0, 2, 1}, {2, 1, 0}, {1, 0, 2}};
    for (long i = 0; i < side; ++i)
      for (long j = 0; j < side; ++j)
        for (long k = 0; k < side; ++k)
          for (int o = 0; o < 6; ++o) {
            std::array<int, 4> tet{place(i, j, k)};
            long at[3] = {i, j, k};
            for (std::size_t v = 1; v < 4; ++v) {
              ++at[orders[o][v - 1]];
              tet[v] = place(at[0], at[1], at[2]);
            }
            if (o >= 3) std::swap(tet[1], tet[2]);  // volumes are positive
            double D[3][3], B[9];                   // D: edges as columns
            for (std::size_t a = 0; a < 3; ++a)
              for (std::size_t d = 0; d < 3; ++d)
                D[d][a] = rest[static_cast<std::size_t>(tet[a + 1])][d] - rest[static_cast<std::size_t>(tet[0])][d];
            double det = 0;
            for (std::size_t c = 0; c < 3; ++c)
              det += D[0][c] * (D[1][(c + 1) % 3] * D[2][(c + 2) % 3] - D[1][(c + 2) % 3] * D[2][(c + 1) % 3]);
            for (std::size_t a = 0; a < 3; ++a)
              for (std::size_t d = 0; d < 3; ++d)
                B[3 * a + d] = (D[(d + 1) % 3][(a + 1) % 3] * D[(d + 2) % 3][(a + 2) % 3] -
                                D[(d + 1) % 3][(a + 2) % 3] * D[(d + 2) % 3][(a + 1) % 3]) /
                               det;
            all.elements.push_back(tet);
            for (std::size_t b = 0; b < 9; ++b) all.data[b].push_back(B[b]);
            all.data[9].push_back(2);
            all.data[10].push_back(3);
          }
    return all;
  }
};

}  // namespace bench
