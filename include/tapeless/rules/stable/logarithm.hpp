// SPDX-License-Identifier: BSL-1.0
// The better conditioned equals of logarithms: of shares of exponentials, of sums of them, of 1 + x, of ratios near 1.
#pragma once

#include <tapeless/rules/stable/log_form.hpp>
#include <tapeless/rules/stable/patterns.hpp>

namespace tapeless::inline v0_2::rules {

template <class H>
constexpr H log_::stabilize(const H& x) {
  const H result = log_form(x);
  if (result.exists()) return result;
  if (is<normal_cdf_>(x)) return log_normal_cdf(x.operand(0));
  const H weighted = log_of_weighted_sum(x);
  if (weighted.exists()) return weighted;
  if (x.part() == dag::role::sum)
    for (int k = 0; k < 2; ++k)
      if (x.operand(k).is(1)) return log1p(x.operand(1 - k));
  if (x.part() == dag::role::difference && x.operand(0).is(1)) return log1p(-x.operand(1));
  if (is<one_minus_square_>(x)) {
    const H squared = square(x.operand(0));
    return select(squared < 0.5, log1p(-squared), log(x));
  }
  if (is<root_minus_>(x) && x.operand(2).is(1) && !x.operand(1).is_number()) return asinh(-x.operand(1));
  if (is<root_minus_>(x) && x.operand(2).is(-1) && !x.operand(1).is_number()) return acosh(-x.operand(1));
  if (x.part() == dag::role::quotient) {
    const H z = mirrored(x.operand(0), x.operand(1));
    if (z.exists()) return 2 * atanh(z);
    if (x.operand(1).part() == dag::role::difference && x.operand(1).operand(0).is(1) &&
        x.operand(1).operand(1).same(x.operand(0)))
      return logit(x.operand(0));
    const bool back = goes_back(x.operand(0), x.operand(1));
    const H u = x.operand(back ? 1 : 0), v = x.operand(back ? 0 : 1), step = step_between(u, v);
    if (step.exists()) return back ? H(-apply<log_change_>(u, v, step)) : H(apply<log_change_>(u, v, step));
  }
  return H::none();
}
template <class H>
constexpr H log10_::stabilize(const H& x) {
  const H natural = log_::stabilize(x);
  return natural.exists() ? natural / constants::ln10 : natural;
}
template <class H>
constexpr H log2_::stabilize(const H& x) {
  const H natural = log_::stabilize(x);
  return natural.exists() ? natural / constants::ln2 : natural;
}
// Of a share the difference of its exponents
template <class H>
constexpr H logit_::stabilize(const H& p) {
  if (is<logistic_>(p)) return p.operand(0);
  return is<share_>(p) ? H(p.operand(0) - p.operand(1)) : H::none();
}
// log(1 + x)
template <class H>
constexpr H log1p_::stabilize(const H& x) {
  if (is<exp_>(x)) return softplus(x.operand(0));
  const exponential_sum<H> rest(x);
  if (!rest.has_exponent()) return H::none();
  return log_of_weighted_sum(H(1 + x));
}

}  // namespace tapeless::rules
