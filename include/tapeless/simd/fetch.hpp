// SPDX-License-Identifier: BSL-1.0
// Memory that will be read soon, fetched while something else is computed.
#pragma once

#include <cstddef>

namespace tapeless::inline v0_2::detail::simd {

// The rows of a matrix that the next tile reads: `step` bytes each; 0: there is nothing to fetch. Products of the
// matrix with vectors, of which each row needs little more than its own time in memory, fetch one row for every
// eight of theirs; the rest is left to those that compute more.
struct upcoming {
  static constexpr std::ptrdiff_t share = 8;
  const char* data = nullptr;
  std::ptrdiff_t step = 0;

  // Into the second level of cache: the first has few places for lines that are under way.
  [[gnu::always_inline]] void fetch(std::ptrdiff_t bytes) {
    constexpr std::ptrdiff_t line = 64;
    const char* const end = data + bytes;
    for (const char* at = data; at < end; at += line) __builtin_prefetch(at, 0, 2);
    data = end;
  }
};

}  // namespace tapeless::detail::simd
