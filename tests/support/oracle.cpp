// SPDX-License-Identifier: BSL-1.0
// The functions of the library from their definitions, with 440 decimal digits where a formula of elementary functions
// says what they are and 150 where it takes Boost.Math. Derivatives are central differences: with a step of 2^-84 times
// the distance over which the function changes they have 50 correct digits, and the rest of the digits is lost to
// cancellation.
#include "tests/support/oracle.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <limits>
#include <map>

#include <boost/math/special_functions/bernoulli.hpp>
#include <boost/math/special_functions/bessel.hpp>
#include <boost/math/special_functions/digamma.hpp>
#include <boost/math/special_functions/erf.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <boost/multiprecision/cpp_bin_float.hpp>

namespace oracle {
namespace {

namespace mp = boost::multiprecision;

// Differences of atan at 2^500 agree in their first 2^-1170; 440 digits are 1460 bits.
using longest = mp::number<mp::cpp_bin_float<440>, mp::et_off>;
using shorter = mp::number<mp::cpp_bin_float<150>, mp::et_off>;

// Distances over which a function changes, for the step in operand k.
using scale = double (*)(const double* x, std::size_t k);

double unit(const double*, std::size_t) { return 1; }
double own(const double* x, std::size_t k) { return std::abs(x[k]); }
double own_or_one(const double* x, std::size_t k) { return x[k] == 0 ? 1 : std::abs(x[k]); }
double at_least_one(const double* x, std::size_t k) { return std::max(1.0, std::abs(x[k])); }
double at_most_one(const double* x, std::size_t k) { return std::min(1.0, std::abs(x[k])); }
double to_plus_minus_one(const double* x, std::size_t k) { return 1 - std::abs(x[k]); }
double above_minus_one(const double* x, std::size_t k) { return 1 + x[k]; }
double above_one(const double* x, std::size_t k) { return x[k] - 1; }
double between_zero_and_two(const double* x, std::size_t k) { return std::min(x[k], 2 - x[k]); }
double above_minus_1_over_e(const double* x, std::size_t k) { return x[k] + 0.36787944117144233; }
double second_own(const double* x, std::size_t k) { return k == 1 ? std::abs(x[1]) : 1; }
// Powers of 0 are whole; their derivatives there are exact to the last double with a step that small.
double base(const double* x, std::size_t k) { return k > 0 ? 1 : x[0] == 0 ? 0x1p-600 : std::abs(x[0]); }
// Not across the cut
double angle(const double* x, std::size_t) { return x[1] < 0 ? std::abs(x[0]) : std::hypot(x[0], x[1]); }
double radius2(const double* x, std::size_t) { return std::hypot(x[0], x[1]); }
double radius3(const double* x, std::size_t) { return std::hypot(x[0], x[1], x[2]); }
double to_pole(const double* x, std::size_t k) {
  return x[k] > 0 ? x[k] : std::min(std::abs(x[k]), std::abs(x[k] - std::round(x[k])));
}
// Functions that are linear between their corners, which no double is closer to than 2^-53 of its size.
double linear(const double* x, std::size_t k) {
  if (x[k] != 0) return std::abs(x[k]);
  return k > 0 && x[0] != 0 ? std::abs(x[0]) : x[1] != 0 ? std::abs(x[1]) : 1;
}
double linear_in_modulus(const double* x, std::size_t) { return 0x1p-120 * std::min(std::abs(x[1]), 1.0); }

using corner = bool (*)(const double* x);

bool nowhere(const double*) { return false; }
bool no_divisor(const double* x) { return x[1] == 0; }
bool zero(const double* x) { return x[0] == 0; }
bool whole(const double* x) { return x[0] == std::floor(x[0]); }
bool half(const double* x) { return x[0] - std::floor(x[0]) == 0.5; }
bool tie(const double* x) { return x[0] == x[1]; }
bool multiple(const double* x) { return std::fmod(x[0], x[1]) == 0; }
bool half_multiple(const double* x) { return std::abs(std::fmod(x[0], x[1])) == x[1] / 2; }
bool origin2(const double* x) { return x[0] == 0 && x[1] == 0; }
bool origin3(const double* x) { return x[0] == 0 && x[1] == 0 && x[2] == 0; }
bool cut(const double* x) { return x[0] == 0 && x[1] <= 0; }
bool either_zero(const double* x) { return x[0] == 0 || x[1] == 0; }
bool bounds(const double* x) { return x[0] == x[1] || x[0] == x[2]; }

longest pi() {
  static const longest value = 4 * atan(longest(1));
  return value;
}
longest two_pi_remainder(const longest& x) { return x - round(x / (2 * pi())) * 2 * pi(); }

longest log1p_series(const longest& x) {
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
longest expm1_series(const longest& x) {
  if (abs(x) > longest(0.125)) return exp(x) - 1;
  longest term = x;
  longest sum = x;
  for (int k = 2; abs(term) > abs(sum) * std::numeric_limits<longest>::epsilon(); ++k) {
    term *= x / k;
    sum += term;
  }
  return sum;
}
longest asinh_of(const longest& x) {
  const longest a = abs(x);
  const longest result = log1p_series(a + a * a / (1 + sqrt(1 + a * a)));
  return x < 0 ? longest(-result) : result;
}
longest sinh_of(const longest& x) {
  const longest m = expm1_series(x);
  return (m + m / (m + 1)) / 2;
}
longest tanh_of(const longest& x) {
  if (abs(x) > 1000) return x < 0 ? longest(-1) : longest(1);
  const longest m = expm1_series(2 * x);
  return m / (m + 2);
}
longest atan2_of(const longest& y, const longest& x) {
  if (y == 0 && x == 0) return 0;
  if (abs(y) <= abs(x)) {
    const longest angle = atan(y / x);
    return x > 0 ? angle : y < 0 ? longest(angle - pi()) : longest(angle + pi());
  }
  return (y < 0 ? longest(-pi() / 2) : longest(pi() / 2)) - atan(x / y);
}
longest power(const longest& x, const longest& y) {
  if (y == round(y) && abs(y) <= 64) {
    longest result = 1;
    for (int k = 0; k < abs(y); ++k) result *= x;
    return y < 0 ? longest(1 / result) : result;
  }
  if (x < 0) return std::numeric_limits<longest>::quiet_NaN();
  if (x == 0) return 0;
  return exp(y * log(x));
}
longest half_to_even(const longest& x) {
  const longest down = floor(x);
  const longest rest = x - down;
  if (rest != longest(0.5)) return rest < longest(0.5) ? down : longest(down + 1);
  return floor(down / 2) * 2 == down ? down : longest(down + 1);
}

// DLMF 7.6.2, whose terms are all positive
longest erf_of(const longest& x) {
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
longest erfc_of(const longest& x) { return 1 - erf_of(x); }

// Newton's method; the error after the last step is below 2^-1400.
longest erf_inv_of(const longest& x) {
  longest w = boost::math::erf_inv(static_cast<double>(x));
  for (int k = 0; k < 5; ++k) w -= (erf_of(w) - x) * exp(w * w) * sqrt(pi()) / 2;
  return w;
}
longest erfc_inv_of(const longest& x) {
  longest w = boost::math::erfc_inv(static_cast<double>(x));
  for (int k = 0; k < 5; ++k) w += (erfc_of(w) - x) * exp(w * w) * sqrt(pi()) / 2;
  return w;
}
// Halley's method for w*exp(w) = x
longest lambert_of(const longest& x) {
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
longest expint_of(const longest& x) {
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
shorter polygamma_of(int n, shorter x) {
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
shorter tgamma_of(const shorter& x) { return x < 0.5 ? shorter(tgamma_of(x + 1) / x) : boost::math::tgamma(x); }
shorter lgamma_of(const shorter& x) {
  return x < 0.5 ? shorter(lgamma_of(x + 1) - log(abs(x))) : boost::math::lgamma(x);
}
shorter digamma_of(const shorter& x) { return x < 0.5 ? shorter(digamma_of(x + 1) - 1 / x) : boost::math::digamma(x); }

shorter lbeta_of(const shorter& a, const shorter& b) { return lgamma_of(a) + lgamma_of(b) - lgamma_of(shorter(a + b)); }

// DLMF 10.2.2 and 10.25.2
shorter bessel_series(const shorter& n, const shorter& x, int sign) {
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
shorter cyl_neumann_of(const shorter& n, const shorter& x) {
  if (n == round(n)) return boost::math::cyl_neumann(n, x);
  const shorter turn = n * shorter(pi());
  return (bessel_series(n, x, -1) * cos(turn) - bessel_series(-n, x, -1)) / sin(turn);
}
shorter cyl_bessel_k_of(const shorter& n, const shorter& x) {
  if (n == round(n)) return boost::math::cyl_bessel_k(n, x);
  const shorter turn = n * shorter(pi());
  return shorter(pi()) / 2 * (bessel_series(-n, x, 1) - bessel_series(n, x, 1)) / sin(turn);
}
// DLMF 10.53.1
longest sph_bessel_of(const longest& order, const longest& x) {
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

template <class T>
using function = T (*)(const T* x, std::size_t count);

struct entry {
  const char* name;
  function<longest> by_formula;  // one of the two
  function<shorter> by_library;
  scale step = unit;
  corner has_corner = nowhere;
};

template <class T>
T truth(bool holds) {
  return holds ? T(1) : T(0);
}

using L = longest;
using S = shorter;
constexpr function<longest> none = nullptr;

const entry table[] = {
    {"add", [](const L* x, std::size_t) -> L { return x[0] + x[1]; }, nullptr, at_least_one},
    {"subtract", [](const L* x, std::size_t) -> L { return x[0] - x[1]; }, nullptr, at_least_one},
    {"multiply", [](const L* x, std::size_t) -> L { return x[0] * x[1]; }, nullptr, at_least_one},
    {"divide", [](const L* x, std::size_t) -> L { return x[0] / x[1]; }, nullptr, second_own, no_divisor},
    {"negate", [](const L* x, std::size_t) -> L { return -x[0]; }, nullptr, at_least_one},
    {"pow", [](const L* x, std::size_t) -> L { return power(x[0], x[1]); }, nullptr, base},
    {"in_order", [](const L* x, std::size_t) -> L { return x[0] * x[1]; }, nullptr, at_least_one},
    {"square", [](const L* x, std::size_t) -> L { return x[0] * x[0]; }, nullptr, at_least_one},
    {"one_minus_square", [](const L* x, std::size_t) -> L { return 1 - x[0] * x[0]; }, nullptr, at_least_one},
    {"sqrt", [](const L* x, std::size_t) -> L { return sqrt(x[0]); }, nullptr, own},
    {"cbrt",
     [](const L* x, std::size_t) -> L {
       const L root = exp(log(abs(x[0])) / 3);
       return x[0] == 0 ? L(0) : x[0] < 0 ? L(-root) : root;
     },
     nullptr, own, zero},
    {"cbrt_slope", [](const L* x, std::size_t) -> L { return exp(log(abs(x[0])) * -2 / 3) / 3; }, nullptr, own, zero},
    {"rsqrt", [](const L* x, std::size_t) -> L { return 1 / sqrt(x[0]); }, nullptr, own},
    {"hypot", [](const L* x, std::size_t) -> L { return sqrt(x[0] * x[0] + x[1] * x[1]); }, nullptr, radius2, origin2},
    {"hypot_slope",
     [](const L* x, std::size_t) -> L {
       return x[0] == 0 && x[1] == 0 ? L(0) : L(x[0] / sqrt(x[0] * x[0] + x[1] * x[1]));
     },
     nullptr, radius2, origin2},
    {"hypot3_slope",
     [](const L* x, std::size_t) -> L { return x[0] == 0 ? L(0) : L(x[0] / sqrt(x[0] * x[0] + x[1] * x[1] + x[2] * x[2])); },
     nullptr, radius3, origin3},
    {"over_cube", [](const L* x, std::size_t) -> L { return x[0] * x[1] / (x[2] * x[2] * x[2]); }, nullptr, own_or_one},
    {"hypot3", [](const L* x, std::size_t) -> L { return sqrt(x[0] * x[0] + x[1] * x[1] + x[2] * x[2]); }, nullptr,
     radius3, origin3},
    {"fma", [](const L* x, std::size_t) -> L { return x[0] * x[1] + x[2]; }, nullptr, at_least_one},

    {"exp", [](const L* x, std::size_t) -> L { return exp(x[0]); }, nullptr},
    {"exp2", [](const L* x, std::size_t) -> L { return exp(x[0] * log(L(2))); }, nullptr},
    {"expm1", [](const L* x, std::size_t) -> L { return expm1_series(x[0]); }, nullptr},
    {"log", [](const L* x, std::size_t) -> L { return log(x[0]); }, nullptr, own},
    {"log2", [](const L* x, std::size_t) -> L { return log(x[0]) / log(L(2)); }, nullptr, own},
    {"log10", [](const L* x, std::size_t) -> L { return log(x[0]) / log(L(10)); }, nullptr, own},
    {"log1p", [](const L* x, std::size_t) -> L { return log1p_series(x[0]); }, nullptr, above_minus_one},
    {"log1m_exp",
     [](const L* x, std::size_t) -> L {
       return x[0] > -0.5 ? L(log(-expm1_series(x[0]))) : log1p_series(-exp(x[0]));
     },
     nullptr, at_most_one},
    {"log_sum_exp",
     [](const L* x, std::size_t count) -> L {
       const L largest = *std::max_element(x, x + count);
       L sum = 0;
       bool taken = false;
       for (std::size_t k = 0; k < count; ++k) {
         if (!taken && x[k] == largest)
           taken = true;
         else
           sum += exp(x[k] - largest);
       }
       return largest + log1p_series(sum);
     },
     nullptr},
    {"xlogy", [](const L* x, std::size_t) -> L { return x[0] * log(x[1]); }, nullptr, second_own},

    {"sin", [](const L* x, std::size_t) -> L { return sin(two_pi_remainder(x[0])); }, nullptr},
    {"cos", [](const L* x, std::size_t) -> L { return cos(two_pi_remainder(x[0])); }, nullptr},
    {"tan",
     [](const L* x, std::size_t) -> L { return sin(two_pi_remainder(x[0])) / cos(two_pi_remainder(x[0])); }, nullptr,
     [](const double* x, std::size_t) { return std::abs(std::cos(x[0])); }},
    {"asin", [](const L* x, std::size_t) -> L { return 2 * atan(x[0] / (1 + sqrt((1 - x[0]) * (1 + x[0])))); },
     nullptr, to_plus_minus_one},
    {"acos", [](const L* x, std::size_t) -> L { return 2 * atan(sqrt((1 - x[0]) / (1 + x[0]))); }, nullptr,
     to_plus_minus_one},
    {"atan", [](const L* x, std::size_t) -> L { return atan(x[0]); }, nullptr, at_least_one},
    {"atan_slope", [](const L* x, std::size_t) -> L { return 1 / (1 + x[0] * x[0]); }, nullptr, at_least_one},
    {"atan2_slope",
     [](const L* x, std::size_t) -> L { return x[0] == 0 ? L(0) : L(x[0] / (x[0] * x[0] + x[1] * x[1])); }, nullptr,
     radius2, origin2},
    {"atan2", [](const L* x, std::size_t) -> L { return atan2_of(x[0], x[1]); }, nullptr, angle, cut},
    {"sin_pi", [](const L* x, std::size_t) -> L { return sin(pi() * (x[0] - 2 * round(x[0] / 2))); }, nullptr},
    {"cos_pi", [](const L* x, std::size_t) -> L { return cos(pi() * (x[0] - 2 * round(x[0] / 2))); }, nullptr},

    {"sinh", [](const L* x, std::size_t) -> L { return sinh_of(x[0]); }, nullptr},
    {"cosh", [](const L* x, std::size_t) -> L { return (exp(x[0]) + exp(-x[0])) / 2; }, nullptr},
    {"tanh", [](const L* x, std::size_t) -> L { return tanh_of(x[0]); }, nullptr},
    {"asinh", [](const L* x, std::size_t) -> L { return asinh_of(x[0]); }, nullptr, at_least_one},
    {"tanh_slope",
     [](const L* x, std::size_t) -> L {
       const L sum = exp(x[0]) + exp(-x[0]);
       return 4 / (sum * sum);
     },
     nullptr},
    {"asinh_slope", [](const L* x, std::size_t) -> L { return 1 / sqrt(1 + x[0] * x[0]); }, nullptr, at_least_one},
    {"acosh_slope", [](const L* x, std::size_t) -> L { return 1 / sqrt((x[0] - 1) * (x[0] + 1)); }, nullptr,
     above_one},
    {"acosh",
     [](const L* x, std::size_t) -> L {
       const L t = x[0] - 1;
       return log1p_series(t + sqrt(t * (x[0] + 1)));
     },
     nullptr, above_one},
    {"atanh", [](const L* x, std::size_t) -> L { return log1p_series(2 * x[0] / (1 - x[0])) / 2; }, nullptr,
     to_plus_minus_one},

    {"abs", [](const L* x, std::size_t) -> L { return x[0] < 0 ? L(-x[0]) : x[0]; }, nullptr, linear, zero},
    {"sign", [](const L* x, std::size_t) -> L { return x[0] > 0 ? L(1) : x[0] < 0 ? L(-1) : L(0); }, nullptr, linear,
     zero},
    {"abs_slope", [](const L* x, std::size_t) -> L { return x[0] > 0 ? L(1) : x[0] < 0 ? L(-1) : L(0); }, nullptr,
     linear, zero},
    {"floor", [](const L* x, std::size_t) -> L { return floor(x[0]); }, nullptr, linear, whole},
    {"ceil", [](const L* x, std::size_t) -> L { return ceil(x[0]); }, nullptr, linear, whole},
    {"round", [](const L* x, std::size_t) -> L { return x[0] < 0 ? L(ceil(x[0] - L(0.5))) : L(floor(x[0] + L(0.5))); },
     nullptr, linear, half},
    {"rint", [](const L* x, std::size_t) -> L { return half_to_even(x[0]); }, nullptr, linear, half},
    {"trunc", [](const L* x, std::size_t) -> L { return x[0] < 0 ? L(ceil(x[0])) : L(floor(x[0])); }, nullptr, linear,
     whole},
    {"fmod",
     [](const L* x, std::size_t) -> L {
       const L quotient = x[0] / x[1];
       return x[0] - x[1] * (quotient < 0 ? L(ceil(quotient)) : L(floor(quotient)));
     },
     nullptr, linear_in_modulus, multiple},
    {"remainder", [](const L* x, std::size_t) -> L { return x[0] - x[1] * half_to_even(x[0] / x[1]); }, nullptr,
     linear_in_modulus, half_multiple},
    {"copysign", [](const L* x, std::size_t) -> L { return signbit(x[0]) != signbit(x[1]) ? L(-x[0]) : x[0]; }, nullptr,
     linear, either_zero},
    {"min", [](const L* x, std::size_t) -> L { return x[0] < x[1] ? x[0] : x[1]; }, nullptr, linear, tie},
    {"max", [](const L* x, std::size_t) -> L { return x[0] < x[1] ? x[1] : x[0]; }, nullptr, linear, tie},
    {"min_more", [](const L* x, std::size_t) -> L { return x[0] < x[1] ? x[0] : x[1]; }, nullptr, linear, tie},
    {"max_more", [](const L* x, std::size_t) -> L { return x[0] < x[1] ? x[1] : x[0]; }, nullptr, linear, tie},
    {"fmin", [](const L* x, std::size_t) -> L { return x[0] < x[1] ? x[0] : x[1]; }, nullptr, linear, tie},
    {"fmax", [](const L* x, std::size_t) -> L { return x[0] < x[1] ? x[1] : x[0]; }, nullptr, linear, tie},
    {"fdim", [](const L* x, std::size_t) -> L { return x[1] < x[0] ? L(x[0] - x[1]) : L(0); }, nullptr, linear, tie},
    {"clamp", [](const L* x, std::size_t) -> L { return x[0] < x[1] ? x[1] : x[2] < x[0] ? x[2] : x[0]; }, nullptr,
     linear, bounds},

    {"erf", [](const L* x, std::size_t) -> L { return erf_of(x[0]); }, nullptr},
    {"erfc", [](const L* x, std::size_t) -> L { return erfc_of(x[0]); }, nullptr},
    {"erf_slope", [](const L* x, std::size_t) -> L { return 2 * exp(-x[0] * x[0]) / sqrt(pi()); }, nullptr},
    {"erf_inv_slope",
     [](const L* x, std::size_t) -> L {
       const L w = erf_inv_of(x[0]);
       return sqrt(pi()) / 2 * exp(w * w);
     },
     nullptr, to_plus_minus_one},
    {"erfc_inv_slope",
     [](const L* x, std::size_t) -> L {
       const L w = erfc_inv_of(x[0]);
       return sqrt(pi()) / 2 * exp(w * w);
     },
     nullptr, between_zero_and_two},
    {"normal_cdf", [](const L* x, std::size_t) -> L { return erfc_of(-x[0] / sqrt(L(2))) / 2; }, nullptr},
    {"normal_density", [](const L* x, std::size_t) -> L { return exp(-x[0] * x[0] / 2) / sqrt(2 * pi()); }, nullptr},
    {"erf_inv", [](const L* x, std::size_t) -> L { return erf_inv_of(x[0]); }, nullptr, to_plus_minus_one},
    {"erfc_inv", [](const L* x, std::size_t) -> L { return erfc_inv_of(x[0]); }, nullptr, between_zero_and_two},
    {"tgamma", none, [](const S* x, std::size_t) -> S { return tgamma_of(x[0]); }, to_pole},
    {"lgamma", none, [](const S* x, std::size_t) -> S { return lgamma_of(x[0]); }, to_pole},
    {"digamma", none, [](const S* x, std::size_t) -> S { return digamma_of(x[0]); }, to_pole},
    {"trigamma", none, [](const S* x, std::size_t) -> S { return polygamma_of(1, x[0]); }, to_pole},
    {"polygamma", none,
     [](const S* x, std::size_t) -> S { return polygamma_of(static_cast<int>(x[0]), x[1]); }, second_own},
    {"beta", none,
     [](const S* x, std::size_t) -> S {
       return boost::math::tgamma(x[0]) * boost::math::tgamma(x[1]) / boost::math::tgamma(S(x[0] + x[1]));
     },
     own},
    {"lbeta", none, [](const S* x, std::size_t) -> S { return lbeta_of(x[0], x[1]); }, own},
    {"digamma_difference", none,
     [](const S* x, std::size_t) -> S { return digamma_of(x[0] + x[1]) - digamma_of(x[0]); }, own},
    {"trigamma_difference", none,
     [](const S* x, std::size_t) -> S { return polygamma_of(1, x[0] + x[1]) - polygamma_of(1, x[0]); }, own},
    {"lambert_w0", [](const L* x, std::size_t) -> L { return lambert_of(x[0]); }, nullptr, above_minus_1_over_e},
    {"expint", [](const L* x, std::size_t) -> L { return expint_of(x[0]); }, nullptr, at_most_one},
    {"cyl_bessel_j", none, [](const S* x, std::size_t) -> S { return bessel_series(x[0], x[1], -1); }, second_own},
    {"cyl_neumann", none, [](const S* x, std::size_t) -> S { return cyl_neumann_of(x[0], x[1]); },
     second_own},
    {"cyl_bessel_i", none, [](const S* x, std::size_t) -> S { return bessel_series(x[0], x[1], 1); }, second_own},
    {"cyl_bessel_k", none, [](const S* x, std::size_t) -> S { return cyl_bessel_k_of(x[0], x[1]); },
     second_own},
    {"sph_bessel", [](const L* x, std::size_t) -> L { return sph_bessel_of(x[0], x[1]); }, nullptr},

    {"logistic", [](const L* x, std::size_t) -> L { return 1 / (1 + exp(-x[0])); }, nullptr},
    {"logistic_slope", [](const L* x, std::size_t) -> L { return 1 / ((1 + exp(-x[0])) * (1 + exp(x[0]))); }, nullptr},
    {"silu", [](const L* x, std::size_t) -> L { return x[0] / (1 + exp(-x[0])); }, nullptr},
    {"gelu", [](const L* x, std::size_t) -> L { return x[0] * erfc_of(-x[0] / sqrt(L(2))) / 2; }, nullptr},
    {"mish", [](const L* x, std::size_t) -> L { return x[0] * tanh_of(log1p_series(exp(x[0]))); }, nullptr},
    {"softplus", [](const L* x, std::size_t) -> L { return x[0] > 0 ? L(x[0] + log1p_series(exp(-x[0]))) : log1p_series(exp(x[0])); },
     nullptr},
    {"relu", [](const L* x, std::size_t) -> L { return x[0] > 0 ? x[0] : L(0); }, nullptr, linear, zero},

    {"less", [](const L* x, std::size_t) -> L { return truth<L>(x[0] < x[1]); }, nullptr, linear, tie},
    {"less_equal", [](const L* x, std::size_t) -> L { return truth<L>(x[0] <= x[1]); }, nullptr, linear, tie},
    {"greater", [](const L* x, std::size_t) -> L { return truth<L>(x[0] > x[1]); }, nullptr, linear, tie},
    {"greater_equal", [](const L* x, std::size_t) -> L { return truth<L>(x[0] >= x[1]); }, nullptr, linear, tie},
    {"equals", [](const L* x, std::size_t) -> L { return truth<L>(x[0] == x[1]); }, nullptr, linear, tie},
    {"not_equals", [](const L* x, std::size_t) -> L { return truth<L>(x[0] != x[1]); }, nullptr, linear, tie},
    {"and", [](const L* x, std::size_t) -> L { return truth<L>(x[0] != 0 && x[1] != 0); }, nullptr, linear},
    {"or", [](const L* x, std::size_t) -> L { return truth<L>(x[0] != 0 || x[1] != 0); }, nullptr, linear},
    {"not", [](const L* x, std::size_t) -> L { return truth<L>(x[0] == 0); }, nullptr, linear},
    {"isnan", [](const L* x, std::size_t) -> L { return truth<L>((boost::math::isnan)(x[0])); }, nullptr, linear},
    {"isinf", [](const L* x, std::size_t) -> L { return truth<L>((boost::math::isinf)(x[0])); }, nullptr, linear},
    {"isfinite", [](const L* x, std::size_t) -> L { return truth<L>((boost::math::isfinite)(x[0])); }, nullptr, linear},
    {"signbit", [](const L* x, std::size_t) -> L { return truth<L>(signbit(x[0]) != 0); }, nullptr, linear, zero},
    {"select", [](const L* x, std::size_t) -> L { return x[0] != 0 ? x[1] : x[2]; }, nullptr, linear},
    {"guard", [](const L* x, std::size_t) -> L { return x[0] != 0 ? x[1] : x[2]; }, nullptr, linear},
    {"choose",
     [](const L* x, std::size_t count) -> L {
       const int k = static_cast<int>(x[0]);
       return k >= 1 && k < static_cast<int>(count) && x[0] == k ? x[k] : std::numeric_limits<L>::quiet_NaN();
     },
     nullptr, at_least_one},

    {"pi", [](const L*, std::size_t) -> L { return pi(); }, nullptr},
    {"e", [](const L*, std::size_t) -> L { return exp(L(1)); }, nullptr},
    {"ln2", [](const L*, std::size_t) -> L { return log(L(2)); }, nullptr},
    {"ln10", [](const L*, std::size_t) -> L { return log(L(10)); }, nullptr},
    {"root_pi", [](const L*, std::size_t) -> L { return sqrt(pi()); }, nullptr},
};

const entry* find(const char* name) {
  for (const entry& one : table)
    if (std::strcmp(one.name, name) == 0) return &one;
  return nullptr;
}

// Central differences D_i f = (f(x + h_i) - f(x - h_i))/(2 h_i), applied up to three times. Every point is computed
// once.
template <class T>
class differences {
 public:
  using offsets = std::array<int, max_operands>;

  differences(function<T> f, const double* x, std::size_t count, const entry& rule) : f_(f), count_(count) {
    for (std::size_t k = 0; k < count; ++k) {
      x_[k] = T(x[k]);
      step_[k] = ldexp(T(rule.step(x, k)), -84);
    }
  }

  T at(const offsets& place) {
    const auto found = known_.find(place);
    if (found != known_.end()) return found->second;
    std::array<T, max_operands> x;
    for (std::size_t k = 0; k < count_; ++k) x[k] = place[k] == 0 ? x_[k] : T(x_[k] + place[k] * step_[k]);
    const T value = f_(x.data(), count_);
    known_.emplace(place, value);
    return value;
  }
  template <class... K>
  T derivative(offsets place, std::size_t k, K... more) {
    offsets below = place;
    ++place[k];
    --below[k];
    return (derivative(place, more...) - derivative(below, more...)) / (2 * step_[k]);
  }
  T derivative(const offsets& place) { return at(place); }

 private:
  function<T> f_;
  std::size_t count_;
  std::array<T, max_operands> x_;
  std::array<T, max_operands> step_;
  std::map<offsets, T> known_;
};

template <class T>
answer evaluate(function<T> f, const double* x, std::size_t count, const entry& rule, int order, unsigned active) {
  differences<T> d(f, x, count, rule);
  constexpr std::array<int, max_operands> here{};
  answer result;
  const auto on = [&](std::size_t k) { return (active >> k & 1u) != 0; };
  const auto is_smooth = !rule.has_corner(x);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  result.value.exact = static_cast<double>(d.at(here));
  const auto weight = [&](std::size_t k, const T& slope) { return std::abs(x[k] * static_cast<double>(slope)); };
  for (std::size_t i = 0; i < count; ++i) {
    if (!on(i) || order < 1) continue;
    if (!is_smooth) {
      result.gradient[i].exact = nan;
      for (std::size_t j = 0; j < count; ++j) result.hessian[i][j].exact = nan;
      continue;
    }
    const T slope = d.derivative(here, i);
    result.gradient[i].exact = static_cast<double>(slope);
    result.value.condition += weight(i, slope);
    if (order < 2) continue;
    for (std::size_t j = 0; j < count; ++j) {
      if (!on(j)) continue;
      const T curvature = d.derivative(here, std::min(i, j), std::max(i, j));
      result.hessian[i][j].exact = static_cast<double>(curvature);
      result.gradient[i].condition += weight(j, curvature);
      for (std::size_t k = 0; k < count; ++k)
        if (on(k)) result.hessian[i][j].condition += weight(k, d.derivative(here, i, j, k));
    }
  }
  return result;
}

}  // namespace

std::size_t size() { return sizeof table / sizeof table[0]; }
const char* name(std::size_t k) { return table[k].name; }
bool knows(const char* name) { return find(name) != nullptr; }

answer ask(const char* name, const double* operands, std::size_t count, int order, unsigned active) {
  const entry& rule = *find(name);
  if (rule.by_formula != nullptr) return evaluate(rule.by_formula, operands, count, rule, order, active);
  return evaluate(rule.by_library, operands, count, rule, order, active);
}

bool is_corner(const char* name, const double* operands, std::size_t count) {
  return count > 0 && find(name)->has_corner(operands);
}

}  // namespace oracle
