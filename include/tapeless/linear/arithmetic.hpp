// SPDX-License-Identifier: BSL-1.0
// Sums, products and lengths of vectors and matrices of fixed size. What is computed is written out: additions and
// multiplications from left to right, without tests for zero.
#pragma once

#include <tapeless/linear/mat.hpp>
#include <tapeless/math/exponential.hpp>
#include <tapeless/rules/power.hpp>

namespace tapeless::inline v0_2 {
namespace detail {

template <class A>
concept linear = vector_like<A> || matrix_like<A>;
// Whether a product, or a quotient, of a vector or matrix and something else.
template <class A, class B>
concept some_linear = linear<A> || linear<B>;
// Of the same shape.
template <class A, class B>
concept same_shape = [] {
  if constexpr (vector_like<A> && vector_like<B>)
    return length_of<A> == length_of<B>;
  else if constexpr (matrix_like<A> && matrix_like<B>)
    return rows_of<A> == rows_of<B> && columns_of<A> == columns_of<B>;
  else
    return false;
}();

template <class A, class Make>
constexpr auto element_by_element(const A& a, const Make& make) {
  if constexpr (vector_like<A>)
    return with_places<length_of<A>>([&](auto... k) { return make_vec(make(element<decltype(k)::value>(a))...); });
  else
    return matrix_of<rows_of<A>, columns_of<A>>(
        [&](auto row, auto column) { return make(entry<decltype(row)::value, decltype(column)::value>(a)); });
}
template <class A, class B, class Make>
constexpr auto pair_by_pair(const A& a, const B& b, const Make& make) {
  static_assert(same_shape<A, B>, "tapeless: vectors or matrices of different sizes");
  if constexpr (!same_shape<A, B>)
    return not_a_formula{};
  else if constexpr (vector_like<A>)
    return with_places<length_of<A>>(
        [&](auto... k) { return make_vec(make(element<decltype(k)::value>(a), element<decltype(k)::value>(b))...); });
  else
    return matrix_of<rows_of<A>, columns_of<A>>([&](auto row, auto column) {
      constexpr std::size_t i = decltype(row)::value, j = decltype(column)::value;
      return make(entry<i, j>(a), entry<i, j>(b));
    });
}

// first(0)*second(0) + first(1)*second(1) + ...
template <std::size_t Count, class First, class Second>
constexpr auto sum_of_products(const First& first, const Second& second) {
  return with_places<Count>([&](auto... k) { return (... + (first(k) * second(k))); });
}

template <class A, class B>
constexpr auto product(const A& a, const B& b) {
  if constexpr (matrix_like<A> && matrix_like<B>) {
    static_assert(columns_of<A> == rows_of<B>,
                  "tapeless: a product of matrices has as many columns on the left as rows on the right");
    if constexpr (columns_of<A> == rows_of<B>)
      return matrix_of<rows_of<A>, columns_of<B>>([&](auto row, auto column) {
        return sum_of_products<columns_of<A>>(
            [&](auto k) { return entry<decltype(row)::value, decltype(k)::value>(a); },
            [&](auto k) { return entry<decltype(k)::value, decltype(column)::value>(b); });
      });
    else
      return not_a_formula{};
  } else if constexpr (matrix_like<A> && vector_like<B>) {
    static_assert(columns_of<A> == length_of<B>,
                  "tapeless: a matrix is multiplied by a vector that has as many elements as the matrix has columns");
    if constexpr (columns_of<A> == length_of<B>)
      return with_places<rows_of<A>>([&](auto... row) {
        return make_vec([&]<std::size_t I>(std::integral_constant<std::size_t, I>) {
          return sum_of_products<length_of<B>>([&](auto k) { return entry<I, decltype(k)::value>(a); },
                                               [&](auto k) { return element<decltype(k)::value>(b); });
        }(row)...);
      });
    else
      return not_a_formula{};
  } else if constexpr (linear<A> && linear<B>) {
    static_assert(!linear<A>, "tapeless: the product of two vectors is dot(a, b), cross(a, b) or outer(a, b)");
    return not_a_formula{};
  } else if constexpr (linear<A>) {
    return element_by_element(a, [&](const auto& one) { return one * b; });
  } else {
    return element_by_element(b, [&](const auto& one) { return a * one; });
  }
}

// The square root of a number, pack, formula or value inside `record`.
template <class T>
constexpr auto root(const T& x) {
  if constexpr (expression<T>)
    return tapeless::sqrt(x);
  else
    return math::sqrt(x);
}

}  // namespace detail

// The sum of two vectors, or of two matrices, of one size.
template <detail::linear A, detail::linear B>
constexpr auto operator+(const A& a, const B& b) {
  return detail::pair_by_pair(a, b, [](const auto& x, const auto& y) { return x + y; });
}
// The difference of two vectors, or of two matrices, of one size.
template <detail::linear A, detail::linear B>
constexpr auto operator-(const A& a, const B& b) {
  return detail::pair_by_pair(a, b, [](const auto& x, const auto& y) { return x - y; });
}
// Minus a vector or matrix.
template <detail::linear A>
constexpr auto operator-(const A& a) {
  return detail::element_by_element(a, [](const auto& x) { return -x; });
}
// The product of a matrix and a matrix or vector, or of either and a number or formula.
template <class A, class B>
  requires(!some_expression<A, B>)
&&detail::some_linear<A, B> constexpr auto operator*(const A& a, const B& b) { return detail::product(a, b); }
template <class A, class B>
  requires some_expression<A, B> && detail::some_linear<A, B>
constexpr auto operator*(const A& a, const B& b) { return detail::product(a, b); }
// A vector or matrix divided by a number or formula, element by element.
template <detail::linear A, class B>
  requires(!some_expression<A, B>)
constexpr auto operator/(const A& a, const B& b) {
  return detail::element_by_element(a, [&](const auto& x) { return x / b; });
}
template <class A, class B>
  requires some_expression<A, B> && detail::linear<A>
constexpr auto operator/(const A& a, const B& b) {
  return detail::element_by_element(a, [&](const auto& x) { return x / b; });
}

// The sum of the products of the elements of two vectors of one length.
template <detail::vector_like A, detail::vector_like B>
constexpr auto dot(const A& a, const B& b) {
  static_assert(detail::same_shape<A, B>, "tapeless: vectors or matrices of different sizes");
  if constexpr (detail::same_shape<A, B>)
    return detail::sum_of_products<detail::length_of<A>>(
        [&](auto k) { return detail::element<decltype(k)::value>(a); },
        [&](auto k) { return detail::element<decltype(k)::value>(b); });
  else
    return detail::not_a_formula{};
}
// The cross product: of three elements each a vector, of two each the number a[0]*b[1] - a[1]*b[0].
template <detail::vector_like A, detail::vector_like B>
constexpr auto cross(const A& a, const B& b) {
  constexpr bool three = detail::length_of<A> == 3 && detail::length_of<B> == 3;
  constexpr bool two = detail::length_of<A> == 2 && detail::length_of<B> == 2;
  static_assert(two || three, "tapeless: cross(a, b) takes two vectors of three elements, or two of two");
  const auto minor = [&]<std::size_t I, std::size_t J>(std::index_sequence<I, J>) {
    return detail::element<I>(a) * detail::element<J>(b) - detail::element<J>(a) * detail::element<I>(b);
  };
  if constexpr (three)
    return make_vec(minor(std::index_sequence<1, 2>{}), minor(std::index_sequence<2, 0>{}),
                    minor(std::index_sequence<0, 1>{}));
  else if constexpr (two)
    return minor(std::index_sequence<0, 1>{});
  else
    return detail::not_a_formula{};
}
// The matrix of all products a[i]*b[j].
template <detail::vector_like A, detail::vector_like B>
constexpr auto outer(const A& a, const B& b) {
  return detail::matrix_of<detail::length_of<A>, detail::length_of<B>>([&](auto row, auto column) {
    return detail::element<decltype(row)::value>(a) * detail::element<decltype(column)::value>(b);
  });
}
// dot(v, v).
template <detail::vector_like V>
constexpr auto squared_norm(const V& v) {
  return dot(v, v);
}
// The length of a vector, sqrt(dot(v, v)), which has no derivative at the zero vector; that of hypot(x, y, z) is 0
// there.
template <detail::vector_like V>
constexpr auto norm(const V& v) {
  return detail::root(dot(v, v));
}
// v/norm(v).
template <detail::vector_like V>
constexpr auto normalized(const V& v) {
  return v / norm(v);
}

// The matrix with rows and columns exchanged.
template <detail::matrix_like M>
constexpr auto transpose(const M& m) {
  return detail::matrix_of<detail::columns_of<M>, detail::rows_of<M>>(
      [&](auto row, auto column) { return detail::entry<decltype(column)::value, decltype(row)::value>(m); });
}
// The sum of the diagonal of a square matrix.
template <detail::matrix_like M>
constexpr auto trace(const M& m) {
  static_assert(detail::rows_of<M> == detail::columns_of<M>, "tapeless: the trace is that of a square matrix");
  if constexpr (detail::rows_of<M> == detail::columns_of<M>)
    return detail::with_places<detail::rows_of<M>>(
        [&](auto... k) { return (... + detail::entry<decltype(k)::value, decltype(k)::value>(m)); });
  else
    return detail::not_a_formula{};
}

}  // namespace tapeless
