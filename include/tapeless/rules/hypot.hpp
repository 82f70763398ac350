// SPDX-License-Identifier: BSL-1.0
// Lengths: hypot of two and of three, without overflow on the way and with derivatives that keep their digits.
#pragma once

#include <tapeless/rules/power.hpp>

namespace tapeless::inline v0_2 {

namespace rules {

// u*v/h^3, in an order in which nothing overflows or vanishes on the way: the second derivatives of lengths h.
struct over_cube_ : built_in {
  static constexpr auto name = "over_cube";
  static constexpr auto latex = "\\frac{#1\\,#2}{{#3}^{3}}";
  static constexpr auto c = "((#1)/(#3)/(#3)*((#2)/(#3)))";
  static constexpr bool accurate = true;
  static constexpr auto value = [](const auto& u, const auto& v, const auto& h) {
    return math::divide(math::divide(u, h), h) * math::divide(v, h);
  };
  static constexpr auto partial = partials{[](auto, auto v, auto h) { return over_cube(1, v, h); },
                                           [](auto u, auto, auto h) { return over_cube(u, 1, h); },
                                           [](auto, auto, auto h, auto self) { return -3 * (self / h); }};
  static constexpr auto domain = std::array{interval{-1e6, 1e6}, interval{-1e6, 1e6}, interval{1e-6, 1e6}};
  static constexpr auto textbook = [](const auto& u, const auto& v, const auto& h) -> handle {
    return u * v / pow(h, 3);
  };
  static constexpr auto expand = [](const auto& u, const auto& v, const auto& h) -> handle {
    return u / h / h * (v / h);
  };
};

// x/hypot(x, y), 0 at the origin: the derivative of hypot. A rule of its own, because y^2/h^3 keeps its digits where x
// is much larger than y, and what the quotient rule makes, 1/h - x^2/h^3, loses them.
struct hypot_slope_ : built_in {
  static constexpr auto name = "hypot_slope";
  static constexpr auto latex = "\\frac{#1}{\\sqrt{{#1}^{2}+{#2}^{2}}}";
  static constexpr auto c = "(hypot(#1, #2) == 0.0 ? (#1) : (#1)/hypot(#1, #2))";
  static constexpr auto value = [](const auto& x, const auto& y) {
    const auto h = math::hypot(x, y);
    return math::select(h == 0, x, x / h);
  };
  // NaN at the origin, where there is no second derivative
  static constexpr auto partial = partials{[](auto x, auto y) {
                                             const auto h = hypot(x, y);
                                             return over_cube(y, y, h);
                                           },
                                           [](auto x, auto y) {
                                             const auto h = hypot(x, y);
                                             return -over_cube(x, y, h);
                                           }};
  static constexpr auto domain = std::array{interval{-0x1p+300, 0x1p+300}, interval{-0x1p+300, 0x1p+300}};
  static constexpr auto singular = std::array{singular_point<2>{{0, 0}, 0, {nan, nan}}};
  // Special at the origin is the slope itself, 0 with no derivative.
  static constexpr auto textbook = [](const auto& x, const auto& y) -> handle {
    const auto h = hypot(x, y);
    return guard(equals(h, 0), hypot_slope(x, y), x / h);
  };
  static constexpr auto expand = [](const auto& x, const auto& y) -> handle {
    const auto h = hypot(x, y);
    return guard(equals(h, 0), 0, x / h);
  };
};
// hypot(x, y, z) in the order in which the program has it, if it has.
template <class Hypot, class H>
constexpr H known_hypot(const H& x, const H& y, const H& z);
// x/hypot(x, y, z), for the same reason.
struct hypot3_slope_ : built_in {
  static constexpr auto name = "hypot3_slope";
  static constexpr auto latex = "\\frac{#1}{\\sqrt{{#1}^{2}+{#2}^{2}+{#3}^{2}}}";
  static constexpr auto c = "(hypot(#1,hypot(#2,#3)) == 0.0 ? (#1) : (#1)/hypot(#1,hypot(#2,#3)))";
  static constexpr auto value = [](const auto& x, const auto& y, const auto& z) {
    const auto h = math::hypot(x, y, z);
    return math::select(h == 0, x, x / h);
  };
  static constexpr auto partial = partials{[](auto x, auto y, auto z) {
                                             const auto h = hypot(x, y, z);
                                             return over_cube(y, y, h) + over_cube(z, z, h);
                                           },
                                           [](auto x, auto y, auto z) {
                                             const auto h = hypot(x, y, z);
                                             return -over_cube(x, y, h);
                                           },
                                           [](auto x, auto y, auto z) {
                                             const auto h = hypot(x, y, z);
                                             return -over_cube(x, z, h);
                                           }};
  static constexpr auto domain =
      std::array{interval{-0x1p+300, 0x1p+300}, interval{-0x1p+300, 0x1p+300}, interval{-0x1p+300, 0x1p+300}};
  static constexpr auto singular = std::array{singular_point<3>{{0, 0, 0}, 0, {nan, nan, nan}}};
  static constexpr auto textbook = [](const auto& x, const auto& y, const auto& z) -> handle {
    const auto h = hypot(x, y, z);
    return guard(equals(h, 0), hypot3_slope(x, y, z), x / h);
  };
  static constexpr auto expand = [](const auto& x, const auto& y, const auto& z) -> handle {
    const auto h = known_hypot<hypot3_>(x, y, z);
    return guard(equals(h, 0), 0, x / h);
  };
};

// sqrt(x^2 + y^2) and sqrt(x^2 + y^2 + z^2) without overflow; the derivative at the origin is 0 by convention.
struct hypot_ : built_in {
  static constexpr auto name = "hypot";
  static constexpr bool length = true;
  static constexpr auto values = dag::range::nonnegative;
  static constexpr auto latex = "\\sqrt{{#1}^{2}+{#2}^{2}}";
  static constexpr auto value = [](const auto& x, const auto& y) { return math::hypot(x, y); };
  static constexpr auto partial =
      partials{[](auto x, auto y) { return hypot_slope(x, y); }, [](auto x, auto y) { return hypot_slope(y, x); }};
  static constexpr bool commutative = true;
  static constexpr auto domain = std::array{interval{-0x1p+1000, 0x1p+1000}, interval{-0x1p+1000, 0x1p+1000}};
  static constexpr auto singular = std::array{singular_point<2>{{0, 0}, 0, {0, 0}}};
};
struct hypot3_ : built_in {
  static constexpr auto name = "hypot3";
  static constexpr bool length = true;
  static constexpr auto values = dag::range::nonnegative;
  static constexpr auto latex = "\\sqrt{{#1}^{2}+{#2}^{2}+{#3}^{2}}";
  static constexpr auto c = "tapeless_hypot3(#1, #2, #3)";
  static constexpr auto c_helper =
      "static double tapeless_hypot3(double x, double y, double z) {\n"
      "  const double a = fabs(x), b = fabs(y), c = fabs(z), zero = (x - x) + (y - y) + (z - z);\n"
      "  const double largest = a < b ? (b < c ? c : b) : (a < c ? c : a);\n"
      "  if (!(zero == 0.0)) return isinf(x) || isinf(y) || isinf(z) ? INFINITY : zero;\n"
      "  if (largest == 0.0) return 0.0;\n"
      "  return largest*sqrt(a/largest*(a/largest) + b/largest*(b/largest) + c/largest*(c/largest));\n"
      "}\n";
  static constexpr auto value = [](const auto& x, const auto& y, const auto& z) { return math::hypot(x, y, z); };
  static constexpr auto partial = partials{[](auto x, auto y, auto z) { return hypot3_slope(x, y, z); },
                                           [](auto x, auto y, auto z) { return hypot3_slope(y, x, z); },
                                           [](auto x, auto y, auto z) { return hypot3_slope(z, x, y); }};
  static constexpr auto domain =
      std::array{interval{-0x1p+1000, 0x1p+1000}, interval{-0x1p+1000, 0x1p+1000}, interval{-0x1p+1000, 0x1p+1000}};
  static constexpr auto singular = std::array{singular_point<3>{{0, 0, 0}, 0, {0, 0, 0}}};
};

}  // namespace rules

// sqrt(x^2 + y^2) without overflow on the way. At the origin both derivatives are 0 by convention.
template <class X, class Y>
  requires some_operand<X, Y>
constexpr applied<rules::hypot_, X, Y> hypot(const X& x, const Y& y) { return apply<rules::hypot_>(x, y); }
// sqrt(x^2 + y^2 + z^2) without overflow on the way; derivatives at the origin are 0 by convention.
template <class X, class Y, class Z>
  requires some_operand<X, Y, Z>
constexpr applied<rules::hypot3_, X, Y, Z> hypot(const X& x, const Y& y, const Z& z) {
  return apply<rules::hypot3_>(x, y, z);
}
// u*v/h^3, the second derivatives of lengths, without overflow on the way.
template <class U, class V, class H>
  requires some_operand<U, V, H>
constexpr applied<rules::over_cube_, U, V, H> over_cube(const U& u, const V& v, const H& h) {
  return apply<rules::over_cube_>(u, v, h);
}
// x/hypot(x, y, z), the derivative of hypot in x, and 0 at the origin.
template <class X, class Y, class Z>
  requires some_operand<X, Y, Z>
constexpr applied<rules::hypot3_slope_, X, Y, Z> hypot3_slope(const X& x, const Y& y, const Z& z) {
  return apply<rules::hypot3_slope_>(x, y, z);
}
// x/hypot(x, y), the derivative of hypot in x, and 0 at the origin.
template <class X, class Y>
  requires some_operand<X, Y>
constexpr applied<rules::hypot_slope_, X, Y> hypot_slope(const X& x, const Y& y) {
  return apply<rules::hypot_slope_>(x, y);
}

namespace rules {

template <class Hypot, class H>
constexpr H known_hypot(const H& x, const H& y, const H& z) {
  dag::builder* const program = x.is_number() ? nullptr : x.owner();
  if (program != nullptr && y.id() >= 0 && z.id() >= 0) {
    const dag::operation& op = *detail::operation_at<Hypot>();
    const int all[6][3] = {{x.id(), y.id(), z.id()}, {y.id(), x.id(), z.id()}, {y.id(), z.id(), x.id()},
                           {x.id(), z.id(), y.id()}, {z.id(), x.id(), y.id()}, {z.id(), y.id(), x.id()}};
    for (const auto& order : all) {
      const int known = program->find(op, order, 3);
      if (known >= 0) return {*program, known};
    }
  }
  return hypot(x, y, z);
}
}  // namespace rules
}  // namespace tapeless
