// EXPECT: what picks is labels: pick(e, o, t(n)) with t = labels<"t">
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tensor.hpp>

using namespace tapeless;
constexpr auto n = axis<"n">;
constexpr auto o = axis<"o">;
constexpr auto X = tensor<"X">;
#ifdef MISTAKE
constexpr auto f = pick(X(o), o, X(n));
#else
constexpr auto f = pick(X(o), o, labels<"t">(n));
#endif
