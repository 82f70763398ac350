// EXPECT: the formula still varies along an axis: sum or average it, or prepare(f, n = ...)
// SPDX-License-Identifier: BSL-1.0
// A call has room for one number.
#include <tapeless/tensor.hpp>

using namespace tapeless;
constexpr auto n = axis<"n">;
constexpr auto X = tensor<"X">;
constexpr std::array data{1.0, 2.0};
#ifdef MISTAKE
constexpr double value = square(X(n))(X = data);
#else
constexpr double value = sum(n, square(X(n)))(X = data);
#endif
