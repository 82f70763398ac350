// EXPECT: this formula passes over one axis more than eight times in a row: split it
// SPDX-License-Identifier: BSL-1.0
// Each step needs the finished sum of the one before it.
#include <tapeless/tensor.hpp>

using namespace tapeless;
constexpr auto n = axis<"n">;
constexpr auto X = tensor<"X">;
template <int N>
constexpr auto centred() {
  if constexpr (N == 0)
    return X(n);
  else
    return exp(centred<N - 1>() - mean(n, centred<N - 1>()));
}
#ifdef MISTAKE
constexpr auto plan = plan_of(sum(n, centred<9>()));
#else
constexpr auto plan = plan_of(sum(n, centred<6>()));
#endif
constexpr auto sweeps = plan.sweeps();
