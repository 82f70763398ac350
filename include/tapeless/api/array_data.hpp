// SPDX-License-Identifier: BSL-1.0
// What a call over axes is given: extents, tensors and numbers, found and checked as constant expressions can.
#pragma once

#include <bit>

#include <tapeless/api/binding_checks.hpp>
#include <tapeless/run/memory/binding.hpp>
#include <tapeless/run/reference.hpp>

namespace tapeless::inline v0_2::detail {

template <class V>
struct scalar_of_value {
  using type = V;
};
template <class E>
struct scalar_of_value<tensor_view<const E>> {
  using type = E;
};
template <class V>
struct scalar_of_value<array_reference<V>> : element_of<V> {};
// The floating-point type that all numbers of a call have: double, unless all tensors hold floats.
template <class... V>
using call_scalar = std::conditional_t<((!std::floating_point<typename scalar_of_value<V>::type> ||
                                         std::same_as<typename scalar_of_value<V>::type, float>)&&...) &&
                                           (std::same_as<typename scalar_of_value<V>::type, float> || ...),
                                       float, double>;

// The elements of nested arrays one after another, as constant expressions need them: they do not let a pointer pass
// from one row to the next.
template <class E>
struct dense_array {
  template <class V>
  constexpr dense_array(const V& value, const tensor_view<const E>& shape)
      : elements(static_cast<int>(shape.size())), view(shape) {
    E* to = elements.data();
    copy(value, to);
    view.elements = elements.data();
  }
  dense_array(const dense_array&) = delete;
  dense_array& operator=(const dense_array&) = delete;

  dag::scratch<E> elements;
  tensor_view<const E> view;

 private:
  template <class V>
  static constexpr void copy(const V& value, E*& to) {
    if constexpr (is_array<V>)
      for (const auto& row : value) copy(row, to);
    else
      *to++ = value;
  }
};

// Whether a value is data with elements, as opposed to a number.
template <class V>
inline constexpr bool holds_elements = !std::is_arithmetic_v<V>;

// Whether no tensor of a formula has more axes than data have.
constexpr bool fits_data(const dag::view& formula) {
  for (int id = 0; id < formula.node_count; ++id)
    if (formula.nodes[id].op->part == dag::role::access &&
        formula.nodes[id].count - 1 > tensor_view<const double>::max_rank)
      return false;
  return true;
}

// The axes, inputs and spans of a program, by the numbers that it has for axes and symbols itself.
template <class Verb, class Program = loop_program<Verb>>
class call_tables {
 public:
  static constexpr dag::view program = pass::view_of<Program>;

  constexpr call_tables() : inputs_(program.symbol_count) {
    for (int a = 0; a < loops::max_axes; ++a) names_[a] = origins_[a] = "";
    for (int id = 0; id < program.node_count; ++id) {
      const dag::node& node = program.nodes[id];
      if (node.op->is_symbol()) {
        const dag::symbol_entry& symbol = program.symbol(node);
        inputs_[node.payload].name = symbol.name;
        inputs_[node.payload].kind = symbol.kind;
        if (node.axes == 0) continue;
        const int axis = axis_of(id);
        names_[axis] = symbol.name;
        origins_[axis] = symbol.origin;
        if (axis + 1 > axis_count_) axis_count_ = axis + 1;
      } else if (node.op->part == dag::role::access) {
        add_access(node);
      } else if (node.op->part == dag::role::pick || node.op->indicator) {
        const int label = program.operand(node, node.op->part == dag::role::pick ? 2 : 1);
        if (program.nodes[label].op->part == dag::role::access)
          inputs_[program.nodes[program.operand(program.nodes[label], 0)].payload].picks |=
              program.nodes[program.operand(node, node.op->axis_operand)].axes;
      }
    }
  }
  call_tables(const call_tables&) = delete;
  call_tables& operator=(const call_tables&) = delete;

  constexpr run::binding_tables look() const {
    return {names_,         origins_,      axis_count_,      inputs_.data(),
            inputs_.size(), spans_.data(), declared_.data(), spans_.size()};
  }

 private:
  static constexpr int axis_of(int id) { return std::countr_zero(program.nodes[id].axes); }
  constexpr void add_access(const dag::node& node) {
    const int symbol = program.nodes[program.operand(node, 0)].payload;
    loops::input& one = inputs_[symbol];
    const bool first = one.rank == 0;
    for (int k = 1; k < node.count; ++k) {
      const int axis = axis_of(program.operand(node, k));
      if (first) one.axes[one.rank++] = axis;
      spans_.push({symbol, k - 1, axis});
      declared_.push(declared_axis<Verb>(one, k - 1));
    }
  }

