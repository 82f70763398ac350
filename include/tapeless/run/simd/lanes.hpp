// SPDX-License-Identifier: BSL-1.0
// A function of numbers, one lane after the other: what a pack does where no fast and accurate version exists. The
// calls are all alike and cost what they cost in a scalar loop.
#pragma once

#include <utility>

#include <tapeless/run/simd/memory.hpp>

namespace tapeless::detail::run {

template <class F, class T, class... More>
[[gnu::always_inline]] inline pack<T> lane_by_lane(const F& f, const pack<T>& first, const More&... more) {
  constexpr int width = pack<T>::width;
  const pack<T> operands[] = {first, more...};
  alignas(64) T lanes[1 + sizeof...(More)][width];
  for (std::size_t k = 0; k < 1 + sizeof...(More); ++k) operands[k].store(lanes[k]);
  for (int k = 0; k < width; ++k) lanes[0][k] = [&]<std::size_t... I>(std::index_sequence<I...>) {
      return f(lanes[I][k]...);
    }
  (std::make_index_sequence<1 + sizeof...(More)>{});
  return pack<T>::load(lanes[0]);
}

}  // namespace tapeless::detail::run
