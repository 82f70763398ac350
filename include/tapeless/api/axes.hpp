// SPDX-License-Identifier: BSL-1.0
// The leaves of indexed formulas: axes, tensors and integer labels, each known by its name.
#pragma once

#include <string>
#include <tuple>
#include <utility>

#include <tapeless/run/memory/view.hpp>
#include <tapeless/expr/binding.hpp>
#include <tapeless/rules/axes.hpp>

namespace tapeless::inline v0_2 {
namespace detail {

template <class... Axis>
constexpr bool differ() {
  const auto times = []<class One>(std::type_identity<One>) { return (0 + ... + int{std::same_as<One, Axis>}); };
  return ((times(std::type_identity<Axis>{}) == 1) && ...);
}

// Whether T is labels<"t">(...), and not along the axis A.
template <class T>
constexpr bool are_labels() {
  constexpr const definition& label = *definition_for<T>;
  return label.op->part == dag::role::access && label.operands[0]->kind == dag::symbol_kind::labels;
}
template <class T, class A>
constexpr bool stands_along() {
  constexpr const definition& label = *definition_for<T>;
  for (int k = 1; k < label.count; ++k)
    if (label.operands[k]->hash == definition_for<A>->hash) return true;
  return false;
}

// What stands in a tensor: an axis, or a place along one.
template <class T>
struct tensor_index {
  using axis = T;
  static constexpr bool known = axis_type<T>;
};
template <class A, class P>
struct tensor_index<axis_place<A, P>> {
  using axis = A;
  static constexpr bool known = axis_type<A>;
};
template <class T>
constexpr bool is_number_of_place() {
  if constexpr (expression<T>)
    return definition_for<T>->is_number();
  else
    return false;
}
// Whether a number is a place along an axis, which says by itself how long it is.
template <class A, class P>
constexpr bool lies_within() {
  const dag::number& place = definition_for<P>->number;
  return place.exact() && place.is_integer() && !place.negative() &&
         place.value() < static_cast<double>(definition_for<A>->extent);
}

constexpr int any_extent = -1;
template <int Extent>
struct checked_extent {
  static_assert(Extent > 0 || Extent == any_extent, "tapeless: an axis has one or more elements");
  static constexpr int value = Extent > 0 ? Extent : 0;
};

// The element of a value at the place of a label.
template <class E, class A, class T>
constexpr auto pick_by_labels(const E& body, const A& axis, const T& label) {
  if constexpr (mistaken<E> || mistaken<T>) {
    check_bare_tensors<E, T>();
    return not_a_formula{};
  } else {
    constexpr bool labels = are_labels<T>();
    static_assert(labels, "tapeless: what picks is labels: pick(e, o, t(n)) with t = labels<\"t\">");
    static_assert(!labels || !stands_along<T, A>(),
                  "tapeless: the labels stand along the axis that they pick from: give that axis another name");
    if constexpr (labels)
      return pick_along(body, axis, label);
    else
      return not_a_formula{};
  }
}

// Labels that axes count off: of k[n + 1_c] those named [n + 1].
template <class P>
struct counted_labels {
  static constexpr affine_place place = place_of(*definition_for<P>);
  static constexpr std::size_t length = [] {
    std::size_t n = 0;
    write_place(place, [&](char) { ++n; });
    return n;
  }();
  static constexpr fixed_string<length + 1> name = [] {
    char text[length + 1]{};
    std::size_t n = 0;
    write_place(place, [&](char one) { text[n++] = one; });
    return fixed_string<length + 1>(text);
  }();
  template <std::size_t K>
  struct axis_of_term {
    static constexpr affine_place::term one = place.terms[K];
    static constexpr auto text = fixed_text<static_cast<std::size_t>(one.length)>(one.axis);
    using type = leaf_t<symbol_source<text, dag::symbol_kind::axis, one.extent>>;
  };
  template <std::size_t... K>
  static constexpr auto along(std::index_sequence<K...>) {
    return applied<rules::access_, leaf_t<symbol_source<name, dag::symbol_kind::labels>>,
                   typename axis_of_term<K>::type...>{};
  }
  using type = decltype(along(std::make_index_sequence<static_cast<std::size_t>(place.count)>{}));
};
// Whether P is such a place: n, n + 1_c, 2_c*n + d.
template <class P>
constexpr bool counts_places() {
  if constexpr (expression<P>)
    return !definition_for<P>->is_number() && place_of(*definition_for<P>).valid;
  else
    return false;
}

// Labels at places of their own: the tri(e, v[0_c]) of X(k[tri(e, v[0_c])], d). What they pick is what all the labels
// pick, at these places.
template <class Labels, class... Axis>
struct labels_at_places {};

// The element of a value at a place along an axis.
template <class E, class Axis>
constexpr E at_place(const E&, const Axis&) {
  return {};
}
template <class E, class A, class P>
constexpr auto at_place(const E& body, const axis_place<A, P>&) {
  constexpr bool constant = !std::is_arithmetic_v<P>;
  static_assert(constant, "tapeless: a place along an axis is a constant, d[2_c], or labels, k[t(n)]");
  if constexpr (!constant) {
    return not_a_formula{};
  } else if constexpr (is_number_of_place<P>()) {
    constexpr bool within = lies_within<A, P>();
    static_assert(definition_for<A>->extent > 0,
                  "tapeless: a place by number is along an axis of fixed length: X(n, d[2_c]) with d = axis<\"d\", 3>");
    static_assert(definition_for<A>->extent == 0 || within,
                  "tapeless: the place lies outside of the axis: places are counted from 0");
    if constexpr (within)
      return pick_along(body, A{}, P{});
    else
      return not_a_formula{};
  } else if constexpr (counts_places<P>()) {
    return pick_by_labels(body, A{}, typename counted_labels<P>::type{});
  } else {
    return pick_by_labels(body, A{}, P{});
  }
}

// An element of a value at all the places among these axes, one after the other.
template <class E>
constexpr E at_places(const E&) {
  return {};
}
template <class First, class... More, class E>
constexpr auto at_places(const E& element) {
  return at_places<More...>(at_place(element, First{}));
}
template <class E, class A, class Labels, class... Axis>
constexpr auto at_place(const E& body, const axis_place<A, labels_at_places<Labels, Axis...>>&) {
  return at_places<Axis...>(pick_by_labels(body, A{}, Labels{}));
}
template <class T>
inline constexpr bool is_place = false;
template <class A, class P>
inline constexpr bool is_place<axis_place<A, P>> = true;

// The only axis of so many places along which a formula varies, by number; -1: there is none, or another one.
constexpr int only_axis(const axis_set& axes, std::size_t places) {
  int found = -1;
  for (int k = 0; axes.known() && k < axes.count; ++k)
    if (axes.extents[k] > 0 && static_cast<std::size_t>(axes.extents[k]) == places) found = found < 0 ? k : axes.count;
  return found < axes.count ? found : -1;
}
template <class E, int Number>
struct axis_of {
  static constexpr const char* name = definition_for<E>->axes.names[Number];
  static constexpr auto text = fixed_text<std::char_traits<char>::length(name)>(name);
  using type = leaf_t<symbol_source<text, dag::symbol_kind::axis, definition_for<E>->axes.extents[Number]>>;
};
template <class E, std::size_t Count>
struct elements_along {
  static constexpr int number = only_axis(definition_for<E>->axes, Count);
  static_assert(number >= 0,
                "tapeless: several symbols stand for the elements of a formula along its one axis of as many places: "
                "cam = C(n, q) with q = axis<\"q\", 9>");
  template <std::size_t... K>
  static constexpr auto all(std::index_sequence<K...>) {
    if constexpr (number >= 0) {
      using axis = typename axis_of<E, number>::type;
      return std::tuple<decltype(pick_along(E{}, axis{}, constant<static_cast<int>(K)>))...>{};
    } else {
      return std::tuple<std::enable_if_t<K == K, E>...>{};
    }
  }
  using type = decltype(all(std::make_index_sequence<Count>{}));
};

// A tensor is called with its axes: X(n, i). By itself it is the key of bindings and results.
template <fixed_string Name, dag::symbol_kind Kind>
struct tensor_symbol {
  using leaf = leaf_t<symbol_source<Name, Kind>>;
  template <class... Axis>
  constexpr auto operator()(const Axis&...) const {
    static_assert(sizeof...(Axis) > 0, "tapeless: a tensor has at least one axis: X(n, i); a number is a symbol");
    constexpr bool axes = (tensor_index<Axis>::known && ...);
    constexpr bool apart = differ<typename tensor_index<Axis>::axis...>();
    constexpr bool counted = ((!tensor_index<Axis>::known && counts_places<Axis>()) || ...);
    static_assert(
        !counted,
        "tapeless: a place that is counted off stands along an axis of its own: x(k[n + 1_c]), where n has as "
        "many elements as there are places: prepare(f, n = 99, k = 100)");
    static_assert(axes || counted, "tapeless: a tensor is called with axes: X(n, i) with n = axis<\"n\">");
    static_assert(!axes || apart, "tapeless: an axis stands twice in one tensor: X(i, i) is not a diagonal here");
    if constexpr (!axes || !apart)
      return not_a_formula{};
    else if constexpr (Kind == dag::symbol_kind::labels && (is_place<Axis> || ...))
      return labels_at_places<applied<rules::access_, leaf, typename tensor_index<Axis>::axis...>, Axis...>{};
    else
      return at_places<Axis...>(applied<rules::access_, leaf, typename tensor_index<Axis>::axis...>{});
  }
  // Binds data: X = matrix. They are referred to, not copied, but for labels.
  template <class V>
  constexpr auto operator=(V&& data) const {
    if constexpr (Kind == dag::symbol_kind::tensor && is_temporary_data<V>)
      return temporary_binding<leaf, decltype(held(data))>{{held(data)}};
    else
      return binding<leaf, decltype(held(data))>{held(data)};
  }
};

template <fixed_string Name, dag::symbol_kind Kind>
inline constexpr bool is_bare_tensor<tensor_symbol<Name, Kind>> = true;

}  // namespace detail

// A named axis. Values that share it are aligned along it. Its number of elements comes with the bindings, or is fixed:
// axis<"o", 10> has ten elements, and the compiler knows. A fixed number below 1 is refused.
template <fixed_string Name, int Extent = detail::any_extent>
inline constexpr detail::leaf_t<
    detail::symbol_source<Name, dag::symbol_kind::axis, detail::checked_extent<Extent>::value>>
    axis{};

// A real tensor: tensor<"X">(n, i) is its element at the places of n and i, tensor<"X"> its name in bindings and
// results. It has one or more axes, each once; data have at most six dimensions.
template <fixed_string Name>
inline constexpr detail::tensor_symbol<Name, dag::symbol_kind::tensor> tensor{};

// A tensor of integers, to pick by: labels<"t">(n). Labels are counted from 0 and have no derivative.
template <fixed_string Name>
inline constexpr detail::tensor_symbol<Name, dag::symbol_kind::labels> labels{};

namespace detail {

template <template <class, class> class Reduce, class... A>
struct reduced;  // the last of A is the body, the others are axes
template <template <class, class> class Reduce, class E>
struct reduced<Reduce, E> {
  static_assert(!is_bare_tensor<E>, "tapeless: a tensor stands with its axes in a formula: X(n, i)");
  static_assert(expression<E> || mistaken<E>,
                "tapeless: a reduction is over axes of a formula, which comes last: sum(n, i, e)");
  using type = E;
};
template <template <class, class> class Reduce, class A, class... More>
  requires(sizeof...(More) > 0)
struct reduced<Reduce, A, More...> {
  static_assert(axis_type<A>, "tapeless: a reduction is over axes: sum(n, i, e) with n = axis<\"n\">");
  using type = Reduce<A, typename reduced<Reduce, More...>::type>;
};

template <class A>
constexpr bool check_axis_first() {
  static_assert(axis_type<A>, "tapeless: the axis comes first: softmax(o, z) with o = axis<\"o\">");
  return axis_type<A>;
}
template <class A>
constexpr void check_reduction_axis() {
  static_assert(mistaken<A> && !is_bare_tensor<A>,
                "tapeless: a reduction is over axes, which come first: sum(n, i, e) with n = axis<\"n\">");
}

template <class A, class E>
using sum_type = applied<rules::sum_, A, E>;
template <class A, class E>
using max_type = applied<rules::max_over_, A, E>;
template <class A, class E>
using min_type = applied<rules::min_over_, A, E>;

}  // namespace detail

// The sum of a formula, which comes last, over one or several axes: sum(n, i, e). The result does not vary along them.
// The compiler refuses an axis along which the formula does not vary, here and in mean, max, min and pick.
template <detail::axis_type A, class... More>
  requires(sizeof...(More) > 0)
constexpr auto sum(const A&, const More&...) { return typename detail::reduced<detail::sum_type, A, More...>::type{}; }
// For a first argument that is no axis: the compiler says so.
template <some_expression A, class... More>
  requires(!detail::axis_type<A>)
constexpr auto sum(const A&, const More&...) {
  detail::check_reduction_axis<A>();
  return detail::not_a_formula{};
}
// For a first argument that is no axis: the compiler says so.
template <some_expression A, class... More>
  requires(!detail::axis_type<A>)
constexpr auto mean(const A&, const More&...) {
  detail::check_reduction_axis<A>();
  return detail::not_a_formula{};
}
// The mean of a formula over one axis: its sum divided by the number of elements.
template <detail::axis_type A, some_expression E>
constexpr auto mean(const A& axis, const E& body) {
  return sum(axis, body) / size(axis);
}
// The mean over several axes: mean(n, i, e).
template <detail::axis_type A, detail::axis_type B, class... More>
  requires(sizeof...(More) > 0)
constexpr auto mean(const A& axis, const B& other, const More&... more) { return mean(axis, mean(other, more...)); }
// The largest element along one or several axes: max(n, i, e). Elements that tie for it share the derivative evenly.
template <detail::axis_type A, class... More>
  requires(sizeof...(More) > 0)
constexpr auto max(const A&, const More&...) { return typename detail::reduced<detail::max_type, A, More...>::type{}; }
// The smallest element along one or several axes: min(n, i, e). Elements that tie for it share the derivative evenly.
template <detail::axis_type A, class... More>
  requires(sizeof...(More) > 0)
constexpr auto min(const A&, const More&...) { return typename detail::reduced<detail::min_type, A, More...>::type{}; }
// The element of e along an axis at the place of a label, counted from 0: pick(P(n, o), o, t(n)) varies along n. The
// compiler refuses labels that vary along the axis they pick from; a label outside the axis throws
// std::invalid_argument when it is bound.
template <some_expression E, detail::axis_type A, some_expression T>
constexpr auto pick(const E& body, const A& axis, const T& label) {
  return detail::pick_by_labels(body, axis, label);
}
// The same with labels at places of their own: pick(P(n, o), o, t(n, d[0_c])).
template <some_expression E, detail::axis_type A, class Labels, class... Axis>
constexpr auto pick(const E& body, const A&, const detail::labels_at_places<Labels, Axis...>& label) {
  return detail::at_place(body, detail::axis_place<A, std::remove_cvref_t<decltype(label)>>{});
}

}  // namespace tapeless
