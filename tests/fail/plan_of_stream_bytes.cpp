// EXPECT: the memory for blocks of rows depends on how they are cut: prepare(f, ..., streamed(n)), then total.bytes()
// SPDX-License-Identifier: BSL-1.0
// The plan of a formula whose rows arrive in blocks.
#include <tapeless/tensor.hpp>

using namespace tapeless;
constexpr auto n = axis<"n">;
constexpr auto X = tensor<"X">;
constexpr auto f = sum(n, square(X(n)));
#ifdef MISTAKE
constexpr auto size = plan_of(f, streamed(n)).bytes(n = 128);
#else
constexpr auto size = plan_of(f).bytes(n = 128);
#endif
