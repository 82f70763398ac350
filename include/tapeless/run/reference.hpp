// SPDX-License-Identifier: BSL-1.0
// Evaluates an indexed program value by value, each as an array over its axes: in constant expressions, where small
// formulas are checked, and at run time as the plain reference. `prepare` is the way to speed.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <stdexcept>

#include <tapeless/dag/node.hpp>
#include <tapeless/dag/scratch.hpp>

namespace tapeless::detail::run {

// What a tensor or number of the program is bound to.
template <class T>
struct bound_array {
  const T* data = nullptr;
  static constexpr int max_rank = 31;  // as many as a program has axes
  std::ptrdiff_t strides[max_rank] = {};
};

// Not constexpr: in a constant expression its name is the message.
inline void an_array_has_too_many_elements() {
  throw std::length_error("tapeless: an array has more than 2^31 elements: prepare the formula");
}

template <class T>
class array_evaluator {
 public:
  // extents: by axis, in the order of the bits of the program's masks. bound: by symbol. Labels are numbers of type T.
  constexpr array_evaluator(const dag::view& program, const std::ptrdiff_t* extents, const bound_array<T>* bound)
      : program_(program),
        extents_(extents),
        bound_(bound),
        storage_(program.node_count),
        array_list_(program.node_count),
        arrays_(array_list_.data()) {
    int most = 1;
    for (int id = 0; id < program.node_count; ++id)
      if (program.nodes[id].count > most) most = program.nodes[id].count;
    operands_ = dag::scratch<double>(most);
    for (int id = 0; id < program.node_count; ++id) {
      if (is_index(id)) continue;
      const std::ptrdiff_t size = size_of(program.nodes[id].axes);
      if (size > std::numeric_limits<int>::max()) an_array_has_too_many_elements();
      storage_[id] = dag::scratch<T>(static_cast<int>(size));
      arrays_[id] = storage_[id].data();
      fill(id);
    }
  }
  array_evaluator(const array_evaluator&) = delete;
  array_evaluator& operator=(const array_evaluator&) = delete;

  // The element of a root at a place: an index per axis.
  constexpr T at(int root, const std::ptrdiff_t* place) const { return element(program_.roots[root], place); }

 private:
  static constexpr int max_axes = 32;

  constexpr bool is_index(int id) const {
    if (program_.nodes[id].op->part != dag::role::symbol) return false;
    const dag::symbol_kind kind = program_.symbol(program_.nodes[id]).kind;
    return kind == dag::symbol_kind::axis || kind == dag::symbol_kind::tensor || kind == dag::symbol_kind::labels;
  }
  constexpr std::ptrdiff_t size_of(std::uint32_t axes) const {
    std::ptrdiff_t size = 1;
    for (; axes != 0; axes &= (axes - 1u)) size *= extents_[std::countr_zero(axes)];
    return size;
  }
  constexpr int axis_of(int id) const { return std::countr_zero(program_.nodes[id].axes); }

  constexpr T element(int id, const std::ptrdiff_t* place) const {
    std::ptrdiff_t offset = 0;
    for (std::uint32_t axes = program_.nodes[id].axes; axes != 0; axes &= (axes - 1u)) {
      const int axis = std::countr_zero(axes);
      offset = offset * extents_[axis] + place[axis];
    }
    return arrays_[id][offset];
  }

  constexpr void fill(int id) {
    std::ptrdiff_t place[max_axes]{};
    const std::uint32_t own = program_.nodes[id].axes;
    const std::ptrdiff_t size = size_of(own);
    for (std::ptrdiff_t k = 0; k < size; ++k) {
      // The place of element k: the highest axis runs fastest.
      std::ptrdiff_t rest = k;
      for (std::uint32_t axes = own; axes != 0;) {
        const int axis = 31 - std::countl_zero(axes);
        place[axis] = rest % extents_[axis];
        rest /= extents_[axis];
        axes &= ~(std::uint32_t{1} << axis);
      }
      arrays_[id][k] = compute(id, place);
    }
  }

  constexpr T compute(int id, std::ptrdiff_t* place) {
    const dag::node& node = program_.nodes[id];
    const dag::operation& op = *node.op;
    const auto operand = [&](int k) { return program_.operand(node, k); };
    switch (op.part) {
      case dag::role::number:
        return static_cast<T>(program_.value(node).value());
      case dag::role::symbol:
        return *bound_[node.payload].data;
      case dag::role::extent:
        return static_cast<T>(extents_[axis_of(operand(0))]);
      case dag::role::access: {
        const bound_array<T>& from = bound_[program_.nodes[operand(0)].payload];
        std::ptrdiff_t offset = 0;
        for (int k = 1; k < node.count; ++k) offset += place[axis_of(operand(k))] * from.strides[k - 1];
        return from.data[offset];
      }
      case dag::role::reduction: {
        const int axis = axis_of(operand(0));
        const std::ptrdiff_t outer = place[axis];
        T result{};
        for (place[axis] = 0; place[axis] < extents_[axis]; ++place[axis]) {
          const T next = element(operand(1), place);
          const bool sum = op.combines == dag::combination::add;
          const bool better = op.combines == dag::combination::larger ? result < next : next < result;
          result = place[axis] == 0 ? next : sum ? result + next : better ? next : result;
        }
        place[axis] = outer;
        return result;
      }
      case dag::role::pick: {
        const int axis = axis_of(operand(1));
        const std::ptrdiff_t outer = place[axis];
        const auto label = static_cast<std::ptrdiff_t>(element(operand(2), place));
        place[axis] = label;
        const T result = element(operand(0), place);
        place[axis] = outer;
        return result;
      }
      case dag::role::selection:
      case dag::role::guard:
        return element(operand(element(operand(0), place) != T(0) ? 1 : 2), place);
      default:
        break;
    }
    if (op.indicator) return static_cast<T>(place[axis_of(operand(0))]) == label_of(operand(1), place) ? T(1) : T(0);
    double* const values = operands_.data();
    for (int k = 0; k < node.count; ++k) values[k] = static_cast<double>(element(operand(k), place));
    return static_cast<T>(op.value(values, node.count));
  }

  // The label, or the place along an axis.
  constexpr T label_of(int id, std::ptrdiff_t* place) {
    return program_.nodes[id].op->is_symbol() ? static_cast<T>(place[axis_of(id)]) : element(id, place);
  }

  dag::view program_;
  const std::ptrdiff_t* extents_;
  const bound_array<T>* bound_;
  dag::scratch<dag::scratch<T>> storage_;  // by node
  dag::scratch<T*> array_list_;
  T** arrays_;
  dag::scratch<double> operands_;  // of one element
};

}  // namespace tapeless::detail::run
