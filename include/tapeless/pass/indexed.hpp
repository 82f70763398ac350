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

  // The value `id` with axis `from` (a node) renamed to axis `to`.
  constexpr int rename(int id, int from, int to) {
    if ((program_[id].axes & program_[from].axes) == 0 || from == to) return id;
    if (id == from) return to;
    const dag::node node = program_[id];
    int* operands = new int[static_cast<std::size_t>(node.count)];
    for (int k = 0; k < node.count; ++k) operands[k] = program_.operand(id, k);
    const int bound = node.op->part == dag::role::reduction ? 0 : node.op->part == dag::role::pick ? 1 : -1;
    if (bound >= 0 && operands[bound] == to) {
      const int body = bound == 0 ? 1 : 0;
      const int other = fresh();
      operands[body] = rename(operands[body], operands[bound], other);
      operands[bound] = other;
    }
    for (int k = 0; k < node.count; ++k)
      if (k != bound) operands[k] = rename(operands[k], from, to);
    handle* list = new handle[static_cast<std::size_t>(node.count)];
    for (int k = 0; k < node.count; ++k) list[k] = handle(program_, operands[k]);
    const int result = build(program_, *node.op, list, node.count).id_in(program_);
    delete[] operands;
    delete[] list;
    return result;
  }

  // An axis that the program does not have yet.
  constexpr int fresh() {
    for (const char* name : names) {
      const int before = program_.size();
      const int id = program_.make_symbol(name, dag::symbol_kind::axis);
      if (program_.size() > before) return id;
    }
    program_.report(dag::problem::axes);
    return 0;
  }

 private:
  static constexpr const char* names[] = {"i1", "i2",  "i3",  "i4",  "i5",  "i6",  "i7",  "i8",
                                          "i9", "i10", "i11", "i12", "i13", "i14", "i15", "i16"};
  dag::builder& program_;
};

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
      total = total + renamed(program, adjoint[id], id, target);
    }
    delete[] adjoint;
    shop.add_root(total);
  }

 private:
  // Over the axes of the access `to` instead of those of the access `from`, by way of axes that neither has.
  static constexpr handle renamed(dag::builder& program, const handle& value, int from, int to) {
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
};

}  // namespace tapeless::detail::pass
