// EXPECT: data are symbols, tensors and labels
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/interop/ceres_batch.hpp>

using namespace tapeless;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto u = symbol<"u">;
constexpr auto residual = x * y - u;

#ifdef MISTAKE
auto rows() { return ceres_batch(residual, block(x, y), data(3.0)); }
#else
auto rows() { return ceres_batch(residual, block(x, y), data(u)); }
#endif
