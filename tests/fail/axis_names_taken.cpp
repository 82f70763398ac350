// EXPECT: derivatives in a tensor name its axes with primes, n' and so on, and the formula has axes of these names
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tensor.hpp>

using namespace tapeless;
using namespace tapeless::literals;
constexpr auto i = axis<"i">;
constexpr auto n = axis<"n">;
constexpr auto X = tensor<"X">;
constexpr auto w = tensor<"w">;
constexpr auto s = symbol<"s">;
constexpr auto f = sum(i, square(s* w(i)));
#ifdef MISTAKE
constexpr auto p1 = axis<"i'">;
constexpr auto p2 = axis<"i''">;
constexpr auto p3 = axis<"i'''">;
constexpr auto H = hessian(f * sum(p1, w(p1)) * sum(p2, w(p2)) * sum(p3, w(p3)), w)(w, w);
#else
constexpr auto H = hessian(f, w)(w, w);
#endif
