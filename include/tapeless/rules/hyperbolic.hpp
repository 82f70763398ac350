// SPDX-License-Identifier: BSL-1.0
// Hyperbolic functions and their inverses.
#pragma once

#include <tapeless/rules/exponential.hpp>

namespace tapeless::inline v0_2 {
namespace rules {

// -x*f^3, the derivative of f = 1/sqrt(x^2 + c), and 0 where f vanishes.
inline constexpr auto inverse_root_slope =
    partials{[](auto x, auto self) { return guard(equals(self, 0), 0, -in_order(in_order(x * self, self), self)); }};

struct sinh_ : built_in {
  static constexpr auto name = "sinh";
  static constexpr auto latex = "\\sinh\\left(#1\\right)";
  static constexpr auto symmetry = dag::parity::odd;
  static constexpr auto value = [](const auto& x) { return math::sinh(x); };
  static constexpr auto partial = partials{[](auto x) { return cosh(x); }};
  static constexpr auto domain = std::array{interval{-709, 709}};
  static constexpr auto reduce = [](const auto& x) -> handle { return x.is(0) ? x : handle::none(); };
};

struct cosh_ : built_in {
  static constexpr auto name = "cosh";
  static constexpr auto values = dag::range::positive;
  static constexpr auto latex = "\\cosh\\left(#1\\right)";
  static constexpr auto symmetry = dag::parity::even;
  static constexpr auto value = [](const auto& x) { return math::cosh(x); };
  static constexpr auto partial = partials{[](auto x) { return sinh(x); }};
  static constexpr auto domain = std::array{interval{-709, 709}};
  static constexpr auto reduce = [](const auto& x) -> handle { return x.is(0) ? handle(1) : handle::none(); };
};

struct tanh_ : built_in {
  static constexpr auto name = "tanh";
  static constexpr auto latex = "\\tanh\\left(#1\\right)";
  static constexpr auto symmetry = dag::parity::odd;
  static constexpr auto value = [](const auto& x) { return math::tanh(x); };
  static constexpr auto partial = partials{[](auto x) { return tanh_slope(x); }};
  static constexpr auto domain = std::array{all_reals};
  static constexpr auto reduce = [](const auto& x) -> handle { return x.is(0) ? x : handle::none(); };
};

// 1 - tanh(x)^2 as 4*e/(1 + e)^2 with e = exp(-2|x|): where tanh(x) rounds to 1, the textbook's form has no digits.
struct tanh_slope_ : built_in {
  static constexpr auto name = "tanh_slope";
  static constexpr auto values = dag::range::positive;
  static constexpr auto latex = "\\operatorname{sech}^{2}\\left(#1\\right)";
  static constexpr auto c = "(4.0*exp(-2.0*fabs(#1))/((1.0 + exp(-2.0*fabs(#1)))*(1.0 + exp(-2.0*fabs(#1)))))";
  static constexpr auto symmetry = dag::parity::even;
  static constexpr bool accurate = true;
  static constexpr auto value = [](const auto& x) {
    using T = std::remove_cvref_t<decltype(x)>;
    if constexpr (requires { x < x; }) {
      const T small = math::exp(T(T(-2) * math::abs(x))), sum = T(1) + small;
      return T(T(4) * small / T(sum * sum));
    } else {
      const T inverse = T(1) / math::cosh(x);
      return T(inverse * inverse);
    }
  };
  static constexpr auto partial = partials{[](auto x, auto self) { return -2 * (tanh(x) * self); }};
  static constexpr auto domain = std::array{all_reals};
  static constexpr auto textbook = [](const auto& x) -> handle { return 1 - square(tanh(x)); };
};

struct asinh_ : built_in {
  static constexpr auto name = "asinh";
  static constexpr auto latex = "\\operatorname{arsinh}\\left(#1\\right)";
  static constexpr auto symmetry = dag::parity::odd;
  static constexpr auto value = [](const auto& x) { return math::asinh(x); };
  static constexpr auto partial = partials{[](auto x) { return asinh_slope(x); }};
  static constexpr auto domain = std::array{all_reals};
};

// 1/sqrt(1 + x^2), also where x^2 overflows; of complex numbers with the roots of 1 + ix and 1 - ix, which keep their
// digits near the branch points.
struct asinh_slope_ : built_in {
  static constexpr auto name = "asinh_slope";
  static constexpr auto values = dag::range::positive;
  static constexpr auto latex = "\\frac{1}{\\sqrt{1+{#1}^{2}}}";
  static constexpr auto c = "(fabs(#1) > 1e150 ? 1.0/fabs(#1) : 1.0/sqrt(1.0 + (#1)*(#1)))";
  static constexpr auto symmetry = dag::parity::even;
  static constexpr bool accurate = true;
  static constexpr auto value = [](const auto& x) {
    using T = std::remove_cvref_t<decltype(x)>;
    if constexpr (requires { x < x; }) {
      const T size = math::abs(x);
      const auto large = size > T(0x1p+60F);
      return T(T(1) / math::select(large, size, T(math::sqrt(T(T(1) + size * size)))));
    } else {
      const T turned(-x.imag(), x.real());
      return T(T(1) / T(math::sqrt(T(T(1) + turned)) * math::sqrt(T(T(1) - turned))));
    }
  };
  static constexpr auto partial = inverse_root_slope;
  static constexpr auto domain = std::array{all_reals};
  static constexpr auto textbook = [](const auto& x) -> handle { return 1 / sqrt(1 + square(x)); };
};

struct acosh_ : built_in {
  static constexpr auto name = "acosh";
  static constexpr auto latex = "\\operatorname{arcosh}\\left(#1\\right)";
  static constexpr auto value = [](const auto& x) { return math::acosh(x); };
  static constexpr auto partial = partials{[](auto x) { return acosh_slope(x); }};
  static constexpr auto domain = std::array{interval{1 + 0x1p-40, infinity}};
  static constexpr auto singular =
      std::array{singular_point<1>{{1}, 0, {infinity}}, singular_point<1>{{0}, nan, {nan}}};
};

// 1/sqrt(x^2 - 1) with two roots: of complex numbers the root of the product has the wrong sign where the real part is
// negative, and the product overflows before the roots do.
struct acosh_slope_ : built_in {
  static constexpr auto name = "acosh_slope";
  static constexpr auto latex = "\\frac{1}{\\sqrt{\\left(#1-1\\right)\\left(#1+1\\right)}}";
  static constexpr auto c = "(1.0/(sqrt((#1) - 1.0)*sqrt((#1) + 1.0)))";
  static constexpr bool accurate = true;
  static constexpr auto value = [](const auto& x) {
    using T = std::remove_cvref_t<decltype(x)>;
    return T(math::divide(T(1), T(math::sqrt(T(x - T(1))) * math::sqrt(T(x + T(1))))));
  };
  static constexpr auto partial = inverse_root_slope;
  static constexpr auto domain = std::array{interval{1 + 0x1p-40, infinity}};
  static constexpr auto textbook = [](const auto& x) -> handle { return 1 / sqrt((x - 1) * (x + 1)); };
};

struct atanh_ : built_in {
  static constexpr auto name = "atanh";
  static constexpr auto latex = "\\operatorname{artanh}\\left(#1\\right)";
  static constexpr auto symmetry = dag::parity::odd;
  static constexpr auto value = [](const auto& x) { return math::atanh(x); };
  static constexpr auto partial = partials{[](auto x) { return 1 / one_minus_square(x); }};
  static constexpr auto domain = std::array{interval{-1 + 0x1p-50, 1 - 0x1p-50}};
  static constexpr auto singular =
      std::array{singular_point<1>{{1}, infinity, {infinity}}, singular_point<1>{{-1}, -infinity, {infinity}}};
};

struct hyperbolic_group
    : rule_group<sinh_, cosh_, tanh_, tanh_slope_, asinh_, asinh_slope_, acosh_, acosh_slope_, atanh_> {
  static constexpr auto title = "hyperbolic";
  static constexpr auto unnamed = "tanh_slope asinh_slope acosh_slope";
  static constexpr auto composites = "";
};

}  // namespace rules

// The hyperbolic sine. In double precision it is finite for |x| up to 709 and slightly beyond.
template <operand X>
constexpr applied<rules::sinh_, X> sinh(const X& x) {
  return apply<rules::sinh_>(x);
}
// The hyperbolic cosine, finite where sinh is.
template <operand X>
constexpr applied<rules::cosh_, X> cosh(const X& x) {
  return apply<rules::cosh_>(x);
}
// The hyperbolic tangent, for all x.
template <operand X>
constexpr applied<rules::tanh_, X> tanh(const X& x) {
  return apply<rules::tanh_>(x);
}
// 1 - tanh(x)^2, the derivative of tanh, with all its digits for large x.
template <operand X>
constexpr applied<rules::tanh_slope_, X> tanh_slope(const X& x) {
  return apply<rules::tanh_slope_>(x);
}
// 1/sqrt(1 + x^2), the derivative of asinh, without overflow.
template <operand X>
constexpr applied<rules::asinh_slope_, X> asinh_slope(const X& x) {
  return apply<rules::asinh_slope_>(x);
}
// The inverse of sinh, for all x.
template <operand X>
constexpr applied<rules::asinh_, X> asinh(const X& x) {
  return apply<rules::asinh_>(x);
}
// 1/sqrt(x^2 - 1) for x > 1, the derivative of acosh, without overflow.
template <operand X>
constexpr applied<rules::acosh_slope_, X> acosh_slope(const X& x) {
  return apply<rules::acosh_slope_>(x);
}
// The inverse of cosh, for x >= 1; NaN below. At 1 it is 0 and its derivative infinite.
template <operand X>
constexpr applied<rules::acosh_, X> acosh(const X& x) {
  return apply<rules::acosh_>(x);
}
// The inverse of tanh, for -1 < x < 1. At -1 and 1 it is -infinity and infinity, its derivative infinity.
template <operand X>
constexpr applied<rules::atanh_, X> atanh(const X& x) {
  return apply<rules::atanh_>(x);
}

}  // namespace tapeless
