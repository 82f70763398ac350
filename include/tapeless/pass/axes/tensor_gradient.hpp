// SPDX-License-Identifier: BSL-1.0
// Derivatives with respect to tensors: the adjoint of each place where the tensor stands, with its axes renamed to
// those that were asked for, all added up.
#pragma once

#include <tapeless/pass/axes/renamer.hpp>

namespace tapeless::detail::pass {

// The value over the axes of the access `to` instead of those of the access `from`. kept: axes of a value that is
// differentiated element by element; where the tensor stands along one of them, only the element at the same place
// counts.
constexpr handle renamed_access(dag::builder& program, const handle& value, int from, int to, std::uint32_t kept = 0) {
  const int count = program[from].count;
  handle result = value;
  if (!value.is_number()) {
    renamer rename(program);
    int id = value.id();
    int* now = new int[static_cast<std::size_t>(count)];  // what the axes of `from` are called meanwhile
    for (int k = 1; k < count; ++k) now[k] = program.operand(from, k);
    for (int k = 1; k < count; ++k) {
      const int wanted = program.operand(to, k);
      if (now[k] == wanted || (program[now[k]].axes & kept) != 0) continue;
      id = rename.exchange(id, now[k], wanted);
      for (int j = k + 1; j < count; ++j)
        if (now[j] == wanted) now[j] = now[k];
    }
    delete[] now;
    result = {program, id};
  }
  for (int k = 1; k < count; ++k)
    if ((program[program.operand(from, k)].axes & kept) != 0)
      result = result * rules::indicator_of({program, program.operand(to, k)}, {program, program.operand(from, k)});
  return result;
}

// The derivative of F with respect to the tensor access X, over the axes of X and those of F.
template <class F, class X>
struct tensor_gradient {
  using request_type = request<outputs<F>, inputs<X>>;
  static constexpr int new_axes = 28;
  static constexpr dag::sizes estimate = request_type::room(16, 2, new_axes);
  static constexpr void run(pass_output& out) {
    const request_type asked(out);
    dag::builder& program = out.builder;
    const int target = asked.symbols[0];
    const int tensor = program.operand(target, 0);
    // Axes of the value get names of their own, so that none of them is also bound inside.
    renamer rename(program);
    int root = asked.values[0];
    int own[max_own]{}, fresh[max_own]{};
    int count = 0;
    std::uint32_t kept = 0;
    for (std::uint32_t rest = program[root].axes; rest != 0 && count < max_own; rest &= (rest - 1u)) {
      own[count] = axis_at(program, rest & ~(rest - 1u)).id();
      fresh[count] = rename.fresh(own[count]);
      kept |= program[fresh[count]].axes;
      root = rename.rename(root, own[count], fresh[count]);
      ++count;
    }
    const int last = root > target ? root : target;
    const dependence depends(program, last, &tensor, 1);
    handle* adjoint = new handle[static_cast<std::size_t>(last) + 1];
    for (int id = 0; id <= last; ++id) adjoint[id] = handle::none();
    adjoint[root] = 1;
    propagate(program, root, depends, adjoint, kept);
    handle total = 0;
    for (int id = 0; id <= root; ++id) {
      if (program[id].op->part != dag::role::access || program.operand(id, 0) != tensor || !adjoint[id].exists())
        continue;
      if (program[id].count != program[target].count) {
        program.report(dag::problem::unequal_axes);
        continue;
      }
      total = total + renamed_access(program, adjoint[id], id, target, kept);
    }
    delete[] adjoint;
    for (int k = 0; k < count && !total.is_number(); ++k)
      total = {program, rename.rename(total.id(), fresh[k], own[k])};
    out.add_root(total);
  }

 private:
  static constexpr int max_own = 6;
};

}  // namespace tapeless::detail::pass
