// SPDX-License-Identifier: BSL-1.0
// What (exp(x) - 1)/x, log(1 + x)/x, (x - sin(x))/x^3 and their derivatives are, without the cancellation at 0: the
// integrals over t from 0 to 1 of t^n*exp(t*x), of t^n/(1 + t*x)^(n + 1), and of the n-th derivative of
// (1 - t)^2/2*cos(t*x).
#pragma once

#include <limits>
#include <type_traits>

#include <tapeless/math/operand.hpp>
#include <tapeless/math/exponential.hpp>
#include <tapeless/math/trigonometric.hpp>

namespace tapeless::inline v0_2::detail::math {
namespace detail {

// By parts, which cancels near 0
template <class T>
constexpr T exp_moment_by_parts(int n, const T& x) {
  const T power = math::exp(x);
  T moment = T(math::expm1(x) / x);
  for (int k = 1; k <= n; ++k) moment = T((power - T(k) * moment) / x);
  return moment;
}
template <class T>
constexpr T log_moment_by_parts(int n, const T& x) {
  const T part = T(x / T(T(1) + x));
  T power = part, moment = math::log1p(x);
  for (int k = 1; k <= n; ++k) {
    moment = T(moment - power / T(k));
    power = T(power * part);
  }
  for (int k = 0; k <= n; ++k) moment = T(moment / x);
  return moment;
}

template <class T>
constexpr T exp_moment(int n, T x) {
  if (n < 0 || x != x) return std::numeric_limits<T>::quiet_NaN();
  if (x == T(0)) return T(1) / T(n + 1);
  const T size = x < T(0) ? -x : x;
  if (n > 0 && size < T(n + 3)) {
    // Sums of positive terms: of x^j/(j!*(n + 1 + j)), and below 0 of exp(x)*n!*(-x)^j/(n + 1 + j)!.
    const int terms = 20 + 4 * static_cast<int>(size);
    T sum(0);
    if (x > T(0)) {
      for (int j = terms; j >= 0; --j) sum = T(1) / T(n + 1 + j) + x / T(j + 1) * sum;
      return sum;
    }
    for (int j = terms; j >= 0; --j) sum = T(1) + size / T(n + 2 + j) * sum;
    return math::exp(x) * (sum / T(n + 1));
  }
  const T power = math::exp(x);
  return power > std::numeric_limits<T>::max() ? power : exp_moment_by_parts(n, x);
}

// How many levels of the fraction give all digits: a level gains a factor of 3 at 3/4, of 1.5 at 0.95.
template <class T>
constexpr int fraction_levels(T z) {
  const T size = z < T(0) ? -z : z;
  if (z > T(0.751F)) return 110;
  if (std::numeric_limits<T>::digits > 53 || size > T(0.751F)) return 80;
  return size > T(0.34F) ? 36 : 18;
}
// F(n + 1, 1; n + 2; z)/(n + 1) as Gauss' continued fraction (DLMF 15.7), from the inside
template <class T>
constexpr T log_moment_fraction(int n, T z) {
  T rest(0);
  for (int m = fraction_levels(z); m > 0; --m) {
    const int j = m / 2;
    const T above = m % 2 != 0 ? T(n + 1 + j) * T(n + 1 + j) : T(j) * T(j);
    rest = above / (T(n + m) * T(n + m + 1)) * z / (T(1) - rest);
  }
  return T(1) / (T(n + 1) * (T(1) - rest));
}

template <class T>
constexpr T log_moment(int n, T x) {
  if (n < 0 || x != x) return std::numeric_limits<T>::quiet_NaN();
  if (x == T(0)) return T(1) / T(n + 1);
  if (x > std::numeric_limits<T>::max()) return T(0);
  if (n == 0 || !(x > T(-1))) return math::log1p(x) / x;
  const T whole = T(1) + x, part = x / whole;
  if (T(-3) < part && part < (n > 2 ? T(0.95F) : T(0.75F))) {
    T moment = log_moment_fraction(n, part);
    for (int k = 0; k <= n; ++k) moment = moment / whole;
    return moment;
  }
  return log_moment_by_parts(n, x);
}

// The n-th derivative of (x - sin(x))/x^3 from those before, by the derivatives of x^3 times it.
template <class T>
constexpr T sin_moment_by_parts(int n, const T& x) {
  const T s = math::sin(x), c = math::cos(x);
  T third(0), second(0), last = T((x - s) / x / x / x);  // of the orders k - 3, k - 2 and k - 1
  for (int k = 1; k <= n; ++k) {
    const T turned = k % 4 == 0 ? T(-s) : k % 4 == 1 ? T(T(k == 1 ? 1 : 0) - c) : k % 4 == 2 ? s : c;
    const T known =
        T(T(T(3 * k) * (x * (x * last))) + T(T(3 * k * (k - 1)) * (x * second)) + T(T(k * (k - 1) * (k - 2)) * third));
    third = second;
    second = last;
    last = T((turned - known) / x / x / x);
  }
  return last;
}
template <class T>
constexpr T sin_moment(int n, T x) {
  if (n < 0 || x != x) return std::numeric_limits<T>::quiet_NaN();
  const T size = x < T(0) ? -x : x;
  if (size > std::numeric_limits<T>::max()) return T(0);
  if (size > T(n + 3)) return sin_moment_by_parts(n, x);
  // The series of (-1)^j*x^(2*j)/(2*j + 3)!, n times differentiated, from the inside; the first term has 2*j >= n.
  const int first = (n + 1) / 2;
  T rest(0);
  for (int j = first + 14 + 2 * n; j > first; --j) {
    const T above = T(2 * j) * T(2 * j - 1), below = T(2 * j - n) * T(2 * j - n - 1) * (T(2 * j + 2) * T(2 * j + 3));
    rest = above * (x * x) / below * (T(1) - rest);
  }
  T factor = first % 2 == 0 ? T(1) : T(-1);
  for (int k = 2; k <= 2 * first; ++k) factor = factor * T(k);
  for (int k = 2; k <= 2 * first + 3; ++k) factor = factor / T(k);
  return factor * (n % 2 == 0 ? T(1) : x) * (T(1) - rest);
}

}  // namespace detail

template <detail::operand T>
constexpr T exp_moment(const T& n, const T& x) {
  if constexpr (std::is_same_v<T, float>) {
    return static_cast<T>(detail::exp_moment(static_cast<int>(n), static_cast<double>(x)));
  } else if constexpr (std::is_floating_point_v<T>) {
    return detail::exp_moment(static_cast<int>(n), x);
  } else {
    using detail::by_argument::exp_moment;
    if constexpr (requires { exp_moment(n, x); })
      return exp_moment(n, x);
    else
      return detail::exp_moment_by_parts(static_cast<int>(n), x);
  }
}

template <detail::operand T>
constexpr T log_moment(const T& n, const T& x) {
  if constexpr (std::is_same_v<T, float>) {
    return static_cast<T>(detail::log_moment(static_cast<int>(n), static_cast<double>(x)));
  } else if constexpr (std::is_floating_point_v<T>) {
    return detail::log_moment(static_cast<int>(n), x);
  } else {
    using detail::by_argument::log_moment;
    if constexpr (requires { log_moment(n, x); })
      return log_moment(n, x);
    else
      return detail::log_moment_by_parts(static_cast<int>(n), x);
  }
}

template <detail::operand T>
constexpr T sin_moment(const T& n, const T& x) {
  if constexpr (std::is_same_v<T, float>) {
    return static_cast<T>(detail::sin_moment(static_cast<int>(n), static_cast<double>(x)));
  } else if constexpr (std::is_floating_point_v<T>) {
    return detail::sin_moment(static_cast<int>(n), x);
  } else {
    using detail::by_argument::sin_moment;
    if constexpr (requires { sin_moment(n, x); })
      return sin_moment(n, x);
    else
      return detail::sin_moment_by_parts(static_cast<int>(n), x);
  }
}

}  // namespace tapeless::detail::math
