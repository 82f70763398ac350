// EXPECT: a Jacobian or Hessian over axes is compressed with its values
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
constexpr auto c = compressed(hessian(f, w));
#else
constexpr auto c = compressed(hessian(square(s) * s, s));
#endif
