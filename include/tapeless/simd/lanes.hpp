// SPDX-License-Identifier: BSL-1.0
// A function of numbers, one lane after the other: what a pack does where no fast and accurate version exists. It costs
// what a scalar loop costs. The loop is the one thing here that is not inlined: its calls would take the registers of
// the loop around, also where they are the exception.
#pragma once

#include <cstddef>
#include <utility>

#if defined(__AVX__)
#include <immintrin.h>
#endif

#include <tapeless/simd/memory.hpp>

namespace tapeless::inline v0_2::detail::simd {
namespace kernel {

// libm's code is ten times slower while the upper halves of registers are in use. Compilers see to that before calls,
// but clang not in functions that return packs; hence no packs as arguments, and the instruction.
template <class F, class T, std::size_t Width, std::size_t... I>
[[gnu::noinline]] void each_lane(const F& f, T (*lanes)[Width], std::index_sequence<I...>) {
#if defined(__AVX__)
  _mm256_zeroupper();
#endif
  for (std::size_t k = 0; k < Width; ++k) lanes[0][k] = f(lanes[I][k]...);
}

}  // namespace kernel

template <class F, class T, class... More>
[[gnu::always_inline]] inline pack<T> lane_by_lane(const F& f, const pack<T>& first, const More&... more) {
  constexpr std::size_t count = 1 + sizeof...(More);
  alignas(64) T lanes[count][static_cast<std::size_t>(pack<T>::width)];
  std::size_t k = 0;
  first.store(lanes[k]);
  (more.store(lanes[++k]), ...);
  kernel::each_lane(f, lanes, std::make_index_sequence<count>{});
  return pack<T>::load(lanes[0]);
}

}  // namespace tapeless::detail::simd
