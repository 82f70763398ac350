// SPDX-License-Identifier: BSL-1.0
// The evaluator that checks: a program value by value, each as an array over its axes, a number being the array without
// any. It evaluates in constant expressions, explains formulas with numbers, and is what calls with arrays run; the
// code that runs fast is straight-line (run/scalar) or loops (run/loops).
//
// In a constant expression a value that is not finite although its operands are marks itself; the mark travels to
// whatever uses the value, and only a marked result is an error. So the branch that `select` does not take may divide
// by zero, as at run time, while a division by zero that counts stops the compiler with a sentence. A float operation
// in double, rounded to float, is the float operation: 53 bits are more than twice 24.
#pragma once

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>

#if defined(__cpp_exceptions)
#include <stdexcept>
#endif

#include <tapeless/dag/walk.hpp>
#include <tapeless/run/place.hpp>
#include <tapeless/run/scalar/executor.hpp>

namespace tapeless::inline v0_2::detail::run {

enum class fault : std::uint8_t { none, division_by_zero, outside_domain };

// Not constexpr: reaching one of them in a constant expression is the error. Their names are the message.
inline void division_by_zero_in_a_constant_expression() {}
inline void argument_outside_the_domain_of_a_function_in_a_constant_expression() {}
inline void an_array_has_too_many_elements() {
#if defined(__cpp_exceptions)
  throw std::length_error("tapeless: an array has more than 2^31 elements: prepare the formula");
#else
  __builtin_trap();
#endif
}

// Without arithmetic on infinities, which constant expressions may reject.
template <std::floating_point T>
constexpr bool is_finite_constant(T value) {
  return value <= std::numeric_limits<T>::max() && value >= std::numeric_limits<T>::lowest();
}

template <class T>
class reference {
 public:
  struct value {
    T number{};
    fault what = fault::none;
  };

  // A program without axes whose values stand in any order: `order` lists those to evaluate, operands first.
  constexpr reference(const dag::view& program, const int* order, int count, const array_place<T>* bound)
      : program_(program), bound_(bound), first_list_(program.node_count), value_list_(count) {
    int* const first = first_list_.data();
    int widest = 1;
    for (int k = 0; k < count; ++k) {
      first[order[k]] = k;
      if (program.nodes[order[k]].count > widest) widest = program.nodes[order[k]].count;
    }
    operand_list_ = dag::scratch<double>(widest);
    values_ = value_list_.data();
    first_ = first;
    operands_ = operand_list_.data();
    for (int k = 0; k < count; ++k) fill(order[k]);
  }

  // extents: by axis, in the order of the bits of the program's masks; none for programs without axes. bound: by
  // symbol. Labels are numbers of type T. What the roots need is evaluated, or everything where there are no roots.
  constexpr reference(const dag::view& program, const std::ptrdiff_t* extents, const array_place<T>* bound)
      : program_(program), extents_(extents), bound_(bound), first_list_(program.node_count + 1) {
    const dag::scratch<bool> needed = dag::needed_values(program);
    int* const first = first_list_.data();
    std::ptrdiff_t size = 0;
    int widest = 1;
    for (int id = 0; id < program.node_count; ++id) {
      first[id] = static_cast<int>(size);
      if (program.nodes[id].count > widest) widest = program.nodes[id].count;
      if ((program.root_count > 0 && !needed[id]) || is_index(id)) continue;
      size += size_of(program.nodes[id].axes);
      if (size > std::numeric_limits<int>::max()) an_array_has_too_many_elements();
    }
    first[program.node_count] = static_cast<int>(size);
    value_list_ = dag::scratch<value>(static_cast<int>(size));
    operand_list_ = dag::scratch<double>(widest);
    values_ = value_list_.data();
    first_ = first;
    operands_ = operand_list_.data();
    for (int id = 0; id < program.node_count; ++id)
      if (first[id + 1] > first[id]) fill(id);
  }
  reference(const reference&) = delete;
  reference& operator=(const reference&) = delete;

  // The element of a root at a place: an index per axis. In a constant expression an error if it is not a number.
  constexpr T at(int root, const std::ptrdiff_t* place) const {
    const value& result = element(program_.roots[root], place);
    if (result.what == fault::division_by_zero) division_by_zero_in_a_constant_expression();
    if (result.what == fault::outside_domain) argument_outside_the_domain_of_a_function_in_a_constant_expression();
    return result.number;
  }
  // A value that has no axes.
  constexpr T number(int id) const { return values_[first_[id]].number; }

 private:
  constexpr bool is_index(int id) const {
    if (program_.nodes[id].op->part != dag::role::symbol) return false;
    const dag::symbol_kind kind = program_.symbol(program_.nodes[id]).kind;
    return kind == dag::symbol_kind::axis || kind == dag::symbol_kind::tensor || kind == dag::symbol_kind::labels;
  }
  constexpr std::ptrdiff_t size_of(std::uint32_t axes) const {
    std::ptrdiff_t size = 1;
    for (; axes != 0; axes &= (axes - 1u)) {
      size *= extents_[std::countr_zero(axes)];
      if (size > std::numeric_limits<int>::max()) an_array_has_too_many_elements();
    }
    return size;
  }
  constexpr int axis_of(int id) const { return std::countr_zero(program_.nodes[id].axes); }

  constexpr const value& element(int id, const std::ptrdiff_t* place) const {
    std::ptrdiff_t offset = first_[id];
    std::ptrdiff_t within = 0;
    for (std::uint32_t axes = program_.nodes[id].axes; axes != 0; axes &= (axes - 1u)) {
      const int axis = std::countr_zero(axes);
      within = within * extents_[axis] + place[axis];
    }
    return values_[offset + within];
  }

