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
  static constexpr auto value = [](const auto& x) { return math::exp(x); };
  static constexpr auto partial = partials{[](auto, auto self) { return self; }};
  static constexpr auto domain = std::array{interval{-708, 709}};
  static constexpr auto reduce = [](const auto& x) -> handle { return x.is(0) ? handle(1) : handle::none(); };
  template <class H>
  static constexpr H loop_form(const H& x);  // rules/loop/exponential.hpp
};

struct exp2_ : built_in {
  static constexpr auto name = "exp2";
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
  static constexpr auto latex = "\\left(e^{#1}-1\\right)";
  static constexpr auto value = [](const auto& x) { return math::expm1(x); };
  static constexpr auto partial = partials{[](auto x) { return exp(x); }};
  static constexpr auto domain = std::array{interval{-708, 709}};
  static constexpr auto reduce = [](const auto& x) -> handle { return x.is(0) ? handle(0) : handle::none(); };
};

struct log_ : built_in {
  static constexpr auto name = "log";
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
  static constexpr auto latex = "\\log_{10}\\left(#1\\right)";
  static constexpr auto value = [](const auto& x) { return math::log10(x); };
  static constexpr auto partial = partials{[](auto x) { return 1 / (x * constants::ln10); }};
  static constexpr auto domain = std::array{interval{0x1p-1000, 0x1p+1021}};
  static constexpr auto singular = std::array{singular_point<1>{{0}, -infinity, {infinity}}};
  static constexpr auto reduce = [](const auto& x) -> handle { return x.is(1) ? handle(0) : handle::none(); };
  template <class H>
  static constexpr H stabilize(const H& x);  // rules/stable/logarithm.hpp
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

// log(exp(a) + exp(b) + ...) as the largest plus log1p of the rest, so that nothing overflows and nothing small is
// lost. The derivatives are the softmax; of two operands they are logistic functions, which share the one exponential.
struct log_sum_exp_ : built_in {
  static constexpr auto name = "log_sum_exp";
  static constexpr int arity = variadic;
  static constexpr auto latex = "\\operatorname{logsumexp}\\left(#*\\right)";
  static constexpr auto c = "tapeless_log_sum_exp(#n, (const double[]){#*})";
  static constexpr auto c_helper =
      "static double tapeless_log_sum_exp(int count, const double *x) {\n"
      "  double largest = x[0], rest = 0.0;\n"
      "  int taken;\n"
      "  for (int k = 1; k < count; ++k) largest = largest < x[k] ? x[k] : largest;\n"
      "  taken = largest != largest;\n"
      "  for (int k = 0; k < count; ++k) {\n"
      "    const int equal = x[k] == largest;\n"
      "    if (!equal || taken) rest += exp(equal ? 0.0 : x[k] - largest);\n"
      "    taken = taken || equal;\n"
      "  }\n"
      "  return largest + log1p(rest);\n"
      "}\n";
  static constexpr auto value = [](auto operands) {
    using T = std::remove_cvref_t<decltype(operands[0])>;
    T largest = operands[0];
    for (std::size_t k = 1; k < operands.size(); ++k) largest = math::max(largest, operands[k]);
    T rest = T(0);
    auto taken = largest != largest;
    for (std::size_t k = 0; k < operands.size(); ++k) {
      // Infinity minus itself would be NaN, so equal operands are not subtracted.
      const auto equal = operands[k] == largest;
      const T share = math::exp(math::select(equal, T(0), T(operands[k] - largest)));
      rest = rest + math::select(equal && !taken, T(0), share);
      taken = taken || equal;
    }
    return T(largest + math::log1p(rest));
  };
  static constexpr auto partial = [](int k, auto operands, const handle& self) -> handle {
    if (operands.size() == 2)
      return logistic(operands[static_cast<std::size_t>(k)] - operands[static_cast<std::size_t>(1 - k)]);
    return exp(operands[static_cast<std::size_t>(k)] - self);
  };
  static constexpr auto domain = std::array{interval{-700, 700}};
  static constexpr auto expand = [](auto operands) -> handle {
    if (operands.size() == 1) return operands[0];
    if (operands.size() != 2) return handle::none();
    const auto small = exp(-abs(operands[0] - operands[1]));
    const bool finite = operands[0].is_number() || operands[1].is_number();
    // The difference of equal infinities is NaN.
    const auto share = finite ? small : select(equals(operands[0], operands[1]), 1, small);
    return max(operands[0], operands[1]) + log1p(share);
  };
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

struct exponential_group
    : rule_group<exp_, exp2_, expm1_, log_, log2_, log10_, log1p_, log1m_exp_, log_sum_exp_, xlogy_> {
  static constexpr auto title = "exponentials";
  static constexpr auto unnamed = "";
  static constexpr auto composites = "logit";
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
// log(exp(a) + exp(b) + ...) of one or more operands, without overflow. The derivatives are the softmax of the
// operands.
template <class... X>
  requires some_operand<X...>
constexpr applied<rules::log_sum_exp_, X...> log_sum_exp(const X&... x) { return apply<rules::log_sum_exp_>(x...); }
// x*log(y), for y > 0, and 0 where x is 0 even if y is 0.
template <class X, class Y>
  requires some_operand<X, Y>
constexpr applied<rules::xlogy_, X, Y> xlogy(const X& x, const Y& y) { return apply<rules::xlogy_>(x, y); }

}  // namespace tapeless
