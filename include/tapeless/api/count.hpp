// SPDX-License-Identifier: BSL-1.0
// How many operations a program executes, known to the compiler: count(f).total can stand in a static_assert.
#pragma once

#include <tapeless/api/request.hpp>

namespace tapeless {

struct operation_count {
  int add = 0;  // additions and subtractions
  int multiply = 0;
  int divide = 0;
  int negate = 0;
  int select = 0;  // selections and comparisons
  int call = 0;    // functions: exp, sqrt, ...
  int total = 0;   // all of them

  // Additions, subtractions, multiplications, divisions and negations.
  constexpr int arithmetic() const { return add + multiply + divide + negate; }
  bool operator==(const operation_count&) const = default;
};

namespace detail {

constexpr operation_count count_operations(const dag::view& program) {
  operation_count result;
  bool* needed = new bool[static_cast<std::size_t>(program.node_count) + 1]{};
  bool* varies = new bool[static_cast<std::size_t>(program.node_count) + 1]{};
  detail::planning::mark_needed(program, needed);
  for (int id = 0; id < program.node_count; ++id) {
    const dag::node& node = program.nodes[id];
    varies[id] = node.op->is_symbol();
    for (int k = 0; k < node.count && !varies[id]; ++k) varies[id] = varies[program.operand(node, k)];
    if (!needed[id] || !varies[id]) continue;
    switch (program.nodes[id].op->price) {
      case dag::cost::free:
        continue;
      case dag::cost::add:
        ++result.add;
        break;
      case dag::cost::multiply:
        ++result.multiply;
        break;
      case dag::cost::divide:
        ++result.divide;
        break;
      case dag::cost::negate:
        ++result.negate;
        break;
      case dag::cost::select:
        ++result.select;
        break;
      case dag::cost::call:
        ++result.call;
        break;
    }
    ++result.total;
  }
  delete[] needed;
  delete[] varies;
  return result;
}

// A rough price in additions, to choose between programs.
constexpr int price(const operation_count& count) { return count.total + 3 * count.divide + 15 * count.call; }

}  // namespace detail

// The operations that one evaluation of a formula, gradient, Jacobian, ... executes. What depends on constants alone,
// such as 1/ln(10), is folded by the compiler and does not count.
template <detail::request_or_expression T>
constexpr operation_count count(const T&) {
  return detail::count_operations(detail::pass::view_of<detail::program_of<T>>);
}

}  // namespace tapeless
