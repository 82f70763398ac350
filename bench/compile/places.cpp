// SPDX-License-Identifier: BSL-1.0
// One program of some 930 operations called at SIZE places: a body falls towards the origin in 27 steps, and what is
// asked for is a distance at the end and its gradient in the first state.
#include <tapeless/tapeless.hpp>

#if SIZE > 0  // 0: the header alone

using namespace tapeless;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto u = symbol<"u">;
constexpr auto v = symbol<"v">;

constexpr auto formula = record<"x", "y", "u", "v">([](auto x, auto y, auto u, auto v) {
  for (int step = 0; step < 27; ++step) {
    const auto r = x * x + y * y;
    const auto pull = 0.01 / (r * sqrt(r));
    u -= pull * x;
    v -= pull * y;
    x += 0.01 * u;
    y += 0.01 * v;
  }
  return x * x + 2 * y * y + 3 * v * x;
});
constexpr auto request = value_and_gradient(formula, x, y, u, v);
static_assert(count(request).total > 900 && count(request).total < 966);

double place_1(const double* at) { return request(x = at[0], y = at[1], u = at[2], v = at[3])[x]; }
#if SIZE > 1
double place_2(const double* at) { return request(x = at[0], y = at[3], u = at[1], v = at[2])[y] + at[0]; }
double place_3(const double* at) { return request(x = at[1], y = at[0], u = at[3], v = at[2])[u] * at[1]; }
double place_4(const double* at) { return request(x = at[2], y = at[1], u = at[0], v = at[3])[v] - at[2]; }
#endif

#endif
