// SPDX-License-Identifier: BSL-1.0
// What products of matrices and of vectors are made of: rows of packs, and sums of their lanes.
#pragma once

#include <cstddef>
#include <type_traits>
#include <utility>

#include <tapeless/simd/memory.hpp>
#include <tapeless/simd/pack.hpp>
#include <tapeless/simd/reduce_rows.hpp>

namespace tapeless::inline v0_2::detail::simd::product_detail {

// One number behind the interface of packs, for types that have none.
template <class T>
struct single {
  static constexpr int width = 1;
  T value{};
  single() = default;
  [[gnu::always_inline]] single(const T& x) : value(x) {}
  [[gnu::always_inline]] static single load(const T* from) { return *from; }
  [[gnu::always_inline]] static single load(const T* from, int) { return *from; }
  [[gnu::always_inline]] static single gather(const T* from, std::ptrdiff_t, int) { return *from; }
  [[gnu::always_inline]] void store(T* to) const { *to = value; }
  [[gnu::always_inline]] void store(T* to, int) const { *to = value; }
  [[gnu::always_inline]] friend single operator+(const single& a, const single& b) { return a.value + b.value; }
  [[gnu::always_inline]] friend single operator*(const single& a, const single& b) { return a.value * b.value; }
  [[gnu::always_inline]] friend single fma(const single& a, const single& b, const single& c) {
    return a.value * b.value + c.value;
  }
};

template <class T>
struct lanes_of {
  using type = single<T>;
};
template <packable T>
struct lanes_of<T> {
  using type = pack<T>;
};
template <class T>
using lanes = typename lanes_of<T>::type;

// The sums of the lanes of N rows, all together: they are transposed while they are added.
template <class T>
[[gnu::always_inline]] inline single<T> add_rows(const single<T>* rows) {
  return *rows;
}
using simd::add_rows;
template <class Pack, long N>
inline constexpr long groups = (N + Pack::width - 1) / Pack::width;
template <long N, class Pack>
[[gnu::always_inline]] inline void sums(const Pack* rows, Pack* to) {
  if constexpr (N < Pack::width) {
    Pack all[Pack::width];
    for (long i = 0; i < Pack::width; ++i) all[i] = i < N ? rows[i] : Pack(0);
    *to = add_rows(all);
  } else {
    static_assert(N % Pack::width == 0);
    for (long g = 0; g < groups<Pack, N>; ++g) to[g] = add_rows(rows + g * Pack::width);
  }
}

// Function templates over index sequences instead of loops or lambdas: all indices are constants already where the
// compilers decide about registers, also at -O2.
template <class T, class Pack = lanes<T>>
struct product_base {
  using index = std::ptrdiff_t;
  template <long N>
  using count_to = std::make_integer_sequence<long, N>;
  template <long... I>
  using counted = std::integer_sequence<long, I...>;

  static constexpr long width = Pack::width;

  template <bool Tail, long P, long... J>
  [[gnu::always_inline]] static void load(Pack* b, const T* from, int tail, counted<J...>) {
    ((b[J] = Tail && J + 1 == P ? Pack::load(from + J * width, tail) : Pack::load(from + J * width)), ...);
  }
  template <bool Tail, long P, long... J>
  [[gnu::always_inline]] static void store(T* to, const Pack* c, int tail, counted<J...>) {
    ((Tail && J + 1 == P ? c[J].store(to + J * width, tail) : c[J].store(to + J * width)), ...);
  }
  template <long... J>
  [[gnu::always_inline]] static void clear(Pack* c, counted<J...>) {
    ((c[J] = Pack(T(0))), ...);
  }
  template <long... J>
  [[gnu::always_inline]] static void plus(Pack* to, const Pack* from, counted<J...>) {
    ((to[J] = to[J] + from[J]), ...);
  }
  template <long... J>
  [[gnu::always_inline]] static void row(Pack* c, T a, const Pack* b, counted<J...>) {
    const Pack factor(a);
    ((c[J] = fma(factor, b[J], c[J])), ...);
  }
  template <bool Tail, long P>
  [[gnu::always_inline]] static void finish(T* to, const Pack* c, int tail, bool add) {
    if (add) {
      Pack sum[std::size_t{P}];
      load<Tail, P>(sum, to, tail, count_to<P>{});
      plus(sum, c, count_to<P>{});
      store<Tail, P>(to, sum, tail, count_to<P>{});
    } else {
      store<Tail, P>(to, c, tail, count_to<P>{});
    }
  }
};

}  // namespace tapeless::detail::simd::product_detail
