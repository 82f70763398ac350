// SPDX-License-Identifier: BSL-1.0
// Minus log10 of a softmax of two scores at the place y, with its gradient in the scores: as it is written, and
// stabilized. y changes at random from point to point, so that a branch on it would be mispredicted.
#pragma once

#include <random>
#include <span>

#include <bench/support/tally.hpp>

namespace bench {

struct f3 {
  static constexpr std::size_t inputs = 3, outputs = 3, points = 32768;
  static constexpr double per_ln10 = 0.43429448190325182765;

  static constexpr auto s1 = tapeless::symbol<"s1">;
  static constexpr auto s2 = tapeless::symbol<"s2">;
  static constexpr auto y = tapeless::integer<"y">;
  static constexpr auto d = exp(s1) + exp(s2);
  static constexpr auto formula = -log10(choose(y, exp(s1) / d, exp(s2) / d));

  static void sample(std::mt19937_64& random, double* in) {
    std::normal_distribution<double> score(0, 3);
    in[0] = score(random);
    in[1] = score(random);
    in[2] = random() % 2 == 0 ? 1 : 2;
  }
};

struct f3_direct : f3 {
  static constexpr const char* name = "f3 direct";
  static constexpr auto h = function(value_and_gradient(formula, s1, s2), tapeless::arguments(s1, s2, y));
  static constexpr auto operations = count(h);

  static void ours(const double* in, double* out) {
    h(std::span<const double, 3>(in, 3), std::span<double, 3>(out, 3));
  }
  // As it is written: log10(e_y/d), as a logarithm times a constant; y gives the sign of the gradient.
  template <class T>
  static constexpr void hand(const T* in, T* out) {
    using std::exp, std::log;
    const T e1 = exp(in[0]), e2 = exp(in[1]);
    const bool first = in[2] == T(1);
    const T sign = T(3) - T(2) * in[2], r = T(1) / (e1 + e2);
    out[0] = log(pick(first, e1, e2) * r) * T(-per_ln10);
    const T g = sign * (pick(first, e2, e1) * r) * T(per_ln10);
    out[1] = -g;
    out[2] = g;
  }
};

struct f3_fast : f3_direct {
  static constexpr const char* name = "f3 direct, fast";
  static constexpr auto h = function(value_and_gradient(fast(formula), s1, s2), tapeless::arguments(s1, s2, y));
  static constexpr auto operations = count(h);

  static void ours(const double* in, double* out) {
    h(std::span<const double, 3>(in, 3), std::span<double, 3>(out, 3));
  }
};

// The same with the library's log10, which is a slower function than log.
struct f3_direct_log10 {
  static constexpr const char* name = "by hand, log10";
  static void run(const double* in, double* out) {
    const double e1 = std::exp(in[0]), e2 = std::exp(in[1]), sign = 3 - 2 * in[2], r = 1 / (e1 + e2);
    const bool first = in[2] == 1;
    out[0] = -std::log10(pick(first, e1, e2) * r);
    const double g = sign * (pick(first, e2, e1) * r) * f3::per_ln10;
    out[1] = -g;
    out[2] = g;
  }
};

// The same as a difference of logarithms: the division is no longer in front of the logarithm. It cancels where the
// probability is near 1, so it is not what the formula says, but people write it.
struct f3_direct_difference {
  static constexpr const char* name = "by hand, log d - s";
  static void run(const double* in, double* out) {
    const double e1 = std::exp(in[0]), e2 = std::exp(in[1]), d = e1 + e2, sign = 3 - 2 * in[2];
    const bool first = in[2] == 1;
    out[0] = (std::log(d) - pick(first, in[0], in[1])) * f3::per_ln10;
    const double g = sign * pick(first, e2, e1) * f3::per_ln10 / d;
    out[1] = -g;
    out[2] = g;
  }
};

struct f3_stable : f3 {
  static constexpr const char* name = "f3 stabilized";
  static constexpr auto h = function(value_and_gradient(stabilize(formula), s1, s2), tapeless::arguments(s1, s2, y));
  static constexpr auto operations = count(h);

  static void ours(const double* in, double* out) {
    h(std::span<const double, 3>(in, 3), std::span<double, 3>(out, 3));
  }
  // softplus of what the other score is ahead, and its derivative, from one exponential; y only gives the sign.
  template <class T>
  static constexpr void hand(const T* in, T* out) {
    using std::abs, std::exp, std::log1p;
    const T sign = T(3) - T(2) * in[2];
    const T ahead = (in[1] - in[0]) * sign;
    const T small = exp(-abs(ahead));
    const bool behind = ahead < T(0);
    out[0] = (pick(behind, T(0), ahead) + log1p(small)) * T(per_ln10);
    const T g = sign * pick(behind, small, T(1)) * T(per_ln10) / (T(1) + small);
    out[1] = -g;
    out[2] = g;
  }
};

struct f3_fast_stable : f3_stable {
  static constexpr const char* name = "f3 stabilized, fast";
  static constexpr auto h =
      function(value_and_gradient(fast(stabilize(formula)), s1, s2), tapeless::arguments(s1, s2, y));
  static constexpr auto operations = count(h);

  static void ours(const double* in, double* out) {
    h(std::span<const double, 3>(in, 3), std::span<double, 3>(out, 3));
  }
};

}  // namespace bench
