// SPDX-License-Identifier: BSL-1.0
// What a call over axes is given: extents, tensors and numbers, found and checked as constant expressions can.
#pragma once

#include <stdexcept>

#include <tapeless/api/binding_checks.hpp>
#include <tapeless/run/memory/view.hpp>
#include <tapeless/run/reference.hpp>

namespace tapeless::detail {

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

// Not constexpr: in a constant expression their names are the message.
inline void extents_of_one_axis_differ() { throw std::invalid_argument("tapeless: two extents for one axis"); }
inline void an_axis_has_no_extent() { throw std::invalid_argument("tapeless: an axis of the formula has no extent"); }
inline void a_label_is_out_of_range() { throw std::invalid_argument("tapeless: a label is out of range"); }
inline void data_of_another_shape() { throw std::invalid_argument("tapeless: data of another shape than the tensor"); }

// The elements of nested arrays one behind the other, as constant expressions need them: they do not let a pointer pass
// from one row to the next.
template <class E>
struct dense_array {
  template <class V>
  constexpr dense_array(const V& value, tensor_view<const E> shape) : view(shape) {
    elements = new E[static_cast<std::size_t>(shape.size())]{};
    E* to = elements;
    copy(value, to);
    view.elements = elements;
  }
  constexpr ~dense_array() { delete[] elements; }
  dense_array(const dense_array&) = delete;
  dense_array& operator=(const dense_array&) = delete;

  E* elements = nullptr;
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

// The data of one call, as the program sees them.
template <class T, class Verb>
class call_data {
 public:
  static constexpr dag::view program = pass::view_of<loop_program<Verb>>;
  static constexpr dag::view formula = pass::view_of<written_of<Verb>>;
  static_assert(fits_data(formula), "tapeless: a tensor of this formula has more than six axes");
  std::ptrdiff_t extents[32] = {};
  run::bound_array<T> bound[static_cast<std::size_t>(program.symbol_count) + 1] = {};

  constexpr call_data() {
    for (int s = 0; s < formula.symbol_count; ++s)
      if (formula.symbols[s].extent > 0) set(formula.symbols[s].name, formula.symbols[s].extent);
  }
  constexpr ~call_data() {
    for (int s = 0; s < program.symbol_count; ++s) delete[] owned_[s];
  }
  call_data(const call_data&) = delete;
  call_data& operator=(const call_data&) = delete;

  // Extents first, then values.
  template <class Symbol, class V>
  constexpr void measure(const binding<Symbol, V>& one) {
    constexpr dag::symbol_entry what = entry_of<Verb, Symbol>();
    if constexpr (what.kind == dag::symbol_kind::axis) {
      set(what.name, static_cast<std::ptrdiff_t>(one.value));
    } else if constexpr (holds_elements<V>) {
      const auto view = as_data(one.value);
      each_shape(what, [&](int rank, const auto& name) {
        if (view.flat && rank > 1) return;
        if (view.rank != rank) data_of_another_shape();
        for (int d = 0; d < view.rank; ++d) set(name(d), view.extents[d]);
      });
    }
  }
  template <class Symbol, class V>
  constexpr void take(const binding<Symbol, V>& one) {
    constexpr dag::symbol_entry what = entry_of<Verb, Symbol>();
    if constexpr (what.kind == dag::symbol_kind::axis) return;
    for (int s = 0; s < program.symbol_count; ++s) {
      if (!dag::same_text(program.symbols[s].name, what.name) || program.symbols[s].kind != what.kind) continue;
      if constexpr (is_array_reference<V>) {
        const dense_array<typename scalar_of_value<V>::type> dense(*one.value.array, as_data(one.value));
        take_array<what.kind == dag::symbol_kind::labels, true>(s, dense.view);
      } else if constexpr (holds_elements<V>) {
        take_array<what.kind == dag::symbol_kind::labels>(s, as_view(one.value));
      } else {
        owned_[s] = new T[1]{static_cast<T>(one.value)};
        bound[s].data = owned_[s];
      }
    }
  }
  // Axes that differentiation has made are as long as those along which the same tensors stand in the formula.
  constexpr void spread() {
    for (int id = 0; id < program.node_count; ++id) {
      const dag::node& axis = program.nodes[id];
      if (!axis.op->is_symbol() || axis.axes == 0 || *program.symbol(axis).origin == '\0') continue;
      extents[std::countr_zero(axis.axes)] = extent(program.symbol(axis).origin);
    }
    for (bool more = true; more;) {
      more = false;
      for (int id = 0; id < program.node_count; ++id) {
        const dag::node& access = program.nodes[id];
        if (access.op->part != dag::role::access) continue;
        const dag::symbol_entry& tensor = program.symbol(program.nodes[program.operand(access, 0)]);
        for (int d = 0; d + 1 < access.count; ++d) {
          std::ptrdiff_t& own = extents[std::countr_zero(program.nodes[program.operand(access, d + 1)].axes)];
          if (own > 0) continue;
          each_shape(tensor, [&](int rank, const auto& name) {
            if (d < rank && own <= 0) own = extent(name(d));
          });
          more = more || own > 0;
        }
      }
    }
  }
  constexpr void check() const {
    for (int id = 0; id < program.node_count; ++id)
      if (program.nodes[id].op->is_symbol() && program.symbol(program.nodes[id]).kind == dag::symbol_kind::axis &&
          extents[std::countr_zero(program.nodes[id].axes)] <= 0)
        an_axis_has_no_extent();
  }
  // The extent of an axis of the formula, whether or not the program still has it.
  constexpr std::ptrdiff_t extent(const char* name) const {
    for (int k = 0; k < known_count_; ++k)
      if (dag::same_text(known_[k].name, name)) return known_[k].extent;
    return 0;
  }
  constexpr int bit_of(const char* name) const {
    for (int id = 0; id < program.node_count; ++id)
      if (program.nodes[id].op->is_symbol() && program.symbol(program.nodes[id]).kind == dag::symbol_kind::axis &&
          dag::same_text(program.symbol(program.nodes[id]).name, name))
        return std::countr_zero(program.nodes[id].axes);
    return 31;  // of no value
  }

