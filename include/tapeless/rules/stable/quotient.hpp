// SPDX-License-Identifier: BSL-1.0
// The better conditioned equals of products and quotients: shares of exponentials without overflow, hyperbolic
// tangents, sin(x)/x.
#pragma once

#include <tapeless/rules/stable/log_form.hpp>
#include <tapeless/rules/stable/patterns.hpp>
#include <tapeless/rules/stable/quadratic.hpp>

namespace tapeless::inline v0_2::rules {

// exp(u)*exp(v)
template <class H>
constexpr H multiply_::stabilize(const H& a, const H& b) {
  if (is<exp_>(a) && is<exp_>(b)) return apply<exp_of_sum_>(a.operand(0), b.operand(0));
  return H::none();
}

// exp(u)/(exp(u) + exp(v)), from the differences of the exponents.
template <class H>
constexpr H share_of_two(const exponential_term<H>& mine, const exponential_term<H>& other) {
  if (!mine.has_exponent() && other.second.exists()) return apply<share_>(-other.first, other.second);
  if (!mine.has_exponent()) return logistic(-other.first);
  if (!other.has_exponent() && mine.second.exists()) return apply<share_>(mine.first, -mine.second);
  if (!other.has_exponent()) return logistic(mine.first);
  if (!mine.second.exists() && !other.second.exists()) return apply<share_>(mine.first, other.first);
  return apply<share_>(mine.exponent(), other.exponent());
}

// The same among more terms without weights.
template <class H>
constexpr H share_of_terms(exponential_term<H> mine, const exponential_sum<H>& whole) {
  if (whole.size() > most_shares) return H::none();
  mine.weight = H(dag::number(1), mine.weight.owner());
  dag::scratch<H> exponents;
  int place = -1;
  for (int k = 0; k < whole.size(); ++k) {
    if (!whole[k].weight.is(1)) return H::none();
    if (mine.same(whole[k])) place = k;
    exponents.push(whole[k].has_exponent() ? whole[k].exponent() : H(dag::number(0), mine.weight.owner()));
  }
  if (place < 0) return H::none();
  return share_among<share_of_>(std::span<const H>(exponents.data(), static_cast<std::size_t>(exponents.size())),
                                static_cast<std::size_t>(place));
}

// w*exp(u)/(w1*exp(u1) + w2*exp(u2) + ...), 1/(1 + exp(u)).
template <class H>
constexpr H share_of_sum(const H& a, const H& b) {
  exponential_term<H> mine = exponential_of(a);
  const exponential_sum<H> whole(b);
  if (!whole.has_exponent() || (!mine.has_exponent() && !a.is_number())) return H::none();
  const H weight = mine.weight;
  if (whole.size() == 2 && whole[0].weight.is(1) && whole[1].weight.is(1)) {
    mine.weight = whole[0].weight;
    for (int k = 0; k < 2; ++k)
      if (mine.same(whole[k])) return weight * share_of_two(mine, whole[1 - k]);
    mine.weight = weight;
  }
  const H among = share_of_terms(mine, whole);
  if (among.exists()) return weight * among;
  const H shift = whole.shift();
  return mine.over(shift) / whole.total(shift);
}

// exp(u)/sum(axis, exp(v)), with weights.
template <class H>
constexpr H share_of_axis(const H& a, const H& b) {
  const exponential_term<H> mine = exponential_of(a);
  const H exact = log_form(a);
  if (!exact.exists() && !mine.has_exponent()) return H::none();
  const H whole = log_form(b);
  if (!whole.exists()) return whole;
  if (exact.exists()) return exp(unshifted_difference(exact, whole));
  return mine.weight * exp(mine.exponent() - whole);
}

// c and u of c*sinh(u), 2*sinh(u)/2.
template <class H>
constexpr H hyperbolic_tangent(const H& a, const H& b) {
  const bool scaled = a.has_coefficient();
  const H top = scaled ? a.operand(1) : a;
  for (int k = 0; k < 2; ++k) {
    const H first = b.operand(k), second = b.operand(1 - k);
    if (!is<exp_>(first)) continue;
    const H u = first.operand(0);
    if (is<sinh_>(top) && is<exp_>(second) && are_opposite(u, second.operand(0))) {
      const H half = scaled ? a.operand(0) / 2 : H(dag::number::ratio(1, 2), a.owner());
      if (top.operand(0).same(u)) return half * tanh(u);
      if (top.operand(0).same(second.operand(0))) return half * tanh(second.operand(0));
    }
    if (is<expm1_>(top) && second.is(1) && top.operand(0).same(u))
      return scaled ? H(a.operand(0) * tanh(u / 2)) : H(tanh(u / 2));
  }
  return H::none();
}

// x/sqrt(x^2 + 1), 1/sqrt(x^2 + 1), also where x^2 overflows.
template <class H>
constexpr H over_root(const H& a, const H& b) {
  const H rest = rest_under_root(b, a), side = rest.exists() ? root_of_square(rest) : rest;
  if (!side.exists()) return side;
  return a.is(1) ? H(apply<asinh_slope_>(side)) : H(apply<hypot_slope_>(a, side));
}

template <class H>
constexpr H divide_::stabilize(const H& a, const H& b) {
  if (is<exp_>(a) && is<exp_>(b)) return apply<exp_of_sum_>(a.operand(0), -b.operand(0));
  if (is<sin_>(a) && a.operand(0).same(b)) return sinc(b);
  if (is<versine_>(a) && is_square_of(b, a.operand(0))) return 0.5 * square(sinc(a.operand(0) / 2));
  if (is<versine_>(a) && is<sin_>(b) && a.operand(0).same(b.operand(0))) return tan(a.operand(0) / 2);
  if (is<exp_>(a) && is<expm1_>(b) && a.operand(0).same(b.operand(0))) return apply<exp_over_expm1_>(a.operand(0));
  if (is<expm1_>(a) && is<expm1_>(b) && a.operand(0).same(2 * b.operand(0))) return exp(b.operand(0)) + 1;
  if (b.part() == dag::role::negation && is<one_minus_square_>(b.operand(0)) && a.part() == dag::role::difference &&
      a.operand(1).is(1) && a.operand(0).same(b.operand(0).operand(0)))
    return 1 / (1 + a.operand(0));
  if (is<expm1_>(a) && a.operand(0).same(b)) return exp_moment(H(dag::number(0), b.owner()), b);
  if (is<log1p_>(a) && a.operand(0).same(b)) return log_moment(H(dag::number(0), b.owner()), b);
  if (a.part() == dag::role::difference && is<sin_>(a.operand(1)) && a.operand(1).operand(0).same(a.operand(0)) &&
      is_cube_of(b, a.operand(0)))
    return sin_moment(H(dag::number(0), b.owner()), a.operand(0));
  if (is<sqrt_>(b)) return over_root(a, b);
  if (is<sinh_>(a) && is<cosh_>(b) && a.operand(0).same(b.operand(0))) return tanh(a.operand(0));
  if (is<sum_>(b)) return share_of_axis(a, b);
  const H root = root_of_quadratic(a, b);
  if (root.exists()) return root;
  if (b.part() != dag::role::sum && b.part() != dag::role::difference) return H::none();
  if (b.part() == dag::role::sum) {
    const H tangent = hyperbolic_tangent(a, b);
    if (tangent.exists()) return tangent;
  }
  return share_of_sum(a, b);
}

}  // namespace tapeless::rules
