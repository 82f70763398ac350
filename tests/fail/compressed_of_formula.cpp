// EXPECT: compressed takes a request: compressed(value_gradient_hessian(L, X))
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tensor.hpp>

using namespace tapeless;

constexpr auto e = axis<"e">;
constexpr auto X = tensor<"X">;
constexpr auto L = sum(e, exp(X(e)));
#ifdef MISTAKE
constexpr auto c = compressed(L);
#else
constexpr auto c = compressed(value_and_gradient(L, X));
#endif

int main() { prepare(c, e = 3); }
