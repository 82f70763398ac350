// EXPECT: the formula varies along an axis of the tensor that it is differentiated in: sum or average it first
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tensor.hpp>

using namespace tapeless;
constexpr auto i = axis<"i">;
constexpr auto j = axis<"j">;
constexpr auto w = tensor<"w">;
#ifdef MISTAKE
constexpr auto jacobian = derivative(square(w(i)), w(i));
#else
constexpr auto jacobian = derivative(square(w(i)), w(j));
#endif
