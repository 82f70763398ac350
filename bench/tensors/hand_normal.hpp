// SPDX-License-Identifier: BSL-1.0
// The sum of the normal log-density over data with its gradient in mean and logarithm of the deviation, by hand: one
// sweep for two sums, several of each, so that no addition waits for the one before.
#pragma once

#include <cmath>

#include <tapeless/simd/memory.hpp>
#include <tapeless/simd/pack.hpp>
#include <tapeless/simd/reduce.hpp>

namespace bench::hand {

// out: the sum, its derivative in mu and in log sigma.
template <class T>
[[gnu::noinline]] void normal(const T* x, long n, T mu, T log_sigma, T* out) {
  using pack = tapeless::detail::simd::pack<T>;
  constexpr long width = pack::width;
  const pack middle(mu);
  pack s0(T(0)), s1(T(0)), s2(T(0)), s3(T(0)), q0(T(0)), q1(T(0)), q2(T(0)), q3(T(0));
  long k = 0;
  for (; k + 4 * width <= n; k += 4 * width) {
    const pack d0 = pack::load(x + k) - middle;
    const pack d1 = pack::load(x + k + width) - middle;
    const pack d2 = pack::load(x + k + 2 * width) - middle;
    const pack d3 = pack::load(x + k + 3 * width) - middle;
    s0 = s0 + d0, s1 = s1 + d1, s2 = s2 + d2, s3 = s3 + d3;
    q0 = fma(d0, d0, q0), q1 = fma(d1, d1, q1), q2 = fma(d2, d2, q2), q3 = fma(d3, d3, q3);
  }
  for (; k + width <= n; k += width) {
    const pack d = pack::load(x + k) - middle;
    s0 = s0 + d;
    q0 = fma(d, d, q0);
  }
  if (k < n) {
    const int rest = static_cast<int>(n - k);
    const pack d = select(pack::first_lanes(rest), pack::load(x + k, rest) - middle, pack(T(0)));
    s1 = s1 + d;
    q1 = fma(d, d, q1);
  }
  const T inverse = std::exp(-log_sigma), count = static_cast<T>(n);
  const T sum = reduce_add((s0 + s1) + (s2 + s3)) * inverse;
  const T squares = reduce_add((q0 + q1) + (q2 + q3)) * inverse * inverse;
  constexpr T half_log_two_pi = T(0.91893853320467274178);
  out[0] = T(-0.5) * squares - count * (log_sigma + half_log_two_pi);
  out[1] = sum * inverse;
  out[2] = squares - count;
}

}  // namespace bench::hand
