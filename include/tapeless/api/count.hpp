// SPDX-License-Identifier: BSL-1.0
// How many operations a program executes, known to the compiler: count(f).total can stand in a static_assert.
#pragma once

#include <cstdint>

#include <tapeless/api/request.hpp>

namespace tapeless {

// Operations by kind.
struct operation_count {
  std::int64_t add = 0;       // additions and subtractions
  std::int64_t multiply = 0;  // multiplications
  std::int64_t divide = 0;    // divisions
  std::int64_t negate = 0;    // changes of sign
  std::int64_t select = 0;    // selections, comparisons, abs, min, max and the like
  std::int64_t call = 0;      // functions: exp, sqrt, ...
  std::int64_t total = 0;     // all of them

  // Additions, subtractions, multiplications, divisions and negations.
  constexpr std::int64_t arithmetic() const { return add + multiply + divide + negate; }
  // Equal counts of every kind.
  bool operator==(const operation_count&) const = default;
};

namespace detail {

constexpr void add_operations(operation_count& result, dag::cost price, std::int64_t times) {
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
template <class Times>
constexpr operation_count count_operations(const dag::view& program, const Times& times) {
  operation_count result;
  dag::scratch<bool> needed(program.node_count), varies(program.node_count);
  planning::mark_needed(program, needed.data());
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
  return count_operations(program, [](int) { return std::int64_t{1}; });
}

// A rough price in additions, to choose between programs.
constexpr std::int64_t price(const operation_count& count) { return count.total + 3 * count.divide + 15 * count.call; }

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
