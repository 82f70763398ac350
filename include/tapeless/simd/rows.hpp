// SPDX-License-Identifier: BSL-1.0
// Rows of a few numbers, each lying somewhere else: as many as a pack has lanes are loaded whole and transposed in
// registers, or added to. Exactly the numbers of the rows are read and written.
//
// A row is cut into pieces of four numbers, two, and one. Where rows are added to, a piece is read, increased and
// written by instructions of one size: a row of three doubles, masked or written four wide, would be read back by a
// load that no store before it covers, which waits until both have left the core. Measured per row on AVX-512: 7 ns
// where the same rows follow each other, 1.2 ns in pieces of two and one, 1.4 ns number by number. Loads of rows that
// nobody has just written are masked: 0.41 ns a row of three, 0.46 in pieces, 0.7 number by number, 1.4 by the
// instructions that gather.
#pragma once

#include <cstddef>
#include <type_traits>
#include <utility>

#include <tapeless/simd/memory.hpp>
#include <tapeless/simd/transpose.hpp>

namespace tapeless::inline v0_2::detail::simd {
namespace kernel {

#if defined(__has_builtin)
#if __has_builtin(__builtin_shufflevector) && defined(__SSE2__)
#define TAPELESS_SHUFFLES 1
#endif
#endif

// How many numbers the piece that begins at number `first` of a row has.
template <class T>
constexpr int piece_of(int count, int first) {
#if defined(TAPELESS_SHUFFLES)
  if (pack<T>::width >= 4 && count - first >= 4) return 4;
  if (pack<T>::width >= 2 && count - first >= 2) return 2;
#endif
  return 1;
}

#if defined(TAPELESS_SHUFFLES)

// N numbers as compilers know them, and the same where no alignment is known.
template <class T, int N>
struct numbers {
  typedef T type __attribute__((vector_size(static_cast<std::size_t>(N) * sizeof(T))));
  typedef T loose __attribute__((vector_size(static_cast<std::size_t>(N) * sizeof(T)), aligned(sizeof(T)), may_alias));
};

template <class T, int N, std::size_t... K>
[[gnu::always_inline]] inline auto joined_numbers(const typename numbers<T, N>::type& a,
                                                  const typename numbers<T, N>::type& b, std::index_sequence<K...>) ->
    typename numbers<T, 2 * N>::type {
  // g++ 12 copies both before it shuffles them, where there is an instruction that inserts.
#if defined(__AVX512F__)
  if constexpr (sizeof(a) == 32 && sizeof(T) == 8)
    return typename numbers<T, 2 * N>::type(_mm512_insertf64x4(_mm512_castpd256_pd512(a), b, 1));
  else if constexpr (sizeof(a) == 32)
    return typename numbers<T, 2 * N>::type(
        _mm512_castpd_ps(_mm512_insertf64x4(_mm512_castps_pd(_mm512_castps256_ps512(a)), _mm256_castps_pd(b), 1)));
  else
#endif
#if defined(__AVX__)
      if constexpr (sizeof(a) == 16 && sizeof(T) == 8)
    return typename numbers<T, 2 * N>::type(_mm256_insertf128_pd(_mm256_castpd128_pd256(a), b, 1));
  else if constexpr (sizeof(a) == 16)
    return typename numbers<T, 2 * N>::type(_mm256_insertf128_ps(_mm256_castps128_ps256(a), b, 1));
  else
#endif
    return __builtin_shufflevector(a, b, static_cast<int>(K)...);
}

// N numbers of a register, from number First on.
template <class T, int N, int First, class Register, std::size_t... K>
[[gnu::always_inline]] inline typename numbers<T, N>::type piece_at(const Register& all, std::index_sequence<K...>) {
  if constexpr (N == pack<T>::width)
    return typename numbers<T, N>::type(all);
  else
    return __builtin_shufflevector(all, all, (First + static_cast<int>(K))...);
}

// The first Count numbers of a row of at most N, and 0, or with Beyond what lies there, in place of the others.
template <int N, int Count, bool Beyond, class T>
[[gnu::always_inline]] inline typename numbers<T, N>::type row_of(const T* from) {
  if constexpr (N == Count || Beyond) {
    return *reinterpret_cast<const typename numbers<T, N>::loose*>(from);
  } else {
    static_assert(N == 4 && Count == 3);
#if defined(__AVX512F__) && defined(__AVX512VL__)
    if constexpr (sizeof(T) == 8)
      return typename numbers<T, N>::type(_mm256_maskz_loadu_pd(7, from));
    else
      return typename numbers<T, N>::type(_mm_maskz_loadu_ps(7, from));
#elif defined(__AVX__)
    if constexpr (sizeof(T) == 8)
      return typename numbers<T, N>::type(_mm256_maskload_pd(from, _mm256_setr_epi64x(-1, -1, -1, 0)));
    else
      return typename numbers<T, N>::type(_mm_maskload_ps(from, _mm_setr_epi32(-1, -1, -1, 0)));
#else
    return typename numbers<T, N>::type{from[0], from[1], from[2], T(0)};
#endif
  }
}
// Rows first, first + N, ... of as many as fill Size numbers.
template <int Size, int N, int Count, bool Beyond, class T, class At>
[[gnu::always_inline]] inline typename numbers<T, Size>::type rows_of(const At& at, int first) {
  if constexpr (Size == N)
    return row_of<N, Count, Beyond, T>(at(first));
  else
    return joined_numbers<T, Size / 2>(rows_of<Size / 2, N, Count, Beyond, T>(at, first),
                                       rows_of<Size / 2, N, Count, Beyond, T>(at, first + Size / 2),
                                       std::make_index_sequence<static_cast<std::size_t>(Size)>{});
}

// N packs, transposed within each N lanes.
template <int N, class T>
[[gnu::always_inline]] inline void transpose_pieces(pack<T>* all) {
  constexpr auto lanes = std::make_index_sequence<static_cast<std::size_t>(pack<T>::width)>{};
  if constexpr (N == 4) {
    exchange<2>(all[0], all[2], lanes);
    exchange<2>(all[1], all[3], lanes);
    exchange<1>(all[0], all[1], lanes);
    exchange<1>(all[2], all[3], lanes);
  } else if constexpr (N == 2) {
    exchange<1>(all[0], all[1], lanes);
  }
}

#endif

// Lane l of to[k] is at(l)[k], of numbers First to Count - 1.
template <int First, int Count, bool Beyond, class T, class At>
[[gnu::always_inline]] inline void load_pieces(const At& at, pack<T>* to) {
  constexpr int width = pack<T>::width, left = Count - First;
  if constexpr (left > 0) {
#if defined(TAPELESS_SHUFFLES)
    constexpr int most = width < 4 ? width : 4, taken = left < most ? left : most, size = taken == 3 ? 4 : taken;
    if constexpr (size > 1) {
      using vector = typename pack<T>::register_type::register_type;
      const auto beginning = [&](int l) { return at(l) + First; };
      pack<T> all[static_cast<std::size_t>(size)];
#pragma GCC unroll 4
      for (int k = 0; k < size; ++k)
        all[k] = pack<T>(typename pack<T>::register_type(vector(rows_of<width, size, taken, Beyond, T>(beginning, k))));
      transpose_pieces<size>(all);
#pragma GCC unroll 4
      for (int k = 0; k < taken; ++k) to[First + k] = all[k];
      return load_pieces<First + taken, Count, Beyond>(at, to);
    }
#endif
    T lanes[static_cast<std::size_t>(width)];
#pragma GCC unroll 16
    for (int l = 0; l < width; ++l) lanes[l] = at(l)[First];
    to[First] = pack<T>::load(lanes);
    load_pieces<First + 1, Count, Beyond>(at, to);
  }
}

}  // namespace kernel

// Lane l of to[k] is number k of the row of Count numbers that begins at at(l). With Beyond, one number more may be
// read.
template <int Count, bool Beyond = false, class T, class At>
[[gnu::always_inline]] inline void load_rows(const At& at, pack<T>* to) {
  kernel::load_pieces<0, Count, Beyond>(at, to);
}
// Whether Beyond makes a difference.
template <class T, int Count>
#if defined(TAPELESS_SHUFFLES) && defined(__AVX__)
inline constexpr bool loads_masked = pack<T>::width >= 4 && Count % 4 == 3;
#else
inline constexpr bool loads_masked = false;
#endif

// Rows of Count numbers that are to be added somewhere, as many as a pack has lanes: first, lane l of numbers[k] is
// number k of row l; turned, each piece of a row is in one register. They may be left in memory of `size` numbers.
template <class T, int Count>
struct row_terms {
  static constexpr int width = pack<T>::width;
  static constexpr int size = Count * width;

