// SPDX-License-Identifier: BSL-1.0
// The better conditioned equals of logarithms: of shares of exponentials, of sums of them, of 1 + x.
#pragma once

#include <tapeless/rules/stable/log_form.hpp>

namespace tapeless::rules {

template <class H>
constexpr H log_::stabilize(const H& x) {
  const H result = log_form(x);
  if (result.exists() || x.part() != dag::role::sum) return result;
  for (int k = 0; k < 2; ++k)
    if (x.operand(k).is(1)) return log1p(x.operand(1 - k));
  return result;
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
template <class H>
constexpr H log1p_::stabilize(const H& x) {
  const H exponent = log_form(x);
  return exponent.exists() ? H(softplus(exponent)) : exponent;
}

}  // namespace tapeless::rules
