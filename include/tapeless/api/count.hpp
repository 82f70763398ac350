// SPDX-License-Identifier: BSL-1.0
// How many operations a program executes, known to the compiler: count(f).total can stand in a static_assert.
#pragma once

#include <cstdint>

#include <tapeless/api/request.hpp>
#include <tapeless/dag/walk.hpp>

namespace tapeless::inline v0_2 {

// Operations by kind, counted in Integer.
template <class Integer>
struct basic_operation_count {
  Integer add = 0;       // additions and subtractions
  Integer multiply = 0;  // multiplications
  Integer divide = 0;    // divisions
  Integer negate = 0;    // changes of sign
  Integer select = 0;    // selections, comparisons, abs, min, max and the like
  Integer call = 0;      // functions: exp, sqrt, ...
  Integer total = 0;     // all of them

  // Additions, subtractions, multiplications, divisions and negations.
  constexpr Integer arithmetic() const { return add + multiply + divide + negate; }
  // Equal counts of every kind.
  bool operator==(const basic_operation_count&) const = default;
};
// Of a program of numbers.
using operation_count = basic_operation_count<int>;
// Of a run over axes, which may be many.
using large_operation_count = basic_operation_count<std::int64_t>;

namespace detail {

template <class Integer>
constexpr void add_operations(basic_operation_count<Integer>& result, dag::cost price, Integer times) {
  switch (price) {
    case dag::cost::free:
      return;
    case dag::cost::add:
      result.add += times;
      break;
    case dag::cost::multiply:
      result.multiply += times;
      break;
    case dag::cost::divide:
      result.divide += times;
      break;
    case dag::cost::negate:
      result.negate += times;
      break;
    case dag::cost::select:
      result.select += times;
      break;
    case dag::cost::call:
      result.call += times;
      break;
  }
  result.total += times;
}

// times(id): how often value number id is computed.
template <class Integer, class Times>
constexpr basic_operation_count<Integer> count_operations(const dag::view& program, const Times& times) {
  basic_operation_count<Integer> result;
  const dag::scratch<bool> needed = dag::needed_values(program);
  dag::scratch<bool> varies(program.node_count);
  for (int id = 0; id < program.node_count; ++id) {
    const dag::node& node = program.nodes[id];
    varies[id] = node.op->is_symbol();
    for (int k = 0; k < node.count && !varies[id]; ++k) varies[id] = varies[program.operand(node, k)];
    if (!needed[id] || !varies[id]) continue;
    const bool adds = node.op->part == dag::role::reduction;
    add_operations(result, adds ? dag::cost::add : node.op->price, times(id));
  }
  return result;
}
constexpr operation_count count_operations(const dag::view& program) {
  return count_operations<int>(program, [](int) { return 1; });
}

}  // namespace detail

// The operations that one evaluation of a formula, gradient, Jacobian, ... executes. What depends on constants alone,
// such as 1/log(10), is computed by the compiler and does not count. Over axes the extents are arguments:
// count(f, n = 128).
template <detail::request_or_expression T>
constexpr operation_count count(const T&) {
  constexpr bool numbers = !detail::is_over_axes<detail::verb_of<T>>;
  static_assert(numbers, "tapeless: operations over axes are counted for extents: count(f, n = 128)");
  if constexpr (numbers)
    return detail::count_operations(detail::pass::view_of<detail::program_of<T>>);
  else
    return {};
}

}  // namespace tapeless
