// SPDX-License-Identifier: BSL-1.0
// Trigonometric functions and their inverses. Angles are in radians.
#pragma once

#include <tapeless/rules/exponential.hpp>

namespace tapeless::inline v0_2 {
namespace rules {

struct sin_ : built_in {
  static constexpr auto name = "sin";
  static constexpr auto latex = "\\sin\\left(#1\\right)";
  static constexpr auto symmetry = dag::parity::odd;
  static constexpr bool paired = true;
  static constexpr auto value = [](const auto& x) { return math::sin(x); };
  static constexpr auto partial = partials{[](auto x) { return cos(x); }};
  static constexpr auto domain = std::array{interval{-0x1p+1000, 0x1p+1000}};
  static constexpr auto reduce = [](const auto& x) -> handle { return x.is(0) ? x : handle::none(); };
};

struct cos_ : built_in {
  static constexpr auto name = "cos";
  static constexpr auto latex = "\\cos\\left(#1\\right)";
  static constexpr auto symmetry = dag::parity::even;
  static constexpr bool paired = true;
  static constexpr auto value = [](const auto& x) { return math::cos(x); };
  static constexpr auto partial = partials{[](auto x) { return -sin(x); }};
  static constexpr auto domain = std::array{interval{-0x1p+1000, 0x1p+1000}};
  static constexpr auto reduce = [](const auto& x) -> handle { return x.is(0) ? handle(1) : handle::none(); };
};

struct tan_ : built_in {
  static constexpr auto name = "tan";
  static constexpr auto latex = "\\tan\\left(#1\\right)";
  static constexpr auto symmetry = dag::parity::odd;
  static constexpr auto value = [](const auto& x) { return math::tan(x); };
  static constexpr auto partial = partials{[](auto, auto self) { return 1 + square(self); }};
  static constexpr auto domain = std::array{interval{-100, 100}};
  static constexpr auto reduce = [](const auto& x) -> handle { return x.is(0) ? x : handle::none(); };
};

// The derivative is written with (1 - x)*(1 + x), which keeps its digits near the ends; 1 - x^2 does not.
struct asin_ : built_in {
  static constexpr auto name = "asin";
  static constexpr auto latex = "\\arcsin\\left(#1\\right)";
  static constexpr auto symmetry = dag::parity::odd;
  static constexpr auto value = [](const auto& x) { return math::asin(x); };
  static constexpr auto partial = partials{[](auto x) { return 1 / sqrt(one_minus_square(x)); }};
  static constexpr auto domain = std::array{interval{-1 + 0x1p-50, 1 - 0x1p-50}};
  static constexpr auto singular =
      std::array{singular_point<1>{{1}, 1.5707963267948966, {infinity}},
                 singular_point<1>{{-1}, -1.5707963267948966, {infinity}}, singular_point<1>{{2}, nan, {nan}}};
};

struct acos_ : built_in {
  static constexpr auto name = "acos";
  static constexpr auto latex = "\\arccos\\left(#1\\right)";
  static constexpr auto value = [](const auto& x) { return math::acos(x); };
  static constexpr auto partial = partials{[](auto x) { return -1 / sqrt(one_minus_square(x)); }};
  static constexpr auto domain = std::array{interval{-1 + 0x1p-50, 1 - 0x1p-50}};
  static constexpr auto singular =
      std::array{singular_point<1>{{1}, 0, {-infinity}}, singular_point<1>{{-1}, 3.141592653589793, {-infinity}},
                 singular_point<1>{{2}, nan, {nan}}};
};

struct atan_ : built_in {
  static constexpr auto name = "atan";
  static constexpr auto latex = "\\arctan\\left(#1\\right)";
  static constexpr auto symmetry = dag::parity::odd;
  static constexpr auto value = [](const auto& x) { return math::atan(x); };
  static constexpr auto partial = partials{[](auto x) { return atan_slope(x); }};
  static constexpr auto domain = std::array{all_reals};
};

// 1/(1 + x^2), also where x^2 overflows; of complex numbers as 1/((1 + ix)*(1 - ix)), which keeps its digits near the
// branch points.
struct atan_slope_ : built_in {
  static constexpr auto name = "atan_slope";
  static constexpr auto values = dag::range::positive;
  static constexpr auto latex = "\\frac{1}{1+{#1}^{2}}";
  static constexpr auto c = "(fabs(#1) > 1e150 ? 1.0/(#1)/(#1) : 1.0/(1.0 + (#1)*(#1)))";
  static constexpr auto symmetry = dag::parity::even;
  static constexpr bool accurate = true;
  static constexpr auto value = [](const auto& x) {
    using T = std::remove_cvref_t<decltype(x)>;
    if constexpr (requires { x < x; }) {
      // Beyond 2^60 the 1 is lost; 1/x/x is right where the square would overflow.
      const T size = math::abs(x);
      const auto large = size > T(0x1p+60F);
      const T first = T(1) / math::select(large, size, T(T(1) + size * size));
      return math::select(large, T(first / size), first);
    } else {
      const T turned(-x.imag(), x.real());
      return T(T(1) / T(T(T(1) + turned) * T(T(1) - turned)));
    }
  };
  static constexpr auto partial =
      partials{[](auto x, auto self) { return guard(equals(self, 0), 0, -2 * in_order(x * self, self)); }};
  static constexpr auto domain = std::array{all_reals};
  static constexpr auto textbook = [](const auto& x) -> handle { return 1 / (1 + square(x)); };
};

// x/(x^2 + y^2), the derivative of atan2(y, x) in y, from quotients by the larger of |x| and |y|, so that nothing
// overflows or vanishes on the way; 0 at the origin.
struct atan2_slope_ : built_in {
  static constexpr auto name = "atan2_slope";
  static constexpr auto latex = "\\frac{#1}{{#1}^{2}+{#2}^{2}}";
  static constexpr auto c = "tapeless_atan2_slope(#1, #2)";
  static constexpr auto c_helper =
      "static double tapeless_atan2_slope(double x, double y) {\n"
      "  const double a = fabs(x), b = fabs(y), size = a < b ? b : a;\n"
      "  const double u = x/size, v = y/size, slope = u/(u*u + v*v)/size;\n"
      "  return size*0.5 == size && x == x && y == y ? 0.0 : slope;\n"
      "}\n";
  static constexpr bool accurate = true;
  static constexpr auto value = [](const auto& x, const auto& y) {
    using T = std::remove_cvref_t<decltype(x)>;
    const T size = math::max(T(math::abs(x)), T(math::abs(y)));
    const auto edge = size * T(0.5F) == size && x == x && y == y;  // 0 or infinite
    // Constant expressions have no NaN to compute with at the origin.
    const T divisor = math::select(edge, T(1), size);
    const T u = math::divide(x, divisor), v = math::divide(y, divisor), square = T(u * u + v * v);
    const T slope = math::divide(math::divide(u, square), divisor);
    return math::select(edge, T(0), slope);
  };
  static constexpr auto partial =
      partials{[](auto x, auto y) { return atan2_bend(x, y); }, [](auto x, auto y) { return atan2_twist(x, y); }};
  static constexpr auto domain = std::array{interval{-0x1p+300, 0x1p+300}, interval{-0x1p+300, 0x1p+300}};
  static constexpr auto singular =
      std::array{singular_point<2>{{0, 0}, 0, {nan, nan}}, singular_point<2>{{2, 0}, 0.5, {-0.25, 0}}};
  static constexpr auto textbook = [](const auto& x, const auto& y) -> handle {
    return guard(equals(x, 0) && equals(y, 0), 0, x / (square(x) + square(y)));
  };
};

// (y^2 - x^2)/(x^2 + y^2)^2 and -2*x*y/(x^2 + y^2)^2, the derivatives of atan2_slope(x, y), from the same quotients:
// the squares of squares leave the range of numbers at 1e77. NaN at the origin, where there is no second derivative.
// With z = x + i*y these are -Re(1/z^2) and Im(1/z^2), and the slopes Re(1/z) and -Im(1/z).
struct atan2_bend_ : built_in {
  static constexpr auto name = "atan2_bend";
  static constexpr auto latex = "\\frac{{#2}^{2}-{#1}^{2}}{\\left({#1}^{2}+{#2}^{2}\\right)^{2}}";
  static constexpr auto c = "tapeless_atan2_bend(#1, #2)";
  static constexpr auto c_helper =
      "static double tapeless_atan2_bend(double x, double y) {\n"
      "  const double a = fabs(x), b = fabs(y), size = a < b ? b : a;\n"
      "  const double u = x/size, v = y/size, scale = (u*u + v*v)*size;\n"
      "  if (isinf(size) && x == x && y == y) return 0.0;\n"
      "  return (0.5*y - 0.5*x)/size/scale*((0.5*y + 0.5*x)/size/scale)*4.0;\n"
      "}\n";
  static constexpr bool accurate = true;
  static constexpr auto value = [](const auto& x, const auto& y) {
    using T = std::remove_cvref_t<decltype(x)>;
    const T size = math::max(T(math::abs(x)), T(math::abs(y)));
    const auto edge = size * T(0.5F) == size && size > T(0) && x == x && y == y;
    const T divisor = math::select(edge, T(1), size);
    const T u = math::divide(x, divisor), v = math::divide(y, divisor), scale = T(T(u * u + v * v) * divisor);
    // Differences and sums are exact where they cancel, those of quotients are not; halves do not overflow.
    const T half_x = T(0.5F) * x, half_y = T(0.5F) * y;
    const T difference = math::divide(T(half_y - half_x), divisor), sum = math::divide(T(half_y + half_x), divisor);
    const T bend = math::divide(difference, scale) * math::divide(sum, scale) * T(4);
    return math::select(edge, T(0), bend);
  };
  static constexpr auto partial = partials{
      [](auto x, auto y, auto self) { return 2 * (atan2_twist(x, y) * atan2_slope(y, x) - self * atan2_slope(x, y)); },
      [](auto x, auto y, auto self) {
        return -2 * (atan2_twist(x, y) * atan2_slope(x, y) + self * atan2_slope(y, x));
      }};
  static constexpr auto domain = std::array{interval{-0x1p+240, 0x1p+240}, interval{-0x1p+240, 0x1p+240}};
  static constexpr auto textbook = [](const auto& x, const auto& y) -> handle {
    return (y - x) * (y + x) / square(square(x) + square(y));
  };
};
struct atan2_twist_ : built_in {
  static constexpr auto name = "atan2_twist";
  static constexpr auto latex = "\\frac{-2\\,{#1}\\,{#2}}{\\left({#1}^{2}+{#2}^{2}\\right)^{2}}";
  static constexpr auto c = "tapeless_atan2_twist(#1, #2)";
  static constexpr auto c_helper =
      "static double tapeless_atan2_twist(double x, double y) {\n"
      "  const double a = fabs(x), b = fabs(y), size = a < b ? b : a;\n"
      "  const double u = x/size, v = y/size, scale = (u*u + v*v)*size;\n"
      "  if (isinf(size) && x == x && y == y) return 0.0;\n"
      "  return u/scale*(v/scale)*-2.0;\n"
      "}\n";
  static constexpr bool commutative = true;
  static constexpr bool accurate = true;
  static constexpr auto value = [](const auto& x, const auto& y) {
    using T = std::remove_cvref_t<decltype(x)>;
    const T size = math::max(T(math::abs(x)), T(math::abs(y)));
    const auto edge = size * T(0.5F) == size && size > T(0) && x == x && y == y;
    const T divisor = math::select(edge, T(1), size);
    const T u = math::divide(x, divisor), v = math::divide(y, divisor), scale = T(T(u * u + v * v) * divisor);
    return math::select(edge, T(0), T(math::divide(u, scale) * math::divide(v, scale) * T(-2)));
  };
  static constexpr auto partial = partials{
      [](auto x, auto y, auto self) { return -2 * (atan2_bend(x, y) * atan2_slope(y, x) + self * atan2_slope(x, y)); },
      [](auto x, auto y, auto self) { return 2 * (atan2_bend(x, y) * atan2_slope(x, y) - self * atan2_slope(y, x)); }};
  static constexpr auto domain = std::array{interval{-0x1p+240, 0x1p+240}, interval{-0x1p+240, 0x1p+240}};
  static constexpr auto textbook = [](const auto& x, const auto& y) -> handle {
    return -2 * x * y / square(square(x) + square(y));
  };
};

// The angle of the point (x, y), first argument y. At the origin the derivatives are 0 by convention.
struct atan2_ : built_in {
  static constexpr auto name = "atan2";
  static constexpr auto latex = "\\operatorname{atan2}\\left(#1,#2\\right)";
  static constexpr auto value = [](const auto& y, const auto& x) { return math::atan2(y, x); };
  static constexpr auto partial =
      partials{[](auto y, auto x) { return atan2_slope(x, y); }, [](auto y, auto x) { return -atan2_slope(y, x); }};
  static constexpr auto domain = std::array{interval{-0x1p+1000, 0x1p+1000}, interval{-0x1p+1000, 0x1p+1000}};
  static constexpr auto singular =
      std::array{singular_point<2>{{0, 0}, 0, {0, 0}}, singular_point<2>{{0, -1}, 3.141592653589793, {-1, 0}},
                 singular_point<2>{{1, 0}, 1.5707963267948966, {0, -1}}};
};

// sin(pi*x) and cos(pi*x), exact at multiples of 1/2.
struct sin_pi_ : built_in {
  static constexpr auto name = "sin_pi";
  static constexpr auto latex = "\\sin\\left(\\pi\\,#1\\right)";
  static constexpr auto c = "tapeless_sin_pi(#1)";
  static constexpr auto c_helper =
      "static double tapeless_sin_pi(double x) {\n"
      "  if (!isfinite(x)) return x - x;\n"
      "  const double y = fabs(x) < 536870912.0 ? x : fmod(x, 2.0);\n"
      "  const int quarter = (int)(y < 0.0 ? 2.0*y - 0.5 : 2.0*y + 0.5);\n"
      "  const double rest = (y - (double)quarter/2.0)*3.14159265358979323846;\n"
      "  const double s = quarter & 1 ? cos(rest) : sin(rest);\n"
      "  return s == 0.0 ? copysign(s, x) : quarter & 2 ? -s : s;\n"
      "}\n";
  static constexpr auto symmetry = dag::parity::odd;
  static constexpr auto value = [](const auto& x) { return math::sin_pi(x); };
  static constexpr auto partial = partials{[](auto x) { return constants::pi * cos_pi(x); }};
  static constexpr auto domain = std::array{interval{-0x1p+60, 0x1p+60}};
};
struct cos_pi_ : built_in {
  static constexpr auto name = "cos_pi";
  static constexpr auto latex = "\\cos\\left(\\pi\\,#1\\right)";
  static constexpr auto c = "tapeless_cos_pi(#1)";
  static constexpr auto c_helper =
      "static double tapeless_cos_pi(double x) {\n"
      "  if (!isfinite(x)) return x - x;\n"
      "  const double y = fabs(x) < 536870912.0 ? x : fmod(x, 2.0);\n"
      "  const int quarter = (int)(y < 0.0 ? 2.0*y - 0.5 : 2.0*y + 0.5);\n"
      "  const double rest = (y - (double)quarter/2.0)*3.14159265358979323846;\n"
      "  const double c = quarter & 1 ? sin(rest) : cos(rest);\n"
      "  return c == 0.0 ? 0.0 : (quarter & 3) == 1 || (quarter & 3) == 2 ? -c : c;\n"
      "}\n";
  static constexpr auto symmetry = dag::parity::even;
  static constexpr auto value = [](const auto& x) { return math::cos_pi(x); };
  static constexpr auto partial = partials{[](auto x) { return -(constants::pi * sin_pi(x)); }};
  static constexpr auto domain = std::array{interval{-0x1p+60, 0x1p+60}};
};

struct trigonometric_group : rule_group<sin_, cos_, tan_, asin_, acos_, atan_, atan_slope_, atan2_, atan2_slope_,
                                        atan2_bend_, atan2_twist_, sin_pi_, cos_pi_> {
  static constexpr auto title = "trigonometric";
  static constexpr auto unnamed = "atan_slope atan2_slope atan2_bend atan2_twist";
  static constexpr auto composites = "sinc degrees radians";
};

}  // namespace rules

// The sine of an angle in radians.
template <operand X>
constexpr applied<rules::sin_, X> sin(const X& x) {
  return apply<rules::sin_>(x);
}
// The cosine of an angle in radians.
template <operand X>
constexpr applied<rules::cos_, X> cos(const X& x) {
  return apply<rules::cos_>(x);
}
// The tangent of an angle in radians.
template <operand X>
constexpr applied<rules::tan_, X> tan(const X& x) {
  return apply<rules::tan_>(x);
}
// The angle in radians, from -pi/2 to pi/2, whose sine is x, for -1 <= x <= 1; NaN outside. At -1 and 1 the derivative
// is infinite.
template <operand X>
constexpr applied<rules::asin_, X> asin(const X& x) {
  return apply<rules::asin_>(x);
}
// The angle in radians, from 0 to pi, whose cosine is x, for -1 <= x <= 1; NaN outside. At -1 and 1 the derivative is
// -infinity.
template <operand X>
constexpr applied<rules::acos_, X> acos(const X& x) {
  return apply<rules::acos_>(x);
}
// The angle in radians, from -pi/2 to pi/2, whose tangent is x.
template <operand X>
constexpr applied<rules::atan_, X> atan(const X& x) {
  return apply<rules::atan_>(x);
}
// 1/(1 + x^2), the derivative of atan, without overflow.
template <operand X>
constexpr applied<rules::atan_slope_, X> atan_slope(const X& x) {
  return apply<rules::atan_slope_>(x);
}
// x/(x^2 + y^2), the derivative of atan2(y, x) in y, without overflow, and 0 at the origin.
template <class X, class Y>
  requires some_operand<X, Y>
constexpr applied<rules::atan2_slope_, X, Y> atan2_slope(const X& x, const Y& y) {
  return apply<rules::atan2_slope_>(x, y);
}
// (y^2 - x^2)/(x^2 + y^2)^2, the derivative of atan2_slope(x, y) in x.
template <class X, class Y>
  requires some_operand<X, Y>
constexpr applied<rules::atan2_bend_, X, Y> atan2_bend(const X& x, const Y& y) {
  return apply<rules::atan2_bend_>(x, y);
}
// -2*x*y/(x^2 + y^2)^2, the derivative of atan2_slope(x, y) in y.
template <class X, class Y>
  requires some_operand<X, Y>
constexpr applied<rules::atan2_twist_, X, Y> atan2_twist(const X& x, const Y& y) {
  return apply<rules::atan2_twist_>(x, y);
}
// The angle in radians, from -pi to pi, of the point (x, y); y comes first. At the origin both derivatives are 0 by
// convention.
template <class Y, class X>
  requires some_operand<Y, X>
constexpr applied<rules::atan2_, Y, X> atan2(const Y& y, const X& x) { return apply<rules::atan2_>(y, x); }
// sin(pi*x), exact at multiples of 1/2.
template <operand X>
constexpr applied<rules::sin_pi_, X> sin_pi(const X& x) {
  return apply<rules::sin_pi_>(x);
}
// cos(pi*x), exact at multiples of 1/2.
template <operand X>
constexpr applied<rules::cos_pi_, X> cos_pi(const X& x) {
  return apply<rules::cos_pi_>(x);
}

}  // namespace tapeless
