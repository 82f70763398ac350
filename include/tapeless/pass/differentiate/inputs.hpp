// SPDX-License-Identifier: BSL-1.0
// What derivatives are taken in, numbers and tensors alike, and what a program knows about axes. A number is the tensor
// that stands along no axis.
#pragma once

#include <tapeless/dag/handle.hpp>
#include <tapeless/dag/scratch.hpp>

namespace tapeless::inline v0_2::detail::pass {

// An input of a request in a program under construction.
struct input {
  int symbol = -1;
  int access = -1;  // of a tensor: the access whose axes a derivative in it is given along; of a number -1

  constexpr bool is_tensor() const { return access >= 0; }
};

constexpr bool is_access(const dag::builder& program, int id) { return program[id].op->part == dag::role::access; }
constexpr bool accesses(const dag::builder& program, int id, int tensor) {
  return is_access(program, id) && program.operand(id, 0) == tensor;
}

// The axis that is this bit of the masks of a program.
constexpr handle axis_at(dag::builder& program, std::uint32_t bit) {
  for (int id = 0;; ++id)
    if (program[id].op->is_symbol() && program[id].axes == bit) return {program, id};
}

constexpr std::uint32_t axes_of(const dag::builder& program, const handle& value) {
  return value.is_number() ? 0u : program[value.id()].axes;
}

// The sum over an axis; whoever has axes accesses a tensor.
constexpr const dag::operation& sum_in(const dag::builder& program) {
  for (int id = 0;; ++id)
    if (is_access(program, id)) return *program[id].op->gather;
}

// A value along axis `to` instead of axis `from`, as node id shows its operand.
constexpr int along(dag::builder& program, int id, int value, int from, int to) {
  const handle operands[3] = {{program, value}, {program, from}, {program, to}};
  return build(program, *program[id].op, operands, 3).id_in(program);
}

// The sum of a value over each axis of a mask.
constexpr handle summed_over(dag::builder& program, handle value, std::uint32_t axes) {
  for (std::uint32_t rest = axes; rest != 0; rest &= (rest - 1u)) {
    const handle operands[2] = {axis_at(program, rest & ~(rest - 1u)), value};
    value = build(program, sum_in(program), operands, 2);
  }
  return value;
}

}  // namespace tapeless::detail::pass
