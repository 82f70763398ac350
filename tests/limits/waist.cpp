// SPDX-License-Identifier: BSL-1.0
// Second derivatives of formulas that see their inputs through one value, far above them: against numbers that carry
// first and second derivatives, in forms that meet the value as its square, its root, its logarithm, in a branch, and
// where it is not the only way to the inputs.
#include "bench/elements/neo_hookean.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <random>
#include <utility>
#include <vector>

#include <tapeless/tapeless.hpp>

namespace {

using namespace tapeless;

constexpr std::size_t most = 24;

// A number with its derivatives in n inputs, and the sums of their terms' sizes, which bound what rounds.
template <std::size_t N>
struct dual {
  double value = 0;
  std::array<double, N> first{};
  std::vector<double> second = std::vector<double>(N * N);
  dual(double x = 0) : value(x) {}
  dual(double x, std::size_t k) : value(x) { first[k] = 1; }
};
// f(a, b) by its derivatives.
template <std::size_t N>
dual<N> chain(double value, double fa, double faa, const dual<N>& a, double fb = 0, double fbb = 0, double fab = 0,
              const dual<N>& b = {}) {
  dual<N> result(value);
  for (std::size_t i = 0; i < N; ++i) {
    result.first[i] = fa * a.first[i] + fb * b.first[i];
    for (std::size_t j = 0; j < N; ++j)
      result.second[N * i + j] = fa * a.second[N * i + j] + fb * b.second[N * i + j] + faa * a.first[i] * a.first[j] +
                                 fbb * b.first[i] * b.first[j] +
                                 fab * (a.first[i] * b.first[j] + b.first[i] * a.first[j]);
  }
  return result;
}
template <std::size_t N>
dual<N> operator+(const dual<N>& a, const dual<N>& b) {
  return chain(a.value + b.value, 1, 0, a, 1, 0, 0, b);
}
template <std::size_t N>
dual<N> operator-(const dual<N>& a, const dual<N>& b) {
  return chain(a.value - b.value, 1, 0, a, -1, 0, 0, b);
}
template <std::size_t N>
dual<N> operator*(const dual<N>& a, const dual<N>& b) {
  return chain(a.value * b.value, b.value, 0, a, a.value, 0, 1, b);
}
template <std::size_t N>
dual<N> operator/(const dual<N>& a, const dual<N>& b) {
  const double r = 1 / b.value;
  return chain(a.value * r, r, 0, a, -a.value * r * r, 2 * a.value * r * r * r, -r * r, b);
}
template <std::size_t N>
dual<N> exp(const dual<N>& a) {
  const double e = std::exp(a.value);
  return chain(e, e, e, a);
}
template <std::size_t N>
dual<N> log(const dual<N>& a) {
  return chain(std::log(a.value), 1 / a.value, -1 / a.value / a.value, a);
}
template <std::size_t N>
dual<N> sqrt(const dual<N>& a) {
  const double s = std::sqrt(a.value);
  return chain(s, 0.5 / s, -0.25 / s / a.value, a);
}
template <std::size_t N>
dual<N> select(bool which, const dual<N>& a, const dual<N>& b) {
  return which ? a : b;
}
template <std::size_t N>
bool operator<(const dual<N>& a, const dual<N>& b) {
  return a.value < b.value;
}

enum class shape {
  exponential,
  logarithm,
  root,
  cube,
  reciprocal,
  branches,
  masked,
  chosen_by_input,
  beside_input,
  by_constant,
  two_values,
  square_of_sum
};

// A form of all inputs, positive, and a function of it.
template <shape How, class T, std::size_t N>
constexpr T formula(const std::array<T, N>& x, const T& constant) {
  T form = T(1);
  for (std::size_t i = 0; i < N; ++i) {
    form = form + x[i] * x[i];
    for (std::size_t j = i + 1; j < N; ++j) form = form + T(0.0625 / static_cast<double>(1 + i + 2 * j)) * x[i] * x[j];
    form = form + exp(x[i]) * T(0.125);
  }
  if constexpr (How == shape::exponential) return exp(T(0) - form * T(0.125)) + form;
  if constexpr (How == shape::logarithm) return log(form) * form;
  if constexpr (How == shape::root) return sqrt(form);
  if constexpr (How == shape::cube) return form * form * form;
  if constexpr (How == shape::reciprocal) return x[0] / x[0] / form;
  if constexpr (How == shape::branches) return select(T(4) < form, log(form), form * form);
  if constexpr (How == shape::masked) {
    const T zero = form - form;
    return select(T(4) < form, log(form), zero) + select(T(5) < form, sqrt(form), zero);
  }
  if constexpr (How == shape::chosen_by_input) return select(T(0) < x[1], exp(form * T(0.125)), form * form);
  if constexpr (How == shape::beside_input) return exp(form * T(0.125)) * x[1] + log(form);
  if constexpr (How == shape::by_constant) return log(form + constant * form * form) * constant;
  if constexpr (How == shape::two_values) return log(form + x[2] * x[2]) + sqrt(form);
  if constexpr (How == shape::square_of_sum) {
    const T square = form * form;
    return square * square / (T(1) + square);
  }
}

template <std::size_t K>
constexpr auto name_of() {
  const char text[4] = {'x', static_cast<char>('0' + K / 10), static_cast<char>('0' + K % 10), '\0'};
  return fixed_string<4>(text);
}

template <shape How, std::size_t N, std::size_t... K>
void check(std::index_sequence<K...>) {
  constexpr auto written = record<name_of<K>()..., "constant">([](auto... inputs) {
    const std::array<handle, N + 1> all{inputs...};
    std::array<handle, N> x{};
    for (std::size_t k = 0; k < N; ++k) x[k] = all[k];
    return formula<How, handle, N>(x, all[N]);
  });
  constexpr auto f = function(value_gradient_hessian(written, symbol<name_of<K>()>...),
                              arguments(symbol<name_of<K>()>..., symbol<"constant">));
  std::mt19937 random(7);
  std::uniform_real_distribution<double> any(-1, 1);
  for (int point = 0; point < 8; ++point) {
    std::array<double, N + 1> in{};
    for (double& one : in) one = any(random) * (point < 2 ? 0.25 : 1);
    in[N] = 0.75;
    std::array<dual<N>, N> x;
    for (std::size_t k = 0; k < N; ++k) x[k] = dual<N>(in[k], k);
    const dual<N> expected = formula<How, dual<N>, N>(x, dual<N>(in[N]));
    std::array<double, 1 + N + N * N> out{};
    f(in, out);
    double largest = 1;
    for (const double one : expected.second) largest = std::max(largest, std::abs(one));
    INFO("shape " << static_cast<int>(How) << ", point " << point);
    CHECK(std::abs(out[0] - expected.value) < 1e-13 * (1 + std::abs(expected.value)));
    bool close = true;
    for (std::size_t k = 0; k < N; ++k) close = close && std::abs(out[1 + k] - expected.first[k]) < 1e-13 * largest;
    for (std::size_t k = 0; k < N * N; ++k)
      close = close && std::abs(out[1 + N + k] - expected.second[k]) < 1e-13 * largest;
    CHECK(close);
  }
}

TEST_CASE("functions of one value") {
  constexpr auto few = std::make_index_sequence<6>{};
  check<shape::exponential, 6>(few);
  check<shape::logarithm, 6>(few);
  check<shape::root, 6>(few);
  check<shape::cube, 6>(few);
  check<shape::reciprocal, 6>(few);
  check<shape::square_of_sum, 6>(few);
  check<shape::by_constant, 6>(few);
}

TEST_CASE("branches of one value") {
  constexpr auto few = std::make_index_sequence<6>{};
  check<shape::branches, 6>(few);
  check<shape::masked, 6>(few);
  check<shape::chosen_by_input, 6>(few);
}

TEST_CASE("inputs that are seen beside the value") {
  constexpr auto few = std::make_index_sequence<6>{};
  check<shape::beside_input, 6>(few);
  check<shape::two_values, 6>(few);
}

// More than what compilers do for one constant.
TEST_CASE("many inputs") { check<shape::exponential, most>(std::make_index_sequence<most>{}); }

// The operations of a form grow with the square of its inputs, and so do those of its second derivatives.
template <std::size_t... K>
constexpr int operations(std::index_sequence<K...>) {
  constexpr auto written = record<name_of<K>()...>([](auto... inputs) {
    const std::array<handle, sizeof...(K)> x{inputs...};
    return formula<shape::exponential, handle, sizeof...(K)>(x, handle(0));
  });
  return count(value_gradient_hessian(written, symbol<name_of<K>()>...)).arithmetic();
}

TEST_CASE("operations grow with the square of the inputs") {
  constexpr int six = operations(std::make_index_sequence<6>{}), twelve = operations(std::make_index_sequence<12>{});
  INFO(six << " and " << twelve);
  CHECK(twelve < 4 * six);
}

// A formula of twelve inputs that sees three differences of them: what compilers do in one constant does not decide how
// it is differentiated. 1437 operations where it is not looked for.
TEST_CASE("linear forms are found by every compiler") { STATIC_REQUIRE(bench::neo_hookean::operations.total == 900); }

}  // namespace
