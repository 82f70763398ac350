// SPDX-License-Identifier: BSL-1.0
// Which values of a program depend on the inputs of a derivative, and the operands of a value as handles.
#pragma once

#include <tapeless/dag/handle.hpp>
#include <tapeless/dag/scratch.hpp>

namespace tapeless::inline v0_2::detail::pass {

// Which of the values 0 .. last depend on one of the given symbols.
class dependence {
 public:
  constexpr dependence(const dag::builder& program, int last, const int* symbols, int count)
      : dependence(program.nodes(), program.edges(), last, symbols, count) {}
  constexpr dependence(const dag::node* nodes, const int* edges, int last, const int* symbols, int count)
      : list_(last + 1), depends_(list_.data()) {
    for (int k = 0; k < count; ++k)
      if (symbols[k] >= 0 && symbols[k] <= last) depends_[symbols[k]] = true;
    bool* const depends = depends_;
    for (int id = 0; id <= last; ++id) {
      const dag::node& node = nodes[id];
      const dag::operation& op = *node.op;
      if (op.length || op.unit) lengths_ = true;
      if (op.data) continue;
      const int first = node.first, end = first + node.count;
      for (int k = first; k < end; ++k)
        if (depends[edges[k]] && (op.conditions == 0 || !op.takes_condition(k - first))) {
          depends[id] = true;
          break;
        }
    }
  }
  dependence(const dependence&) = delete;
  dependence& operator=(const dependence&) = delete;
  constexpr bool operator[](int id) const { return depends_[id]; }
  constexpr const bool* data() const { return depends_; }
  // Whether there are lengths or signs among all values, which the chain rule treats with care.
  constexpr bool on_lengths() const { return lengths_; }

 private:
  dag::scratch<bool> list_;
  bool* depends_;
  bool lengths_ = false;
};

// The operands of a node as handles.
class operand_list {
 public:
  constexpr operand_list(dag::builder& program, int id) : many_(program[id].count > few) {
    const int count = program[id].count;
    if (many_) rest_ = dag::scratch<handle>(count);
    handle* const list = many_ ? rest_.data() : list_;
    for (int k = 0; k < count; ++k) list[k] = handle(program, program.operand(id, k));
  }
  operand_list(const operand_list&) = delete;
  operand_list& operator=(const operand_list&) = delete;
  constexpr const handle* data() const { return many_ ? rest_.data() : list_; }

 private:
  static constexpr int few = 3;  // without memory of their own
  handle list_[few];
  dag::scratch<handle> rest_;
  bool many_;
};

}  // namespace tapeless::detail::pass
