// SPDX-License-Identifier: BSL-1.0
// The oracle of the kernels' tests, independent of them: Boost.Multiprecision's 50-digit binary floating
// point, in formulas without cancellation at these precisions, and the error of a result in units in the
// last place of the exact value.
#pragma once

#include <cmath>
#include <limits>

#include <boost/math/special_functions/acosh.hpp>
#include <boost/math/special_functions/asinh.hpp>
#include <boost/math/special_functions/atanh.hpp>
#include <boost/math/special_functions/expm1.hpp>
#include <boost/math/special_functions/log1p.hpp>
#include <boost/multiprecision/cpp_bin_float.hpp>

namespace reference {

using real = boost::multiprecision::cpp_bin_float_50;
using boost::multiprecision::ldexp;

// Overflow of T counts from half a unit beyond its largest number, as rounding has it.
template <class T>
double ulps(T got, const real& exact) {
  using limits = std::numeric_limits<T>;
  constexpr double wrong = 1e300;
  if (isnan(exact) || std::isnan(got)) return isnan(exact) == std::isnan(got) ? 0 : wrong;
  const real largest = real(limits::max()) + ldexp(real(1), limits::max_exponent - limits::digits - 1);
  if (abs(exact) >= largest || std::isinf(got)) {
    // The infinity one unit early is an error of one unit.
    const bool close = abs(exact) >= real(limits::max()) || (!std::isinf(got) && std::abs(got) >= limits::max());
    return (std::isinf(got) && abs(exact) >= largest && (got > 0) == (exact > 0)) ? 0 : close ? 1 : wrong;
  }
  if (exact == 0) return got == 0 ? 0 : wrong;
  int exponent = 0;
  frexp(exact, &exponent);
  if (exponent < limits::min_exponent) exponent = limits::min_exponent;
  const real error = abs(real(got) - exact);
  return static_cast<double>(ldexp(error, limits::digits - exponent));
}

// The same in units of 2^-52 max(1, |exact|), for functions with zeros that double cannot resolve
inline double units(double got, const real& exact) {
  const real size = abs(exact) > 1 ? real(abs(exact)) : real(1);
  return static_cast<double>(abs(real(got) - exact) / size) * 0x1p52;
}

struct angle {
  real rest;
  int quadrant;
};

// Modulo pi/2 with 1400 bits, enough for the largest double.
inline angle reduce(const real& x) {
  namespace mp = boost::multiprecision;
  using long_real = mp::number<mp::cpp_bin_float<1400, mp::digit_base_2>, mp::et_off>;
  static const long_real half_pi = boost::math::constants::half_pi<long_real>();
  const long_real y(x);
  const long_real n = round(long_real(y / half_pi));
  const long_real quadrants = n - 4 * floor(long_real(n / 4));
  return {real(long_real(y - n * half_pi)), static_cast<int>(quadrants)};
}

inline real sin(const real& x) {
  const angle a = reduce(x);
  const real s =
      a.quadrant % 2 == 0 ? real(boost::multiprecision::sin(a.rest)) : real(boost::multiprecision::cos(a.rest));
  return a.quadrant >= 2 ? real(-s) : s;
}

inline real cos(const real& x) {
  const angle a = reduce(x);
  const real c =
      a.quadrant % 2 == 0 ? real(boost::multiprecision::cos(a.rest)) : real(boost::multiprecision::sin(a.rest));
  return a.quadrant == 1 || a.quadrant == 2 ? real(-c) : c;
}

inline real tan(const real& x) { return sin(x) / cos(x); }

inline real pi() { return boost::math::constants::pi<real>(); }

inline real sin_pi(const real& x) {
  const real n = round(real(2 * x));
  const real rest = (x - n / 2) * pi();
  const int quadrant = static_cast<int>(real(n - 4 * floor(real(n / 4))));
  const real s = quadrant % 2 == 0 ? real(boost::multiprecision::sin(rest)) : real(boost::multiprecision::cos(rest));
  return quadrant >= 2 ? real(-s) : s;
}

inline real cos_pi(const real& x) {
  const real n = round(real(2 * x));
  const real rest = (x - n / 2) * pi();
  const int quadrant = static_cast<int>(real(n - 4 * floor(real(n / 4))));
  const real c = quadrant % 2 == 0 ? real(boost::multiprecision::cos(rest)) : real(boost::multiprecision::sin(rest));
  return quadrant == 1 || quadrant == 2 ? real(-c) : c;
}

inline real expm1(const real& x) { return boost::math::expm1(x); }

inline real log1p(const real& x) { return boost::math::log1p(x); }

inline real sinh(const real& x) {
  if (abs(x) > 1) return (exp(x) - exp(real(-x))) / 2;
  const real e = expm1(x);
  return (e + e / (e + 1)) / 2;
}

inline real cosh(const real& x) { return (exp(x) + exp(real(-x))) / 2; }

inline real tanh(const real& x) {
  if (abs(x) > 1000) return x > 0 ? 1 : -1;
  const real e = expm1(real(2 * x));
  return e / (e + 2);
}

inline real asinh(const real& x) { return boost::math::asinh(x); }

inline real acosh(const real& x) { return boost::math::acosh(x); }

inline real atanh(const real& x) { return boost::math::atanh(x); }

inline real asin(const real& x) { return atan2(x, real(sqrt(real((1 - x) * (1 + x))))); }

inline real acos(const real& x) { return atan2(real(sqrt(real((1 - x) * (1 + x)))), x); }

inline real log2(const real& x) { return log(x) / boost::math::constants::ln_two<real>(); }

inline real log10(const real& x) { return log(x) / boost::math::constants::ln_ten<real>(); }

inline real exp2(const real& x) { return exp(real(x * boost::math::constants::ln_two<real>())); }

inline real cbrt(const real& x) {
  const real r = exp(real(log(real(abs(x))) / 3));
  return x < 0 ? real(-r) : r;
}

inline real hypot(const real& x, const real& y, const real& z = 0) { return sqrt(real(x * x + y * y + z * z)); }

}  // namespace reference
