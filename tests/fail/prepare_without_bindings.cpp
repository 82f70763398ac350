// EXPECT: prepare takes the extents of axes: prepare(f, n = 128)
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tensor.hpp>

using namespace tapeless;
constexpr auto n = axis<"n">;
constexpr auto X = tensor<"X">;
void call() {
#ifdef MISTAKE
  prepare(sum(n, square(X(n))), 128);
#else
  prepare(sum(n, square(X(n))), n = 128);
#endif
}
