// SPDX-License-Identifier: BSL-1.0
// A formula of SIZE steps, x' = sin(x)*x + c, by operators, with value and gradient: check.cmake counts what the
// compiler makes of it at one size and at twice that size.
#include <tapeless/tapeless.hpp>

#if SIZE > 0  // 0: what the header alone costs

using namespace tapeless;

constexpr auto x = symbol<"x">;
constexpr auto c = symbol<"c">;

template <int N>
constexpr auto chain() {
  if constexpr (N == 0) {
    return x;
  } else {
    constexpr auto before = chain<N - 1>();
    return sin(before) * before + c;
  }
}

constexpr auto h = function(value_and_gradient(chain<SIZE>(), x, c), arguments(x, c));
double call(double a, double b) { return h(a, b).value; }
#endif
