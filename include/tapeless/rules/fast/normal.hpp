// SPDX-License-Identifier: BSL-1.0
// The normal distribution by erfc and its density by exp. The functions themselves put back what rounding does to the
// exponent; here it stays, x^2 ulps of it at most. Only `fast` makes these.
#pragma once

#include <tapeless/rules/error.hpp>

namespace tapeless::inline v0_2::rules {

// exp(-x^2/2)/sqrt(2*pi)
struct plain_normal_density_ : built_in {
  static constexpr auto name = "plain_normal_density";
  static constexpr auto values = dag::range::positive;
  static constexpr auto latex = "\\varphi\\left(#1\\right)";
  static constexpr auto growth = dag::number::ratio(-1, 2);
  static constexpr int growth_power = 2;
  static constexpr int effort = 19;
  static constexpr auto c = "(0.3989422804014326779*exp(-0.5*(#1)*(#1)))";
  static constexpr auto symmetry = dag::parity::even;
  static constexpr auto value = [](const auto& x) {
    using T = std::remove_cvref_t<decltype(x)>;
    return T(T(0.39894228040143267793994605993438187L) * math::exp(T(T(-0.5F) * T(x * x))));
  };
  static constexpr auto partial = partials{[](auto x, auto self) { return guard(equals(self, 0), 0, -(x * self)); }};
  static constexpr auto domain = std::array{all_reals};
};

// erfc(-x/sqrt(2))/2
struct plain_normal_cdf_ : built_in {
  static constexpr auto name = "plain_normal_cdf";
  static constexpr auto values = dag::range::nonnegative;
  static constexpr auto latex = "\\Phi\\left(#1\\right)";
  static constexpr int effort = 22;
  static constexpr auto c = "(0.5*erfc(-(#1)*0.70710678118654752440))";
  static constexpr auto value = [](const auto& x) {
    using T = std::remove_cvref_t<decltype(x)>;
    return T(T(0.5F) * math::erfc(T(x * T(-0.70710678118654752440084436210484904L))));
  };
  static constexpr auto partial = partials{[](auto x) { return apply<plain_normal_density_>(x); }};
  static constexpr auto domain = std::array{all_reals};
};

template <class H>
constexpr H normal_cdf_::fast(const H& x) {
  return apply<plain_normal_cdf_>(x);
}
template <class H>
constexpr H normal_density_::fast(const H& x) {
  return apply<plain_normal_density_>(x);
}

}  // namespace tapeless::rules
