// SPDX-License-Identifier: BSL-1.0
// Values together with their first or second derivatives, as one program.
#pragma once

#include <tapeless/api/jacobian.hpp>

namespace tapeless {

// The values of a bundle and their Jacobian.
template <class T, std::size_t Rows, class... Keys>
struct values_with_jacobian {
  std::array<T, Rows> values;
  matrix_values<T, Rows, Keys...> jacobian;
};

// A value, its gradient and its Hessian.
template <class T, class... Keys>
struct value_with_hessian {
  T value;
  keyed_values<T, Keys...> gradient;
  matrix_values<T, sizeof...(Keys), Keys...> hessian;

  template <expression X>
  constexpr const T& operator[](const X& x) const {
    return gradient[x];
  }
};

template <class F, class X>
struct value_and_jacobian_object;

template <class... F, class... X>
struct value_and_jacobian_object<detail::pass::outputs<F...>, detail::pass::inputs<X...>> {
  static constexpr std::size_t m = sizeof...(F);
  static constexpr std::size_t n = sizeof...(X);
  using source = typename jacobian_object<detail::pass::outputs<F...>, detail::pass::inputs<X...>>::source;
  using known = typename source::request_type::source;
  static constexpr int first_root = 0;
  using program = detail::pass::finish<source>;
  template <class T>
  using result = values_with_jacobian<T, m, X...>;

  template <class... B>
  [[gnu::always_inline]] constexpr auto operator()(const B&... bindings) const {
    if constexpr (detail::check_arguments<B...>())
      return shape(
          detail::call_plan<detail::planned<program>, value_and_jacobian_object, known>(detail::no_seeds, bindings...));
  }

  template <class T>
  [[gnu::always_inline]] static constexpr result<T> shape(const std::array<T, m + m * n>& roots) {
    result<T> answer{};
    for (std::size_t k = 0; k < m; ++k) answer.values[k] = roots[k];
    for (std::size_t k = 0; k < m * n; ++k) answer.jacobian.values[k] = roots[m + k];
    return answer;
  }
};

template <class F, class X>
struct value_gradient_hessian_object;

template <class F, class... X>
struct value_gradient_hessian_object<F, detail::pass::inputs<X...>> {
  static constexpr std::size_t n = sizeof...(X);
  using matrix = hessian_object<F, detail::pass::inputs<X...>>;
  using source = typename matrix::source;
  using known = typename matrix::known;
  static constexpr int first_root = 0;
  using program = detail::pass::finish<source>;
  template <class T>
  using result = value_with_hessian<T, X...>;

  template <class... B>
  [[gnu::always_inline]] constexpr auto operator()(const B&... bindings) const {
    if constexpr (detail::check_arguments<B...>())
      return shape(detail::call_plan<detail::planned<program>, value_gradient_hessian_object, known>(detail::no_seeds,
                                                                                                     bindings...));
  }

  template <class T>
  [[gnu::always_inline]] static constexpr result<T> shape(const std::array<T, 1 + n + matrix::triangle>& roots) {
    result<T> answer{};
    answer.value = roots[0];
    for (std::size_t k = 0; k < n; ++k) answer.gradient.values[k] = roots[1 + k];
    [&]<std::size_t... K>(std::index_sequence<K...>) {
      ((answer.hessian.values[K] = roots[std::integral_constant<std::size_t, root_at(1 + n + K)>::value]), ...);
    }
    (std::make_index_sequence<n * n>{});
    return answer;
  }
  static constexpr std::size_t root_at(std::size_t k) { return k < 1 + n ? k : 1 + n + matrix::root_at(k - 1 - n); }
};

// The values of a formula or bundle and their Jacobian in one program.
template <class F, class... X>
constexpr auto value_and_jacobian(const F&, const X&...) {
  using rows = typename detail::outputs_of<F>::type;
  if constexpr ((detail::check_input<X>() && ...))
    return value_and_jacobian_object<rows, detail::bundle_inputs<rows, X...>>{};
}

// Value, gradient and Hessian of a formula in one program.
template <class F, class... X>
constexpr auto value_gradient_hessian(const F&, const X&...) {
  if constexpr (detail::check_formula<F>() && (detail::check_input<X>() && ...))
    return value_gradient_hessian_object<F, detail::inputs_or_all<F, X...>>{};
}

}  // namespace tapeless
