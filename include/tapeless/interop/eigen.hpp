// SPDX-License-Identifier: BSL-1.0
// Function objects with vectors of Eigen: evaluate(h, camera, point, 3.0) has vectors and numbers as arguments and
// Eigen's types as its result, evaluate_into(h, into(values, J), camera, point, 3.0) writes to matrices and maps that
// are there. Nothing is allocated.
#pragma once

// First, because compilers only say which file they do not find.
#if !__has_include(<Eigen/Core>)
#error tapeless: this header needs Eigen (libeigen3-dev); its folder goes behind -isystem
#endif

#include <array>
#include <concepts>
#include <cstddef>
#include <span>
#include <stdexcept>
#include <string>
#include <tuple>
#include <type_traits>

#include <Eigen/Core>
#include <Eigen/Eigenvalues>
#include <Eigen/SparseCore>

#include <tapeless/tapeless.hpp>

namespace tapeless::inline v0_2 {

// A matrix of fixed size, stored by rows where there are several columns.
template <class T, int Rows, int Columns>
using matrix_by_rows = Eigen::Matrix<T, Rows, Columns, Columns == 1 ? Eigen::ColMajor : Eigen::RowMajor>;

// What evaluate gives of value_and_gradient.
template <class T, int N>
struct eigen_value_and_gradient {
  T value;                          // of the formula
  Eigen::Matrix<T, N, 1> gradient;  // in the order of the symbols of the request
};
// What evaluate gives of value_and_jacobian.
template <class T, int M, int N>
struct eigen_values_and_jacobian {
  Eigen::Matrix<T, M, 1> values;     // of the formulas, in order
  matrix_by_rows<T, M, N> jacobian;  // one row per formula, one column per symbol
};
// What evaluate gives of value_gradient_hessian.
template <class T, int N>
struct eigen_value_gradient_hessian {
  T value;                          // of the formula
  Eigen::Matrix<T, N, 1> gradient;  // in the order of the symbols of the request
  matrix_by_rows<T, N, N> hessian;  // by the same symbols
};

// Where evaluate_into writes: into(values, J).
template <class... Part>
struct eigen_targets {
  std::tuple<Part&...> parts;
};
// Numbers, matrices, maps and blocks in the order of the result: value, gradient, Hessian; values, Jacobian. They have
// to live as long as the call; nullptr stands for a part that is not wanted.
template <class... Part>
constexpr auto into(Part&&... parts) {
  return eigen_targets<std::remove_reference_t<Part>...>{{parts...}};
}

namespace detail::eigen {

// The parts of a result: how many rows and columns each has, and the result of Eigen's types.
struct shape {
  int rows = 1, columns = 1;
};
template <class R>
struct parts_of {  // a number
  static constexpr std::array<shape, 1> shapes{};
  template <class T>
  static T make(const T* y) {
    return *y;
  }
};
template <int Rows, int Columns>
struct one_matrix {
  static constexpr std::array<shape, 1> shapes{{{Rows, Columns}}};
  template <class T>
  static matrix_by_rows<T, Rows, Columns> make(const T* y) {
    return Eigen::Map<const matrix_by_rows<T, Rows, Columns>>(y);
  }
};
template <class T, std::size_t N>
struct parts_of<std::array<T, N>> : one_matrix<static_cast<int>(N), 1> {};
template <class T, std::size_t N>
struct parts_of<result_array<T, N>> : one_matrix<static_cast<int>(N), 1> {};
template <class T, class... Keys>
struct parts_of<keyed_values<T, Keys...>> : one_matrix<static_cast<int>(sizeof...(Keys)), 1> {};
template <class T, std::size_t Rows, class... Keys>
struct parts_of<matrix_values<T, Rows, Keys...>>
    : one_matrix<static_cast<int>(Rows), static_cast<int>(sizeof...(Keys))> {};
template <class R, class... Keys>
struct parts_of<value_with_gradient<R, Keys...>> {
  static constexpr int n = static_cast<int>(sizeof...(Keys));
  static constexpr std::array<shape, 2> shapes{{{1, 1}, {n, 1}}};
  template <class T>
  static eigen_value_and_gradient<T, n> make(const T* y) {
    return {*y, Eigen::Map<const Eigen::Matrix<T, n, 1>>(y + 1)};
  }
};
template <class R, std::size_t Rows, class... Keys>
struct parts_of<values_with_jacobian<R, Rows, Keys...>> {
  static constexpr int m = static_cast<int>(Rows), n = static_cast<int>(sizeof...(Keys));
  static constexpr std::array<shape, 2> shapes{{{m, 1}, {m, n}}};
  template <class T>
  static eigen_values_and_jacobian<T, m, n> make(const T* y) {
    return {Eigen::Map<const Eigen::Matrix<T, m, 1>>(y), Eigen::Map<const matrix_by_rows<T, m, n>>(y + m)};
  }
};
template <class R, class... Keys>
struct parts_of<value_with_hessian<R, Keys...>> {
  static constexpr int n = static_cast<int>(sizeof...(Keys));
  static constexpr std::array<shape, 3> shapes{{{1, 1}, {n, 1}, {n, n}}};
  template <class T>
  static eigen_value_gradient_hessian<T, n> make(const T* y) {
    return {*y, Eigen::Map<const Eigen::Matrix<T, n, 1>>(y + 1), Eigen::Map<const matrix_by_rows<T, n, n>>(y + 1 + n)};
  }
};

// Whether an argument is a vector, and of how many numbers: -1 when that is known at run time only.
template <class A>
concept vector = requires {
  typename A::Scalar;
  requires bool(A::IsVectorAtCompileTime);
};
template <class A>
constexpr int size_of() {
  if constexpr (vector<A>)
    return A::SizeAtCompileTime == Eigen::Dynamic ? -1 : static_cast<int>(A::SizeAtCompileTime);
  else
    return 1;
}
template <class A>
struct scalar_of {
  using type = A;
};
template <vector A>
struct scalar_of<A> {
  using type = typename A::Scalar;
};
template <class... A>
using scalar = scalar_type<typename scalar_of<A>::type...>;

template <int Given, int Needed>
struct number_of_arguments {
  static_assert(Given == Needed,
                "tapeless: the vectors and numbers of evaluate are as many as the arguments of its function");
};

template <class... A>
constexpr bool check_arguments() {
  constexpr bool right = all_true({(vector<A> || !requires { typename A::Scalar; })...});
  static_assert(right, "tapeless: an argument of evaluate is a vector of Eigen or a number, not a matrix");
  return right;
}

template <class T, class A>
void put(T*& to, const A& value) {
  if constexpr (vector<A>) {
    Eigen::Map<Eigen::Matrix<T, A::RowsAtCompileTime, A::ColsAtCompileTime,
                             A::IsRowMajor ? Eigen::RowMajor : Eigen::ColMajor>>(to, value.rows(), value.cols()) =
        value;
    to += value.size();
  } else {
    *to++ = static_cast<T>(value);
  }
}

// The arguments in a row; h(in, out) then has them where it wants them.
template <std::size_t Arity, class T, class... A>
std::array<T, Arity> gather(const A&... values) {
  constexpr bool fixed = all_true({(size_of<A>() >= 0)..., true});
  if constexpr (fixed) {
    constexpr int given = (0 + ... + size_of<A>());
    static_assert(sizeof(number_of_arguments<given, static_cast<int>(Arity)>) > 0);
  } else {
    const auto count = [](const auto& value) -> std::ptrdiff_t {
      if constexpr (vector<std::remove_cvref_t<decltype(value)>>)
        return value.size();
      else
        return 1;
    };
    const std::ptrdiff_t given = (std::ptrdiff_t{0} + ... + count(values));
    if (given != static_cast<std::ptrdiff_t>(Arity))
      throw std::invalid_argument("tapeless: the function has " + std::to_string(Arity) + " arguments and is given " +
                                  std::to_string(given));
  }
  std::array<T, Arity> in;
  T* to = in.data();
  (put(to, values), ...);
  return in;
}

// Whether a target has the shape of its part; a vector may lie either way.
template <class Target>
void check_target(const Target& target, const shape& part) {
  if constexpr (requires { target.rows(); }) {
    const bool turned = part.columns == 1 && target.rows() == 1 && target.cols() == part.rows;
    if (!turned && (target.rows() != part.rows || target.cols() != part.columns))
      throw std::invalid_argument("tapeless: a part of the result is " + std::to_string(part.rows) + " x " +
                                  std::to_string(part.columns) + " and would be written to a matrix that is " +
                                  std::to_string(target.rows()) + " x " + std::to_string(target.cols()));
  }
}
template <shape Part, class T, class Target>
void give(Target& target, const T* y) {
  if constexpr (std::is_null_pointer_v<std::remove_const_t<Target>>) {
  } else if constexpr (requires { target.rows(); }) {
    using part = Eigen::Map<const matrix_by_rows<T, Part.rows, Part.columns>>;
    if constexpr (Target::IsVectorAtCompileTime && Target::RowsAtCompileTime == 1)
      target = part(y).transpose();
    else
      target = part(y);
  } else {
    static_assert(Part.rows * Part.columns == 1, "tapeless: a number takes the value of a formula, a matrix the rest");
    target = static_cast<Target>(*y);
  }
}

}  // namespace detail::eigen

// The result of a function object for vectors and numbers, which stand for its arguments one after the other, in types
// of Eigen: a number, a vector (of a bundle or a gradient), a matrix by rows, or a structure of them. The compiler
// refuses another number of arguments; where vectors have a size that is known at run time only, it throws
// std::invalid_argument.
template <class Verb, class... X, class... A>
auto evaluate(const function_object<Verb, symbol_list<X...>>& h, const A&... values) {
  if constexpr (detail::eigen::check_arguments<A...>()) {
    using T = detail::eigen::scalar<A...>;
    using result = typename function_object<Verb, symbol_list<X...>>::template result<T>;
    const std::array<T, sizeof...(X)> in = detail::eigen::gather<sizeof...(X), T>(values...);
    std::array<T, detail::flat_size<result>> out;
    h(in, out);
    return detail::eigen::parts_of<result>::make(out.data());
  }
}
// The same, written to matrices, maps and numbers that are there: evaluate_into(h, into(values, J), camera, point).
// Throws std::invalid_argument, before anything is written, when one has another shape than its part of the result.
template <class Verb, class... X, class... Part, class... A>
void evaluate_into(const function_object<Verb, symbol_list<X...>>& h, const eigen_targets<Part...>& targets,
                   const A&... values) {
  if constexpr (detail::eigen::check_arguments<A...>()) {
    using T = detail::eigen::scalar<A...>;
    using result = typename function_object<Verb, symbol_list<X...>>::template result<T>;
    using parts = detail::eigen::parts_of<result>;
    static_assert(sizeof...(Part) == parts::shapes.size(),
                  "tapeless: into(...) has one target for each part of the result: value, gradient, Hessian; values, "
                  "Jacobian");
    if constexpr (sizeof...(Part) == parts::shapes.size()) {
      const std::array<T, sizeof...(X)> in = detail::eigen::gather<sizeof...(X), T>(values...);
      [&]<std::size_t... K>(std::index_sequence<K...>) {
        (detail::eigen::check_target(std::get<K>(targets.parts), parts::shapes[K]), ...);
        std::array<T, detail::flat_size<result>> out;
        h(in, out);
        const T* y = out.data();
        ((detail::eigen::give<parts::shapes[K]>(std::get<K>(targets.parts), y),
          y += parts::shapes[K].rows * parts::shapes[K].columns),
         ...);
      }
      (std::index_sequence_for<Part...>{});
    }
  }
}

// A compressed matrix of compressed(...) as a sparse matrix of Eigen, which refers to its numbers: good as long as
// those.
template <class Matrix>
  requires requires(const Matrix& m) {
    m.outer();
    m.inner();
    m.values();
    m.nonzeros();
  }
auto sparse_map(const Matrix& matrix) {
  using T = std::remove_cvref_t<decltype(matrix.values()[0])>;
  return Eigen::Map<const Eigen::SparseMatrix<T, Eigen::RowMajor, int>>(matrix.rows(), matrix.cols(), matrix.nonzeros(),
                                                                        matrix.outer().data(), matrix.inner().data(),
                                                                        matrix.values().data());
}

namespace detail {

// Negative eigenvalues become 0.
struct without_negative_eigenvalues {
  // The upper triangle of a symmetric matrix of N rows by rows, entry k at triangle[k*step]. Not finite ones stay.
  template <int N, class T>
  static void apply(T* triangle, std::ptrdiff_t step) {
    Eigen::Matrix<T, N, N> matrix;
    const T* from = triangle;
    for (int i = 0; i < N; ++i)
      for (int j = i; j < N; ++j, from += step) matrix(i, j) = matrix(j, i) = *from;
    if (!matrix.allFinite()) return;
    const Eigen::SelfAdjointEigenSolver<Eigen::Matrix<T, N, N>> parts(matrix);
    if (parts.info() != Eigen::Success || parts.eigenvalues()(0) >= T(0)) return;
    matrix = parts.eigenvectors() * parts.eigenvalues().cwiseMax(T(0)).asDiagonal() * parts.eigenvectors().transpose();
    for (int i = 0; i < N; ++i)
      for (int j = i; j < N; ++j, triangle += step) *triangle = matrix(i, j);
  }
};

}  // namespace detail

// compressed(value_gradient_hessian(L, X), positive_semidefinite): the second derivatives of each row are replaced by
// the nearest matrix without negative eigenvalues (in the Frobenius norm), so that those of the sum have none either
// and a step of Newton goes downhill: Teran et al., Robust quasistatic finite elements and flesh simulation, 2005.
inline constexpr detail::without_negative_eigenvalues positive_semidefinite{};

}  // namespace tapeless
