// EXPECT: the labels stand along the axis that they pick from: give that axis another name
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tensor.hpp>

using namespace tapeless;
constexpr auto n = axis<"n">;
constexpr auto o = axis<"o">;
constexpr auto X = tensor<"X">;
constexpr auto t = labels<"t">;
#ifdef MISTAKE
constexpr auto f = pick(X(o), o, t(o));
#else
constexpr auto f = pick(X(o), o, t(n));
#endif
