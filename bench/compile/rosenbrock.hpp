// SPDX-License-Identifier: BSL-1.0
// Rosenbrock's chain of SIZE inputs: the sum of 100*(x' - x^2)^2 + (1 - x)^2.
#pragma once

#include <utility>

#include <tapeless/tapeless.hpp>

namespace compile_case {

using namespace tapeless;

// x000, x001, ...
template <std::size_t K>
constexpr auto name_of() {
  const char text[5] = {'x', static_cast<char>('0' + K / 100), static_cast<char>('0' + K / 10 % 10),
                        static_cast<char>('0' + K % 10), '\0'};
  return fixed_string<5>(text);
}

template <std::size_t... K>
constexpr auto rosenbrock(std::index_sequence<K...>) {
  return record<name_of<K>()...>([](auto... inputs) {
    constexpr int n = sizeof...(inputs);
    const handle x[] = {inputs...};
    handle sum = 0;
    for (int k = 0; k + 1 < n; ++k) sum += 100 * square(x[k + 1] - square(x[k])) + square(1 - x[k]);
    return sum;
  });
}
inline constexpr auto formula = rosenbrock(std::make_index_sequence<SIZE>{});

template <std::size_t... K>
constexpr auto symbols(std::index_sequence<K...>) {
  return arguments(symbol<name_of<K>()>...);
}
inline constexpr auto inputs = symbols(std::make_index_sequence<SIZE>{});

}  // namespace compile_case
