// SPDX-License-Identifier: BSL-1.0
// The log-likelihood of SIZE measurements under a Kalman filter with a state of position and velocity, recorded: the
// measurements are data within the program, the inputs are the noises, the interval and the first state.
#pragma once

#include <tapeless/tapeless.hpp>

namespace compile_case {

using namespace tapeless;

inline constexpr auto formula =
    record<"q", "r", "dt", "x0", "v0", "p0">([](auto q, auto r, auto dt, auto x0, auto v0, auto p0) {
      handle x = x0;
      handle v = v0;
      handle pxx = p0;
      handle pxv = 0;
      handle pvv = p0;
      handle likelihood = 0;
      for (int k = 0; k < SIZE; ++k) {
        // The state moves on.
        x += dt * v;
        pxx += dt * (2 * pxv + dt * pvv) + q * dt * dt * dt / 3;
        pxv += dt * pvv + q * dt * dt / 2;
        pvv += q * dt;
        // A measurement of the position comes in; it wanders about a line.
        const double measured = 0.25 * k + 0.125 * ((k * 7) % 5 - 2);
        const handle residual = measured - x;
        const handle s = pxx + r;
        const handle gain_x = pxx / s;
        const handle gain_v = pxv / s;
        likelihood -= (log(s) + square(residual) / s) / 2;
        x += gain_x * residual;
        v += gain_v * residual;
        pvv -= gain_v * pxv;
        pxv -= gain_x * pxv;
        pxx -= gain_x * pxx;
      }
      return likelihood;
    });
inline constexpr auto inputs =
    arguments(symbol<"q">, symbol<"r">, symbol<"dt">, symbol<"x0">, symbol<"v0">, symbol<"p0">);

}  // namespace compile_case
