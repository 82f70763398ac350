// SPDX-License-Identifier: BSL-1.0
// As many packs as a pack has lanes, transposed: lane k of pack l becomes lane l of pack k.
#pragma once

#include <cstddef>
#include <utility>

#include <tapeless/simd/pack.hpp>

namespace tapeless::inline v0_2::detail::simd {
namespace kernel {

#if defined(__has_builtin)
#if __has_builtin(__builtin_shufflevector) && defined(__SSE2__)
#define TAPELESS_SHUFFLES 1
#endif
#endif

#if defined(TAPELESS_SHUFFLES)

// Of two packs whose numbers are `Apart`, a power of two: those lanes of b whose number has this bit not set go where a
// has it set, and back.
template <int Apart, class T, std::size_t... K>
[[gnu::always_inline]] inline void exchange(pack<T>& a, pack<T>& b, std::index_sequence<K...>) {
  using vector = typename pack<T>::register_type::register_type;
  constexpr int width = pack<T>::width;
  const vector x = a.value, y = b.value;
  a = pack<T>(typename pack<T>::register_type(vector(__builtin_shufflevector(
      x, y, (static_cast<int>(K) & Apart ? width + static_cast<int>(K) - Apart : static_cast<int>(K))...))));
  b = pack<T>(typename pack<T>::register_type(vector(__builtin_shufflevector(
      x, y, (static_cast<int>(K) & Apart ? width + static_cast<int>(K) : static_cast<int>(K) + Apart)...))));
}
template <int Apart, class T>
[[gnu::always_inline]] inline void transpose_by(pack<T>* all) {
  constexpr int width = pack<T>::width;
#pragma GCC unroll 16
  for (int k = 0; k < width; ++k)
    if ((k & Apart) == 0)
      exchange<Apart>(all[k], all[k + Apart], std::make_index_sequence<static_cast<std::size_t>(width)>{});
  if constexpr (Apart > 1) transpose_by<Apart / 2>(all);
}

#endif

}  // namespace kernel

template <class T>
[[gnu::always_inline]] inline void transpose(pack<T>* all) {
#if defined(TAPELESS_SHUFFLES)
  kernel::transpose_by<pack<T>::width / 2>(all);
#else
  constexpr int width = pack<T>::width;
  T numbers[width][width], turned[width][width];
  for (int k = 0; k < width; ++k) all[k].store(numbers[k]);
  for (int k = 0; k < width; ++k)
    for (int l = 0; l < width; ++l) turned[k][l] = numbers[l][k];
  for (int k = 0; k < width; ++k) all[k] = pack<T>::load(turned[k]);
#endif
}

}  // namespace tapeless::detail::simd

#undef TAPELESS_SHUFFLES
