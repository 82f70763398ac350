// SPDX-License-Identifier: BSL-1.0
// What is said when a function gets another number of operands than it has: sin(x, y), atan2(x). Functions of one name
// that users write with that number go before these, which take any.
#pragma once

#include <tapeless/rules/function.hpp>

namespace tapeless::inline v0_2 {
namespace detail {

template <std::size_t Count, class... A>
concept another_count = sizeof...(A) != Count&& some_operand<A...>;

template <std::size_t Count, class... A>
constexpr not_a_formula refuse_count() {
  static_assert(sizeof...(A) == Count, "tapeless: this function takes another number of operands");
  return {};
}

}  // namespace detail

// Of one operand.
template <class... A>
  requires detail::another_count<1, A...>
constexpr detail::not_a_formula square(const A&...) { return detail::refuse_count<1, A...>(); }
template <class... A>
  requires detail::another_count<1, A...>
constexpr detail::not_a_formula sqrt(const A&...) { return detail::refuse_count<1, A...>(); }
template <class... A>
  requires detail::another_count<1, A...>
constexpr detail::not_a_formula cbrt(const A&...) { return detail::refuse_count<1, A...>(); }
template <class... A>
  requires detail::another_count<1, A...>
constexpr detail::not_a_formula rsqrt(const A&...) { return detail::refuse_count<1, A...>(); }
template <class... A>
  requires detail::another_count<1, A...>
constexpr detail::not_a_formula inverse(const A&...) { return detail::refuse_count<1, A...>(); }
template <class... A>
  requires detail::another_count<1, A...>
constexpr detail::not_a_formula abs2(const A&...) { return detail::refuse_count<1, A...>(); }
template <class... A>
  requires detail::another_count<1, A...>
constexpr detail::not_a_formula norm(const A&...) { return detail::refuse_count<1, A...>(); }
template <class... A>
  requires detail::another_count<1, A...>
constexpr detail::not_a_formula exp(const A&...) { return detail::refuse_count<1, A...>(); }
template <class... A>
  requires detail::another_count<1, A...>
constexpr detail::not_a_formula exp2(const A&...) { return detail::refuse_count<1, A...>(); }
template <class... A>
  requires detail::another_count<1, A...>
constexpr detail::not_a_formula expm1(const A&...) { return detail::refuse_count<1, A...>(); }
template <class... A>
  requires detail::another_count<1, A...>
constexpr detail::not_a_formula log(const A&...) { return detail::refuse_count<1, A...>(); }
template <class... A>
  requires detail::another_count<1, A...>
constexpr detail::not_a_formula log2(const A&...) { return detail::refuse_count<1, A...>(); }
template <class... A>
  requires detail::another_count<1, A...>
constexpr detail::not_a_formula log10(const A&...) { return detail::refuse_count<1, A...>(); }
template <class... A>
  requires detail::another_count<1, A...>
constexpr detail::not_a_formula log1p(const A&...) { return detail::refuse_count<1, A...>(); }
template <class... A>
  requires detail::another_count<1, A...>
constexpr detail::not_a_formula log1m_exp(const A&...) { return detail::refuse_count<1, A...>(); }
template <class... A>
  requires detail::another_count<1, A...>
constexpr detail::not_a_formula logit(const A&...) { return detail::refuse_count<1, A...>(); }
template <class... A>
  requires detail::another_count<1, A...>
constexpr detail::not_a_formula sin(const A&...) { return detail::refuse_count<1, A...>(); }
template <class... A>
  requires detail::another_count<1, A...>
constexpr detail::not_a_formula cos(const A&...) { return detail::refuse_count<1, A...>(); }
template <class... A>
  requires detail::another_count<1, A...>
constexpr detail::not_a_formula tan(const A&...) { return detail::refuse_count<1, A...>(); }
template <class... A>
  requires detail::another_count<1, A...>
constexpr detail::not_a_formula asin(const A&...) { return detail::refuse_count<1, A...>(); }
template <class... A>
  requires detail::another_count<1, A...>
constexpr detail::not_a_formula acos(const A&...) { return detail::refuse_count<1, A...>(); }
template <class... A>
  requires detail::another_count<1, A...>
constexpr detail::not_a_formula atan(const A&...) { return detail::refuse_count<1, A...>(); }
template <class... A>
  requires detail::another_count<1, A...>
constexpr detail::not_a_formula sin_pi(const A&...) { return detail::refuse_count<1, A...>(); }
template <class... A>
  requires detail::another_count<1, A...>
constexpr detail::not_a_formula cos_pi(const A&...) { return detail::refuse_count<1, A...>(); }
template <class... A>
  requires detail::another_count<1, A...>
constexpr detail::not_a_formula sinc(const A&...) { return detail::refuse_count<1, A...>(); }
template <class... A>
  requires detail::another_count<1, A...>
constexpr detail::not_a_formula degrees(const A&...) { return detail::refuse_count<1, A...>(); }
template <class... A>
  requires detail::another_count<1, A...>
constexpr detail::not_a_formula radians(const A&...) { return detail::refuse_count<1, A...>(); }
template <class... A>
  requires detail::another_count<1, A...>
constexpr detail::not_a_formula sinh(const A&...) { return detail::refuse_count<1, A...>(); }
template <class... A>
  requires detail::another_count<1, A...>
constexpr detail::not_a_formula cosh(const A&...) { return detail::refuse_count<1, A...>(); }
template <class... A>
  requires detail::another_count<1, A...>
constexpr detail::not_a_formula tanh(const A&...) { return detail::refuse_count<1, A...>(); }
template <class... A>
  requires detail::another_count<1, A...>
constexpr detail::not_a_formula asinh(const A&...) { return detail::refuse_count<1, A...>(); }
template <class... A>
  requires detail::another_count<1, A...>
constexpr detail::not_a_formula acosh(const A&...) { return detail::refuse_count<1, A...>(); }
template <class... A>
  requires detail::another_count<1, A...>
constexpr detail::not_a_formula atanh(const A&...) { return detail::refuse_count<1, A...>(); }
template <class... A>
  requires detail::another_count<1, A...>
constexpr detail::not_a_formula abs(const A&...) { return detail::refuse_count<1, A...>(); }
template <class... A>
  requires detail::another_count<1, A...>
constexpr detail::not_a_formula fabs(const A&...) { return detail::refuse_count<1, A...>(); }
template <class... A>
  requires detail::another_count<1, A...>
constexpr detail::not_a_formula sign(const A&...) { return detail::refuse_count<1, A...>(); }
template <class... A>
  requires detail::another_count<1, A...>
constexpr detail::not_a_formula floor(const A&...) { return detail::refuse_count<1, A...>(); }
template <class... A>
  requires detail::another_count<1, A...>
constexpr detail::not_a_formula ceil(const A&...) { return detail::refuse_count<1, A...>(); }
template <class... A>
  requires detail::another_count<1, A...>
constexpr detail::not_a_formula round(const A&...) { return detail::refuse_count<1, A...>(); }
template <class... A>
  requires detail::another_count<1, A...>
constexpr detail::not_a_formula rint(const A&...) { return detail::refuse_count<1, A...>(); }
template <class... A>
  requires detail::another_count<1, A...>
constexpr detail::not_a_formula nearbyint(const A&...) { return detail::refuse_count<1, A...>(); }
template <class... A>
  requires detail::another_count<1, A...>
constexpr detail::not_a_formula trunc(const A&...) { return detail::refuse_count<1, A...>(); }
template <class... A>
  requires detail::another_count<1, A...>
constexpr detail::not_a_formula step(const A&...) { return detail::refuse_count<1, A...>(); }
template <class... A>
  requires detail::another_count<1, A...>
constexpr detail::not_a_formula erf(const A&...) { return detail::refuse_count<1, A...>(); }
template <class... A>
  requires detail::another_count<1, A...>
constexpr detail::not_a_formula erfc(const A&...) { return detail::refuse_count<1, A...>(); }
template <class... A>
  requires detail::another_count<1, A...>
constexpr detail::not_a_formula erf_inv(const A&...) { return detail::refuse_count<1, A...>(); }
template <class... A>
  requires detail::another_count<1, A...>
constexpr detail::not_a_formula erfc_inv(const A&...) { return detail::refuse_count<1, A...>(); }
template <class... A>
  requires detail::another_count<1, A...>
constexpr detail::not_a_formula normal_cdf(const A&...) { return detail::refuse_count<1, A...>(); }
template <class... A>
  requires detail::another_count<1, A...>
constexpr detail::not_a_formula log_normal_cdf(const A&...) { return detail::refuse_count<1, A...>(); }
template <class... A>
  requires detail::another_count<1, A...>
constexpr detail::not_a_formula exprel(const A&...) { return detail::refuse_count<1, A...>(); }
template <class... A>
  requires detail::another_count<1, A...>
constexpr detail::not_a_formula log1prel(const A&...) { return detail::refuse_count<1, A...>(); }
template <class... A>
  requires detail::another_count<1, A...>
constexpr detail::not_a_formula normal_density(const A&...) { return detail::refuse_count<1, A...>(); }
template <class... A>
  requires detail::another_count<1, A...>
constexpr detail::not_a_formula normal_quantile(const A&...) { return detail::refuse_count<1, A...>(); }
template <class... A>
  requires detail::another_count<1, A...>
constexpr detail::not_a_formula tgamma(const A&...) { return detail::refuse_count<1, A...>(); }
template <class... A>
  requires detail::another_count<1, A...>
constexpr detail::not_a_formula lgamma(const A&...) { return detail::refuse_count<1, A...>(); }
template <class... A>
  requires detail::another_count<1, A...>
constexpr detail::not_a_formula digamma(const A&...) { return detail::refuse_count<1, A...>(); }
template <class... A>
  requires detail::another_count<1, A...>
constexpr detail::not_a_formula trigamma(const A&...) { return detail::refuse_count<1, A...>(); }
template <class... A>
  requires detail::another_count<1, A...>
constexpr detail::not_a_formula lambert_w0(const A&...) { return detail::refuse_count<1, A...>(); }
template <class... A>
  requires detail::another_count<1, A...>
constexpr detail::not_a_formula expint(const A&...) { return detail::refuse_count<1, A...>(); }
template <class... A>
  requires detail::another_count<1, A...>
constexpr detail::not_a_formula logistic(const A&...) { return detail::refuse_count<1, A...>(); }
template <class... A>
  requires detail::another_count<1, A...>
constexpr detail::not_a_formula softplus(const A&...) { return detail::refuse_count<1, A...>(); }
template <class... A>
  requires detail::another_count<1, A...>
constexpr detail::not_a_formula silu(const A&...) { return detail::refuse_count<1, A...>(); }
template <class... A>
  requires detail::another_count<1, A...>
constexpr detail::not_a_formula gelu(const A&...) { return detail::refuse_count<1, A...>(); }
template <class... A>
  requires detail::another_count<1, A...>
constexpr detail::not_a_formula mish(const A&...) { return detail::refuse_count<1, A...>(); }
template <class... A>
  requires detail::another_count<1, A...>
constexpr detail::not_a_formula relu(const A&...) { return detail::refuse_count<1, A...>(); }
template <class... A>
  requires detail::another_count<1, A...>
constexpr detail::not_a_formula isnan(const A&...) { return detail::refuse_count<1, A...>(); }
template <class... A>
  requires detail::another_count<1, A...>
constexpr detail::not_a_formula isinf(const A&...) { return detail::refuse_count<1, A...>(); }
template <class... A>
  requires detail::another_count<1, A...>
constexpr detail::not_a_formula isfinite(const A&...) { return detail::refuse_count<1, A...>(); }
template <class... A>
  requires detail::another_count<1, A...>
constexpr detail::not_a_formula signbit(const A&...) { return detail::refuse_count<1, A...>(); }
template <class... A>
  requires detail::another_count<1, A...>
constexpr detail::not_a_formula versine(const A&...) { return detail::refuse_count<1, A...>(); }
template <class... A>
  requires detail::another_count<1, A...>
constexpr detail::not_a_formula log_cosh(const A&...) { return detail::refuse_count<1, A...>(); }
template <class... A>
  requires detail::another_count<1, A...>
constexpr detail::not_a_formula log_sinh(const A&...) { return detail::refuse_count<1, A...>(); }

// Of two.
template <class... A>
  requires detail::another_count<2, A...>
constexpr detail::not_a_formula pow(const A&...) { return detail::refuse_count<2, A...>(); }
template <class... A>
  requires detail::another_count<2, A...>
constexpr detail::not_a_formula azmul(const A&...) { return detail::refuse_count<2, A...>(); }
template <class... A>
  requires detail::another_count<2, A...>
constexpr detail::not_a_formula ldexp(const A&...) { return detail::refuse_count<2, A...>(); }
template <class... A>
  requires detail::another_count<2, A...>
constexpr detail::not_a_formula xlogy(const A&...) { return detail::refuse_count<2, A...>(); }
template <class... A>
  requires detail::another_count<2, A...>
constexpr detail::not_a_formula atan2(const A&...) { return detail::refuse_count<2, A...>(); }
template <class... A>
  requires detail::another_count<2, A...>
constexpr detail::not_a_formula fmod(const A&...) { return detail::refuse_count<2, A...>(); }
template <class... A>
  requires detail::another_count<2, A...>
constexpr detail::not_a_formula remainder(const A&...) { return detail::refuse_count<2, A...>(); }
template <class... A>
  requires detail::another_count<2, A...>
constexpr detail::not_a_formula copysign(const A&...) { return detail::refuse_count<2, A...>(); }
template <class... A>
  requires detail::another_count<2, A...>
constexpr detail::not_a_formula fmin(const A&...) { return detail::refuse_count<2, A...>(); }
template <class... A>
  requires detail::another_count<2, A...>
constexpr detail::not_a_formula fmax(const A&...) { return detail::refuse_count<2, A...>(); }
template <class... A>
  requires detail::another_count<2, A...>
constexpr detail::not_a_formula fdim(const A&...) { return detail::refuse_count<2, A...>(); }
template <class... A>
  requires detail::another_count<2, A...>
constexpr detail::not_a_formula midpoint(const A&...) { return detail::refuse_count<2, A...>(); }
template <class... A>
  requires detail::another_count<2, A...>
constexpr detail::not_a_formula polygamma(const A&...) { return detail::refuse_count<2, A...>(); }
template <class... A>
  requires detail::another_count<2, A...>
constexpr detail::not_a_formula beta(const A&...) { return detail::refuse_count<2, A...>(); }
template <class... A>
  requires detail::another_count<2, A...>
constexpr detail::not_a_formula lbeta(const A&...) { return detail::refuse_count<2, A...>(); }
template <class... A>
  requires detail::another_count<2, A...>
constexpr detail::not_a_formula cyl_bessel_j(const A&...) { return detail::refuse_count<2, A...>(); }
template <class... A>
  requires detail::another_count<2, A...>
constexpr detail::not_a_formula cyl_neumann(const A&...) { return detail::refuse_count<2, A...>(); }
template <class... A>
  requires detail::another_count<2, A...>
constexpr detail::not_a_formula cyl_bessel_i(const A&...) { return detail::refuse_count<2, A...>(); }
template <class... A>
  requires detail::another_count<2, A...>
constexpr detail::not_a_formula cyl_bessel_k(const A&...) { return detail::refuse_count<2, A...>(); }
template <class... A>
  requires detail::another_count<2, A...>
constexpr detail::not_a_formula sph_bessel(const A&...) { return detail::refuse_count<2, A...>(); }
template <class... A>
  requires detail::another_count<2, A...>
constexpr detail::not_a_formula leaky_relu(const A&...) { return detail::refuse_count<2, A...>(); }
template <class... A>
  requires detail::another_count<2, A...>
constexpr detail::not_a_formula elu(const A&...) { return detail::refuse_count<2, A...>(); }
template <class... A>
  requires detail::another_count<2, A...>
constexpr detail::not_a_formula equals(const A&...) { return detail::refuse_count<2, A...>(); }
template <class... A>
  requires(detail::another_count<2, A...>&& detail::another_count<3, A...>)
constexpr detail::not_a_formula hypot(const A&...) { return detail::refuse_count<2, A...>(); }
template <class... A>
  requires detail::another_count<2, A...>
constexpr detail::not_a_formula exp_moment(const A&...) { return detail::refuse_count<2, A...>(); }
template <class... A>
  requires detail::another_count<2, A...>
constexpr detail::not_a_formula log_moment(const A&...) { return detail::refuse_count<2, A...>(); }
template <class... A>
  requires detail::another_count<2, A...>
constexpr detail::not_a_formula sin_moment(const A&...) { return detail::refuse_count<2, A...>(); }

// Of two or more.
template <class A>
  requires some_operand<A>
constexpr detail::not_a_formula min(const A&) { return detail::refuse_count<2, A>(); }
template <class A>
  requires some_operand<A>
constexpr detail::not_a_formula max(const A&) { return detail::refuse_count<2, A>(); }

// Of three.
template <class... A>
  requires detail::another_count<3, A...>
constexpr detail::not_a_formula guard(const A&...) { return detail::refuse_count<3, A...>(); }
template <class... A>
  requires detail::another_count<3, A...>
constexpr detail::not_a_formula fma(const A&...) { return detail::refuse_count<3, A...>(); }
template <class... A>
  requires detail::another_count<3, A...>
constexpr detail::not_a_formula clamp(const A&...) { return detail::refuse_count<3, A...>(); }
template <class... A>
  requires detail::another_count<3, A...>
constexpr detail::not_a_formula lerp(const A&...) { return detail::refuse_count<3, A...>(); }
template <class... A>
  requires detail::another_count<3, A...>
constexpr detail::not_a_formula select(const A&...) { return detail::refuse_count<3, A...>(); }
template <class... A>
  requires detail::another_count<3, A...>
constexpr detail::not_a_formula quadratic_root(const A&...) { return detail::refuse_count<3, A...>(); }

}  // namespace tapeless
