// SPDX-License-Identifier: BSL-1.0
// The logarithm of Gamma(a)*Gamma(b)/Gamma(a + b) for positive a and b, about 90 bits. Where the larger argument is 12
// or more the large parts of the three logarithms are subtracted before they are computed: with q >= p, r = p/q and the
// rest S of Stirling's series (Abramowitz and Stegun 6.1.40),
//
//     log Gamma(q) - log Gamma(p + q) = p - p*log(p + q) - (q - 1/2)*log(1 + r) + S(q) - S(p + q)
//
// as in A. R. DiDonato, A. H. Morris, "Algorithm 708", ACM Trans. Math. Softw. 18 (1992).
#pragma once

#include <concepts>

#include <tapeless/math/kernel/divide.hpp>
#include <tapeless/math/kernel/gamma.hpp>

namespace tapeless::inline v0_2::detail::math::kernel {
namespace detail {

// log(gamma(x)) - ((x - 1/2)*log(x) - x + log(2 pi)/2), x >= 12
constexpr double_double stirling_rest(double_double x) {
  const double_double w = 1.0 / x;
  const double_double square = w * w;
  return w * horner(square, stirling_head, horner(square.hi, stirling_tail));
}

// log(gamma(x)), 0 < x < 12
constexpr double_double lgamma_below_12(double_double x) { return x.hi < 0x1p-70 ? -log(x) : lgamma_positive(x); }

// p <= q <= 2^900, p >= 2^-100
constexpr double_double log_beta(double_double p, double_double q) {
  if (q.hi < 12) return lgamma_below_12(p) + lgamma_below_12(q) - lgamma_below_12(p + q);
  const double_double ratio = p / q;
  const double_double grown = log1p(ratio);  // log((p + q)/q)
  const double_double whole = grown * (q - 0.5);
  const double_double rest = stirling_rest(q) - stirling_rest(q * (1.0 + ratio));
  if (p.hi < 12) return lgamma_below_12(p) + (p - p * (log(q) + grown)) - whole + rest;
  return p * (log(ratio) - grown) - 0.5 * log(p) + log_sqrt_two_pi - whole + (rest + stirling_rest(p));
}

}  // namespace detail

template <std::floating_point T>
constexpr T lbeta(T a, T b) {
  const T p = a < b ? a : b, q = a < b ? b : a;
  if (!(p >= 0) || !(q >= 0)) return not_a_number<T>;
  if (p == 0) return q == infinity<T> ? not_a_number<T> : infinity<T>;
  if (q == infinity<T>) return -infinity<T>;
  if (p < T(0x1p-100F)) return log1p(p / q) - log(p);  // 1/p + 1/q, where 1/q matters
  if (static_cast<double>(q) > 0x1p+900) {
    // p and p*log(p/q) are all there is
    if (p < T(0x1p+60)) return lgamma(p) - p * log(q);
    return p * (log(p / q) - log1p(p / q)) - q * log1p(p / q);
  }
  return detail::compose<T>(detail::log_beta(detail::widen(p), detail::widen(q)));
}

template <std::floating_point T>
constexpr T beta(T a, T b) {
  const T p = a < b ? a : b, q = a < b ? b : a;
  if (!(p >= 0) || !(q >= 0)) return not_a_number<T>;
  if (p == 0) return q == infinity<T> ? not_a_number<T> : infinity<T>;
  if (q == infinity<T>) return 0;
  if (p < T(0x1p-100F)) return divide(T(1), p) + (q < T(0x1p-40F) ? divide(T(1), q) : T(0));
  if (static_cast<double>(q) > 0x1p+900) return exp(lbeta(a, b));
  const double_double l = detail::log_beta(detail::widen(p), detail::widen(q));
  if (l.hi < -12000) return 0;
  return detail::compose<T>(detail::exp(l));
}

}  // namespace tapeless::detail::math::kernel
