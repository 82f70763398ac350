// SPDX-License-Identifier: BSL-1.0
// Products, differences and shares of exponentials, and logarithms of sums of two. Exponents are added with the error
// of the addition, because exp would magnify it: exp(300.1)*exp(300.2) has 53 bits, exp(fl(600.3)) has 44.
#pragma once

#include <tapeless/rules/stable/differences.hpp>

namespace tapeless::inline v0_2 {
namespace rules {

// exp(a + b)
struct exp_of_sum_ : built_in {
  static constexpr auto name = "exp_of_sum";
  static constexpr auto values = dag::range::positive;
  static constexpr auto latex = "e^{#1 + #2}";
  static constexpr auto c = "tapeless_exp_of_sum(#1, #2)";
  static constexpr auto c_helper =
      "static double tapeless_exp_of_sum(double a, double b) {\n"
      "  const double s = a + b, z = s - a, whole = exp(s);\n"
      "  const double better = whole + whole*((a - (s - z)) + (b - z));\n"
      "  return better - better == 0.0 ? better : whole;\n"
      "}\n";
  static constexpr auto value = [](const auto& a, const auto& b) {
    using T = std::remove_cvref_t<decltype(a)>;
    const T s = T(a + b);
    const T whole = math::exp(s);
    return T(number_or(T(whole + whole * error_of_sum(T(a), T(b), s)), whole));
  };
  static constexpr auto partial =
      partials{[](auto, auto, auto self) { return self; }, [](auto, auto, auto self) { return self; }};
};

// exp(a) - exp(b) from d = a - b and both exponentials
template <class T>
constexpr T difference_of_exponentials(const T& first, const T& second, const T& d) {
  const auto near = T(math::abs(d)) < T(1);
  return T(math::select(near, T(second * math::expm1(T(math::select(near, d, T(0))))), T(first - second)));
}
// exp(a) - exp(b), where a is b + d
struct exp_change_ : change {
  static constexpr auto name = "exp_change";
  static constexpr auto latex = "\\left(e^{#1} - e^{#2}\\right)";
  static constexpr auto c = "tapeless_exp_change(#2, #3)";
  static constexpr auto c_helper =
      "static double tapeless_exp_change(double b, double d) {\n"
      "  const double a = b + d, z = a - b, whole = exp(a);\n"
      "  const double better = whole + whole*((b - (a - z)) + (d - z));\n"
      "  if (fabs(d) < 1.0) return exp(b)*expm1(d);\n"
      "  return (better - better == 0.0 ? better : whole) - exp(b);\n"
      "}\n";
  static constexpr auto value = [](const auto&, const auto& b, const auto& d) {
    using T = std::remove_cvref_t<decltype(b)>;
    return difference_of_exponentials(T(exp_of_sum_::value(b, d)), T(math::exp(b)), T(d));
  };
  static constexpr auto partial = partials{none, [](auto, auto, auto, auto self) { return self; },
                                           [](auto, auto b, auto d) { return apply<exp_of_sum_>(b, d); }};
};
// The same of any two, each with its own derivative
struct exp_difference_ : built_in {
  static constexpr auto name = "exp_difference";
  static constexpr auto latex = exp_change_::latex;
  static constexpr auto c = "(fabs((#1) - (#2)) < 1.0 ? exp(#2)*expm1((#1) - (#2)) : exp(#1) - exp(#2))";
  static constexpr auto value = [](const auto& a, const auto& b) {
    using T = std::remove_cvref_t<decltype(a)>;
    return difference_of_exponentials(T(math::exp(a)), T(math::exp(b)), T(a - b));
  };
  static constexpr auto partial = partials{[](auto a, auto) { return exp(a); }, [](auto, auto b) { return -exp(b); }};
};

// exp(a)/(exp(a) + exp(b))
struct share_slope_;
struct share_ : built_in {
  static constexpr auto name = "share";
  static constexpr auto values = dag::range::positive;
  static constexpr auto latex = "\\operatorname{share}\\left(#1, #2\\right)";
  static constexpr auto value = [](const auto& a, const auto& b) {
    using T = std::remove_cvref_t<decltype(a)>;
    const T d = T(a - b);
    const T small = math::exp(T(-math::abs(d)));
    const auto behind = d < T(0);
    const T whole = T(T(1) + small);
    const T mine = T(math::select(behind, small, T(1)) / whole), other = T(math::select(behind, T(1), small) / whole);
    return T(number_or(T(mine + mine * other * error_of_sum(T(a), T(-b), d)), mine));
  };
  static constexpr auto expand = [](const auto& a, const auto& b) -> handle {
    const auto d = a - b, small = exp(-abs(d)), whole = 1 + small, z = d - a;
    const auto mine = select(d < 0, small, 1) / whole, other = select(d < 0, 1, small) / whole;
    const auto error = (a - (d - z)) - (b + z);
    return mine + select(isfinite(error), mine * other * error, 0);
  };
  static constexpr auto partial = partials{[](auto a, auto b) { return apply<share_slope_>(a, b); },
                                           [](auto a, auto b) { return -apply<share_slope_>(a, b); }};
};
// The product of both shares, whose own derivative is their difference times it: the tangent keeps the digits that the
// difference would lose.
struct share_slope_ : built_in {
  static constexpr auto name = "share_slope";
  static constexpr auto values = dag::range::positive;
  static constexpr auto latex = "\\operatorname{share\\_slope}\\left(#1, #2\\right)";
  static constexpr auto c = "tapeless_share_slope(#1, #2)";
  static constexpr auto c_helper =
      "static double tapeless_share_slope(double a, double b) {\n"
      "  const double d = a - b, z = d - a, small = exp(-fabs(d)), whole = 1.0 + small;\n"
      "  const double slope = small/whole/whole, error = (a - (d - z)) + (-b - z);\n"
      "  const double better = slope - slope*(d < 0.0 ? -error : error);\n"
      "  return better - better == 0.0 ? better : slope;\n"
      "}\n";
  static constexpr auto value = [](const auto& a, const auto& b) {
    using T = std::remove_cvref_t<decltype(a)>;
    const T d = T(a - b);
    const T small = math::exp(T(-math::abs(d)));
    const T whole = T(T(1) + small);
    const T slope = T(T(small / whole) / whole);
    const T error = error_of_sum(T(a), T(-b), d);
    return T(number_or(T(slope - slope * math::select(d < T(0), T(-error), error)), slope));
  };
  static constexpr auto partial = partials{[](auto a, auto b, auto self) { return self * tanh((b - a) * 0.5); },
                                           [](auto a, auto b, auto self) { return -(self * tanh((b - a) * 0.5)); }};
};

// exp(x)/(exp(x) - 1)
struct exp_over_expm1_ : built_in {
  static constexpr auto name = "exp_over_expm1";
  static constexpr auto latex = "\\frac{e^{#1}}{e^{#1} - 1}";
  static constexpr auto c = "(((#1) < 0.0 ? -exp(-fabs(#1)) : 1.0)/-expm1(-fabs(#1)))";
  static constexpr auto value = [](const auto& x) {
    using T = std::remove_cvref_t<decltype(x)>;
    const T size = T(-math::abs(x));
    const T rest = T(-math::expm1(size));
    return T(math::divide(T(math::select(x < T(0), T(-math::exp(size)), T(1))), rest));
  };
  static constexpr auto partial = partials{[](auto x, auto self) { return self * apply<exp_over_expm1_>(-x); }};
};

// x - log(2), the latter in two parts.
template <class T>
constexpr T minus_log_2(const T& x) {
  return T(T(x - T(0.6931471805599453)) - T(2.3190468138462996e-17));
}

// log(cosh(x)) and log(sinh(x)), where cosh and sinh overflow, too.
struct log_cosh_ : built_in {
  static constexpr auto name = "log_cosh";
  static constexpr auto values = dag::range::nonnegative;
  static constexpr auto latex = "\\ln\\left(\\cosh\\left(#1\\right)\\right)";
  static constexpr auto c =
      "(fabs(#1) < 20.0 ? log1p(2.0*sinh(0.5*fabs(#1))*sinh(0.5*fabs(#1))) : "
      "fabs(#1) - 0.69314718055994529 - 2.3190468138462996e-17)";
  static constexpr auto symmetry = dag::parity::even;
  static constexpr auto value = [](const auto& x) {
    using T = std::remove_cvref_t<decltype(x)>;
    const T size = math::abs(x);
    const auto small = size < T(20);
    const T half = math::sinh(T(math::select(small, size, T(0)) * T(0.5)));
    return T(math::select(small, T(math::log1p(T(T(2) * half * half))), minus_log_2(size)));
  };
  static constexpr auto partial = partials{[](auto x) { return tanh(x); }};
};
struct log_sinh_ : built_in {
  static constexpr auto name = "log_sinh";
  static constexpr auto latex = "\\ln\\left(\\sinh\\left(#1\\right)\\right)";
  static constexpr auto c = "((#1) < 20.0 ? log(sinh(#1)) : (#1) - 0.69314718055994529 - 2.3190468138462996e-17)";
  static constexpr auto value = [](const auto& x) {
    using T = std::remove_cvref_t<decltype(x)>;
    const auto small = x < T(20);
    return T(math::select(small, T(math::log(T(math::sinh(T(math::select(small, x, T(1))))))), minus_log_2(T(x))));
  };
  static constexpr auto partial = partials{[](auto x) { return 1 / tanh(x); }};
};

// A value that a formula does not depend on, because it is taken out and put back: the largest exponent of a sum.
struct stop_gradient_ : built_in {
  static constexpr auto name = "stop_gradient";
  static constexpr auto latex = "\\operatorname{stop\\_gradient}\\left(#1\\right)";
  static constexpr auto c = "(#1)";
  static constexpr bool data = true;
  static constexpr auto price = dag::cost::free;
  static constexpr auto value = [](const auto& x) { return x; };
  static constexpr auto partial = partials{[](auto) { return 0; }};
};

// What is taken out of exponents: nothing where they are small enough, so that nothing is rounded. It is no part of the
// value, which is the same for every choice of it, and has no derivative.
template <class H>
constexpr H shift_of(const H& largest) {
  return apply<stop_gradient_>(select(64 < abs(largest) && isfinite(largest), largest, 0));
}

// Each derivative of shares of many walks over all operands.
inline constexpr int most_shares = 16;

// exp(operand k)/(exp(operand 0) + exp(operand 1) + ...), or what is missing to 1, in exponentials that the shares of
// all operands have in common.
template <class H>
constexpr H quotient_of_share(std::span<const H> operands, bool rest = false) {
  dag::scratch<H> sorted(static_cast<int>(operands.size()));
  for (int j = 0; j < sorted.size(); ++j) {
    const H& next = operands[static_cast<std::size_t>(j)];
    int at = j;
    for (; at > 0 && next.id() < sorted[at - 1].id(); --at) sorted[at] = sorted[at - 1];
    sorted[at] = next;
  }
  H largest = sorted[0];
  for (int j = 1; j < sorted.size(); ++j) largest = max(largest, sorted[j]);
  const H shift = -shift_of(largest);
  H whole = H::none(), others = H::none();
  bool found = false;
  for (const H& one : sorted) {
    const H term = apply<exp_of_sum_>(one, shift);
    whole = whole.exists() ? whole + term : term;
    if (one.same(operands[0]) && !found)
      found = true;
    else
      others = others.exists() ? others + term : term;
  }
  return (rest ? others : apply<exp_of_sum_>(operands[0], shift)) / whole;
}

struct share_of_;
struct rest_of_share_;
// The share of operand k, or what is missing to 1.
template <class R, class Operands>
constexpr handle share_among(const Operands& operands, std::size_t k) {
  constexpr bool rest = std::is_same_v<R, rest_of_share_>;
  if (operands.size() == 2) return apply<share_>(operands[rest ? 1 - k : k], operands[rest ? k : 1 - k]);
  dag::scratch<handle> list;
  list.push(operands[k]);
  for (std::size_t j = 0; j < operands.size(); ++j)
    if (j != k) list.push(operands[j]);
  dag::builder* owner = nullptr;
  for (const handle& one : list)
    if (one.owner() != nullptr) owner = one.owner();
  return build(*owner, *detail::operation_at<typename later<R, Operands>::type>(), list.data(), list.size());
}
// exp(a)/(exp(a) + exp(b) + ...)
struct share_of_ : built_in {
  static constexpr auto name = "share_of";
  static constexpr auto text = "share";
  static constexpr int arity = variadic;
  static constexpr auto values = dag::range::positive;
  static constexpr auto latex = "\\operatorname{share}\\left(#*\\right)";
  static constexpr auto value = [](auto operands) {
    using T = std::remove_cvref_t<decltype(operands[0])>;
    T largest = operands[0];
    for (std::size_t k = 1; k < operands.size(); ++k) largest = math::max(largest, operands[k]);
    T whole = T(0);
    for (std::size_t k = 0; k < operands.size(); ++k) whole = T(whole + exp_of_sum_::value(operands[k], T(-largest)));
    return T(exp_of_sum_::value(operands[0], T(-largest)) / whole);
  };
  static constexpr auto partial = [](int k, auto operands, const handle& self) -> handle {
    return k == 0 ? self * share_among<rest_of_share_>(operands, 0)
                  : -(self * share_among<share_of_>(operands, static_cast<std::size_t>(k)));
  };
  static constexpr auto expand = [](auto operands) -> handle { return quotient_of_share(operands); };
};
// (exp(b) + ...)/(exp(a) + exp(b) + ...): what is missing to 1. Its derivatives are products of shares; those of the
// sum of the other shares would cancel.
struct rest_of_share_ : built_in {
  static constexpr auto name = "rest_of_share";
  static constexpr int arity = variadic;
  static constexpr auto values = dag::range::positive;
  static constexpr auto latex = "\\left(1 - \\operatorname{share}\\left(#*\\right)\\right)";
  static constexpr auto value = [](auto operands) {
    using T = std::remove_cvref_t<decltype(operands[0])>;
    T largest = operands[0];
    for (std::size_t k = 1; k < operands.size(); ++k) largest = math::max(largest, operands[k]);
    T rest = T(0);
    for (std::size_t k = 1; k < operands.size(); ++k) rest = T(rest + exp_of_sum_::value(operands[k], T(-largest)));
    return T(rest / T(rest + exp_of_sum_::value(operands[0], T(-largest))));
  };
  static constexpr auto partial = [](int k, auto operands, const handle& self) -> handle {
    const handle first = share_among<share_of_>(operands, 0);
    return k == 0 ? -(first * self) : first * share_among<share_of_>(operands, static_cast<std::size_t>(k));
  };
  static constexpr auto expand = [](auto operands) -> handle { return quotient_of_share(operands, true); };
};

// log(exp(a) + exp(b) + ...), whose derivatives are shares from the exponentials and not exp(a - value), for which the
// value has too few digits.
struct log_sum_of_exp_ : built_in {
  static constexpr auto name = "log_sum_of_exp";
  static constexpr auto text = log_sum_exp_::name;
  static constexpr int arity = variadic;
  static constexpr auto latex = "\\operatorname{logsumexp}\\left(#*\\right)";
  static constexpr auto value = [](auto operands) { return log_sum_exp_::value(operands); };
  static constexpr auto partial = [](int k, auto operands, const handle&) -> handle {
    return share_among<share_of_>(operands, static_cast<std::size_t>(k));
  };
  static constexpr auto expand = [](auto operands) -> handle { return log_sum_exp_::expand(operands); };
};

// log(exp(a)/(exp(a) + exp(b) + ...)) as minus the log-sum-exp of the differences to a
struct log_share_ : built_in {
  static constexpr auto name = "log_share";
  static constexpr int arity = variadic;
  static constexpr auto latex = "\\ln\\left(\\operatorname{share}\\left(#*\\right)\\right)";
  static constexpr auto c = "tapeless_log_share(#n, (const double[]){#*})";
  static constexpr auto c_helper =
      "static double tapeless_log_share(int count, const double *x) {\n"
      "  double largest = x[0], rest = 0.0;\n"
      "  int taken;\n"
      "  for (int k = 1; k < count; ++k) largest = largest < x[k] ? x[k] : largest;\n"
      "  taken = largest != largest;\n"
      "  for (int k = 0; k < count; ++k) {\n"
      "    const int equal = x[k] == largest;\n"
      "    const double a = equal ? 0.0 : x[k], b = equal ? 0.0 : -largest, s = a + b, z = s - a, whole = exp(s);\n"
      "    const double better = whole + whole*((a - (s - z)) + (b - z));\n"
      "    if (!equal || taken) rest += better - better == 0.0 ? better : whole;\n"
      "    taken = taken || equal;\n"
      "  }\n"
      "  return (x[0] - largest) - log1p(rest);\n"
      "}\n";
  static constexpr auto value = [](auto operands) {
    using T = std::remove_cvref_t<decltype(operands[0])>;
    T largest = operands[0];
    for (std::size_t k = 1; k < operands.size(); ++k) largest = math::max(largest, operands[k]);
    T rest = T(0);
    auto taken = largest != largest;
    for (std::size_t k = 0; k < operands.size(); ++k) {
      const auto equal = operands[k] == largest;
      const T share =
          exp_of_sum_::value(T(math::select(equal, T(0), operands[k])), T(math::select(equal, T(0), T(-largest))));
      rest = T(rest + math::select(equal && !taken, T(0), share));
      taken = taken || equal;
    }
    return T(T(operands[0] - largest) - math::log1p(rest));
  };
  static constexpr auto partial = [](int k, auto operands, const handle&) -> handle {
    return k == 0 ? share_among<rest_of_share_>(operands, 0)
                  : -share_among<share_of_>(operands, static_cast<std::size_t>(k));
  };
};

}  // namespace rules

// log(cosh(x)), for all x.
template <operand X>
constexpr applied<rules::log_cosh_, X> log_cosh(const X& x) {
  return apply<rules::log_cosh_>(x);
}
// log(sinh(x)), for x > 0.
template <operand X>
constexpr applied<rules::log_sinh_, X> log_sinh(const X& x) {
  return apply<rules::log_sinh_>(x);
}

}  // namespace tapeless
