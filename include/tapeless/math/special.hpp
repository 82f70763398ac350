// SPDX-License-Identifier: BSL-1.0
// The error and gamma functions and their relatives for the differentiation rules: the kernels in constant
// expressions, std or run_time at run time, and for other types the function of that name next to them.
// operand.hpp has the reasons for the form.
#pragma once

#include <cmath>
#include <type_traits>

#include <tapeless/math/kernel/beta.hpp>
#include <tapeless/math/kernel/erf.hpp>
#include <tapeless/math/kernel/erf_inv.hpp>
#include <tapeless/math/kernel/gamma.hpp>
#include <tapeless/math/kernel/lambert_w.hpp>
#include <tapeless/math/kernel/polygamma.hpp>
#include <tapeless/math/operand.hpp>
#include <tapeless/math/run_time/gamma.hpp>
#include <tapeless/math/run_time/inverse.hpp>

namespace tapeless::inline v0_2::detail::math {

template <detail::operand T>
[[gnu::always_inline]] constexpr T erf(const T& x) {
  if constexpr (std::is_floating_point_v<T>)
    if (std::is_constant_evaluated()) return kernel::erf(x);
  using std::erf;
  return erf(x);
}

template <detail::operand T>
[[gnu::always_inline]] constexpr T erfc(const T& x) {
  if constexpr (std::is_floating_point_v<T>)
    if (std::is_constant_evaluated()) return kernel::erfc(x);
  using std::erfc;
  return erfc(x);
}

template <detail::operand T>
constexpr T tgamma(const T& x) {
  if constexpr (std::is_floating_point_v<T>)
    if (std::is_constant_evaluated()) return kernel::tgamma(x);
  using std::tgamma;
  return tgamma(x);
}

template <detail::operand T>
constexpr T lgamma(const T& x) {
  if constexpr (std::is_floating_point_v<T>)
    if (std::is_constant_evaluated()) return kernel::lgamma(x);
  using std::lgamma;
  return lgamma(x);
}

template <detail::operand T>
constexpr T digamma(const T& x) {
  if constexpr (std::is_floating_point_v<T>)
    return std::is_constant_evaluated() ? kernel::digamma(x) : run_time::digamma(x);
  else {
    using detail::by_argument::digamma;
    return digamma(x);
  }
}

template <detail::operand T>
constexpr T trigamma(const T& x) {
  if constexpr (std::is_floating_point_v<T>)
    return std::is_constant_evaluated() ? kernel::trigamma(x) : run_time::trigamma(x);
  else {
    using detail::by_argument::trigamma;
    return trigamma(x);
  }
}

template <detail::operand T>
constexpr T erf_inv(const T& x) {
  if constexpr (std::is_floating_point_v<T>)
    return std::is_constant_evaluated() ? kernel::erf_inv(x) : run_time::erf_inv(x);
  else {
    using detail::by_argument::erf_inv;
    return erf_inv(x);
  }
}

template <detail::operand T>
constexpr T erfc_inv(const T& x) {
  if constexpr (std::is_floating_point_v<T>)
    return std::is_constant_evaluated() ? kernel::erfc_inv(x) : run_time::erfc_inv(x);
  else {
    using detail::by_argument::erfc_inv;
    return erfc_inv(x);
  }
}

template <detail::operand T>
constexpr T lambert_w0(const T& x) {
  if constexpr (std::is_floating_point_v<T>)
    return std::is_constant_evaluated() ? kernel::lambert_w0(x) : run_time::lambert_w0(x);
  else {
    using detail::by_argument::lambert_w0;
    return lambert_w0(x);
  }
}

// Gamma(a)*Gamma(b)/Gamma(a + b) for positive a and b, and its logarithm. Also at run time the kernel: std's beta, from
// logarithms of gamma functions, is wrong by thousands of ulp and has no digits for large arguments.
template <detail::operand T>
constexpr T beta(const T& a, const T& b) {
  if constexpr (std::is_floating_point_v<T>)
    return kernel::beta(a, b);
  else
    return beta(a, b);
}
template <detail::operand T>
constexpr T lbeta(const T& a, const T& b) {
  if constexpr (std::is_floating_point_v<T>) {
    return kernel::lbeta(a, b);
  } else {
    using detail::by_argument::lbeta;
    if constexpr (requires { lbeta(a, b); })
      return lbeta(a, b);
    else
      return math::lgamma(a) + math::lgamma(b) - math::lgamma(T(a + b));
  }
}

// The n-th derivative of digamma
template <detail::operand T>
constexpr T polygamma(int n, const T& x) {
  if constexpr (std::is_floating_point_v<T>)
    return std::is_constant_evaluated() ? kernel::polygamma(n, x) : run_time::polygamma(n, x);
  else {
    using detail::by_argument::polygamma;
    return polygamma(n, x);
  }
}

// The order as a number, as formulas have it; NaN unless it is an integer from 0 on
template <detail::operand T>
constexpr T polygamma(const T& n, const T& x) {
  if constexpr (std::is_floating_point_v<T>) {
    if (!(n >= 0 && n <= 1000000) || kernel::trunc(n) != n) return kernel::not_a_number<T>;
    return math::polygamma(static_cast<int>(n), x);
  } else {
    using detail::by_argument::polygamma;
    return polygamma(n, x);
  }
}

}  // namespace tapeless::detail::math
