// SPDX-License-Identifier: BSL-1.0
// Deterministic arguments for the kernels' tests: the same on every machine, as std::mt19937_64 is and the
// distributions of <random> are not.
#pragma once

#include <cmath>
#include <cstdint>

namespace samples {

// xorshift64*, G. Marsaglia / S. Vigna
class generator {
 public:
  explicit generator(std::uint64_t seed) : state_(seed * 0x9e3779b97f4a7c15U + 1) {}

  std::uint64_t bits() {
    state_ ^= state_ >> 12;
    state_ ^= state_ << 25;
    state_ ^= state_ >> 27;
    return state_ * 0x2545f4914f6cdd1dU;
  }

  // [0, 1)
  double unit() { return static_cast<double>(bits() >> 11) * 0x1p-53; }

  double uniform(double low, double high) { return low + (high - low) * unit(); }

  int integer(int low, int high) { return low + static_cast<int>(bits() % static_cast<std::uint64_t>(high - low + 1)); }

  // Random significand, exponent uniform in [low, high]; subnormal if low says so.
  double log_uniform(int low, int high) {
    const double significand = 1 + unit();
    return std::ldexp(significand, integer(low, high));
  }

  double signed_log_uniform(int low, int high) { return with_sign(log_uniform(low, high)); }

  double with_sign(double x) { return (bits() & 1U) != 0 ? x : -x; }

  // centre + a distance that is log-uniform between 2^low and 2^high
  double near(double centre, int low, int high) { return centre + signed_log_uniform(low, high); }

 private:
  std::uint64_t state_;
};

// Arguments for particular kinds of functions, shared by the tests and the survey

inline double everywhere(generator& g) { return g.signed_log_uniform(-1074, 1023); }

inline double positive(generator& g) {
  switch (g.integer(0, 2)) {
    case 0:
      return g.log_uniform(-1074, 1023);
    case 1:
      return g.near(1, -53, -2);
    default:
      return g.uniform(0, 4);
  }
}

inline double exponent(generator& g) {
  switch (g.integer(0, 3)) {
    case 0:
      return g.uniform(-746, 710);
    case 1:
      return g.uniform(-2, 2);
    case 2:
      return g.uniform(-746, -700);
    default:
      return g.signed_log_uniform(-1074, 9);
  }
}

inline double below_one(generator& g) {
  switch (g.integer(0, 2)) {
    case 0:
      return g.uniform(-1, 1);
    case 1:
      return g.signed_log_uniform(-1074, -1);
    default:
      return g.with_sign(1 - g.log_uniform(-53, -2));
  }
}

inline double radians(generator& g) {
  switch (g.integer(0, 3)) {
    case 0:
      return everywhere(g);
    case 1:
      return g.signed_log_uniform(-40, 60);
    case 2:
      return g.near(g.integer(-1000, 1000) * 1.5707963267948966, -50, -10);
    default:
      return g.uniform(-7, 7);
  }
}

inline double half_turns(generator& g) {
  return g.integer(0, 1) == 0 ? g.signed_log_uniform(-1074, 54) : g.near(g.integer(-9, 9) * 0.5, -50, -1);
}

inline double slope(generator& g) { return g.integer(0, 1) == 0 ? everywhere(g) : g.signed_log_uniform(-30, 30); }

inline double above_one(generator& g) {
  return g.integer(0, 1) == 0 ? 1 + g.log_uniform(-52, 10) : g.log_uniform(0, 1023);
}

// Two numbers, of any sizes or of sizes that matter for one another
inline void point(generator& g, double& x, double& y) {
  x = everywhere(g);
  y = g.integer(0, 2) == 0 ? everywhere(g) : x * g.signed_log_uniform(-60, 60);
}

// Base and exponent with powers over the whole range of double
inline void power(generator& g, double& x, double& y) {
  x = positive(g);
  const double l = std::log(x);
  y = g.integer(0, 1) == 0 && l != 0 ? g.uniform(-746, 710) / l : g.signed_log_uniform(-60, 12);
}

}  // namespace samples
