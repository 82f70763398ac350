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

inline double underflow(const double*) { return 0x1p-700; }
// Differences from 1
inline double unit(const double*) { return 16; }
inline double inverse_radius(const double* x) { return 8 / std::hypot(x[0], x[1], x[2]); }
// The recurrence between Bessel functions: n/x*(n/x*f - g) - n/x^2*f
template <double (*F)(double, double)>
double recurrence(const double* x) {
  const double n = x[0] + 1;
  return 64 * (std::abs(F(x[0], x[1])) + std::abs(F(x[0] + 1, x[1]))) * (1 + n * n / (x[1] * x[1]));
}

inline const rule list[] = {
    // Up to 15 half ulps for the sixteenth power by squaring. y - 1 in pow(x, y - 1) rounds, and x^y magnifies that by
    // ln(x), up to 70 in the domain.
    {"pow", {16}, {80, 8}, {160, 16}},
    // Products of 1/r^2 and of y/r fall below the smallest numbers on their way to 2^-750 and less.
    {"atan2", {4}, {8}, {16, 16, underflow}},
    {"hypot", {4}, {8}, {16, 16, underflow}},
    // 1/r - x^2/r^3 and the like
    {"hypot3", {4}, {8}, {16, 16, inverse_radius}},
    // Sums may be near 0; exp(x - self) rounds x - self. Second derivatives are s*(1 - s).
    {"log_sum_exp",
     {4, 4},
     {8, 8, [](const double*) { return 1000.0; }},
     {16, 16, [](const double*) { return 2000.0; }}},
    // 1 - tanh^2, s*(1 - s): right in the sum with 1, not in ulps
    {"tanh", {4}, {8, 0, unit}, {16, 0, unit}},
    {"logistic", {4}, {8, 0, unit}, {16, 0, unit}},
    {"softplus", {4}, {8}, {16, 0, unit}},
    // exp(-x*x), x*x rounds
    {"erf", {4}, {8, 8}, {16, 16}},
    // x/sqrt(2) rounds, too
    {"normal_cdf", {4, 4}, {8, 8}, {16, 16}},
    {"erfc", {4}, {8, 8}, {16, 16}},
    // exp(w*w) with w up to 4.5 and up to 15.1
    {"erf_inv", {4}, {64}, {128, 16}},
    {"erfc_inv", {4}, {800}, {1600, 16}},
    // Negative arguments are reflected, which subtracts pi/tan(pi*x).
    {"digamma", {16}, {8}, {16, 16}},
    // std's functions: 5 ulps in glibc's tgamma; exp of sums of lgamma in libstdc++'s beta, series and recurrences in
    // the
    // others, whose error is that of their oscillation and not of their value
    {"tgamma", {16}, {32}, {64, 16}},
    {"expint", {16}, {8}, {16, 16}},
    {"beta", {2048}, {4096}, {8192, 16}},
    {"cyl_bessel_j", {32, 16}, {64, 64}, {128, 128, recurrence<std::cyl_bessel_j>}},
    {"cyl_neumann", {32, 16}, {64, 64}, {128, 128, recurrence<std::cyl_neumann>}},
    {"cyl_bessel_i", {32, 16}, {64, 64}, {128, 128, recurrence<std::cyl_bessel_i>}},
    {"cyl_bessel_k", {32, 16}, {64, 64}, {128, 128, recurrence<std::cyl_bessel_k>}},
    {"sph_bessel", {16, 8}, {32, 16}, {64, 32}},
};

inline const rule& of(const char* name) {
  static const rule standard;
  for (const rule& one_of_them : list)
    if (std::strcmp(one_of_them.name, name) == 0) return one_of_them;
  return standard;
}

}  // namespace bounds
