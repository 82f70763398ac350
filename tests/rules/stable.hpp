// SPDX-License-Identifier: BSL-1.0
// A formula before and after stabilize against numbers computed with 1500 digits (bench/accuracy/exact.py): the stable
// form is right to a few units in the last place, or, where the problem itself is badly conditioned, at least no worse
// than the plain one by more than two bits.
#pragma once

#include "tests/support/catch.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <limits>

#include <tapeless/tapeless.hpp>

namespace stable {

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto a = symbol<"a">;
constexpr auto b = symbol<"b">;
constexpr auto c = symbol<"c">;
constexpr auto v = symbol<"v">;
constexpr auto w = symbol<"w">;
constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto z = symbol<"z">;

// log2 of one more than the doubles between two numbers.
inline double bits_between(double found, double right) {
  if (std::isnan(found)) return 64;
  const auto place = [](double number) {
    const auto bits = std::bit_cast<std::int64_t>(number);
    return static_cast<double>(bits >= 0 ? bits : -(bits & std::int64_t{0x7fffffffffffffff}));
  };
  return std::log2(1 + std::abs(place(found) - place(right)));
}

// What is always good enough, for values, first and second derivatives.
constexpr double inf = std::numeric_limits<double>::infinity();

inline constexpr double enough[] = {3.2, 3.5, 4.5};

// Rows: the point, then value, gradient and Hessian. orders: how many derivatives the stable form improves; of the
// others only that they are not worse than before.
template <auto F, int Orders, auto... X, std::size_t Rows, std::size_t Width>
void check(const double (&rows)[Rows][Width]) {
  constexpr std::size_t n = sizeof...(X);
  static_assert(Width == n + 1 + n + n * n);
  constexpr auto plain = function(value_gradient_hessian(F, X...), arguments(X...));
  constexpr auto better = function(value_gradient_hessian(stabilize(F), X...), arguments(X...));
  for (const auto& row : rows) {
    std::array<double, n> point;
    std::copy_n(row, n, point.begin());
    std::array<double, Width - n> before, after;
    plain(std::span<const double, n>(point), std::span<double, Width - n>(before));
    better(std::span<const double, n>(point), std::span<double, Width - n>(after));
    for (std::size_t k = 0; k < Width - n; ++k) {
      const int order = k == 0 ? 0 : k <= n ? 1 : 2;
      const double right = row[n + k];
      const double old_error = bits_between(before[k], right), new_error = bits_between(after[k], right);
      INFO("at " << point[0] << (n > 1 ? ", ..." : "") << ", number " << k << ": " << before[k] << " -> " << after[k]
                 << ", right " << right << "; bits " << old_error << " -> " << new_error);
      if (order <= Orders || old_error < 26)  // which is half of the digits
        CHECK(new_error <= std::max(enough[order], order <= Orders ? 0 : old_error + 2));
    }
  }
}

}  // namespace stable
