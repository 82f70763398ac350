// SPDX-License-Identifier: BSL-1.0
// The same for trigonometric functions and their inverse: f(u) - f(v) with d = u - v as the third operand.
#pragma once

#include <tapeless/rules/stable/differences.hpp>

namespace tapeless::inline v0_2::rules {

// 1 - cos(x) as 2*sin(x/2)^2. A rule of its own, because the derivative is sin(x), also where cos(x/2)^2 and
// sin(x/2)^2 would cancel.
struct versine_ : built_in {
  static constexpr auto name = "versine";
  static constexpr auto values = dag::range::nonnegative;
  static constexpr auto latex = "\\left(1-\\cos\\left(#1\\right)\\right)";
  static constexpr auto c = "(2.0*sin(0.5*(#1))*sin(0.5*(#1)))";
  static constexpr auto symmetry = dag::parity::even;
  static constexpr auto value = [](const auto& x) {
    using T = std::remove_cvref_t<decltype(x)>;
    const T half = math::sin(T(x * T(0.5)));
    return T(T(2) * half * half);
  };
  static constexpr auto partial = partials{[](auto x) { return sin(x); }};
};

struct cos_change_;

// sin(u) - sin(v) and cos(u) - cos(v), from the angles v and d/2, whose sum would be rounded.
struct sin_change_ : change {
  static constexpr auto name = "sin_change";
  static constexpr auto latex = "\\left(\\sin\\left(#1\\right)-\\sin\\left(#2\\right)\\right)";
  static constexpr auto c = "(2.0*sin(0.5*(#3))*(cos(0.5*(#3))*cos(#2) - sin(0.5*(#3))*sin(#2)))";
  static constexpr auto value = [](const auto&, const auto& v, const auto& d) {
    using T = std::remove_cvref_t<decltype(v)>;
    const T half = T(d * T(0.5)), across = math::sin(half);
    return T(T(2) * across * T(math::cos(half) * math::cos(v) - across * math::sin(v)));
  };
  static constexpr auto partial =
      partials{[](auto, auto, auto) { return 0; }, [](auto u, auto v, auto d) { return apply<cos_change_>(u, v, d); },
               [](auto u, auto, auto) { return cos(u); }};
};
struct cos_change_ : change {
  static constexpr auto name = "cos_change";
  static constexpr auto latex = "\\left(\\cos\\left(#1\\right)-\\cos\\left(#2\\right)\\right)";
  static constexpr auto c = "(-2.0*sin(0.5*(#3))*(cos(0.5*(#3))*sin(#2) + sin(0.5*(#3))*cos(#2)))";
  static constexpr auto value = [](const auto&, const auto& v, const auto& d) {
    using T = std::remove_cvref_t<decltype(v)>;
    const T half = T(d * T(0.5)), across = math::sin(half);
    return T(T(-2) * across * T(math::cos(half) * math::sin(v) + across * math::cos(v)));
  };
  static constexpr auto partial =
      partials{[](auto, auto, auto) { return 0; }, [](auto u, auto v, auto d) { return -apply<sin_change_>(u, v, d); },
               [](auto u, auto, auto) { return -sin(u); }};
};

// tan(u) - tan(v), and what its square changes by
struct tan_slope_change_;
struct tan_change_ : change {
  static constexpr auto name = "tan_change";
  static constexpr auto latex = "\\left(\\tan\\left(#1\\right)-\\tan\\left(#2\\right)\\right)";
  static constexpr auto c = "(sin(#3)/(cos(#1)*cos(#2)))";
  static constexpr auto value = [](const auto& u, const auto& v, const auto& d) {
    using T = std::remove_cvref_t<decltype(u)>;
    return T(math::divide(T(math::sin(d)), T(math::cos(u) * math::cos(v))));
  };
  static constexpr auto partial = partials{[](auto, auto, auto) { return 0; },
                                           [](auto u, auto v, auto d) { return apply<tan_slope_change_>(u, v, d); },
                                           [](auto u, auto, auto) { return 1 + square(tan(u)); }};
};
struct tan_slope_change_ : change {
  static constexpr auto name = "tan_slope_change";
  static constexpr auto latex = "\\left(\\tan^{2}\\left(#1\\right)-\\tan^{2}\\left(#2\\right)\\right)";
  static constexpr auto c = "(sin(#3)/(cos(#1)*cos(#2))*(tan(#1) + tan(#2)))";
  static constexpr auto value = [](const auto& u, const auto& v, const auto& d) {
    using T = std::remove_cvref_t<decltype(u)>;
    return T(tan_change_::value(u, v, d) * T(math::tan(u) + math::tan(v)));
  };
  static constexpr auto partial =
      partials{[](auto, auto, auto) { return 0; },
               [](auto u, auto v, auto d) {
                 const handle a = tan(u), b = tan(v);
                 return 2 * apply<tan_change_>(u, v, d) * (1 + square(a) + a * b + square(b));
               },
               [](auto u, auto, auto) {
                 const handle a = tan(u);
                 return 2 * a * (1 + square(a));
               }};
};

// atan(u) - atan(v), and what 1/(1 + x^2) changes by
struct atan_slope_change_;
struct atan_change_ : change {
  static constexpr auto name = "atan_change";
  static constexpr auto latex = "\\left(\\arctan\\left(#1\\right)-\\arctan\\left(#2\\right)\\right)";
  static constexpr auto c = "atan2(#3, 1.0 + (#1)*(#2))";
  static constexpr auto value = [](const auto& u, const auto& v, const auto& d) {
    using T = std::remove_cvref_t<decltype(u)>;
    const T across = T(T(1) + u * v);
    const T plain = T(math::atan(u) - math::atan(v));
    return T(math::select(is_finite(across), T(math::atan2(d, across)), plain));
  };
  static constexpr auto partial = partials{[](auto, auto, auto) { return 0; },
                                           [](auto u, auto v, auto d) { return apply<atan_slope_change_>(u, v, d); },
                                           [](auto u, auto, auto) { return 1 / (1 + square(u)); }};
};
struct atan_slope_change_ : change {
  static constexpr auto name = "atan_slope_change";
  static constexpr auto latex = "\\left(\\frac{1}{1+{#1}^{2}}-\\frac{1}{1+{#2}^{2}}\\right)";
  static constexpr auto c = "(-(#3)/(1.0 + (#1)*(#1))*(((#1) + (#2))/(1.0 + (#2)*(#2))))";
  static constexpr auto value = [](const auto& u, const auto& v, const auto& d) {
    using T = std::remove_cvref_t<decltype(u)>;
    const T a = T(T(1) + u * u), b = T(T(1) + v * v);
    const T better = T(math::divide(T(-d), a) * math::divide(T(u + v), b));
    const T plain = T(math::divide(T(1), a) - math::divide(T(1), b));
    return T(math::select(is_finite(a) && is_finite(b), number_or(better, plain), plain));
  };
  static constexpr auto partial = partials{[](auto, auto, auto) { return 0; },
                                           [](auto u, auto v, auto) {
                                             const handle a = 1 + square(u), b = 1 + square(v);
                                             return 2 * (v / square(b) - u / square(a));
                                           },
                                           [](auto u, auto, auto) { return -2 * u / square(1 + square(u)); }};
};

}  // namespace tapeless::rules
