// SPDX-License-Identifier: BSL-1.0
// Products, differences and shares of exponentials, and logarithms of sums of two. Exponents are added with the error
// of the addition, because exp would magnify it: exp(300.1)*exp(300.2) has 53 bits, exp(fl(600.3)) has 44.
#pragma once

#include <tapeless/rules/stable/differences.hpp>

namespace tapeless::inline v0_2::rules {

// exp(a + b)
struct exp_sum_ : built_in {
  static constexpr auto name = "exp_sum";
  static constexpr auto values = dag::range::positive;
  static constexpr auto latex = "e^{#1+#2}";
  static constexpr auto c = "exp((#1) + (#2))";
  static constexpr auto value = [](const auto& a, const auto& b) {
    using T = std::remove_cvref_t<decltype(a)>;
    const T s = T(a + b);
    const T whole = math::exp(s);
    return T(number_or(T(whole + whole * error_of_sum(T(a), T(b), s)), whole));
  };
  static constexpr auto partial =
      partials{[](auto, auto, auto self) { return self; }, [](auto, auto, auto self) { return self; }};
};

// exp(a) - exp(b)
struct exp_difference_ : built_in {
  static constexpr auto name = "exp_difference";
  static constexpr auto latex = "\\left(e^{#1}-e^{#2}\\right)";
  static constexpr auto c = "(fabs((#1) - (#2)) < 1.0 ? exp(#2)*expm1((#1) - (#2)) : exp(#1) - exp(#2))";
  static constexpr auto value = [](const auto& a, const auto& b) {
    using T = std::remove_cvref_t<decltype(a)>;
    const T d = T(a - b);
    const auto near = T(math::abs(d)) < T(1);
    const T second = math::exp(b);
    return T(math::select(near, T(second * math::expm1(T(math::select(near, d, T(0))))), T(math::exp(a) - second)));
  };
  static constexpr auto partial = partials{[](auto a, auto) { return exp(a); }, [](auto, auto b) { return -exp(b); }};
};

// The same where a is b + d.
struct exp_change_ : change {
  static constexpr auto name = "exp_change";
  static constexpr auto latex = "\\left(e^{#1}-e^{#2}\\right)";
  static constexpr auto c = "(fabs(#3) < 1.0 ? exp(#2)*expm1(#3) : exp(#1) - exp(#2))";
  static constexpr auto value = [](const auto& a, const auto& b, const auto& d) {
    using T = std::remove_cvref_t<decltype(a)>;
    const auto near = T(math::abs(d)) < T(1);
    const T second = math::exp(b);
    return T(math::select(near, T(second * math::expm1(T(math::select(near, d, T(0))))), T(math::exp(a) - second)));
  };
  static constexpr auto partial =
      partials{[](auto, auto, auto) { return 0; }, [](auto, auto, auto, auto self) { return self; },
               [](auto a, auto, auto) { return exp(a); }};
};

// exp(a)/(exp(a) + exp(b))
struct share_slope_;
struct share_ : built_in {
  static constexpr auto name = "share";
  static constexpr auto values = dag::range::positive;
  static constexpr auto latex = "\\sigma\\left(#1-#2\\right)";
  static constexpr auto c = "(1.0/(1.0 + exp((#2) - (#1))))";
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
  static constexpr auto latex = "\\sigma'\\left(#1-#2\\right)";
  static constexpr auto c =
      "(exp(-fabs((#1) - (#2)))/((1.0 + exp(-fabs((#1) - (#2))))*(1.0 + exp(-fabs((#1) - (#2))))))";
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
struct exp_share_ : built_in {
  static constexpr auto name = "exp_share";
  static constexpr auto latex = "\\frac{e^{#1}}{e^{#1}-1}";
  static constexpr auto c = "((#1) > 0.0 ? -1.0/expm1(-(#1)) : exp(#1)/expm1(#1))";
  static constexpr auto value = [](const auto& x) {
    using T = std::remove_cvref_t<decltype(x)>;
    const T size = T(-math::abs(x));
    const T rest = T(-math::expm1(size));
    return T(math::divide(T(math::select(x < T(0), T(-math::exp(size)), T(1))), rest));
  };
  static constexpr auto partial = partials{[](auto x, auto self) { return -(self / expm1(x)); }};
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
      "(fabs(#1) < 20.0 ? log1p(2.0*sinh(0.5*(#1))*sinh(0.5*(#1))) : fabs(#1) - 0.69314718055994531)";
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
  static constexpr auto c = "((#1) < 20.0 ? log(sinh(#1)) : (#1) - 0.69314718055994531)";
  static constexpr auto value = [](const auto& x) {
    using T = std::remove_cvref_t<decltype(x)>;
    const auto small = x < T(20);
    return T(math::select(small, T(math::log(T(math::sinh(T(math::select(small, x, T(1))))))), minus_log_2(T(x))));
  };
  static constexpr auto partial = partials{[](auto x) { return 1 / tanh(x); }};
};

// A value that a formula does not depend on, because it is taken out and put back: the largest exponent of a sum.
struct taken_out_ : built_in {
  static constexpr auto name = "taken_out";
  static constexpr auto latex = "#1";
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
  return apply<taken_out_>(select(64 < abs(largest) && isfinite(largest), largest, 0));
}

// Each derivative of shares of many walks over all operands.
inline constexpr int most_shares = 16;

// exp(operand k)/(exp(operand 0) + exp(operand 1) + ...) in exponentials that the shares of all operands have in
// common.
constexpr handle quotient_of_share(std::span<const handle> operands, std::size_t k) {
  dag::scratch<handle> sorted(static_cast<int>(operands.size()));
  for (int j = 0; j < sorted.size(); ++j) {
    const handle& next = operands[static_cast<std::size_t>(j)];
    int at = j;
    for (; at > 0 && next.id() < sorted[at - 1].id(); --at) sorted[at] = sorted[at - 1];
    sorted[at] = next;
  }
  handle largest = sorted[0];
  for (int j = 1; j < sorted.size(); ++j) largest = max(largest, sorted[j]);
  const handle shift = -shift_of(largest);
  handle whole = apply<exp_sum_>(sorted[0], shift);
  for (int j = 1; j < sorted.size(); ++j) whole = whole + apply<exp_sum_>(sorted[j], shift);
  return apply<exp_sum_>(operands[k], shift) / whole;
}

struct share_of_;
// The share of operand k.
template <class Operands>
constexpr handle share_among(const Operands& operands, std::size_t k) {
  if (operands.size() == 2) return apply<share_>(operands[k], operands[1 - k]);
  dag::scratch<handle> list;
  list.push(operands[k]);
  for (std::size_t j = 0; j < operands.size(); ++j)
    if (j != k) list.push(operands[j]);
  dag::builder* owner = nullptr;
  for (const handle& one : list)
    if (one.owner() != nullptr) owner = one.owner();
  return build(*owner, *detail::operation_at<typename later<share_of_, Operands>::type>(), list.data(), list.size());
}
// The shares of all but operand 0.
template <class Operands>
constexpr handle other_shares(const Operands& operands) {
  handle others = share_among(operands, 1);
  for (std::size_t j = 2; j < operands.size(); ++j) others = others + share_among(operands, j);
  return others;
}

// exp(a)/(exp(a) + exp(b) + ...). What is missing to 1 in the derivative is the sum of the other shares.
struct share_of_ : built_in {
  static constexpr auto name = "share_of";
  static constexpr int arity = variadic;
  static constexpr auto values = dag::range::positive;
  static constexpr auto latex = "\\operatorname{softmax}\\left(#*\\right)";
  static constexpr auto value = [](auto operands) {
    using T = std::remove_cvref_t<decltype(operands[0])>;
    T largest = operands[0];
    for (std::size_t k = 1; k < operands.size(); ++k) largest = math::max(largest, operands[k]);
    T whole = T(0);
    for (std::size_t k = 0; k < operands.size(); ++k) whole = T(whole + exp_sum_::value(operands[k], T(-largest)));
    return T(exp_sum_::value(operands[0], T(-largest)) / whole);
  };
  static constexpr auto partial = [](int k, auto operands, const handle& self) -> handle {
    return k == 0 ? self * other_shares(operands) : -(self * share_among(operands, static_cast<std::size_t>(k)));
  };
  static constexpr auto expand = [](auto operands) -> handle { return quotient_of_share(operands, 0); };
};

// log(exp(a) + exp(b) + ...), whose derivatives are shares from the exponentials and not exp(a - value), for which the
// value has too few digits.
struct log_sum_of_exp_ : built_in {
  static constexpr auto name = "log_sum_of_exp";
  static constexpr int arity = variadic;
  static constexpr auto latex = "\\operatorname{logsumexp}\\left(#*\\right)";
  static constexpr auto value = [](auto operands) { return log_sum_exp_::value(operands); };
  static constexpr auto partial = [](int k, auto operands, const handle&) -> handle {
    return share_among(operands, static_cast<std::size_t>(k));
  };
  static constexpr auto expand = [](auto operands) -> handle { return log_sum_exp_::expand(operands); };
};

// log(exp(a)/(exp(a) + exp(b) + ...)) as minus the log-sum-exp of the differences to a. What is missing to 1 in the
// derivative in a is the sum of the other shares.
struct log_share_ : built_in {
  static constexpr auto name = "log_share";
  static constexpr int arity = variadic;
  static constexpr auto latex = "\\ln\\left(\\operatorname{softmax}\\left(#*\\right)\\right)";
  static constexpr auto value = [](auto operands) {
    using T = std::remove_cvref_t<decltype(operands[0])>;
    T largest = operands[0];
    for (std::size_t k = 1; k < operands.size(); ++k) largest = math::max(largest, operands[k]);
    T rest = T(0);
    auto taken = largest != largest;
    for (std::size_t k = 0; k < operands.size(); ++k) {
      const auto equal = operands[k] == largest;
      const T share =
          exp_sum_::value(T(math::select(equal, T(0), operands[k])), T(math::select(equal, T(0), T(-largest))));
      rest = T(rest + math::select(equal && !taken, T(0), share));
      taken = taken || equal;
    }
    return T(T(operands[0] - largest) - math::log1p(rest));
  };
  static constexpr auto partial = [](int k, auto operands, const handle&) -> handle {
    return k == 0 ? other_shares(operands) : -share_among(operands, static_cast<std::size_t>(k));
  };
};

}  // namespace tapeless::rules
