// SPDX-License-Identifier: BSL-1.0
// A dense quadratic form of SIZE inputs and its exponential: every input meets every other, with a coefficient of its
// own.
#pragma once

#include <utility>

#include <tapeless/tapeless.hpp>

namespace compile_case {

using namespace tapeless;

// x00, x01, ...
template <std::size_t K>
constexpr auto name_of() {
  const char text[4] = {'x', static_cast<char>('0' + K / 10), static_cast<char>('0' + K % 10), '\0'};
  return fixed_string<4>(text);
}

template <std::size_t... K>
constexpr auto dense(std::index_sequence<K...>) {
  return record<name_of<K>()...>([](auto... inputs) {
    constexpr int n = sizeof...(inputs);
    const handle x[] = {inputs...};
    handle form = 0;
    for (int i = 0; i < n; ++i)
      for (int j = 0; j < n; ++j) form += 1.0 / (1 + i + 2 * j) * x[i] * x[j];
    return exp(-form) + form;
  });
}
inline constexpr auto formula = dense(std::make_index_sequence<SIZE>{});

template <std::size_t... K>
constexpr auto symbols(std::index_sequence<K...>) {
  return arguments(symbol<name_of<K>()>...);
}
inline constexpr auto inputs = symbols(std::make_index_sequence<SIZE>{});

}  // namespace compile_case
