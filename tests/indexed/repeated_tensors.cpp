// SPDX-License-Identifier: BSL-1.0
// Requests in a tensor that stands several times in a formula, along different axes: each element gets the derivatives
// of all places where it stands.
#include <array>

#include "tests/support/catch.hpp"

#include <tapeless/tensor.hpp>

using namespace tapeless;
using namespace tapeless::literals;

namespace {

constexpr auto i = axis<"i">;
constexpr auto j = axis<"j">;
constexpr auto k = axis<"k">;
constexpr auto o = axis<"o">;
constexpr auto A = tensor<"A">;
constexpr auto z = tensor<"z">;

using matrix = std::array<std::array<double, 3>, 3>;
constexpr matrix a{{{0.5, -1.0, 2.0}, {0.25, 3.0, -0.75}, {1.5, -2.0, 0.125}}};
constexpr matrix v{{{1.0, 0.5, -2.0}, {-1.0, 0.25, 4.0}, {0.75, 2.0, -0.5}}};

constexpr double same(std::size_t p, std::size_t q) { return p == q ? 1.0 : 0.0; }

}  // namespace

TEST_CASE("the square of a matrix") {
  constexpr auto S = sum(j, A(i, j) * A(j, k));
  auto derivative_of = prepare(jacobian(S, A), i = 3, j = 3, k = 3);
  const auto J = derivative_of(A = a);
  const auto in_constants = jacobian(S, A)(A = a);
  for (std::size_t p = 0; p < 3; ++p)
    for (std::size_t q = 0; q < 3; ++q)
      for (std::size_t r = 0; r < 3; ++r)
        for (std::size_t s = 0; s < 3; ++s) {
          const double right = same(p, r) * a[s][q] + a[p][r] * same(s, q);
          CHECK(J(0_c, A)(p, q, r, s) == right);
          CHECK(in_constants(0_c, A)[p][q][r][s] == right);
        }

  auto back = prepare(pullback(S, A), i = 3, j = 3, k = 3);
  const auto adjoint = back(v, A = a);
  auto along = prepare(jvp(S, A), i = 3, j = 3, k = 3);
  const auto tangent = along(v, A = a);
  for (std::size_t p = 0; p < 3; ++p)
    for (std::size_t q = 0; q < 3; ++q) {
      double upstream = 0, directional = 0;
      for (std::size_t r = 0; r < 3; ++r) {
        upstream += v[p][r] * a[q][r] + a[r][p] * v[r][q];
        directional += v[p][r] * a[r][q] + a[p][r] * v[r][q];
      }
      CHECK(adjoint[A](p, q) == Approx(upstream));
      CHECK(tangent.value(p, q) == Approx(directional));
    }
}

TEST_CASE("a matrix times its transpose, summed") {
  constexpr auto f = sum(i, j, A(i, j) * A(j, i));
  auto all = prepare(value_gradient_hessian(f, A), i = 3, j = 3);
  const auto r = all(A = a);
  auto product = prepare(hvp(f, A), i = 3, j = 3);
  const auto Hv = product(v, A = a);
  for (std::size_t p = 0; p < 3; ++p)
    for (std::size_t q = 0; q < 3; ++q) {
      CHECK(r[A](p, q) == 2 * a[q][p]);
      CHECK(Hv[A](p, q) == 2 * v[q][p]);
      for (std::size_t s = 0; s < 3; ++s)
        for (std::size_t t = 0; t < 3; ++t) CHECK(r.hessian(A, A)(p, q, s, t) == 2 * same(p, t) * same(q, s));
    }
  static_assert(hessian(f, A)(A = a)(A, A)[0][1][1][0] == 2);
}

TEST_CASE("the Jacobian of a softmax, whose tensor stands along the axis of the value") {
  constexpr auto p = softmax(o, z(o));
  constexpr std::array<double, 3> scores{800.0, 801.0, 799.5};
  auto net = prepare(value_and_jacobian(p, z), o = 3);
  const auto r = net(z = scores);
  for (std::size_t s = 0; s < 3; ++s)
    for (std::size_t t = 0; t < 3; ++t) {
      const double ps = r.values[0_c](s), pt = r.values[0_c](t);
      CHECK(r.jacobian(0_c, z)(s, t) == Approx(ps * (same(s, t) - pt)).margin(1e-15));
    }
}

TEST_CASE("picked elements, and floats") {
  constexpr auto t = labels<"t">;
  constexpr auto n = axis<"n">;
  constexpr auto f = sum(n, square(pick(z(k), k, t(n))));
  constexpr std::array<float, 3> values{1.5f, -2.0f, 0.25f};
  constexpr std::array<int, 4> which{2, 0, 2, 2};
  auto net = prepare<float>(value_gradient_hessian(f, z), n = 4, k = 3);
  const auto r = net(z = values, t = which);
  const float times[] = {1, 0, 3};
  for (std::size_t p = 0; p < 3; ++p) {
    CHECK(r[z](p) == 2 * times[p] * values[p]);
    for (std::size_t q = 0; q < 3; ++q) CHECK(r.hessian(z, z)(p, q) == (p == q ? 2 * times[p] : 0.0f));
  }
}

TEST_CASE("operations over axes are counted by extents") {
  constexpr auto product = sum(j, A(i, j) * A(j, k));
  static_assert(count(product, i = 2, j = 3, k = 5).multiply == 2 * 3 * 5);
  static_assert(count(product, i = 2, j = 3, k = 5).add == 2 * 3 * 5);
}
