// SPDX-License-Identifier: BSL-1.0
// Between two numbers: rules of their own, because b - a and a + b may overflow where what lies between does not.
#pragma once

#include <tapeless/rules/arithmetic.hpp>
#include <tapeless/rules/domain.hpp>

namespace tapeless::inline v0_2 {
namespace rules {

// a + t*(b - a) as std::lerp computes it: by two products where a and b have different signs, and b at t = 1.
struct lerp_ : built_in {
  static constexpr auto name = "lerp";
  static constexpr auto latex = "\\left(#1+#3\\,\\left(#2-#1\\right)\\right)";
  static constexpr auto c = "tapeless_lerp(#1, #2, #3)";
  static constexpr auto c_helper =
      "static double tapeless_lerp(double a, double b, double t) {\n"
      "  if ((a <= 0.0 && b >= 0.0) || (a >= 0.0 && b <= 0.0)) return t*b + (1.0 - t)*a;\n"
      "  return t == 1.0 ? b : a + t*(b - a);\n"
      "}\n";
  static constexpr bool accurate = true;
  static constexpr auto value = [](const auto& a, const auto& b, const auto& t) {
    using T = std::remove_cvref_t<decltype(a)>;
    if constexpr (requires { a < a; }) {
      const auto apart = (a <= T(0) && b >= T(0)) || (a >= T(0) && b <= T(0));
      const T near = T(a + T(t * T(math::select(apart, T(0), b) - math::select(apart, T(0), a))));
      return math::select(apart, T(T(t * b) + T(T(1) - t) * a), math::select(t == T(1), b, near));
    } else {
      return T(a + t * (b - a));
    }
  };
  static constexpr auto partial =
      partials{[](auto, auto, auto t) { return 1 - t; }, [](auto, auto, auto t) { return t; },
               [](auto a, auto b, auto) { return b - a; }};
  static constexpr auto domain =
      std::array{interval{-0x1p+300, 0x1p+300}, interval{-0x1p+300, 0x1p+300}, interval{-2, 2}};
  static constexpr auto textbook = [](const auto& a, const auto& b, const auto& t) -> handle {
    return a + t * (b - a);
  };
};

// (a + b)/2, also where a + b overflows.
struct midpoint_ : built_in {
  static constexpr auto name = "midpoint";
  static constexpr auto latex = "\\frac{#1+#2}{2}";
  static constexpr auto c = "(isfinite((#1) + (#2)) ? 0.5*((#1) + (#2)) : 0.5*(#1) + 0.5*(#2))";
  static constexpr bool commutative = true;
  static constexpr bool accurate = true;
  static constexpr auto value = [](const auto& a, const auto& b) {
    using T = std::remove_cvref_t<decltype(a)>;
    const T sum = T(a + b), half = T(T(0.5F) * sum);
    // Halves of the smallest numbers would be rounded.
    if constexpr (requires { a < a; })
      return math::select(math::isfinite(sum), half, T(T(T(0.5F) * a) + T(T(0.5F) * b)));
    else
      return half;
  };
  static constexpr auto partial = partials{[](auto, auto) { return handle(dag::number::ratio(1, 2)); },
                                           [](auto, auto) { return handle(dag::number::ratio(1, 2)); }};
  static constexpr auto domain = std::array{interval{-0x1p+300, 0x1p+300}, interval{-0x1p+300, 0x1p+300}};
  static constexpr auto textbook = [](const auto& a, const auto& b) -> handle { return (a + b) / 2; };
};

}  // namespace rules

// a + t*(b - a): linear interpolation from a at t = 0 to b at t = 1, both exactly, without overflow, as std::lerp.
template <class A, class B, class T>
  requires some_operand<A, B, T>
constexpr applied<rules::lerp_, A, B, T> lerp(const A& a, const B& b, const T& t) {
  return apply<rules::lerp_>(a, b, t);
}
// (a + b)/2 without overflow, as std::midpoint.
template <class A, class B>
  requires some_operand<A, B>
constexpr applied<rules::midpoint_, A, B> midpoint(const A& a, const B& b) { return apply<rules::midpoint_>(a, b); }

}  // namespace tapeless
