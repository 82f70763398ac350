// SPDX-License-Identifier: BSL-1.0
// Prices of options: terms of the normal distribution that are equal cancel in their derivatives, which are the closed
// forms of textbooks then, also where the two terms are large. And formulas that look alike, in which nothing cancels.
#include "tests/support/catch.hpp"

#include <cmath>

#include <tapeless/tapeless.hpp>

namespace {

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto S = symbol<"S">;
constexpr auto K = symbol<"K">;
constexpr auto r = symbol<"r">;
constexpr auto q = symbol<"q">;
constexpr auto v = symbol<"v">;
constexpr auto T = symbol<"T">;
constexpr auto s = v * sqrt(T);
constexpr auto d1 = (log(S / K) + (r + square(v) / 2_c) * T) / s;
constexpr auto d2 = d1 - s;
constexpr auto call = S * normal_cdf(d1) - K * exp(-r * T) * normal_cdf(d2);
constexpr auto put = K * exp(-r * T) * normal_cdf(-d2) - S * normal_cdf(-d1);

// Hull, Options, Futures, and Other Derivatives, 19.4 to 19.8.
static_assert(derivative(call, S) == normal_cdf(d1));
static_assert(derivative(put, S) == -normal_cdf(-d1));
static_assert(derivative(call, K) == -exp(-r * T) * normal_cdf(d2));
static_assert(derivative(call, r) == K * T * exp(-r * T) * normal_cdf(d2));
static_assert(count(value_and_gradient(call, S, K, r, v, T)).total <= 34);
// With dividends; a future; with the error function.
constexpr auto e1 = (log(S / K) + (r - q + square(v) / 2_c) * T) / s;
constexpr auto with_dividends = S * exp(-q * T) * normal_cdf(e1) - K * exp(-r * T) * normal_cdf(e1 - s);
static_assert(derivative(with_dividends, S) == exp(-q * T) * normal_cdf(e1));
constexpr auto f1 = (log(S / K) + square(v) * T / 2_c) / s;
constexpr auto on_future = exp(-r * T) * (S * normal_cdf(f1) - K * normal_cdf(f1 - s));
static_assert(count(gradient(on_future, S, K)).total <= 18);
constexpr auto by_erfc = S * erfc(-d1 / sqrt(2_c)) / 2_c - K * exp(-r * T) * erfc(-d2 / sqrt(2_c)) / 2_c;
static_assert(derivative(by_erfc, S) == erfc(-d1 / sqrt(2_c)) / 2_c);

double phi(double x) { return std::exp(-x * x / 2) / std::sqrt(2 * std::acos(-1.0)); }
double cdf(double x) { return std::erfc(-x / std::sqrt(2.0)) / 2; }

// Central differences of the formula itself.
template <class F, class X, class... B>
double slope(const F& f, const X& x, double at, const B&... others) {
  const double h = 1e-5 * std::abs(at);
  return (f(x = at + h, others...) - f(x = at - h, others...)) / (2 * h);
}

}  // namespace

