// EXPECT: matmul sums over the one axis that both factors have; name the others differently
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tensor.hpp>

using namespace tapeless;
constexpr auto n = axis<"n">;
constexpr auto i = axis<"i">;
constexpr auto o = axis<"o">;
constexpr auto A = tensor<"A">;
constexpr auto B = tensor<"B">;
#ifdef MISTAKE
constexpr auto f = matmul(A(n, i), B(n, i));
#else
constexpr auto f = matmul(A(n, i), B(i, o));
#endif
