// SPDX-License-Identifier: BSL-1.0
// The product of numbers that is no fraction of 126-bit integers: exact until all factors are there, then rounded once,
// so that the order of the factors does not matter.
#pragma once

#include <tapeless/dag/number.hpp>
#include <tapeless/dag/scratch.hpp>

namespace tapeless::inline v0_2::detail::pass {

class long_product {
 public:
  constexpr int count() const { return factors_.size(); }
  // Factor k as it came.
  constexpr const dag::number& operator[](int k) const { return factors_[k].number; }
  constexpr bool is_inverse(int k) const { return factors_[k].inverse; }

  // Multiplies by a number that is not negative, or by its inverse. Of a double its shortest decimal counts, because
  // that is the literal that it was. False when it is left to the caller: infinities, NaN and zeros, doubles that a
  // short fraction has nearly the value of (the double 0.1 is not 1/10), and more factors than there is room for.
  constexpr bool multiply(const dag::number& value, bool inverse, int times) {
    if (factors_.size() + times > max_factors || value.is(0)) return false;
    factor one{value, inverse};
    if (!value.exact() && !read_decimal(value, one)) return false;
    for (int k = 0; k < times; ++k) factors_.push(one);
    return true;
  }

  // The product as an exact number where it is one, else as the nearest double.
  constexpr dag::number value() const {
    int tens = 0;
    dag::big_integer above(1), below(1);
    for (const factor& one : factors_) {
      const bool exact = one.number.exact();
      const dag::big_integer p(exact ? static_cast<dag::uint128>(one.number.numerator()) : one.mantissa);
      const dag::big_integer q(exact ? static_cast<dag::uint128>(one.number.denominator()) : 1);
      above = above * (one.inverse ? q : p);
      below = below * (one.inverse ? p : q);
      tens += one.inverse ? -one.tens : one.tens;
    }
    if (tens > max_tens || tens < -max_tens) return dag::number::inexact(0.0);  // beyond all doubles
    if (tens > 0) above.multiply_power_of_ten(tens);
    if (tens < 0) below.multiply_power_of_ten(-tens);
    return dag::number::ratio(above, below);
  }

 private:
  static constexpr int max_factors = 8;  // 1,008 bits
  static constexpr int max_tens = 400;

  struct factor {
    dag::number number{1};
    bool inverse = false;
    dag::uint128 mantissa = 1;  // of a double, mantissa*10^tens
    int tens = 0;
  };

  static constexpr bool read_decimal(const dag::number& value, factor& one) {
    const double size = value.value();
    if (!(size > 0) || size > std::numeric_limits<double>::max()) return false;
    const dag::shortest_digits digits(size);
    const int tens = digits.exponent() - digits.count();
    constexpr int short_digits = 18;
    if (digits.exponent() <= short_digits && tens >= -short_digits) return false;
    one.mantissa = 0;
    for (int k = 0; k < digits.count(); ++k)
      one.mantissa = 10 * one.mantissa + static_cast<dag::uint128>(digits[k] - '0');
    one.tens = tens;
    return true;
  }

  dag::scratch<factor> factors_;
};

}  // namespace tapeless::detail::pass
