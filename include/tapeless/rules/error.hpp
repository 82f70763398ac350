// SPDX-License-Identifier: BSL-1.0
// The error function, its relatives and inverses, and the normal distribution, with slopes that are rules of their own,
// because an exponential of a square magnifies the rounding of the square. Formulas: NIST Digital Library of
// Mathematical Functions, https://dlmf.nist.gov (section numbers below).
#pragma once

#include <tapeless/rules/trigonometric.hpp>

namespace tapeless::inline v0_2 {
namespace rules {

// DLMF 7.2.1
struct erf_ : built_in {
  static constexpr auto name = "erf";
  static constexpr auto latex = "\\operatorname{erf}\\left(#1\\right)";
  static constexpr auto symmetry = dag::parity::odd;
  static constexpr auto value = [](const auto& x) { return math::erf(x); };
  static constexpr auto partial = partials{[](auto x) { return erf_slope(x); }};
  static constexpr auto domain = std::array{all_reals};
  static constexpr auto reduce = [](const auto& x) -> handle { return x.is(0) ? x : handle::none(); };
};
struct erfc_ : built_in {
  static constexpr auto name = "erfc";
  static constexpr int effort = 20;
  static constexpr auto latex = "\\operatorname{erfc}\\left(#1\\right)";
  static constexpr auto value = [](const auto& x) { return math::erfc(x); };
  static constexpr auto partial = partials{[](auto x) { return -erf_slope(x); }};
  static constexpr auto domain = std::array{all_reals};
};
// 2*exp(-x^2)/sqrt(pi) without the rounding error of the square, which the exponential magnifies by x^2.
struct erf_slope_ : built_in {
  static constexpr auto name = "erf_slope";
  static constexpr auto values = dag::range::positive;
  static constexpr auto latex = "\\frac{2}{\\sqrt{\\pi}}e^{-{#1}^{2}}";
  static constexpr auto growth = dag::number(-1);
  static constexpr int growth_power = 2;
  static constexpr auto c = "(1.1283791670955126*exp(-(#1)*(#1)))";
  static constexpr auto symmetry = dag::parity::even;
  static constexpr bool accurate = true;
  static constexpr auto value = [](const auto& x) {
    using T = std::remove_cvref_t<decltype(x)>;
    return T(T(1.1283791670955125738961589031215452L) * math::bell(x, 1.0F));
  };
  static constexpr auto partial =
      partials{[](auto x, auto self) { return guard(equals(self, 0), 0, -2 * (x * self)); }};
  static constexpr auto domain = std::array{all_reals};
  static constexpr auto textbook = [](const auto& x) -> handle { return 2 * exp(-square(x)) / constants::root_pi; };
};
// The inverse of erf on (-1, 1).
struct erf_inv_ : built_in {
  static constexpr auto name = "erf_inv";
  static constexpr bool host_only = true;
  static constexpr auto latex = "\\operatorname{erf}^{-1}\\left(#1\\right)";
  static constexpr auto symmetry = dag::parity::odd;
  static constexpr auto value = [](const auto& x) { return math::erf_inv(x); };
  static constexpr auto partial = partials{[](auto x) { return erf_inv_slope(x); }};
  static constexpr auto domain = std::array{interval{-1 + 0x1p-30, 1 - 0x1p-30}};
  static constexpr auto singular = std::array{singular_point<1>{{1}, infinity, {infinity}}};
};
// The inverse of erfc on (0, 2).
struct erfc_inv_ : built_in {
  static constexpr auto name = "erfc_inv";
  static constexpr bool host_only = true;
  static constexpr auto latex = "\\operatorname{erfc}^{-1}\\left(#1\\right)";
  static constexpr auto value = [](const auto& x) { return math::erfc_inv(x); };
  static constexpr auto partial = partials{[](auto x) { return -erfc_inv_slope(x); }};
  static constexpr auto domain = std::array{interval{1e-100, 2 - 0x1p-30}};
  static constexpr auto singular = std::array{singular_point<1>{{0}, infinity, {-infinity}}};
};
// sqrt(pi)/2*exp(w^2) for the value w of erf_inv, or of erfc_inv, without the rounding error of w.
struct erf_inv_slope_ : built_in {
  static constexpr auto name = "erf_inv_slope";
  static constexpr bool host_only = true;
  static constexpr auto values = dag::range::positive;
  static constexpr auto latex = "\\left(\\operatorname{erf}^{-1}\\right)'\\left(#1\\right)";
  static constexpr auto symmetry = dag::parity::even;
  static constexpr bool accurate = true;
  static constexpr auto value = [](const auto& x) { return math::erf_inv_slope(x); };
  static constexpr auto partial = partials{[](auto x, auto self) { return 2 * (erf_inv(x) * self * self); }};
  static constexpr auto domain = erf_inv_::domain;
  static constexpr auto textbook = [](const auto& x) -> handle {
    return constants::root_pi * (0.5 * exp(square(erf_inv(x))));
  };
};
struct erfc_inv_slope_ : built_in {
  static constexpr auto name = "erfc_inv_slope";
  static constexpr bool host_only = true;
  static constexpr auto values = dag::range::positive;
  static constexpr auto latex = "\\left(-\\operatorname{erfc}^{-1}\\right)'\\left(#1\\right)";
  static constexpr bool accurate = true;
  static constexpr auto value = [](const auto& x) { return math::erfc_inv_slope(x); };
  static constexpr auto partial = partials{[](auto x, auto self) { return -2 * (erfc_inv(x) * self * self); }};
  static constexpr auto domain = erfc_inv_::domain;
  static constexpr auto textbook = [](const auto& x) -> handle {
    return constants::root_pi * (0.5 * exp(square(erfc_inv(x))));
  };
};
// The normal distribution function, DLMF 7.18.1: erfc(-x/sqrt(2))/2, without the rounding error of the quotient.
struct normal_cdf_ : built_in {
  static constexpr auto name = "normal_cdf";
  static constexpr int effort = 26;
  static constexpr auto values = dag::range::nonnegative;
  static constexpr auto latex = "\\Phi\\left(#1\\right)";
  static constexpr auto c = "(0.5*erfc(-(#1)*0.70710678118654752440))";
  static constexpr auto value = [](const auto& x) { return math::normal_cdf(x); };
  static constexpr auto partial = partials{[](auto x) { return normal_density(x); }};
  static constexpr auto domain = std::array{all_reals};
  template <class H>
  static constexpr H fast(const H& x);  // rules/fast/normal.hpp
};
// exp(-x^2/2)/sqrt(2*pi)
struct normal_density_ : built_in {
  static constexpr auto name = "normal_density";
  static constexpr int effort = 23;
  static constexpr auto values = dag::range::positive;
  static constexpr auto latex = "\\varphi\\left(#1\\right)";
  static constexpr auto growth = dag::number::ratio(-1, 2);
  static constexpr int growth_power = 2;
  static constexpr auto c = "(0.3989422804014326779*exp(-0.5*(#1)*(#1)))";
  static constexpr auto symmetry = dag::parity::even;
  static constexpr bool accurate = true;
  static constexpr auto value = [](const auto& x) {
    using T = std::remove_cvref_t<decltype(x)>;
    return T(T(0.39894228040143267793994605993438187L) * math::bell(x, 0.5F));
  };
  static constexpr auto partial = partials{[](auto x, auto self) { return guard(equals(self, 0), 0, -(x * self)); }};
  static constexpr auto domain = std::array{all_reals};
  static constexpr auto textbook = [](const auto& x) -> handle {
    using H = std::remove_cvref_t<decltype(x)>;
    return exp(-square(x) / 2) / sqrt(H(dag::number(2), x.owner()) * constants::pi);
  };
  template <class H>
  static constexpr H fast(const H& x);  // rules/fast/normal.hpp
};
// log(normal_cdf(x)), which is finite far below where normal_cdf(x) is 0.
struct log_normal_cdf_ : built_in {
  static constexpr auto name = "log_normal_cdf";
  static constexpr auto latex = "\\ln\\left(\\Phi\\left(#1\\right)\\right)";
  static constexpr bool accurate = true;
  static constexpr auto value = [](const auto& x) { return math::log_normal_cdf(x); };
  static constexpr auto partial = partials{[](auto x) { return normal_hazard(x); }};
  static constexpr auto domain = std::array{interval{-0x1p+100, infinity}};
  static constexpr auto textbook = [](const auto& x) -> handle { return log(normal_cdf(x)); };
};
// r = normal_density(x)/normal_cdf(x), nearly -x far below 0, and what it is more, x + r: the derivative of r is
// -r*(x + r), from 0 at infinity to -1 at -infinity.
struct normal_hazard_ : built_in {
  static constexpr auto name = "normal_hazard";
  static constexpr auto values = dag::range::positive;
  static constexpr auto latex = "\\frac{\\varphi\\left(#1\\right)}{\\Phi\\left(#1\\right)}";
  static constexpr bool accurate = true;
  static constexpr auto value = [](const auto& x) { return math::normal_hazard(x); };
  static constexpr auto partial = partials{[](auto x, auto self) {
    const auto excess = normal_excess(x);
    return guard(equals(self, 0), 0, guard(equals(excess, 0), -1, -(self * excess)));
  }};
  static constexpr auto domain = std::array{interval{-0x1p+100, infinity}};
  static constexpr auto textbook = [](const auto& x) -> handle { return normal_density(x) / normal_cdf(x); };
};
struct normal_excess_ : built_in {
  static constexpr auto name = "normal_excess";
  static constexpr auto values = dag::range::positive;
  static constexpr auto latex = "\\left(#1+\\frac{\\varphi\\left(#1\\right)}{\\Phi\\left(#1\\right)}\\right)";
  static constexpr bool accurate = true;
  static constexpr auto value = [](const auto& x) { return math::normal_excess(x); };
  static constexpr auto partial = partials{[](auto x, auto self) { return 1 - normal_hazard(x) * self; }};
  static constexpr auto domain = std::array{interval{-0x1p+100, 0x1p+500}};
  static constexpr auto textbook = [](const auto& x) -> handle { return x + normal_density(x) / normal_cdf(x); };
};

}  // namespace rules

// The error function, DLMF 7.2.1.
template <operand X>
constexpr applied<rules::erf_, X> erf(const X& x) {
  return apply<rules::erf_>(x);
}
// 1 - erf(x) without cancellation, DLMF 7.2.2.
template <operand X>
constexpr applied<rules::erfc_, X> erfc(const X& x) {
  return apply<rules::erfc_>(x);
}
// The inverse of erf, for -1 < x < 1; infinite at -1 and 1.
template <operand X>
constexpr applied<rules::erf_inv_, X> erf_inv(const X& x) {
  return apply<rules::erf_inv_>(x);
}
// The inverse of erfc, for 0 < x < 2; infinite at 0 and 2.
template <operand X>
constexpr applied<rules::erfc_inv_, X> erfc_inv(const X& x) {
  return apply<rules::erfc_inv_>(x);
}
// 2*exp(-x^2)/sqrt(pi), the derivative of erf.
template <operand X>
constexpr applied<rules::erf_slope_, X> erf_slope(const X& x) {
  return apply<rules::erf_slope_>(x);
}
// The derivative of erf_inv.
template <operand X>
constexpr applied<rules::erf_inv_slope_, X> erf_inv_slope(const X& x) {
  return apply<rules::erf_inv_slope_>(x);
}
// Minus the derivative of erfc_inv.
template <operand X>
constexpr applied<rules::erfc_inv_slope_, X> erfc_inv_slope(const X& x) {
  return apply<rules::erfc_inv_slope_>(x);
}
// The standard normal distribution function, the integral of the density from -infinity to x.
template <operand X>
constexpr applied<rules::normal_cdf_, X> normal_cdf(const X& x) {
  return apply<rules::normal_cdf_>(x);
}
// The standard normal density exp(-x^2/2)/sqrt(2*pi), the derivative of normal_cdf.
template <operand X>
constexpr applied<rules::normal_density_, X> normal_density(const X& x) {
  return apply<rules::normal_density_>(x);
}

// log(normal_cdf(x)), also far below 0, where normal_cdf(x) is too small to be told from 0.
template <operand X>
constexpr applied<rules::log_normal_cdf_, X> log_normal_cdf(const X& x) {
  return apply<rules::log_normal_cdf_>(x);
}
// normal_density(x)/normal_cdf(x), the derivative of log_normal_cdf.
template <operand X>
constexpr applied<rules::normal_hazard_, X> normal_hazard(const X& x) {
  return apply<rules::normal_hazard_>(x);
}
// x + normal_hazard(x), without cancellation.
template <operand X>
constexpr applied<rules::normal_excess_, X> normal_excess(const X& x) {
  return apply<rules::normal_excess_>(x);
}

}  // namespace tapeless
