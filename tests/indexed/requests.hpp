// SPDX-License-Identifier: BSL-1.0
// What the planner is asked for, at run time: a program that a test writes goes through the passes that the compiler
// runs for a formula, and is kept in tables of just its size.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>
#include <memory>
#include <random>
#include <utility>
#include <vector>

#include "tests/support/run_time.hpp"

#include <tapeless/tensor.hpp>

namespace run_time {

template <class Pass, int First, int Count, bool Wide>
inline constexpr int root_count<pass::ready_for_loops<Pass, First, Count, Wide>> = root_count<Pass>;
template <class Pass, int First, int Count, bool Wide>
inline constexpr bool over_axes<pass::ready_for_loops<Pass, First, Count, Wide>> = over_axes<Pass>;

}  // namespace run_time

namespace plans {

namespace dag = tapeless::dag;
namespace loops = tapeless::detail::planning;
namespace pass = tapeless::detail::pass;
using tapeless::handle;
using tapeless::dag::symbol_kind;

template <int K>
using root = run_time::root<K, true>;
using run_time::build_program;
using run_time::stored;

// A program on its way from the formula to the planner.
struct programs {
  stored written;  // with the symbols to differentiate in among its roots
  stored derived;  // its values and derivatives
  stored ready;    // the same in forms that suit loops
};
// What is planned, and the shapes of its results.
struct request {
  programs steps;
  int values = 1;
  std::vector<loops::wanted> shapes;
  const stored& ready() const { return steps.ready; }
};

// The passes between the formula as it is written and the planner: M values and N derivatives of the first.
template <bool Wide, int... F, int... X>
programs passed(stored written, std::integer_sequence<int, F...>, std::integer_sequence<int, X...>) {
  constexpr int m = sizeof...(F);
  using source = pass::lower<root<F>..., root<m + X>...>;
  using gradient = pass::gradient<pass::outputs<root<F>...>, pass::inputs<root<m + X>...>, pass::conditioning::stable>;
  using shared = pass::share_renamed<pass::stabilize<source>>;
  using ready_pass = pass::ready_for_loops<gradient, 0, m + static_cast<int>(sizeof...(X)), Wide>;
  using last = pass::share_renamed<ready_pass>;
  pass::view_of<source> = written.look();
  const stored stable = build_program(pass::stabilize<source>::run);
  pass::view_of<pass::stabilize<source>> = stable.look();
  const stored once = build_program(shared::run);
  pass::view_of<shared> = once.look();
  const stored gradients = build_program(gradient::run);
  pass::view_of<gradient> = gradients.look();
  stored derived = build_program(ready_pass::source::run);
  pass::view_of<typename ready_pass::source> = derived.look();
  const stored suitable = build_program(ready_pass::run);
  pass::view_of<ready_pass> = suitable.look();
  stored ready = build_program(last::run);
  for (const dag::problem one :
       {written.trouble, stable.trouble, once.trouble, gradients.trouble, derived.trouble, suitable.trouble})
    if (ready.trouble == dag::problem::none) ready.trouble = one;
  return {std::move(written), std::move(derived), std::move(ready)};
}
template <int M, int N>
programs passed(stored written, bool wide) {
  constexpr std::make_integer_sequence<int, M> values;
  constexpr std::make_integer_sequence<int, N> derivatives;
  return wide ? passed<true>(std::move(written), values, derivatives)
              : passed<false>(std::move(written), values, derivatives);
}
using passes = programs (*)(stored, bool);
inline constexpr int max_values = 3;
inline constexpr int derivative_counts[] = {0, 1, 2, 5};
inline constexpr passes all_passes[max_values][std::size(derivative_counts)] = {
    {passed<1, 0>, passed<1, 1>, passed<1, 2>, passed<1, 5>},
    {passed<2, 0>, passed<2, 1>, passed<2, 2>, passed<2, 5>},
    {passed<3, 0>, passed<3, 1>, passed<3, 2>, passed<3, 5>}};

// The axes of root r: of values those that they vary along, in any order; of derivatives those of the tensor where it
// stands first.
inline loops::wanted shape_of(const dag::view& program, int r, int values, std::mt19937& random) {
  loops::wanted shape;
  const auto name = [&](int id) { return program.symbol(program.nodes[id]).name; };
  const int id = program.roots[r];
  if (r < values) {
    for (int k = 0; k < program.node_count; ++k)
      if (program.nodes[k].op->is_symbol() && (program.nodes[k].axes & program.nodes[id].axes) != 0)
        shape.axes[shape.rank++] = name(k);
    std::shuffle(shape.axes, shape.axes + shape.rank, random);
  } else if (program.symbol(program.nodes[id]).kind == symbol_kind::tensor) {
    const int access = pass::first_access(program, id);
    for (int k = 1; k < program.nodes[access].count; ++k)
      shape.axes[shape.rank++] = name(program.operand(program.nodes[access], k));
  }
  return shape;
}

// values, choice: how many values the program has and which of the derivative counts.
inline request request_of(stored written, int values, std::size_t choice, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<loops::wanted> shapes;
  for (int r = 0; r < static_cast<int>(written.roots.size()); ++r)
    shapes.push_back(shape_of(written.look(), r, values, random));
  const bool wide = random() % 3 != 0;
  return {all_passes[values - 1][choice](std::move(written), wide), values, std::move(shapes)};
}

}  // namespace plans
