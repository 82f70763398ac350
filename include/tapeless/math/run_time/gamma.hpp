// SPDX-License-Identifier: BSL-1.0
// digamma, trigamma and polygamma at run time, which <cmath> lacks: plain double, within some 5 units in the
// last place of the kernels.  float goes through double; long double and the rare arguments left out here
// (orders above 20, or above 1 with a negative argument, and digamma next to its zeros on the negative axis)
// through the kernels, which take about 1 us.
#pragma once

#include <cmath>
#include <concepts>
#include <type_traits>

#include <tapeless/math/kernel/polygamma.hpp>
#include <tapeless/math/run_time/half_turns.hpp>

namespace tapeless::inline v0_2::detail::math::run_time {
namespace detail {

using kernel::detail::horner;

// (psi(x) - psi(x0))/(x - x0) on [1, 3] in powers of x - 1, x0 the positive zero; interpolated at
// Chebyshev's nodes, relative error 2^-56.7
inline constexpr double digamma_numerator[] = {0x1.4018e9a62525ep0,  0x1.ee0fe04dc21cdp0,  0x1.0f6ed29e7bb18p0,
                                               0x1.09a9bba5f793fp-2, 0x1.d273a4363b128p-6, 0x1.3de1eed2414d7p-10,
                                               0x1.a988ab2d71ef4p-17};
inline constexpr double digamma_denominator[] = {0x1p0,
                                                 0x1.1d0f081b81087p1,
                                                 0x1.c4b93e84a65c6p0,
                                                 0x1.4b8d34d335464p-1,
                                                 0x1.d8430f9bc5381p-4,
                                                 0x1.3606955d0d9afp-7,
                                                 0x1.36acab5494e43p-12,
                                                 0x1.1356cf7dc2b47p-19};

// B_2k/2k and B_2k
inline constexpr double digamma_asymptotic[] = {0x1.5555555555555p-4,  -0x1.1111111111111p-7, 0x1.041041041041p-8,
                                                -0x1.1111111111111p-8, 0x1.f07c1f07c1f08p-8,  -0x1.5995995995996p-6,
                                                0x1.5555555555555p-4,  -0x1.c5e5e5e5e5e5ep-2, 0x1.86e7f9b9fe6e8p1};
inline constexpr double trigamma_asymptotic[] = {
    0x1.5555555555555p-3, -0x1.1111111111111p-5, 0x1.8618618618618p-6, -0x1.1111111111111p-5, 0x1.364d9364d9365p-4,
    -0x1.033033033033p-2, 0x1.2aaaaaaaaaaabp0,   -0x1.c5e5e5e5e5e5ep2, 0x1.b7c4f8f13e3c5p5,   -0x1.088fe72cfe72dp9};

// x > 0
inline double digamma_positive(double x) {
  if (x < 1) return digamma_positive(x + 1) - 1 / x;
  if (x >= 10) {
    const double w = 1 / x;
    const double square = w * w;
    return std::log(x) - (0.5 * w + square * horner(square, digamma_asymptotic));
  }
  double sum = 0;
  while (x >= 3) {
    x -= 1;
    sum += 1 / x;
  }
  // The zero in two parts: x - zero keeps its digits beside it, too.
  const double from_zero = (x - kernel::detail::digamma_zero) - kernel::detail::digamma_zero_rest.hi;
  const double t = x - 1;
  return sum + from_zero * (horner(t, digamma_numerator) / horner(t, digamma_denominator));
}

// x > 0.  The first term, which outweighs the others for small x, is added last.
inline double trigamma_positive(double x) {
  if (x < 10) {
    double sum = 0;
    double a = x + 1;
    for (; a < 10; a += 1) sum += 1 / (a * a);
    return 1 / (x * x) + (sum + trigamma_positive(a));
  }
  const double w = 1 / x;
  const double square = w * w;
  return w + (0.5 * square + w * square * horner(square, trigamma_asymptotic));
}

// (x + k)^-s summed over k >= 0, 2 <= s <= 21, 2^-30 <= x <= 2^30.  What the rounding of x + k does to the
// power is put back, and the first term added last.
inline double zeta(int s, double x) {
  const double first = std::pow(x, -s);
  double sum = 0;
  double a = x;
  double power = first;
  for (int k = 1; a < s + 10; ++k) {
    sum += k == 1 ? 0 : power;
    const kernel::double_double next = kernel::two_sum(x, k);
    a = next.hi;
    power = std::pow(a, -s) * (1 - s * (next.lo / a));
    if (power < 0x1p-60 * first) return first + sum;
  }
  const double w = 1 / (a * a);
  double rising = s / a;
  double rest = 0;
  for (int j = 0; j < 16; ++j) {
    const double term = kernel::detail::euler_maclaurin[j] * rising;
    rest += term;
    if (std::abs(term) < 0x1p-60) break;
    rising *= (s + 2 * j + 1.0) * (s + 2 * j + 2.0) * w;
  }
  const double tail = sum + power * (a / (s - 1) + (0.5 + rest));
  return a == x ? tail : first + tail;
}

inline double digamma(double x) {
  if (x > 0) return digamma_positive(x);
  if (x == 0) return -1 / x;
  if (!(x > -0x1p52) || std::floor(x) == x) return kernel::not_a_number<double>;
  // pi cot(pi x) with the fraction of x reduced exactly; what cancels near a zero has more digits in the kernel
  const double mirrored = digamma_positive(1 - x);
  const double result = mirrored - kernel::detail::pi.hi * (run_time::cos_pi(x) / run_time::sin_pi(x));
  return std::abs(result) < 0.25 + 0.25 * mirrored ? kernel::digamma(x) : result;
}

inline double trigamma(double x) {
  if (x > 0) return trigamma_positive(x);
  if (!(x > -0x1p52) || std::floor(x) == x)
    return std::isfinite(x) ? kernel::infinity<double> : kernel::not_a_number<double>;
  const double s = kernel::detail::pi.hi / run_time::sin_pi(x);
  return s * s - trigamma_positive(1 - x);
}

inline double polygamma(int n, double x) {
  if (n == 0) return digamma(x);
  if (n == 1) return trigamma(x);
  if (n < 0 || n > 20 || !(x >= 0x1p-30 && x <= 0x1p30)) return kernel::polygamma(n, x);
  double factorial = n % 2 != 0 ? 1 : -1;
  for (int i = 2; i <= n; ++i) factorial *= i;
  return factorial * zeta(n + 1, x);
}

}  // namespace detail

template <std::floating_point T>
T digamma(T x) {
  if constexpr (kernel::detail::wider_than_double<T>)
    return kernel::digamma(x);
  else
    return static_cast<T>(detail::digamma(static_cast<double>(x)));
}

template <std::floating_point T>
T trigamma(T x) {
  if constexpr (kernel::detail::wider_than_double<T>)
    return kernel::trigamma(x);
  else
    return static_cast<T>(detail::trigamma(static_cast<double>(x)));
}

template <std::floating_point T>
T polygamma(int n, T x) {
  if constexpr (kernel::detail::wider_than_double<T>)
    return kernel::polygamma(n, x);
  else
    return static_cast<T>(detail::polygamma(n, static_cast<double>(x)));
}

}  // namespace tapeless::detail::math::run_time
