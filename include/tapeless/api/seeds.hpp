// SPDX-License-Identifier: BSL-1.0
// The numbers that come with a call before its bindings: upstream gradients and directions.
#pragma once

#include <tuple>

#include <tapeless/api/evaluate.hpp>
#include <tapeless/api/result.hpp>

namespace tapeless::inline v0_2::detail {

// The numbers of a direction or of upstream gradients as one array: scalars, arrays, keyed values, in order.
template <class T>
struct number_count {
  static constexpr std::size_t value = 1;
};
template <class T, std::size_t N>
struct number_count<std::array<T, N>> {
  static constexpr std::size_t value = N;
};
template <class T, std::size_t N>
struct number_count<result_array<T, N>> : number_count<std::array<T, N>> {};
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
template <class T, std::size_t N>
struct number_type<result_array<T, N>> : number_type<std::array<T, N>> {};
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
  using type = any_integer;  // does not count here
};

template <class T>
constexpr const T& number_at(const T& value, std::size_t) {
  return value;
}
template <class T, std::size_t N>
constexpr const T& number_at(const std::array<T, N>& value, std::size_t k) {
  return value[k];
}
template <class T, std::size_t N>
constexpr const T& number_at(const result_array<T, N>& value, std::size_t k) {
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

}  // namespace tapeless::detail
