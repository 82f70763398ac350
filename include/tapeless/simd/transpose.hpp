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

// What one step takes from two packs: by groups of `Apart` lanes in turn, within blocks of 128 bits, which processors
// shuffle cheaply; with Apart == 0 every other block of the first, then of the second. Odd: the lanes that remain.
template <int Width, int Block, int Apart, bool Odd>
constexpr int turned_lane(int k) {
  const int block = k / Block, within = k % Block;
  if constexpr (Apart == 0) {
    const int half = Width / Block / 2;
    return (block < half ? 0 : Width) + (2 * (block % half) + (Odd ? 1 : 0)) * Block + within;
  } else {
    const int group = within / Apart;
    return (group % 2) * Width + block * Block + (group / 2 + (Odd ? Block / Apart / 2 : 0)) * Apart + within % Apart;
  }
}
template <int Apart, class T, std::size_t... K>
[[gnu::always_inline]] inline void join(pack<T>& a, pack<T>& b, std::index_sequence<K...>) {
  using batch = typename pack<T>::register_type;
  using vector = typename batch::register_type;
  constexpr int width = pack<T>::width, block = 16 / static_cast<int>(sizeof(T));
  const vector x = a.value, y = b.value;
  a = pack<T>(
      batch(vector(__builtin_shufflevector(x, y, (turned_lane<width, block, Apart, false>(static_cast<int>(K)))...))));
  b = pack<T>(
      batch(vector(__builtin_shufflevector(x, y, (turned_lane<width, block, Apart, true>(static_cast<int>(K)))...))));
}
// Rows are joined two by two, then four by four, ...: what is odd in a step goes behind what is even.
template <int Rows, class T>
[[gnu::always_inline]] inline void transpose_by(pack<T>* all) {
  constexpr int width = pack<T>::width, block = 16 / static_cast<int>(sizeof(T));
#pragma GCC unroll 16
  for (int k = 0; k < width; ++k)
    if ((k & Rows) == 0)
      join<(Rows < block ? Rows : 0)>(all[k], all[k + Rows],
                                      std::make_index_sequence<static_cast<std::size_t>(width)>{});
  if constexpr (2 * Rows < width) transpose_by<2 * Rows>(all);
}

#endif

}  // namespace kernel

template <class T>
[[gnu::always_inline]] inline void transpose(pack<T>* all) {
#if defined(TAPELESS_SHUFFLES)
  kernel::transpose_by<1>(all);
  if constexpr (sizeof(T) == 4)  // the two steps within blocks of four take the second and third column first
#pragma GCC unroll 16
    for (int k = 1; k < pack<T>::width; k += 4) {
      const pack<T> second = all[k];
      all[k] = all[k + 1];
      all[k + 1] = second;
    }
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
