// SPDX-License-Identifier: BSL-1.0
// Sorting in the compiler: stable, in n log n comparisons, and with one look at each element where they are in order
// already, as they mostly are.
#pragma once

#include <tapeless/dag/scratch.hpp>

namespace tapeless::inline v0_2::dag {

template <class T, class Before>
constexpr void insertion_sort(T* items, int count, const Before& before) {
  for (int k = 1; k < count; ++k) {
    if (!before(items[k], items[k - 1])) continue;
    const T moved = items[k];
    int at = k;
    for (; at > 0 && before(moved, items[at - 1]); --at) items[at] = items[at - 1];
    items[at] = moved;
  }
}

// before(a, b): whether a must stand before b.
template <class T, class Before>
constexpr void stable_sort(T* items, int count, const Before& before) {
  constexpr int run = 8;
  if (count <= run) return insertion_sort(items, count, before);
  bool sorted = true;
  for (int k = 1; k < count && sorted; ++k) sorted = !before(items[k], items[k - 1]);
  if (sorted) return;
  for (int k = 0; k < count; k += run) insertion_sort(items + k, count - k < run ? count - k : run, before);
  scratch<T> other(count);
  T* const merged = other.data();
  for (int width = run; width < count; width *= 2) {
    for (int left = 0; left < count; left += 2 * width) {
      const int middle = left + width < count ? left + width : count;
      const int end = middle + width < count ? middle + width : count;
      for (int a = left, b = middle, to = left; to < end; ++to)
        merged[to] = b == end || (a < middle && !before(items[b], items[a])) ? items[a++] : items[b++];
    }
    for (int k = 0; k < count; ++k) items[k] = merged[k];
  }
}

}  // namespace tapeless::dag
