// SPDX-License-Identifier: BSL-1.0
// Derivatives of indexed formulas in index notation: derivative(J, tensor<"W">(k, l)).
#pragma once

#include <tapeless/api/bundle.hpp>
#include <tapeless/api/axes.hpp>
#include <tapeless/pass/axes/derivatives.hpp>
#include <tapeless/pass/raise.hpp>
#include <tapeless/pass/simplify.hpp>

namespace tapeless::inline v0_2 {
namespace detail {

template <class T>
concept tensor_access = expression<T> && definition_for<std::remove_cvref_t<T>>
->op->part == dag::role::access;

template <class F, class X>
constexpr auto tensor_derivative() {
  using source = pass::tensor_gradient<F, X>;
  return pass::raise<pass::schedule<pass::simplify<pass::schedule<source, 1, 1>>>, 0>{};
}

// Along which axes a formula varies.
template <class F>
inline constexpr std::uint32_t free_axes =
    pass::view_of<pass::lower<F>>.nodes[pass::view_of<pass::lower<F>>.roots[0]].axes;

// Whether a formula varies along an axis with which a tensor is written.
template <class F, class X>
constexpr bool shares_axis() {
  const dag::view program = pass::view_of<pass::lower<F, X>>;
  return (program.nodes[program.roots[0]].axes & program.nodes[program.roots[1]].axes) != 0;
}

template <class F, class A>
constexpr bool varies_along_axis() {
  const dag::view program = pass::view_of<pass::lower<F, A>>;
  return (program.nodes[program.roots[0]].axes & program.nodes[program.roots[1]].axes) != 0;
}
template <class F>
constexpr F with_order(const F& f) {
  return f;
}
template <class F, class A, class... More>
constexpr auto with_order(const F& f, const A& first, const More&... more) {
  return apply<rules::ordered_>(first, with_order(f, more...));
}

}  // namespace detail

// The same value, stored with its axes in this order, slowest first: prepare(ordered(hessian, i, j), ...). The compiler
// refuses an axis along which the value does not vary.
template <expression F, detail::axis_type... A>
constexpr auto ordered(const F& f, const A&... axes) {
  static_assert((detail::varies_along_axis<F, A>() && ...),
                "tapeless: an order of axes names one that the value does not vary along");
  if constexpr ((detail::varies_along_axis<F, A>() && ...)) return detail::with_order(f, axes...);
}

// The derivative of a formula in the elements of a tensor, over the axes with which the tensor is written here and
// those of the formula, which must differ: derivative(derivative(f, w(i)), w(j)) is the Hessian.
template <expression F, detail::tensor_access X>
constexpr auto derivative(const F&, const X&) {
  static_assert(!detail::shares_axis<F, X>(),
                "tapeless: the formula varies along an axis of the tensor that it is differentiated in: sum or average "
                "it first, or give the tensor's axis another name, derivative(f, w(j))");
  if constexpr (!detail::shares_axis<F, X>()) return detail::tensor_derivative<F, X>();
}

}  // namespace tapeless
