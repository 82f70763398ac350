// SPDX-License-Identifier: BSL-1.0
// Runs a plan: its nests and contractions in order.
#pragma once

#include <tapeless/run/loops/execute_contraction.hpp>
#include <tapeless/run/loops/execute_nest.hpp>

namespace tapeless::detail::run::loops {

template <class T>
void fill_neutral(const start& one, const buffer& shape, const array_place<T>& place, const std::ptrdiff_t* extents) {
  const T value = one.how == combine::add      ? neutral<combine::add, T>()
                  : one.how == combine::larger ? neutral<combine::larger, T>()
                                               : neutral<combine::smaller, T>();
  std::ptrdiff_t size = 1;
  for (int d = 0; d < shape.rank; ++d) size *= extents[shape.dims[d]];
  std::fill(place.data, place.data + size, value);
}

template <class Plan, class T>
class plan_code {
 public:
  using machine_type =
      machine<T, static_cast<int>(Plan::plan.inputs.size()), static_cast<int>(Plan::plan.buffers.size())>;

  static void run(const machine_type& machine) noexcept {
    range whole[most_axes];
    for (int a = 0; a < Plan::plan.axis_count; ++a) whole[a] = {0, machine.extents[a]};
    run_all(machine, whole, std::make_index_sequence<static_cast<std::size_t>(Plan::plan.used.items)>{});
  }

 private:
  template <std::size_t... I>
  static void run_all(const machine_type& machine, const range* ranges, std::index_sequence<I...>) noexcept {
    (run_item<static_cast<int>(I)>(machine, ranges), ...);
  }
  template <int I>
  static void run_item(const machine_type& machine, const range* ranges) noexcept {
    constexpr const item& one = Plan::plan.items[I];
    if constexpr (one.what == item::kind::contraction) {
      contraction_code<T, machine_type>(Plan::plan.contractions[one.index], machine, ranges).run();
    } else {
      constexpr const nest& loops = Plan::plan.nests[one.index];
      for (int s = loops.first_start; s < loops.first_start + loops.start_count; ++s) {
        const start& first = Plan::plan.starts[static_cast<std::size_t>(s)];
        fill_neutral<T>(first, Plan::plan.buffers[static_cast<std::size_t>(first.buffer)],
                        machine.buffers[first.buffer], machine.extents);
      }
      nest_code<Plan, one.index, T>::run(machine, ranges);
    }
  }
};

}  // namespace tapeless::detail::run::loops
