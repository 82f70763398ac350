// SPDX-License-Identifier: BSL-1.0
// Hyperbolic functions and their inverses.
#pragma once

#include <tapeless/rules/exponential.hpp>

namespace tapeless {
namespace rules {

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
  static constexpr auto partial = partials{[](auto, auto self) { return 1 - square(self); }};
  static constexpr auto domain = std::array{all_reals};
  static constexpr auto reduce = [](const auto& x) -> handle { return x.is(0) ? x : handle::none(); };
};

struct asinh_ : built_in {
  static constexpr auto name = "asinh";
  static constexpr auto latex = "\\operatorname{arsinh}\\left(#1\\right)";
  static constexpr auto symmetry = dag::parity::odd;
  static constexpr auto value = [](const auto& x) { return math::asinh(x); };
  static constexpr auto partial = partials{[](auto x) { return 1 / sqrt(1 + square(x)); }};
  static constexpr auto domain = std::array{interval{-0x1p+500, 0x1p+500}};
};

struct acosh_ : built_in {
  static constexpr auto name = "acosh";
  static constexpr auto latex = "\\operatorname{arcosh}\\left(#1\\right)";
  static constexpr auto value = [](const auto& x) { return math::acosh(x); };
  static constexpr auto partial = partials{[](auto x) { return 1 / sqrt((x - 1) * (x + 1)); }};
  static constexpr auto domain = std::array{interval{1 + 0x1p-40, 0x1p+500}};
  static constexpr auto singular =
      std::array{singular_point<1>{{1}, 0, {infinity}}, singular_point<1>{{0}, nan, {nan}}};
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

struct hyperbolic_group : rule_group<sinh_, cosh_, tanh_, asinh_, acosh_, atanh_> {
  static constexpr auto title = "hyperbolic";
  static constexpr auto unnamed = "";
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
// The inverse of sinh, for all x.
template <operand X>
constexpr applied<rules::asinh_, X> asinh(const X& x) {
  return apply<rules::asinh_>(x);
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
