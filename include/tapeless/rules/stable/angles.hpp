// SPDX-License-Identifier: BSL-1.0
// The same for trigonometric functions and their inverse: f(u) - f(v) with d = u - v as the third operand.
#pragma once

#include <tapeless/rules/stable/differences.hpp>

namespace tapeless::inline v0_2 {
namespace rules {

// 1 - cos(x) as 2*sin(x/2)^2. A rule of its own, because the derivative is sin(x), also where cos(x/2)^2 and
// sin(x/2)^2 would cancel.
struct versine_ : built_in {
  static constexpr auto name = "versine";
  static constexpr auto values = dag::range::nonnegative;
  static constexpr auto latex = "\\left(1 - \\cos\\left(#1\\right)\\right)";
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
  static constexpr auto latex = "\\left(\\sin\\left(#1\\right) - \\sin\\left(#2\\right)\\right)";
  static constexpr auto c = "(2.0*sin(0.5*(#3))*(cos(0.5*(#3))*cos(#2) - sin(0.5*(#3))*sin(#2)))";
  static constexpr auto value = [](const auto&, const auto& v, const auto& d) {
    using T = std::remove_cvref_t<decltype(v)>;
    const T half = T(d * T(0.5)), across = math::sin(half);
    return T(T(2) * across * T(math::cos(half) * math::cos(v) - across * math::sin(v)));
  };
  static constexpr auto partial = partials{none, [](auto u, auto v, auto d) { return apply<cos_change_>(u, v, d); },
                                           [](auto u, auto, auto) { return cos(u); }};
};
struct cos_change_ : change {
  static constexpr auto name = "cos_change";
  static constexpr auto latex = "\\left(\\cos\\left(#1\\right) - \\cos\\left(#2\\right)\\right)";
  static constexpr auto c = "(-2.0*sin(0.5*(#3))*(cos(0.5*(#3))*sin(#2) + sin(0.5*(#3))*cos(#2)))";
  static constexpr auto value = [](const auto&, const auto& v, const auto& d) {
    using T = std::remove_cvref_t<decltype(v)>;
    const T half = T(d * T(0.5)), across = math::sin(half);
    return T(T(-2) * across * T(math::cos(half) * math::sin(v) + across * math::cos(v)));
  };
  static constexpr auto partial = partials{none, [](auto u, auto v, auto d) { return -apply<sin_change_>(u, v, d); },
                                           [](auto u, auto, auto) { return -sin(u); }};
};

// tan(u) - tan(v), and what its square changes by
struct tan_slope_change_;
struct tan_change_ : change {
  static constexpr auto name = "tan_change";
  static constexpr auto latex = "\\left(\\tan\\left(#1\\right) - \\tan\\left(#2\\right)\\right)";
  static constexpr auto c = "(sin(#3)/(cos(#1)*cos(#2)))";
  static constexpr auto value = [](const auto& u, const auto& v, const auto& d) {
    using T = std::remove_cvref_t<decltype(u)>;
    return T(math::divide(T(math::sin(d)), T(math::cos(u) * math::cos(v))));
  };
  static constexpr auto partial =
      partials{none, [](auto u, auto v, auto d) { return apply<tan_slope_change_>(u, v, d); },
               [](auto u, auto, auto) { return 1 + square(tan(u)); }};
};
struct tan_slope_change_ : change {
  static constexpr auto name = "tan_slope_change";
  static constexpr auto latex = "\\left({\\tan\\left(#1\\right)}^{2} - {\\tan\\left(#2\\right)}^{2}\\right)";
  static constexpr auto c = "(sin(#3)/(cos(#1)*cos(#2))*(tan(#1) + tan(#2)))";
  static constexpr auto value = [](const auto& u, const auto& v, const auto& d) {
    using T = std::remove_cvref_t<decltype(u)>;
    return T(tan_change_::value(u, v, d) * T(math::tan(u) + math::tan(v)));
  };
  static constexpr auto partial =
      partials{none,
               [](auto u, auto v, auto d) {
                 const auto a = tan(u), b = tan(v);
                 return 2 * apply<tan_change_>(u, v, d) * (1 + square(a) + a * b + square(b));
               },
               [](auto u, auto, auto) {
                 const auto a = tan(u);
                 return 2 * a * (1 + square(a));
               }};
};

// atan(u) - atan(v), and what 1/(1 + x^2) changes by
struct atan_slope_change_;
struct atan_change_ : change {
  static constexpr auto name = "atan_change";
  static constexpr auto latex = "\\left(\\arctan\\left(#1\\right) - \\arctan\\left(#2\\right)\\right)";
  static constexpr auto c = "tapeless_atan_change(#1, #2, #3)";
  static constexpr auto c_helper =
      "static double tapeless_atan_change(double u, double v, double d) {\n"
      "  const double across = 1.0 + u*v, size = fabs(u);\n"
      "  const int safe = across - across == 0.0;\n"
      "  const double better = atan2(safe ? d : d/size, safe ? across : u/size*v);\n"
      "  return better - better == 0.0 ? better : atan(u) - atan(v);\n"
      "}\n";
  static constexpr auto value = [](const auto& u, const auto& v, const auto& d) {
    using T = std::remove_cvref_t<decltype(u)>;
    const T across = T(T(1) + u * v), size = math::abs(u);
    const auto safe = is_finite(across);  // otherwise the 1 is lost, and both are divided by the size of u
    const T height = T(math::select(safe, T(d), T(math::divide(T(d), size))));
    const T width = T(math::select(safe, across, T(math::divide(T(u), size) * v)));
    return T(number_or(T(math::atan2(height, width)), T(math::atan(u) - math::atan(v))));
  };
  static constexpr auto partial =
      partials{none, [](auto u, auto v, auto d) { return apply<atan_slope_change_>(u, v, d); },
               [](auto u, auto, auto) { return atan_slope(u); }};
};
// a/(1 + x^2)
template <class T>
constexpr T over_one_plus_square(const T& a, const T& x) {
  const auto large = T(math::abs(x)) > T(0x1p+60F);
  const T first = math::divide(a, T(math::select(large, x, T(T(1) + x * x))));
  return T(math::select(large, T(math::divide(first, x)), first));
}
struct atan_slope_change_ : change {
  static constexpr auto name = "atan_slope_change";
  static constexpr auto latex = "\\left(\\frac{1}{1 + {#1}^{2}} - \\frac{1}{1 + {#2}^{2}}\\right)";
  static constexpr auto c = "tapeless_atan_slope_change(#1, #2, #3)";
  static constexpr auto c_helper =
      "static double tapeless_atan_slope_change(double u, double v, double d) {\n"
      "  const int far_u = fabs(u) > 0x1p+60, far_v = fabs(v) > 0x1p+60;\n"
      "  const double a = far_u ? -d/u/u : -d/(1.0 + u*u), b = far_v ? (u + v)/v/v : (u + v)/(1.0 + v*v);\n"
      "  if (a*b - a*b == 0.0) return a*b;\n"
      "  return (far_u ? 1.0/u/u : 1.0/(1.0 + u*u)) - (far_v ? 1.0/v/v : 1.0/(1.0 + v*v));\n"
      "}\n";
  static constexpr auto value = [](const auto& u, const auto& v, const auto& d) {
    using T = std::remove_cvref_t<decltype(u)>;
    const T better = T(over_one_plus_square(T(-d), T(u)) * over_one_plus_square(T(u + v), T(v)));
    return T(number_or(better, T(over_one_plus_square(T(1), T(u)) - over_one_plus_square(T(1), T(v)))));
  };
  // -2*(u*a^2 - v*b^2) with a = 1/(1 + u^2) and b = 1/(1 + v^2), whose difference is the value.
  static constexpr auto partial = partials{none,
                                           [](auto u, auto v, auto d, auto self) {
                                             const handle a = atan_slope(u), b = atan_slope(v);
                                             const handle near = d * square(a) + v * self * (a + b);
                                             const handle far = u * a * a - v * b * b;
                                             return -2 * select(2 * abs(d) < abs(v), near, far);
                                           },
                                           [](auto u, auto, auto) {
                                             const handle a = atan_slope(u);
                                             return -2 * (u * a * a);
                                           }};
};

}  // namespace rules

// 1 - cos(x), accurate near 0.
template <operand X>
constexpr applied<rules::versine_, X> versine(const X& x) {
  return apply<rules::versine_>(x);
}

}  // namespace tapeless
