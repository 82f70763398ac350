// SPDX-License-Identifier: BSL-1.0
// The straight-line plan of a finished program: which operation writes which slot from which slots. Plain constexpr
// tables, so that the code that is generated from them needs templates per operation only, not per step.
#pragma once

#include <array>

#include <tapeless/dag/walk.hpp>
#include <tapeless/dag/scratch.hpp>

namespace tapeless::inline v0_2::detail::planning {

// The slot of a number is its index, that of a condition its complement: ~0, ~1, ...
constexpr bool is_condition(int slot) { return slot < 0; }
constexpr int index_of(int slot) { return slot < 0 ? ~slot : slot; }

struct plan_size {
  int steps = 0;
  int constants = 0;
  int symbols = 0;
  int roots = 0;
  int pool = 0;        // operands of steps that have more than three
  int conditions = 0;  // slots
  int paired = 0;      // steps that a paired function computes
  int given = 0;       // conditions that come as numbers, 1 where they hold: the first ones; only parts have some
  constexpr int numbers() const { return symbols + constants + steps - (conditions - given); }
};

// A constant of the program: a number, or an operation without operands such as pi.
struct program_constant {
  dag::number value{};
  bool named = false;
  const dag::operation* op = nullptr;
};

// An array that may be empty.
template <class T, int N>
using table = T[static_cast<std::size_t>(N > 0 ? N : 1)];

// The steps of a plan, its constants and results.
template <plan_size Size>
struct step_tables {
  table<const dag::operation*, Size.steps> ops{};
  table<dag::role, Size.steps> parts{};
  table<int, Size.steps> to{};
  table<int, Size.steps> a{};  // operands; unused ones are slot 0
  table<int, Size.steps> b{};
  table<int, Size.steps> c{};
  table<int, Size.steps> counts{};
  table<int, Size.steps> first{};  // of more than three operands: pool[first .. first + count)
  table<int, Size.pool> pool{};
  table<program_constant, Size.constants> constants{};
  table<int, Size.roots> roots{};
};

// Slots of numbers: first the symbols in the order of `symbols`, then the constants, then the results of the steps.
template <plan_size Size>
struct straight_line : step_tables<Size> {
  table<dag::symbol_entry, Size.symbols> symbols{};
};

constexpr bool is_constant(const dag::node& node) { return node.count == 0 && !node.op->is_symbol(); }

// The values that the roots need, operands first, each close to where it is used so that few are alive at once; and how
// many there are of each kind. Nodes: of the program.
template <int Nodes>
struct execution_order {
  int values[static_cast<std::size_t>(Nodes > 0 ? Nodes : 1)];
  int count = 0;
  plan_size size;
};
// program: a dag::program with Nodes values, which is read by its name, as all arrays here are.
template <int Nodes, class Program>
constexpr execution_order<Nodes> make_order(const Program& program) {
  constexpr std::size_t room = Nodes > 0 ? Nodes : 1;
  execution_order<Nodes> result{};
  plan_size& size = result.size;
  bool placed[room]{};
  // Values, and up to where their operands have been placed. No calls: compilers count them.
  int stack[2 * room]{};
  int symbols = 0, constants = 0, count = 0;
  for (int r = 0; r < program.used.roots; ++r) {
    int top = 0, id = program.roots[r], edge = program.nodes[id].first, end = edge + program.nodes[id].count;
    if (placed[id]) continue;
    for (;;) {
      while (edge < end && placed[program.edges[edge]]) ++edge;
      if (edge < end) {
        stack[top++] = id;
        stack[top++] = edge;
        id = program.edges[edge];
        edge = program.nodes[id].first;
        end = edge + program.nodes[id].count;
        continue;
      }
      placed[id] = true;
      result.values[count++] = id;
      const dag::operation& op = *program.nodes[id].op;
      if (program.nodes[id].count == 0) {
        ++(op.is_symbol() ? symbols : constants);
      } else {
        if (program.nodes[id].count > 3) size.pool += program.nodes[id].count;
        if (op.result == dag::sort::condition) ++size.conditions;
        if (op.paired) ++size.paired;
      }
      if (top == 0) break;
      edge = stack[--top];
      id = stack[--top];
      end = program.nodes[id].first + program.nodes[id].count;
    }
  }
  result.count = count;
  size.symbols = symbols;
  size.constants = constants;
  size.steps = count - symbols - constants;
  size.roots = program.used.roots;
  return result;
}

// For each value that is computed by a paired function the next such value of the same operand, elsewhere 0: sine and
// cosine of one angle, which compilers make one call when they stand together. Empty where there are none. values: in
// the order in which they are computed.
constexpr dag::scratch<int> paired_values(const dag::view& program, const int* values, int count) {
  dag::scratch<int> next(0), seen(0);
  for (int k = count - 1; k >= 0; --k) {
    const int id = values[k];
    const dag::node& node = program.nodes[id];
    if (!node.op->paired) continue;
    if (next.empty()) {
      next = dag::scratch<int>(program.node_count);
      seen = dag::scratch<int>(program.node_count);
    }
    int& later = seen[program.edges[node.first]];
    next[id] = later;
    later = id;
  }
  return next;
}

// order: of the same program.
template <plan_size Size, int Nodes, class Program>
constexpr straight_line<Size> make_plan(const Program& program, const execution_order<Nodes>& order) {
  straight_line<Size> result;
  int where[static_cast<std::size_t>(Nodes > 0 ? Nodes : 1)]{};
  int symbols = 0;
  int constants = 0;
  int numbers = Size.symbols + Size.constants;
  int conditions = 0;
  int step = 0;
  int pool = 0;
  dag::scratch<int> pairs;
  if constexpr (Size.paired > 1) pairs = paired_values(program.look(), order.values, order.count);
  const bool any_pairs = !pairs.empty();
  dag::scratch<bool> early(pairs.size());
  int pair = 0;
  for (int next = 0; next < order.count; next += pair == 0) {
    const int id = pair != 0 ? pair : order.values[next];
    if (any_pairs) {
      if (pair != 0)
        early[id] = true;
      else if (early[id])
        continue;
      pair = pairs[id];
    }
    const dag::node& node = program.nodes[id];
    const int count = node.count;
    if (count == 0) {
      if (node.op->is_symbol()) {
        where[id] = symbols;
        result.symbols[symbols++] = program.symbols[node.payload];
        continue;
      }
      where[id] = Size.symbols + constants;
      program_constant& fresh = result.constants[constants++];
      if (node.op->is_number())
        fresh.value = program.numbers[node.payload];
      else
        fresh = {{}, true, node.op};
      continue;
    }
    const int at = node.first;
    const dag::operation& op = *node.op;
    result.ops[step] = &op;
    result.parts[step] = op.part;
    result.counts[step] = count;
    result.a[step] = where[program.edges[at]];
    if (count > 1) result.b[step] = where[program.edges[at + 1]];
    if (count > 2) result.c[step] = where[program.edges[at + 2]];
    if (count > 3) {
      result.first[step] = pool;
      for (int k = 0; k < count; ++k) result.pool[pool++] = where[program.edges[at + k]];
    }
    result.to[step++] = where[id] = op.result == dag::sort::condition ? ~(conditions++) : numbers++;
  }
  for (int r = 0; r < program.used.roots; ++r) result.roots[r] = where[program.roots[r]];
  return result;
}

}  // namespace tapeless::detail::planning
