// SPDX-License-Identifier: BSL-1.0
// The logarithm of a sum of exponentials and its derivatives, the weights exp(x)/(exp(a) + exp(b) + ...). Up to
// `most_weights` operands value and weights are made of the same exponentials, so that a gradient costs no more of
// them. exp(x - value) would do for neither: the rounding of a large value is an error of all weights.
#pragma once

#include <tapeless/rules/exponential.hpp>
#include <tapeless/rules/piecewise.hpp>

namespace tapeless::inline v0_2 {
namespace rules {

// Each weight has all operands, which is quadratic in their number.
inline constexpr std::size_t most_weights = 16;

// The largest of several numbers; the first one if comparisons with NaN decide.
template <class Operands>
constexpr auto largest_number(const Operands& operands) {
  auto largest = operands[0];
  for (std::size_t k = 1; k < operands.size(); ++k) largest = math::max(largest, operands[k]);
  return largest;
}
// The sum of exp(x - largest) but for the first x that is the largest: zeros keep all their digits.
template <class Operands, class T>
constexpr T rest_of_exponentials(const Operands& operands, const T& largest) {
  T rest = T(0);
  auto taken = largest != largest;
  for (std::size_t k = 0; k < operands.size(); ++k) {
    // Infinity minus itself would be NaN, so equal operands are not subtracted.
    const auto equal = operands[k] == largest;
    const T share = math::exp(math::select(equal, T(0), T(operands[k] - largest)));
    rest = rest + math::select(equal && !taken, T(0), share);
    taken = taken || equal;
  }
  return rest;
}

// The two terms of a log-sum-exp of many operands, in programs that are about to run.
struct part_of_log_sum_exp : built_in {
  static constexpr int arity = variadic;
  static constexpr auto partial = [](int, auto, const handle&) -> handle { return handle::no_derivative(); };
};
struct largest_of_ : part_of_log_sum_exp {
  static constexpr auto name = "largest_of";
  static constexpr auto price = dag::cost::select;
  static constexpr auto c = "tapeless_largest_of(#n, (const double[]){#*})";
  static constexpr auto c_helper =
      "static double tapeless_largest_of(int count, const double *x) {\n"
      "  double largest = x[0];\n"
      "  for (int k = 1; k < count; ++k) largest = largest < x[k] ? x[k] : largest;\n"
      "  return largest;\n"
      "}\n";
  static constexpr auto value = [](auto operands) { return largest_number(operands); };
};
struct log_of_rest_ : part_of_log_sum_exp {
  static constexpr auto name = "log_of_rest";
  static constexpr auto c = "tapeless_log_of_rest(#n, (const double[]){#*})";
  static constexpr auto c_helper =
      "static double tapeless_log_of_rest(int count, const double *x) {\n"
      "  double largest = x[0], rest = 0.0;\n"
      "  int taken;\n"
      "  for (int k = 1; k < count; ++k) largest = largest < x[k] ? x[k] : largest;\n"
      "  taken = largest != largest;\n"
      "  for (int k = 0; k < count; ++k) {\n"
      "    const int equal = x[k] == largest;\n"
      "    if (!equal || taken) rest += exp(equal ? 0.0 : x[k] - largest);\n"
      "    taken = taken || equal;\n"
      "  }\n"
      "  return log1p(rest);\n"
      "}\n";
  static constexpr auto value = [](auto operands) {
    using T = std::remove_cvref_t<decltype(operands[0])>;
    return T(math::log1p(rest_of_exponentials(operands, largest_number(operands))));
  };
};

// exp(x - largest) of all operands and their sum but for one that is the largest.
struct exponential_terms {
  handle largest;
  handle rest;
};
template <class Operands>
constexpr exponential_terms terms_of(const Operands& operands) {
  using H = std::remove_cvref_t<decltype(operands[0])>;
  H largest = operands[0];
  for (std::size_t k = 1; k < operands.size(); ++k) largest = max(largest, operands[k]);
  H rest = H::none(), taken = 0;
  for (std::size_t k = 0; k < operands.size(); ++k) {
    // The first one that is the largest adds 0, the others that are 1, infinite ones, too.
    const H equal = equals(operands[k], largest);
    const H term = select(equal, taken, exp(operands[k] - largest));
    rest = k == 0 ? term : rest + term;
    taken = select(equal, 1, taken);
  }
  return {largest, rest};
}

// A template, because the functions that rules name are not all known yet.
template <class H>
constexpr H exponential_over_sum(const H& x, std::span<const H> all);
template <class H>
constexpr H exponential_below(const H& x, const H& sum);

// log(exp(a) + exp(b) + ...) as the largest plus log1p of the rest, so that nothing overflows and nothing small is
// lost. The derivatives are the softmax; of two operands they are logistic functions, which share the one exponential.
struct log_sum_exp_ : built_in {
  static constexpr auto name = "log_sum_exp";
  static constexpr int arity = variadic;
  static constexpr auto latex = "\\operatorname{logsumexp}\\left(#*\\right)";
  static constexpr auto value = [](auto operands) {
    using T = std::remove_cvref_t<decltype(operands[0])>;
    const T largest = largest_number(operands);
    return T(largest + math::log1p(rest_of_exponentials(operands, largest)));
  };
  static constexpr auto partial = [](int k, auto operands, const handle& self) -> handle {
    const auto at = static_cast<std::size_t>(k);
    if (operands.size() == 1) return 1;
    if (operands.size() == 2) return logistic(operands[at] - operands[1 - at]);
    return operands.size() <= most_weights ? exponential_over_sum(operands[at], operands)
                                           : exponential_below(operands[at], self);
  };
  static constexpr auto domain = std::array{interval{-700, 700}};
  static constexpr auto expand = [](auto operands) -> handle {
    using H = std::remove_cvref_t<decltype(operands[0])>;
    if (operands.size() == 1) return operands[0];
    if (operands.size() == 2) {
      const auto small = exp(-abs(operands[0] - operands[1]));
      const bool finite = operands[0].is_number() || operands[1].is_number();
      // The difference of equal infinities is NaN.
      const auto share = finite ? small : select(equals(operands[0], operands[1]), 1, small);
      return max(operands[0], operands[1]) + log1p(share);
    }
    dag::builder* owner = nullptr;
    for (const H& one : operands)
      if (!one.is_number()) owner = one.owner();
    if (owner == nullptr) return handle::none();
    if (operands.size() <= most_weights) {
      const auto terms = terms_of(operands);
      return terms.largest + log1p(terms.rest);
    }
    const int count = static_cast<int>(operands.size());
    const auto make = [&](const dag::operation& op) { return build(*owner, op, operands.data(), count); };
    const handle largest = make(*detail::operation_at<typename later<largest_of_, H>::type>());
    return largest + make(*detail::operation_at<typename later<log_of_rest_, H>::type>());
  };
};

// exp(x)/(exp(a) + exp(b) + ...). Where x is one of them, what is missing to 1 in the derivative is the sum of the
// others' weights, and not 1 minus its own.
struct exp_over_sum_ : built_in {
  static constexpr auto name = "exp_over_sum";
  static constexpr int arity = variadic;
  static constexpr auto values = dag::range::nonnegative;
  static constexpr auto latex = "\\operatorname{softmax}\\left(#*\\right)";
  static constexpr bool accurate = true;
  static constexpr auto value = [](auto operands) {
    using T = std::remove_cvref_t<decltype(operands[0])>;
    const auto all = operands.subspan(1);
    const T largest = largest_number(all);
    const T whole = T(T(1) + rest_of_exponentials(all, largest));
    return T(T(math::exp(T(operands[0] - largest))) / whole);
  };
  static constexpr auto partial = [](int k, auto operands, const handle& self) -> handle {
    const auto all = operands.subspan(1);
    const auto& x = operands[static_cast<std::size_t>(k)];
    if (k > 0) return x.same(operands[0]) ? handle(0) : -(self * exponential_over_sum(x, all));
    handle others = 0;
    bool among = false;
    for (const auto& one : all) {
      if (!one.same(x)) others = others + exponential_over_sum(one, all);
      among = among || one.same(x);
    }
    return among ? self * others : self;
  };
  static constexpr auto domain = std::array{interval{-300, 300}};
  static constexpr auto textbook = [](auto operands) -> handle {
    using H = std::remove_cvref_t<decltype(operands[0])>;
    const auto all = operands.subspan(1);
    dag::builder* owner = nullptr;
    for (const H& one : operands)
      if (!one.is_number()) owner = one.owner();
    const auto& sum = *detail::operation_at<typename later<log_sum_exp_, H>::type>();
    return exp(operands[0] - build(*owner, sum, all.data(), static_cast<int>(all.size())));
  };
  static constexpr auto expand = [](auto operands) -> handle {
    const auto terms = terms_of(operands.subspan(1));
    // Of equal infinities the weights depend on the way there: NaN.
    const auto known = isfinite(terms.largest) || terms.rest < 1;
    const auto own = exp(operands[0] - terms.largest);
    return select(equals(operands[0], terms.largest) && known, 1, own) / (1 + terms.rest);
  };
};

template <class H>
constexpr H exponential_over_sum(const H& x, std::span<const H> all) {
  dag::scratch<H> operands;
  operands.push(x);
  for (const H& one : all) operands.push(one);
  dag::builder* owner = x.owner();
  for (const H& one : all)
    if (owner == nullptr) owner = one.owner();
  return build(*owner, *detail::operation_at<typename later<exp_over_sum_, H>::type>(), operands.data(),
               operands.size());
}

// exp(x - y), where y is a log-sum-exp of many operands: its terms are taken away one by one, because the largest may
// leave no digits of the other one.
struct exp_below_ : built_in {
  static constexpr auto name = "exp_below";
  static constexpr auto values = dag::range::nonnegative;
  static constexpr auto latex = "e^{#1-#2}";
  static constexpr auto c = "exp((#1) - (#2))";
  static constexpr bool accurate = true;
  static constexpr auto value = [](const auto& x, const auto& y) {
    using T = std::remove_cvref_t<decltype(x)>;
    return math::exp(T(x - y));
  };
  static constexpr auto partial =
      partials{[](auto, auto, auto self) { return self; }, [](auto, auto, auto self) { return -self; }};
  static constexpr auto domain = std::array{interval{-300, 300}, interval{-300, 300}};
  static constexpr auto textbook = [](const auto& x, const auto& y) -> handle { return exp(x - y); };
  static constexpr auto expand = [](const auto& x, const auto& y) -> handle {
    if (y.part() == dag::role::sum && is<log_of_rest_>(y.operand(1))) return exp((x - y.operand(0)) - y.operand(1));
    return exp(x - y);
  };
};
template <class H>
constexpr H exponential_below(const H& x, const H& sum) {
  return apply<typename later<exp_below_, H>::type>(x, sum);
}

}  // namespace rules

// log(exp(a) + exp(b) + ...) of one or more operands, without overflow. The derivatives are the softmax of the
// operands.
template <class... X>
  requires some_operand<X...>
constexpr applied<rules::log_sum_exp_, X...> log_sum_exp(const X&... x) { return apply<rules::log_sum_exp_>(x...); }

}  // namespace tapeless
