// SPDX-License-Identifier: BSL-1.0
// Every request over axes: in tensors and numbers alike, prepared, called with arrays and in constant expressions,
// against differences of a plain loop in 50 digits.
#pragma once

#include <array>
#include <functional>
#include <vector>

#include <boost/multiprecision/cpp_bin_float.hpp>

#include "tests/support/catch.hpp"

#include <tapeless/tensor.hpp>

namespace requests {

using namespace tapeless;
using namespace tapeless::literals;

inline constexpr auto n = axis<"n">;
inline constexpr auto i = axis<"i">;
inline constexpr auto o = axis<"o">;
inline constexpr auto X = tensor<"X">;
inline constexpr auto W = tensor<"W">;
inline constexpr auto b = tensor<"b">;
inline constexpr auto s = symbol<"s">;

inline constexpr auto Z = tanh(sum(i, X(n, i) * W(i, o)) + b(o) * s);
inline constexpr auto L = sum(n, o, square(Z)) * exp(s) + s * sum(i, o, square(W(i, o)) * W(i, o));

inline constexpr std::size_t rows = 3, in = 2, out = 2;
using real = boost::multiprecision::cpp_bin_float_50;

// The inputs in one row: W, b, s.
inline constexpr std::size_t w_at = 0, b_at = in * out, s_at = b_at + out, inputs_in_all = s_at + 1;
template <class T>
using point = std::array<T, inputs_in_all>;

inline constexpr std::array<std::array<double, in>, rows> x{{{0.3, -1.1}, {0.7, 0.2}, {-0.4, 0.9}}};
inline constexpr std::array<std::array<double, out>, in> w{{{0.5, -0.2}, {0.1, 0.8}}};
inline constexpr std::array<double, out> bias{0.25, -0.6};
inline constexpr double scale = 0.4;

inline point<real> here() {
  point<real> p;
  for (std::size_t a = 0; a < in; ++a)
    for (std::size_t c = 0; c < out; ++c) p[w_at + a * out + c] = w[a][c];
  for (std::size_t c = 0; c < out; ++c) p[b_at + c] = bias[c];
  p[s_at] = scale;
  return p;
}
inline real z_of(const point<real>& p, std::size_t row, std::size_t c) {
  real sum = p[b_at + c] * p[s_at];
  for (std::size_t a = 0; a < in; ++a) sum += real(x[row][a]) * p[w_at + a * out + c];
  return tanh(sum);
}
inline real l_of(const point<real>& p) {
  real squares = 0, cubes = 0;
  for (std::size_t row = 0; row < rows; ++row)
    for (std::size_t c = 0; c < out; ++c) squares += z_of(p, row, c) * z_of(p, row, c);
  for (std::size_t k = 0; k < b_at; ++k) cubes += p[k] * p[k] * p[k];
  return squares * exp(p[s_at]) + p[s_at] * cubes;
}
using function_of_point = std::function<real(const point<real>&)>;
inline real slope(const function_of_point& f, const point<real>& at, std::size_t k) {
  const real h("1e-16");
  point<real> up = at, down = at;
  up[k] += h;
  down[k] -= h;
  return (f(up) - f(down)) / (2 * h);
}
inline double first(const function_of_point& f, std::size_t k) { return static_cast<double>(slope(f, here(), k)); }
inline double second(std::size_t k, std::size_t j) {
  return static_cast<double>(slope([j](const point<real>& p) { return slope(l_of, p, j); }, here(), k));
}
inline double z_slope(std::size_t row, std::size_t c, std::size_t k) {
  return first([=](const point<real>& p) { return z_of(p, row, c); }, k);
}

inline bool close(double value, double right) { return std::abs(value - right) <= 1e-12 * (1 + std::abs(right)); }

// An element of a result, whether it is a view or nested arrays.
template <class A, class... Index>
double at(const A& array, std::size_t first, Index... more) {
  if constexpr (requires { array(first, more...); })
    return array(first, more...);
  else if constexpr (sizeof...(more) == 0)
    return array[first];
  else
    return at(array[first], static_cast<std::size_t>(more)...);
}

template <class R>
void check_gradient(const R& r) {
  for (std::size_t a = 0; a < in; ++a)
    for (std::size_t c = 0; c < out; ++c) CHECK(close(at(r[W], a, c), first(l_of, w_at + a * out + c)));
  for (std::size_t c = 0; c < out; ++c) CHECK(close(at(r[b], c), first(l_of, b_at + c)));
  CHECK(close(r[s], first(l_of, s_at)));
}
template <class H>
void check_hessian(const H& h) {
  for (std::size_t a = 0; a < in; ++a)
    for (std::size_t c = 0; c < out; ++c) {
      const std::size_t k = w_at + a * out + c;
      for (std::size_t a2 = 0; a2 < in; ++a2)
        for (std::size_t c2 = 0; c2 < out; ++c2)
          CHECK(close(at(h(W, W), a, c, a2, c2), second(k, w_at + a2 * out + c2)));
      for (std::size_t c2 = 0; c2 < out; ++c2) {
        const double right = second(k, b_at + c2);
        CHECK(close(at(h(W, b), a, c, c2), right));
        CHECK(close(at(h(b, W), c2, a, c), right));
      }
      CHECK(close(at(h(W, s), a, c), second(k, s_at)));
      CHECK(close(at(h(s, W), a, c), second(k, s_at)));
    }
  for (std::size_t c = 0; c < out; ++c)
    for (std::size_t c2 = 0; c2 < out; ++c2) CHECK(close(at(h(b, b), c, c2), second(b_at + c, b_at + c2)));
  CHECK(close(h(s, s), second(s_at, s_at)));
}
template <class J>
void check_jacobian(const J& j) {
  for (std::size_t row = 0; row < rows; ++row)
    for (std::size_t c = 0; c < out; ++c) {
      const std::size_t r = row, column = c;
      for (std::size_t a = 0; a < in; ++a)
        for (std::size_t c2 = 0; c2 < out; ++c2)
          CHECK(close(at(j(0_c, W), row, c, a, c2), z_slope(r, column, w_at + a * out + c2)));
      for (std::size_t c2 = 0; c2 < out; ++c2) CHECK(close(at(j(0_c, b), row, c, c2), z_slope(r, column, b_at + c2)));
      CHECK(close(at(j(0_c, s), row, c), z_slope(r, column, s_at)));
    }
  for (std::size_t c = 0; c < out; ++c) CHECK(close(at(j(1_c, b), c), first(l_of, b_at + c)));
  CHECK(close(j(1_c, s), first(l_of, s_at)));
}

inline constexpr std::array<std::array<double, out>, in> dw{{{1.0, -0.5}, {0.25, 2.0}}};
inline constexpr std::array<double, out> db{-1.5, 0.75};
inline constexpr double ds = 0.5;
inline double direction(std::size_t k) { return k < b_at ? dw[k / out][k % out] : k < s_at ? db[k - b_at] : ds; }
inline constexpr std::array<std::array<double, out>, rows> upstream{{{1.0, 2.0}, {-1.0, 0.5}, {0.25, -3.0}}};

template <class R>
void check_pullback(const R& r) {
  const auto right = [](std::size_t k) {
    double sum = 0;
    for (std::size_t row = 0; row < rows; ++row)
      for (std::size_t c = 0; c < out; ++c) sum += upstream[row][c] * z_slope(row, c, k);
    return sum + 0.5 * first(l_of, k);
  };
  for (std::size_t a = 0; a < in; ++a)
    for (std::size_t c = 0; c < out; ++c) CHECK(close(at(r[W], a, c), right(w_at + a * out + c)));
  for (std::size_t c = 0; c < out; ++c) CHECK(close(at(r[b], c), right(b_at + c)));
  CHECK(close(r[s], right(s_at)));
}
template <class R>
void check_jvp(const R& r) {
  for (std::size_t row = 0; row < rows; ++row)
    for (std::size_t c = 0; c < out; ++c) {
      double right = 0;
      for (std::size_t k = 0; k < inputs_in_all; ++k) right += direction(k) * z_slope(row, c, k);
      CHECK(close(at(r[0_c], row, c), right));
    }
  double right = 0;
  for (std::size_t k = 0; k < inputs_in_all; ++k) right += direction(k) * first(l_of, k);
  CHECK(close(r[1_c], right));
}
template <class R>
void check_hvp(const R& r) {
  const auto right = [](std::size_t k) {
    double sum = 0;
    for (std::size_t j = 0; j < inputs_in_all; ++j) sum += second(k, j) * direction(j);
    return sum;
  };
  for (std::size_t a = 0; a < in; ++a)
    for (std::size_t c = 0; c < out; ++c) CHECK(close(at(r[W], a, c), right(w_at + a * out + c)));
  for (std::size_t c = 0; c < out; ++c) CHECK(close(at(r[b], c), right(b_at + c)));
  CHECK(close(r[s], right(s_at)));
}

inline constexpr auto both = bundle(Z, L);

}  // namespace requests
