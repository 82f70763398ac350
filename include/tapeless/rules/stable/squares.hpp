// SPDX-License-Identifier: BSL-1.0
// Differences of squares, and of roots and what they are nearly equal to, as in the formula for the roots of a
// quadratic equation.
#pragma once

#include <tapeless/rules/stable/differences.hpp>

namespace tapeless::inline v0_2::rules {

// a^2 - b^2 as (a - b)*(a + b). A rule of its own for its derivatives: the product rule makes (a - b) + (a + b) of 2*a.
struct difference_of_squares_ : built_in {
  static constexpr auto name = "difference_of_squares";
  static constexpr auto latex = "\\left({#1}^{2} - {#2}^{2}\\right)";
  static constexpr auto c = "(((#1) - (#2))*((#1) + (#2)))";
  static constexpr auto price = dag::cost::multiply;
  static constexpr auto value = [](const auto& a, const auto& b) {
    using T = std::remove_cvref_t<decltype(a)>;
    return T(T(a - b) * T(a + b));
  };
  static constexpr auto partial = partials{[](auto a, auto) { return 2 * a; }, [](auto, auto b) { return -2 * b; }};
};

// sqrt(b^2 + e), the second and third operand, also where the first, the sum under the root, over- or underflows.
struct root_of_sum_slope_;
struct root_of_sum_ : change {
  static constexpr auto name = "root_of_sum";
  static constexpr auto values = dag::range::nonnegative;
  static constexpr auto latex = "\\sqrt{#1}";
  static constexpr auto c = "tapeless_root_of_sum(#1, #2, #3)";
  static constexpr auto c_helper =
      "static double tapeless_root_of_sum(double whole, double b, double e) {\n"
      "  const double side = sqrt(fabs(e)), size = fabs(b) < side ? side : fabs(b), part = b/size;\n"
      "  const double plain = sqrt(whole), scaled = size*sqrt(part*part + e/size/size);\n"
      "  if (whole - whole == 0.0 && fabs(whole) > 1e-30) return plain;\n"
      "  return scaled - scaled == 0.0 ? scaled : plain;\n"
      "}\n";
  static constexpr auto value = [](const auto& whole, const auto& b, const auto& e) {
    using T = std::remove_cvref_t<decltype(whole)>;
    const T size = math::max(T(math::abs(b)), T(math::sqrt(T(math::abs(e)))));
    const T part = math::divide(T(b), size);
    const T scaled = T(size * math::sqrt(T(part * part + math::divide(T(math::divide(T(e), size)), size))));
    const auto safe = is_finite(whole) && T(math::abs(whole)) > T(1e-30);
    return T(math::select(safe, T(math::sqrt(whole)), number_or(scaled, T(math::sqrt(whole)))));
  };
  static constexpr auto partial =
      partials{none, [](auto, auto b, auto e, auto self) { return apply<root_of_sum_slope_>(self, b, e); },
               [](auto, auto, auto, auto self) { return 0.5 / self; }};
};
// e/r^3, and 0 where the root has overflowed
template <class H>
constexpr H bend_of_root(const H& r, const H& e) {
  return guard(isinf(r), 0, e / r / r / r);
}
// b/r, whose derivative by the quotient rule, 1/r - b^2/r^3, would cancel
struct root_of_sum_slope_ : change {
  static constexpr auto name = "root_of_sum_slope";
  static constexpr auto latex = "\\frac{#2}{#1}";
  static constexpr auto c = "((#2)/(#1))";
  static constexpr auto value = [](const auto& r, const auto& b, const auto&) { return math::divide(b, r); };
  static constexpr auto partial = partials{none, [](auto r, auto, auto e) { return bend_of_root(r, e); },
                                           [](auto r, auto b, auto) { return -0.5 * (b / r) / r / r; }};
};

// r - b of the root r = sqrt(b^2 + e), whose derivatives all go by b and e.
struct root_minus_slope_;
struct root_minus_ : change {
  static constexpr auto name = "root_minus";
  static constexpr auto latex = "\\left(#1 - #2\\right)";
  static constexpr auto c = "tapeless_root_minus(#1, #2, #3)";
  static constexpr auto c_helper =
      "static double tapeless_root_minus(double r, double b, double e) {\n"
      "  const int cancels = 2.0*b > r && r > 0.0;\n"
      "  const double better = e/(cancels ? r + b : 1.0);\n"
      "  return cancels && better - better == 0.0 ? better : r - b;\n"
      "}\n";
  static constexpr auto value = [](const auto& r, const auto& b, const auto& e) {
    using T = std::remove_cvref_t<decltype(r)>;
    const T plain = T(r - b);
    const auto cancels = T(T(2) * b) > r && r > T(0);
    const T better = T(math::divide(T(e), T(math::select(cancels, T(r + b), T(1)))));
    return T(math::select(cancels, number_or(better, plain), plain));
  };
  static constexpr auto partial =
      partials{none, [](auto r, auto b, auto e) { return -apply<root_minus_slope_>(r, b, e); },
               [](auto r, auto, auto) { return 0.5 / r; }};
};
// (r - b)/r
struct root_minus_slope_ : change {
  static constexpr auto name = "root_minus_slope";
  static constexpr auto latex = "\\left(1 - \\frac{#2}{#1}\\right)";
  static constexpr auto c = "tapeless_root_minus_slope(#1, #2, #3)";
  static constexpr auto c_helper =
      "static double tapeless_root_minus_slope(double r, double b, double e) {\n"
      "  const int cancels = 2.0*b > r && r > 0.0;\n"
      "  const double better = e/(cancels ? r + b : 1.0)/r;\n"
      "  return cancels && better - better == 0.0 ? better : 1.0 - b/r;\n"
      "}\n";
  static constexpr auto value = [](const auto& r, const auto& b, const auto& e) {
    using T = std::remove_cvref_t<decltype(r)>;
    const T plain = T(T(1) - math::divide(T(b), r));
    const auto cancels = T(T(2) * b) > r && r > T(0);
    const T better = T(math::divide(T(math::divide(T(e), T(math::select(cancels, T(r + b), T(1))))), r));
    return T(math::select(cancels, number_or(better, plain), plain));
  };
  static constexpr auto partial = partials{none, [](auto r, auto, auto e) { return -bend_of_root(r, e); },
                                           [](auto r, auto b, auto) { return 0.5 * (b / r) / r / r; }};
};

// h - x of h = hypot(x, y)
struct hypot_minus_slope_;
struct hypot_minus_ : change {
  static constexpr auto name = "hypot_minus";
  static constexpr auto latex = "\\left(#1 - #2\\right)";
  static constexpr auto c = "tapeless_hypot_minus(#1, #2, #3)";
  static constexpr auto c_helper =
      "static double tapeless_hypot_minus(double h, double x, double y) {\n"
      "  const int cancels = 2.0*x > h && h > 0.0;\n"
      "  const double better = y/(cancels ? h*0.5 + x*0.5 : 1.0)*(y*0.5);\n"
      "  return cancels && better - better == 0.0 ? better : h - x;\n"
      "}\n";
  static constexpr auto value = [](const auto& h, const auto& x, const auto& y) {
    using T = std::remove_cvref_t<decltype(h)>;
    const T plain = T(h - x);
    const auto cancels = T(T(2) * x) > h && h > T(0);
    const T better = T(math::divide(T(y), T(math::select(cancels, T(h * T(0.5) + x * T(0.5)), T(1)))) * T(y * T(0.5)));
    return T(math::select(cancels, number_or(better, plain), plain));
  };
  static constexpr auto partial =
      partials{none, [](auto h, auto x, auto y) { return -apply<hypot_minus_slope_>(h, x, y); },
               [](auto, auto x, auto y) { return hypot_slope(y, x); }};
};
// (h - x)/h
struct hypot_minus_slope_ : change {
  static constexpr auto name = "hypot_minus_slope";
  static constexpr auto latex = "\\left(1 - \\frac{#2}{#1}\\right)";
  static constexpr auto c = "tapeless_hypot_minus_slope(#1, #2, #3)";
  static constexpr auto c_helper =
      "static double tapeless_hypot_minus_slope(double h, double x, double y) {\n"
      "  const int cancels = 2.0*x > h && h > 0.0;\n"
      "  const double better = y/(cancels ? h*0.5 + x*0.5 : 1.0)*(y*0.5);\n"
      "  return h == 0.0 ? 1.0 : (cancels && better - better == 0.0 ? better : h - x)/h;\n"
      "}\n";
  static constexpr auto value = [](const auto& h, const auto& x, const auto& y) {
    using T = std::remove_cvref_t<decltype(h)>;
    return T(math::select(h == T(0), T(1), T(math::divide(T(hypot_minus_::value(h, x, y)), T(h)))));
  };
  static constexpr auto partial = partials{none, [](auto h, auto, auto y) { return -over_cube(y, y, h); },
                                           [](auto h, auto x, auto y) { return over_cube(x, y, h); }};
};

}  // namespace tapeless::rules
