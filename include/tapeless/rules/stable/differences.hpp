// SPDX-License-Identifier: BSL-1.0
// What powers and logarithms change by between two places, f(u) - f(v), without cancellation. The third operand is
// d = u - v, which the formula knows exactly: 1 of sqrt(x + 1) - sqrt(x). With u = v + d the derivative in v is the
// change of f' and that in d is f'(u), so that they do not cancel either; u has none of its own. Where nothing cancels,
// or where a step overflows, the values are those of f(u) - f(v), so that nothing is worse than it was.
#pragma once

#include <tapeless/rules/axes.hpp>

namespace tapeless::inline v0_2::rules {

template <class T>
constexpr auto is_finite(const T& x) {
  return T(x - x) == T(0);
}
// `better` where it is a number, otherwise `plain`.
template <class T>
constexpr T number_or(const T& better, const T& plain) {
  return math::select(is_finite(better), better, plain);
}

// What a + b loses when it is rounded to s. Source: Knuth, "The Art of Computer Programming", volume 2, 4.2.2. Not a
// number where s is none.
template <class T>
constexpr T error_of_sum(const T& a, const T& b, const T& s) {
  const T z = T(s - a);
  return T(T(a - T(s - z)) + T(b - z));
}

struct change : built_in {
  static constexpr int arity = 3;
  static constexpr auto none = [](auto, auto, auto) { return 0; };
};
struct inverse_root_change_;
struct inverse_change_;
struct log_change_;
struct cube_root_slope_change_;

// log(u/v)
template <class T>
constexpr T log_of_ratio(const T& u, const T& v, const T& d) {
  const T step = math::divide(d, v), ratio = math::divide(u, v);
  const auto near = T(math::abs(step)) < T(0.5);
  const T whole = math::log(ratio);  // infinite at 0, or where the ratio leaves the range
  const T far = number_or(whole, number_or(T(math::log(u) - math::log(v)), whole));
  return T(math::select(near, T(math::log1p(T(math::select(near, step, T(0))))), far));
}

// u^p - v^p as v^p*expm1(p*log(u/v)); four operands: u, v, d, p. Source: Higham, "Accuracy and Stability of Numerical
// Algorithms" (2002), 1.14.
struct power_change_ : built_in {
  static constexpr auto name = "power_change";
  static constexpr int arity = variadic;
  static constexpr auto latex = "\\left({#1}^{#4} - {#2}^{#4}\\right)";
  static constexpr auto c = "tapeless_power_change(#1, #2, #3, #4)";
  static constexpr auto c_helper =
      "static double tapeless_power_change(double u, double v, double d, double p) {\n"
      "  const double step = d/v, whole = log(u/v), apart = log(u) - log(v);\n"
      "  const double far = whole - whole == 0.0 || apart - apart != 0.0 ? whole : apart;\n"
      "  const double exponent = p*(fabs(step) < 0.5 ? log1p(step) : far), first = pow(v, p);\n"
      "  const int cancels = fabs(exponent) < 1.0;\n"
      "  const double better = first*expm1(cancels ? exponent : 0.0);\n"
      "  return cancels && better - better == 0.0 ? better : pow(u, p) - first;\n"
      "}\n";
  static constexpr auto value = [](auto all) {
    using T = std::remove_cvref_t<decltype(all[0])>;
    const T exponent = T(all[3] * log_of_ratio(T(all[0]), T(all[1]), T(all[2])));
    const T first = math::pow(T(all[1]), T(all[3]));
    const T plain = T(math::pow(T(all[0]), T(all[3])) - first);
    const auto cancels = T(math::abs(exponent)) < T(1);
    const T better = T(first * math::expm1(T(math::select(cancels, exponent, T(0)))));
    return T(math::select(cancels, number_or(better, plain), plain));
  };
  static constexpr auto partial = [](int k, auto all, const handle& self) -> handle {
    const auto u = all[0], v = all[1], d = all[2], p = all[3];
    if (k == 0) return 0;
    if (k == 1) return p * apply<power_change_>(u, v, d, p - 1);
    if (k == 2) return p * pow(u, p - 1);
    // u^p*log(u) - v^p*log(v), split at the smaller logarithm, with which nothing cancels.
    const auto at_u = log(u), at_v = log(v), step = apply<log_change_>(u, v, d);
    const auto slope = select(abs(at_u) < abs(at_v), self * at_u + pow(v, p) * step, self * at_v + pow(u, p) * step);
    return guard(equals(v, 0), pow(u, p) * at_u, slope);
  };
};

// u*log(u) - v*log(v). The logarithm of u, the rounded sum of v and d, is that of the sum.
struct entropy_change_ : change {
  static constexpr auto name = "entropy_change";
  static constexpr auto latex = "\\left(#1\\,\\ln\\left(#1\\right) - #2\\,\\ln\\left(#2\\right)\\right)";
  static constexpr auto c = "tapeless_entropy_change(#1, #2, #3)";
  static constexpr auto c_helper =
      "static double tapeless_entropy_change(double u, double v, double d) {\n"
      "  const double step = d/v, whole = log(u/v), apart = log(u) - log(v);\n"
      "  const double far = whole - whole == 0.0 || apart - apart != 0.0 ? whole : apart;\n"
      "  const double z = u - v, end = log(u) + ((v - (u - z)) + (d - z))/u;\n"
      "  const double ratio = v*(fabs(step) < 0.5 ? log1p(step) : far);\n"
      "  const double better = (fabs(step) < 0x1p-60 ? d : ratio) + d*end;\n"
      "  return better - better == 0.0 ? better : u*log(u) - v*log(v);\n"
      "}\n";
  static constexpr auto value = [](const auto& u, const auto& v, const auto& d) {
    using T = std::remove_cvref_t<decltype(u)>;
    const T end = T(math::log(u) + math::divide(error_of_sum(T(v), T(d), T(u)), T(u)));
    const T ratio = T(v * log_of_ratio(T(u), T(v), T(d)));
    const auto tiny = T(math::abs(math::divide(T(d), T(v)))) < T(0x1p-60F);  // where d/v may vanish
    const T better = T(math::select(tiny, T(d), ratio) + d * end);
    return T(number_or(better, T(u * math::log(u) - v * math::log(v))));
  };
  static constexpr auto partial = partials{none, [](auto u, auto v, auto d) { return apply<log_change_>(u, v, d); },
                                           [](auto u, auto, auto) { return log(u) + 1; }};
};

// sqrt(u) - sqrt(v)
struct root_change_ : change {
  static constexpr auto name = "root_change";
  static constexpr auto latex = "\\left(\\sqrt{#1} - \\sqrt{#2}\\right)";
  static constexpr auto c = "tapeless_root_change(#1, #2, #3)";
  static constexpr auto c_helper =
      "static double tapeless_root_change(double u, double v, double d) {\n"
      "  const double a = sqrt(u), b = sqrt(v), better = d/(a + b);\n"
      "  return better - better == 0.0 ? better : a - b;\n"
      "}\n";
  static constexpr auto value = [](const auto& u, const auto& v, const auto& d) {
    using T = std::remove_cvref_t<decltype(u)>;
    const T a = math::sqrt(u), b = math::sqrt(v);
    return T(number_or(math::divide(T(d), T(a + b)), T(a - b)));
  };
  static constexpr auto partial =
      partials{none, [](auto u, auto v, auto d) { return 0.5 * apply<inverse_root_change_>(u, v, d); },
               [](auto u, auto, auto) { return 0.5 / sqrt(u); }};
};

// 1/sqrt(u) - 1/sqrt(v)
struct inverse_root_change_ : change {
  static constexpr auto name = "inverse_root_change";
  static constexpr auto latex = "\\left(\\frac{1}{\\sqrt{#1}} - \\frac{1}{\\sqrt{#2}}\\right)";
  static constexpr auto c = "tapeless_inverse_root_change(#1, #2, #3)";
  static constexpr auto c_helper =
      "static double tapeless_inverse_root_change(double u, double v, double d) {\n"
      "  const double a = sqrt(u), b = sqrt(v), better = -d/(a + b)/a/b;\n"
      "  return better - better == 0.0 ? better : 1.0/a - 1.0/b;\n"
      "}\n";
  static constexpr auto value = [](const auto& u, const auto& v, const auto& d) {
    using T = std::remove_cvref_t<decltype(u)>;
    const T a = math::sqrt(u), b = math::sqrt(v);
    const T better = math::divide(T(math::divide(T(math::divide(T(-d), T(a + b))), a)), b);
    return T(number_or(better, T(math::divide(T(1), a) - math::divide(T(1), b))));
  };
  static constexpr auto partial =
      partials{none, [](auto u, auto v, auto d) { return -0.5 * apply<power_change_>(u, v, d, handle(-1.5)); },
               [](auto u, auto, auto) { return -0.5 / u / sqrt(u); }};
};

// 1/u - 1/v
struct inverse_change_ : change {
  static constexpr auto name = "inverse_change";
  static constexpr auto latex = "\\left(\\frac{1}{#1} - \\frac{1}{#2}\\right)";
  static constexpr auto c = "tapeless_inverse_change(#1, #2, #3)";
  static constexpr auto c_helper =
      "static double tapeless_inverse_change(double u, double v, double d) {\n"
      "  const double better = -d/u/v;\n"
      "  return better - better == 0.0 ? better : 1.0/u - 1.0/v;\n"
      "}\n";
  static constexpr auto value = [](const auto& u, const auto& v, const auto& d) {
    using T = std::remove_cvref_t<decltype(u)>;
    const T better = math::divide(T(math::divide(T(-d), u)), v);
    return T(number_or(better, T(math::divide(T(1), u) - math::divide(T(1), v))));
  };
  static constexpr auto partial =
      partials{none, [](auto u, auto v, auto d) { return -apply<power_change_>(u, v, d, handle(-2)); },
               [](auto u, auto, auto) { return -(1 / u * (1 / u)); }};
};

// log(u) - log(v), which is log(u/v)
struct log_change_ : change {
  static constexpr auto name = "log_change";
  static constexpr auto latex = "\\ln\\left(\\frac{#1}{#2}\\right)";
  static constexpr auto c = "tapeless_log_change(#1, #2, #3)";
  static constexpr auto c_helper =
      "static double tapeless_log_change(double u, double v, double d) {\n"
      "  const double step = d/v, whole = log(u/v), apart = log(u) - log(v);\n"
      "  const double far = whole - whole == 0.0 || apart - apart != 0.0 ? whole : apart;\n"
      "  return fabs(step) < 0.5 ? log1p(step) : far;\n"
      "}\n";
  static constexpr auto value = [](const auto& u, const auto& v, const auto& d) {
    using T = std::remove_cvref_t<decltype(u)>;
    return log_of_ratio(T(u), T(v), T(d));
  };
  static constexpr auto partial = partials{none, [](auto u, auto v, auto d) { return apply<inverse_change_>(u, v, d); },
                                           [](auto u, auto, auto) { return 1 / u; }};
};

// cbrt(u) - cbrt(v)
struct cube_root_change_ : change {
  static constexpr auto name = "cube_root_change";
  static constexpr auto latex = "\\left(\\sqrt[3]{#1} - \\sqrt[3]{#2}\\right)";
  static constexpr auto c = "tapeless_cube_root_change(#1, #2, #3)";
  static constexpr auto c_helper =
      "static double tapeless_cube_root_change(double u, double v, double d) {\n"
      "  const double a = cbrt(u), b = cbrt(v), better = d/(a*a + a*b + b*b);\n"
      "  return better - better == 0.0 ? better : a - b;\n"
      "}\n";
  static constexpr auto value = [](const auto& u, const auto& v, const auto& d) {
    using T = std::remove_cvref_t<decltype(u)>;
    const T a = math::cbrt(u), b = math::cbrt(v);
    return T(number_or(math::divide(T(d), T(a * a + a * b + b * b)), T(a - b)));
  };
  static constexpr auto partial =
      partials{none, [](auto u, auto v, auto d) { return apply<cube_root_slope_change_>(u, v, d) / 3; },
               [](auto u, auto, auto) { return 1 / (3 * square(cbrt(u))); }};
};
// 1/cbrt(u)^2 - 1/cbrt(v)^2
struct cube_root_slope_change_ : change {
  static constexpr auto name = "cube_root_slope_change";
  static constexpr auto latex = "\\left(\\frac{1}{{\\sqrt[3]{#1}}^{2}} - \\frac{1}{{\\sqrt[3]{#2}}^{2}}\\right)";
  static constexpr auto c = "tapeless_cube_root_slope_change(#1, #2, #3)";
  static constexpr auto c_helper =
      "static double tapeless_cube_root_slope_change(double u, double v, double d) {\n"
      "  const double a = cbrt(u), b = cbrt(v), fall = -d/(a*a + a*b + b*b);\n"
      "  const double better = fall/a*((a + b)/b)/(a*b);\n"
      "  return fabs(d) < fabs(v) && better - better == 0.0 ? better : 1.0/(a*a) - 1.0/(b*b);\n"
      "}\n";
  static constexpr auto value = [](const auto& u, const auto& v, const auto& d) {
    using T = std::remove_cvref_t<decltype(u)>;
    const T a = math::cbrt(u), b = math::cbrt(v);
    const T fall = T(math::divide(T(-d), T(a * a + a * b + b * b)));
    const T better = math::divide(T(math::divide(fall, a) * math::divide(T(a + b), b)), T(a * b));
    const T plain = T(math::divide(T(1), T(a * a)) - math::divide(T(1), T(b * b)));
    return T(math::select(T(math::abs(d)) < T(math::abs(v)), number_or(better, plain), plain));
  };
  static constexpr auto partial =
      partials{none,
               [](auto u, auto v, auto d, auto self) {
                 const auto a = 1 / cbrt(u), b = 1 / cbrt(v), a2 = square(a), b2 = square(b);
                 // a^5 - b^5 of a^2 - b^2 where that cancels; there a + b does not vanish.
                 const auto near = self / (a + b) * (square(a2) + a2 * a * b + a2 * b2 + b2 * a * b + square(b2));
                 return -2 * select(2 * abs(d) < abs(v), near, a2 * a2 * a - b2 * b2 * b) / 3;
               },
               [](auto u, auto, auto) { return -2 / (3 * square(cbrt(u))) / u; }};
};

}  // namespace tapeless::rules
