// SPDX-License-Identifier: BSL-1.0
// How many operations a request over axes executes, for given extents.
#pragma once

#include <bit>

#include <tapeless/api/binding_checks.hpp>
#include <tapeless/api/count.hpp>

namespace tapeless::inline v0_2 {
namespace detail {

// The extents of the axes of a program, by the bits of its masks; 0 where one is not known.
template <class Verb, class... B>
constexpr std::array<std::int64_t, 32> extents_of_program(const B&... extents) {
  const dag::view program = pass::view_of<loop_program<Verb>>;
  std::array<std::int64_t, 32> all{};
  for (int id = 0; id < program.node_count; ++id) {
    const dag::node& node = program.nodes[id];
    if (!node.op->is_symbol() || node.axes == 0) continue;
    const dag::symbol_entry& axis = program.symbol(node);
    [[maybe_unused]] const char* const name = *axis.origin != '\0' ? axis.origin : axis.name;
    std::int64_t extent = axis.extent;
    ((dag::same_text(definition_for<typename B::symbol_type>->name, name)
          ? void(extent = static_cast<std::int64_t>(extents.value))
          : void()),
     ...);
    all[static_cast<std::size_t>(std::countr_zero(node.axes))] = extent;
  }
  return all;
}

}  // namespace detail

// The operations of one run over axes with these extents: count(value_and_gradient(L, W), n = 128, i = 784, o = 10). A
// sum over an axis counts one addition per element.
template <detail::request_or_expression T, class... B>
  requires(sizeof...(B) > 0)
constexpr large_operation_count count(const T&, const B&... extents) {
  using verb = detail::verb_of<T>;
  if constexpr (detail::check_extents<detail::written_of<verb>, B...>()) {
    const dag::view program = detail::pass::view_of<detail::loop_program<verb>>;
    const std::array<std::int64_t, 32> lengths = detail::extents_of_program<verb>(extents...);
    return detail::count_operations<std::int64_t>(program, [&](int id) {
      const dag::node& node = program.nodes[id];
      std::int64_t times = 1;
      std::uint32_t axes = node.axes;
      for (int k = 0; node.op->part == dag::role::reduction && k < node.count; ++k)
        axes |= program.nodes[program.operand(node, k)].axes;
      for (; axes != 0; axes &= axes - 1u) times *= lengths[static_cast<std::size_t>(std::countr_zero(axes))];
      return times;
    });
  } else {
    return large_operation_count{};
  }
}

}  // namespace tapeless
