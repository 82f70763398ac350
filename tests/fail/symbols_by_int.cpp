// EXPECT: each of several symbols has a type of its own: name it by a constant, cam[3_c]
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tapeless.hpp>

using namespace tapeless;
using namespace tapeless::literals;
constexpr auto cam = symbols<"cam", 9>;
#ifdef MISTAKE
constexpr auto f = 2_c * cam[3];
#else
constexpr auto f = 2_c * cam[3_c];
#endif
