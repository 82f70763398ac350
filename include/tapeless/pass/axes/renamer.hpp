// SPDX-License-Identifier: BSL-1.0
// Values along other axes, and sums over axes with names that do not matter.
#pragma once

#include <algorithm>

#include <tapeless/pass/lower.hpp>
#include <tapeless/rules/axes.hpp>

namespace tapeless::detail::pass {

// Copies values along other axes.
class renamer {
 public:
  constexpr explicit renamer(dag::builder& program) : program_(program) {}

  // The value `id` with axis `from` (a node) renamed to axis `to`. Each value below it is visited once, however often
  // it is shared.
  constexpr int rename(int id, int from, int to) {
    if (from == to || !varies(id, from)) return id;
    if (!varies(id, to)) return exchange(id, from, to);
    // Places along both axes become one; sums over `to` inside are over another axis first.
    return copied(id, from, to, false);
  }

  // The value with the names of two axes exchanged, wherever they stand: also those of sums inside, so that none comes
  // in the way of the other.
  constexpr int exchange(int id, int a, int b) { return copied(id, a, b, true); }

  // A sum or pick over the axis `to` instead of its own; `bound`: which operand that is.
  constexpr int inside(int id, int bound, int to) {
    const dag::node node = program_[id];
    const int body = bound == 0 ? 1 : 0;
    int operands[3]{};
    for (int j = 0; j < node.count; ++j) operands[j] = program_.operand(id, j);
    operands[body] = exchange(operands[body], operands[bound], to);
    operands[bound] = to;
    return program_.make(*node.op, operands, node.count);
  }

  // An axis that the program does not have yet, as long as another one.
  constexpr int fresh(int like) {
    const dag::symbol_entry& known = program_.symbol(like);
    const char* const origin = *known.origin != '\0' ? known.origin : known.name;
    for (const char* name : names)
      if (!program_.has_axis(name)) return program_.make_symbol(name, dag::symbol_kind::axis, 0, origin);
    program_.report(dag::problem::too_many_axes);
    return 0;
  }

 private:
  constexpr bool varies(int id, int axis) const { return (program_[id].axes & program_[axis].axes) != 0; }

  constexpr int copied(int id, int from, int to, bool exchanges) {
    const std::uint32_t axes = program_[from].axes | (exchanges ? program_[to].axes : 0);
    int* copies = new int[static_cast<std::size_t>(id) + 1]{};
    bool* needed = new bool[static_cast<std::size_t>(id) + 1]{};
    needed[id] = true;
    for (int k = id; k >= 0; --k)
      for (int j = 0; needed[k] && j < program_[k].count; ++j)
        needed[program_.operand(k, j)] |= (program_[program_.operand(k, j)].axes & axes) != 0;
    for (int k = 0; k <= id; ++k) {
      copies[k] = k == from ? to : k == to && exchanges ? from : k;
      if (!needed[k] || copies[k] != k || (program_[k].axes & axes) == 0) continue;
      copies[k] = exchanges ? rebuilt(k, copies) : rebuilt_apart(k, from, to, copies);
    }
    const int result = copies[id];
    delete[] copies;
    delete[] needed;
    return result;
  }
  constexpr int rebuilt(int k, const int* copies) {
    const int count = program_[k].count;
    handle* operands = new handle[static_cast<std::size_t>(count)];
    for (int j = 0; j < count; ++j) operands[j] = handle(program_, copies[program_.operand(k, j)]);
    const int result = build(program_, *program_[k].op, operands, count).id_in(program_);
    delete[] operands;
    return result;
  }

  // Value k, which varies along `from`, of renamed operands.
  constexpr int rebuilt_apart(int k, int from, int to, const int* renamed) {
    const dag::operation& op = *program_[k].op;
    for (int j = 1; op.part == dag::role::access && j < program_[k].count; ++j)
      if (program_.operand(k, j) == to) program_.report(dag::problem::axis_twice);
    const int bound = op.part == dag::role::reduction ? 0 : op.part == dag::role::pick ? 1 : -1;
    if (bound < 0 || program_.operand(k, bound) != to) return rebuilt(k, renamed);
    // sum(to, ... from ...): its own axis makes way
    const int count = program_[k].count;
    handle* operands = new handle[static_cast<std::size_t>(count)];
    for (int j = 0; j < count; ++j) operands[j] = handle(program_, renamed[program_.operand(k, j)]);
    const int body = bound == 0 ? 1 : 0;
    const int other = fresh(to);
    operands[body] = handle(program_, rename(exchange(program_.operand(k, body), to, other), from, to));
    operands[bound] = handle(program_, other);
    const int result = build(program_, op, operands, count).id_in(program_);
    delete[] operands;
    return result;
  }

  static constexpr const char* names[] = {"i1",  "i2",  "i3",  "i4",  "i5",  "i6",  "i7",  "i8",  "i9",  "i10",
                                          "i11", "i12", "i13", "i14", "i15", "i16", "i17", "i18", "i19", "i20",
                                          "i21", "i22", "i23", "i24", "i25", "i26", "i27", "i28"};
  dag::builder& program_;
};

// A formula whose sums are over axes named by how deep they are nested, innermost first: sum(n, f(n)) and sum(m, f(m))
// become one. Axes with fixed extents keep their names.
template <class Pass>
struct standard_axes {
  using source = Pass;
  static constexpr int max_levels = 8;  // sums around more keep their names
  static constexpr const char* level_names[max_levels] = {"1", "2", "3", "4", "5", "6", "7", "8"};
  static constexpr dag::sizes used = finished<source>.used;
  static constexpr dag::sizes estimate{4 * used.nodes + 16, 8 * used.edges + 32, used.numbers + 8,
                                       used.symbols + max_levels, used.roots};
  static constexpr void run(pass_output& out) {
    const dag::view from = view_of<source>;
    dag::builder& program = out.builder;
    int* ids = new int[static_cast<std::size_t>(from.node_count) + 1];
    int* level = new int[static_cast<std::size_t>(from.node_count) + 1]{};  // how deep the sums inside are nested
    for (int k = 0; k < from.node_count; ++k) {
      const dag::node& node = from.nodes[k];
      ids[k] = copy_node(program, from, node, ids);
      for (int j = 0; j < node.count; ++j) level[k] = std::max(level[k], level[from.operand(node, j)]);
      const int bound = node.op->part == dag::role::reduction ? 0 : node.op->part == dag::role::pick ? 1 : -1;
      if (bound < 0) continue;
      const int axis = ids[from.operand(node, bound)];
      if (++level[k] > max_levels || program.symbol(axis).extent > 0) continue;
      const int standard = program.make_symbol(level_names[level[k] - 1], dag::symbol_kind::axis);
      ids[k] = renamer(program).inside(ids[k], bound, standard);
    }
    for (int r = 0; r < from.root_count; ++r) out.add_root(ids[from.roots[r]]);
    delete[] ids;
    delete[] level;
  }
};

template <class Pass>
using with_standard_axes = std::conditional_t<has_axes<Pass>, standard_axes<Pass>, Pass>;

}  // namespace tapeless::detail::pass
