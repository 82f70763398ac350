// SPDX-License-Identifier: BSL-1.0
// Second derivatives of one formula: symmetric Hessians, alone or together with value and gradient.
#pragma once

#include <tapeless/api/jacobian.hpp>
#include <tapeless/pass/request/hessian.hpp>

namespace tapeless::inline v0_2 {
namespace detail {

// Entry (i, j) of a symmetric matrix of n rows in its upper triangle, by rows.
constexpr std::size_t triangle_place(std::size_t n, std::size_t i, std::size_t j) {
  return i <= j ? i * n - i * (i + 1) / 2 + j : triangle_place(n, j, i);
}

template <class F, class X>
struct hessian_verb;
template <class F, class... X>
struct hessian_verb<F, pass::inputs<X...>> : verb<pass::outputs<F>, pass::inputs<X...>> {
  static constexpr std::size_t n = sizeof...(X);
  static constexpr std::size_t triangle = n * (n + 1) / 2;
  template <pass::conditioning How>
  using source = pass::hessian<F, pass::inputs<X...>, How>;
  static constexpr int first = static_cast<int>(1 + n);  // after value and gradient
  static constexpr int count = static_cast<int>(triangle);
  static constexpr std::size_t slots = n * n;
  static constexpr std::size_t root_at(std::size_t k) {
    constexpr std::size_t columns_or_one = n > 0 ? n : 1;
    return triangle_place(n, k / columns_or_one, k % columns_or_one);
  }
  static constexpr bool is_turned(std::size_t k) {
    constexpr std::size_t columns_or_one = n > 0 ? n : 1;
    return k / columns_or_one > k % columns_or_one;
  }
  template <class T>
  [[gnu::always_inline]] static constexpr matrix_values<T, n, X...> shape(const std::array<T, triangle>& roots) {
    return [&]<std::size_t... K>(std::index_sequence<K...>) {
      return matrix_values<T, n, X...>{{roots[std::integral_constant<std::size_t, root_at(K)>::value]...}};
    }
    (std::make_index_sequence<n * n>{});
  }
  template <class Roots>
  using over_axes = matrix_roots<Roots, 0, n, X...>;
};

template <class F, class X>
struct value_gradient_hessian_verb;
template <class F, class... X>
struct value_gradient_hessian_verb<F, pass::inputs<X...>> : verb<pass::outputs<F>, pass::inputs<X...>> {
  using matrix = hessian_verb<F, pass::inputs<X...>>;
  static constexpr std::size_t n = sizeof...(X);
  template <pass::conditioning How>
  using source = pass::hessian<F, pass::inputs<X...>, How>;
  static constexpr int first = 0;
  static constexpr int count = static_cast<int>(1 + n + matrix::triangle);
  static constexpr std::size_t slots = 1 + n + n * n;
  static constexpr std::size_t root_at(std::size_t k) { return k < 1 + n ? k : 1 + n + matrix::root_at(k - 1 - n); }
  static constexpr bool is_turned(std::size_t k) { return k >= 1 + n && matrix::is_turned(k - 1 - n); }
  template <class T>
  [[gnu::always_inline]] static constexpr value_with_hessian<T, X...> shape(
      const std::array<T, 1 + n + matrix::triangle>& roots) {
    value_with_hessian<T, X...> answer{};
    answer.value = roots[0];
    for (std::size_t k = 0; k < n; ++k) answer.gradient.values[k] = roots[1 + k];
    answer.hessian = [&]<std::size_t... K>(std::index_sequence<K...>) {
      return matrix_values<T, n, X...>{{roots[std::integral_constant<std::size_t, root_at(1 + n + K)>::value]...}};
    }
    (std::make_index_sequence<n * n>{});
    return answer;
  }
  template <class Roots>
  using over_axes = value_and_second_roots<Roots, X...>;
};

}  // namespace detail

// The Hessian of F; see the specialization.
template <class F, class X>
struct hessian_object;

// The Hessian of F in X. H(x, y) is an expression; H(x = 1.0, ...) are all numbers by rows. Each entry of the upper
// triangle is computed once.
template <class F, class... X>
struct hessian_object<F, detail::pass::inputs<X...>>
    : request_object<detail::hessian_verb<F, detail::pass::inputs<X...>>> {
  // The part that is called with bindings.
  using base = request_object<detail::hessian_verb<F, detail::pass::inputs<X...>>>;
  static constexpr std::size_t n = sizeof...(X);  // the number of symbols and tensors

  // The number of rows, n.
  static constexpr std::size_t rows() { return n; }
  // The number of columns, n.
  static constexpr std::size_t columns() { return n; }

  // The second derivative in two symbols or tensors, as an expression, simplified.
  template <class R, class C>
    requires(!detail::is_binding<R> && !detail::is_binding<C>)
  constexpr auto operator()(const R&, const C&) const {
    constexpr std::size_t row = detail::checked_key_index<R, X...>();
    constexpr std::size_t column = detail::checked_key_index<C, X...>();
    return detail::textbook_root<typename base::verb, detail::triangle_place(n, row, column)>();
  }

  // The numbers for these bindings; over axes one array for each pair of symbols or tensors.
  template <class... B>
    requires(detail::is_binding<B>&&...)
  [[gnu::always_inline]] constexpr auto operator()(const B&... bindings) const { return base::operator()(bindings...); }

  // Whether the entry is zero for all values of the symbols. Row and column are counted from 0.
  static constexpr bool is_structural_zero(std::size_t row, std::size_t column) {
    return detail::is_zero(
        detail::pass::view_of<typename base::program>,
        static_cast<int>(detail::triangle_place(n, dag::in_range(row, n), dag::in_range(column, n))));
  }
};

// The Hessian of a formula in the given symbols and tensors, or in all its real ones, with the errors of gradient. Over
// axes H(tensor<"W">, tensor<"b">) has the axes of W, then those of b; where both have an axis, that of the second is
// another one of the same length.
template <class F, class... X>
constexpr auto hessian(const F&, const X&...) {
  if constexpr (!detail::check_formula<F>())
    return;
  else if constexpr (detail::check_number<F>() && detail::check_inputs<detail::pass::lower<F>, X...>())
    return hessian_object<F, detail::inputs_or_all<F, X...>>{};
}

// Value, gradient and Hessian of a formula in one program, with the errors of gradient: r.value, r.gradient[x],
// r.hessian(x, y).
template <class F, class... X>
constexpr auto value_gradient_hessian(const F&, const X&...) {
  if constexpr (!detail::check_formula<F>())
    return;
  else if constexpr (detail::check_number<F>() && detail::check_inputs<detail::pass::lower<F>, X...>())
    return request_object<detail::value_gradient_hessian_verb<F, detail::inputs_or_all<F, X...>>>{};
}

}  // namespace tapeless
