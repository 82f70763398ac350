// EXPECT: the arguments and the results of a function are rows of one type of numbers
// SPDX-License-Identifier: BSL-1.0
#include <vector>

#include <tapeless/tapeless.hpp>

using namespace tapeless;
constexpr auto x = symbol<"x">;
constexpr auto h = function(gradient(x * x, x), arguments(x));
#ifdef MISTAKE
void call(const std::vector<float>& in, std::vector<double>& out) { h(in, out); }
#else
void call(const std::vector<double>& in, std::vector<double>& out) { h(in, out); }
#endif
