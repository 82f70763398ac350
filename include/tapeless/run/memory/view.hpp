// SPDX-License-Identifier: BSL-1.0
// Where the elements of a tensor are: a pointer, extents and strides. Made from what users have: spans and vectors,
// nested std::array, Eigen matrices and maps of any storage order, pointers. Nothing is copied.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <iosfwd>
#include <span>
#include <type_traits>
#include <utility>

#include <tapeless/dag/bounds.hpp>

namespace tapeless::inline v0_2 {

// A tensor that somebody else owns. T is const for inputs. Strides are in elements, by dimension.
template <class T>
struct tensor_view {
  // The largest number of dimensions.
  static constexpr int max_rank = 6;

  T* elements = nullptr;                  // the first element
  int rank = 0;                           // the number of dimensions
  std::ptrdiff_t extents[max_rank] = {};  // the number of elements, by dimension
  std::ptrdiff_t strides[max_rank] = {};  // from one element to the next, in elements, by dimension
  bool flat = false;  // one run of elements whose shape is that of the tensor it is bound to, row by row

  // The first element.
  constexpr T* data() const { return elements; }
  // The number of elements along a dimension, counted from 0.
  constexpr std::ptrdiff_t extent(int dimension) const { return extents[dimension]; }
  // From one element to the next along a dimension, in elements.
  constexpr std::ptrdiff_t stride(int dimension) const { return strides[dimension]; }
  // The number of all elements.
  constexpr std::ptrdiff_t size() const {
    std::ptrdiff_t n = 1;
    for (int d = 0; d < rank; ++d) n *= extents[d];
    return n;
  }
  // One element, indices from 0, one per dimension. Out of range they are an error in a constant expression and fail an
  // assertion at run time.
  template <std::integral... Index>
  constexpr T& operator()(Index... index) const {
    dag::expect_in_range(sizeof...(Index) == static_cast<std::size_t>(rank));
    std::ptrdiff_t offset = 0;
    int d = 0;
    ((dag::expect_in_range(static_cast<std::size_t>(index) < static_cast<std::size_t>(extents[d])),
      offset += static_cast<std::ptrdiff_t>(index) * strides[d++]),
     ...);
    return elements[offset];
  }
  // The same; indices that are out of range throw std::out_of_range.
  template <std::integral... Index>
  constexpr T& at(Index... index) const {
    if (sizeof...(Index) != static_cast<std::size_t>(rank))
      throw std::out_of_range("tapeless: a tensor has one index for each of its " + std::to_string(rank) + " axes");
    int d = 0;
    (dag::checked_index(static_cast<std::size_t>(index), static_cast<std::size_t>(extents[d++])), ...);
    return (*this)(index...);
  }
  // All elements in a row; of views that are dense and row by row, as results are.
  constexpr std::span<T> span() const { return {elements, static_cast<std::size_t>(size())}; }
  // The first element, of views that are dense and row by row.
  constexpr T* begin() const { return elements; }
  // One past the last element, of views that are dense and row by row.
  constexpr T* end() const { return elements + size(); }
};

namespace detail {

template <class Out, class T>
void print_elements(Out& out, const tensor_view<T>& view, T* from, int dimension) {
  if (dimension == view.rank) {
    out << *from;
    return;
  }
  out << '{';
  for (std::ptrdiff_t k = 0; k < view.extents[dimension]; ++k) {
    if (k > 0) out << ", ";
    print_elements(out, view, from + k * view.strides[dimension], dimension + 1);
  }
  out << '}';
}

}  // namespace detail

// Writes the elements in nested braces: {{1, 2, 3}, {4, 5, 6}}.
template <class Char, class Traits, class T>
std::basic_ostream<Char, Traits>& operator<<(std::basic_ostream<Char, Traits>& out, const tensor_view<T>& view) {
  detail::print_elements(out, view, view.elements, 0);
  return out;
}

// A view of dense elements, the last dimension fastest: view(pointer, rows, columns). One to six extents.
template <class T, std::integral... Extent>
constexpr tensor_view<T> view(T* elements, Extent... extents) {
  static_assert(sizeof...(Extent) > 0 && sizeof...(Extent) <= tensor_view<T>::max_rank,
                "tapeless: a view has one to six extents");
  tensor_view<T> result{elements, static_cast<int>(sizeof...(Extent)), {static_cast<std::ptrdiff_t>(extents)...}};
  std::ptrdiff_t step = 1;
  for (int d = result.rank - 1; d >= 0; --d) {
    result.strides[d] = step;
    step *= result.extents[d];
  }
  return result;
}
// A view of elements anywhere: one to six extents and as many strides, in elements.
template <class T, std::size_t Rank>
constexpr tensor_view<T> strided_view(T* elements, const std::ptrdiff_t (&extents)[Rank],
                                      const std::ptrdiff_t (&strides)[Rank]) {
  static_assert(Rank > 0 && Rank <= tensor_view<T>::max_rank, "tapeless: a view has one to six extents");
  tensor_view<T> result{elements, static_cast<int>(Rank)};
  for (std::size_t d = 0; d < Rank; ++d) {
    result.extents[d] = extents[d];
    result.strides[d] = strides[d];
  }
  return result;
}

namespace detail {

template <class V>
inline constexpr bool is_view = false;
template <class T>
inline constexpr bool is_view<tensor_view<T>> = true;

template <class V>
inline constexpr bool is_array = false;
template <class T, std::size_t N>
inline constexpr bool is_array<std::array<T, N>> = true;

template <class M>
concept eigen_matrix = requires(const M& m) {
  m.data();
  m.rows();
  m.cols();
  m.rowStride();
  m.colStride();
};
template <class R>
concept contiguous_range = requires(const R& r) {
  std::data(r);
  std::size(r);
  *std::data(r);
};

template <class V>
struct element_of {
  using type = V;
};
template <class T, std::size_t N>
struct element_of<std::array<T, N>> : element_of<T> {};

// Rows of rows: elements of nested arrays lie one after another.
template <class V>
inline constexpr int nesting = 0;
template <class T, std::size_t N>
inline constexpr int nesting<std::array<T, N>> = nesting<T> + 1;
template <class V, class T>
constexpr void shape_of(const V& value, tensor_view<T>& result) {
  result.extents[result.rank++] = static_cast<std::ptrdiff_t>(value.size());
  if constexpr (is_array<typename V::value_type>)
    shape_of(value[0], result);
  else
    result.elements = value.data();
}

// Whether a tensor can have such elements, which lie one after another.
template <class T>
constexpr bool check_elements() {
  constexpr bool numbers = !contiguous_range<T> && !std::same_as<T, char>;
  static_assert(
      numbers,
      "tapeless: a tensor is bound to numbers that lie one after another: a vector of vectors, or text, does not "
      "have them so");
  return numbers;
}

// What a tensor is bound to, as a view.
template <class V>
constexpr auto as_view(const V& value) {
  if constexpr (is_view<V>) {
    using T = std::remove_pointer_t<decltype(value.elements)>;
    tensor_view<const T> result{value.elements, value.rank, {}, {}, value.flat};
    for (int d = 0; d < tensor_view<T>::max_rank; ++d) {
      result.extents[d] = value.extents[d];
      result.strides[d] = value.strides[d];
    }
    return result;
  } else if constexpr (is_array<V>) {
    using T = typename element_of<V>::type;
    check_elements<T>();
    tensor_view<const T> result;
    static_assert(nesting<V> <= result.max_rank, "tapeless: a tensor is bound to arrays of at most six extents");
    if constexpr (nesting<V> <= result.max_rank) shape_of(value, result);
    std::ptrdiff_t step = 1;
    for (int d = result.rank - 1; d >= 0; --d) {
      result.strides[d] = step;
      step *= result.extents[d];
    }
    return result;
  } else if constexpr (eigen_matrix<V>) {
    using T = std::remove_cvref_t<decltype(*value.data())>;
    if constexpr (V::IsVectorAtCompileTime)
      return strided_view<const T, 1>(value.data(), {static_cast<std::ptrdiff_t>(value.size())},
                                      {static_cast<std::ptrdiff_t>(value.innerStride())});
    else
      return strided_view<const T, 2>(
          value.data(), {static_cast<std::ptrdiff_t>(value.rows()), static_cast<std::ptrdiff_t>(value.cols())},
          {static_cast<std::ptrdiff_t>(value.rowStride()), static_cast<std::ptrdiff_t>(value.colStride())});
  } else {
    static_assert(contiguous_range<V>,
                  "tapeless: a tensor is bound to a vector, a span, a std::array, an Eigen matrix, or "
                  "view(pointer, extents...)");
    if constexpr (!contiguous_range<V>) {
      return tensor_view<const double>{};
    } else if constexpr (!check_elements<std::remove_cvref_t<decltype(*std::data(value))>>()) {
      return tensor_view<const double>{};
    } else {
      using T = std::remove_cvref_t<decltype(*std::data(value))>;
      tensor_view<const T> result = view<const T>(std::data(value), std::size(value));
      result.flat = true;
      return result;
    }
  }
}
// A std::array that is bound: its type says the extents.
template <class V>
struct array_reference {
  const V* array = nullptr;
};
template <class V>
inline constexpr bool is_array_reference = false;
template <class V>
inline constexpr bool is_array_reference<array_reference<V>> = true;

// Whether data end with the object that V is: a vector, whose elements are const where it is const, as opposed to a
// span; an Eigen matrix, as opposed to a map of one.
template <class V>
constexpr bool owns_elements() {
  if constexpr (std::is_arithmetic_v<V> || is_view<V>)
    return false;
  else if constexpr (requires { typename V::PlainObject; })
    return std::same_as<typename V::PlainObject, V>;
  else if constexpr (requires(V & one, const V& same) {
                       *std::data(one);
                       *std::data(same);
                     })
    return !std::same_as<decltype(*std::data(std::declval<V&>())), decltype(*std::data(std::declval<const V&>()))>;
  else
    return false;
}
// Of the type that a forwarding reference deduces.
template <class V>
inline constexpr bool is_temporary_data = !std::is_reference_v<V> && owns_elements<std::remove_cv_t<V>>();

// An array, also of a class that is derived from one.
template <class T, std::size_t N>
constexpr const std::array<T, N>& plain_array(const std::array<T, N>& array) {
  return array;
}

// What a binding holds: where the data are.
template <class V>
constexpr auto held(const V& value) {
  if constexpr (requires { plain_array(value); })
    return array_reference<std::remove_cvref_t<decltype(plain_array(value))>>{&plain_array(value)};
  else
    return as_view(value);
}
// A view of what a binding holds, or the number it is.
template <class V>
constexpr decltype(auto) as_data(const V& value) {
  if constexpr (is_array_reference<V>)
    return as_view(*value.array);
  else
    return (value);  // a reference: copies of what has just been written wait for it
}

}  // namespace detail
}  // namespace tapeless
