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

// What the value gets that node id shows along another axis: the adjoint along the axis of the value. -1 where the
// adjoint varies along both.
constexpr int carried_back(dag::builder& program, int id, int adjoint) {
  const int own = program.operand(id, 1), shown = program.operand(id, 2);
  return (program[adjoint].axes & program[own].axes) != 0 ? -1 : along(program, id, adjoint, shown, own);
}

// Passes the adjoint of value `root` and of all below it on to what they depend on; adjoint[id] is the place of the
// adjoint of value id, -1 where nothing has arrived. Values made on the way stand behind `root`. kept: axes of the
// root, each of whose elements has a derivative of its own. end: the last value that passes its adjoint on.
constexpr void propagate(dag::builder& program, int root, const dependence& depends, int* adjoint,
                         std::uint32_t kept = 0, int end = 0) {
  const bool* const needed = depends.data();
  const bool lengths = depends.on_lengths();
  const dag::node* const nodes = program.nodes();
  const int* const edges = program.edges();
  for (int id = root; id >= end; --id) {
    const int from = adjoint[id];
    if (from < 0 || !needed[id]) continue;
    const dag::node& node = nodes[id];
    const int operand_count = node.count;
    if (operand_count == 0 || node.op->part == dag::role::access) continue;
    const int* const operands = edges + node.first;
    const bool plain = operand_count == 1 || (operand_count == 2 && operands[0] != operands[1]);
    for (int k = 0; k < operand_count; ++k) {
      const int to = operands[k];
      if (!needed[to]) continue;
      if (node.op->views) {
        const int back = carried_back(program, id, from);
        if (back >= 0) {
          adjoint[to] = adjoint[to] < 0 ? back : sum_of_places(program, adjoint[to], back);
          continue;
        }
      }
      int part = plain ? share_of_arithmetic(program, node, operands, k, from, lengths) : -1;
      if (part < 0) {
        if (node.op->takes_condition(k) || (k > 0 && !plain && program.repeats(id, k))) continue;
        part = share_by_rule(program, id, k, {program, from}, lengths).id_in(program);
      }
      if (node.axes != 0) part = gathered(program, {program, part}, id, to, kept).id_in(program);
      adjoint[to] = adjoint[to] < 0 ? part : sum_of_terms(program, adjoint[to], part);
    }
  }
}

// The adjoints of all values 0 .. last for the given adjoints of some of them.
class adjoints {
 public:
  // seeds[r] is the adjoint of roots[r]; inputs: symbols of numbers and tensors.
  constexpr adjoints(dag::builder& program, const int* roots, const handle* seeds, int root_count, const input* inputs,
                     int input_count, std::uint32_t kept = 0)
      : program_(program) {
    for (int r = 0; r < root_count; ++r) last_ = roots[r] > last_ ? roots[r] : last_;
    dag::scratch<int> symbols(input_count);
    for (int k = 0; k < input_count; ++k) symbols[k] = inputs[k].symbol;
    const dependence depends(program, last_, symbols.data(), input_count);
    list_ = dag::scratch<int>(last_ + 1, -1);
    int* const adjoint = list_.data();
    for (int r = 0; r < root_count; ++r) {
      const handle before = (*this)[roots[r]];
      adjoint[roots[r]] = (before.exists() ? before + seeds[r] : seeds[r]).id_in(program);
    }
    propagate(program, last_, depends, adjoint, kept);
  }
  constexpr int last() const { return last_; }
  // handle::none() where nothing has arrived.
  constexpr handle operator[](int id) const {
    return id >= 0 && id <= last_ && list_[id] >= 0 ? handle(program_, list_[id]) : handle::none();
  }

 private:
  dag::builder& program_;
  int last_ = 0;
  dag::scratch<int> list_;
};

}  // namespace tapeless::detail::pass
