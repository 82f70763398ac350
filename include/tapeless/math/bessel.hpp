// SPDX-License-Identifier: BSL-1.0
// The special functions of C++17 for the differentiation rules: std's at run time where <cmath> has them (libstdc++
// does; with libc++, which does not, they are NaN), for other types the function of that name next to them. There are
// no kernels for them: in a constant expression the compiler complains about the function with the long name.  std's
// functions throw where they are not defined, which would end the program here; these are NaN.
#pragma once

#include <cmath>
#include <concepts>
#include <limits>
#include <type_traits>

#include <tapeless/math/exponential.hpp>
#include <tapeless/math/operand.hpp>
#include <tapeless/math/rounding.hpp>
#include <tapeless/math/trigonometric.hpp>

namespace tapeless::inline v0_2::detail::math {
namespace detail {

// Not constexpr
template <class T>
T special_function_cannot_be_evaluated_in_a_constant_expression() {
  return T();
}

// Whether a number is one of the orders that the functions below accept
template <class T>
constexpr bool is_order(T n) {
  return n >= 0 && n < 1000000 && static_cast<T>(static_cast<int>(n)) == n;
}

// Whether a number is an integer, and then whether it is odd
template <class T>
constexpr bool is_whole(T n) {
  return math::trunc(n) == n;
}
template <class T>
constexpr bool is_odd(T n) {
  return math::trunc(n / 2) * 2 != n;
}

// std's functions, or NaN; both hide tapeless::math's own from the lookup
namespace standard {

#if defined(__cpp_lib_math_special_functions) || defined(__STDCPP_MATH_SPEC_FUNCS__)
using std::cyl_bessel_i;
using std::cyl_bessel_j;
using std::cyl_bessel_k;
using std::cyl_neumann;
using std::ellint_1;
using std::ellint_2;
using std::ellint_3;
using std::expint;
using std::hermite;
using std::laguerre;
using std::legendre;
using std::riemann_zeta;
using std::sph_bessel;
using std::sph_neumann;
#else
template <std::floating_point T>
T expint(T) {
  return std::numeric_limits<T>::quiet_NaN();
}
template <std::floating_point T>
T cyl_bessel_i(T, T) {
  return std::numeric_limits<T>::quiet_NaN();
}
template <std::floating_point T>
T sph_bessel(unsigned, T) {
  return std::numeric_limits<T>::quiet_NaN();
}
template <std::floating_point T>
T cyl_bessel_j(T nu, T x) {
  return cyl_bessel_i(nu, x);
}
template <std::floating_point T>
T cyl_bessel_k(T nu, T x) {
  return cyl_bessel_i(nu, x);
}
template <std::floating_point T>
T cyl_neumann(T nu, T x) {
  return cyl_bessel_i(nu, x);
}
template <std::floating_point T>
T ellint_1(T k, T phi) {
  return cyl_bessel_i(k, phi);
}
template <std::floating_point T>
T ellint_2(T k, T phi) {
  return cyl_bessel_i(k, phi);
}
template <std::floating_point T>
T ellint_3(T, T, T phi) {
  return expint(phi);
}
template <std::floating_point T>
T hermite(unsigned n, T x) {
  return sph_bessel(n, x);
}
template <std::floating_point T>
T laguerre(unsigned n, T x) {
  return sph_bessel(n, x);
}
template <std::floating_point T>
T legendre(unsigned n, T x) {
  return sph_bessel(n, x);
}
template <std::floating_point T>
T riemann_zeta(T x) {
  return expint(x);
}
template <std::floating_point T>
T sph_neumann(unsigned n, T x) {
  return sph_bessel(n, x);
}
#endif

}  // namespace standard

// Ei(x) = -E1(-x) for x <= -1 by the continued fraction of Abramowitz and Stegun 5.1.22, summed up by Lentz's method.
// libstdc++'s is wrong by 1 % below -100.
template <class T>
constexpr T expint_of_negative(T x) {
  const T z = -x;
  if (z > T(12000)) return -T(0);
  T b = z + 1, d = 1 / b, h = d;
  T c = std::numeric_limits<T>::max();
  for (int k = 1; k < 1000; ++k) {
    const T a = -static_cast<T>(k) * static_cast<T>(k);
    b += 2;
    d = 1 / (a * d + b);
    c = b + a / c;
    h *= c * d;
    if (math::abs(c * d - 1) <= std::numeric_limits<T>::epsilon() / 2) break;
  }
  return -(h * math::exp(x));
}

inline constexpr unsigned max_of_small_orders = 10;

// DLMF 10.53.1 where its terms hardly cancel, the recurrence of DLMF 10.51.1 upwards where that is stable
template <class T>
constexpr T sph_bessel_of_small_order(unsigned n, T x) {
  const T size = math::abs(x);
  if (!(size > static_cast<T>(n + 1))) {
    T term = 1;
    for (unsigned k = 1; k <= n; ++k) term *= x / static_cast<T>(2 * k + 1);
    T sum = term;
    for (unsigned k = 1; math::abs(term) > std::numeric_limits<T>::epsilon() / 4 * math::abs(sum); ++k) {
      term *= -x * x / static_cast<T>(2 * k * (2 * n + 2 * k + 1));
      sum += term;
    }
    return x != x ? x : sum;
  }
  if (math::isinf(x)) return 0;
  T below = math::cos(x) / x;
  T value = math::sin(x) / x;
  for (unsigned k = 0; k < n; ++k) {
    const T above = static_cast<T>(2 * k + 1) / x * value - below;
    below = value;
    value = above;
  }
  return value;
}

}  // namespace detail

template <detail::operand T>
constexpr T cyl_neumann(const T& nu, const T& x);
template <detail::operand T>
constexpr T cyl_bessel_k(const T& nu, const T& x);

// The cylinder functions take orders below 0 as well, which derivatives ask for where the order is data: DLMF 10.4.1,
// 10.2.3, 10.4.6, 10.27.1 to 10.27.3.
template <detail::operand T>
constexpr T cyl_bessel_j(const T& nu, const T& x) {
  using detail::standard::cyl_bessel_j;
  if constexpr (std::is_floating_point_v<T>) {
    if (std::is_constant_evaluated()) return detail::special_function_cannot_be_evaluated_in_a_constant_expression<T>();
    if (!(x >= 0) || nu != nu) return std::numeric_limits<T>::quiet_NaN();
    if (nu >= 0) return cyl_bessel_j(nu, x);
    if (detail::is_whole(nu)) return detail::is_odd(nu) ? -cyl_bessel_j(-nu, x) : cyl_bessel_j(-nu, x);
    return math::cos_pi(nu) * cyl_bessel_j(-nu, x) + math::sin_pi(nu) * math::cyl_neumann(T(-nu), x);
  } else {
    return cyl_bessel_j(nu, x);
  }
}

template <detail::operand T>
constexpr T cyl_neumann(const T& nu, const T& x) {
  using detail::standard::cyl_neumann;
  if constexpr (std::is_floating_point_v<T>) {
    if (std::is_constant_evaluated()) return detail::special_function_cannot_be_evaluated_in_a_constant_expression<T>();
    if (!(x >= 0) || nu != nu) return std::numeric_limits<T>::quiet_NaN();
    if (nu >= 0) return cyl_neumann(nu, x);
    if (detail::is_whole(nu)) return detail::is_odd(nu) ? -cyl_neumann(-nu, x) : cyl_neumann(-nu, x);
    return math::cos_pi(nu) * cyl_neumann(-nu, x) - math::sin_pi(nu) * math::cyl_bessel_j(T(-nu), x);
  } else {
    return cyl_neumann(nu, x);
  }
}

template <detail::operand T>
constexpr T cyl_bessel_i(const T& nu, const T& x) {
  using detail::standard::cyl_bessel_i;
  if constexpr (std::is_floating_point_v<T>) {
    if (std::is_constant_evaluated()) return detail::special_function_cannot_be_evaluated_in_a_constant_expression<T>();
    if (!(x >= 0) || nu != nu) return std::numeric_limits<T>::quiet_NaN();
    if (nu >= 0) return cyl_bessel_i(nu, x);
    if (detail::is_whole(nu)) return cyl_bessel_i(-nu, x);
    constexpr T two_over_pi = T(0.63661977236758134307553505349005744L);
    return cyl_bessel_i(-nu, x) - two_over_pi * math::sin_pi(nu) * math::cyl_bessel_k(T(-nu), x);
  } else {
    return cyl_bessel_i(nu, x);
  }
}

template <detail::operand T>
constexpr T cyl_bessel_k(const T& nu, const T& x) {
  using detail::standard::cyl_bessel_k;
  if constexpr (std::is_floating_point_v<T>) {
    if (std::is_constant_evaluated()) return detail::special_function_cannot_be_evaluated_in_a_constant_expression<T>();
    if (!(x >= 0) || nu != nu) return std::numeric_limits<T>::quiet_NaN();
    if (nu >= 0) return cyl_bessel_k(nu, x);
    return cyl_bessel_k(-nu, x);
  } else {
    return cyl_bessel_k(nu, x);
  }
}

template <detail::operand T>
constexpr T ellint_1(const T& k, const T& phi) {
  using detail::standard::ellint_1;
  if constexpr (std::is_floating_point_v<T>)
    return std::is_constant_evaluated() ? detail::special_function_cannot_be_evaluated_in_a_constant_expression<T>()
                                        : ellint_1(k, phi);
  else
    return ellint_1(k, phi);
}

template <detail::operand T>
constexpr T ellint_2(const T& k, const T& phi) {
  using detail::standard::ellint_2;
  if constexpr (std::is_floating_point_v<T>)
    return std::is_constant_evaluated() ? detail::special_function_cannot_be_evaluated_in_a_constant_expression<T>()
                                        : ellint_2(k, phi);
  else
    return ellint_2(k, phi);
}

template <detail::operand T>
constexpr T ellint_3(const T& k, const T& nu, const T& phi) {
  using detail::standard::ellint_3;
  if constexpr (std::is_floating_point_v<T>)
    return std::is_constant_evaluated() ? detail::special_function_cannot_be_evaluated_in_a_constant_expression<T>()
                                        : ellint_3(k, nu, phi);
  else
    return ellint_3(k, nu, phi);
}

template <detail::operand T>
constexpr T expint(const T& x) {
  using detail::standard::expint;
  if constexpr (std::is_floating_point_v<T>)
    return x <= T(-1)                     ? detail::expint_of_negative(x)
           : std::is_constant_evaluated() ? detail::special_function_cannot_be_evaluated_in_a_constant_expression<T>()
                                          : expint(x);
  else
    return expint(x);
}

template <detail::operand T>
constexpr T riemann_zeta(const T& x) {
  using detail::standard::riemann_zeta;
  if constexpr (std::is_floating_point_v<T>)
    return std::is_constant_evaluated() ? detail::special_function_cannot_be_evaluated_in_a_constant_expression<T>()
                                        : riemann_zeta(x);
  else
    return riemann_zeta(x);
}

// The polynomials and the spherical functions take the order as an unsigned or, as formulas have it, as a number.
template <detail::operand T>
constexpr T legendre(unsigned n, const T& x) {
  using detail::standard::legendre;
  if constexpr (std::is_floating_point_v<T>)
    return std::is_constant_evaluated() ? detail::special_function_cannot_be_evaluated_in_a_constant_expression<T>()
                                        : legendre(n, x);
  else
    return legendre(n, x);
}

template <detail::operand T>
constexpr T legendre(const T& n, const T& x) {
  using detail::standard::legendre;
  if constexpr (std::is_floating_point_v<T>)
    return detail::is_order(n) ? math::legendre(static_cast<unsigned>(n), x) : std::numeric_limits<T>::quiet_NaN();
  else
    return legendre(n, x);
}

template <detail::operand T>
constexpr T hermite(unsigned n, const T& x) {
  using detail::standard::hermite;
  if constexpr (std::is_floating_point_v<T>)
    return std::is_constant_evaluated() ? detail::special_function_cannot_be_evaluated_in_a_constant_expression<T>()
                                        : hermite(n, x);
  else
    return hermite(n, x);
}

template <detail::operand T>
constexpr T hermite(const T& n, const T& x) {
  using detail::standard::hermite;
  if constexpr (std::is_floating_point_v<T>)
    return detail::is_order(n) ? math::hermite(static_cast<unsigned>(n), x) : std::numeric_limits<T>::quiet_NaN();
  else
    return hermite(n, x);
}

template <detail::operand T>
constexpr T laguerre(unsigned n, const T& x) {
  using detail::standard::laguerre;
  if constexpr (std::is_floating_point_v<T>)
    return std::is_constant_evaluated() ? detail::special_function_cannot_be_evaluated_in_a_constant_expression<T>()
                                        : laguerre(n, x);
  else
    return laguerre(n, x);
}

template <detail::operand T>
constexpr T laguerre(const T& n, const T& x) {
  using detail::standard::laguerre;
  if constexpr (std::is_floating_point_v<T>)
    return detail::is_order(n) ? math::laguerre(static_cast<unsigned>(n), x) : std::numeric_limits<T>::quiet_NaN();
  else
    return laguerre(n, x);
}

// Even or odd with the order. For the orders of formulas not std's, which ends the program for negative and for large
// arguments and has but 13 digits.
template <detail::operand T>
constexpr T sph_bessel(unsigned n, const T& x) {
  using detail::standard::sph_bessel;
  if constexpr (std::is_floating_point_v<T>)
    return n <= detail::max_of_small_orders ? detail::sph_bessel_of_small_order<T>(n, x)
           : std::is_constant_evaluated()   ? detail::special_function_cannot_be_evaluated_in_a_constant_expression<T>()
           : x < 0                          ? (n % 2 != 0 ? -sph_bessel(n, -x) : sph_bessel(n, -x))
                                            : sph_bessel(n, x);
  else
    return sph_bessel(n, x);
}

template <detail::operand T>
constexpr T sph_bessel(const T& n, const T& x) {
  using detail::standard::sph_bessel;
  if constexpr (std::is_floating_point_v<T>)
    return detail::is_order(n) ? math::sph_bessel(static_cast<unsigned>(n), x) : std::numeric_limits<T>::quiet_NaN();
  else
    return sph_bessel(n, x);
}

template <detail::operand T>
constexpr T sph_neumann(unsigned n, const T& x) {
  using detail::standard::sph_neumann;
  if constexpr (std::is_floating_point_v<T>)
    return std::is_constant_evaluated() ? detail::special_function_cannot_be_evaluated_in_a_constant_expression<T>()
                                        : sph_neumann(n, x);
  else
    return sph_neumann(n, x);
}

template <detail::operand T>
constexpr T sph_neumann(const T& n, const T& x) {
  using detail::standard::sph_neumann;
  if constexpr (std::is_floating_point_v<T>)
    return detail::is_order(n) ? math::sph_neumann(static_cast<unsigned>(n), x) : std::numeric_limits<T>::quiet_NaN();
  else
    return sph_neumann(n, x);
}

}  // namespace tapeless::detail::math
