// SPDX-License-Identifier: BSL-1.0
// Derivatives applied to numbers that come with the call: pullback (upstream gradients in, adjoints out), jvp (a
// direction in, directional derivatives out), hvp (a direction in, Hessian times direction out).
#pragma once

#include <tapeless/api/bundle.hpp>

namespace tapeless {
namespace detail {

// The numbers of a direction or of upstream gradients as one array: scalars, arrays, keyed values, in order.
template <class T>
struct number_count {
  static constexpr std::size_t value = 1;
};
template <class T, std::size_t N>
struct number_count<std::array<T, N>> {
  static constexpr std::size_t value = N;
};
template <class T, class... Keys>
struct number_count<keyed_values<T, Keys...>> {
  static constexpr std::size_t value = sizeof...(Keys);
};
template <class T, std::size_t N>
struct number_count<T[N]> {
  static constexpr std::size_t value = N;
};

// The scalar type of the numbers among the arguments.
template <class T>
struct number_type {
  using type = T;
};
template <class T, std::size_t N>
struct number_type<std::array<T, N>> {
  using type = T;
};
template <class T, class... Keys>
struct number_type<keyed_values<T, Keys...>> {
  using type = T;
};
template <class T, std::size_t N>
struct number_type<T[N]> {
  using type = T;
};
template <class Symbol, class T>
struct number_type<binding<Symbol, T>> {
  using type = any_integer;  // has no say here
};

template <class T>
constexpr const T& number_at(const T& value, std::size_t) {
  return value;
}
template <class T, std::size_t N>
constexpr const T& number_at(const std::array<T, N>& value, std::size_t k) {
  return value[k];
}
template <class T, class... Keys>
constexpr const T& number_at(const keyed_values<T, Keys...>& value, std::size_t k) {
  return value.values[k];
}
template <class T, std::size_t N>
constexpr const T& number_at(const T (&value)[N], std::size_t k) {
  return value[k];
}

// Takes the arguments that are not bindings as `Count` numbers and calls `use` with them and the bindings.
template <std::size_t Count, class Use, class... A>
[[gnu::always_inline]] constexpr auto with_numbers(const Use& use, const A&... arguments) {
  constexpr std::size_t given = (0 + ... + (is_binding<A> ? 0 : number_count<A>::value));
  static_assert(given == Count,
                "tapeless: one number per output (pullback) or per input (jvp, hvp) is expected before the bindings");
  if constexpr (given == Count) {
    using scalar = scalar_type<typename number_type<A>::type...>;
    std::array<scalar, Count> numbers{};
    std::size_t at = 0;
    const auto take = [&]<class V>(const V& value) {
      if constexpr (!is_binding<V>)
        for (std::size_t k = 0; k < number_count<V>::value; ++k)
          numbers[at++] = static_cast<scalar>(number_at(value, k));
    };
    (take(arguments), ...);
    return std::apply([&](const auto&... bindings) { return use(numbers, bindings...); },
                      std::tuple_cat([&]<class V>(const V& value) {
                        if constexpr (is_binding<V>)
                          return std::tuple<const V&>(value);
                        else
                          return std::tuple<>();
                      }(arguments)...));
  }
}

}  // namespace detail

template <class F, class X>
struct pullback_object;

// Adjoints of the symbols X for upstream gradients of the outputs F: pullback(f, x)(seed, x = 1.0)[x].
template <class... F, class... X>
struct pullback_object<detail::pass::outputs<F...>, detail::pass::inputs<X...>> {
  using source = detail::pass::pullback<detail::pass::outputs<F...>, detail::pass::inputs<X...>>;
  using known = typename source::request_type::source;
  using program = detail::pass::finish<source, static_cast<int>(sizeof...(F)), static_cast<int>(sizeof...(X))>;

  template <class... A>
  [[gnu::always_inline]] constexpr auto operator()(const A&... arguments) const {
    return detail::with_numbers<sizeof...(F)>(
        [](const auto& seeds, const auto&... bindings) {
          const auto roots = detail::call_plan<detail::planned<program>, pullback_object, known>(seeds, bindings...);
          return keyed_values<std::remove_cvref_t<decltype(roots[0])>, X...>{roots};
        },
        arguments...);
  }
};

template <class F, class X>
struct jvp_object;

// Directional derivatives of the outputs F along a direction in the symbols X, one number per symbol: for one formula a
// number, for a bundle an array.
template <class... F, class... X>
struct jvp_object<detail::pass::outputs<F...>, detail::pass::inputs<X...>> {
  using source = detail::pass::pushforward<detail::pass::outputs<F...>, detail::pass::inputs<X...>>;
  using known = typename source::request_type::source;
  using program = detail::pass::finish<source, static_cast<int>(sizeof...(F)), static_cast<int>(sizeof...(F))>;

  template <class... A>
  [[gnu::always_inline]] constexpr auto operator()(const A&... arguments) const {
    return detail::with_numbers<sizeof...(X)>(
        [](const auto& seeds, const auto&... bindings) {
          const auto roots = detail::call_plan<detail::planned<program>, jvp_object, known>(seeds, bindings...);
          if constexpr (sizeof...(F) == 1)
            return roots[0];
          else
            return roots;
        },
        arguments...);
  }
};

template <class F, class X>
struct hvp_object;

// Hessian of F times a direction in the symbols X, keyed by symbol.
template <class F, class... X>
struct hvp_object<F, detail::pass::inputs<X...>> {
  using source = detail::pass::hessian_vector<F, detail::pass::inputs<X...>>;
  using known = typename source::request_type::source;
  using program = detail::pass::finish<source, static_cast<int>(1 + sizeof...(X)), static_cast<int>(sizeof...(X))>;

  template <class... A>
  [[gnu::always_inline]] constexpr auto operator()(const A&... arguments) const {
    return detail::with_numbers<sizeof...(X)>(
        [](const auto& seeds, const auto&... bindings) {
          const auto roots = detail::call_plan<detail::planned<program>, hvp_object, known>(seeds, bindings...);
          return keyed_values<std::remove_cvref_t<decltype(roots[0])>, X...>{roots};
        },
        arguments...);
  }
};

// Adjoints for an upstream gradient that is given when it is called, the g-L of the notes on back-propagation:
// pullback(f, x, y)(seed, x = 1.0, y = 2.0). For a bundle one seed per output, as numbers or as an array.
template <class F, class... X>
constexpr auto pullback(const F&, const X&...) {
  using rows = typename detail::outputs_of<F>::type;
  if constexpr ((detail::check_input<X>() && ...)) return pullback_object<rows, detail::bundle_inputs<rows, X...>>{};
}

// Directional derivative: jvp(f, x, y)(dx, dy, x = 1.0, y = 2.0), the direction as numbers or as an array.
template <class F, class... X>
constexpr auto jvp(const F&, const X&...) {
  using rows = typename detail::outputs_of<F>::type;
  if constexpr ((detail::check_input<X>() && ...)) return jvp_object<rows, detail::bundle_inputs<rows, X...>>{};
}

// Hessian times vector: hvp(f, x, y)(vx, vy, x = 1.0, y = 2.0)[x].
template <class F, class... X>
constexpr auto hvp(const F&, const X&...) {
  if constexpr (detail::check_formula<F>() && (detail::check_input<X>() && ...))
    return hvp_object<F, detail::inputs_or_all<F, X...>>{};
}

}  // namespace tapeless
