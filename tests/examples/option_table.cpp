// SPDX-License-Identifier: BSL-1.0
// A table of 10,000 European call options, each with its price and Greeks: one formula, derived by the compiler,
// computed for all rows in packs. A few rows are printed, and the whole table is compared with the closed forms of
// Black and Scholes. The output is compared with option_table.txt.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <vector>

#include <tapeless/batch.hpp>

namespace {

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto S = symbol<"S">;          // the price of the share
constexpr auto K = symbol<"K">;          // the strike
constexpr auto tau = symbol<"tau">;      // years to expiry
constexpr auto sigma = symbol<"sigma">;  // volatility per root of a year
constexpr auto r = symbol<"r">;          // the rate of interest per year

constexpr auto d1 = (log(S / K) + (r + sigma * sigma / 2_c) * tau) / (sigma * sqrt(tau));
constexpr auto d2 = d1 - sigma * sqrt(tau);
constexpr auto price = S * normal_cdf(d1) - K * exp(-r * tau) * normal_cdf(d2);

// Value, gradient and Hessian in S, sigma, tau and r hold all Greeks of first and second order.
constexpr auto greeks = function(value_gradient_hessian(price, S, sigma, tau, r), arguments(S, K, tau, sigma, r));

constexpr std::size_t options = 10'000;
using numbers = std::vector<double>;

double density(double x) { return std::exp(-x * x / 2) / std::sqrt(2 * 3.14159265358979323846); }
double distribution(double x) { return std::erfc(-x / std::sqrt(2.0)) / 2; }

}  // namespace

int main() {
  // Strikes from 60 to 160, expiries from a week to three years, with a smile of the volatility.
  numbers strikes(options), expiries(options), volatilities(options);
  for (std::size_t k = 0; k < options; ++k) {
    strikes[k] = 60 + static_cast<double>(k % 101);
    expiries[k] = (1 + static_cast<double>(k * 37 % 156)) / 52;
    volatilities[k] = 0.2 + 0.1 * std::pow(std::log(strikes[k] / 100), 2);
  }
  constexpr double spot = 100, rate = 0.03;
  numbers value(options), delta(options), vega(options), decay(options), rho(options), gamma_(options), vanna(options),
      volga(options);

  // In the order of result_names(greeks); of a symmetric Hessian one half will do, and nullptr is for the rest.
  batch(greeks, inputs(spot, strikes, expiries, volatilities, rate),
        outputs(value, delta, vega, decay, rho,        // value, gradient
                gamma_, vanna, nullptr, nullptr,       // S, S; S, sigma; ...
                nullptr, volga, nullptr, nullptr,      // sigma, S; sigma, sigma; ...
                nullptr, nullptr, nullptr, nullptr,    // tau, ...
                nullptr, nullptr, nullptr, nullptr));  // r, ...

  std::printf("%8s %8s %8s %9s %8s %8s %9s %8s %9s %9s\n", "strike", "years", "price", "delta", "gamma", "vega",
              "theta", "rho", "vanna", "volga");
  for (std::size_t k = 17; k < options; k += 1999)
    std::printf("%8.2f %8.4f %8.4f %9.5f %8.5f %8.4f %9.4f %8.4f %9.5f %9.4f\n", strikes[k], expiries[k], value[k],
                delta[k], gamma_[k], vega[k], -decay[k], rho[k], vanna[k], volga[k]);

  // The closed forms, and the largest difference in units of the largest number of each column.
  numbers differences(8), largest(8);
  for (std::size_t k = 0; k < options; ++k) {
    const double v = volatilities[k], t = expiries[k], root = std::sqrt(t), discount = std::exp(-rate * t);
    const double a = (std::log(spot / strikes[k]) + (rate + v * v / 2) * t) / (v * root), b = a - v * root;
    const double of_vega = spot * density(a) * root;
    const double expected[] = {spot * distribution(a) - strikes[k] * discount * distribution(b),
                               distribution(a),
                               of_vega,
                               spot * density(a) * v / (2 * root) + rate * strikes[k] * discount * distribution(b),
                               strikes[k] * t * discount * distribution(b),
                               density(a) / (spot * v * root),
                               -density(a) * b / v,
                               of_vega * a * b / v};
    const double found[] = {value[k], delta[k], vega[k], decay[k], rho[k], gamma_[k], vanna[k], volga[k]};
    for (std::size_t j = 0; j < 8; ++j) {
      differences[j] = std::max(differences[j], std::abs(found[j] - expected[j]));
      largest[j] = std::max(largest[j], std::abs(expected[j]));
    }
  }
  double worst = 0, sum = 0;
  for (std::size_t j = 0; j < 8; ++j) worst = std::max(worst, differences[j] / largest[j]);
  for (const double one : value) sum += one;
  std::printf("all %zu prices together: %.6f\n", options, sum);
  std::printf("closed forms agree to 12 digits: %s\n", worst < 1e-12 ? "yes" : "no");
}
