// SPDX-License-Identifier: BSL-1.0
// Exponentials and logarithms, and the sums and differences of them that are accurate where the plain formula is not.
#pragma once

#include <tapeless/rules/hypot.hpp>

namespace tapeless::inline v0_2 {
namespace rules {

// S7: the derivative of exp(s) is its own value.
struct exp_ : built_in {
  static constexpr auto name = "exp";
  static constexpr auto values = dag::range::positive;
  static constexpr auto latex = "e^{#1}";
  static constexpr auto growth = dag::number(1);
  static constexpr int growth_power = 1;
  static constexpr auto value = [](const auto& x) { return math::exp(x); };
  static constexpr auto partial = partials{[](auto, auto self) { return self; }};
  static constexpr auto domain = std::array{interval{-708, 709}};
  static constexpr auto reduce = [](const auto& x) -> handle { return x.is(0) ? handle(1) : handle::none(); };
  template <class H>
  static constexpr H loop_form(const H& exponent);  // rules/loop/exponential.hpp
};

struct exp2_ : built_in {
  static constexpr auto name = "exp2";
  static constexpr int effort = 11;
  static constexpr auto values = dag::range::positive;
  static constexpr auto latex = "2^{#1}";
  static constexpr auto value = [](const auto& x) { return math::exp2(x); };
  static constexpr auto partial = partials{[](auto, auto self) { return self * constants::ln2; }};
  static constexpr auto domain = std::array{interval{-1022, 1023}};
  static constexpr auto reduce = [](const auto& x) -> handle { return x.is(0) ? handle(1) : handle::none(); };
};

// exp(x) - 1. The derivative calls exp, because value + 1 loses all digits for large negative x.
struct expm1_ : built_in {
  static constexpr auto name = "expm1";
  static constexpr int effort = 20;
  static constexpr auto latex = "\\left(e^{#1}-1\\right)";
  static constexpr auto value = [](const auto& x) { return math::expm1(x); };
  static constexpr auto partial = partials{[](auto x) { return exp(x); }};
  static constexpr auto domain = std::array{interval{-708, 709}};
  static constexpr auto reduce = [](const auto& x) -> handle { return x.is(0) ? handle(0) : handle::none(); };
};

struct log_ : built_in {
  static constexpr auto name = "log";
  static constexpr int effort = 13;
  static constexpr bool logarithm = true;
  static constexpr auto latex = "\\ln\\left(#1\\right)";
  static constexpr auto value = [](const auto& x) { return math::log(x); };
  static constexpr auto partial = partials{[](auto x) { return 1 / x; }};
  static constexpr auto domain = std::array{interval{0x1p-1000, infinity}};
  static constexpr auto singular = std::array{singular_point<1>{{0}, -infinity, {infinity}}};
  static constexpr auto reduce = [](const auto& x) -> handle { return x.is(1) ? handle(0) : handle::none(); };
  template <class H>
  static constexpr H stabilize(const H& x);  // rules/stable/logarithm.hpp
};

struct log2_ : built_in {
  static constexpr auto name = "log2";
  static constexpr int effort = 12;
  static constexpr auto latex = "\\log_{2}\\left(#1\\right)";
  static constexpr auto value = [](const auto& x) { return math::log2(x); };
  static constexpr auto partial = partials{[](auto x) { return 1 / (x * constants::ln2); }};
  static constexpr auto domain = std::array{interval{0x1p-1000, 0x1p+1022}};
  static constexpr auto singular = std::array{singular_point<1>{{0}, -infinity, {infinity}}};
  static constexpr auto reduce = [](const auto& x) -> handle { return x.is(1) ? handle(0) : handle::none(); };
  template <class H>
  static constexpr H stabilize(const H& x);  // rules/stable/logarithm.hpp
};

// S4: the derivative of log10(P) is 1/(P*ln 10).
struct log10_ : built_in {
  static constexpr auto name = "log10";
  static constexpr int effort = 19;
  static constexpr auto latex = "\\log_{10}\\left(#1\\right)";
  static constexpr auto value = [](const auto& x) { return math::log10(x); };
  static constexpr auto partial = partials{[](auto x) { return 1 / (x * constants::ln10); }};
  static constexpr auto domain = std::array{interval{0x1p-1000, 0x1p+1021}};
  static constexpr auto singular = std::array{singular_point<1>{{0}, -infinity, {infinity}}};
  static constexpr auto reduce = [](const auto& x) -> handle { return x.is(1) ? handle(0) : handle::none(); };
  template <class H>
  static constexpr H stabilize(const H& x);  // rules/stable/logarithm.hpp
  template <class H>
  static constexpr H fast(const H& x);  // rules/fast/logarithm.hpp
};

// log(1 + x)
struct log1p_ : built_in {
  static constexpr auto name = "log1p";
  static constexpr auto latex = "\\ln\\left(1+#1\\right)";
  static constexpr auto value = [](const auto& x) { return math::log1p(x); };
  static constexpr auto partial = partials{[](auto x) { return 1 / (1 + x); }};
  static constexpr auto domain = std::array{interval{-1 + 0x1p-30, 0x1p+1000}};
  static constexpr auto singular = std::array{singular_point<1>{{-1}, -infinity, {infinity}}};
  static constexpr auto reduce = [](const auto& x) -> handle { return x.is(0) ? handle(0) : handle::none(); };
  template <class H>
  static constexpr H stabilize(const H& x);  // rules/stable/logarithm.hpp
};

// log(1 - exp(x)) for x < 0. Source: Maechler, "Accurately Computing log(1 - exp(-|a|))" (2012).
struct log1m_exp_ : built_in {
  static constexpr auto name = "log1m_exp";
  static constexpr auto latex = "\\ln\\left(1-e^{#1}\\right)";
  static constexpr auto c = "((#1) > -0.6931471805599453 ? log(-expm1(#1)) : log1p(-exp(#1)))";
  static constexpr auto value = [](const auto& x) {
    using T = std::remove_cvref_t<decltype(x)>;
    return math::select(x > T(-0.6931471805599453), T(math::log(T(-math::expm1(x)))), T(math::log1p(T(-math::exp(x)))));
  };
  static constexpr auto partial = partials{[](auto x) { return exp(x) / expm1(x); }};
  static constexpr auto domain = std::array{interval{-700, -0x1p-1000}};
  static constexpr auto singular = std::array{singular_point<1>{{-0.0}, -infinity, {-infinity}}};
};

// x*log(y), and 0 where x is 0.
struct xlogy_ : built_in {
  static constexpr auto name = "xlogy";
  static constexpr auto latex = "#1\\,\\ln\\left(#2\\right)";
  static constexpr auto c = "((#1) == 0.0 ? 0.0 : (#1)*log(#2))";
  static constexpr auto value = [](const auto& x, const auto& y) {
    using T = std::remove_cvref_t<decltype(x)>;
    return math::select(x == T(0), T(0), T(x * math::log(y)));
  };
  static constexpr auto partial =
      partials{[](auto, auto y) { return log(y); },
               [](auto x, auto y) { return guard(equals(x, 0) && equals(y, 0), 0, x / y); }};
  static constexpr auto domain = std::array{interval{-1e6, 1e6}, interval{0x1p-500, 0x1p+500}};
  static constexpr auto singular = std::array{singular_point<2>{{0, 0}, 0, {-infinity, 0}}};
};

// log(p/(1 - p)), near 1/2 as log(1 + (2*p - 1)/(1 - p)), which keeps its digits beside the zero.
struct logit_ : built_in {
  static constexpr auto name = "logit";
  static constexpr auto latex = "\\ln\\left(\\frac{#1}{1-#1}\\right)";
  static constexpr auto c =
      "((#1) < 0.25 || (#1) > 0.75 ? log((#1)/(1.0 - (#1))) : log1p((2.0*(#1) - 1.0)/(1.0 - (#1))))";
  static constexpr bool accurate = true;
  static constexpr auto value = [](const auto& p) {
    using T = std::remove_cvref_t<decltype(p)>;
    const T rest = T(T(1) - p), ratio = math::divide(p, rest);
    if constexpr (requires { p < p; }) {
      const auto far = p < T(0.25F) || p > T(0.75F);
      const T excess = math::divide(T(T(2) * p - T(1)), math::select(far, T(1), rest));
      return math::select(far, T(math::log(ratio)), T(math::log1p(math::select(far, T(0), excess))));
    } else {
      return T(math::log(ratio));
    }
  };
  static constexpr auto partial = partials{[](auto p) { return 1 / (p * (1 - p)); }};
  static constexpr auto domain = std::array{interval{0x1p-500, 1 - 0x1p-50}};
  static constexpr auto singular =
      std::array{singular_point<1>{{0}, -infinity, {infinity}}, singular_point<1>{{1}, infinity, {infinity}},
                 singular_point<1>{{2}, nan, {-0.5}}};
  static constexpr auto textbook = [](const auto& p) -> handle { return log(p / (1 - p)); };
  template <class H>
  static constexpr H stabilize(const H& p);  // rules/stable/logarithm.hpp
};

struct log_sum_exp_;  // log_sum_exp.hpp
struct exp_over_sum_;
struct exp_below_;
struct exponential_group : rule_group<exp_, exp2_, expm1_, log_, log2_, log10_, log1p_, log1m_exp_, log_sum_exp_,
                                      exp_over_sum_, exp_below_, xlogy_, logit_> {
  static constexpr auto title = "exponentials";
  static constexpr auto unnamed = "exp_over_sum exp_below";
  static constexpr auto composites = "";
};

}  // namespace rules

// e^x. In double precision it is finite up to x = 709.
template <operand X>
constexpr applied<rules::exp_, X> exp(const X& x) {
  return apply<rules::exp_>(x);
}
// 2^x. In double precision it is finite up to x = 1023.
template <operand X>
constexpr applied<rules::exp2_, X> exp2(const X& x) {
  return apply<rules::exp2_>(x);
}
// exp(x) - 1, accurate near 0.
template <operand X>
constexpr applied<rules::expm1_, X> expm1(const X& x) {
  return apply<rules::expm1_>(x);
}
// The natural logarithm, for x > 0. At 0 it is -infinity and its derivative infinity.
template <operand X>
constexpr applied<rules::log_, X> log(const X& x) {
  return apply<rules::log_>(x);
}
// The logarithm to base 2, for x > 0. At 0 it is -infinity and its derivative infinity.
template <operand X>
constexpr applied<rules::log2_, X> log2(const X& x) {
  return apply<rules::log2_>(x);
}
// The logarithm to base 10, for x > 0. At 0 it is -infinity and its derivative infinity.
template <operand X>
constexpr applied<rules::log10_, X> log10(const X& x) {
  return apply<rules::log10_>(x);
}
// log(1 + x), accurate near 0, for x > -1. At -1 it is -infinity and its derivative infinity.
template <operand X>
constexpr applied<rules::log1p_, X> log1p(const X& x) {
  return apply<rules::log1p_>(x);
}
// log(1 - exp(x)), for x < 0, accurate near 0 and far from it. At 0 it is -infinity. Source: Maechler, "Accurately
// Computing log(1 - exp(-|a|))" (2012).
template <operand X>
constexpr applied<rules::log1m_exp_, X> log1m_exp(const X& x) {
  return apply<rules::log1m_exp_>(x);
}
// x*log(y), for y > 0, and 0 where x is 0 even if y is 0.
template <class X, class Y>
  requires some_operand<X, Y>
constexpr applied<rules::xlogy_, X, Y> xlogy(const X& x, const Y& y) { return apply<rules::xlogy_>(x, y); }

// log(p/(1 - p)), for 0 < p < 1: the inverse of logistic. It keeps its digits near 1/2, where it is 0.
template <operand P>
constexpr applied<rules::logit_, P> logit(const P& p) {
  return apply<rules::logit_>(p);
}

}  // namespace tapeless
