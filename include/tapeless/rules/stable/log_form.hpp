// SPDX-License-Identifier: BSL-1.0
// The logarithm of a value whose factors, terms and options are exponentials, as a formula without exponentials: what
// the stable forms of logarithms and shares are made of. For real numbers only.
#pragma once

#include <tapeless/rules/stable/exponential_terms.hpp>

namespace tapeless::inline v0_2::rules {

template <class H>
constexpr H log_of_sum(const H* terms, int count) {
  if (count == 2 && terms[0].is(0)) return softplus(terms[1]);
  if (count == 2 && terms[1].is(0)) return softplus(terms[0]);
  const dag::operation* const op = count > most_shares
                                       ? detail::operation_at<typename later<log_sum_exp_, H>::type>()
                                       : detail::operation_at<typename later<log_sum_of_exp_, H>::type>();
  return build(*terms[0].owner(), *op, terms, count);
}

// log(exp(u)/(exp(u) + exp(v) + ...)): minus the log-sum-exp of the differences to u, which keeps small results exact.
template <class H>
constexpr H log_of_share(const H& u, const H* terms, int count) {
  int place = -1;
  for (int k = 0; k < count; ++k)
    if (terms[k].same(u)) place = k;
  if (count == 2 && place >= 0) return -softplus(terms[1 - place] - u);
  if (place >= 0 && count <= most_shares) {
    dag::scratch<H> list;
    list.push(u);
    for (int k = 0; k < count; ++k)
      if (k != place) list.push(terms[k]);
    return build(*u.owner(), *detail::operation_at<typename later<log_share_, H>::type>(), list.data(), count);
  }
  dag::scratch<H> differences(count);
  for (int k = 0; k < count; ++k) differences[k] = k == place ? H(dag::number(0), u.owner()) : terms[k] - u;
  return -log_of_sum(differences.data(), count);
}

// The logarithm of a, or handle::none() where it has no form without the exponentials in a.
template <class H>
constexpr H log_form(const H& a);

// Whether a, whose logarithm has a form, may be negative: alone the form is NaN then as the logarithm is, but two such
// factors have a positive product.
template <class H>
constexpr bool may_be_negative(const H& a) {
  switch (a.part()) {
    case dag::role::function:
      return is<sinh_>(a) || is<expm1_>(a) || is<exp_difference_>(a) || is<exp_change_>(a);
    case dag::role::negation:
      return true;
    case dag::role::product:
    case dag::role::quotient:
      return may_be_negative(a.operand(0)) || may_be_negative(a.operand(1));
    case dag::role::power:
      return may_be_negative(a.operand(0));
    case dag::role::selection:
    case dag::role::choice:
      for (int k = 1; k < a.count(); ++k)
        if (may_be_negative(a.operand(k))) return true;
      return false;
    default:
      return false;
  }
}
template <class H>
constexpr H log_of_positive(const H& a) {
  const H result = log_form(a);
  return result.exists() && may_be_negative(a) ? H::none() : result;
}

// Replaces the terms of a sum by their logarithms; false where one has none.
template <class H>
constexpr bool take_logarithms(H* terms, int count) {
  for (int k = 0; k < count; ++k) {
    terms[k] = log_of_positive(terms[k]);
    if (!terms[k].exists()) return false;
  }
  return true;
}

// The logarithm of a sum with weights: log(3 + x*exp(y) - exp(z)), or handle::none() where there is no exponential.
template <class H>
constexpr H log_of_weighted_sum(const H& a) {
  const exponential_sum<H> sum(a);
  if (!sum.has_exponent()) return H::none();
  const H shift = sum.shift();
  const H shifted = log(sum.total(shift)) + shift;
  const int unit = sum.unit();
  if (unit < 0) return shifted;
  return select(equals(shift, 0), log1p(sum.total(shift, unit)), shifted);
}

template <class H>
constexpr H log_of_fraction(const H& a) {
  const bool product = a.part() == dag::role::product;
  const H left = log_form(a.operand(0));
  if (left.exists() && !product && a.operand(1).part() == dag::role::sum) {
    dag::scratch<H> terms = summands(a.operand(1));
    if (take_logarithms(terms.data(), terms.size())) return log_of_share(left, terms.data(), terms.size());
    return H::none();
  }
  const H right = left.exists() ? H(log_form(a.operand(1))) : left;
  if (right.exists() && may_be_negative(a.operand(0)) && may_be_negative(a.operand(1))) return H::none();
  if (right.exists()) return product ? left + right : unshifted_difference(left, right);
  return H::none();
}

// Of a choice among shares of two one function of the chosen difference, or handle::none().
template <class H>
constexpr H log_of_chosen_share(const H& a) {
  const int count = a.count();
  dag::scratch<H> options(count);
  options[0] = a.operand(0);
  for (int k = 1; k < count; ++k) {
    const H share = a.operand(k);
    if (!is<share_>(share)) return H::none();
    options[k] = share.operand(0) - share.operand(1);
  }
  return -softplus(-build(*a.owner(), *a.op(), options.data(), count));
}

template <class H>
constexpr H log_of_options(const H& a) {
  const H chosen = log_of_chosen_share(a);
  if (chosen.exists()) return chosen;
  const int count = a.count();
  dag::scratch<H> options(count);
  options[0] = a.operand(0);
  for (int k = 1; k < count; ++k) {
    options[k] = log_form(a.operand(k));
    if (!options[k].exists()) return H::none();
  }
  return build(*a.owner(), *a.op(), options.data(), count);
}

template <class H>
constexpr H log_of_reduction(const H& a) {
  if (a.op()->combines != dag::combination::add) return H::none();
  const H axis = a.operand(0), body = log_of_positive(a.operand(1));
  if (body.exists()) return log_sum_exp_along(axis, body);
  const exponential_term<H> term = exponential_of(a.operand(1));
  if (!term.has_exponent() || !varies_along(term.exponent(), axis)) return H::none();
  const H shift = shift_of(H(largest_along(axis, term.exponent())));
  return log(sum_along(axis, term.weight * exp(term.exponent() - shift))) + shift;
}

// The logarithms of functions that are exponentials or differences of two.
template <class H>
constexpr H log_of_function(const H& a) {
  const H x = a.operand(0);
  if (is<exp_>(a)) return x;
  if (is<exp_of_sum_>(a)) return x + a.operand(1);
  if (is<logistic_>(a)) return -softplus(-x);
  if (is<share_>(a)) return -softplus(-(x - a.operand(1)));
  if (is<share_of_>(a)) {
    dag::scratch<H> list(a.count());
    for (int k = 0; k < a.count(); ++k) list[k] = a.operand(k);
    return build(*a.owner(), *detail::operation_at<typename later<log_share_, H>::type>(), list.data(), list.size());
  }
  if (is<cosh_>(a)) return apply<log_cosh_>(x);
  if (is<sinh_>(a)) return apply<log_sinh_>(x);
  if (is<expm1_>(a)) return x + log1m_exp(-x);
  if (is<exp_difference_>(a) || is<exp_change_>(a)) {
    const H step = is<exp_change_>(a) ? a.operand(2) : x - a.operand(1);
    return x + log1m_exp(-step);
  }
  return H::none();
}

template <class H>
constexpr H log_form(const H& a) {
  if (a.is_number()) return a.is(1) && a.owner() != nullptr ? H(dag::number(0), a.owner()) : H::none();
  switch (a.part()) {
    case dag::role::function:
      return log_of_function(a);
    case dag::role::negation:
      return is<expm1_>(a.operand(0)) ? H(log1m_exp(a.operand(0).operand(0))) : H::none();
    case dag::role::product:
    case dag::role::quotient:
      return log_of_fraction(a);
    case dag::role::sum: {
      dag::scratch<H> terms = summands(a);
      if (take_logarithms(terms.data(), terms.size())) return log_of_sum(terms.data(), terms.size());
      return H::none();
    }
    case dag::role::power: {
      if (!a.operand(1).is_number()) return H::none();
      const dag::number exponent = a.operand(1).number();
      const bool even = !exponent.exact() || (exponent * dag::number(0.5)).is_integer();
      const H base = even ? log_of_positive(a.operand(0)) : log_form(a.operand(0));
      return base.exists() ? a.operand(1) * base : base;
    }
    case dag::role::selection:
    case dag::role::choice:
      return log_of_options(a);
    case dag::role::reduction:
      return log_of_reduction(a);
    default:
      return H::none();
  }
}

}  // namespace tapeless::rules
