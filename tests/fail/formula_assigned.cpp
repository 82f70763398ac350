// EXPECT: x = value is a binding for a call, f(x = value); a formula is not assigned to: name the new one
// SPDX-License-Identifier: BSL-1.0
// A warning everywhere, an error here.
#include <tapeless/tapeless.hpp>
#if defined(__clang__) || defined(__GNUC__)
#pragma GCC diagnostic error "-Wunused-result"
#endif

using namespace tapeless;
constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
void call() {
  constexpr auto s = x;
#ifdef MISTAKE
  s = s + y;
#else
  [[maybe_unused]] constexpr auto next = s + y;
#endif
}
