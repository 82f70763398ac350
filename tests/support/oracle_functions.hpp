// SPDX-License-Identifier: BSL-1.0
// What the oracle computes functions with: numbers of many digits, functions that its arithmetic does not have,
// distances over which functions change and points where they have a corner. Included by oracle.cpp alone, for its
// compile time.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include <boost/math/special_functions/bernoulli.hpp>
#include <boost/math/special_functions/bessel.hpp>
#include <boost/math/special_functions/digamma.hpp>
#include <boost/math/special_functions/erf.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <boost/multiprecision/cpp_bin_float.hpp>

namespace oracle {

namespace mp = boost::multiprecision;

// Differences of atan at 2^500 agree in their first 2^-1170; 440 digits are 1460 bits.
using longest = mp::number<mp::cpp_bin_float<440>, mp::et_off>;
using shorter = mp::number<mp::cpp_bin_float<150>, mp::et_off>;

// Distances over which a function changes, for the step in operand k.
using scale = double (*)(const double* x, std::size_t k);

inline double unit(const double*, std::size_t) { return 1; }
inline double own(const double* x, std::size_t k) { return std::abs(x[k]); }
inline double own_or_one(const double* x, std::size_t k) { return x[k] == 0 ? 1 : std::abs(x[k]); }
inline double at_least_one(const double* x, std::size_t k) { return std::max(1.0, std::abs(x[k])); }
inline double at_most_one(const double* x, std::size_t k) { return std::min(1.0, std::abs(x[k])); }
inline double to_plus_minus_one(const double* x, std::size_t k) { return 1 - std::abs(x[k]); }
inline double above_minus_one(const double* x, std::size_t k) { return 1 + x[k]; }
inline double above_one(const double* x, std::size_t k) { return x[k] - 1; }
inline double between_zero_and_two(const double* x, std::size_t k) { return std::min(x[k], 2 - x[k]); }
inline double above_minus_1_over_e(const double* x, std::size_t k) { return x[k] + 0.36787944117144233; }
inline double second_own(const double* x, std::size_t k) { return k == 1 ? std::abs(x[1]) : 1; }
// Powers of 0 are whole; their derivatives there are exact to the last double with a step that small.
inline double base(const double* x, std::size_t k) { return k > 0 ? 1 : x[0] == 0 ? 0x1p-600 : std::abs(x[0]); }
// Not across the cut
inline double angle(const double* x, std::size_t) { return x[1] < 0 ? std::abs(x[0]) : std::hypot(x[0], x[1]); }
inline double radius2(const double* x, std::size_t) { return std::hypot(x[0], x[1]); }
inline double radius3(const double* x, std::size_t) { return std::hypot(x[0], x[1], x[2]); }
inline double to_pole(const double* x, std::size_t k) {
  return x[k] > 0 ? x[k] : std::min(std::abs(x[k]), std::abs(x[k] - std::round(x[k])));
}
// Functions that are linear between their corners, which no double is closer to than 2^-53 of its size.
inline double linear(const double* x, std::size_t k) {
  if (x[k] != 0) return std::abs(x[k]);
  return k > 0 && x[0] != 0 ? std::abs(x[0]) : x[1] != 0 ? std::abs(x[1]) : 1;
}
inline double linear_in_modulus(const double* x, std::size_t) { return 0x1p-120 * std::min(std::abs(x[1]), 1.0); }

using corner = bool (*)(const double* x);

inline bool nowhere(const double*) { return false; }
inline bool no_divisor(const double* x) { return x[1] == 0; }
inline bool zero(const double* x) { return x[0] == 0; }
inline bool whole(const double* x) { return x[0] == std::floor(x[0]); }
inline bool half(const double* x) { return x[0] - std::floor(x[0]) == 0.5; }
inline bool tie(const double* x) { return x[0] == x[1]; }
inline bool multiple(const double* x) { return std::fmod(x[0], x[1]) == 0; }
inline bool half_multiple(const double* x) { return std::abs(std::fmod(x[0], x[1])) == x[1] / 2; }
inline bool origin2(const double* x) { return x[0] == 0 && x[1] == 0; }
inline bool origin3(const double* x) { return x[0] == 0 && x[1] == 0 && x[2] == 0; }
inline bool cut(const double* x) { return x[0] == 0 && x[1] <= 0; }
inline bool either_zero(const double* x) { return x[0] == 0 || x[1] == 0; }
inline bool bounds(const double* x) { return x[0] == x[1] || x[0] == x[2]; }

inline longest pi() {
  static const longest value = 4 * atan(longest(1));
  return value;
}
inline longest two_pi_remainder(const longest& x) { return x - round(x / (2 * pi())) * 2 * pi(); }

inline longest log1p_series(const longest& x) {
  // 2 artanh(x/(2 + x)), without the cancellation of log(1 + x)
  if (abs(x) > longest(0.125)) return log(1 + x);
  const longest t = x / (2 + x);
  const longest square = t * t;
  longest power = t;
  longest sum = t;
  for (int k = 3; abs(power) > abs(sum) * std::numeric_limits<longest>::epsilon(); k += 2) {
    power *= square;
    sum += power / k;
  }
  return 2 * sum;
}
inline longest expm1_series(const longest& x) {
  if (abs(x) > longest(0.125)) return exp(x) - 1;
  longest term = x;
  longest sum = x;
  for (int k = 2; abs(term) > abs(sum) * std::numeric_limits<longest>::epsilon(); ++k) {
    term *= x / k;
    sum += term;
  }
  return sum;
}
inline longest asinh_of(const longest& x) {
  const longest a = abs(x);
  const longest result = log1p_series(a + a * a / (1 + sqrt(1 + a * a)));
  return x < 0 ? longest(-result) : result;
}
inline longest sinh_of(const longest& x) {
  const longest m = expm1_series(x);
  return (m + m / (m + 1)) / 2;
}
inline longest tanh_of(const longest& x) {
  if (abs(x) > 1000) return x < 0 ? longest(-1) : longest(1);
  const longest m = expm1_series(2 * x);
  return m / (m + 2);
}
inline longest atan2_of(const longest& y, const longest& x) {
  if (y == 0 && x == 0) return 0;
  if (abs(y) <= abs(x)) {
    const longest angle = atan(y / x);
    return x > 0 ? angle : y < 0 ? longest(angle - pi()) : longest(angle + pi());
  }
  return (y < 0 ? longest(-pi() / 2) : longest(pi() / 2)) - atan(x / y);
}
inline longest power(const longest& x, const longest& y) {
  if (y == round(y) && abs(y) <= 64) {
    longest result = 1;
    for (int k = 0; k < abs(y); ++k) result *= x;
    return y < 0 ? longest(1 / result) : result;
  }
  if (x < 0) return std::numeric_limits<longest>::quiet_NaN();
  if (x == 0) return 0;
  return exp(y * log(x));
}
inline longest half_to_even(const longest& x) {
  const longest down = floor(x);
  const longest rest = x - down;
  if (rest != longest(0.5)) return rest < longest(0.5) ? down : longest(down + 1);
  return floor(down / 2) * 2 == down ? down : longest(down + 1);
}

// DLMF 7.6.2, whose terms are all positive
inline longest erf_of(const longest& x) {
  if (abs(x) > 28) return x < 0 ? longest(-1) : longest(1);  // up to 10^-342
  const longest square = x * x;
  longest term = x;
  longest sum = x;
  for (int k = 1; abs(term) > abs(sum) * std::numeric_limits<longest>::epsilon(); ++k) {
    term *= 2 * square / (2 * k + 1);
    sum += term;
  }
  return 2 * exp(-square) * sum / sqrt(pi());
}
inline longest erfc_of(const longest& x) { return 1 - erf_of(x); }
// log(erfc(-x/sqrt(2))/2), below -30 by the asymptotic series of Abramowitz and Stegun 26.2.12, the smallest term of
// which is there below 10^-195.
inline longest log_of_normal_cdf(const longest& x) {
  if (x > 0) return log1p_series(-exp(log_of_normal_cdf(-x)));
  if (x > -30) return log(erfc_of(-x / sqrt(longest(2))) / 2);
  longest term = 1, sum = 1;
  for (int n = 1; n < 440 && abs(term) > std::numeric_limits<longest>::epsilon(); ++n) {
    term *= -(2 * n - 1) / (x * x);
    sum += term;
  }
  return log(sum / -x) - x * x / 2 - log(2 * pi()) / 2;
}
inline double to_tail(const double* x, std::size_t) { return x[0] > 0 ? 1 / (1 + x[0]) : 1 - x[0]; }

// By their power series near 0, by parts elsewhere.
inline longest exp_moment_of(int n, const longest& x) {
  if (abs(x) < 1) {
    longest sum = 0, power = 1;
    for (int j = 0; abs(power) > std::numeric_limits<longest>::epsilon(); ++j) {
      sum += power / (n + 1 + j);
      power *= x / (j + 1);
    }
    return sum;
  }
  longest moment = (exp(x) - 1) / x;
  for (int k = 1; k <= n; ++k) moment = (exp(x) - k * moment) / x;
  return moment;
}
inline longest log_moment_of(int n, const longest& x) {
  if (abs(x) < longest(0.25)) {
    longest sum = 0, power = 1;
    for (int j = 0; abs(power) > std::numeric_limits<longest>::epsilon(); ++j) {
      sum += power / (n + 1 + j);
      power *= -x * (n + j + 1) / (j + 1);
    }
    return sum;
  }
  const longest part = x / (1 + x);
  longest moment = log1p_series(x), power = part;
  for (int k = 1; k <= n; ++k) {
    moment -= power / k;
    power *= part;
  }
  for (int k = 0; k <= n; ++k) moment /= x;
  return moment;
}

// The integral of t^n*(1 - t)^2/2 times the n-th derivative of the cosine at t*x: by its series, or, far out, from the
// derivatives of 1/x^2 and of sin(x)/x^3.
inline longest sin_moment_of(int n, const longest& x) {
  if (abs(x) < 50) {
    longest sum = 0, power = 1;
    for (int m = 0; m < 1800; ++m) {  // x^m/m!, of exp(i*t*x), whose n-th derivative has a factor i^(n + m)
      const int turn = (n + m) % 4;
      const longest part = power / (longest(n + m + 1) * (n + m + 2) * (n + m + 3));
      sum += turn == 0 ? part : turn == 2 ? longest(-part) : longest(0);
      power *= x / (m + 1);
      if (abs(power) < std::numeric_limits<longest>::epsilon()) break;
    }
    return sum;
  }
  longest inverse = (n % 2 == 0 ? 1 : -1) / (x * x), factor = 1 / (x * x * x), sines = 0;
  for (int k = 1; k <= n; ++k) inverse *= (k + 1) / x;
  const longest s = sin(two_pi_remainder(x)), c = cos(two_pi_remainder(x));
  for (int k = 0; k <= n; ++k) {
    const int turn = (n - k) % 4;
    sines += factor * (turn == 0 ? s : turn == 1 ? c : turn == 2 ? longest(-s) : longest(-c));
    factor *= -longest(k + 3) / x * (n - k) / (k + 1);
  }
  return inverse - sines;
}

// Newton's method; the error after the last step is below 2^-1400.
inline longest erf_inv_of(const longest& x) {
  longest w = boost::math::erf_inv(static_cast<double>(x));
  for (int k = 0; k < 5; ++k) w -= (erf_of(w) - x) * exp(w * w) * sqrt(pi()) / 2;
  return w;
}
inline longest erfc_inv_of(const longest& x) {
  longest w = boost::math::erfc_inv(static_cast<double>(x));
  for (int k = 0; k < 5; ++k) w += (erfc_of(w) - x) * exp(w * w) * sqrt(pi()) / 2;
  return w;
}
// Halley's method for w*exp(w) = x
inline longest lambert_of(const longest& x) {
  const double guess = static_cast<double>(x);
  longest w = guess < 1 ? longest(std::log1p(std::max(guess, -0.3)))
                        : longest(std::log(guess) - std::log1p(std::log(guess)) + 0.5);
  for (int k = 0; k < 60; ++k) {
    const longest e = exp(w);
    const longest f = w * e - x;
    const longest change = f / (e * (w + 1) - (w + 2) * f / (2 * w + 2));
    w -= change;
    if (abs(change) <= abs(w) * longest(0x1p-700)) break;
  }
  const longest e = exp(w);
  return w - (w * e - x) / (e * (w + 1));
}
// DLMF 6.6.2; all terms are positive for x > 0, and for x < 0 there are digits enough.
inline longest expint_of(const longest& x) {
  static const longest euler = -boost::math::digamma(shorter(1));
  longest term = 1;
  longest sum = 0;
  for (int k = 1;; ++k) {
    term *= x / k;
    sum += term / k;
    if (k > abs(x) && abs(term) < abs(sum) * longest(0x1p-520)) break;
  }
  return euler + log(abs(x)) + sum;
}

// (-1)^(n + 1) n! zeta(n + 1, x) by Euler and Maclaurin, DLMF 25.11.5, from x = 90, where the least term is 2^-800
inline shorter polygamma_of(int n, shorter x) {
  constexpr int terms = 110;
  static const std::array<shorter, terms + 1> bernoulli = [] {
    std::array<shorter, terms + 1> list;
    for (int j = 1; j <= terms; ++j) list[static_cast<std::size_t>(j)] = boost::math::bernoulli_b2n<shorter>(j);
    return list;
  }();
  if (n == 0) return boost::math::digamma(x);
  const int s = n + 1;
  const auto inverse_power = [&](const shorter& base) {
    shorter result = 1;
    for (int k = 0; k < s; ++k) result /= base;
    return result;
  };
  shorter sum = 0;
  for (; x < 90; x += 1) sum += inverse_power(x);
  shorter power = inverse_power(x);
  sum += power * x / n + power / 2;
  shorter factor = power * s / x / 2;
  for (int j = 1; j <= terms; ++j) {
    const shorter term = bernoulli[static_cast<std::size_t>(j)] * factor;
    sum += term;
    if (abs(term) < abs(sum) * shorter(0x1p-520)) break;
    factor *= shorter(s + 2 * j - 1) * (s + 2 * j) / ((2 * j + 1) * (2 * j + 2)) / (x * x);
  }
  for (int k = 2; k <= n; ++k) sum *= k;
  return n % 2 == 0 ? shorter(-sum) : sum;
}

// DLMF 5.5.1 and 5.5.2, from where Boost.Math is at home
inline shorter tgamma_of(const shorter& x) { return x < 0.5 ? shorter(tgamma_of(x + 1) / x) : boost::math::tgamma(x); }
inline shorter lgamma_of(const shorter& x) {
  return x < 0.5 ? shorter(lgamma_of(x + 1) - log(abs(x))) : boost::math::lgamma(x);
}
inline shorter digamma_of(const shorter& x) {
  return x < 0.5 ? shorter(digamma_of(x + 1) - 1 / x) : boost::math::digamma(x);
}

inline shorter lbeta_of(const shorter& a, const shorter& b) {
  return lgamma_of(a) + lgamma_of(b) - lgamma_of(shorter(a + b));
}

// DLMF 10.2.2 and 10.25.2
inline shorter bessel_series(const shorter& n, const shorter& x, int sign) {
  const shorter quarter = sign * x * x / 4;
  shorter term = pow(x / 2, n) / tgamma_of(shorter(n + 1));
  shorter sum = term;
  for (int k = 1; k < 10 || abs(term) > abs(sum) * shorter(0x1p-600); ++k) {
    term *= quarter / (k * (k + n));
    sum += term;
  }
  return sum;
}
// DLMF 10.2.3 and 10.27.4 between the whole orders, where Boost.Math takes minutes
inline shorter cyl_neumann_of(const shorter& n, const shorter& x) {
  if (n == round(n)) return boost::math::cyl_neumann(n, x);
  const shorter turn = n * shorter(pi());
  return (bessel_series(n, x, -1) * cos(turn) - bessel_series(-n, x, -1)) / sin(turn);
}
inline shorter cyl_bessel_k_of(const shorter& n, const shorter& x) {
  if (n == round(n)) return boost::math::cyl_bessel_k(n, x);
  const shorter turn = n * shorter(pi());
  return shorter(pi()) / 2 * (bessel_series(-n, x, 1) - bessel_series(n, x, 1)) / sin(turn);
}
// DLMF 10.53.1
inline longest sph_bessel_of(const longest& order, const longest& x) {
  const int n = static_cast<int>(order);
  longest term = 1;
  for (int k = 1; k <= n; ++k) term *= x / (2 * k + 1);
  longest sum = term;
  for (int k = 1; k < 1000 && term != 0; ++k) {
    term *= -x * x / 2 / (k * longest(2 * n + 2 * k + 1));
    sum += term;
    if (k > 50 && abs(term) < longest(0x1p-1000) * abs(longest(0x1p-1000))) break;
  }
  return sum;
}

}  // namespace oracle
