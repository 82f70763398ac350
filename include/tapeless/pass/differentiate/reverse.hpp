// SPDX-License-Identifier: BSL-1.0
// Reverse mode from program to program. Every value is visited once, so the cost of a gradient is a small multiple of
// the cost of the value, whatever the number of inputs. The adjoint of a value varies along the axes that the value
// has: what an operand gets is summed over the axes that it lacks.
#pragma once

#include <tapeless/pass/differentiate/chain.hpp>
#include <tapeless/pass/differentiate/dependence.hpp>
#include <tapeless/pass/differentiate/inputs.hpp>

namespace tapeless::inline v0_2::detail::pass {

// What an operand gets of the adjoint of node id: it is the same along the axes that the node has and the operand
// lacks, so their shares add up. Not along `kept`: the axes of a value that is differentiated element by element.
constexpr handle gathered(dag::builder& program, const handle& share, int id, int to, std::uint32_t kept) {
  return summed_over(program, share, (program[id].axes | axes_of(program, share)) & ~program[to].axes & ~kept);
}

// What operand k of value id gets of its adjoint, as its rule says.
constexpr handle share_by_rule(dag::builder& program, int id, int k, const handle& adjoint, bool lengths) {
  const operand_list operands(program, id);
  if (program[id].op->length) {
    const handle part = rules::through_length(adjoint, {program, id}, operands.data(), program[id].count, k);
    if (part.exists()) return part;
  }
  return share(program, id, k, operands.data(), adjoint, lengths);
}

// Passes the adjoint of value `root` and of all below it on to what they depend on; adjoint[id] is handle::none() where
// nothing has arrived. Values made on the way stand behind `root`. kept: axes of the root, each of whose elements has a
// derivative of its own.
constexpr void propagate(dag::builder& program, int root, const dependence& depends, handle* adjoint,
                         std::uint32_t kept = 0) {
  const bool* const needed = depends.data();
  const bool lengths = depends.on_lengths();
  for (int id = root; id >= 0; --id) {
    if (!needed[id] || !adjoint[id].exists()) continue;
    const dag::operation& op = *program[id].op;
    const int operand_count = program[id].count;
    if (operand_count == 0 || op.part == dag::role::access) continue;
    const bool plain = operand_count != 2 || !program.repeats(id, 1);
    for (int k = 0; k < operand_count; ++k) {
      const int to = program.operand(id, k);
      if (!needed[to] || (k > 0 && (!plain || operand_count > 2) && program.repeats(id, k)) || op.takes_condition(k))
        continue;
      handle part = plain ? share_of_arithmetic(program, id, k, adjoint[id], lengths) : handle::none();
      if (!part.exists()) part = share_by_rule(program, id, k, adjoint[id], lengths);
      if (program[id].axes != 0) part = gathered(program, part, id, to, kept);
      adjoint[to] = adjoint[to].exists() ? adjoint[to] + part : part;
    }
  }
}

// The adjoints of all values 0 .. last for the given adjoints of some of them.
class adjoints {
 public:
  // seeds[r] is the adjoint of roots[r]; inputs: symbols of numbers and tensors.
  constexpr adjoints(dag::builder& program, const int* roots, const handle* seeds, int root_count, const input* inputs,
                     int input_count, std::uint32_t kept = 0) {
    for (int r = 0; r < root_count; ++r) last_ = roots[r] > last_ ? roots[r] : last_;
    dag::scratch<int> symbols(input_count);
    for (int k = 0; k < input_count; ++k) symbols[k] = inputs[k].symbol;
    const dependence depends(program, last_, symbols.data(), input_count);
    list_ = dag::scratch<handle>(last_ + 1, handle::none());
    handle* const adjoint = list_.data();
    for (int r = 0; r < root_count; ++r)
      adjoint[roots[r]] = adjoint[roots[r]].exists() ? adjoint[roots[r]] + seeds[r] : seeds[r];
    propagate(program, last_, depends, adjoint, kept);
  }
  constexpr int last() const { return last_; }
  // handle::none() where nothing has arrived.
  constexpr handle operator[](int id) const { return id >= 0 && id <= last_ ? list_[id] : handle::none(); }

 private:
  int last_ = 0;
  dag::scratch<handle> list_;
};

}  // namespace tapeless::detail::pass
