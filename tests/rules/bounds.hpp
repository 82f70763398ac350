// SPDX-License-Identifier: BSL-1.0
// How far values and derivatives of the rules may be from the truth. In units of 2^-53, half an ulp, an error is at
// most
//
//     ulps*|exact| + conditions*(sum over the operands of |x_j * d exact/dx_j|) + absolute(x).
//
// The first term is the rounding of results, the second that of operands of inner functions, as in exp(-x*x). The
// defaults hold for every rule that needs no explanation; the others say why.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstring>

namespace bounds {

struct limit {
  double ulps = 4;
  double conditions = 0;
  double (*absolute)(const double* x) = nullptr;
};

struct rule {
  const char* name = "";
  limit value{4};
  limit first{8};
  limit second{16, 16};
};

inline double unit(const double*) { return 16; }
inline double below_zero(const double* x) { return 16 * std::max(1.0, -x[0]); }

inline double inverse_cube(const double* x) { return 64 / std::pow(std::hypot(x[0], x[1]), 3); }
inline double inverse_fourth_power(const double* x) { return 512 / std::pow(std::hypot(x[0], x[1]), 4); }

// p*(1 - p) of the share p of the first of three
inline double spread_of_share(const double* x) {
  const double others = std::exp(x[1] - x[0]) + std::exp(x[2] - x[0]);
  return std::isinf(others) ? 0 : others / ((1 + others) * (1 + others));
}

inline double exponential_over_largest(const double* x) { return 8 * std::exp(x[0] - std::max(x[1], x[2])); }

inline const rule list[] = {
    // Up to 15 half ulps for the sixteenth power by squaring. y - 1 in pow(x, y - 1) rounds, and x^y magnifies that by
    // ln(x), up to 70 in the domain: x^y has this condition in y.
    {"pow", {16}, {80, 8}, {160, 16}},
    // Two of the square of a cube root, which is within one ulp
    {"cbrt_slope", {8}},
    // 0 where |x| = |y|; its second derivatives, third ones of the angle, are sums of terms of the size of r^-3
    {"atan2_slope", {4}, {8, 8}, {16, 16, inverse_cube}},
    // The same, one order higher
    {"atan2_bend", {8}, {8, 8, inverse_cube}, {16, 64, inverse_fourth_power}},
    {"atan2_twist", {8}, {8, 8, inverse_cube}, {16, 64, inverse_fourth_power}},
    // Third derivatives of a length: sums that cancel
    {"hypot3_slope", {4}, {8}, {16, 256}},
    // Sums may be near 0; differences of exponents round.
    {"log_sum_exp", {4, 4}, {8, 2}, {16, 4}},
    // Second derivatives are 0 where weights balance.
    {"exp_below", {4, 2}, {4, 2}, {4, 2}},
    {"exp_over_sum", {4, 2}, {16, 4}, {16, 16, exponential_over_largest}},
    // Sums of two terms with zeros on the negative axis
    {"silu", {8}, {16, 16}, {16, 16}},
    {"gelu", {8}, {16, 16}, {16, 16}},
    {"mish", {8}, {16, 16}, {32, 32}},
    // Its second derivatives are third ones of log_normal_cdf, 1 less a product near 1.
    {"normal_hazard", {8}, {16}, {16, 16, below_zero}},
    {"normal_excess", {8}, {8, 0, unit}, {16, 16, below_zero}},
    // 0 between operands of different signs
    {"lerp", {4, 4}},
    // Negative arguments are reflected, which subtracts pi/tan(pi*x).
    {"digamma", {16}, {8}, {16, 16}},
    // Their own derivatives, which are third and fourth ones of lbeta, subtract polygamma functions.
    {"digamma_difference", {8}, {16}, {16, 128}},
    {"trigamma_difference", {8}, {16, 128}, {16, 128}},
    // Orders above 2, which derivatives of log(1 + x)/x do not reach: powers of 1 + x
    {"log_moment", {8}, {16}, {16, 16}},
    // Derivatives of (x - sin(x))/x^3 have zeros; those of orders up to 8 are differences of lower ones.
    {"sin_moment", {8, 8}, {8, 256}, {16, 256}},
    // 0 where the beta function is 1
    {"lbeta", {4, 4}, {8}, {16, 16}},
    // The mixed derivative is a difference of products of psi, which for small arguments are much larger.
    {"beta", {4}, {16}, {2048, 64}},
    // std's functions: 5 ulps in glibc's tgamma, series and recurrences in the others, whose error is that of their
    // oscillation and not of their value
    {"tgamma", {16}, {16, 16}, {32, 16}},
    {"expint", {16}, {8}, {16, 16}},
    {"cyl_bessel_j", {32, 16}, {64, 64}, {128, 128}},
    {"cyl_neumann", {32, 16}, {64, 64}, {128, 128}},
    {"cyl_bessel_i", {32, 16}, {64, 64}, {128, 128}},
    {"cyl_bessel_k", {32, 16}, {64, 64}, {128, 128}},
    {"sph_bessel", {16, 8}, {32, 16}, {64, 32}},

    // Stable forms: sums of what they are the difference of, v + d, round where nothing cancels.
    {"power_change", {16, 8}, {80, 16}, {160, 16}},
    {"cube_root_change", {8}, {16}, {32, 16}},
    {"cube_root_slope_change", {16}, {32, 8}},
    {"sin_change", {4, 4}, {8, 8}},
    {"cos_change", {4, 4}, {8, 8}},
    {"tan_change", {8}, {16, 8}},
    {"tan_slope_change", {8, 4}, {16, 8}},
    // b^2 - 4*a*c near 0
    {"discriminant_root", {4, 4}, {8, 8}},
    {"quadratic_root", {8, 4}, {8, 8}, {16, 16}},
    {"quadratic_slope", {8, 4}, {16, 8}},
    {"quadratic_bend", {8, 4}, {16, 16}},
    // 1 - 2*p of a share p near 1/2
    {"share_of", {4}, {8}, {16, 16, [](const double* x) { return 16 * spread_of_share(x); }}},
    {"rest_of_share", {4}, {8}, {16, 16, [](const double* x) { return 16 * spread_of_share(x); }}},
    // 0 where sinh is 1
    {"log_sinh", {4, 4}, {8}, {16, 16}},
};

inline const rule& of(const char* name) {
  static const rule standard;
  for (const rule& one_of_them : list)
    if (std::strcmp(one_of_them.name, name) == 0) return one_of_them;
  return standard;
}

}  // namespace bounds
