// SPDX-License-Identifier: BSL-1.0
// What the compiler checks of a call over axes: every axis has an extent, every tensor, label and symbol is bound once,
// to data of its kind.
#pragma once

#include <concepts>

#include <tapeless/api/planned_loops.hpp>
#include <tapeless/api/threads.hpp>

namespace tapeless::inline v0_2 {

namespace detail {

// What comes with a call in place K, before the bindings: upstream gradients and directions.
template <int K>
struct seed_leaf {};
template <class Symbol>
inline constexpr bool is_seed_leaf = false;
template <int K>
inline constexpr bool is_seed_leaf<seed_leaf<K>> = true;

// A bound symbol as programs know it.
template <class Verb, class Symbol>
struct entry_of_symbol {
  static constexpr dag::symbol_entry value{definition_for<Symbol>->name, definition_for<Symbol>->kind,
                                           definition_for<Symbol>->extent};
};
template <class Verb, int K>
struct entry_of_symbol<Verb, seed_leaf<K>> {
  static constexpr dag::symbol_entry value{seed_name<Verb>(K), dag::symbol_kind::seed};
};
template <class Verb, class Symbol>
constexpr dag::symbol_entry entry_of() {
  return entry_of_symbol<Verb, Symbol>::value;
}

// Bindings without those of seeds.
template <class Done, class... B>
struct without_seeds;
template <class... Done>
struct without_seeds<pass::inputs<Done...>> {
  using type = pass::inputs<Done...>;
};
template <class... Done, class B, class... More>
struct without_seeds<pass::inputs<Done...>, B, More...>
    : without_seeds<
          std::conditional_t<is_seed_leaf<typename B::symbol_type>, pass::inputs<Done...>, pass::inputs<Done..., B>>,
          More...> {};
template <class... B>
using formula_bindings = typename without_seeds<pass::inputs<>, B...>::type;

// Calls `use` with what comes with the call as bindings of seeds, and with the bindings. Verb::seeds arguments are no
// bindings.
template <int K, class V>
constexpr auto bound_seed(const V& value) {
  if constexpr (is_binding<V>)
    return value;
  else if constexpr (std::is_arithmetic_v<V>)
    return binding<seed_leaf<K>, V>{value};
  else
    return binding<seed_leaf<K>, decltype(held(value))>{held(value)};
}
template <class Verb, class Use, class... A>
constexpr auto with_seeds(const Use& use, const A&... arguments) {
  constexpr int given = (0 + ... + (is_binding<A> ? 0 : 1));
  if constexpr (Verb::seeds == 0) {
    if constexpr (check_arguments<A...>()) return use(arguments...);
  } else if constexpr (given != Verb::seeds) {
    static_assert(given == Verb::seeds,
                  "tapeless: one number or array per output (pullback) or per input (jvp, hvp) is expected before the "
                  "bindings");
  } else {
    constexpr auto numbers = [] {
      const bool seeds[] = {!is_binding<A>..., false};
      std::array<int, sizeof...(A) + 1> all{};
      for (std::size_t k = 0; k < sizeof...(A); ++k) all[k + 1] = all[k] + (seeds[k] ? 1 : 0);
      return all;
    }();
    return [&]<std::size_t... P>(std::index_sequence<P...>) { return use(bound_seed<numbers[P]>(arguments)...); }
    (std::index_sequence_for<A...>{});
  }
}

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
  // Where each tensor stands, and where it stands first.
  dag::scratch<int> places, first(program.symbol_count, -1);
  for (int id = 0; id < program.node_count; ++id) {
    if (program.nodes[id].op->part != dag::role::access) continue;
    int& of_tensor = first[program.nodes[program.operand(program.nodes[id], 0)].payload];
    if (of_tensor < 0) of_tensor = id;
    if (of_tensor != id && program.nodes[of_tensor].count == program.nodes[id].count) places.push(id);
  }
  const auto axis = [&](const dag::node& access, int d) { return program.nodes[program.operand(access, d)].payload; };
  for (bool more = true; more && !known[k];) {
    more = false;
    for (const int id : places) {
      const dag::node& one = program.nodes[id];
      const dag::node& other = program.nodes[first[program.nodes[program.operand(one, 0)].payload]];
      for (int d = 1; d < one.count; ++d)
        if (known[axis(one, d)] != known[axis(other, d)]) more = known[axis(one, d)] = known[axis(other, d)] = true;
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
        program.symbols[k].kind != dag::symbol_kind::seed && !names<Known, Symbols...>(static_cast<std::size_t>(k)) &&
        !(Axes && follows<Known, Symbols...>(k)))
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

// Data whose elements have the type T.
template <class T, class V>
constexpr bool holds_elements_of() {
  if constexpr (std::is_arithmetic_v<V>)
    return false;
  else
    return std::same_as<std::remove_cv_t<std::remove_pointer_t<decltype(as_data(std::declval<const V&>()).elements)>>,
                        T>;
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

// What comes with a call in place K has the axes of its output or input.
template <class T, class Verb, class B>
constexpr bool check_seed() {
  if constexpr (is_seed_leaf<typename B::symbol_type>) {
    constexpr bool number = [] {
      for (int k = 0; k < Verb::seeds; ++k)
        if (dag::same_text(seed_name<Verb>(k), entry_of<Verb, typename B::symbol_type>().name))
          return seed_axes<Verb>(k).size() == 0;
      return true;
    }();
    constexpr bool fits =
        number ? std::is_arithmetic_v<typename B::value_type> : holds_elements_of<T, typename B::value_type>();
    static_assert(
        fits,
        "tapeless: what comes before the bindings are numbers where the output (pullback) or input (jvp, hvp) "
        "is a number, and data of the same type as the tensors where it has axes");
    return fits;
  } else {
    return true;
  }
}

// T: the type of the numbers.
template <class T, class Verb, class... B>
constexpr bool check_tensor_bindings(pass::inputs<B...>) {
  using known = written_of<Verb>;
  constexpr int missing = first_unnamed<known, false, typename B::symbol_type...>();
  if constexpr (missing >= 0)
    return sizeof(no_data_for<typename known_symbol<known, static_cast<std::size_t>(missing)>::type, false>) > 0;
  else if constexpr (!(contains<typename B::symbol_type>(pass::view_of<known>) && ...))
    return (
        ... &&
        (sizeof(
             symbol_not_in_formula<typename B::symbol_type, contains<typename B::symbol_type>(pass::view_of<known>)>) >
         0));
  else
    return bound_once<typename B::symbol_type...>() &&
           (... && (sizeof(data_of_another_type_for<typename B::symbol_type,
                                                    fits<T, typename B::symbol_type, typename B::value_type>()>) > 0));
}

// Of a direct call: what the program needs is bound, once, and nothing that the formula does not contain or, of a
// derivative, the formula that it was derived from.
template <class Verb, class Symbol>
constexpr bool is_known_symbol() {
  if constexpr (contains<Symbol>(pass::view_of<written_of<Verb>>))
    return true;
  else
    return []<class F, class... More>(pass::outputs<F, More...>) {
      return has_permission<F, Symbol, Verb>;
    }(typename Verb::formulas{});
}
template <bool Counted>
struct no_extents_for_places {
  static_assert(!Counted,
                "tapeless: a formula with places that axes count off, x(k[n + 1_c]), is prepared, which says how many "
                "there are: prepare(f, n = 99, k = 100)");
};
template <class Verb, class... B>
constexpr bool check_array_bindings(pass::inputs<B...>) {
  using program = loop_program<Verb>;
  constexpr int missing = first_unnamed<program, false, typename B::symbol_type...>();
  constexpr bool counted = missing >= 0 && names_places(pass::view_of<program>.symbols[missing < 0 ? 0 : missing].name);
  if constexpr (counted)
    return sizeof(no_extents_for_places<counted>) > 0;
  else if constexpr (missing >= 0)
    return sizeof(
               symbol_without_value<typename known_symbol<program, static_cast<std::size_t>(missing)>::type, false>) >
           0;
  else if constexpr (!(is_known_symbol<Verb, typename B::symbol_type>() && ...))
    return (
        ... &&
        (sizeof(symbol_not_in_formula<typename B::symbol_type, is_known_symbol<Verb, typename B::symbol_type>()>) > 0));
  else
    return bound_once<typename B::symbol_type...>();
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
  if constexpr (says_who_works<B>)
    return check_extents_of<Known>(pass::inputs<Extent...>{}, pass::inputs<More...>{});
  else
    return check_extents_of<Known>(pass::inputs<Extent..., B>{}, pass::inputs<More...>{});
}

}  // namespace detail
}  // namespace tapeless
