// SPDX-License-Identifier: BSL-1.0
// Small vectors and matrices: of numbers against plain loops in long double, of formulas against what is written out,
// and of values inside `record` against both.
#include "tests/support/catch.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <random>
#include <span>
#include <type_traits>

#include <tapeless/linear.hpp>

namespace {

using namespace tapeless;
using namespace tapeless::literals;

// In the compiler, with integers that are exact.
constexpr mat<double, 3, 3> three{2, 1, 3, 0, 4, 1, 5, 2, 1};
constexpr mat<double, 4, 4> four{2, 1, 3, 1, 0, 4, 1, 2, 5, 2, 1, 0, 1, 1, 2, 3};
static_assert(determinant(mat<double, 1, 1>{7}) == 7 && determinant(mat<double, 2, 2>{1, 2, 3, 4}) == -2);
static_assert(determinant(three) == -51 && determinant(transpose(three)) == -51 && trace(three) == 7);
static_assert(determinant(four) == -108 && determinant(transpose(four)) == -108);
static_assert(cross(vec{1.0, 2.0, 3.0}, vec{4.0, 5.0, 6.0}) == vec{-3.0, 6.0, -3.0});
static_assert(cross(vec{1.0, 2.0}, vec{3.0, 4.0}) == -2 && dot(vec{1.0, 2.0}, vec{3.0, 4.0}) == 11);
static_assert(norm(vec{3.0, 4.0}) == 5 && squared_norm(vec{3.0, 4.0}) == 25 && normalized(vec{0.0, 2.0})[1] == 1);
static_assert(-vec{1.0, 2.0} + 2 * vec{1.0, 2.0} - vec{4.0, 8.0} / 4 == vec{0.0, 0.0});
static_assert(outer(vec{1.0, 2.0}, vec{3.0, 4.0, 5.0}) == mat<double, 2, 3>{3, 4, 5, 6, 8, 10});
static_assert(mat<double, 2, 3>{1, 2, 3, 4, 5, 6} * vec{1.0, 0.0, 2.0} == vec{7.0, 16.0});
static_assert(mat<double, 2, 3>{1, 2, 3, 4, 5, 6} * mat<double, 3, 1>{1, 0, 2} == mat<double, 2, 1>{7, 16});
static_assert(three * mat<double, 3, 3>::identity() == three && 2 * three - three == three && three / 1 == three);
static_assert(inverse(mat<double, 2, 2>{2, 1, 1, 1}) == mat<double, 2, 2>{1, -1, -1, 2});
static_assert(inverse(mat<double, 1, 1>{4}) == mat<double, 1, 1>{0.25} &&
              solve(mat<double, 1, 1>{4}, vec{2.0})[0] == 0.5);
static_assert(solve(mat<double, 2, 2>{2, 1, 1, 1}, vec{3.0, 2.0}) == vec{1.0, 1.0});
static_assert(std::is_same_v<decltype(make_vec(1, 2.0f)), vec<float, 2>>);
static_assert(as_vec(std::array{1.0, 2.0}) == vec{1.0, 2.0} && as_vec(vec{1.0}) == vec{1.0});
constexpr vec<double, 3> changed = [] {
  vec v{1.0, 2.0, 3.0};
  v[1] = 5;
  for (double& one : v) one += 1;
  return v;
}();
static_assert(changed == vec{2.0, 6.0, 4.0} && changed[2u] == 4 && changed.data()[0] == 2);
constexpr mat<double, 2, 2> written = [] {
  mat<double, 2, 2> m{};
  m(0, 1) = 3;
  m.data()[2] = 4;
  return m;
}();
static_assert(written(0u, 1) == 3 && written(1, 0) == 4 && written.rows() == 2 && written.columns() == 2);

// Formulas, and lists of symbols.
constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto z = symbol<"z">;
constexpr auto p = symbols<"p", 3>;
constexpr auto q = symbols<"q", 3>;
constexpr auto v = make_vec(x, y, z);
static_assert(dot(v, p) == x * p[0_c] + y * p[1_c] + z * p[2_c] && norm(p) == sqrt(dot(p, p)));
static_assert(cross(p, q)[0_c] == p[1_c] * q[2_c] - p[2_c] * q[1_c] && cross(v, v)[1_c] == 0_c);
static_assert((2_c * v)[1_c] == 2_c * y && (v * x)[2_c] == z * x && (v / x)[1_c] == y / x && (v - v)[0_c] == 0_c);
static_assert((v + p)[2_c] == z + p[2_c] && (-v)[0_c] == -x && v.size() == 3);
constexpr auto m = make_mat<2>(x, y, z, x);
static_assert(determinant(m) == square(x) - y * z && inverse(m)(0_c, 1_c) == -y / (square(x) - y * z));
static_assert((m * m)(1_c, 0_c) == z * x + x * z && (m * make_vec(x, y))[1_c] == z * x + x * y && trace(m) == 2_c * x);
static_assert(transpose(m)(0_c, 1_c) == z && (x * m)(1_c, 1_c) == x * x && outer(p, q)(2_c, 0_c) == p[2_c] * q[0_c]);
static_assert(as_mat<3>(symbols<"R", 9>)(1_c, 2_c) == symbol<"R5"> && inverse(make_mat<1>(x))(0_c, 0_c) == 1_c / x);
static_assert(bundle(v)[1_c] == y && bundle(m)[2_c] == z);
static_assert(derivative(dot(v, v), y) == 2_c * y);
static_assert(substitute(dot(p, q), p = v, q = cross(v, p)) == dot(v, cross(v, p)) &&
              substitute(norm(p), p = q) == norm(q));

// Values inside record.
constexpr auto volume =
    record(p, q, x, [](const auto& a, const auto& b, auto t) { return dot(a, cross(b, t * a + b)); });
static_assert(volume == dot(p, cross(q, x* as_vec(p) + q)));
constexpr auto inverted = record(symbols<"a", 16>, [](const auto& a) { return inverse(as_mat<4>(a)); });
constexpr auto solved =
    record(symbols<"a", 16>, symbols<"b", 4>, [](const auto& a, const auto& b) { return solve(as_mat<4>(a), b); });
static_assert(inverted.size() == 16 && solved.size() == 4);
constexpr auto rotated = record(p, x, [](const auto& a, auto angle) {
  const auto c = cos(angle), s = sin(angle);
  return make_mat<3>(c, -s, 0, s, c, 0, 0, 0, 1) * a;
});
static_assert(rotated[0_c] == cos(x) * p[0_c] - sin(x) * p[1_c] && rotated[2_c] == p[2_c]);

template <std::size_t N>
mat<double, N, N> random_matrix(std::mt19937& random) {
  std::uniform_real_distribution<double> number(-2, 2);
  mat<double, N, N> result{};
  for (double& one : result.values) one = number(random);
  for (std::size_t k = 0; k < N; ++k) result(k, k) += 5;  // far from singular
  return result;
}

// |m*x - b| in long double, in units of the last place of what is added.
template <std::size_t N>
double residual(const mat<double, N, N>& matrix, const vec<double, N>& solution, const vec<double, N>& right) {
  long double worst = 0;
  for (std::size_t i = 0; i < N; ++i) {
    const auto given = static_cast<long double>(right[i]);
    long double sum = -given, size = std::abs(given);
    for (std::size_t j = 0; j < N; ++j) {
      const long double term = static_cast<long double>(matrix(i, j)) * static_cast<long double>(solution[j]);
      sum += term;
      size += std::abs(term);
    }
    worst = std::max(worst, std::abs(sum) / size / 0x1p-53L);
  }
  return static_cast<double>(worst);
}

template <std::size_t N>
void solves() {
  std::mt19937 random(N);
  std::uniform_real_distribution<double> number(-2, 2);
  for (int trial = 0; trial < 1000; ++trial) {
    const auto matrix = random_matrix<N>(random);
    vec<double, N> right{};
    for (double& one : right) one = number(random);
    CHECK(residual<N>(matrix, solve(matrix, right), right) < 60);
    const auto inverse_times = inverse(matrix) * right;
    CHECK(residual<N>(matrix, inverse_times, right) < 60);
    const auto columns = solve(matrix, matrix);
    for (std::size_t i = 0; i < N; ++i)
      for (std::size_t j = 0; j < N; ++j) CHECK(std::abs(columns(i, j) - (i == j ? 1 : 0)) < 1e-13);
  }
}

TEST_CASE("systems of one to four equations are solved") {
  solves<1>();
  solves<2>();
  solves<3>();
  solves<4>();
}

TEST_CASE("what is recorded computes what numbers do") {
  std::mt19937 random(11);
  constexpr auto a = symbols<"a", 16>;
  for (int trial = 0; trial < 100; ++trial) {
    const auto matrix = random_matrix<4>(random);
    const auto numbers = inverse(matrix);
    const auto recorded = inverted(a = matrix.values);
    for (std::size_t k = 0; k < 16; ++k) CHECK(std::abs(recorded[k] - numbers.values[k]) < 1e-15);
    const vec right{1.0, -2.0, 0.5, 3.0};
    const auto solution = solved(a = matrix.values, symbols<"b", 4> = right);
    CHECK(residual<4>(matrix, vec{solution[0], solution[1], solution[2], solution[3]}, right) < 60);
  }
}

TEST_CASE("the derivative of an inverse is -inverse*dm*inverse") {
  std::mt19937 random(12);
  constexpr auto a = symbols<"a", 16>;
  const auto matrix = random_matrix<4>(random);
  const auto numbers = inverse(matrix);
  const auto r = value_and_jacobian(inverted, a)(a = matrix.values);
  for (std::size_t i = 0; i < 4; ++i)
    for (std::size_t j = 0; j < 4; ++j)
      for (std::size_t k = 0; k < 4; ++k)
        for (std::size_t l = 0; l < 4; ++l)
          CHECK(std::abs(r.jacobian(4 * i + j, 4 * k + l) + numbers(i, k) * numbers(l, j)) < 1e-14);
}

TEST_CASE("other types of numbers") {
  const vec<std::complex<double>, 2> c{std::complex<double>(1, 2), std::complex<double>(0, 1)};
  CHECK(dot(c, c) == std::complex<double>(-4, 4));
  const auto half = make_mat<2>(2.0f, 0.0f, 0.0f, 4.0f);
  CHECK(inverse(half) == mat<float, 2, 2>{0.5f, 0, 0, 0.25f});
  static_assert(std::is_same_v<decltype(determinant(half)), float>);
  const double row[3] = {1, 2, 2};
  CHECK(norm(as_vec(std::span(row))) == 3);
}

}  // namespace
