// EXPECT: the recorded lambda cannot run in the compiler: every function it calls must be constexpr
// SPDX-License-Identifier: BSL-1.0
// Functions without constexpr are run-time only.
#include <tapeless/tapeless.hpp>

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto f = x * y;

#ifdef MISTAKE
template <class T>
T twice(T t) {
  return t + t;
}
constexpr auto g = record<"x">([](auto t) { return twice(t); });
#else
template <class T>
constexpr T twice(T t) {
  return t + t;
}
constexpr auto g = record<"x">([](auto t) { return twice(t); });
#endif
