// EXPECT: latex_report(f, x, y): name the symbols of the derivatives
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tapeless.hpp>

using namespace tapeless;
constexpr auto x = symbol<"x">;
#ifdef MISTAKE
const auto text = latex_report(x * x);
#else
const auto text = latex_report(x * x, x);
#endif