TEST_CASE("the Greeks of a call are the closed forms") {
  for (const double spot : {60.0, 100.0, 170.0}) {
    const double k = 95, rate = 0.03, vol = 0.25, time = 0.7;
    const double root = vol * std::sqrt(time), a = (std::log(spot / k) + (rate + vol * vol / 2) * time) / root;
    const auto g = value_and_gradient(call, S, K, r, v, T)(S = spot, K = k, r = rate, v = vol, T = time);
    const double paid = k * std::exp(-rate * time);
    CHECK(g[S] == Approx(cdf(a)).epsilon(1e-14));
    CHECK(g[K] == Approx(-std::exp(-rate * time) * cdf(a - root)).epsilon(1e-14));
    CHECK(g[r] == Approx(paid * time * cdf(a - root)).epsilon(1e-14));
    CHECK(g[v] == Approx(spot * phi(a) * std::sqrt(time)).epsilon(1e-12));
    CHECK(g[T] == Approx(spot * phi(a) * vol / (2 * std::sqrt(time)) + rate * paid * cdf(a - root)).epsilon(1e-12));
    const auto H = hessian(call, S, v)(S = spot, K = k, r = rate, v = vol, T = time);
    CHECK(H(S, S) == Approx(phi(a) / (spot * root)).epsilon(1e-12));
    CHECK(H(S, v) == Approx(-phi(a) * (a - root) / vol).epsilon(1e-12));
    CHECK(H(v, v) == Approx(spot * phi(a) * std::sqrt(time) * a * (a - root) / vol).epsilon(1e-12));
  }
  // Nearly at the end, where the terms are 1e6 times as large as what they leave.
  const auto late = value_and_gradient(call, S, T)(S = 100.0, K = 100.0, r = 0.0, v = 1e-9, T = 1e-6);
  CHECK(late[S] == Approx(0.5).epsilon(1e-12));
}

TEST_CASE("terms that look alike and are not equal stay") {
  // Another rate in the exponent, another drift, another deviation; a square root of something else.
  const auto check = [](const auto& f) {
    const auto g = value_and_gradient(f + q * 0_c, S, v, T)(S = 103.0, K = 95.0, r = 0.03, v = 0.25, T = 0.7, q = 0.2);
    CHECK(g[S] == Approx(slope(f + q * 0_c, S, 103.0, K = 95.0, r = 0.03, v = 0.25, T = 0.7, q = 0.2)).epsilon(1e-6));
    CHECK(g[v] == Approx(slope(f + q * 0_c, v, 0.25, S = 103.0, K = 95.0, r = 0.03, T = 0.7, q = 0.2)).epsilon(1e-6));
    CHECK(g[T] == Approx(slope(f + q * 0_c, T, 0.7, S = 103.0, K = 95.0, r = 0.03, v = 0.25, q = 0.2)).epsilon(1e-6));
  };
  check(S * normal_cdf(d1) - K * exp(-q * T) * normal_cdf(d2));
  check(S * normal_cdf(d1) - K * exp(-r * T) * normal_cdf(d1 - 2_c * s) + q);
  check(S * normal_cdf(d1) + K * exp(-r * T) * normal_cdf(d2) + q);
  check(S * normal_cdf(d1) - K * exp(-r * T) * erf(d2) + q);
  check(S * normal_cdf((log(S / K) + (r + square(v)) * T) / s) - K * exp(-r * T) * normal_cdf(d2) + q);
  check(square(S) * normal_cdf(d1) - K * exp(-r * T) * normal_cdf(d2) * S + q);
  // S and K may have opposite signs here, and the terms the same one: they are added. In two symbols, by reverse mode.
  constexpr auto size = (log(square(S) / square(K)) / 2_c + (r + square(v) / 2_c) * T) / s;
  constexpr auto signed_call = S * normal_cdf(size) - K * exp(-r * T) * normal_cdf(size - s);
  const auto g = value_and_gradient(signed_call, S, v)(S = -103.0, K = 95.0, r = 0.03, v = 0.25, T = 0.7);
  CHECK(g[S] == Approx(slope(signed_call, S, -103.0, K = 95.0, r = 0.03, v = 0.25, T = 0.7)).epsilon(1e-6));
  constexpr auto twice = (log(S * S / (K * K)) / 2_c + (r + square(v) / 2_c) * T) / s;
  constexpr auto other = S * normal_cdf(twice) - K * exp(-r * T) * normal_cdf(twice - s);
  const auto h = value_and_gradient(other, S, v)(S = -103.0, K = 95.0, r = 0.03, v = 0.25, T = 0.7);
  CHECK(h[S] == Approx(slope(other, S, -103.0, K = 95.0, r = 0.03, v = 0.25, T = 0.7)).epsilon(1e-6));
}
