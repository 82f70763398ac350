// SPDX-License-Identifier: BSL-1.0
// How Boost.Hana sees the library: expressions are Comparable and Hashable, results and gradients are Searchable by
// symbol, and a hana::map from symbols to numbers is as good as bindings. Hana is used in this header only, at the
// boundary of the library; work on single nodes is done on plain values, because a hana::map of every node would cost
// more than everything else together.
#pragma once

#include <boost/hana/any_of.hpp>
#include <boost/hana/bool.hpp>
#include <boost/hana/core/tag_of.hpp>
#include <boost/hana/equal.hpp>
#include <boost/hana/find_if.hpp>
#include <boost/hana/first.hpp>
#include <boost/hana/hash.hpp>
#include <boost/hana/map.hpp>
#include <boost/hana/not_equal.hpp>
#include <boost/hana/optional.hpp>
#include <boost/hana/pair.hpp>
#include <boost/hana/second.hpp>
#include <boost/hana/type.hpp>
#include <boost/hana/unpack.hpp>

#include <tapeless/api/gradient.hpp>
#include <tapeless/api/rewrite.hpp>

namespace tapeless::inline v0_2 {

// The Boost.Hana tag of expressions: they are Comparable and Hashable.
struct expression_tag {};

namespace detail {

template <class T>
  requires requires { typename T::hana_tag; }
inline constexpr bool is_symbol_map<T> = std::same_as<typename T::hana_tag, boost::hana::map_tag>;

// The keys of a result, and what belongs to each.
template <class T>
struct searchable;
template <class T, class... Keys>
struct searchable<keyed_values<T, Keys...>> {
  using keys = rule_list<Keys...>;
};
template <class T, class... Keys>
struct searchable<value_with_gradient<T, Keys...>> {
  using keys = rule_list<Keys...>;
};
template <class F, class... Keys>
struct searchable<gradient_object<F, detail::pass::inputs<Keys...>>> {
  using keys = rule_list<Keys...>;
};

// The first key for which a compile-time predicate holds, as an optional of what belongs to it.
template <class Predicate, class Result>
constexpr auto find_key(const Result&, rule_list<>) {
  return boost::hana::nothing;
}
template <class Predicate, class Result, class Key, class... More>
constexpr auto find_key(const Result& result, rule_list<Key, More...>) {
  if constexpr (std::remove_cvref_t<decltype(std::declval<Predicate>()(Key{}))>::value)
    return boost::hana::just(result[Key{}]);
  else
    return find_key<Predicate>(result, rule_list<More...>{});
}

// Equal expressions have one hash: the type of their canonical form.
template <class E>
constexpr auto hash_type() {
  if constexpr (definition_for<E>->is_symbol() || definition_for<E>->is_number())
    return boost::hana::type_c<E>;
  else
    return boost::hana::type_c<canonical<E>>;
}

template <class T, class... Keys>
constexpr auto map_of(const T& result, rule_list<Keys...>) {
  return boost::hana::make_map(boost::hana::make_pair(Keys{}, result[Keys{}])...);
}

}  // namespace detail

// A result as a hana::map from symbols to numbers, or a gradient as a hana::map from symbols to expressions.
template <class T>
  requires requires { typename detail::searchable<T>::keys; }
constexpr auto to_map(const T& result) { return detail::map_of(result, typename detail::searchable<T>::keys{}); }

namespace detail {

template <class Call, class Map>
constexpr auto with_map_bindings(const Call& call, const Map& map) {
  return boost::hana::unpack(map, [&](const auto&... pair) {
    return call(binding<std::remove_cvref_t<decltype(boost::hana::first(pair))>,
                        std::remove_cvref_t<decltype(boost::hana::second(pair))>>{boost::hana::second(pair)}...);
  });
}

}  // namespace detail
}  // namespace tapeless

namespace boost::hana {

// As hana::bool_c<Value>.
template <bool Value>
struct tag_of<tapeless::detail::truth<Value>> {
  using type = integral_constant_tag<bool>;
};

template <auto Label, class... Rules>
struct tag_of<tapeless::expr<Label, Rules...>> {
  using type = tapeless::expression_tag;
};

template <>
struct equal_impl<tapeless::expression_tag, tapeless::expression_tag> {
  template <class F, class G>
  static constexpr auto apply(const F& f, const G& g) {
    return f == g;
  }
};

template <>
struct hash_impl<tapeless::expression_tag> {
  template <class F>
  static constexpr auto apply(const F&) {
    return tapeless::detail::hash_type<F>();
  }
};

template <>
struct find_if_impl<tapeless::keyed_values_tag> {
  template <class Result, class Predicate>
  static constexpr auto apply(const Result& result, const Predicate&) {
    return tapeless::detail::find_key<Predicate>(result, typename tapeless::detail::searchable<Result>::keys{});
  }
};

template <>
struct any_of_impl<tapeless::keyed_values_tag> {
  template <class Result, class Predicate>
  static constexpr auto apply(const Result& result, const Predicate&) {
    using found =
        decltype(tapeless::detail::find_key<Predicate>(result, typename tapeless::detail::searchable<Result>::keys{}));
    return bool_c<!std::same_as<found, optional<>>>;
  }
};

}  // namespace boost::hana
