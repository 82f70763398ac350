// SPDX-License-Identifier: BSL-1.0
// Results of rows that are added to values by index lists, on a device: they are left in memory as terms, and one
// thread for each number of the values adds its own, in the order of the rows. For that a list is put in order once:
// which terms each value has. Nothing is added by atomic operations, so that each run has the same bits.
#pragma once

#include <cstddef>

#include <tapeless/run/device/kernels.hpp>

namespace tapeless::inline v0_2::detail::device {

// The places of a list in the order of their values, and in a value in that of the rows: those of value v are
// places[starts[v]] to places[starts[v + 1] - 1]. Index p of row r has place r*Indices::count + p.
struct order_of_list {
  const int* starts = nullptr;
  const int* places = nullptr;
  std::ptrdiff_t values = 0;
};

// The results of rows are added there.
template <class E, int Count, bool Dense, class Indices>
struct added_in_order : run::picked<E, Count, Dense, Indices> {
  order_of_list order{};
};
template <class Column>
inline constexpr bool is_added_in_order = false;
template <class E, int Count, bool Dense, class Indices>
inline constexpr bool is_added_in_order<added_in_order<E, Count, Dense, Indices>> = true;

template <class E, int Count, bool Dense, class Indices>
constexpr added_in_order<E, Count, Dense, Indices> in_order(const run::picked<E, Count, Dense, Indices>& to,
                                                            const order_of_list& order) {
  return {to, order};
}
template <class NotAColumn>
constexpr NotAColumn in_order(const NotAColumn& refused, const order_of_list&) {
  return refused;
}

// A thread for each number of the values. Terms: those of place k are terms[k*Count] and on.
template <class T, int Count, bool Dense, class Indices>
struct add_kernel {
  static constexpr int threads = 128, phases = 1, shared = 0;
  added_in_order<T, Count, Dense, Indices> to;
  const T* terms;

  constexpr std::ptrdiff_t blocks() const { return blocks_for(to.order.values * Count, threads); }
  template <int>
  constexpr void run(std::ptrdiff_t block, int thread, std::ptrdiff_t, double*) const {
    const std::ptrdiff_t k = block * threads + thread, value = k / Count, number = k % Count;
    if (value >= to.order.values) return;
    const int first = to.order.starts[value], end = to.order.starts[value + 1];
    if (first == end) return;
    T* const place = to.data + value * (Dense ? Count : to.step) + number;
    T sum = *place;
    for (int j = first; j < end; ++j) sum += terms[static_cast<std::ptrdiff_t>(to.order.places[j]) * Count + number];
    *place = sum;
  }
};

}  // namespace tapeless::detail::device
