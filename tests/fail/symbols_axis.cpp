// EXPECT: several symbols stand for the elements of a formula along its one axis of as many places
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tensor.hpp>

using namespace tapeless;
using namespace tapeless::literals;
constexpr auto n = axis<"n">;
constexpr auto d = axis<"d", 3>;
constexpr auto pt = symbols<"pt", 3>;
constexpr auto X = tensor<"X">;
constexpr auto f = pt[0_c] * pt[1_c] + pt[2_c];
#ifdef MISTAKE
constexpr auto j = axis<"j", 3>;
constexpr auto rows = substitute(f, pt = X(n, d, j));
#else
constexpr auto rows = substitute(f, pt = X(n, d));
#endif
