// EXPECT: a rule has the static members name, value and partial
// SPDX-License-Identifier: BSL-1.0
// What a function of the user's own must say.
#include <tapeless/tapeless.hpp>

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto f = x * y;

#ifdef MISTAKE
struct half_ {
  static constexpr auto name = "half";
  static constexpr auto value = [](const auto& t) { return t / 2; };
};
constexpr auto g = function_of<half_>(x);
#else
struct half_ {
  static constexpr auto name = "half";
  static constexpr auto value = [](const auto& t) { return t / 2; };
  static constexpr auto partial = [](auto) { return 0.5; };
};
constexpr auto g = function_of<half_>(x);
#endif
