// EXPECT: this is no sum over rows
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tensor.hpp>

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto e = axis<"e">;
constexpr auto k = axis<"k">;
constexpr auto X = tensor<"X">;
constexpr auto i = labels<"i">;
#ifdef MISTAKE
constexpr auto L = log(sum(e, exp(X(k[i(e)]))));
#else
constexpr auto L = 2_c * sum(e, exp(X(k[i(e)])));
#endif

int main() { prepare(compressed(value_gradient_hessian(L, X)), e = 3, k = 2); }
