// SPDX-License-Identifier: BSL-1.0
// The Gaussian log-density of a vector of SIZE by the Cholesky factor of its covariance: log-determinant and a
// triangular solve, recorded. Inputs are the lower triangle of the covariance, by rows, and the vector.
#pragma once

#include <utility>

#include <tapeless/tapeless.hpp>

namespace compile_case {

using namespace tapeless;

inline constexpr std::size_t triangle = SIZE * (SIZE + 1) / 2;

// a000, a001, ...
template <std::size_t K>
constexpr auto name_of() {
  const char text[5] = {'a', static_cast<char>('0' + K / 100), static_cast<char>('0' + K / 10 % 10),
                        static_cast<char>('0' + K % 10), '\0'};
  return fixed_string<5>(text);
}

template <std::size_t... K>
constexpr auto cholesky(std::index_sequence<K...>) {
  return record<name_of<K>()...>([](auto... inputs) {
    handle l[] = {inputs...};  // factorised in place
    const auto at = [](int row, int column) { return row * (row + 1) / 2 + column; };
    handle log_determinant = 0;
    handle distance = 0;
    for (int row = 0; row < SIZE; ++row) {
      for (int column = 0; column < row; ++column) {
        for (int k = 0; k < column; ++k) l[at(row, column)] -= l[at(row, k)] * l[at(column, k)];
        l[at(row, column)] /= l[at(column, column)];
      }
      handle& pivot = l[at(row, row)];
      for (int k = 0; k < row; ++k) pivot -= square(l[at(row, k)]);
      pivot = sqrt(pivot);
      log_determinant += log(pivot);
      handle& y = l[triangle + static_cast<std::size_t>(row)];
      for (int k = 0; k < row; ++k) y -= l[at(row, k)] * l[static_cast<int>(triangle) + k];
      y /= pivot;
      distance += square(y);
    }
    return -log_determinant - distance / 2;
  });
}
inline constexpr auto formula = cholesky(std::make_index_sequence<triangle + SIZE>{});

template <std::size_t... K>
constexpr auto symbols(std::index_sequence<K...>) {
  return arguments(symbol<name_of<K>()>...);
}
inline constexpr auto inputs = symbols(std::make_index_sequence<triangle + SIZE>{});

}  // namespace compile_case
