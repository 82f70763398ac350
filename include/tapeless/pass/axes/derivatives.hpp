// SPDX-License-Identifier: BSL-1.0
// Derivatives in tensors: the adjoint of each place where the tensor stands, with its axes renamed to those that were
// asked for, all added up. A value with axes is differentiated element by element.
#pragma once

#include <tapeless/pass/axes/renamer.hpp>
#include <tapeless/pass/request/request.hpp>

namespace tapeless::inline v0_2::detail::pass {

// The value over the axes of the access `to` instead of those of the access `from`. kept: axes of a value that is
// differentiated element by element; where the tensor stands along one of them, only the element at the same place
// counts.
template <class H>
constexpr H renamed_access(dag::builder& program, renamer& rename, const H& value, int from, int to,
                           std::uint32_t kept = 0) {
  const int count = program[from].count;
  H result = value;
  if (!value.is_number()) {
    int id = value.id();
    dag::scratch<int> now(count);  // what the axes of `from` are called meanwhile
    for (int k = 1; k < count; ++k) now[k] = program.operand(from, k);
    for (int k = 1; k < count; ++k) {
      const int wanted = program.operand(to, k);
      if (now[k] == wanted || (program[now[k]].axes & kept) != 0) continue;
      id = rename.exchange(id, now[k], wanted);
      for (int j = k + 1; j < count; ++j)
        if (now[j] == wanted) now[j] = now[k];
    }
    result = {program, id};
  }
  for (int k = 1; k < count; ++k)
    if ((program[program.operand(from, k)].axes & kept) != 0)
      result = result * rules::indicator_of(H(program, program.operand(to, k)), H(program, program.operand(from, k)));
  return result;
}

template <class Pass>
struct axis_derivatives {
  // The derivative in the elements of a tensor, over the axes of its access. kept: axes of the value.
  static constexpr handle in_tensor(dag::builder& program, const adjoints& all, const input& tensor,
                                    std::uint32_t kept = 0) {
    renamer rename(program);
    handle total = 0;
    for (int id = 0; id <= all.last(); ++id) {
      if (!accesses(program, id, tensor.symbol) || !all[id].exists()) continue;
      if (program[id].count != program[tensor.access].count) {
        program.report(dag::problem::unequal_axes);
        continue;
      }
      total = total + renamed_access(program, rename, all[id], id, tensor.access, kept);
    }
    return total;
  }

  // The derivatives of each element of a value in numbers and in the elements of tensors: over the axes of the value
  // and those of the tensors' accesses, which have other names.
  static constexpr void by_elements(dag::builder& program, int value, const input* inputs, int count, handle* results) {
    // Axes of the value get names of their own, so that none of them is also bound inside.
    renamer rename(program);
    dag::scratch<int> own, fresh;
    std::uint32_t kept = 0;
    int root = value;
    for (std::uint32_t rest = program[root].axes; rest != 0; rest &= (rest - 1u)) {
      own.push(axis_at(program, rest & ~(rest - 1u)).id());
      fresh.push(rename.fresh(own.back()));
      kept |= program[fresh.back()].axes;
      root = rename.rename(root, own.back(), fresh.back());
    }
    const handle one = 1;
    const adjoints all(program, &root, &one, 1, inputs, count, kept);
    for (int k = 0; k < count; ++k) {
      const handle adjoint = inputs[k].is_tensor() ? in_tensor(program, all, inputs[k], kept) : all[inputs[k].symbol];
      results[k] = adjoint.exists() ? adjoint : handle(0);
      for (int a = 0; a < own.size() && !results[k].is_number(); ++a)
        results[k] = {program, rename.rename(results[k].id(), fresh[a], own[a])};
    }
  }
};

// The derivative of F with respect to the tensor access X, over the axes of X and those of F.
template <class F, class X>
struct tensor_gradient {
  using request_type = request<outputs<F>, inputs<X>>;
  static constexpr dag::sizes estimate = request_type::room(16, 2);
  static constexpr void run(pass_output& out) {
    const request_type asked(out);
    const int access = asked.values()[1];
    const input along{out.builder.operand(access, 0), access};
    handle result;
    axis_derivatives<request_type>::by_elements(out.builder, asked.values()[0], &along, 1, &result);
    out.add_root(result);
  }
};

}  // namespace tapeless::detail::pass
