// SPDX-License-Identifier: BSL-1.0
// Shape and scale of a gamma distribution from a million waiting times, by Newton's method on the likelihood. The data
// are the same in every step: what depends on them alone is computed once, and a step with all second derivatives takes
// as long as for ten data.
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <random>
#include <vector>

#include <tapeless/tensor.hpp>

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto n = axis<"n">;
constexpr auto t = tensor<"t">;
constexpr auto a = symbol<"a">;  // shape
constexpr auto b = symbol<"b">;  // scale
constexpr auto likelihood = sum(n, (a - 1_c) * log(t(n)) - t(n) / b - a * log(b) - lgamma(a));

// Not one loop is left in a step; the logarithms are taken when data are bound.
constexpr auto request = value_gradient_hessian(likelihood, a, b);
static_assert(plan_of(request, data(t)).sweeps() == 0);

int main() {
  constexpr int count = 1000000;
  std::mt19937_64 random(1);
  std::vector<double> times(count);
  for (double& one : times) {  // the sum of three exponential times
    one = 0;
    for (int k = 0; k < 3; ++k) one -= 2.0 * std::log((static_cast<double>(random() >> 11) + 0.5) * 0x1p-53);
  }

  auto step = prepare(request, n = count, data(t = times));
  double shape = 1, scale = 1;
  for (int k = 0; k < 30; ++k) {
    const auto r = step(a = shape, b = scale);
    const double determinant = r.hessian(a, a) * r.hessian(b, b) - r.hessian(a, b) * r.hessian(a, b);
    const double da = (r.hessian(b, b) * r.gradient[a] - r.hessian(a, b) * r.gradient[b]) / determinant;
    const double db = (r.hessian(a, a) * r.gradient[b] - r.hessian(a, b) * r.gradient[a]) / determinant;
    // Far from the maximum a step goes uphill instead, and never beyond half of what there is.
    const bool is_peak = determinant > 0 && r.hessian(a, a) < 0;
    const double length = is_peak ? 1 : 0.1;
    const double sa = is_peak ? -da : std::copysign(shape, r.gradient[a]);
    const double sb = is_peak ? -db : std::copysign(scale, r.gradient[b]);
    shape += std::fmax(length * sa, -shape / 2);
    scale += std::fmax(length * sb, -scale / 2);
  }
  const auto r = step(a = shape, b = scale);
  std::printf("shape %.3f, scale %.3f; of what the data come from 3 and 2\n", shape, scale);
  const double determinant = r.hessian(a, a) * r.hessian(b, b) - r.hessian(a, b) * r.hessian(a, b);
  std::printf("standard errors %.4f and %.4f\n", std::sqrt(-r.hessian(b, b) / determinant),
              std::sqrt(-r.hessian(a, a) / determinant));
  // Data that are changed in place are to be bound again.
  times[0] += 1;
  std::printf("the data are %s\n", step.unchanged() ? "as they were" : "others now");
  step.bind(t = times);
  std::printf("and after they have been bound again %s\n", step.unchanged() ? "as they were" : "others");
}
