// SPDX-License-Identifier: BSL-1.0
// Several symbols bound at once, cam = camera, and how calls take such a binding apart.
#pragma once

#include <array>
#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

#include <tapeless/dag/bounds.hpp>
#include <tapeless/expr/binding.hpp>

namespace tapeless::inline v0_2 {

template <class... X>
struct symbol_list;

// The result of `cam = values`. Symbols: a symbol_list. The numbers are held by copy.
template <class Symbols, class T>
struct list_binding {
  using symbol_type = Symbols;                // the list
  using value_type = T;                       // of the numbers
  std::array<T, Symbols::size() + 1> values;  // in the order of the symbols, and one that is not used
};

// The result of `cam = v` where v is a vector of formulas or symbols E, for substitute.
template <class Symbols, class... E>
struct formula_list_binding {};

namespace detail {

template <class Symbols, class... E>
inline constexpr bool is_binding<formula_list_binding<Symbols, E...>> = true;
template <class Symbols, class T>
inline constexpr bool is_binding<list_binding<Symbols, T>> = true;
template <class T>
inline constexpr bool is_list_binding = false;
template <class Symbols, class T>
inline constexpr bool is_list_binding<list_binding<Symbols, T>> = true;
template <class Symbols, class... E>
inline constexpr bool is_list_binding<formula_list_binding<Symbols, E...>> = true;

// How many numbers something holds, where its type says so; any_number of a pointer or a list that grows.
inline constexpr std::size_t any_number = static_cast<std::size_t>(-1);
template <class V>
constexpr std::size_t fixed_size() {
  if constexpr (std::is_array_v<V>)
    return std::extent_v<V>;
  else if constexpr (requires { std::tuple_size<V>::value; })
    return std::tuple_size<V>::value;
  else if constexpr (requires { V::SizeAtCompileTime; })  // Eigen
    return static_cast<int>(V::SizeAtCompileTime) >= 0 ? static_cast<std::size_t>(V::SizeAtCompileTime) : any_number;
  else if constexpr (requires { V::extent; })  // std::span
    return V::extent;
  else if constexpr (requires { std::integral_constant<std::size_t, V::size()>{}; })
    return V::size();
  else
    return any_number;
}

// Numbers by place.
template <class V>
concept row_of_numbers = std::is_pointer_v<V> || std::is_array_v<V> || requires(const V& values) {
  values[values.size()];
};
template <class V>
constexpr decltype(auto) number_in_row(const V& values, std::size_t k) {
  if constexpr (requires { values.size(); })
    return values[static_cast<std::remove_cvref_t<decltype(values.size())>>(k)];  // Eigen counts with signed numbers
  else
    return values[k];
}
template <class V>
using element_type = std::remove_cvref_t<decltype(number_in_row(std::declval<const V&>(), 0))>;

template <class V>
constexpr bool is_list_of_numbers() {
  if constexpr (row_of_numbers<V>)
    return bindable<element_type<V>>;
  else
    return false;
}

template <class X, class... More>
constexpr const char* first_name(const symbol_list<X, More...>&) {
  return definition_for<X>->name;
}

template <class Symbols, class V>
constexpr auto bind_numbers(const V& values) {
  constexpr bool numbers = is_list_of_numbers<V>();
  static_assert(numbers,
                "tapeless: several symbols are bound to as many numbers: an array, a span, a vector or a pointer");
  if constexpr (numbers) {
    constexpr std::size_t given = fixed_size<V>();
    static_assert(given == any_number || given == Symbols::size(),
                  "tapeless: several symbols are bound to another number of numbers than there are symbols");
    if constexpr (given == any_number || given == Symbols::size()) {
      if constexpr (std::is_pointer_v<V>) {
        if (values == nullptr) dag::refuse_null(first_name(Symbols{}));
      } else if constexpr (given == any_number) {
        const auto count = static_cast<std::size_t>(values.size());
        if (count != Symbols::size()) dag::refuse_count(Symbols::size(), first_name(Symbols{}), count);
      }
      return [&]<std::size_t... K>(std::index_sequence<K...>) {
        using number = element_type<V>;
        return list_binding<Symbols, number>{{number_in_row(values, K)..., number(number_in_row(values, 0))}};
      }
      (std::make_index_sequence<Symbols::size()>{});
    }
  }
}

// Formulas, for substitute.
template <class Symbols, class... E>
constexpr auto bind_formulas(const std::tuple<E...>&) {
  constexpr bool fits = sizeof...(E) == Symbols::size();
  static_assert(fits, "tapeless: several symbols are bound to another number of numbers than there are symbols");
  if constexpr (fits) return formula_list_binding<Symbols, E...>{};
}

template <class V>
constexpr bool varies_along_axes() {
  if constexpr (expression<V>)
    return definition_for<V>->axes.count > 0;
  else
    return false;
}
// The elements of a formula along its one axis of `Count` places, as a tuple: api/axes.hpp.
template <class E, std::size_t Count>
struct elements_along;

template <class Symbols, class V>
constexpr auto bind_list(const V& values) {
  if constexpr (requires { typename V::formulas; })
    return bind_formulas<Symbols>(typename V::formulas{});
  else if constexpr (varies_along_axes<V>())
    return bind_formulas<Symbols>(typename elements_along<V, Symbols::size()>::type{});
  else
    return bind_numbers<Symbols>(values);
}
// Which argument, and which of its symbols, each binding is of all that the arguments hold.
struct list_place {
  std::size_t argument = 0;
  std::size_t element = 0;
};
// The symbols that a call asks for: a formula need not contain all symbols of a list that is bound.
struct every_symbol {
  template <class X>
  static constexpr bool wants = true;
};
// The first symbol of a list of which none is wanted stays, for what is to be said about it.
template <class Wanted, class A>
struct wanted_parts {
  static constexpr std::array<bool, 1> list{true};
};
template <class Wanted, class... X>
struct wanted_parts<Wanted, symbol_list<X...>> {
  static constexpr std::array<bool, sizeof...(X)> list = [] {
    std::array<bool, sizeof...(X)> wanted{Wanted::template wants<X>...};
    bool some = false;
    for (const bool one : wanted) some = some || one;
    if (!some) wanted[0] = true;
    return wanted;
  }();
};
template <class Wanted, class Symbols, class T>
struct wanted_parts<Wanted, list_binding<Symbols, T>> : wanted_parts<Wanted, Symbols> {};
template <class Wanted, class Symbols, class... E>
struct wanted_parts<Wanted, formula_list_binding<Symbols, E...>> : wanted_parts<Wanted, Symbols> {};

template <class Wanted, class... A>
struct list_places {
  template <class Take>
  static constexpr void each(const Take& take) {
    std::size_t argument = 0;
    const auto visit = [&](const auto& parts) {
      for (std::size_t k = 0; k < parts.size(); ++k)
        if (parts[k]) take(list_place{argument, k});
      ++argument;
    };
    (visit(wanted_parts<Wanted, A>::list), ...);
  }
  static constexpr std::size_t count = [] {
    std::size_t number = 0;
    each([&](const list_place&) { ++number; });
    return number;
  }();
  static constexpr std::array<list_place, count> all = [] {
    std::array<list_place, count> places{};
    std::size_t at = 0;
    each([&](const list_place& place) { places[at++] = place; });
    return places;
  }();
};
template <std::size_t K, class A>
[[gnu::always_inline]] constexpr const A& part_of(const A& argument) {
  return argument;
}
template <std::size_t K, class... X, class T>
[[gnu::always_inline]] constexpr auto part_of(const list_binding<symbol_list<X...>, T>& list) {
  return binding<std::tuple_element_t<K, std::tuple<X...>>, T>{list.values[K]};
}
template <std::size_t K, class... X, class... E>
constexpr auto part_of(const formula_list_binding<symbol_list<X...>, E...>&) {
  using formula = std::tuple_element_t<K, std::tuple<E...>>;
  return binding<std::tuple_element_t<K, std::tuple<X...>>, formula>{formula{}};
}

// Calls `use` with the arguments, those that bind several symbols as one binding for each symbol that is wanted.
template <class Wanted, class Use, class... A>
[[gnu::always_inline]] constexpr decltype(auto) with_single_bindings(const Use& use, const A&... arguments) {
  using places = list_places<Wanted, A...>;
  const std::tuple<const A&...> given(arguments...);
  return [&]<std::size_t... K>(std::index_sequence<K...>)->decltype(auto) {
    return use(part_of<places::all[K].element>(std::get<places::all[K].argument>(given))...);
  }
  (std::make_index_sequence<places::count>{});
}

}  // namespace detail
}  // namespace tapeless
