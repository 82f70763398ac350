// SPDX-License-Identifier: BSL-1.0
// The price of a European call (Black and Scholes, 1973) and its sensitivities, for greeks.py: a shared library.
#include <tapeless/interop/c_rows.hpp>

using namespace tapeless;
using namespace tapeless::literals;

namespace {

constexpr auto S = symbol<"S">;          // price of the share
constexpr auto K = symbol<"K">;          // of the option
constexpr auto T = symbol<"T">;          // years
constexpr auto r = symbol<"r">;          // interest
constexpr auto sigma = symbol<"sigma">;  // volatility
constexpr auto d1 = (log(S / K) + (r + square(sigma) / 2_c) * T) / (sigma * sqrt(T));
constexpr auto price = S * normal_cdf(d1) - K * exp(-r * T) * normal_cdf(d1 - sigma * sqrt(T));

}  // namespace

TAPELESS_EXPORT_ROWS(greeks, function(value_and_gradient(price, S, T, r, sigma), arguments(S, K, T, r, sigma)));
