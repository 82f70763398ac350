// SPDX-License-Identifier: BSL-1.0
// A recorded loop of SIZE steps, x' = sin(x)*x + c, with value and gradient: many operations of which none has a type.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

constexpr auto f = record<"x", "c">([](auto x, auto c) {
  for (int k = 0; k < SIZE; ++k) x = sin(x) * x + c;
  return x;
});
constexpr auto h = function(value_and_gradient(f), arguments(symbol<"x">, symbol<"c">));
double call(double a, double b) { return h(a, b).value; }
