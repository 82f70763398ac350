// SPDX-License-Identifier: BSL-1.0
// A curve fitted by Levenberg and Marquardt's method in twenty lines of your own: the residual of one measurement is a
// formula, its share of J'J and J'r one program. The data are Misra1a of NIST's Statistical Reference Datasets, whose
// parameters are certified to 11 digits. The output is compared with own_solver.txt.
#include <array>
#include <cmath>
#include <cstdio>

#include <tapeless/tapeless.hpp>

using namespace tapeless;
using namespace tapeless::literals;

constexpr std::array<std::array<double, 2>, 14> data{{{77.6, 10.07},
                                                      {114.9, 14.73},
                                                      {141.1, 17.94},
                                                      {190.8, 23.93},
                                                      {239.9, 29.61},
                                                      {289.0, 35.18},
                                                      {332.8, 40.02},
                                                      {378.4, 44.82},
                                                      {434.8, 50.76},
                                                      {477.3, 55.05},
                                                      {536.8, 61.01},
                                                      {593.1, 66.40},
                                                      {689.1, 75.47},
                                                      {760.0, 81.78}}};

constexpr auto b1 = symbol<"b1">;
constexpr auto b2 = symbol<"b2">;
constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
// Volume of gas taken up at the pressure x. value: half the square; gradient: J'r; Hessian: J'J.
constexpr auto residual = y - b1 * (1_c - exp(-b2 * x));
constexpr auto term = function(gauss_newton(residual, b1, b2), arguments(b1, b2, x, y));

struct sums {
  double value = 0, gradient[2] = {}, hessian[3] = {};
};
sums over_data(const std::array<double, 2>& b) {
  sums all;
  for (const auto& [pressure, volume] : data) {
    const auto r = term(b[0], b[1], pressure, volume);
    all.value += r.value;
    for (std::size_t k = 0; k < 2; ++k) all.gradient[k] += r.gradient[k];
    all.hessian[0] += r.hessian(0, 0);
    all.hessian[1] += r.hessian(0, 1);
    all.hessian[2] += r.hessian(1, 1);
  }
  return all;
}

int main() {
  std::array<double, 2> b{500, 1e-4};  // NIST's first start, the far one
  double damping = 1e-3;
  int steps = 0;
  for (sums now = over_data(b); steps < 100; ++steps) {
    const auto [g, H] = std::pair{now.gradient, now.hessian};
    const double p = H[0] * (1 + damping), q = H[1], r = H[2] * (1 + damping), determinant = p * r - q * q;
    const std::array<double, 2> step{(r * g[0] - q * g[1]) / determinant, (p * g[1] - q * g[0]) / determinant};
    const std::array<double, 2> next{b[0] - step[0], b[1] - step[1]};
    const sums there = over_data(next);
    if (there.value > now.value * (1 + 1e-15)) {
      damping *= 10;
      continue;
    }
    b = next;
    now = there;
    damping /= 10;
    if (std::abs(step[0]) < 1e-10 * std::abs(b[0]) && std::abs(step[1]) < 1e-10 * std::abs(b[1])) break;
  }
  std::printf("b1 %.7e, b2 %.7e, sum of squares %.7e\n", b[0], b[1], 2 * over_data(b).value);
  std::puts("certified: 2.3894213e+02, 5.5015643e-04, 1.2455139e-01");
  std::printf("less than 30 steps: %s\n", steps < 30 ? "yes" : "no");
}
