// EXPECT: this formula passes over one axis more than eight times in a row: split it
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tensor.hpp>

using namespace tapeless;

constexpr auto n = axis<"n">;
constexpr auto i = axis<"i">;
constexpr auto x = tensor<"x">(n, i);

// Each step needs a whole row of the one before.
template <int Steps>
constexpr auto stepped() {
  if constexpr (Steps == 0)
    return x;
  else
    return sin(stepped<Steps - 1>()) / sum(i, exp(stepped<Steps - 1>()));
}
#ifdef MISTAKE
constexpr auto value = stepped<8>();
#else
constexpr auto value = stepped<7>();
#endif
constexpr int nests = plan_of(value).nests();
