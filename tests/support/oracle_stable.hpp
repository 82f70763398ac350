// SPDX-License-Identifier: BSL-1.0
// What the functions that only `stabilize` makes are. Their operands are those that the formula has: v and d of
// f(v + d) - f(v), b and e of sqrt(b^2 + e). Included by oracle.cpp alone, as the
// shape of an entry of the oracle is here, too.
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

template <class T>
using function = T (*)(const T* x, std::size_t count);

struct entry {
  const char* name;
  function<longest> by_formula;  // one of the two
  function<shorter> by_library;
  scale step = unit;
  corner has_corner = nowhere;
};

using L = longest;
using S = shorter;
inline constexpr function<longest> none = nullptr;

// Those that stabilize makes
inline const entry stable_table[] = {
    {"versine",
     [](const L* x, std::size_t) -> L {
       const L half = sine(x[0] / 2);
       return 2 * half * half;
     },
     nullptr},
    {"sin_change", change_of<sine>, nullptr},
    {"cos_change", change_of<cosine>, nullptr},
    {"tan_change", change_of<tangent>, nullptr},
    {"tan_slope_change", change_of<tangent_squared>, nullptr},
    {"atan_change", change_of<arc_tangent>, nullptr, nearer_or_one},
    {"atan_slope_change", change_of<arc_tangent_slope>, nullptr, nearer_or_one},
    {"power_change", [](const L* x, std::size_t) -> L { return power(x[0] + x[1], x[2]) - power(x[0], x[2]); }, nullptr,
     nearer_end},
    {"root_change", change_of<root>, nullptr, nearer_end},
    {"inverse_root_change", change_of<inverse_root>, nullptr, nearer_end},
    {"inverse_change", change_of<inverse>, nullptr, nearer_end},
    {"log_change", change_of<logarithm>, nullptr, nearer_end},
    {"cube_root_change", change_of<cube_root>, nullptr, nearer_end},
    {"cube_root_slope_change", change_of<cube_root_slope>, nullptr, nearer_end},
    {"exp_change", change_of<exponential>, nullptr},
    {"exp_difference", [](const L* x, std::size_t) -> L { return exp(x[0]) - exp(x[1]); }, nullptr},
    {"exp_of_sum", [](const L* x, std::size_t) -> L { return exp(x[0] + x[1]); }, nullptr},
    {"share", [](const L* x, std::size_t n) -> L { return 1 / (1 + others_to_first(x, n)); }, nullptr},
    {"share_slope",
     [](const L* x, std::size_t n) -> L {
       const L others = others_to_first(x, n);
       return others / ((1 + others) * (1 + others));
     },
     nullptr},
    {"share_of", [](const L* x, std::size_t n) -> L { return 1 / (1 + others_to_first(x, n)); }, nullptr},
    {"log_share", [](const L* x, std::size_t n) -> L { return -log1p_series(others_to_first(x, n)); }, nullptr},
    {"log_sum_of_exp", [](const L* x, std::size_t n) -> L { return x[0] + log1p_series(others_to_first(x, n)); },
     nullptr},
    {"exp_over_expm1", [](const L* x, std::size_t) -> L { return 1 / -expm1_series(-x[0]); }, nullptr, own_or_one},
    {"log_cosh", [](const L* x, std::size_t) -> L { return abs(x[0]) + log1p_series(exp(-2 * abs(x[0]))) - log(L(2)); },
     nullptr},
    {"log_sinh", [](const L* x, std::size_t) -> L { return x[0] + log(-expm1_series(-2 * x[0]) / 2); }, nullptr, own},
    {"entropy_change", change_of<entropy>, nullptr, nearer_end},
    {"rest_of_share",
     [](const L* x, std::size_t n) -> L {
       const L others = others_to_first(x, n);
       return others / (1 + others);
     },
     nullptr},
    {"root_of_sum_slope", [](const L* x, std::size_t) -> L { return x[0] / root_of_sum(x); }, nullptr, under_root},
    {"discriminant_root", [](const L* x, std::size_t) -> L { return discriminant_root(x); }, nullptr, of_quadratic},
    {"quadratic_root", [](const L* x, std::size_t) -> L { return (discriminant_root(x) - x[1]) / (2 * x[0]); }, nullptr,
     of_quadratic},
    {"quadratic_slope",
     [](const L* x, std::size_t) -> L {
       const L root = discriminant_root(x);
       return (x[1] - root) / (2 * x[0]) / root;
     },
     nullptr, of_quadratic},
    {"quadratic_bend",
     [](const L* x, std::size_t) -> L {
       const L root = discriminant_root(x), zero = (x[1] - root) / (2 * x[0]);
       return -zero * zero / root;
     },
     nullptr, of_quadratic},
    {"hypot_minus_slope", [](const L* x, std::size_t) -> L { return 1 - x[0] / sqrt(x[0] * x[0] + x[1] * x[1]); },
     nullptr, radius2},
    {"stop_gradient", [](const L* x, std::size_t) -> L { return x[0]; }, nullptr, at_least_one},
    {"difference_of_squares", [](const L* x, std::size_t) -> L { return x[0] * x[0] - x[1] * x[1]; }, nullptr,
     at_least_one},
    {"root_of_sum", [](const L* x, std::size_t) -> L { return root_of_sum(x); }, nullptr, under_root},
    {"root_minus", [](const L* x, std::size_t) -> L { return root_of_sum(x) - x[0]; }, nullptr, under_root},
    {"root_minus_slope", [](const L* x, std::size_t) -> L { return 1 - x[0] / root_of_sum(x); }, nullptr, under_root},
    {"hypot_minus", [](const L* x, std::size_t) -> L { return sqrt(x[0] * x[0] + x[1] * x[1]) - x[0]; }, nullptr,
     radius2},
};
}  // namespace oracle
