// EXPECT: a value that is known only at run time cannot choose a branch here: write select(c, a, b)
// SPDX-License-Identifier: BSL-1.0
// A recorded program has no branches.
#include <tapeless/tapeless.hpp>

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto f = x * y;

#ifdef MISTAKE
constexpr auto g = record<"x">([](auto t) {
  if (t < 0) return -t;
  return t;
});
#else
constexpr auto g = record<"x">([](auto t) { return select(t < 0, -t, t); });
#endif
