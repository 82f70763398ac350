// SPDX-License-Identifier: BSL-1.0
// Integers from a user's data, next to each other: whether they are labels of a class, and as numbers. Programs read
// them by the million with every call, so both work on several at a time; g++ does not by itself at -O2.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstring>
#include <utility>

namespace tapeless::inline v0_2::detail::run {

// Eight values of one type.
template <class T>
using eight [[gnu::vector_size(8 * sizeof(T))]] = T;

template <class I>
constexpr bool is_label(I label, std::ptrdiff_t classes) {
  return !std::cmp_less(label, 0) && std::cmp_less(label, classes);
}

// The place of the first one that is not from 0 to classes - 1; n if all are.
template <std::integral I>
constexpr std::ptrdiff_t first_beyond(const I* labels, std::ptrdiff_t n, std::ptrdiff_t classes) {
  std::ptrdiff_t k = 0;
  if (!std::is_constant_evaluated()) {
    // Negative ones are large as unsigned numbers.
    using bits = std::make_unsigned_t<I>;
    if (sizeof(I) >= 4 && std::in_range<I>(classes)) {
      const bits limit = static_cast<bits>(classes);
      for (; k + 8 <= n; k += 8) {
        eight<bits> next;
        std::memcpy(&next, labels + k, sizeof next);
        const auto beyond = next >= limit;
        auto any = beyond[0] | beyond[1] | beyond[2] | beyond[3] | beyond[4] | beyond[5] | beyond[6] | beyond[7];
        if (any != 0) break;
      }
    }
  }
  while (k < n && is_label(labels[k], classes)) ++k;
  return k;
}

// to[k] = from[k]
template <class T, class E>
constexpr void convert(const E* from, T* to, std::ptrdiff_t n) {
  std::ptrdiff_t k = 0;
  if (!std::is_constant_evaluated())
    for (; k + 8 <= n; k += 8) {
      eight<E> next;
      std::memcpy(&next, from + k, sizeof next);
      const auto numbers = __builtin_convertvector(next, eight<T>);
      std::memcpy(to + k, &numbers, sizeof numbers);
    }
  for (; k < n; ++k) to[k] = static_cast<T>(from[k]);
}

}  // namespace tapeless::detail::run
