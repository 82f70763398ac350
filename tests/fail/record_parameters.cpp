// EXPECT: the lambda of record takes one value for each symbol and one vec for each list of symbols, and calls
// functions by bare names: sin(x), not std::sin(x) SPDX-License-Identifier: BSL-1.0
#include <tapeless/tapeless.hpp>

using namespace tapeless;
constexpr auto pt = symbols<"pt", 3>;
#ifdef MISTAKE
constexpr auto f = record(pt, [](auto x, auto y, auto z) { return x * y + z; });
#else
constexpr auto f = record(pt, [](const auto& p) { return p[0] * p[1] + p[2]; });
#endif