  [[gnu::always_inline]] static void turn(pack<T>* numbers) { turn_pieces<0>(numbers); }
  // to[k] += number k of row L, of numbers that are turned. They stay in registers: narrow loads of what wide stores
  // have just written take twice the time of the rest.
  template <int L>
  [[gnu::always_inline]] static void add(const pack<T>* numbers, T* to) {
    add_pieces<L, 0, false>(numbers, to);
  }
  template <int L>
  [[gnu::always_inline]] static void subtract(const pack<T>* numbers, T* to) {
    add_pieces<L, 0, true>(numbers, to);
  }
  [[gnu::always_inline]] static void leave(const pack<T>* numbers, T* memory) {
#pragma GCC unroll 16
    for (int k = 0; k < Count; ++k) numbers[k].store(memory + k * width);
  }
  // The same of row l of what was left there.
  [[gnu::always_inline]] static void add(const T* memory, int l, T* to) { add_pieces<0>(memory, l, to); }
  // to[k] = number k of row l of what was left there
  [[gnu::always_inline]] static void copy(const T* memory, int l, T* to) { copy_pieces<0>(memory, l, to); }

 private:
  // Where the piece of n numbers from number k on lies of row l.
  static constexpr int place(int k, int n, int l) { return (k + l % n) * width + l / n * n; }

