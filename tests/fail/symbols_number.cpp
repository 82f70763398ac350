// EXPECT: several symbols have names, symbols<"x", "y">, or one name and their number, at least 1: symbols<"cam", 9>
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tapeless.hpp>

using namespace tapeless;
#ifdef MISTAKE
constexpr auto cam = symbols<"cam", 0>;
#else
constexpr auto cam = symbols<"cam", 9>;
#endif
constexpr auto size = cam.size();
