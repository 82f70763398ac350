// SPDX-License-Identifier: BSL-1.0
// Vectors of fixed length: of numbers, packs or values inside `record`, which have one type, and of formulas, each of
// which has its own. Lists of symbols are vectors of formulas, too.
#pragma once

#include <concepts>
#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

#include <tapeless/dag/bounds.hpp>
#include <tapeless/expr/symbol.hpp>
#include <tapeless/rules/arithmetic.hpp>

namespace tapeless::inline v0_2 {

// N numbers: vec{1.0, 2.0, 3.0}, v[2].
template <class T, std::size_t N>
struct vec {
  using value_type = T;  // the type of the numbers

  T values[N];  // in order

  // How many numbers there are.
  static constexpr std::size_t size() { return N; }
  // A number by its place from 0, an integer of any type. One that is out of range is an error in a constant expression
  // and fails an assertion at run time.
  template <std::integral I>
  constexpr const T& operator[](I place) const {
    return values[dag::in_range(static_cast<std::size_t>(place), N)];
  }
  // The same, to be changed.
  template <std::integral I>
  constexpr T& operator[](I place) {
    return values[dag::in_range(static_cast<std::size_t>(place), N)];
  }
  // The numbers in a row.
  constexpr const T* data() const { return values; }
  // The same, to be changed.
  constexpr T* data() { return values; }
  // The first number.
  constexpr const T* begin() const { return values; }
  // The same, to be changed.
  constexpr T* begin() { return values; }
  // One past the last number.
  constexpr const T* end() const { return values + N; }
  // The same, to be changed.
  constexpr T* end() { return values + N; }
  // Equal numbers throughout.
  bool operator==(const vec&) const = default;
};
template <class T, class... More>
vec(T, More...) -> vec<T, 1 + sizeof...(More)>;

// A vector of formulas, each of which has a type of its own: v[2_c]. It holds nothing.
template <class... E>
struct formula_vec {
  using formulas = std::tuple<E...>;  // the formulas

  // How many formulas there are.
  static constexpr std::size_t size() { return sizeof...(E); }
  // A formula by its place from 0, a constant.
  template <class I>
  constexpr auto operator[](const I& place) const {
    return symbol_list<E...>{}[place];
  }
};

namespace detail {

template <class V>
struct vector_traits {
  static constexpr std::size_t size = 0;
};
template <class T, std::size_t N>
struct vector_traits<vec<T, N>> {
  static constexpr std::size_t size = N;
  template <std::size_t K>
  static constexpr const T& element(const vec<T, N>& v) {
    return v.values[K];
  }
};
template <class... E>
struct formula_traits {
  static constexpr std::size_t size = sizeof...(E);
  template <std::size_t K, class V>
  static constexpr std::tuple_element_t<K, std::tuple<E...>> element(const V&) {
    return {};
  }
};
template <class... E>
struct vector_traits<formula_vec<E...>> : formula_traits<E...> {};
template <class... X>
struct vector_traits<symbol_list<X...>> : formula_traits<X...> {};

template <class V>
concept vector_like = (vector_traits<std::remove_cvref_t<V>>::size > 0);
template <vector_like V>
inline constexpr std::size_t length_of = vector_traits<std::remove_cvref_t<V>>::size;
template <std::size_t K, vector_like V>
constexpr decltype(auto) element(const V& v) {
  return vector_traits<V>::template element<K>(v);
}

// Calls `use` with the places as constants.
template <std::size_t Count, class Use>
constexpr decltype(auto) with_places(const Use& use) {
  return [&]<std::size_t... K>(std::index_sequence<K...>)->decltype(auto) {
    return use(std::integral_constant<std::size_t, K>{}...);
  }
  (std::make_index_sequence<Count>{});
}

template <class... T>
constexpr bool are_elements() {
  constexpr bool formulas = some_expression<T...> && any_true({!expression<T>...});
  static_assert(
      !formulas,
      "tapeless: a vector or matrix holds formulas or numbers, not both: write 2_c for a number of a formula");
  return !formulas;
}

}  // namespace detail

// A vector of formulas, or of numbers in the type that they have in common.
template <class... T>
  requires(sizeof...(T) > 0)
constexpr auto make_vec(const T&... elements) {
  if constexpr (!detail::are_elements<T...>())
    return detail::not_a_formula{};
  else if constexpr (some_expression<T...>)
    return formula_vec<T...>{};
  else
    return vec<std::common_type_t<T...>, sizeof...(T)>{{static_cast<std::common_type_t<T...>>(elements)...}};
}

// The numbers of an array, span or other row with a fixed size, or of a vector as it is.
template <class V>
constexpr auto as_vec(const V& values) {
  if constexpr (detail::vector_like<V>) {
    return detail::with_places<detail::length_of<V>>(
        [&](auto... k) { return make_vec(detail::element<decltype(k)::value>(values)...); });
  } else {
    constexpr bool fixed = detail::row_of_numbers<V> && detail::fixed_size<V>() != detail::any_number;
    static_assert(fixed,
                  "tapeless: a vec is made of an array or another row of numbers whose size is part of its type");
    if constexpr (fixed)
      return detail::with_places<detail::fixed_size<V>()>(
          [&](auto... k) { return vec{detail::number_in_row(values, decltype(k)::value)...}; });
    else
      return detail::not_a_formula{};
  }
}

}  // namespace tapeless