  const char* names_[loops::max_axes];
  const char* origins_[loops::max_axes];
  int axis_count_ = 0;
  dag::scratch<loops::input> inputs_;
  dag::scratch<loops::span> spans_;
  dag::scratch<const char*> declared_;
};

// The data of one call, as the program sees them. Extents come with the data.
template <class T, class Verb>
class call_data {
 public:
  static constexpr dag::view program = pass::view_of<loop_program<Verb>>;
  static constexpr dag::view formula = pass::view_of<written_of<Verb>>;
  static_assert(fits_data(formula), "tapeless: a tensor of this formula has more than six axes");

  constexpr call_data()
      : extents(tables_.look(), by_axis),
        binding_(tables_.look(), by_axis),
        places_(program.symbol_count),
        own_(program.symbol_count) {
    for (int s = 0; s < formula.symbol_count; ++s)
      if (formula.symbols[s].extent > 0) extents.set(formula.symbols[s].name, formula.symbols[s].extent);
  }
  call_data(const call_data&) = delete;
  call_data& operator=(const call_data&) = delete;

 private:
  call_tables<Verb> tables_{};

 public:
  std::ptrdiff_t by_axis[loops::max_axes + 1] = {};
  run::axis_extents extents;

  // Extents first, then values.
  template <class Symbol, class V>
  constexpr void measure(const binding<Symbol, V>& one) {
    constexpr dag::symbol_entry what = entry_of<Verb, Symbol>();
    if constexpr (what.kind == dag::symbol_kind::axis) {
      extents.set(what.name, static_cast<std::ptrdiff_t>(one.value));
    } else if constexpr (holds_elements<V>) {
      const auto view = as_data(one.value);
      each_shape(what, [&](int rank, const auto& name) {
        if (view.flat && rank > 1) return;
        if (view.rank != rank) run::data_have_another_number_of_axes(what.name, rank, view.rank);
        for (int d = 0; d < view.rank; ++d) extents.set(name(d), view.extents[d]);
      });
    }
  }
  template <class Symbol, class V>
  constexpr void take(const binding<Symbol, V>& one) {
    constexpr dag::symbol_entry what = entry_of<Verb, Symbol>();
    const int input = what.kind == dag::symbol_kind::axis ? -1 : binding_.find(what);
    if (input < 0) return;
    if constexpr (is_array_reference<V>) {
      const dense_array<typename scalar_of_value<V>::type> dense(*one.value.array, as_data(one.value));
      take_view(input, dense.view, true);
    } else if constexpr (holds_elements<V>) {
      take_view(input, as_view(one.value), false);
    } else {
      own_[input] = dag::scratch<T>(1, static_cast<T>(one.value));
      places_[input].data = own_[input].data();
    }
  }
  constexpr const run::array_place<T>* places() const { return places_.data(); }

  constexpr int bit_of(const char* name) const {
    for (int id = 0; id < program.node_count; ++id)
      if (program.nodes[id].op->is_symbol() && program.symbol(program.nodes[id]).kind == dag::symbol_kind::axis &&
          dag::same_text(program.symbol(program.nodes[id]).name, name))
        return std::countr_zero(program.nodes[id].axes);
    return 31;  // of no value
  }

 private:
  template <class E>
  constexpr void take_view(int input, const tensor_view<E>& value, bool copies) {
    const tensor_view<E> view = binding_.shaped(value, input);
    binding_.check(view, input);
    if (copies || !std::same_as<std::remove_const_t<E>, T>)
      own_[input] = dag::scratch<T>(static_cast<int>(view.size()));
    binding_.take(view, places_[input], own_[input].data(), copies);
  }
  // The ranks and axes with which a tensor stands in the formula, or comes with the call.
  template <class Visit>
  static constexpr void each_shape(const dag::symbol_entry& tensor, const Visit& visit) {
    if (tensor.kind == dag::symbol_kind::seed) {
      for (int k = 0; k < Verb::seeds; ++k) {
        if (!dag::same_text(seed_name<Verb>(k), tensor.name)) continue;
        const pass::axis_list axes = seed_axes<Verb>(k);
        if (!axes.empty())
          visit(axes.size(), [&](int d) { return axes[d].name(formula, pass::primed_names<written_of<Verb>>); });
      }
      return;
    }
    for (int id = 0; id < formula.node_count; ++id) {
      const dag::node& node = formula.nodes[id];
      if (node.op->part != dag::role::access) continue;
      const dag::symbol_entry& symbol = formula.symbol(formula.nodes[formula.operand(node, 0)]);
      if (symbol.kind == tensor.kind && dag::same_text(symbol.name, tensor.name))
        visit(node.count - 1, [&](int d) { return formula.symbol(formula.nodes[formula.operand(node, d + 1)]).name; });
    }
  }

  run::data_binding<T> binding_;
  dag::scratch<run::array_place<T>> places_;  // by symbol of the program
  dag::scratch<dag::scratch<T>> own_;         // copies of numbers, labels and nested arrays
};

}  // namespace tapeless::detail
