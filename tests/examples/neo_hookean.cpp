// SPDX-License-Identifier: BSL-1.0
// A material for a finite element program: from the energy of a rubber in the nine numbers of the deformation gradient
// F come the stress P = dW/dF and the tangent d2W/dF2, as one function. A bar is stretched by 10 to 50 per cent;
// Newton's method finds how thin it becomes. The output is compared with neo_hookean.txt.
#include <array>
#include <cmath>
#include <cstdio>

#include <tapeless/linear.hpp>
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto F = symbols<"F", 9>;        // by rows
constexpr auto mu = symbol<"mu">;          // shear modulus
constexpr auto lambda = symbol<"lambda">;  // Lamé's first parameter

// Compressible neo-Hookean energy per volume (Bonet and Wood, Nonlinear Continuum Mechanics for Finite Element
// Analysis, 6.4.3). On numbers this is the energy; recorded, it is a formula.
constexpr auto energy = [](const auto& f, auto shear, auto lame) {
  const auto log_J = log(determinant(as_mat<3>(f)));
  return shear / 2 * (dot(f, f) - 3) - shear * log_J + lame / 2 * log_J * log_J;
};
// value: W; gradient: P, by rows; hessian: the tangent, 9 x 9.
constexpr auto material = function(value_gradient_hessian(record(F, mu, lambda, energy), F), arguments(F, mu, lambda));

int main() {
  constexpr double shear = 4e5, lame = 6e5;  // Pa
  std::puts("stretch  thickness  stress in kPa");
  double thin = 1;
  for (const double stretch : {1.1, 1.3, 1.5}) {
    std::array<double, 11> in{stretch, 0, 0, 0, thin, 0, 0, 0, thin, shear, lame};
    std::array<double, 1 + 9 + 81> out{};
    double slope = 0;
    for (int k = 0; k < 20; ++k) {  // the sides are free: P_yy(thin) = 0, where yy and zz change together
      in[4] = in[8] = thin;
      material(in, out);
      const double P_yy = out[1 + 4];
      slope = out[10 + 9 * 4 + 4] + out[10 + 9 * 4 + 8];
      thin -= P_yy / slope;
      if (std::abs(P_yy) < 1e-9 * shear) break;
    }
    // By hand: mu*(t - 1/t) + lambda*log(stretch*t^2)/t = 0 across, mu*(s - 1/s) + lambda*log(J)/s along the bar.
    const double log_J = std::log(stretch * thin * thin);
    const double across = shear * (thin - 1 / thin) + lame * log_J / thin;
    const double along = shear * (stretch - 1 / stretch) + lame * log_J / stretch;
    const bool agree = std::abs(across) < 1e-9 * shear && std::abs(out[1] - along) < 1e-9 * shear;
    std::printf("%.1f      %.4f     %.2f         %s\n", stretch, thin, out[1] / 1000, agree ? "as by hand" : "wrong");
  }
  std::printf("energy, stress and tangent: %d operations\n",
              count(value_gradient_hessian(record(F, mu, lambda, energy), F)).total);
}
