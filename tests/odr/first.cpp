// SPDX-License-Identifier: BSL-1.0
#include "tests/odr/shared.hpp"

using namespace tapeless;
using namespace tapeless::literals;

namespace {
struct twist_ {
  static constexpr auto name = "twist";
  static constexpr auto value = [](const auto& t) { return 2 * t; };
  static constexpr auto partial = [](auto) { return 2; };
};
}  // namespace

double by_operators(double a, double b) { return derivative(sin(x * y) * x, x)(x = a, y = b); }
double real_symbol(double k) { return derivative(symbol<"k"> * symbol<"k">, symbol<"k">)(symbol<"k"> = k); }
double first_twist(double a) { return value_and_gradient(function_of<twist_>(x), x)(x = a).value; }
