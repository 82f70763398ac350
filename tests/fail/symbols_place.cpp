// EXPECT: there is no symbol of this number; they are counted from 0
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tapeless.hpp>

using namespace tapeless;
using namespace tapeless::literals;
constexpr auto cam = symbols<"cam", 9>;
#ifdef MISTAKE
constexpr auto f = 2_c * cam[9_c];
#else
constexpr auto f = 2_c * cam[8_c];
#endif
