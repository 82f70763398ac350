// SPDX-License-Identifier: BSL-1.0
// exp(-x^2) and exp(-x^2/2) without the rounding error of the square, which the exponential would magnify by x^2. With
// x = h + r, h of so few bits that h^2 is exact, x^2 is h^2 + r*(x + h), and the second part is small (the splitting of
// W. J. Cody, "Rational Chebyshev approximations for the error function", Math. Comp. 23 (1969)).
#pragma once

#include <limits>
#include <type_traits>

#include <tapeless/math/exponential.hpp>
#include <tapeless/math/rounding.hpp>
#include <tapeless/math/selection.hpp>

namespace tapeless::inline v0_2::detail::math {
namespace detail {

// The numbers that T consists of, where h can be taken by adding and subtracting a large number.
template <class T>
struct splittable {
  using type = void;
};
template <>
struct splittable<double> {
  using type = double;
};
template <>
struct splittable<float> {
  using type = float;
};
template <>
struct splittable<long double> {
  using type = long double;
};
template <class T>
  requires requires { typename T::mask; }
struct splittable<T> {
  using type = typename T::value_type;
};

template <class Number>
struct split_constants;
template <>
struct split_constants<double> {
  static constexpr double end = 40;              // exp(-x^2/2) is 0 from here on
  static constexpr double splitter = 0x1.8p+32;  // leaves multiples of 2^-20
};
template <>
struct split_constants<float> {
  static constexpr float end = 15;
  static constexpr float splitter = 0x1.8p+16F;  // leaves multiples of 2^-7
};
template <>
struct split_constants<long double> {
  static constexpr int digits = std::numeric_limits<long double>::digits;
  static constexpr long double end = 160;
  // Leaves multiples of 2^-24, of 2^-48 where long double has 113 digits, and of 2^-18 where it is double.
  static constexpr long double splitter = digits == 64 ? 0x1.8p+39L : digits > 64 ? 0x1.8p+64L : 0x1.8p+34L;
};

}  // namespace detail

// exp(-x^2*scale) for a scale of 1 or 1/2
template <class T>
constexpr T bell(const T& x, float scale) {
  using number = typename detail::splittable<T>::type;
  if constexpr (std::is_void_v<number>) {
    return math::exp(T(-(x * x) * T(scale)));
  } else {
    using constants = detail::split_constants<number>;
    const T factor = T(static_cast<number>(scale)), one = T(number(1));
    const T size = math::min(T(math::abs(x)), T(constants::end));
    const T high = T(T(size + T(constants::splitter)) - T(constants::splitter));
    const T rest = T(T(size - high) * T(size + high)) * factor;
    const T whole = math::exp(T(T(-(high * high)) * factor));
    const T loss =
        rest *
        (one - rest * T(number(0.5)) *
                   (one - rest * T(number(1) / 3) * (one - rest * T(number(0.25)) * (one - rest * T(number(0.2))))));
    return T(whole - whole * loss);
  }
}

}  // namespace tapeless::detail::math
