// SPDX-License-Identifier: BSL-1.0
// Index lists that are looked at once for many batches.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

#include <tapeless/api/batch_checks.hpp>
#include <tapeless/api/columns.hpp>
#include <tapeless/run/rows/index_range.hpp>

namespace tapeless::inline v0_2 {

// Integers from 0 to size - 1, for gathered and scatter_added with at least so many values, which do not look at them
// again: an index list as those take it, of a mesh that stays as it is. It refers to the list, which must neither end
// nor change before it does. Throws std::invalid_argument where an index is out of range.
template <class I>
constexpr auto checked_indices(const I& indices, std::ptrdiff_t size) {
  const auto columns = detail::as_columns(indices);
  constexpr bool whole = requires { detail::as_indices(columns); };
  static_assert(
      whole, "tapeless: checked_indices(list, size) has a column of integers, or a vector of std::array of integers");
  if constexpr (whole) {
    auto list = detail::as_indices(columns);
    if (list.rows > 0 && list.data == nullptr) detail::batches::refuse("an index list is a null pointer");
    constexpr std::ptrdiff_t block = 1024;
    std::ptrdiff_t begin = list.rows, end = 0;
    for (std::ptrdiff_t first = 0; first < list.rows; first += block) {
      const std::ptrdiff_t count = std::min(block, list.rows - first);
      const detail::run::index_range found = detail::run::range_of(list.from(first), count);
      if (size <= 0 || found.high >= static_cast<std::uint64_t>(size))
        detail::batches::refuse_index(list, std::max<std::ptrdiff_t>(size, 0), "an index list");
      if (found.high + 1 == static_cast<std::uint64_t>(size)) begin = std::min(begin, first), end = first + count;
    }
    list.know(size, begin, std::max<std::ptrdiff_t>(end - begin, 0));
    return list;
  } else {
    return detail::not_a_column{};
  }
}

}  // namespace tapeless
