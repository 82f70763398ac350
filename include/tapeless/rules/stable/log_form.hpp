// SPDX-License-Identifier: BSL-1.0
// The logarithm of a value whose factors, terms and options are exponentials, as a formula without exponentials: what
// the stable forms of logarithms, quotients and shares are made of. For real numbers only.
#pragma once

#include <tapeless/rules/axes.hpp>

namespace tapeless::rules {

// The terms of nested sums, from left to right.
template <class H>
constexpr dag::scratch<H> summands(const H& sum) {
  dag::scratch<H> terms, pending;
  pending.push(sum);
  while (!pending.empty()) {
    const H a = pending.pop();
    if (a.part() == dag::role::sum) {
      pending.push(a.operand(1));
      pending.push(a.operand(0));
    } else {
      terms.push(a);
    }
  }
  return terms;
}

template <class H>
constexpr H log_of_sum(const H* terms, int count) {
  if (count == 2 && terms[0].is(0)) return softplus(terms[1]);
  if (count == 2 && terms[1].is(0)) return softplus(terms[0]);
  return build(*terms[0].owner(), *detail::operation_at<typename later<log_sum_exp_, H>::type>(), terms, count);
}

// log(exp(u)/(exp(u) + exp(v) + ...)): minus the log-sum-exp of the differences to u, which keeps small results exact.
template <class H>
constexpr H log_of_share(const H& u, const H* terms, int count) {
  int place = -1;
  for (int k = 0; k < count; ++k)
    if (terms[k].same(u)) place = k;
  if (place < 0) return u - log_of_sum(terms, count);
  if (count == 2) return -softplus(terms[1 - place] - u);
  dag::scratch<H> differences(count);
  for (int k = 0; k < count; ++k) differences[k] = k == place ? H(dag::number(0), u.owner()) : terms[k] - u;
  return -build(*u.owner(), *detail::operation_at<typename later<log_sum_exp_, H>::type>(), differences.data(), count);
}

// l - m: a log-sum-exp over an axis, shifted back.
template <class H>
constexpr bool is_shifted(const H& a) {
  return a.part() == dag::role::difference && is<log_sum_exp_over_>(a.operand(0));
}
// u - v. Where both were shifted by the same m, u - m and l - m with the log-sum-exp l, the shift is left out: l is
// safe without, and a maximum that was only there to shift has no derivative.
template <class H>
constexpr H unshifted_difference(const H& u, const H& v) {
  if (is_shifted(v) && u.part() == dag::role::difference && u.operand(1).same(v.operand(1)))
    return u.operand(0) - v.operand(0);
  return u - v;
}

// The logarithm of a, or handle::none() where it has no form without the exponentials in a.
template <class H>
constexpr H log_form(const H& a);

// Replaces all but the first `from` by their logarithms; false where one has none.
template <class H>
constexpr bool take_logarithms(H* values, int from, int count) {
  for (int k = from; k < count; ++k) {
    values[k] = log_form(values[k]);
    if (!values[k].exists()) return false;
  }
  return true;
}

template <class H>
constexpr H log_of_fraction(const H& a) {
  const bool product = a.part() == dag::role::product;
  const H left = log_form(a.operand(0));
  if (!left.exists()) return left;
  if (!product && a.operand(1).part() == dag::role::sum) {
    dag::scratch<H> terms = summands(a.operand(1));
    if (!take_logarithms(terms.data(), 0, terms.size())) return H::none();
    return log_of_share(left, terms.data(), terms.size());
  }
  const H right = log_form(a.operand(1));
  if (!right.exists()) return right;
  return product ? left + right : unshifted_difference(left, right);
}

template <class H>
constexpr H log_of_options(const H& a) {
  const int count = a.count();
  dag::scratch<H> options(count);
  for (int k = 0; k < count; ++k) options[k] = a.operand(k);
  if (!take_logarithms(options.data(), 1, count)) return H::none();
  return build(*a.owner(), *a.op(), options.data(), count);
}

template <class H>
constexpr H log_form(const H& a) {
  if (a.is_number())
    return a.number().negative() || a.is(0) || a.owner() == nullptr ? H::none()
           : a.is(1)                                                ? H(dag::number(0), a.owner())
                                                                    : log(a);
  if (is<exp_>(a)) return a.operand(0);
  if (is<logistic_>(a)) return -softplus(-a.operand(0));
  switch (a.part()) {
    case dag::role::product:
    case dag::role::quotient:
      return log_of_fraction(a);
    case dag::role::sum: {
      dag::scratch<H> terms = summands(a);
      if (!take_logarithms(terms.data(), 0, terms.size())) return H::none();
      return log_of_sum(terms.data(), terms.size());
    }
    case dag::role::power: {
      if (!a.operand(1).is_number()) return H::none();
      const H base = log_form(a.operand(0));
      return base.exists() ? a.operand(1) * base : base;
    }
    case dag::role::selection:
    case dag::role::choice:
      return log_of_options(a);
    case dag::role::reduction: {
      if (a.op()->combines != dag::combination::add) return H::none();
      const H body = log_form(a.operand(1));
      return body.exists() ? H(log_sum_exp_along(a.operand(0), body)) : body;
    }
    default:
      return H::none();
  }
}

}  // namespace tapeless::rules
