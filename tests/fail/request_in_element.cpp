// EXPECT: a request names a tensor without axes: gradient(f, W), not gradient(f, W(i, o))
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tensor.hpp>

using namespace tapeless;
constexpr auto n = axis<"n">;
constexpr auto i = axis<"i">;
constexpr auto X = tensor<"X">;
constexpr auto w = tensor<"w">;
#ifdef MISTAKE
constexpr auto g = gradient(sum(i, square(w(i))), w(i));
#else
constexpr auto g = gradient(sum(i, square(w(i))), w);
#endif
