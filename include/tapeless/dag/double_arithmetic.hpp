// SPDX-License-Identifier: BSL-1.0
// Arithmetic on doubles in the compiler that also gives infinities, NaN and what is close to 0: there the operators of
// the language are no constant expressions.
#pragma once

#include <bit>
#include <cstdint>
#include <limits>

#include <tapeless/dag/decimal.hpp>

namespace tapeless::inline v0_2::dag {

// Whether products and quotients with another such number are normal numbers.
constexpr bool is_tame(double value) {
  const double size = value < 0 ? -value : value;
  return size < 1e150 && size > 1e-150;
}

// A double as sign, class and fraction.
class taken_apart {
 public:
  constexpr explicit taken_apart(double value) {
    const auto bits = std::bit_cast<std::uint64_t>(value);
    const int field = static_cast<int>(bits >> 52 & 0x7ff);
    const std::uint64_t digits = bits & ((std::uint64_t{1} << 52) - 1);
    const int power = (field == 0 ? 1 : field) - 1075;
    minus = bits >> 63 != 0;
    zero = bits << 1 == 0;
    finite = field != 0x7ff;
    nan = !finite && digits != 0;
    if (!finite) return;
    numerator = big_integer(field == 0 ? digits : digits | std::uint64_t{1} << 52);
    if (power > 0) numerator.shift_left(power);
    if (power < 0) denominator.shift_left(-power);
  }

  bool minus = false;
  bool zero = false;
  bool finite = true;
  bool nan = false;
  big_integer numerator;  // of the size of a finite one
  big_integer denominator{1};
};

constexpr double double_product(double a, double b) {
  if (is_tame(a) && is_tame(b)) return a * b;
  const taken_apart x(a), y(b);
  if (x.nan || y.nan || (x.zero && !y.finite) || (!x.finite && y.zero)) return std::numeric_limits<double>::quiet_NaN();
  const double size = !x.finite || !y.finite ? std::numeric_limits<double>::infinity()
                                             : nearest_double(x.numerator * y.numerator, x.denominator * y.denominator);
  return x.minus != y.minus ? -size : size;
}

// The divisor is not an exact zero, but may be a double that is one.
constexpr double double_quotient(double a, double b) {
  if (is_tame(a) && is_tame(b)) return a / b;
  const taken_apart x(a), y(b);
  if (x.nan || y.nan || (x.zero && y.zero) || (!x.finite && !y.finite)) return std::numeric_limits<double>::quiet_NaN();
  const double size = !x.finite || y.zero ? std::numeric_limits<double>::infinity()
                      : !y.finite         ? 0.0
                                          : nearest_double(x.numerator * y.denominator, x.denominator * y.numerator);
  return x.minus != y.minus ? -size : size;
}

constexpr double double_sum(double a, double b) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  constexpr double half = std::numeric_limits<double>::max() / 2;
  const auto moderate = [](double value) { return value < half && value > -half; };
  if (moderate(a) && moderate(b)) return a + b;
  const taken_apart x(a), y(b);
  if (x.nan || y.nan || (!x.finite && !y.finite && x.minus != y.minus)) return std::numeric_limits<double>::quiet_NaN();
  if (!x.finite) return a;
  if (!y.finite) return b;
  // Halves are exact where they count: what is lost of the smaller one is beyond all digits of the larger one.
  const double halved = a / 2 + b / 2;
  if (halved <= half && halved >= -half) return 2 * halved;
  return halved < 0 ? -infinity : infinity;
}

}  // namespace tapeless::dag
