// SPDX-License-Identifier: BSL-1.0
// The better conditioned equals of sums, differences, products and quotients: 1 - cos(x) without cancellation, shares
// of exponentials without overflow, and the like.
#pragma once

#include <tapeless/rules/stable/log_form.hpp>

namespace tapeless::rules {

// exp(x) + 1 - 1, written anyhow; m + (l - m) with a log-sum-exp l.
template <class H>
constexpr H add_::stabilize(const H& a, const H& b) {
  if (is_shifted(a) && a.operand(1).same(b)) return a.operand(0);
  if (is_shifted(b) && b.operand(1).same(a)) return b.operand(0);
  if (is<exp_>(a) && b.is(-1)) return expm1(a.operand(0));
  if (is<exp_>(b) && a.is(-1)) return expm1(b.operand(0));
  return H::none();
}

// (u - v)/(sqrt(u) + sqrt(v)) for sqrt(u) - sqrt(v) where u - v is a number, so that nothing cancels any more.
template <class H>
constexpr H difference_of_roots(const H& a, const H& b) {
  const H u = a.operand(0);
  const H v = b.operand(0);
  const bool u_longer = u.part() == dag::role::sum && u.operand(1).is_number() && u.operand(0).same(v);
  const bool v_longer = v.part() == dag::role::sum && v.operand(1).is_number() && v.operand(0).same(u);
  if (u_longer) return u.operand(1) / (a + b);
  if (v_longer) return -v.operand(1) / (a + b);
  return H::none();
}

// exp(x) - 1, 1 - cos(x), 1 - x^2, sqrt(x + c) - sqrt(x)
template <class H>
constexpr H subtract_::stabilize(const H& a, const H& b) {
  if (is_shifted(b) && a.part() == dag::role::difference && a.operand(1).same(b.operand(1)))
    return a.operand(0) - b.operand(0);
  if (b.is(1)) {
    if (is<exp_>(a)) return expm1(a.operand(0));
    if (is<cos_>(a)) return -2 * square(sin(a.operand(0) / 2));
    if (is<cosh_>(a)) return 2 * square(sinh(a.operand(0) / 2));
  }
  if (a.is(1)) {
    if (is<exp_>(b)) return -expm1(b.operand(0));
    if (is<cos_>(b)) return 2 * square(sin(b.operand(0) / 2));
    if (is<square_>(b) || (b.part() == dag::role::product && b.operand(0).same(b.operand(1))))
      return (1 - b.operand(0)) * (1 + b.operand(0));
  }
  return is<sqrt_>(a) && is<sqrt_>(b) ? difference_of_roots(a, b) : H::none();
}

// exp(u)*exp(v)
template <class H>
constexpr H multiply_::stabilize(const H& a, const H& b) {
  if (is<exp_>(a) && is<exp_>(b)) return exp(a.operand(0) + b.operand(0));
  return H::none();
}

// exp(u)/exp(v), exp(u)/(exp(u) + exp(v)), 1/(1 + exp(u)), sin(x)/x
template <class H>
constexpr H divide_::stabilize(const H& a, const H& b) {
  if (is<exp_>(a) && is<exp_>(b)) return exp(a.operand(0) - b.operand(0));
  if (is<sin_>(a) && a.operand(0).same(b)) return sinc(b);
  if (is<sum_>(b)) {  // over an axis
    const H share = log_form(a);
    const H whole = share.exists() ? H(log_form(b)) : share;
    return whole.exists() ? H(exp(unshifted_difference(share, whole))) : whole;
  }
  if (b.part() != dag::role::sum) return H::none();
  const H numerator = log_form(a);
  const H first = numerator.exists() ? H(log_form(b.operand(0))) : numerator;
  const H second = first.exists() ? H(log_form(b.operand(1))) : first;
  if (!second.exists()) return H::none();
  if (numerator.same(first)) return logistic(first - second);
  if (numerator.same(second)) return logistic(second - first);
  dag::scratch<H> terms = summands(b);
  if (!take_logarithms(terms.data(), 0, terms.size())) return H::none();
  return exp(log_of_share(numerator, terms.data(), terms.size()));
}

}  // namespace tapeless::rules
