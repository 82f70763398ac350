// EXPECT: a variable cannot take up a formula, which is a type of its own: name the new one, auto t = s + x
// SPDX-License-Identifier: BSL-1.0
// A sum of formulas outside of record: each partial sum is a formula of another type.
#include <tapeless/tapeless.hpp>

using namespace tapeless;
constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
void call() {
#ifdef MISTAKE
  auto s = x * x;
  s += y;
#else
  [[maybe_unused]] constexpr auto s = x * x;
  [[maybe_unused]] constexpr auto t = s + y;
#endif
}
