// SPDX-License-Identifier: BSL-1.0
// Forward mode from program to program: tangents of values for tangents of inputs. A tensor's tangent is a tensor,
// which stands wherever the tensor stands, along the same axes.
#pragma once

#include <tapeless/pass/differentiate/chain.hpp>
#include <tapeless/pass/differentiate/dependence.hpp>
#include <tapeless/pass/differentiate/inputs.hpp>

namespace tapeless::inline v0_2::detail::pass {

// Whether a value is made of the elements of its operand along an axis, and so its tangent of theirs.
constexpr bool binds_axis(const dag::operation& op) {
  return op.part == dag::role::reduction || op.part == dag::role::pick;
}
constexpr handle summed(dag::builder& program, const handle& share, int id) {
  const handle operands[2] = {{program, program.operand(id, program[id].op->axis_operand)}, share};
  return build(program, sum_in(program), operands, 2);
}

// The values that the roots need.
constexpr dag::scratch<bool> needed_by(const dag::builder& program, const int* roots, int root_count, int last) {
  dag::scratch<bool> list(last + 1);
  bool* const needed = list.data();
  for (int r = 0; r < root_count; ++r) needed[roots[r]] = true;
  for (int id = last; id >= 0; --id)
    if (needed[id])
      for (int k = 0; k < program[id].count; ++k) needed[program.operand(id, k)] = true;
  return list;
}

// The tangents of the inputs: of a number the seed, of a tensor one with its axes wherever it stands. seeds[k] is a
// value or, of a tensor, the symbol of the tensor of its tangents.
constexpr void seed_tangents(dag::builder& program, const input* inputs, const handle* seeds, int count, int last,
                             handle* tangent) {
  for (int k = 0; k < count; ++k) {
    if (!inputs[k].is_tensor()) {
      if (inputs[k].symbol >= 0 && inputs[k].symbol <= last) tangent[inputs[k].symbol] = seeds[k];
      continue;
    }
    for (int id = 0; id <= last; ++id) {
      if (!accesses(program, id, inputs[k].symbol)) continue;
      const int operand_count = program[id].count;
      dag::scratch<int> operands(operand_count);
      operands[0] = seeds[k].id();
      for (int j = 1; j < operand_count; ++j) operands[j] = program.operand(id, j);
      tangent[id] = {program, program.make(*program[id].op, operands.data(), operand_count)};
    }
  }
}

// What operand k of value id, a length h with the tangent t, gives to the tangent of id where the partial derivative
// has the factor h: h*t is the sum of products of the operands of h and their tangents. Or none().
constexpr handle share_of_length(dag::builder& program, int id, int k, const handle* operands, const handle* tangent) {
  const handle partial = total_partial(program, id, k, operands, {program, id});
  const handle& length = operands[k];
  if (partial.is_number() || program[id].op->length) return handle::none();
  handle whole = 0;
  for (int j = 0; j < length.count(); ++j) whole = whole + length.operand(j) * tangent[length.operand(j).id()];
  return rules::factor_search().times_slope(partial, length, whole);
}

// tangents[r] = sum over k of (derivative of roots[r] with respect to inputs[k]) * seeds[k].
constexpr void forward(dag::builder& program, const int* roots, int root_count, const input* inputs,
                       const handle* seeds, int count, handle* tangents) {
  int last = 0;
  for (int r = 0; r < root_count; ++r) last = roots[r] > last ? roots[r] : last;
  dag::scratch<int> symbols(count);
  for (int k = 0; k < count; ++k) symbols[k] = inputs[k].symbol;
  const dependence depends(program, last, symbols.data(), count);
  const dag::scratch<bool> needed_list = needed_by(program, roots, root_count, last);
  const bool* const needed = needed_list.data();
  dag::scratch<handle> list(last + 1);  // 0 where nothing depends
  handle* const tangent = list.data();
  seed_tangents(program, inputs, seeds, count, last, tangent);
  for (int id = 0; id <= last; ++id) {
    const int operand_count = program[id].count;
    if (!needed[id] || !depends[id] || operand_count == 0) continue;
    const dag::operation& op = *program[id].op;
    if (op.part == dag::role::access) continue;
    const operand_list operands(program, id);
    for (int k = 0; k < operand_count; ++k) {
      const int from = program.operand(id, k);
      if (!depends[from] || op.takes_condition(k) || (k > 0 && program.repeats(id, k)) || tangent[from].is(0)) continue;
      handle part = handle::none();
      if (program[from].op->length) part = share_of_length(program, id, k, operands.data(), tangent);
      if (!part.exists()) part = share(program, id, k, operands.data(), tangent[from], depends.on_lengths());
      tangent[id] = tangent[id] + (binds_axis(op) ? summed(program, part, id) : part);
    }
  }
  for (int r = 0; r < root_count; ++r) tangents[r] = tangent[roots[r]];
}

}  // namespace tapeless::detail::pass
