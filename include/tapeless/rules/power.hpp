// SPDX-License-Identifier: BSL-1.0
// Powers and roots. A constant exponent never meets a logarithm: pow(x, 2) is differentiated as 2*x and computed as
// x*x, so that zero and negative bases are right.
#pragma once

#include <tapeless/rules/condition.hpp>
#include <tapeless/rules/constants.hpp>

namespace tapeless::inline v0_2 {
namespace rules {

// x^n for a small positive integer n by repeated squaring; at most 16, which keeps the rounding error within a few ulp.
constexpr handle integer_power(const handle& x, std::int64_t n) {
  handle square = x;
  handle result = 1;
  for (; n > 0; n /= 2) {
    if (n % 2 != 0) result = result * square;
    if (n > 1) square = square * square;
  }
  return result;
}

// x, but 0 for -0 and infinity for -infinity: where x + x is x. Powers other than odd ones are those of |x| there,
// square roots are not.
template <class H>
constexpr H without_negative_ends(const H& x) {
  if (x.is_number() || dag::sign_of(*x.owner(), x.id()) != dag::range::all) return x;
  return guard(equals(x + x, x), x * x, x);
}

// Sources for value and special values: C99 Annex F.9.4.4. At x = 0 the derivatives are those of the limit from x > 0.
struct pow_ : built_in {
  static constexpr auto name = "pow";
  static constexpr int effort = 32;
  static constexpr auto sign = "^";
  static constexpr auto style = dag::notation::power;
  static constexpr auto part = dag::role::power;
  static constexpr auto latex = "{#1}^{#2}";
  static constexpr auto c = "pow(#*)";
  static constexpr auto value = [](const auto& x, const auto& y) { return math::pow(x, y); };
  static constexpr auto partial = partials{
      [](auto x, auto y) {
        const auto slope = y * pow(x, y - 1);
        return y.is_number() || (x.is_number() && !x.is(0)) ? slope : guard(equals(x, 0) && equals(y, 0), 0, slope);
      },
      [](auto x, auto, auto self) {
        const auto slope = self * log(x);
        return x.is_number() && !x.number().negative() && !x.is(0) ? slope : guard(equals(self, 0), 0, slope);
      }};
  static constexpr auto domain = std::array{interval{0x1p-100, 0x1p+100}, interval{-9.0, 9.0}};
  static constexpr auto singular =
      std::array{singular_point<2>{{0, 2}, 0, {0, 0}},         singular_point<2>{{0, 1}, 0, {1, 0}},
                 singular_point<2>{{0, 1.875}, 0, {0, 0}},     singular_point<2>{{0, 0.5}, 0, {infinity, 0}},
                 singular_point<2>{{0, 0}, 1, {0, -infinity}}, singular_point<2>{{-1, 2}, 1, {-2, nan}},
                 singular_point<2>{{-2, 3}, -8, {12, nan}},    singular_point<2>{{-2, 0.5}, nan, {nan, nan}}};
  static constexpr auto fold = [](const auto& x, const auto& y) -> handle {
    const dag::number base = x.number();
    if (!base.exact() || !y.number().is_integer()) return handle::none();
    const dag::int128 n = y.number().numerator(), size = n < 0 ? -n : n;
    // Beyond the range of double powers stay as they are written.
    if ((base.is(0) && n < 0) || size > dag::most_bits_of_power ||
        size * dag::bit_length(base) > dag::most_bits_of_power)
      return handle::none();
    if (size * dag::bit_length(base) > 62) return handle(dag::power(base, static_cast<std::int64_t>(size), n < 0));
    dag::number result(1);
    for (dag::int128 k = size; k > 0; --k) result = result * base;
    return n < 0 ? handle(dag::number(1) / result) : handle(result);
  };
  static constexpr auto reduce = [](const auto& x, const auto& y) -> handle {
    if (y.is(1)) return x;
    if (y.is(0) || x.is(1)) return 1;
    return handle::none();
  };
  static constexpr auto expand = [](const auto& x, const auto& y) -> handle {
    if (!y.is_number() || !y.number().exact() || y.number().denominator() > 2) return handle::none();
    constexpr std::int64_t max_power = 16;  // larger powers stay calls, which round once
    const bool negative = y.number().negative();
    const dag::int128 twice = y.number().numerator() * (y.number().denominator() == 2 ? 1 : 2);
    const dag::int128 size = negative ? -twice : twice;
    if (size > 2 * max_power) return handle::none();
    using H = std::remove_cvref_t<decltype(x)>;
    const H base = size % 2 == 0 ? x : without_negative_ends(x);
    const handle whole = integer_power(base, static_cast<std::int64_t>(size / 2));
    const handle power = size % 2 == 0 ? whole : whole * sqrt(base);
    if (negative && power.is(0)) return handle::none();  // 1/0 is no number to fold
    return negative ? 1 / power : power;
  };
  template <class H>
  static constexpr H fast(const H& x, const H& y);  // rules/fast/power.hpp
};

struct square_ : built_in {
  static constexpr auto name = "square";
  static constexpr auto values = dag::range::nonnegative;
  static constexpr auto latex = "{#1}^{2}";
  static constexpr auto c = "((#1)*(#1))";
  static constexpr auto price = dag::cost::multiply;
  static constexpr auto exponent = dag::number(2);
  static constexpr auto value = [](const auto& x) { return x * x; };
  static constexpr auto partial = partials{[](auto x) { return 2 * x; }};
  static constexpr auto domain = std::array{interval{-0x1p+500, 0x1p+500}};
  static constexpr auto fold = [](const auto& x) {
    return x.number().tame() ? handle(x.number() * x.number()) : handle::none();
  };
  static constexpr auto expand = [](const auto& x) -> handle { return x * x; };
};

struct sqrt_ : built_in {
  static constexpr auto name = "sqrt";
  static constexpr int effort = 8;
  static constexpr auto values = dag::range::nonnegative;
  static constexpr auto latex = "\\sqrt{#1}";
  static constexpr auto exponent = dag::number::ratio(1, 2);
  static constexpr auto value = [](const auto& x) { return math::sqrt(x); };
  static constexpr auto partial = partials{[](auto, auto self) { return 0.5 / self; }};
  static constexpr auto domain = std::array{positive};
  static constexpr auto singular =
      std::array{singular_point<1>{{0}, 0, {infinity}}, singular_point<1>{{-1}, nan, {nan}}};
  static constexpr auto reduce = [](const auto& x) -> handle { return x.is(0) || x.is(1) ? x : handle::none(); };
  template <class H>
  static constexpr H stabilize(const H& x);  // rules/stable/root.hpp
};

struct cbrt_ : built_in {
  static constexpr auto name = "cbrt";
  static constexpr int effort = 32;
  static constexpr auto latex = "\\sqrt[3]{#1}";
  static constexpr auto symmetry = dag::parity::odd;
  static constexpr auto value = [](const auto& x) { return math::cbrt(x); };
  static constexpr auto partial = partials{[](auto x) { return cbrt_slope(x); }};
  static constexpr auto domain = std::array{all_reals};
  static constexpr auto singular = std::array{singular_point<1>{{0}, 0, {infinity}}};
  static constexpr auto reduce = [](const auto& x) -> handle { return x.is(0) || x.is(1) ? x : handle::none(); };
};

// 1/(3*cbrt(x)^2). A rule of its own, because the derivative of the quotient is 0 times infinity at both ends.
struct cbrt_slope_ : built_in {
  static constexpr auto name = "cbrt_slope";
  static constexpr bool has_pole = true;
  static constexpr auto values = dag::range::positive;
  static constexpr auto latex = "\\frac{1}{3\\sqrt[3]{#1}^{2}}";
  static constexpr auto c = "(1.0/(3.0*cbrt(#1)*cbrt(#1)))";
  static constexpr auto symmetry = dag::parity::even;
  static constexpr auto value = [](const auto& x) {
    using T = std::remove_cvref_t<decltype(x)>;
    const T root = math::cbrt(x);
    return T(math::divide(T(1), T(T(3) * T(root * root))));
  };
  static constexpr auto partial = partials{[](auto x, auto self) { return -2 * (self / (3 * x)); }};
  static constexpr auto domain = std::array{interval{0x1p-600, infinity}};
  static constexpr auto singular = std::array{singular_point<1>{{0}, infinity, {-infinity}}};
  static constexpr auto textbook = [](const auto& x) -> handle { return 1 / (3 * square(cbrt(x))); };
  static constexpr auto expand = [](const auto& x) -> handle { return 1 / (3 * square(cbrt(x))); };
};

// 1/sqrt(x)
struct rsqrt_ : built_in {
  static constexpr auto name = "rsqrt";
  static constexpr int effort = 12;
  static constexpr auto latex = "\\frac{1}{\\sqrt{#1}}";
  static constexpr auto c = "(1.0/sqrt(#1))";
  static constexpr auto exponent = dag::number::ratio(-1, 2);
  static constexpr auto value = [](const auto& x) { return math::rsqrt(x); };
  static constexpr auto partial = partials{[](auto x, auto self) { return -0.5 * (self / x); }};
  static constexpr auto domain = std::array{interval{0x1p-600, 0x1p+600}};
  static constexpr auto singular = std::array{singular_point<1>{{0}, infinity, {-infinity}}};
};

// a*b, which formulas leave as it is: x*s*s is not written as x*s^2, whose square may vanish.
struct in_order_ : built_in {
  static constexpr auto name = "in_order";
  static constexpr auto latex = "\\left(#1\\right)\\left(#2\\right)";
  static constexpr auto c = "((#1)*(#2))";
  static constexpr auto price = dag::cost::multiply;
  static constexpr bool accurate = true;
  static constexpr auto value = [](const auto& a, const auto& b) { return a * b; };
  static constexpr auto partial = partials{[](auto, auto b) { return b; }, [](auto a, auto) { return a; }};
  static constexpr auto textbook = [](const auto& a, const auto& b) -> handle { return a * b; };
  static constexpr auto expand = [](const auto& a, const auto& b) -> handle { return a * b; };
};

// 1 - x^2 as (1 - x)*(1 + x), which keeps its digits near 1. A rule of its own, because its derivative is -2*x, and
// what the product rule makes, (1 - x) - (1 + x), has none near 0.
struct one_minus_square_ : built_in {
  static constexpr auto name = "one_minus_square";
  static constexpr auto latex = "\\left(1-{#1}^{2}\\right)";
  static constexpr auto c = "((1.0 - (#1))*(1.0 + (#1)))";
  static constexpr auto price = dag::cost::multiply;
  static constexpr auto value = [](const auto& x) {
    using T = std::remove_cvref_t<decltype(x)>;
    return T(T(T(1) - x) * T(T(1) + x));
  };
  static constexpr auto partial = partials{[](auto x) { return -2 * x; }};
  static constexpr auto domain = std::array{interval{-0x1p+100, 0x1p+100}};
  static constexpr auto textbook = [](const auto& x) -> handle { return (1 - x) * (1 + x); };
  static constexpr auto expand = [](const auto& x) -> handle { return (1 - x) * (1 + x); };
};

// x*y + z, rounded once.
struct fma_ : built_in {
  static constexpr auto name = "fma";
  static constexpr auto latex = "#1\\,#2+#3";
  static constexpr auto value = [](const auto& x, const auto& y, const auto& z) { return math::fma(x, y, z); };
  static constexpr auto partial = partials{[](auto, auto y, auto) { return y; }, [](auto x, auto, auto) { return x; },
                                           [](auto, auto, auto) { return 1; }};
  static constexpr auto domain = std::array{interval{-1e6, 1e6}, interval{-1e6, 1e6}, interval{-1e6, 1e6}};
};

struct hypot_;  // hypot.hpp
struct hypot3_;
struct hypot_slope_;
struct hypot3_slope_;
struct over_cube_;
struct power_group : rule_group<pow_, square_, in_order_, one_minus_square_, sqrt_, cbrt_, cbrt_slope_, rsqrt_, hypot_,
                                hypot3_, hypot_slope_, hypot3_slope_, over_cube_, fma_> {
  static constexpr auto title = "powers";
  static constexpr auto unnamed = "in_order one_minus_square cbrt_slope hypot3 hypot_slope hypot3_slope over_cube";
  static constexpr auto composites = "ldexp inverse abs2 norm azmul";
};

}  // namespace rules

// x^y with the special values of C99, Annex F.9.4.4. A constant exponent takes no logarithm, so that x may be zero or
// negative; the derivative in y is NaN for x < 0. At x = 0 derivatives are the limits from x > 0.
template <class X, class Y>
  requires some_operand<X, Y>
constexpr applied<rules::pow_, X, Y> pow(const X& x, const Y& y) { return apply<rules::pow_>(x, y); }
// x*x
template <operand X>
constexpr applied<rules::square_, X> square(const X& x) {
  return apply<rules::square_>(x);
}
// The square root, for x >= 0; NaN below. At 0 the derivative is infinite.
template <operand X>
constexpr applied<rules::sqrt_, X> sqrt(const X& x) {
  return apply<rules::sqrt_>(x);
}
// The real cube root, also of negative numbers. At 0 the derivative is infinite.
template <operand X>
constexpr applied<rules::cbrt_, X> cbrt(const X& x) {
  return apply<rules::cbrt_>(x);
}
// 1/(3*cbrt(x)^2), the derivative of cbrt; infinite at 0.
template <operand X>
constexpr applied<rules::cbrt_slope_, X> cbrt_slope(const X& x) {
  return apply<rules::cbrt_slope_>(x);
}
// 1/sqrt(x), for x > 0; at 0 it is infinite.
template <operand X>
constexpr applied<rules::rsqrt_, X> rsqrt(const X& x) {
  return apply<rules::rsqrt_>(x);
}
// a*b, with which no other factors are merged.
template <class A, class B>
  requires some_operand<A, B>
constexpr applied<rules::in_order_, A, B> in_order(const A& a, const B& b) { return apply<rules::in_order_>(a, b); }
// 1 - x^2 as (1 - x)*(1 + x), which keeps its digits near 1 and -1.
template <operand X>
constexpr applied<rules::one_minus_square_, X> one_minus_square(const X& x) {
  return apply<rules::one_minus_square_>(x);
}
// x*y + z, rounded once.
template <class X, class Y, class Z>
  requires some_operand<X, Y, Z>
constexpr applied<rules::fma_, X, Y, Z> fma(const X& x, const Y& y, const Z& z) { return apply<rules::fma_>(x, y, z); }

namespace rules {

// a/x where x is a factor of a, or handle::none().
template <class H>  // handle; a template, because log is not known yet
constexpr H without_factor(const H& a, const H& x, int depth = 8) {
  if (a.is_number()) return H::none();
  if (a.same(x)) return 1;
  if (is<square_>(a)) return a.operand(0).same(x) ? x : H::none();
  if (a.part() == dag::role::power && a.operand(1).is_number() && a.operand(0).same(x) &&
      !(a.operand(1).number() < dag::number(1)))
    return pow(x, H(a.operand(1).number() - dag::number(1)));
  if (depth == 0) return H::none();
  const bool product = a.part() == dag::role::product;
  if (!product && a.part() != dag::role::quotient) return H::none();
  const H left = without_factor(a.operand(0), x, depth - 1);
  if (left.exists()) return product ? left * a.operand(1) : left / a.operand(1);
  const H right = product ? without_factor(a.operand(1), x, depth - 1) : left;
  return right.exists() ? a.operand(0) * right : right;
}

// a*pole, where the pole has the factor 1/sqrt(x), 1/cbrt(x)^2 or x^-p and a the factor x or sqrt(x): x*(c/sqrt(x)) is
// c*sqrt(x), which is right at 0, too. handle::none() for all others.
template <class H>  // handle; a template, because log is not known yet
constexpr H without_root_pole(const H& a, const H& pole, int depth) {
  constexpr unsigned poles = dag::bit(dag::role::product) | dag::bit(dag::role::quotient) | dag::bit(dag::role::power) |
                             dag::bit(dag::role::function);
  if ((poles & dag::bit(pole.part())) == 0 || a.is_number()) return H::none();
  if (pole.part() == dag::role::function) {
    if (!is<cbrt_slope_>(pole)) return H::none();
    const H rest = without_factor(a, pole.operand(0));
    return rest.exists() ? rest * (cbrt(pole.operand(0)) / 3) : rest;
  }
  const H left = pole.operand(0), right = pole.operand(1);
  if (pole.part() == dag::role::product) {
    if (depth == 0) return H::none();
    const H second = without_root_pole(a, right, depth - 1);
    if (second.exists()) return left * second;
    const H first = without_root_pole(a, left, depth - 1);
    return first.exists() ? first * right : first;
  }
  if (pole.part() == dag::role::power) {
    if (!right.is_number() || !right.number().negative()) return H::none();
    const H rest = without_factor(a, left);
    return rest.exists() ? rest * pow(left, H(right.number() + dag::number(1))) : rest;
  }
  if (!is<sqrt_>(right)) return H::none();
  const H shorter = without_factor(a, right.operand(0));
  if (shorter.exists()) return shorter * (left * right);
  const H rest = without_factor(a, right);
  return rest.exists() ? rest * left : rest;
}
template <class H>
constexpr H without_root_pole(const H& a, const H& pole) {
  return without_root_pole(a, pole, 3);
}

}  // namespace rules
}  // namespace tapeless
