// SPDX-License-Identifier: BSL-1.0
// The leaves of indexed formulas: axes, tensors and integer labels, each known by its name.
#pragma once

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

constexpr int any_extent = -1;
template <int Extent>
struct checked_extent {
  static_assert(Extent > 0 || Extent == any_extent, "tapeless: an axis has one or more elements");
  static constexpr int value = Extent > 0 ? Extent : 0;
};

// A tensor is called with its axes: X(n, i). By itself it is the key of bindings and results.
template <fixed_string Name, dag::symbol_kind Kind>
struct tensor_symbol {
  using leaf = leaf_t<symbol_source<Name, Kind>>;
  template <class... Axis>
  constexpr auto operator()(const Axis&...) const {
    static_assert(sizeof...(Axis) > 0, "tapeless: a tensor has at least one axis: X(n, i); a number is a symbol");
    static_assert((axis_type<Axis> && ...), "tapeless: a tensor is called with axes: X(n, i) with n = axis<\"n\">");
    static_assert(!(axis_type<Axis> && ...) || differ<Axis...>(),
                  "tapeless: an axis stands twice in one tensor: X(i, i) is not a diagonal here");
    if constexpr ((axis_type<Axis> && ...) && differ<Axis...>())
      return applied<rules::access_, leaf, Axis...>{};
    else
      return not_a_formula{};
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
  if constexpr (detail::mistaken<E> || detail::mistaken<T>) {
    detail::check_bare_tensors<E, T>();
    return detail::not_a_formula{};
  } else {
    constexpr bool labels = detail::are_labels<T>();
    static_assert(labels, "tapeless: what picks is labels: pick(e, o, t(n)) with t = labels<\"t\">");
    static_assert(!labels || !detail::stands_along<T, A>(),
                  "tapeless: the labels stand along the axis that they pick from: give that axis another name");
    if constexpr (labels)
      return pick_along(body, axis, label);
    else
      return detail::not_a_formula{};
  }
}

}  // namespace tapeless
