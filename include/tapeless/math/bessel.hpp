// SPDX-License-Identifier: BSL-1.0
// The special functions of C++17 for the differentiation rules: std's at run time where <cmath> has them
// (libstdc++ does, libc++ does not), for other types the function of that name next to them.  There are
// no kernels for them: in a constant expression the compiler complains about the function with the long name.  std's
// functions throw where they are not defined, which would end the program here; these are NaN.
#pragma once

#include <cmath>
#include <limits>
#include <type_traits>

#include <tapeless/math/operand.hpp>
#include <tapeless/math/rounding.hpp>
#include <tapeless/math/trigonometric.hpp>

namespace tapeless::detail::math {
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

// std's functions, or names that hide tapeless::math's own from the lookup
namespace standard {

#if defined(__cpp_lib_math_special_functions) || defined(__STDCPP_MATH_SPEC_FUNCS__)
using std::beta;
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
void beta();
void cyl_bessel_i();
void cyl_bessel_j();
void cyl_bessel_k();
void cyl_neumann();
void ellint_1();
void ellint_2();
void ellint_3();
void expint();
void hermite();
void laguerre();
void legendre();
void riemann_zeta();
void sph_bessel();
void sph_neumann();
#endif

}  // namespace standard

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
constexpr T cyl_bessel_j(const T& nu, const T& x) {
  using detail::standard::cyl_bessel_j;
  if constexpr (std::is_floating_point_v<T>)
    return std::is_constant_evaluated() ? detail::special_function_cannot_be_evaluated_in_a_constant_expression<T>()
           : nu >= 0 && x >= 0          ? cyl_bessel_j(nu, x)
                                        : std::numeric_limits<T>::quiet_NaN();
  else
    return cyl_bessel_j(nu, x);
}

template <detail::operand T>
constexpr T cyl_neumann(const T& nu, const T& x) {
  using detail::standard::cyl_neumann;
  if constexpr (std::is_floating_point_v<T>)
    return std::is_constant_evaluated() ? detail::special_function_cannot_be_evaluated_in_a_constant_expression<T>()
           : nu >= 0 && x >= 0          ? cyl_neumann(nu, x)
                                        : std::numeric_limits<T>::quiet_NaN();
  else
    return cyl_neumann(nu, x);
}

template <detail::operand T>
constexpr T cyl_bessel_i(const T& nu, const T& x) {
  using detail::standard::cyl_bessel_i;
  if constexpr (std::is_floating_point_v<T>)
    return std::is_constant_evaluated() ? detail::special_function_cannot_be_evaluated_in_a_constant_expression<T>()
           : nu >= 0 && x >= 0          ? cyl_bessel_i(nu, x)
                                        : std::numeric_limits<T>::quiet_NaN();
  else
    return cyl_bessel_i(nu, x);
}

template <detail::operand T>
constexpr T cyl_bessel_k(const T& nu, const T& x) {
  using detail::standard::cyl_bessel_k;
  if constexpr (std::is_floating_point_v<T>)
    return std::is_constant_evaluated() ? detail::special_function_cannot_be_evaluated_in_a_constant_expression<T>()
           : nu >= 0 && x >= 0          ? cyl_bessel_k(nu, x)
                                        : std::numeric_limits<T>::quiet_NaN();
  else
    return cyl_bessel_k(nu, x);
}

template <detail::operand T>
constexpr T beta(const T& x, const T& y) {
  using detail::standard::beta;
  if constexpr (std::is_floating_point_v<T>)
    return std::is_constant_evaluated() ? detail::special_function_cannot_be_evaluated_in_a_constant_expression<T>()
                                        : beta(x, y);
  else
    return beta(x, y);
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
    return std::is_constant_evaluated() ? detail::special_function_cannot_be_evaluated_in_a_constant_expression<T>()
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
