// SPDX-License-Identifier: BSL-1.0
// The logarithm of a sum of exponentials with weights, and shares of it, prepared: right where the exponentials
// overflow or vanish. The reference is a loop in long double, whose range suffices.
#include "tests/support/catch.hpp"
#include "tests/support/close.hpp"

#include <cmath>
#include <vector>

#include <tapeless/tensor.hpp>

namespace {

using namespace tapeless;
using checks::close;

constexpr auto i = axis<"i">;
constexpr auto U = tensor<"U">;
constexpr auto W = tensor<"W">;

long double wide(double number) { return static_cast<long double>(number); }

TEST_CASE("log of a sum of exponentials with weights") {
  auto f = prepare(value_and_gradient(log(sum(i, W(i) * exp(U(i)))), U, W), i = 5);
  const std::vector<double> weights{0.5, 2, 1, 0, 0.125};
  for (const double middle : {-1200.0, -3.0, 0.0, 50.0, 1500.0}) {
    INFO("around " << middle);
    const std::vector<double> exponents{middle, middle + 1, middle - 0.5, middle + 2, middle - 30};
    long double whole = 0;
    for (std::size_t k = 0; k < 5; ++k) whole += wide(weights[k]) * std::exp(wide(exponents[k]));
    const auto r = f(U = exponents, W = weights);
    CHECK(close(r.value, static_cast<double>(std::log(whole))));
    for (std::size_t k = 0; k < 5; ++k) {
      const long double share = std::exp(wide(exponents[k])) / whole;
      CHECK(close(r[W].span()[k], static_cast<double>(share), 1e-13));
      CHECK(close(r[U].span()[k], static_cast<double>(wide(weights[k]) * share), 1e-13));
    }
  }
}

}  // namespace