  template <int First>
  [[gnu::always_inline]] static void turn_pieces(pack<T>* numbers) {
    if constexpr (First < Count) {
      constexpr int n = kernel::piece_of<T>(Count, First);
#if defined(TAPELESS_SHUFFLES)
      kernel::transpose_pieces<n>(numbers + First);
#endif
      turn_pieces<First + n>(numbers);
    }
  }
  template <int L, int First, bool Minus>
  [[gnu::always_inline]] static void add_pieces(const pack<T>* numbers, T* to) {
    if constexpr (First < Count) {
      constexpr int n = kernel::piece_of<T>(Count, First);
#if defined(TAPELESS_SHUFFLES)
      using vector = typename pack<T>::register_type::register_type;
      const vector all = numbers[First + L % n].value;
      if constexpr (n == 1) {
        to[First] = Minus ? to[First] - all[L] : to[First] + all[L];
      } else {
        auto* const here = reinterpret_cast<typename kernel::numbers<T, n>::loose*>(to + First);
        const auto terms = kernel::piece_at<T, n, L / n * n>(all, std::make_index_sequence<std::size_t{n}>{});
        *here = Minus ? *here - terms : *here + terms;
      }
#else
      T lanes[static_cast<std::size_t>(width)];
      numbers[First].store(lanes);
      to[First] = Minus ? to[First] - lanes[L] : to[First] + lanes[L];
#endif
      add_pieces<L, First + n, Minus>(numbers, to);
    }
  }
  template <int First>
  [[gnu::always_inline]] static void copy_pieces(const T* memory, int l, T* to) {
    if constexpr (First < Count) {
      constexpr int n = kernel::piece_of<T>(Count, First);
      if constexpr (n == 1) {
        to[First] = memory[place(First, n, l)];
      } else {
#if defined(TAPELESS_SHUFFLES)
        using piece = typename kernel::numbers<T, n>::loose;
        *reinterpret_cast<piece*>(to + First) = *reinterpret_cast<const piece*>(memory + place(First, n, l));
#endif
      }
      copy_pieces<First + n>(memory, l, to);
    }
  }
  template <int First>
  [[gnu::always_inline]] static void add_pieces(const T* memory, int l, T* to) {
    if constexpr (First < Count) {
      constexpr int n = kernel::piece_of<T>(Count, First);
      if constexpr (n == 1) {
        to[First] += memory[place(First, n, l)];
      } else {
#if defined(TAPELESS_SHUFFLES)
        using piece = typename kernel::numbers<T, n>::loose;
        auto* const here = reinterpret_cast<piece*>(to + First);
        *here = *here + *reinterpret_cast<const piece*>(memory + place(First, n, l));
#endif
      }
      add_pieces<First + n>(memory, l, to);
    }
  }
};

}  // namespace tapeless::detail::simd

#undef TAPELESS_SHUFFLES
