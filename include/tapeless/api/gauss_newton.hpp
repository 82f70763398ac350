// SPDX-License-Identifier: BSL-1.0
// Least squares: half the sum of squares of residuals, its gradient, and the matrix J'J.
#pragma once

#include <tapeless/api/hessian.hpp>
#include <tapeless/pass/request/gauss_newton.hpp>

namespace tapeless::inline v0_2 {
namespace detail {

// What a call over axes would give, which is refused.
template <class Roots>
struct dense_normal_matrix {
  constexpr explicit dense_normal_matrix(const Roots&) {}
  static_assert(
      mistaken<Roots>,
      "tapeless: J'J of residuals over axes is a sparse matrix: prepare(compressed(gauss_newton(r, X)), ...)");
};

template <class F, class X>
struct gauss_newton_verb;
template <class... F, class... X>
struct gauss_newton_verb<pass::outputs<F...>, pass::inputs<X...>> : verb<pass::outputs<F...>, pass::inputs<X...>> {
  using same = value_gradient_hessian_verb<int, pass::inputs<X...>>;  // what lies where
  template <pass::conditioning How>
  using source = pass::gauss_newton<pass::outputs<F...>, pass::inputs<X...>, How>;
  static constexpr int first = static_cast<int>(sizeof...(F));  // after the residuals
  static constexpr int count = same::count;
  static constexpr std::size_t slots = same::slots;
  static constexpr std::size_t root_at(std::size_t k) { return same::root_at(k); }
  static constexpr bool is_turned(std::size_t k) { return same::is_turned(k); }
  template <class T, std::size_t N>
  [[gnu::always_inline]] static constexpr auto shape(const std::array<T, N>& roots) {
    return same::shape(roots);
  }
  template <class Roots>
  using over_axes = dense_normal_matrix<Roots>;
};

}  // namespace detail

// Of residuals r, a formula or a bundle of numbers: half the sum of their squares, its gradient J'r and the matrix J'J
// (Nocedal and Wright, Numerical Optimization, 2nd ed., chapter 10), in the given symbols or in all real ones: r.value,
// r.gradient[x], r.hessian(x, y). Of residuals over axes: compressed(gauss_newton(r, X)).
template <class F, class... X>
constexpr auto gauss_newton(const F&, const X&...) {
  using rows = typename detail::outputs_of<F>::type;
  if constexpr (detail::check_bundle_inputs<rows, X...>())
    return request_object<detail::gauss_newton_verb<rows, detail::bundle_inputs<rows, X...>>>{};
}

}  // namespace tapeless
