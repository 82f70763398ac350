// SPDX-License-Identifier: BSL-1.0
// Differences of squares, and of roots and what they are nearly equal to, as in the formula for the roots of a
// quadratic equation.
#pragma once

#include <tapeless/rules/stable/differences.hpp>

namespace tapeless::inline v0_2::rules {

// a^2 - b^2 as (a - b)*(a + b). A rule of its own for its derivatives: the product rule makes (a - b) + (a + b) of 2*a.
struct difference_of_squares_ : built_in {
  static constexpr auto name = "difference_of_squares";
  static constexpr auto latex = "\\left({#1}^{2}-{#2}^{2}\\right)";
  static constexpr auto c = "(((#1) - (#2))*((#1) + (#2)))";
  static constexpr auto price = dag::cost::multiply;
  static constexpr auto value = [](const auto& a, const auto& b) {
    using T = std::remove_cvref_t<decltype(a)>;
    return T(T(a - b) * T(a + b));
  };
  static constexpr auto partial = partials{[](auto a, auto) { return 2 * a; }, [](auto, auto b) { return -2 * b; }};
};

// sqrt(b^2 + e), the second and third operand, also where the first, the sum under the root, over- or underflows.
struct root_of_sum_ : change {
  static constexpr auto name = "root_of_sum";
  static constexpr auto values = dag::range::nonnegative;
  static constexpr auto latex = "\\sqrt{#1}";
  static constexpr auto c = "sqrt(#1)";
  static constexpr auto value = [](const auto& whole, const auto& b, const auto& e) {
    using T = std::remove_cvref_t<decltype(whole)>;
    const T size = math::max(T(math::abs(b)), T(math::sqrt(T(math::abs(e)))));
    const T part = math::divide(T(b), size);
    const T scaled = T(size * math::sqrt(T(part * part + math::divide(T(math::divide(T(e), size)), size))));
    const auto safe = is_finite(whole) && T(math::abs(whole)) > T(1e-30);
    return T(math::select(safe, T(math::sqrt(whole)), number_or(scaled, T(math::sqrt(whole)))));
  };
  static constexpr auto partial =
      partials{[](auto, auto, auto) { return 0; }, [](auto, auto b, auto, auto self) { return b / self; },
               [](auto, auto, auto, auto self) { return 0.5 / self; }};
};

// r - b of the root r = sqrt(b^2 + e), whose derivatives all go by b and e.
struct root_minus_slope_;
struct root_minus_ : change {
  static constexpr auto name = "root_minus";
  static constexpr auto latex = "\\left(#1-#2\\right)";
  static constexpr auto c = "((#2) > 0.0 ? (#3)/((#1) + (#2)) : (#1) - (#2))";
  static constexpr auto value = [](const auto& r, const auto& b, const auto& e) {
    using T = std::remove_cvref_t<decltype(r)>;
    const T plain = T(r - b);
    const auto cancels = T(T(2) * b) > r && r > T(0);
    const T better = T(math::divide(T(e), T(math::select(cancels, T(r + b), T(1)))));
    return T(math::select(cancels, number_or(better, plain), plain));
  };
  static constexpr auto partial = partials{[](auto, auto, auto) { return 0; },
                                           [](auto r, auto b, auto e) { return -apply<root_minus_slope_>(r, b, e); },
                                           [](auto r, auto, auto) { return 0.5 / r; }};
};
// (r - b)/r
struct root_minus_slope_ : change {
  static constexpr auto name = "root_minus_slope";
  static constexpr auto latex = "\\left(1-\\frac{#2}{#1}\\right)";
  static constexpr auto c = "((#2) > 0.0 ? (#3)/((#1) + (#2))/(#1) : 1.0 - (#2)/(#1))";
  static constexpr auto value = [](const auto& r, const auto& b, const auto& e) {
    using T = std::remove_cvref_t<decltype(r)>;
    const T plain = T(T(1) - math::divide(T(b), r));
    const auto cancels = T(T(2) * b) > r && r > T(0);
    const T better = T(math::divide(T(math::divide(T(e), T(math::select(cancels, T(r + b), T(1))))), r));
    return T(math::select(cancels, number_or(better, plain), plain));
  };
  static constexpr auto partial =
      partials{[](auto, auto, auto) { return 0; }, [](auto r, auto, auto e) { return -(e / r / r / r); },
               [](auto r, auto b, auto) { return 0.5 * (b / r) / r / r; }};
};

// h - x of h = hypot(x, y)
struct hypot_minus_ : change {
  static constexpr auto name = "hypot_minus";
  static constexpr auto latex = "\\left(#1-#2\\right)";
  static constexpr auto c = "((#2) > 0.0 ? (#3)/((#1) + (#2))*(#3) : (#1) - (#2))";
  static constexpr auto value = [](const auto& h, const auto& x, const auto& y) {
    using T = std::remove_cvref_t<decltype(h)>;
    const T plain = T(h - x);
    const auto cancels = T(T(2) * x) > h && h > T(0);
    const T better = T(math::divide(T(y), T(math::select(cancels, T(h * T(0.5) + x * T(0.5)), T(1)))) * T(y * T(0.5)));
    return T(math::select(cancels, number_or(better, plain), plain));
  };
  static constexpr auto partial =
      partials{[](auto, auto, auto) { return 0; },
               [](auto h, auto, auto, auto self) { return guard(equals(h, 0), -1, -(self / h)); },
               [](auto, auto x, auto y) { return hypot_slope(y, x); }};
};

}  // namespace tapeless::rules
