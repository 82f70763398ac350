// SPDX-License-Identifier: BSL-1.0
// Lanes of two packs that follow each other in memory.
#pragma once

#include <cstddef>
#include <utility>

#include <tapeless/simd/memory.hpp>

namespace tapeless::inline v0_2::detail::simd {

// As many numbers as a pack has, from the one on that stands Distance before the first of `now`; 0 < Distance < width.
template <int Distance, class T>
[[gnu::always_inline]] inline pack<T> shifted(const pack<T>& before, const pack<T>& now) {
  constexpr int width = pack<T>::width;
  static_assert(Distance > 0 && Distance < width);
  using native = typename pack<T>::register_type::register_type;
  return [&]<std::size_t... L>(std::index_sequence<L...>) __attribute__((always_inline)) {
    return pack<T>(typename pack<T>::register_type(
        __builtin_shufflevector(static_cast<native>(before.value), static_cast<native>(now.value),
                                (width - Distance + static_cast<int>(L))...)));
  }
  (std::make_index_sequence<std::size_t{width}>{});
}

}  // namespace tapeless::detail::simd
