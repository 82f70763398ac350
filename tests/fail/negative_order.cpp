// EXPECT: the order of a derivative is not negative
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tapeless.hpp>

using namespace tapeless;
constexpr auto x = symbol<"x">;
#ifdef MISTAKE
constexpr auto d = derivative<-1>(sin(x), x);
#else
constexpr auto d = derivative<0>(sin(x), x);
#endif
