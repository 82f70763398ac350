// EXPECT: this function takes another number of operands
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tapeless.hpp>

struct cube_ {
  static constexpr auto name = "cube";
  static constexpr auto value = [](const auto& x) { return x * x * x; };
  static constexpr auto partial = [](auto x) { return 3 * x * x; };
};
constexpr auto cube = tapeless::function_of<cube_>;
constexpr auto x = tapeless::symbol<"x">;
constexpr auto y = tapeless::symbol<"y">;
#ifdef MISTAKE
constexpr auto f = cube(x, y);
#else
constexpr auto f = cube(x + y);
#endif
