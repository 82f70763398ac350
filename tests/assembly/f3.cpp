// SPDX-License-Identifier: BSL-1.0
// What the compilers make of value and gradient of f3: check.cmake reads the assembly of these functions.
#include <tapeless/tapeless.hpp>

namespace {

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto s1 = symbol<"s1">;
constexpr auto s2 = symbol<"s2">;
constexpr auto y = integer<"y">;
constexpr auto d = exp(s1) + exp(s2);
constexpr auto f3 = -log10(choose(y, exp(s1) / d, exp(s2) / d));
constexpr auto direct = function(value_and_gradient(f3, s1, s2), arguments(s1, s2, y));
constexpr auto stable = function(value_and_gradient(stabilize(f3), s1, s2), arguments(s1, s2, y));

}  // namespace

// expect: exp exp log10
extern "C" void f3_direct(double a, double b, int which, double* out) {
  const auto r = direct(a, b, which);
  out[0] = r.value;
  out[1] = r[s1];
  out[2] = r[s2];
}

// expect: exp log1p
extern "C" void f3_stable(double a, double b, int which, double* out) {
  const auto r = stable(a, b, which);
  out[0] = r.value;
  out[1] = r[s1];
  out[2] = r[s2];
}
