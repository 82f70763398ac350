// SPDX-License-Identifier: BSL-1.0
#include "tests/odr/shared.hpp"

using namespace tapeless;
using namespace tapeless::literals;

namespace {
struct twist_ {
  static constexpr auto name = "twist";
  static constexpr auto value = [](const auto& t) { return t * t; };
  static constexpr auto partial = [](auto t) { return 2 * t; };
};
}  // namespace

double by_recording(double a, double b) {
  return derivative(record<"x", "y">([](auto u, auto v) { return sin(u * v) * u; }), x)(x = a, y = b);
}
double integer_symbol(int k) { return derivative(integer<"k"> * integer<"k">, integer<"k">)(integer<"k"> = k); }
double second_twist(double a) { return value_and_gradient(function_of<twist_>(x), x)(x = a).value; }
