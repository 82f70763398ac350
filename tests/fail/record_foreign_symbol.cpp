// EXPECT: a symbol inside record: take it as a parameter of the lambda
// SPDX-License-Identifier: BSL-1.0
// The symbols of a recorded program are its parameters.
#include <tapeless/tapeless.hpp>

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto f = x * y;

#ifdef MISTAKE
constexpr auto g = record<"x">([](auto t) { return t * symbol<"y">; });
#else
constexpr auto g = record<"x", "y">([](auto t, auto u) { return t * u; });
#endif
