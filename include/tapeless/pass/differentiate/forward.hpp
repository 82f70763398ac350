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

// What operand k of value id, a length h with the tangent t, gives to the tangent of id where the partial derivative
// has the factor h: h*t is the sum of products of the operands of h and their tangents. Or none().
constexpr handle share_of_length(dag::builder& program, int id, int k, const handle* operands, const int* tangent) {
  const handle partial = total_partial(program, id, k, operands, {program, id});
  const handle& length = operands[k];
  if (partial.is_number() || program[id].op->length) return handle::none();
  handle whole = 0;
  for (int j = 0; j < length.count(); ++j) {
    const int of_operand = tangent[length.operand(j).id()];
    if (of_operand >= 0) whole = whole + length.operand(j) * handle(program, of_operand);
  }
  return rules::factor_search().times_slope(partial, length, whole);
}

// Derivatives of roots of one program, in one input or direction after another.
class tangents {
 public:
  constexpr tangents(dag::builder& program, const int* roots, int root_count) : program_(program), roots_(roots) {
    for (int r = 0; r < root_count; ++r) last_ = roots[r] > last_ ? roots[r] : last_;
    tangent_list_ = dag::scratch<int>(last_ + 1, -1);
    noted_list_ = dag::scratch<int>::unwritten(last_ + 1);
    tangent_ = tangent_list_.data();
    noted_ = noted_list_.data();
    first_root_ = dag::scratch<int>(last_ + 1, root_count);
    int* const first_root = first_root_.data();
    for (int r = root_count - 1; r >= 0; --r) first_root[roots[r]] = r;
    for (int id = last_; id >= 0; --id) {
      const int root = first_root[id];
      if (root == root_count) continue;
      if (program[id].op->length || program[id].op->unit) lengths_ = true;
      const int* const operands = program.operands(id);
      for (int k = 0; k < program[id].count; ++k)
        if (first_root[operands[k]] > root) first_root[operands[k]] = root;
    }
  }
  tangents(const tangents&) = delete;
  tangents& operator=(const tangents&) = delete;

  // Values that are independent of each other and of what they are made of: place[id] is not negative, for id < count.
  constexpr void hold(const int* place, int count) {
    held_ = place;
    held_count_ = count;
  }

  // Values before number `first` are independent of the inputs.
  constexpr void begin_at(int first) { first_ = first; }

  // results[r] = sum over k of (derivative of root r with respect to inputs[k]) * seeds[k], of the first root_count
  // roots.
  constexpr void run(int root_count, const input* inputs, const handle* seeds, int count, handle* results) {
    seed(inputs, seeds, count);
    advance(root_count, first_, last_ + 1);
    for (int r = 0; r < root_count; ++r) results[r] = result(r);
    clear();
  }

  // The same piece by piece: seeds, values from `first` on in any portions, results, and everything is as before.
  constexpr int first() const { return first_; }
  constexpr int last() const { return last_; }
  // The tangents of values `first` to `end`, which first_root needs; how many values have one.
  constexpr int advance(int root_count, int first, int end) {
    const int* const first_root = first_root_.data();
    const int* const tangent = tangent_;
    const dag::node* const nodes = program_.nodes();
    const int* const edges = program_.edges();
    int count = 0;
    for (int id = first; id < end; ++id) {
      if (first_root[id] >= root_count || (id < held_count_ && held_[id] >= 0)) continue;
      const dag::node& node = nodes[id];
      const int* const operands = edges + node.first;
      for (int k = 0; k < node.count; ++k) {
        if (tangent[operands[k]] < 0) continue;
        if (node.op->part != dag::role::access) pass_on(id, node);
        ++count;
        break;
      }
    }
    return count;
  }
  constexpr handle result(int r) const {
    return tangent_[roots_[r]] < 0 ? handle() : handle(program_, tangent_[roots_[r]]);
  }
  constexpr void clear() {
    for (; noted_count_ > 0; --noted_count_) tangent_[noted_[noted_count_ - 1]] = -1;
  }
  // The places of the tangents of values 0 to last(), -1 where there is none.
  constexpr const int* data() const { return tangent_; }
  // The tangent of value id, which is noted once, also of an input that is listed twice: the last one counts.
  constexpr void set(int id, int place) {
    if (tangent_[id] < 0) noted_[noted_count_++] = id;
    tangent_[id] = place;
  }

