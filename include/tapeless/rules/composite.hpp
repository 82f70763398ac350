// SPDX-License-Identifier: BSL-1.0
// Functions that are formulas: they need no rule, because the formula says everything. They work on expressions, inside
// `record` and on plain numbers.
#pragma once

#include <numbers>

#include <tapeless/rules/activation.hpp>

namespace tapeless::inline v0_2 {
namespace detail {

// A small constant next to an operand: an exact expression beside expressions, a number beside handles and numbers.
template <std::int64_t Numerator, std::int64_t Denominator, class... A>
constexpr auto beside() {
  using plain = plain_type<A...>;
  if constexpr ((std::same_as<A, handle> || ...))
    return handle(dag::number::ratio(Numerator, Denominator));
  else if constexpr (!std::is_void_v<plain>)
    return static_cast<plain>(Numerator) / static_cast<plain>(Denominator);
  else
    return constant<literal(dag::number::ratio(Numerator, Denominator))>;
}
template <class A>
constexpr auto pi_beside() {
  if constexpr (std::floating_point<A>)
    return std::numbers::pi_v<A>;
  else
    return constants::pi;
}

}  // namespace detail

// x*x; as in Ceres Jet, the squared magnitude.
template <operand X>
constexpr auto norm(const X& x) {
  return square(x);
}
// x*x, as in autodiff.
template <operand X>
constexpr auto abs2(const X& x) {
  return square(x);
}
// 1/x.
template <operand X>
constexpr auto inverse(const X& x) {
  return detail::beside<1, 1, X>() / x;
}
// x*y, and 0 where x is 0 whatever y is, even infinite or NaN; the azmul of CppAD.
template <class X, class Y>
  requires some_operand<X, Y>
constexpr auto azmul(const X& x, const Y& y) {
  const auto zero = detail::beside<0, 1, X, Y>();
  return select(equals(x, zero), zero, x * y);
}
// An angle in radians as degrees.
template <operand X>
constexpr auto degrees(const X& x) {
  return x * (detail::beside<180, 1, X>() / detail::pi_beside<X>());
}
// An angle in degrees as radians.
template <operand X>
constexpr auto radians(const X& x) {
  return x * (detail::pi_beside<X>() / detail::beside<180, 1, X>());
}
// sin(x)/x, 1 at 0, with derivatives that are right near 0.
template <operand X>
constexpr auto sinc(const X& x) {
  return sph_bessel(detail::beside<0, 1, X>(), x);
}
// (exp(x) - 1)/x and log(1 + x)/x, 1 at 0, with derivatives that are right near 0.
template <operand X>
constexpr auto exprel(const X& x) {
  return exp_moment(detail::beside<0, 1, X>(), x);
}
template <operand X>
constexpr auto log1prel(const X& x) {
  return log_moment(detail::beside<0, 1, X>(), x);
}
// x*2^n. n may be any value, not only an integer.
template <class X, class N>
  requires some_operand<X, N>
constexpr auto ldexp(const X& x, const N& n) { return x * exp2(n); }
// The unit step: 1 for x > 0, 0 elsewhere. Its derivative is 0.
template <operand X>
constexpr auto step(const X& x) {
  return select(x > detail::beside<0, 1, X>(), detail::beside<1, 1, X>(), detail::beside<0, 1, X>());
}
// The inverse of normal_cdf, for 0 < p < 1.
template <operand P>
constexpr auto normal_quantile(const P& p) {
  return -(sqrt(detail::beside<2, 1, P>()) * erfc_inv(detail::beside<2, 1, P>() * p));
}
// x where x > 0, slope*x elsewhere. At 0 the derivative is slope.
template <class X, class S>
  requires some_operand<X, S>
constexpr auto leaky_relu(const X& x, const S& slope) { return select(x > detail::beside<0, 1, X, S>(), x, slope * x); }
// x where x > 0, alpha*(exp(x) - 1) elsewhere. At 0 the derivative is alpha.
template <class X, class A>
  requires some_operand<X, A>
constexpr auto elu(const X& x, const A& alpha) { return select(x > detail::beside<0, 1, X, A>(), x, alpha * expm1(x)); }
}  // namespace tapeless
