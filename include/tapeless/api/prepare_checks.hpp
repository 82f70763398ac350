// SPDX-License-Identifier: BSL-1.0
// What the compiler checks before it plans: every axis has an extent, every tensor, label and symbol is bound once, to
// data of its kind.
#pragma once

#include <tapeless/api/derivative.hpp>
#include <tapeless/api/array_call.hpp>

namespace tapeless {

// How many threads a prepared formula uses: prepare(f, n = 1000000, threads(4)). Its results have the same bits for
// every number of threads, though not those of a formula that is prepared without.
struct thread_count {
  int value = 1;
};
constexpr thread_count threads(int count) { return {count}; }

namespace detail {

// Each mistake is one sentence; the symbol is in the name of the type.
template <class Symbol, bool Bound>
struct no_data_for {
  static_assert(Bound, "tapeless: a tensor, label or symbol of the formula is not bound: net(X = data)");
};
template <class Symbol, bool Fits>
struct data_of_another_type_for {
  static_assert(Fits,
                "tapeless: tensors are bound to numbers of the prepared type (prepare<float>(...) for floats), labels "
                "to integers");
};
template <class Axis, bool Given>
struct no_extent_for {
  static_assert(Given, "tapeless: an axis of the formula has no extent: prepare(f, n = 128)");
};
template <class Axis, bool Known>
struct no_such_axis {
  static_assert(Known, "tapeless: an extent is given for an axis that the formula does not have");
};

// Symbol number K of a program as a type to name in a message.
template <class Known, std::size_t K>
struct known_symbol {
  static constexpr const char* text = pass::view_of<Known>.symbols[K].name;
  static constexpr std::size_t size = [] {
    std::size_t n = 0;
    while (text[n] != '\0') ++n;
    return n + 1;
  }();
  static constexpr auto make() {
    label<size> result;
    for (std::size_t k = 0; k < size; ++k) result.text[k] = text[k];
    return result;
  }
  using type = expr<make()>;
};
template <class Known, class... Symbols>
constexpr bool names(std::size_t k) {
  const dag::symbol_entry& entry = pass::view_of<Known>.symbols[k];
  return ((definition_for<Symbols>->kind == entry.kind && dag::same_text(definition_for<Symbols>->name, entry.name)) ||
          ...);
}
// Whether the extent of axis k follows from the axes that are given or fixed: a tensor stands along both.
template <class Known, class... Symbols>
constexpr bool follows(int k) {
  constexpr dag::view program = pass::view_of<Known>;
  bool known[static_cast<std::size_t>(program.symbol_count) + 1]{};
  for (int s = 0; s < program.symbol_count; ++s)
    known[s] = program.symbols[s].extent > 0 || names<Known, Symbols...>(static_cast<std::size_t>(s));
  const auto axis = [&](const dag::node& access, int d) { return program.nodes[program.operand(access, d)].payload; };
  for (bool more = true; more && !known[k];) {
    more = false;
    for (int a = 0; a < program.node_count; ++a)
      for (int b = 0; b < program.node_count; ++b) {
        const dag::node& one = program.nodes[a];
        const dag::node& other = program.nodes[b];
        if (one.op->part != dag::role::access || other.op->part != dag::role::access || one.count != other.count ||
            program.operand(one, 0) != program.operand(other, 0))
          continue;
        for (int d = 1; d < one.count; ++d)
          if (known[axis(one, d)] && !known[axis(other, d)]) more = known[axis(other, d)] = true;
      }
  }
  return known[k];
}
// The first symbol of a program, an axis or not, that is not among the given ones; -1 if there is none.
template <class Known, bool Axes, class... Symbols>
constexpr int first_unnamed() {
  const dag::view program = pass::view_of<Known>;
  for (int k = 0; k < program.symbol_count; ++k)
    if ((program.symbols[k].kind == dag::symbol_kind::axis) == Axes && program.symbols[k].extent == 0 &&
        !names<Known, Symbols...>(static_cast<std::size_t>(k)) && !(Axes && follows<Known, Symbols...>(k)))
      return k;
  return -1;
}

template <class... Symbol>
struct bound_together {
  template <class One>
  static constexpr bool once = (0 + ... + int{std::same_as<One, Symbol>}) == 1;
};
template <class... Symbol>
constexpr bool bound_once() {
  return (... && (sizeof(symbol_bound_twice<Symbol, bound_together<Symbol...>::template once<Symbol>>) > 0));
}

template <class T, class Symbol, class V>
constexpr bool fits() {
  constexpr dag::symbol_kind kind = definition_for<Symbol>->kind;
  if constexpr (kind == dag::symbol_kind::tensor || kind == dag::symbol_kind::labels) {
    using element = std::remove_cv_t<std::remove_pointer_t<decltype(as_data(std::declval<const V&>()).elements)>>;
    return kind == dag::symbol_kind::tensor ? std::same_as<element, T> : std::integral<element>;
  } else {
    return std::is_arithmetic_v<V>;
  }
}

// Known: the program of the formula as it is written.
template <class T, class Known, class... B>
constexpr bool check_tensor_bindings() {
  static_assert((is_binding<B> && ...), "tapeless: a prepared formula is called with bindings: net(X = data)");
  if constexpr ((is_binding<B> && ...)) {
    constexpr int missing = first_unnamed<Known, false, typename B::symbol_type...>();
    if constexpr (missing >= 0)
      return sizeof(no_data_for<typename known_symbol<Known, static_cast<std::size_t>(missing)>::type, false>) > 0;
    else if constexpr (!(contains<typename B::symbol_type>(pass::view_of<Known>) && ...))
      return (... && (sizeof(symbol_not_in_formula<typename B::symbol_type,
                                                   contains<typename B::symbol_type>(pass::view_of<Known>)>) > 0));
    else
      return bound_once<typename B::symbol_type...>() &&
             (... &&
              (sizeof(data_of_another_type_for<typename B::symbol_type,
                                               fits<T, typename B::symbol_type, typename B::value_type>()>) > 0));
  }
  return false;
}
template <class Known, class... B>
constexpr bool check_extents() {
  static_assert((is_binding<B> && ...), "tapeless: prepare takes the extents of axes: prepare(f, n = 128)");
  if constexpr ((is_binding<B> && ...))
    static_assert((std::integral<typename B::value_type> && ...), "tapeless: the extent of an axis is an integer");
  if constexpr ((is_binding<B> && ...)) {
    constexpr int missing = first_unnamed<Known, true, typename B::symbol_type...>();
    if constexpr (missing >= 0)
      return sizeof(no_extent_for<typename known_symbol<Known, static_cast<std::size_t>(missing)>::type, false>) > 0;
    else
      return (... && (sizeof(no_such_axis < typename B::symbol_type,
                             axis_type<typename B::symbol_type> &&
                                 contains<typename B::symbol_type>(pass::view_of<Known>) >) > 0)) &&
             bound_once<typename B::symbol_type...>();
  }
  return false;
}

// The same for what prepare was given: the number of threads stands among the extents.
template <class Known, class... Extent>
constexpr bool check_extents_of(pass::inputs<Extent...>, pass::inputs<>) {
  return check_extents<Known, Extent...>();
}
template <class Known, class... Extent, class B, class... More>
constexpr bool check_extents_of(pass::inputs<Extent...>, pass::inputs<B, More...>) {
  if constexpr (std::same_as<B, thread_count>)
    return check_extents_of<Known>(pass::inputs<Extent...>{}, pass::inputs<More...>{});
  else
    return check_extents_of<Known>(pass::inputs<Extent..., B>{}, pass::inputs<More...>{});
}

}  // namespace detail
}  // namespace tapeless
