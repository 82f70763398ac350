// SPDX-License-Identifier: BSL-1.0
// The gamma and Bessel families. Derivatives are analytic and stay inside the families, so that they can be
// taken to any order. Formulas: NIST Digital Library of Mathematical Functions, https://dlmf.nist.gov (section numbers
// below).
#pragma once

#include <tapeless/rules/error.hpp>

namespace tapeless::inline v0_2 {
namespace rules {

// DLMF 5.2.2
struct tgamma_ : built_in {
  static constexpr auto name = "tgamma";
  static constexpr auto latex = "\\Gamma\\left(#1\\right)";
  static constexpr auto value = [](const auto& x) { return math::tgamma(x); };
  static constexpr auto partial = partials{[](auto x, auto self) { return self * digamma(x); }};
  static constexpr auto domain = std::array{interval{0.01, 170}};
};
// log |Gamma(x)|
struct lgamma_ : built_in {
  static constexpr auto name = "lgamma";
  static constexpr auto latex = "\\ln\\Gamma\\left(#1\\right)";
  static constexpr auto value = [](const auto& x) { return math::lgamma(x); };
  static constexpr auto partial = partials{[](auto x) { return digamma(x); }};
  static constexpr auto domain = std::array{interval{0.01, 0x1p+500}};
};
struct digamma_ : built_in {
  static constexpr auto name = "digamma";
  static constexpr bool host_only = true;
  static constexpr auto latex = "\\psi\\left(#1\\right)";
  static constexpr auto value = [](const auto& x) { return math::digamma(x); };
  static constexpr auto partial = partials{[](auto x) { return trigamma(x); }};
  static constexpr auto domain = std::array{interval{0.01, 0x1p+500}};
};
struct trigamma_ : built_in {
  static constexpr auto name = "trigamma";
  static constexpr bool host_only = true;
  static constexpr auto latex = "\\psi'\\left(#1\\right)";
  static constexpr auto value = [](const auto& x) { return math::trigamma(x); };
  static constexpr auto partial = partials{[](auto x) { return polygamma(2, x); }};
  static constexpr auto domain = std::array{interval{0.01, 0x1p+500}};
};
// The n-th derivative of digamma, DLMF 5.15. The order is data.
struct polygamma_ : built_in {
  static constexpr auto name = "polygamma";
  static constexpr bool host_only = true;
  static constexpr auto latex = "\\psi^{(#1)}\\left(#2\\right)";
  static constexpr auto value = [](const auto& n, const auto& x) { return math::polygamma(n, x); };
  static constexpr auto partial =
      partials{[](auto, auto) { return handle::no_derivative(); }, [](auto n, auto x) { return polygamma(n + 1, x); }};
  static constexpr auto domain = std::array{interval{0, 8}, interval{0.1, 1e6}};
  static constexpr bool integer_order = true;
};
// Gamma(a)*Gamma(b)/Gamma(a + b), DLMF 5.12.1, and its logarithm
struct beta_ : built_in {
  static constexpr auto name = "beta";
  static constexpr bool host_only = true;
  static constexpr auto latex = "\\mathrm{B}\\left(#1,#2\\right)";
  static constexpr bool commutative = true;
  static constexpr auto value = [](const auto& a, const auto& b) { return math::beta(a, b); };
  static constexpr auto partial =
      partials{[](auto a, auto b, auto self) { return -(self * digamma_difference(a, b)); },
               [](auto a, auto b, auto self) { return -(self * digamma_difference(b, a)); }};
  static constexpr auto domain = std::array{interval{0.1, 50}, interval{0.1, 50}};
};
struct lbeta_ : built_in {
  static constexpr auto name = "lbeta";
  static constexpr bool host_only = true;
  static constexpr auto latex = "\\ln\\mathrm{B}\\left(#1,#2\\right)";
  static constexpr bool commutative = true;
  static constexpr auto value = [](const auto& a, const auto& b) { return math::lbeta(a, b); };
  static constexpr auto partial = partials{[](auto a, auto b) { return -digamma_difference(a, b); },
                                           [](auto a, auto b) { return -digamma_difference(b, a); }};
  static constexpr auto domain = std::array{interval{0.01, 0x1p+100}, interval{0.01, 0x1p+100}};
};
// psi(a + b) - psi(a), and the same of psi', without subtracting the two.
struct digamma_difference_ : built_in {
  static constexpr auto name = "digamma_difference";
  static constexpr bool host_only = true;
  static constexpr auto latex = "\\left(\\psi\\left(#1+#2\\right)-\\psi\\left(#1\\right)\\right)";
  static constexpr bool accurate = true;
  static constexpr auto value = [](const auto& a, const auto& b) { return math::digamma_difference(a, b); };
  static constexpr auto partial = partials{[](auto a, auto b) { return trigamma_difference(a, b); },
                                           [](auto a, auto b) { return trigamma(a + b); }};
  static constexpr auto domain = std::array{interval{0.1, 20}, interval{0.1, 20}};
  static constexpr auto textbook = [](const auto& a, const auto& b) -> handle { return digamma(a + b) - digamma(a); };
};
struct trigamma_difference_ : built_in {
  static constexpr auto name = "trigamma_difference";
  static constexpr bool host_only = true;
  static constexpr auto latex = "\\left(\\psi'\\left(#1+#2\\right)-\\psi'\\left(#1\\right)\\right)";
  static constexpr bool accurate = true;
  static constexpr auto value = [](const auto& a, const auto& b) { return math::trigamma_difference(a, b); };
  static constexpr auto partial = partials{[](auto a, auto b) { return polygamma(2, a + b) - polygamma(2, a); },
                                           [](auto a, auto b) { return polygamma(2, a + b); }};
  static constexpr auto domain = std::array{interval{0.1, 20}, interval{0.1, 20}};
  static constexpr auto textbook = [](const auto& a, const auto& b) -> handle { return trigamma(a + b) - trigamma(a); };
};
// The principal branch of w*exp(w) = x, DLMF 4.13. Its derivative 1/(exp(w)*(1 + w)) is written without a division by
// x, which may be 0, and without the relative error of exp(w) where w is large.
struct lambert_w0_ : built_in {
  static constexpr auto name = "lambert_w0";
  static constexpr bool host_only = true;
  static constexpr auto latex = "W_{0}\\left(#1\\right)";
  static constexpr auto value = [](const auto& x) { return math::lambert_w0(x); };
  static constexpr auto partial = partials{[](auto x) { return lambert_w0_slope(x); }};
  static constexpr auto domain = std::array{interval{-0.36, 0x1p+300}};
};
// The derivative, whose own one is written with w alone: what the quotient rule makes is 0 times infinity at infinity.
struct lambert_w0_slope_ : built_in {
  static constexpr auto name = "lambert_w0_slope";
  static constexpr bool host_only = true;
  static constexpr auto values = dag::range::positive;
  static constexpr auto latex = "W_{0}'\\left(#1\\right)";
  static constexpr bool accurate = true;
  static constexpr auto value = [](const auto& x) {
    using T = std::remove_cvref_t<decltype(x)>;
    return math::divide(T(1), T(x + math::exp(math::lambert_w0(x))));
  };
  static constexpr auto partial =
      partials{[](auto x, auto self) { return -(square(self) * (1 + 1 / (1 + lambert_w0(x)))); }};
  static constexpr auto domain = std::array{interval{-0.36, 0x1p+300}};
  static constexpr auto textbook = [](const auto& x) -> handle { return 1 / (x + exp(lambert_w0(x))); };
  static constexpr auto expand = [](const auto& x) -> handle { return 1 / (x + exp(lambert_w0(x))); };
};
// The exponential integral Ei, DLMF 6.2.5
struct expint_ : built_in {
  static constexpr auto name = "expint";
  static constexpr bool host_only = true;
  static constexpr auto latex = "\\operatorname{Ei}\\left(#1\\right)";
  static constexpr auto value = [](const auto& x) { return math::expint(x); };
  static constexpr auto partial = partials{[](auto x) { return exp(x) / x; }};
  static constexpr auto domain = std::array{interval{0.01, 700}};
};

// Bessel functions, DLMF 10.6 and 10.29. The order is data; the symmetric recurrence is right at 0 too, and the
// constant order 0 has its own formula.
struct bessel : built_in {
  static constexpr bool host_only = true;
  static constexpr auto domain = std::array{interval{0, 6}, interval{0.1, 50}};
  static constexpr bool integer_order = true;
};
struct cyl_bessel_j_ : bessel {
  static constexpr auto name = "cyl_bessel_j";
  static constexpr auto latex = "J_{#1}\\left(#2\\right)";
  static constexpr auto value = [](const auto& n, const auto& x) { return math::cyl_bessel_j(n, x); };
  static constexpr auto partial = partials{[](auto, auto) { return handle::no_derivative(); },
                                           [](auto n, auto x) -> handle {
                                             if (n.is(0)) return -cyl_bessel_j(1, x);
                                             return (cyl_bessel_j(n - 1, x) - cyl_bessel_j(n + 1, x)) / 2;
                                           }};
};
struct cyl_neumann_ : bessel {
  static constexpr auto name = "cyl_neumann";
  static constexpr auto latex = "Y_{#1}\\left(#2\\right)";
  static constexpr auto value = [](const auto& n, const auto& x) { return math::cyl_neumann(n, x); };
  static constexpr auto partial = partials{[](auto, auto) { return handle::no_derivative(); },
                                           [](auto n, auto x) -> handle {
                                             if (n.is(0)) return -cyl_neumann(1, x);
                                             return (cyl_neumann(n - 1, x) - cyl_neumann(n + 1, x)) / 2;
                                           }};
};
struct cyl_bessel_i_ : bessel {
  static constexpr auto name = "cyl_bessel_i";
  static constexpr auto latex = "I_{#1}\\left(#2\\right)";
  static constexpr auto value = [](const auto& n, const auto& x) { return math::cyl_bessel_i(n, x); };
  static constexpr auto partial = partials{[](auto, auto) { return handle::no_derivative(); },
                                           [](auto n, auto x) -> handle {
                                             if (n.is(0)) return cyl_bessel_i(1, x);
                                             return (cyl_bessel_i(n - 1, x) + cyl_bessel_i(n + 1, x)) / 2;
                                           }};
};
struct cyl_bessel_k_ : bessel {
  static constexpr auto name = "cyl_bessel_k";
  static constexpr auto latex = "K_{#1}\\left(#2\\right)";
  static constexpr auto value = [](const auto& n, const auto& x) { return math::cyl_bessel_k(n, x); };
  static constexpr auto partial = partials{[](auto, auto) { return handle::no_derivative(); },
                                           [](auto n, auto x) -> handle {
                                             if (n.is(0)) return -cyl_bessel_k(1, x);
                                             return -((cyl_bessel_k(n - 1, x) + cyl_bessel_k(n + 1, x)) / 2);
                                           }};
};
// The spherical Bessel function of the first kind, DLMF 10.51.2. Order 0 is sin(x)/x. The order is an integer.
struct sph_bessel_ : built_in {
  static constexpr auto name = "sph_bessel";
  static constexpr bool host_only = true;
  static constexpr auto latex = "j_{#1}\\left(#2\\right)";
  static constexpr auto value = [](const auto& n, const auto& x) { return math::sph_bessel(n, x); };
  static constexpr auto partial = partials{
      [](auto, auto) { return handle::no_derivative(); },
      [](auto n, auto x) -> handle {
        if (n.is(0)) return -sph_bessel(1, x);
        const auto below = n * sph_bessel(n - 1, x);
        return ((n.is_number() ? below : guard(equals(n, 0), 0, below)) - (n + 1) * sph_bessel(n + 1, x)) / (2 * n + 1);
      }};
  static constexpr auto domain = std::array{interval{0, 6}, interval{-30, 30}};
  static constexpr bool integer_order = true;
  static constexpr auto singular =
      std::array{singular_point<2>{{0, 0}, 1, {nan, 0}}, singular_point<2>{{1, 0}, 0, {nan, 1.0 / 3}}};
};
// The integrals over t from 0 to 1 of t^n*exp(t*x) and of t^n/(1 + t*x)^(n + 1): (exp(x) - 1)/x and log(1 + x)/x for
// n = 0, and their derivatives. The order is an integer.
struct exp_moment_ : built_in {
  static constexpr auto name = "exp_moment";
  static constexpr auto values = dag::range::positive;
  static constexpr auto latex = "\\int_0^1 t^{#1} e^{t\\left(#2\\right)}\\,dt";
  static constexpr auto value = [](const auto& n, const auto& x) { return math::exp_moment(n, x); };
  static constexpr auto partial =
      partials{[](auto, auto) { return handle::no_derivative(); }, [](auto n, auto x) { return exp_moment(n + 1, x); }};
  static constexpr auto domain = std::array{interval{0, 6}, interval{-0x1p+100, 700}};
  static constexpr bool integer_order = true;
  static constexpr auto singular =
      std::array{singular_point<2>{{0, 0}, 1, {nan, 0.5}}, singular_point<2>{{1, 0}, 0.5, {nan, 1.0 / 3}}};
};
struct log_moment_ : built_in {
  static constexpr auto name = "log_moment";
  static constexpr auto values = dag::range::positive;
  static constexpr auto latex = "\\int_0^1 \\frac{t^{#1}}{\\left(1+t\\left(#2\\right)\\right)^{#1+1}}\\,dt";
  static constexpr auto value = [](const auto& n, const auto& x) { return math::log_moment(n, x); };
  static constexpr auto partial = partials{[](auto, auto) { return handle::no_derivative(); },
                                           [](auto n, auto x) { return -(n + 1) * log_moment(n + 1, x); }};
  static constexpr auto domain = std::array{interval{0, 6}, interval{-1 + 0x1p-30, 0x1p+100}};
  static constexpr bool integer_order = true;
  static constexpr auto singular =
      std::array{singular_point<2>{{0, 0}, 1, {nan, -0.5}}, singular_point<2>{{1, 0}, 0.5, {nan, -2.0 / 3}}};
};
// The n-th derivative of (x - sin(x))/x^3, which is the integral over t from 0 to 1 of (1 - t)^2/2*cos(t*x).
struct sin_moment_ : built_in {
  static constexpr auto name = "sin_moment";
  static constexpr auto latex = "\\operatorname{sin\\_moment}\\left(#1,#2\\right)";
  static constexpr auto value = [](const auto& n, const auto& x) { return math::sin_moment(n, x); };
  static constexpr auto partial =
      partials{[](auto, auto) { return handle::no_derivative(); }, [](auto n, auto x) { return sin_moment(n + 1, x); }};
  static constexpr auto domain = std::array{interval{0, 6}, interval{-0x1p+100, 0x1p+100}};
  static constexpr bool integer_order = true;
  static constexpr auto singular =
      std::array{singular_point<2>{{0, 0}, 1.0 / 6, {nan, 0}}, singular_point<2>{{1, 0}, 0, {nan, -1.0 / 60}}};
};

struct special_group
    : rule_group<erf_, erfc_, erf_slope_, erf_inv_, erfc_inv_, erf_inv_slope_, erfc_inv_slope_, normal_cdf_,
                 normal_density_, log_normal_cdf_, normal_hazard_, normal_excess_, tgamma_, lgamma_, digamma_,
                 trigamma_, polygamma_, beta_, lbeta_, digamma_difference_, trigamma_difference_, lambert_w0_,
                 lambert_w0_slope_, expint_, cyl_bessel_j_, cyl_neumann_, cyl_bessel_i_, cyl_bessel_k_, sph_bessel_,
                 exp_moment_, log_moment_, sin_moment_> {
  static constexpr auto title = "special";
  static constexpr auto unnamed =
      "erf_slope erf_inv_slope erfc_inv_slope normal_density normal_hazard normal_excess digamma_difference "
      "trigamma_difference "
      "lambert_w0_slope";
  static constexpr auto composites = "normal_quantile exprel log1prel";
};

}  // namespace rules

// Gamma(x), DLMF 5.2.1. In double precision it is finite for positive x up to 171.
template <operand X>
constexpr applied<rules::tgamma_, X> tgamma(const X& x) {
  return apply<rules::tgamma_>(x);
}
// log |Gamma(x)|; its derivative is digamma.
template <operand X>
constexpr applied<rules::lgamma_, X> lgamma(const X& x) {
  return apply<rules::lgamma_>(x);
}
// The derivative of lgamma, psi(x), DLMF 5.2.2.
template <operand X>
constexpr applied<rules::digamma_, X> digamma(const X& x) {
  return apply<rules::digamma_>(x);
}
// The derivative of digamma, DLMF 5.15.
template <operand X>
constexpr applied<rules::trigamma_, X> trigamma(const X& x) {
  return apply<rules::trigamma_>(x);
}
// The n-th derivative of digamma, DLMF 5.15. n is a constant or data, n >= 0; there is no derivative in it.
template <class N, class X>
  requires some_operand<N, X>
constexpr applied<rules::polygamma_, N, X> polygamma(const N& n, const X& x) { return apply<rules::polygamma_>(n, x); }
// Gamma(a)*Gamma(b)/Gamma(a + b), DLMF 5.12.1, for positive a and b.
template <class A, class B>
  requires some_operand<A, B>
constexpr applied<rules::beta_, A, B> beta(const A& a, const B& b) { return apply<rules::beta_>(a, b); }
// The logarithm of beta(a, b), for positive a and b of all sizes.
template <class A, class B>
  requires some_operand<A, B>
constexpr applied<rules::lbeta_, A, B> lbeta(const A& a, const B& b) { return apply<rules::lbeta_>(a, b); }
// digamma(a + b) - digamma(a), for positive a and b, without cancellation.
template <class A, class B>
  requires some_operand<A, B>
constexpr applied<rules::digamma_difference_, A, B> digamma_difference(const A& a, const B& b) {
  return apply<rules::digamma_difference_>(a, b);
}
// trigamma(a + b) - trigamma(a), for positive a and b, without cancellation.
template <class A, class B>
  requires some_operand<A, B>
constexpr applied<rules::trigamma_difference_, A, B> trigamma_difference(const A& a, const B& b) {
  return apply<rules::trigamma_difference_>(a, b);
}
// The principal solution w of w*exp(w) = x, DLMF 4.13, for x >= -1/e.
template <operand X>
constexpr applied<rules::lambert_w0_, X> lambert_w0(const X& x) {
  return apply<rules::lambert_w0_>(x);
}
// 1/(x + exp(w)) for w = lambert_w0(x), its derivative.
template <operand X>
constexpr applied<rules::lambert_w0_slope_, X> lambert_w0_slope(const X& x) {
  return apply<rules::lambert_w0_slope_>(x);
}
// The exponential integral Ei(x), DLMF 6.2.5. Its derivative is exp(x)/x.
template <operand X>
constexpr applied<rules::expint_, X> expint(const X& x) {
  return apply<rules::expint_>(x);
}
// The Bessel function of the first kind J of order n, DLMF 10.2, for x > 0. n is a constant or data, n >= 0; there is
// no derivative in it.
template <class N, class X>
  requires some_operand<N, X>
constexpr applied<rules::cyl_bessel_j_, N, X> cyl_bessel_j(const N& n, const X& x) {
  return apply<rules::cyl_bessel_j_>(n, x);
}
// The Bessel function of the second kind Y of order n, DLMF 10.2, for x > 0, with n as in cyl_bessel_j.
template <class N, class X>
  requires some_operand<N, X>
constexpr applied<rules::cyl_neumann_, N, X> cyl_neumann(const N& n, const X& x) {
  return apply<rules::cyl_neumann_>(n, x);
}
// The modified Bessel function of the first kind I of order n, DLMF 10.25, for x > 0, with n as in cyl_bessel_j.
template <class N, class X>
  requires some_operand<N, X>
constexpr applied<rules::cyl_bessel_i_, N, X> cyl_bessel_i(const N& n, const X& x) {
  return apply<rules::cyl_bessel_i_>(n, x);
}
// The modified Bessel function of the second kind K of order n, DLMF 10.25, for x > 0, with n as in cyl_bessel_j.
template <class N, class X>
  requires some_operand<N, X>
constexpr applied<rules::cyl_bessel_k_, N, X> cyl_bessel_k(const N& n, const X& x) {
  return apply<rules::cyl_bessel_k_>(n, x);
}
// The spherical Bessel function of the first kind of order n, DLMF 10.47; of order 0 it is sin(x)/x, and 1 at 0. n is a
// constant integer, n >= 0.
template <class N, class X>
  requires some_operand<N, X>
constexpr applied<rules::sph_bessel_, N, X> sph_bessel(const N& n, const X& x) {
  return apply<rules::sph_bessel_>(n, x);
}
// The integral over t from 0 to 1 of t^n*exp(t*x), the n-th derivative of (exp(x) - 1)/x. n is a constant or data, n >=
// 0; there is no derivative in it.
template <class N, class X>
  requires some_operand<N, X>
constexpr applied<rules::exp_moment_, N, X> exp_moment(const N& n, const X& x) {
  return apply<rules::exp_moment_>(n, x);
}
// The integral over t from 0 to 1 of t^n/(1 + t*x)^(n + 1), for x > -1, with n as in exp_moment; log(1 + x)/x for n =
// 0.
template <class N, class X>
  requires some_operand<N, X>
constexpr applied<rules::log_moment_, N, X> log_moment(const N& n, const X& x) {
  return apply<rules::log_moment_>(n, x);
}
// The n-th derivative of (x - sin(x))/x^3, with n as in exp_moment.
template <class N, class X>
  requires some_operand<N, X>
constexpr applied<rules::sin_moment_, N, X> sin_moment(const N& n, const X& x) {
  return apply<rules::sin_moment_>(n, x);
}

}  // namespace tapeless
