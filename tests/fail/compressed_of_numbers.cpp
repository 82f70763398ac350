// EXPECT: compressed is for formulas over axes, which have rows
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tensor.hpp>

using namespace tapeless;

constexpr auto e = axis<"e">;
constexpr auto X = tensor<"X">;
constexpr auto x = symbol<"x">;
#ifdef MISTAKE
constexpr auto c = compressed(value_gradient_hessian(exp(x), x));
#else
constexpr auto c = compressed(value_gradient_hessian(sum(e, exp(X(e))), X));
#endif

int main() { prepare(c, e = 3); }
