// SPDX-License-Identifier: BSL-1.0
// A number with N derivatives, as small as such a type can be: what users of dual numbers leave when they come here.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>

namespace bench {

template <std::size_t N>
struct jet {
  double value = 0;
  std::array<double, N> part{};

  constexpr jet() = default;
  constexpr jet(double v) : value(v) {}  // NOLINT: a literal is a number

  static constexpr jet variable(double v, std::size_t k) {
    jet x(v);
    x.part[k] = 1;
    return x;
  }
  // a's derivatives times s plus b's times t, at a value
  static jet combine(double v, const jet& a, double s, const jet& b, double t) {
    jet r(v);
    for (std::size_t k = 0; k < N; ++k) r.part[k] = a.part[k] * s + b.part[k] * t;
    return r;
  }
  static jet scale(double v, const jet& a, double s) {
    jet r(v);
    for (std::size_t k = 0; k < N; ++k) r.part[k] = a.part[k] * s;
    return r;
  }

  friend jet operator+(const jet& a, const jet& b) {
    jet r(a.value + b.value);
    for (std::size_t k = 0; k < N; ++k) r.part[k] = a.part[k] + b.part[k];
    return r;
  }
  friend jet operator-(const jet& a, const jet& b) {
    jet r(a.value - b.value);
    for (std::size_t k = 0; k < N; ++k) r.part[k] = a.part[k] - b.part[k];
    return r;
  }
  friend jet operator+(jet a, double b) {
    a.value += b;
    return a;
  }
  friend jet operator-(jet a, double b) {
    a.value -= b;
    return a;
  }
  friend jet operator+(double a, const jet& b) { return b + a; }
  friend jet operator-(double a, const jet& b) { return scale(a - b.value, b, -1); }
  friend jet operator-(const jet& a) { return scale(-a.value, a, -1); }
  friend jet operator*(const jet& a, const jet& b) { return combine(a.value * b.value, a, b.value, b, a.value); }
  friend jet operator*(const jet& a, double b) { return scale(a.value * b, a, b); }
  friend jet operator*(double a, const jet& b) { return b * a; }
  friend jet operator/(const jet& a, const jet& b) {
    const double i = 1 / b.value, v = a.value * i;
    return combine(v, a, i, b, -v * i);
  }

  friend jet exp(const jet& a) {
    const double v = std::exp(a.value);
    return scale(v, a, v);
  }
  friend jet log10(const jet& a) { return scale(std::log10(a.value), a, 1 / (a.value * 2.302585092994045684)); }
  friend jet sin(const jet& a) { return scale(std::sin(a.value), a, std::cos(a.value)); }
  friend jet cos(const jet& a) { return scale(std::cos(a.value), a, -std::sin(a.value)); }
  friend jet sqrt(const jet& a) {
    const double v = std::sqrt(a.value);
    return scale(v, a, 0.5 / v);
  }
};

}  // namespace bench
