// SPDX-License-Identifier: BSL-1.0
// Walks over a program that many passes, planners and printers make: what its roots need, and how often.
#pragma once

#include <tapeless/dag/node.hpp>
#include <tapeless/dag/scratch.hpp>

namespace tapeless::inline v0_2::dag {

// Which values the roots need.
constexpr scratch<bool> needed_values(const view& program) {
  scratch<bool> list(program.node_count);
  bool* const needed = list.data();
  const node* const nodes = program.nodes;
  const int* const edges = program.edges;
  for (int r = 0; r < program.root_count; ++r) needed[program.roots[r]] = true;
  for (int id = program.node_count - 1; id >= 0; --id) {
    if (!needed[id]) continue;
    const int first = nodes[id].first, end = first + nodes[id].count;
    for (int k = first; k < end; ++k) needed[edges[k]] = true;
  }
  return list;
}

// How often each value that the roots need is an operand or a root.
constexpr scratch<int> count_uses(const view& program) {
  scratch<int> list(program.node_count);
  int* const uses = list.data();
  const node* const nodes = program.nodes;
  const int* const edges = program.edges;
  for (int r = 0; r < program.root_count; ++r) ++uses[program.roots[r]];
  for (int id = program.node_count - 1; id >= 0; --id) {
    if (uses[id] == 0) continue;
    const int first = nodes[id].first, end = first + nodes[id].count;
    for (int k = first; k < end; ++k) ++uses[edges[k]];
  }
  return list;
}

}  // namespace tapeless::dag
