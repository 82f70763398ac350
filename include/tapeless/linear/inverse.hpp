// SPDX-License-Identifier: BSL-1.0
// Determinants, inverses and solutions of small linear systems by cofactors: without branches, so that they are
// formulas, and differentiated as such. Errors grow with the square of the condition number in the worst case; where a
// system may be close to singular, solve it outside of the formula.
#pragma once

#include <tapeless/linear/arithmetic.hpp>

namespace tapeless::inline v0_2 {
namespace detail {

template <class M>
constexpr bool is_small_square() {
  constexpr bool square = rows_of<M> == columns_of<M> && rows_of<M> <= 4;
  static_assert(square, "tapeless: determinants, inverses and solutions are those of square matrices up to 4x4");
  return square;
}

// m(I, J)*m(K, L) - m(I, L)*m(K, J): of the rows I, K and the columns J, L.
template <std::size_t I, std::size_t K, std::size_t J, std::size_t L, class M>
constexpr auto minor_of_two(const M& m) {
  return entry<I, J>(m) * entry<K, L>(m) - entry<I, L>(m) * entry<K, J>(m);
}

template <class T>
constexpr auto one_like(const T&) {
  if constexpr (expression<T>)
    return constant<1>;
  else
    return T(1);
}

// The cofactors of a matrix, transposed: the inverse times the determinant. Those of 4x4 are made of the 2x2 minors of
// the two upper and the two lower rows. Source: Laplace's expansion by complementary minors.
template <std::size_t N>
struct cofactors;
template <>
struct cofactors<1> {
  template <class M>
  static constexpr auto determinant(const M& m) {
    return entry<0, 0>(m);
  }
  template <class M>
  static constexpr auto adjugate(const M& m) {
    return make_mat<1>(one_like(entry<0, 0>(m)));
  }
};
template <>
struct cofactors<2> {
  template <class M>
  static constexpr auto determinant(const M& m) {
    return minor_of_two<0, 1, 0, 1>(m);
  }
  template <class M>
  static constexpr auto adjugate(const M& m) {
    return make_mat<2>(entry<1, 1>(m), -entry<0, 1>(m), -entry<1, 0>(m), entry<0, 0>(m));
  }
};
template <>
struct cofactors<3> {
  template <class M>
  static constexpr auto determinant(const M& m) {
    return entry<0, 0>(m) * minor_of_two<1, 2, 1, 2>(m) + entry<0, 1>(m) * minor_of_two<1, 2, 2, 0>(m) +
           entry<0, 2>(m) * minor_of_two<1, 2, 0, 1>(m);
  }
  template <class M>
  static constexpr auto adjugate(const M& m) {
    return make_mat<3>(minor_of_two<1, 2, 1, 2>(m), minor_of_two<2, 0, 1, 2>(m), minor_of_two<0, 1, 1, 2>(m),
                       minor_of_two<1, 2, 2, 0>(m), minor_of_two<2, 0, 2, 0>(m), minor_of_two<0, 1, 2, 0>(m),
                       minor_of_two<1, 2, 0, 1>(m), minor_of_two<2, 0, 0, 1>(m), minor_of_two<0, 1, 0, 1>(m));
  }
};
template <>
struct cofactors<4> {
  // Of the rows I and K, the minors of the columns 01, 02, 03, 12, 13, 23.
  template <std::size_t I, std::size_t K, class M>
  static constexpr auto minors(const M& m) {
    return make_vec(minor_of_two<I, K, 0, 1>(m), minor_of_two<I, K, 0, 2>(m), minor_of_two<I, K, 0, 3>(m),
                    minor_of_two<I, K, 1, 2>(m), minor_of_two<I, K, 1, 3>(m), minor_of_two<I, K, 2, 3>(m));
  }
  template <class S, class C>
  static constexpr auto determinant_of(const S& s, const C& c) {
    return element<0>(s) * element<5>(c) - element<1>(s) * element<4>(c) + element<2>(s) * element<3>(c) +
           element<3>(s) * element<2>(c) - element<4>(s) * element<1>(c) + element<5>(s) * element<0>(c);
  }
  template <class M>
  static constexpr auto determinant(const M& m) {
    return determinant_of(minors<0, 1>(m), minors<2, 3>(m));
  }
  template <class M>
  static constexpr auto adjugate(const M& m) {
    const auto s = minors<0, 1>(m);
    const auto c = minors<2, 3>(m);
    // Elements A, B, C of row R times minors X, Y, Z with the signs + - +.
    const auto sum = [&]<std::size_t R, std::size_t A, std::size_t B, std::size_t C>(
                         std::index_sequence<R, A, B, C>, const auto& x, const auto& y, const auto& z) {
      return entry<R, A>(m) * x - entry<R, B>(m) * y + entry<R, C>(m) * z;
    };
    using std::index_sequence;
    return make_mat<4>(sum(index_sequence<1, 1, 2, 3>{}, element<5>(c), element<4>(c), element<3>(c)),
                       -sum(index_sequence<0, 1, 2, 3>{}, element<5>(c), element<4>(c), element<3>(c)),
                       sum(index_sequence<3, 1, 2, 3>{}, element<5>(s), element<4>(s), element<3>(s)),
                       -sum(index_sequence<2, 1, 2, 3>{}, element<5>(s), element<4>(s), element<3>(s)),
                       -sum(index_sequence<1, 0, 2, 3>{}, element<5>(c), element<2>(c), element<1>(c)),
                       sum(index_sequence<0, 0, 2, 3>{}, element<5>(c), element<2>(c), element<1>(c)),
                       -sum(index_sequence<3, 0, 2, 3>{}, element<5>(s), element<2>(s), element<1>(s)),
                       sum(index_sequence<2, 0, 2, 3>{}, element<5>(s), element<2>(s), element<1>(s)),
                       sum(index_sequence<1, 0, 1, 3>{}, element<4>(c), element<2>(c), element<0>(c)),
                       -sum(index_sequence<0, 0, 1, 3>{}, element<4>(c), element<2>(c), element<0>(c)),
                       sum(index_sequence<3, 0, 1, 3>{}, element<4>(s), element<2>(s), element<0>(s)),
                       -sum(index_sequence<2, 0, 1, 3>{}, element<4>(s), element<2>(s), element<0>(s)),
                       -sum(index_sequence<1, 0, 1, 2>{}, element<3>(c), element<1>(c), element<0>(c)),
                       sum(index_sequence<0, 0, 1, 2>{}, element<3>(c), element<1>(c), element<0>(c)),
                       -sum(index_sequence<3, 0, 1, 2>{}, element<3>(s), element<1>(s), element<0>(s)),
                       sum(index_sequence<2, 0, 1, 2>{}, element<3>(s), element<1>(s), element<0>(s)));
  }
};

}  // namespace detail

// The determinant of a square matrix up to 4x4.
template <detail::matrix_like M>
constexpr auto determinant(const M& m) {
  if constexpr (detail::is_small_square<M>())
    return detail::cofactors<detail::rows_of<M>>::determinant(m);
  else
    return detail::not_a_formula{};
}

// The inverse of a square matrix up to 4x4. That of a singular one has infinities and NaN.
template <detail::matrix_like M>
constexpr auto inverse(const M& m) {
  if constexpr (!detail::is_small_square<M>()) {
    return detail::not_a_formula{};
  } else {
    return detail::cofactors<detail::rows_of<M>>::adjugate(m) / determinant(m);
  }
}

// The solution x of m*x = b, for a square matrix up to 4x4 and a vector or matrix b.
template <detail::matrix_like M, detail::linear B>
constexpr auto solve(const M& m, const B& b) {
  if constexpr (!detail::is_small_square<M>())
    return detail::not_a_formula{};
  else
    return detail::cofactors<detail::rows_of<M>>::adjugate(m) * b / determinant(m);
}

}  // namespace tapeless