  // The tangents of the inputs: of a number the seed, of a tensor one with its axes wherever it stands. seeds[k] is a
  // value or, of a tensor, the symbol of the tensor of its tangents.
  constexpr void seed(const input* inputs, const handle* seeds, int count) {
    dag::builder& program = program_;
    for (int k = 0; k < count; ++k) {
      const int symbol = inputs[k].symbol;
      if (!inputs[k].is_tensor()) {
        if (symbol >= 0 && symbol <= last_ && !seeds[k].is(0)) set(symbol, seeds[k].id_in(program));
        continue;
      }
      for (int id = 0; id <= last_; ++id) {
        if (!accesses(program, id, symbol)) continue;
        const int operand_count = program[id].count;
        dag::scratch<int> operands(operand_count);
        operands[0] = seeds[k].id();
        for (int j = 1; j < operand_count; ++j) operands[j] = program.operand(id, j);
        set(id, program.make(*program[id].op, operands.data(), operand_count));
      }
    }
  }

 private:
  // The tangent of value id from those of its operands.
  constexpr void pass_on(int id, const dag::node& node) {
    dag::builder& program = program_;
    const dag::operation& op = *node.op;
    if (op.data) return;
    const int count = node.count;
    const int* const ids = program.operands_of(node);
    const bool differ = count == 1 || (count == 2 && ids[0] != ids[1]);
    int sum = -1;
    for (int k = 0; k < count; ++k) {
      const int from = tangent_[ids[k]];
      if (from < 0) continue;
      if (op.views && (program[from].axes & program[program.operand(id, 2)].axes) == 0) {
        sum = along(program, id, from, program.operand(id, 1), program.operand(id, 2));
        continue;
      }
      int part = differ ? share_of_arithmetic(program, node, ids, k, from, lengths_) : -1;
      if (part < 0) {
        if (op.takes_condition(k) || (k > 0 && !differ && program.repeats(id, k))) continue;
        part = share_by_rule(id, k, ids[k]).id_in(program);
      }
      if (binds_axis(op)) part = summed(program, {program, part}, id).id_in(program);
      sum = sum < 0 ? part : sum_of_terms(program, sum, part);
    }
    if (sum < 0 || handle(program, sum).is(0)) return;
    set(id, sum);
  }

  constexpr handle share_by_rule(int id, int k, int from) {
    const operand_list operands(program_, id);
    if (program_[from].op->length) {
      const handle part = share_of_length(program_, id, k, operands.data(), tangent_);
      if (part.exists()) return part;
    }
    return share(program_, id, k, operands.data(), {program_, tangent_[from]}, lengths_);
  }

  dag::builder& program_;
  const int* roots_;
  dag::scratch<int> first_root_;    // that needs a value
  dag::scratch<int> tangent_list_;  // their places; -1 where nothing depends on the inputs
  dag::scratch<int> noted_list_;    // the values that have tangents, to be cleared
  int* tangent_ = nullptr;          // their elements
  int* noted_ = nullptr;
  int noted_count_ = 0;
  const int* held_ = nullptr;
  int held_count_ = 0;
  int first_ = 0;
  int last_ = 0;
  bool lengths_ = false;
};

// results[r] = sum over k of (derivative of roots[r] with respect to inputs[k]) * seeds[k].
constexpr void forward(dag::builder& program, const int* roots, int root_count, const input* inputs,
                       const handle* seeds, int count, handle* results) {
  tangents(program, roots, root_count).run(root_count, inputs, seeds, count, results);
}

}  // namespace tapeless::detail::pass