  constexpr void fill(int id) {
    std::ptrdiff_t place[max_axes + 1]{};
    const std::uint32_t own = program_.nodes[id].axes;
    if (own == 0) {
      values_[first_[id]] = compute(id, place);
      return;
    }
    const int size = first_[id + 1] - first_[id];
    for (int k = 0; k < size; ++k) {
      // The place of element k: the highest axis runs fastest.
      std::ptrdiff_t rest = k;
      for (std::uint32_t axes = own; axes != 0;) {
        const int axis = 31 - std::countl_zero(axes);
        place[axis] = rest % extents_[axis];
        rest /= extents_[axis];
        axes &= ~(std::uint32_t{1} << axis);
      }
      values_[first_[id] + k] = compute(id, place);
    }
  }

  constexpr value compute(int id, std::ptrdiff_t* place) {
    const dag::node& node = program_.nodes[id];
    switch (node.op->part) {
      case dag::role::number:
        return {to_scalar<T>(program_.value(node))};
      case dag::role::symbol:
        return {*bound_[node.payload].data};
      case dag::role::extent:
        return {static_cast<T>(extents_[axis_of(program_.operand(node, 0))])};
      case dag::role::access:
        return {accessed(node, place)};
      case dag::role::reduction:
        return reduced(node, place);
      case dag::role::pick:
        return picked(node, place);
      case dag::role::selection:
      case dag::role::guard: {
        const value& condition = element(program_.operand(node, 0), place);
        value chosen = element(program_.operand(node, condition.number != T(0) ? 1 : 2), place);
        if (condition.what != fault::none) chosen.what = condition.what;
        return chosen;
      }
      case dag::role::choice:
        return chosen(node, place);
      default:
        break;
    }
    if (node.op->indicator) {
      const std::ptrdiff_t own = place[axis_of(program_.operand(node, 0))];
      return {static_cast<T>(own) == label_of(program_.operand(node, 1), place) ? T(1) : T(0)};
    }
    return applied(node, place);
  }

  // A function of numbers.
  constexpr value applied(const dag::node& node, const std::ptrdiff_t* place) {
    value result;
    bool finite = true;
    for (int k = 0; k < node.count; ++k) {
      const value& one = element(program_.operand(node, k), place);
      operands_[k] = static_cast<double>(one.number);
      if (result.what == fault::none) result.what = one.what;
      finite = finite && is_finite_constant(operands_[k]);
    }
    if (std::is_constant_evaluated()) {
      if (result.what != fault::none) return result;
      if (node.op->part == dag::role::quotient && operands_[1] == 0.0) return {T{}, fault::division_by_zero};
    }
    result.number = static_cast<T>(node.op->value(operands_, node.count));
    if (std::is_constant_evaluated() && finite && node.op->result == dag::sort::real &&
        !is_finite_constant(result.number))
      result.what = fault::outside_domain;
    return result;
  }
  constexpr value chosen(const dag::node& node, const std::ptrdiff_t* place) {
    const T which = element(program_.operand(node, 0), place).number;
    for (int k = 1; k < node.count; ++k)
      if (which == T(k)) return element(program_.operand(node, k), place);
    return {std::numeric_limits<T>::quiet_NaN(), fault::outside_domain};
  }

  constexpr T accessed(const dag::node& node, const std::ptrdiff_t* place) const {
    const array_place<T>& from = bound_[program_.nodes[program_.operand(node, 0)].payload];
    std::ptrdiff_t offset = 0;
    for (int k = 1; k < node.count; ++k) offset += place[axis_of(program_.operand(node, k))] * from.strides[k - 1];
    return from.data[offset];
  }
  constexpr value reduced(const dag::node& node, std::ptrdiff_t* place) const {
    const int axis = axis_of(program_.operand(node, node.op->axis_operand));
    const std::ptrdiff_t outer = place[axis];
    value result;
    for (place[axis] = 0; place[axis] < extents_[axis]; ++place[axis]) {
      const value& next = element(program_.operand(node, 1 - node.op->axis_operand), place);
      if (place[axis] == 0) {
        result = next;
        continue;
      }
      if (node.op->combines == dag::combination::add)
        result.number = result.number + next.number;
      else if (node.op->combines == dag::combination::larger ? result.number < next.number
                                                             : next.number < result.number)
        result.number = next.number;
      if (result.what == fault::none) result.what = next.what;
    }
    place[axis] = outer;
    return result;
  }
  constexpr value picked(const dag::node& node, std::ptrdiff_t* place) const {
    const int axis = axis_of(program_.operand(node, 1));
    const std::ptrdiff_t outer = place[axis];
    const auto label = static_cast<std::ptrdiff_t>(label_of(program_.operand(node, 2), place));
    place[axis] = label;
    const value result = element(program_.operand(node, 0), place);
    place[axis] = outer;
    return result;
  }
  // The label, or the place along an axis.
  constexpr T label_of(int id, const std::ptrdiff_t* place) const {
    return program_.nodes[id].op->is_symbol() ? static_cast<T>(place[axis_of(id)]) : element(id, place).number;
  }

  static constexpr int max_axes = 31;  // of a program

  dag::view program_;
  const std::ptrdiff_t* extents_ = nullptr;
  const array_place<T>* bound_;
  dag::scratch<int> first_list_;  // where the elements of each value begin
  dag::scratch<value> value_list_;
  dag::scratch<double> operand_list_;
  value* values_ = nullptr;
  const int* first_ = nullptr;
  double* operands_ = nullptr;
};

}  // namespace tapeless::detail::run
