// SPDX-License-Identifier: BSL-1.0
// The first example of the README; its output is compared with readme.txt.
#include <iostream>
#include <tapeless/tapeless.hpp>

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto s1 = symbol<"s1">;
constexpr auto s2 = symbol<"s2">;
constexpr auto y = integer<"y">;  // data: no gradient unless asked for
constexpr auto d = exp(s1) + exp(s2);
constexpr auto L = -log10(choose(y, exp(s1) / d, exp(s2) / d));

// Formulas are types, so the compiler decides whether two of them are the same ...
constexpr auto x = symbol<"x">;
constexpr auto p = symbol<"p">;
static_assert(derivative(exp(x) * sin(x), x) == exp(x) * sin(x) + exp(x) * cos(x));
static_assert(derivative(-log10(p), p) == -1_c / (p * constants::ln10));
// ... and evaluates them.
static_assert(derivative<3>(pow(x, 5_c), x)(x = 2) == 240);

int main() {
  std::cout << "L       = " << L << "\n";
  std::cout << "dQ/dp   = " << derivative(-log10(p), p) << "\n";
  std::cout << "stable  = " << stabilize(L) << "\n";

  // Value and gradient in one program without a tape: straight-line code, no allocation.
  const auto r = value_and_gradient(L, s1, s2)(s1 = 0.3, s2 = 1.2, y = 1);
  std::cout << "value   = " << r.value << "\n";
  std::cout << "dL/ds1  = " << r[s1] << "\n";
  std::cout << "dL/ds2  = " << r[s2] << "\n";

  // The same as a function of plain arguments, for hot loops.
  constexpr auto h = function(value_and_gradient(stabilize(L), s1, s2), arguments(s1, s2, y));
  std::cout << "large   = " << h(800.0, -800.0, 2).value << "\n";
  std::cout << "calls   = " << count(value_and_gradient(L, s1, s2)).call << "\n";
}
