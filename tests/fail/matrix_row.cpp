// EXPECT: the matrix has no row of this number; rows are counted from 0
// SPDX-License-Identifier: BSL-1.0
// The numbers of a Jacobian over axes: one row of blocks per output.
#include <tapeless/tensor.hpp>

using namespace tapeless;
using namespace tapeless::literals;
constexpr auto n = axis<"n">;
constexpr auto w = tensor<"w">;
constexpr auto J = jacobian(bundle(square(w(n)), sum(n, w(n))), w)(w = std::array{1.0, 2.0});
#ifdef MISTAKE
constexpr auto row = J(2_c, w);
#else
constexpr auto row = J(1_c, w);
#endif
