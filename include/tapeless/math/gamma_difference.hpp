// SPDX-License-Identifier: BSL-1.0
// psi(a + b) - psi(a) and psi'(a + b) - psi'(a) for positive a and b without subtracting the two: the recurrence (DLMF
// 5.5.2) term by term up to arguments of 10, and there the divided difference of the asymptotic series (DLMF 5.11.2).
#pragma once

#include <cstddef>
#include <type_traits>

#include <tapeless/math/exponential.hpp>
#include <tapeless/math/selection.hpp>
#include <tapeless/math/special.hpp>

namespace tapeless::inline v0_2::detail::math {
namespace detail {

// (f(s) - f(t))/(s - t) and f(t) for f(s) = s*(c[0] + c[1]*s + ...)
struct difference_and_value {
  double difference;
  double value;
};
template <std::size_t N>
constexpr difference_and_value series_difference(double s, double t, const double (&c)[N]) {
  double value = 0, difference = 0;
  for (std::size_t k = N; k-- > 0;) {
    difference = difference * s + value;
    value = value * t + c[k];
  }
  return {difference * s + value, value * t};
}

constexpr bool is_ordinary(double a, double b) {
  return a > 0 && b >= 0 && a < std::numeric_limits<double>::infinity() && b < std::numeric_limits<double>::infinity();
}

constexpr double digamma_difference(double a, double b) {
  if (!is_ordinary(a, b)) return math::digamma(a + b) - math::digamma(a);
  double sum = 0;
  double first = a == 0 ? 0 : math::divide(b / (a + b), a);
  int terms = 0;
  for (; a < 10; a += 1, ++terms)
    if (terms > 0) sum += b / (a + b) / a;
  if (terms == 0) first = 0;
  const double u = 1 / a, v = 1 / (a + b), gap = u * (b / (a + b));
  const double squares = gap * (u + v);
  const difference_and_value rest = series_difference(u * u, v * v, run_time::detail::digamma_asymptotic);
  return first + (sum + (math::log1p(b / a) + (0.5 * gap + squares * rest.difference)));
}

constexpr double trigamma_difference(double a, double b) {
  if (!is_ordinary(a, b)) return math::trigamma(a + b) - math::trigamma(a);
  const auto term = [](double x, double y) {
    return math::divide(y / (x + y), x) * (math::divide(1., x) + 1 / (x + y));
  };
  double sum = 0;
  double first = 0;
  int terms = 0;
  for (; a < 10; a += 1, ++terms) (terms == 0 ? first : sum) += term(a, b);
  const double u = 1 / a, v = 1 / (a + b), gap = u * (b / (a + b));
  const double squares = gap * (u + v);
  const difference_and_value rest = series_difference(u * u, v * v, run_time::detail::trigamma_asymptotic);
  // f(w) = w*w^2*h(w^2): f(u) - f(v) = (u - v)*u^2*h(u^2) + v*(u^2*h(u^2) - v^2*h(v^2))
  const double whole = squares * rest.difference + rest.value;
  return -(first + (sum + (gap + (0.5 * squares + (gap * whole + v * squares * rest.difference)))));
}

}  // namespace detail

template <detail::operand T>
constexpr T digamma_difference(const T& a, const T& b) {
  if constexpr (std::is_floating_point_v<T>) {
    return static_cast<T>(detail::digamma_difference(static_cast<double>(a), static_cast<double>(b)));
  } else {
    using detail::by_argument::digamma_difference;
    if constexpr (requires { digamma_difference(a, b); })
      return digamma_difference(a, b);
    else
      return math::digamma(T(a + b)) - math::digamma(a);
  }
}

template <detail::operand T>
constexpr T trigamma_difference(const T& a, const T& b) {
  if constexpr (std::is_floating_point_v<T>) {
    return static_cast<T>(detail::trigamma_difference(static_cast<double>(a), static_cast<double>(b)));
  } else {
    using detail::by_argument::trigamma_difference;
    if constexpr (requires { trigamma_difference(a, b); })
      return trigamma_difference(a, b);
    else
      return math::trigamma(T(a + b)) - math::trigamma(a);
  }
}

}  // namespace tapeless::detail::math
