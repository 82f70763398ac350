// SPDX-License-Identifier: BSL-1.0
// Derivatives with respect to tensors: the adjoint of each place where the tensor stands, with its axes renamed to
// those that were asked for, all added up.
#pragma once

#include <tapeless/pass/derive.hpp>

namespace tapeless::detail::pass {

// Copies values with one axis renamed to another where it is free. An axis of a sum inside that has the new name is
// renamed first, out of its way.
class renamer {
 public:
  constexpr explicit renamer(dag::builder& program) : program_(program) {}

  // The value `id` with axis `from` (a node) renamed to axis `to`. Each value below it is visited once, however often
  // it is shared.
  constexpr int rename(int id, int from, int to) {
    if (!varies(id, from) || from == to) return id;
    int* renamed = new int[static_cast<std::size_t>(id) + 1]{};
    bool* needed = new bool[static_cast<std::size_t>(id) + 1]{};
    needed[id] = true;
    for (int k = id; k >= 0; --k)
      for (int j = 0; needed[k] && j < program_[k].count; ++j) needed[program_.operand(k, j)] |= varies(k, from);
    for (int k = 0; k <= id; ++k)
      if (needed[k]) renamed[k] = k == from ? to : varies(k, from) ? rebuilt(k, from, to, renamed) : k;
    const int result = renamed[id];
    delete[] renamed;
    delete[] needed;
    return result;
  }

  // An axis that the program does not have yet.
  constexpr int fresh() {
    for (const char* name : names) {
      const int before = program_.size();
      const int id = program_.make_symbol(name, dag::symbol_kind::axis);
      if (program_.size() > before) return id;
    }
    program_.report(dag::problem::too_many_axes);
    return 0;
  }

 private:
  constexpr bool varies(int id, int axis) const { return (program_[id].axes & program_[axis].axes) != 0; }

  // Value k, which varies along `from`, of renamed operands.
  constexpr int rebuilt(int k, int from, int to, const int* renamed) {
    const dag::operation& op = *program_[k].op;
    const int count = program_[k].count;
    const int bound = op.part == dag::role::reduction ? 0 : op.part == dag::role::pick ? 1 : -1;
    handle* operands = new handle[static_cast<std::size_t>(count)];
    for (int j = 0; j < count; ++j) {
      const int operand = program_.operand(k, j);
      operands[j] = handle(program_, j == bound ? operand : renamed[operand]);
    }
    if (bound >= 0 && program_.operand(k, bound) == to) {  // sum(to, ... from ...): its own axis makes way
      const int body = bound == 0 ? 1 : 0;
      const int other = fresh();
      operands[body] = handle(program_, rename(rename(program_.operand(k, body), to, other), from, to));
      operands[bound] = handle(program_, other);
    }
    const int result = build(program_, op, operands, count).id_in(program_);
    delete[] operands;
    return result;
  }

  static constexpr const char* names[] = {"i1", "i2",  "i3",  "i4",  "i5",  "i6",  "i7",  "i8",
                                          "i9", "i10", "i11", "i12", "i13", "i14", "i15", "i16"};
  dag::builder& program_;
};

// The value over the axes of the access `to` instead of those of the access `from`, by way of axes that neither has.
constexpr handle renamed_access(dag::builder& program, const handle& value, int from, int to) {
  if (value.is_number()) return value;
  renamer rename(program);
  int id = value.id();
  const int count = program[from].count;
  int* between = new int[static_cast<std::size_t>(count)];
  for (int k = 1; k < count; ++k) {
    const int a = program.operand(from, k);
    between[k] = a == program.operand(to, k) ? a : rename.fresh();
    id = rename.rename(id, a, between[k]);
  }
  for (int k = 1; k < count; ++k) id = rename.rename(id, between[k], program.operand(to, k));
  delete[] between;
  return {program, id};
}

// F and its derivative with respect to the tensor access X: root 1, over the axes of X.
template <class F, class X>
struct tensor_gradient {
  using request_type = request<outputs<F>, inputs<X>>;
  static constexpr int new_axes = 16;
  static constexpr dag::sizes estimate = request_type::room(16, 2, new_axes);
  static constexpr void run(workshop& shop) {
    const request_type asked(shop);
    dag::builder& program = shop.builder;
    const int target = asked.symbols[0];
    const int tensor = program.operand(target, 0);
    const int root = asked.values[0];
    const int last = root > target ? root : target;
    const dependence depends(program, last, &tensor, 1);
    handle* adjoint = new handle[static_cast<std::size_t>(last) + 1];
    for (int id = 0; id <= last; ++id) adjoint[id] = handle::none();
    adjoint[root] = 1;
    propagate(program, root, depends, adjoint);
    handle total = 0;
    for (int id = 0; id <= root; ++id) {
      if (program[id].op->part != dag::role::access || program.operand(id, 0) != tensor || !adjoint[id].exists())
        continue;
      if (program[id].count != program[target].count) {
        program.report(dag::problem::unequal_axes);
        continue;
      }
      total = total + renamed_access(program, adjoint[id], id, target);
    }
    delete[] adjoint;
    shop.add_root(total);
  }
};

}  // namespace tapeless::detail::pass
