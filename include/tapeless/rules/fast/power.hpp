// SPDX-License-Identifier: BSL-1.0
// Powers without a call of pow: exponentials of constant bases, whole exponents up to 64, quarters.
#pragma once

#include <tapeless/rules/fast/arithmetic.hpp>

namespace tapeless::inline v0_2::rules {

// How many products x^n takes, and x^n by as many: of the ways that halve an even exponent, take a factor x off, or a
// factor 3 out, the shortest.
constexpr int length_of_chain(std::int64_t n) {
  if (n < 2) return 0;
  const int binary = n % 2 == 0 ? 1 + length_of_chain(n / 2) : 1 + length_of_chain(n - 1);
  const int ternary = n % 3 == 0 ? 2 + length_of_chain(n / 3) : binary;
  return ternary < binary ? ternary : binary;
}
template <class H>
constexpr H power_by_chain(const H& x, std::int64_t n) {
  if (n < 2) return n == 1 ? x : H(1);
  if (n % 3 == 0 && 2 + length_of_chain(n / 3) == length_of_chain(n)) {
    const H third = power_by_chain(x, n / 3);
    return third * (third * third);
  }
  if (n % 2 != 0) return x * power_by_chain(x, n - 1);
  const H half = power_by_chain(x, n / 2);
  return half * half;
}

template <class H>
constexpr H pow_::fast(const H& x, const H& y) {
  constexpr std::int64_t longest = 64;
  if (x.is(2) && !y.is_number()) return exp2(y);
  const bool base = (x.is_number() && !x.number().negative() && !x.is(0) && !x.is(1)) || x.part() == dag::role::named;
  if (base && !y.is_number()) return exp(log(x) * y);
  if (x.is_number() || !y.is_number() || !y.number().exact()) return H::none();
  const bool negative = y.number().negative();
  const dag::number size = negative ? -y.number() : y.number();
  if (dag::number(longest) < size) return H::none();
  if (size.is_integer()) {
    if (!(dag::number(16) < size)) return H::none();  // is written out anyway
    const H power = power_by_chain(x, static_cast<std::int64_t>(size.numerator()));
    return negative ? 1 / power : power;
  }
  // Of -infinity a power is another number than the root.
  if (size.denominator() != 4 || dag::number(4) < size || !is_nonnegative(x)) return H::none();
  const auto quarters = static_cast<std::int64_t>(size.numerator());
  const H root = sqrt(x), fourth = sqrt(root);
  const H part = quarters % 4 == 1 ? fourth : root * fourth;
  const H power = quarters < 4 ? part : power_by_chain(x, quarters / 4) * part;
  return negative ? 1 / power : power;
}

}  // namespace tapeless::rules
