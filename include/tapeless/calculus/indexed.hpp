// SPDX-License-Identifier: BSL-1.0
// Derivatives of indexed formulas in index notation: derivative(J, tensor<"W">(k, l)).
#pragma once

#include <tapeless/calculus/bundle.hpp>
#include <tapeless/calculus/axes.hpp>
#include <tapeless/pass/indexed.hpp>

namespace tapeless {
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

}  // namespace detail

// The derivative of a number in the elements of a tensor, over the axes with which the tensor is written here.
template <expression F, detail::tensor_access X>
constexpr auto derivative(const F&, const X&) {
  static_assert(detail::free_axes<F> == 0,
                "tapeless: the formula still varies along an axis: sum or average it before it is differentiated");
  if constexpr (detail::free_axes<F> == 0) return detail::tensor_derivative<F, X>();
}

}  // namespace tapeless