 private:
  struct axis_extent {
    const char* name = "";
    std::ptrdiff_t extent = 0;
  };

  // The ranks and axes with which a tensor stands in the formula, or comes with the call.
  template <class Visit>
  static constexpr void each_shape(const dag::symbol_entry& tensor, const Visit& visit) {
    if (tensor.kind == dag::symbol_kind::seed) {
      for (int k = 0; k < Verb::seeds; ++k) {
        if (!dag::same_text(seed_name<Verb>(k), tensor.name)) continue;
        const pass::axis_list axes = seed_axes<Verb>(k);
        if (axes.size() > 0)
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
  constexpr void set(const char* name, std::ptrdiff_t value) {
    if (extent(name) != 0 && extent(name) != value) extents_of_one_axis_differ();
    if (extent(name) == 0 && known_count_ < 32) known_[known_count_++] = {name, value};
    extents[bit_of(name)] = value;
  }
  template <bool Labels, bool Copies = false, class E>
  constexpr void take_array(int s, tensor_view<E> view) {
    if (view.flat && view.rank == 1) {
      each_shape(program.symbols[s], [&](int rank, const auto& name) {
        if (rank <= 1 || view.rank > 1) return;
        std::ptrdiff_t size = 1;
        tensor_view<E> shaped{view.elements, rank};
        for (int d = shaped.rank - 1; d >= 0; --d) {
          shaped.strides[d] = size;
          shaped.extents[d] = extent(name(d));
          size *= shaped.extents[d];
        }
        if (size != view.extents[0]) data_of_another_shape();
        view = shaped;
      });
    }
    bound[s].strides = dag::scratch<std::ptrdiff_t>(view.rank);
    for (int d = 0; d < view.rank; ++d) bound[s].strides[d] = view.strides[d];
    if constexpr (!Copies && std::same_as<std::remove_const_t<E>, T>) {
      bound[s].data = view.elements;
    } else {
      // Another type: a dense copy. Labels become numbers.
      const std::ptrdiff_t size = view.size();
      owned_[s] = new T[static_cast<std::size_t>(size)]{};
      for (std::ptrdiff_t k = 0; k < size; ++k) {
        std::ptrdiff_t rest = k;
        std::ptrdiff_t from = 0;
        for (int d = view.rank - 1; d >= 0; --d) {
          from += rest % view.extents[d] * view.strides[d];
          rest /= view.extents[d];
        }
        owned_[s][k] = static_cast<T>(view.elements[from]);
        if (Labels && !(owned_[s][k] >= T(0) && owned_[s][k] < static_cast<T>(classes(s)))) a_label_is_out_of_range();
      }
      bound[s].data = owned_[s];
      std::ptrdiff_t step = 1;
      for (int d = view.rank - 1; d >= 0; --d) {
        bound[s].strides[d] = step;
        step *= view.extents[d];
      }
    }
  }
  // How many places the labels of a symbol pick from.
  constexpr std::ptrdiff_t classes(int s) const {
    std::ptrdiff_t least = std::ptrdiff_t{1} << 40;
    for (int id = 0; id < program.node_count; ++id) {
      const dag::node& node = program.nodes[id];
      const bool pick = node.op->part == dag::role::pick;
      if (!pick && !node.op->indicator) continue;
      if (!pick && program.nodes[program.operand(node, 1)].op->is_symbol()) continue;  // the place along another axis
      const dag::node& label = program.nodes[program.operand(node, pick ? 2 : 1)];
      if (program.nodes[program.operand(label, 0)].payload != s) continue;
      const std::ptrdiff_t extent = extents[std::countr_zero(program.nodes[program.operand(node, pick ? 1 : 0)].axes)];
      least = extent < least ? extent : least;
    }
    return least;
  }

  T* owned_[static_cast<std::size_t>(program.symbol_count) + 1] = {};
  axis_extent known_[32] = {};
  int known_count_ = 0;
};

}  // namespace tapeless::detail
