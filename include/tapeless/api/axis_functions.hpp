// SPDX-License-Identifier: BSL-1.0
// What formulas over axes are often made of, in terms of sums and picks: products of matrices, softmax, cross-entropy.
// No rules of their own, so that everything that is known of sums applies.
#pragma once

#include <tapeless/api/tensor_derivative.hpp>

namespace tapeless::inline v0_2 {
namespace detail {

// The axes that two formulas have in common.
constexpr axis_set common_axes(const axis_set& a, const axis_set& b) {
  axis_set both;
  for (int k = 0; a.known() && b.known() && k < a.count; ++k)
    if (b.has(a.names[k])) both.add(a.names[k], a.extents[k]);
  return both;
}
// That of two formulas if it is one, as a type; else some axis, so that only one sentence is said.
template <class A, class B>
struct common_axis {
  static constexpr const axis_set& a = definition_for<A>->axes;
  static constexpr const axis_set& b = definition_for<B>->axes;
  static constexpr axis_set both = common_axes(a, b);
  static constexpr std::size_t length = [] {
    std::size_t size = both.count == 1 ? 0 : 1;
    while (both.count == 1 && both.names[0][size] != '\0') ++size;
    return size;
  }();
  static constexpr fixed_string<length + 1> name = [] {
    char text[length + 1]{};
    for (std::size_t k = 0; k < length; ++k) text[k] = both.count == 1 ? both.names[0][k] : 'n';
    return fixed_string<length + 1>(text);
  }();
  using type = leaf_t<symbol_source<name, dag::symbol_kind::axis, both.extents[0]>>;
};

}  // namespace detail

// For a tensor without its axes: the compiler says so.
template <some_expression A, some_expression B>
  requires(detail::mistaken<A> || detail::mistaken<B>)
constexpr auto matmul(const A&, const B&) {
  detail::check_bare_tensors<A, B>();
  return detail::not_a_formula{};
}
// The product of two matrices, or of a matrix and a vector: the sum over the one axis that they have in common.
// matmul(X(n, i), W(i, o)) is sum(i, X(n, i)*W(i, o)), over n and o. A transposed matrix is one with its axes in the
// other order, W(o, i). The compiler refuses factors with no axis in common, or several.
template <expression A, expression B>
constexpr auto matmul(const A& a, const B& b) {
  using common = detail::common_axis<A, B>;
  static_assert(common::a.known() && common::b.known(), "tapeless: a value of this formula has more than six axes");
  constexpr bool one = common::both.count == 1;
  static_assert(one, "tapeless: matmul sums over the one axis that both factors have; name the others differently");
  if constexpr (one) {
    return sum(typename common::type{}, a * b);
  } else {
    return detail::not_a_formula{};
  }
}

// The logarithm of the sum of exponentials along an axis, without overflow. The result does not vary along it.
template <some_expression A, some_expression Z>
constexpr auto log_sum_exp(const A& axis, const Z& z) {
  if constexpr (detail::check_axis_first<A>())
    return log_sum_exp_over(axis, z);
  else
    return detail::not_a_formula{};
}
// exp(z) divided by the sum of exp(z) along an axis. Written as exp(z - log_sum_exp(axis, z)), so that derivatives of
// every order do not overflow either.
template <some_expression A, some_expression Z>
constexpr auto softmax(const A& axis, const Z& z) {
  if constexpr (detail::check_axis_first<A>())
    return exp(z - log_sum_exp(axis, z));
  else
    return detail::not_a_formula{};
}
// The logarithm of softmax(axis, z), without overflow.
template <some_expression A, some_expression Z>
constexpr auto log_softmax(const A& axis, const Z& z) {
  if constexpr (detail::check_axis_first<A>())
    return z - log_sum_exp(axis, z);
  else
    return detail::not_a_formula{};
}
// Minus the logarithm of the softmax probability of the label: one number per label.
// mean(n, cross_entropy(Z(n, o), o, t(n))) is the usual loss.
template <some_expression Z, detail::axis_type A, some_expression T>
constexpr auto cross_entropy(const Z& scores, const A& axis, const T& label) {
  return log_sum_exp(axis, scores) - pick(scores, axis, label);
}
// The sum of squares over one or several axes: the squared Frobenius norm of W is square_norm(i, o, W(i, o)).
template <detail::axis_type A, class... More>
  requires(sizeof...(More) > 0)
constexpr auto square_norm(const A& axis, const More&... more) {
  if constexpr (sizeof...(More) == 1)
    return sum(axis, square(more...));
  else
    return sum(axis, square_norm(more...));
}

namespace detail {

// Values at the places of an axis from number First on.
template <int First, class A, class E>
constexpr auto stack_from(const A& axis, const E& last) {
  return repeat(axis, last);
}
template <int First, class A, class E, class... More>
  requires(sizeof...(More) > 0)
constexpr auto stack_from(const A& axis, const E& first, const More&... more) {
  return select(onehot(axis, constant<First>) > constant<0>, repeat(axis, first), stack_from<First + 1>(axis, more...));
}

}  // namespace detail

// Values side by side along an axis of fixed length, as many as it has places: stack(d, f0, f1, f2) is f1 at place 1 of
// d = axis<"d", 3>, and varies along d and along what its values vary along. The compiler refuses another number of
// values.
template <detail::axis_type A, some_expression... E>
  requires(sizeof...(E) > 0)
constexpr auto stack(const A& axis, const E&... values) {
  constexpr bool fits = detail::definition_for<A>->extent == static_cast<int>(sizeof...(E));
  static_assert(fits,
                "tapeless: stack takes one value for each place of an axis of fixed length: stack(d, x, y, z) with d = "
                "axis<\"d\", 3>");
  if constexpr (fits && !(detail::mistaken<E> || ...)) {
    return detail::stack_from<0>(axis, values...);
  } else {
    detail::check_bare_tensors<E...>();
    return detail::not_a_formula{};
  }
}

namespace detail {

inline constexpr int small_formula =
    64;  // up to this size it is copied and has the type of one that is written by hand

// F with its free axis From called To.
template <class F, class From, class To>
struct renamed_formula {
  using source = pass::lower<F, From, To>;
  static constexpr dag::sizes used = pass::finished<source>.used;
  static constexpr dag::sizes estimate{4 * used.nodes + 64, 4 * used.edges + 128, used.numbers + 8, used.symbols + 32,
                                       1};
  static constexpr void run(pass::pass_output& out) {
    int roots[3]{};
    pass::copy_program(out.builder, pass::view_of<source>, roots);
    out.add_root(pass::renamer(out.builder).rename(roots[0], roots[1], roots[2]));
  }
};

}  // namespace detail

// The formula along another axis: rename(e, n, m) is e with m in place of n wherever n is free, that is, not summed
// over. That of a large formula is written out where the formula is used, once for all of its parts.
template <expression F, detail::axis_type From, detail::axis_type To>
constexpr auto rename(const F&, const From&, const To&) {
  constexpr const definition& formula = *detail::definition_for<F>;
  if constexpr ((formula.renames || formula.size > detail::small_formula) && formula.axes.known() &&
                formula.axes.has(detail::definition_for<From>->name))
    return applied<rules::along_, F, From, To>{};
  else
    return detail::pass::raise<detail::pass::schedule<detail::renamed_formula<F, From, To>>, 0>{};
}

}  // namespace tapeless
