// EXPECT: record hands values over that are known at run time only, so its lambda is a template: [](auto x) instead of
// SPDX-License-Identifier: BSL-1.0
// A lambda of record is called with values of the library, which are no doubles.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

#ifdef MISTAKE
constexpr auto f = record<"x">([](double x) { return x * x; });
#else
constexpr auto f = record<"x">([](auto x) { return x * x; });
#endif
