// SPDX-License-Identifier: BSL-1.0
// What the functions that only `stabilize` makes are. Their operands are those that the formula has: v and d of
// f(v + d) - f(v), b and e of sqrt(b^2 + e). Included by oracle.cpp alone.
#pragma once

#include "tests/support/oracle_functions.hpp"

namespace oracle {

// The nearer of v and v + d, or of v + d alone, for functions that end at 0.
inline double nearer_end(const double* x, std::size_t k) {
  const double end = std::abs(x[0] + x[1]);
  return k > 1 ? 1 : k == 1 ? end : std::min(std::abs(x[0]), end);
}
inline double nearer_or_one(const double* x, std::size_t k) { return std::max(1.0, nearer_end(x, k)); }
inline double under_root(const double* x, std::size_t k) {
  const double whole = std::abs(x[0] * x[0] + x[1]);
  return k == 1 ? whole : std::sqrt(whole);
}

// To where b^2 = 4*a*c, and to 0
inline double of_quadratic(const double* x, std::size_t k) {
  const double whole = std::abs(x[1] * x[1] - 4 * x[0] * x[2]), own = std::abs(x[k]);
  const double end = k == 1 ? std::sqrt(whole) : whole / std::abs(x[2 - k]);
  return own == 0 ? end : std::min(own, end);
}

template <longest (*F)(const longest&)>
longest change_of(const longest* x, std::size_t) {
  return F(x[0] + x[1]) - F(x[0]);
}
inline longest root(const longest& x) { return sqrt(x); }
inline longest inverse_root(const longest& x) { return 1 / sqrt(x); }
inline longest inverse(const longest& x) { return 1 / x; }
inline longest entropy(const longest& x) { return x * log(x); }
inline longest logarithm(const longest& x) { return log(x); }
inline longest cube_root(const longest& x) {
  return x < 0 ? longest(-exp(log(longest(-x)) / 3)) : x == 0 ? longest(0) : longest(exp(log(x) / 3));
}
inline longest cube_root_slope(const longest& x) {
  const longest root = cube_root(x);
  return 1 / (root * root);
}
inline longest sine(const longest& x) { return sin(two_pi_remainder(x)); }
inline longest cosine(const longest& x) { return cos(two_pi_remainder(x)); }
inline longest tangent(const longest& x) { return sine(x) / cosine(x); }
inline longest tangent_squared(const longest& x) { return tangent(x) * tangent(x); }
inline longest arc_tangent(const longest& x) { return atan2_of(x, longest(1)); }
inline longest arc_tangent_slope(const longest& x) { return 1 / (1 + x * x); }
inline longest exponential(const longest& x) { return exp(x); }
inline longest discriminant_root(const longest* x) { return sqrt(x[1] * x[1] - 4 * x[0] * x[2]); }
inline longest root_of_sum(const longest* x) { return sqrt(x[0] * x[0] + x[1]); }
// exp(x[0])/(exp(x[0]) + exp(x[1]) + ...), and its reciprocal less 1
inline longest others_to_first(const longest* x, std::size_t count) {
  longest sum = 0;
  for (std::size_t k = 1; k < count; ++k) sum += exp(x[k] - x[0]);
  return sum;
}

}  // namespace oracle
