// EXPECT: its lambda is a template: [](const auto& p, auto x) instead of [](const vec<double, 3>& p, double x)
// SPDX-License-Identifier: BSL-1.0
// The same for a list of symbols, which is a vec of values of the library.
#include <tapeless/linear.hpp>

using namespace tapeless;

#ifdef MISTAKE
constexpr auto f = record(symbols<"p", 3>, [](const vec<double, 3>& p) { return dot(p, p); });
#else
constexpr auto f = record(symbols<"p", 3>, [](const auto& p) { return dot(p, p); });
#endif
