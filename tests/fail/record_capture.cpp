// EXPECT: a recorded lambda has no captures
// SPDX-License-Identifier: BSL-1.0
// Run-time values do not exist in the compiler.
#include <tapeless/tapeless.hpp>

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto f = x * y;

#ifdef MISTAKE
auto g(double factor) {
  return record<"x">([factor](auto t) { return factor * t; });
}
#else
auto g(double) {
  return record<"x">([](auto t) { return 2.0 * t; });
}
#endif
