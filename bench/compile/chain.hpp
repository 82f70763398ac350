// SPDX-License-Identifier: BSL-1.0
// A recorded loop of SIZE steps, x' = sin(x)*x + c: many operations of which none has a type.
#pragma once

#include <tapeless/tapeless.hpp>

namespace compile_case {

using namespace tapeless;

inline constexpr auto formula = record<"x", "c">([](auto x, auto c) {
  for (int k = 0; k < SIZE; ++k) x = sin(x) * x + c;
  return x;
});
inline constexpr auto inputs = arguments(symbol<"x">, symbol<"c">);

}  // namespace compile_case
