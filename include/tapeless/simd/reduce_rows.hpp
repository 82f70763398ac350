// SPDX-License-Identifier: BSL-1.0
// As many packs as a pack has lanes, each combined to one number, all of them together: the packs are transposed while
// they are combined, which takes a third of the instructions of one after the other.
#pragma once

#include <cstddef>
#include <utility>

#include <tapeless/simd/reduce.hpp>

namespace tapeless::inline v0_2::detail::simd {
namespace kernel {

#if defined(__has_builtin)
#if __has_builtin(__builtin_shufflevector) && defined(__SSE2__)
#define TAPELESS_SHUFFLES 1
#endif
#endif

#if defined(TAPELESS_SHUFFLES)

// One step of the transposition of two registers with `width` lanes. Within blocks of 128 bits, which processors
// shuffle cheaply, `apart` neighbouring lanes are taken from one and then from the other; for whole blocks (apart == 0)
// every other block of the first, then of the second. Odd: the lanes that remain.
template <int Width, int Block, int Apart, bool Odd>
constexpr int lane_of(int k) {
  if constexpr (Apart == 0) {
    const int block = k / Block, half = Width / Block / 2;
    const int from = block < half ? 2 * block : 2 * (block - half);
    return (block < half ? 0 : Width) + (from + (Odd ? 1 : 0)) * Block + k % Block;
  } else {
    const int block = k / Block, within = k % Block;
    const int group = within / Apart;  // alternately of the first and the second register
    return (group % 2) * Width + block * Block + (group / 2 + (Odd ? Block / Apart / 2 : 0)) * Apart + within % Apart;
  }
}
template <int Apart, class T, class F, std::size_t... K>
[[gnu::always_inline]] inline pack<T> paired(const pack<T>& a, const pack<T>& b, const F& f,
                                             std::index_sequence<K...>) {
  using batch = typename pack<T>::register_type;
  using vector = typename batch::register_type;
  constexpr int width = pack<T>::width, block = 16 / static_cast<int>(sizeof(T));
  const vector x = a.value, y = b.value;
  return f(batch(vector(__builtin_shufflevector(x, y, (lane_of<width, block, Apart, false>(static_cast<int>(K)))...))),
           batch(vector(__builtin_shufflevector(x, y, (lane_of<width, block, Apart, true>(static_cast<int>(K)))...))));
}
// Rows [First, First + Count) in one register.
template <int First, int Count, class T, class F>
[[gnu::always_inline]] inline pack<T> joined_rows(const pack<T>* rows, const F& f) {
  if constexpr (Count == 1) {
    return rows[First];
  } else {
    constexpr int block = 16 / static_cast<int>(sizeof(T));
    constexpr int half = Count / 2;
    return paired<(Count > block ? 0 : half)>(joined_rows<First, half>(rows, f),
                                              joined_rows<First + half, half>(rows, f), f,
                                              std::make_index_sequence<static_cast<std::size_t>(pack<T>::width)>{});
  }
}

#endif

template <class T, class F>
[[gnu::always_inline]] inline pack<T> reduced_rows(const pack<T>* rows, const F& f) {
#if defined(TAPELESS_SHUFFLES)
  return joined_rows<0, pack<T>::width>(rows, f);
#else
  T all[pack<T>::width];
  for (int k = 0; k < pack<T>::width; ++k) all[k] = reduced(rows[k], f);
  return pack<T>::load(all);
#endif
}

}  // namespace kernel

// Lane k of the result: all lanes of rows[k] combined.
template <class T>
[[gnu::always_inline]] inline pack<T> add_rows(const pack<T>* rows) {
  return kernel::reduced_rows(rows, kernel::sum{});
}
template <class T>
[[gnu::always_inline]] inline pack<T> max_rows(const pack<T>* rows) {
  return kernel::reduced_rows(rows, kernel::larger{});
}
template <class T>
[[gnu::always_inline]] inline pack<T> min_rows(const pack<T>* rows) {
  return kernel::reduced_rows(rows, kernel::smaller{});
}

}  // namespace tapeless::detail::simd

#undef TAPELESS_SHUFFLES
