// SPDX-License-Identifier: BSL-1.0
// The types of the arrays that a call over axes gives: nested std::arrays where the types of what is bound say how long
// every axis is, so that a result can be a constant, and else vectors.
#pragma once

#include <tuple>
#include <vector>

#include <tapeless/api/binding_checks.hpp>

namespace tapeless::inline v0_2::detail {

// The extents that the type of nested arrays says.
template <class V>
struct type_extents;
template <class E, std::size_t N>
struct type_extents<array_reference<std::array<E, N>>> {
  static constexpr auto value = [] {
    if constexpr (is_array<E>) {
      constexpr auto inner = type_extents<array_reference<E>>::value;
      std::array<std::ptrdiff_t, 1 + inner.size()> all{static_cast<std::ptrdiff_t>(N)};
      for (std::size_t d = 0; d < inner.size(); ++d) all[d + 1] = inner[d];
      return all;
    } else {
      return std::array<std::ptrdiff_t, 1>{static_cast<std::ptrdiff_t>(N)};
    }
  }();
};

// The extents of the axes of a formula that the types of bound std::arrays say; 0 for the others.
template <class Verb, class... B>
struct extents_of_types {
  using written = written_of<Verb>;
  template <class Symbol, class V, class Table>
  static constexpr void note([[maybe_unused]] Table& all) {
    if constexpr (is_array_reference<V>) {
      const auto extents = type_extents<V>::value;
      constexpr dag::symbol_entry what = entry_of<Verb, Symbol>();
      if constexpr (what.kind == dag::symbol_kind::seed) {
        for (int k = 0; k < Verb::seeds; ++k) {
          if (!dag::same_text(seed_name<Verb>(k), what.name)) continue;
          const pass::axis_list axes = seed_axes<Verb>(k);
          for (int d = 0; d < axes.size() && d < static_cast<int>(extents.size()); ++d)
            all[static_cast<std::size_t>(axes[d].symbol)] = extents[static_cast<std::size_t>(d)];
        }
      } else {
        const dag::view program = pass::view_of<written>;
        for (int id = 0; id < program.node_count; ++id) {
          const dag::node& node = program.nodes[id];
          if (node.op->part != dag::role::access) continue;
          const dag::symbol_entry& symbol = program.symbol(program.nodes[program.operand(node, 0)]);
          if (symbol.kind != what.kind || !dag::same_text(symbol.name, what.name)) continue;
          for (int d = 1; d < node.count && d <= static_cast<int>(extents.size()); ++d)
            all[static_cast<std::size_t>(program.nodes[program.operand(node, d)].payload)] =
                extents[static_cast<std::size_t>(d - 1)];
        }
      }
    }
  }
  static constexpr auto value = [] {
    std::array<std::ptrdiff_t, static_cast<std::size_t>(pass::view_of<written>.symbol_count) + 1> all{};
    for (std::size_t s = 0; s + 1 < all.size(); ++s) all[s] = pass::view_of<written>.symbols[s].extent;
    (note<typename B::symbol_type, typename B::value_type>(all), ...);
    return all;
  }();
};

// The array in one slot of a result: a number, nested std::arrays where the types of what is bound say all extents, and
// else a vector, row by row. A derivative in a tensor that is bound to a vector is a vector.
template <class Verb, std::size_t Slot, class... B>
struct slot_shape {
  static constexpr int root = static_cast<int>(root_at<Verb>(Slot));
  static constexpr int rank = root_shapes<Verb>::axes(root).size();
  // The axis of dimension d: the number of its name in the shape of the root.
  static constexpr int axis(int d) {
    if (!is_turned<Verb>(Slot)) return d;
    const int behind = rank - rank_of_first<Verb>(root);
    return d < behind ? d + rank - behind : d - behind;
  }
  static constexpr std::array<std::ptrdiff_t, static_cast<std::size_t>(rank) + 1> extents = [] {
    std::array<std::ptrdiff_t, static_cast<std::size_t>(rank) + 1> all{};
    const pass::axis_list axes = root_shapes<Verb>::axes(root);
    for (int d = 0; d < rank; ++d)
      all[static_cast<std::size_t>(d)] =
          extents_of_types<Verb, B...>::value[static_cast<std::size_t>(axes[axis(d)].symbol)];
    return all;
  }();
  static constexpr bool is_bound_to_array(int input) {
    if (input < 0) return true;
    const bool fits[] = {
        fits_input<B>(input, std::make_index_sequence<static_cast<std::size_t>(Verb::keys::count)>{})..., true};
    for (const bool one : fits)
      if (!one) return false;
    return true;
  }
  // Not the input of this number, or bound to a std::array or number.
  template <class One, std::size_t... K>
  static constexpr bool fits_input(int input, std::index_sequence<K...>) {
    return (true && ... &&
            (static_cast<int>(K) != input ||
             !is_key<K, typename One::symbol_type>(static_cast<typename Verb::keys*>(nullptr)) ||
             is_array_reference<typename One::value_type> || std::is_arithmetic_v<typename One::value_type>));
  }
  template <std::size_t K, class Symbol, class... X>
  static constexpr bool is_key(pass::inputs<X...>*) {
    return std::same_as<Symbol, std::tuple_element_t<K, std::tuple<X...>>>;
  }
  static constexpr pass::root_key key = root_shapes<Verb>::source::key(Verb::first + root);
  static constexpr bool fixed = [] {
    for (int d = 0; d < rank; ++d)
      if (extents[static_cast<std::size_t>(d)] == 0) return false;
    return is_bound_to_array(key.first) && is_bound_to_array(key.second);
  }();
};

template <class T, class Shape, int Dimension>
struct nested_array {
  using type = std::array<typename nested_array<T, Shape, Dimension + 1>::type,
                          static_cast<std::size_t>(Shape::extents[static_cast<std::size_t>(Dimension)])>;
};
template <class T, class Shape, int Dimension>
  requires(Dimension == Shape::rank)
struct nested_array<T, Shape, Dimension> {
  using type = T;
};
template <class T, class Shape>
struct array_of {
  using type = std::vector<T>;
};
template <class T, class Shape>
requires Shape::fixed struct array_of<T, Shape> : nested_array<T, Shape, 0> {
};

// The slots of a result.
template <class... Array>
struct array_roots {
  std::tuple<Array...> arrays{};
  template <std::size_t K>
  constexpr const auto& get() const {
    return std::get<K>(arrays);
  }
};

}  // namespace tapeless::detail
