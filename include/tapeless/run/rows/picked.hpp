// SPDX-License-Identifier: BSL-1.0
// Packs of columns whose rows an index list picks: read there, or added to there; and of results of which only the sum
// over all rows is wanted.
#pragma once

#include <cstddef>
#include <type_traits>
#include <utility>

#include <tapeless/run/rows/columns.hpp>
#include <tapeless/simd/rows.hpp>

namespace tapeless::inline v0_2::detail::run {

// A sum on its way, lane by lane.
template <class T>
struct lane_sums {
  static constexpr int count = 1;
  simd::pack<T>* sums = nullptr;

  lane_sums from(std::ptrdiff_t) const { return *this; }
};
template <int K, class T>
[[gnu::always_inline]] inline void store_pack(const lane_sums<T>& to, const simd::pack<T>& result, std::ptrdiff_t) {
  *to.sums += result;
}

template <class T, class E, int Count, bool Dense, class Indices>
struct passage<T, picked<E, Count, Dense, Indices>> {
  static constexpr int width = simd::pack<T>::width, picks = Indices::count;
  simd::pack<T> numbers[static_cast<std::size_t>(Count * picks)];

  [[gnu::always_inline]] passage(const picked<E, Count, Dense, Indices>& from, std::ptrdiff_t row) {
    const auto here = from.from(row);  // of which all rows are at constant distances
    if (simd::loads_masked<T, Count> && here.beyond)
      take<true>(here);
    else
      take<false>(here);
  }
  template <int K>
  [[gnu::always_inline]] const simd::pack<T>& load() const {
    return numbers[K];
  }

 private:
  template <bool Beyond>
  [[gnu::always_inline]] void take(const picked<E, Count, Dense, Indices>& here) {
#pragma GCC unroll 16
    for (int p = 0; p < picks; ++p) {
      const auto place = [&](int l) { return here.at(l, p); };
      if constexpr (std::is_same_v<T, std::remove_const_t<E>>) {
        simd::load_rows<Count, Beyond>(place, numbers + p * Count);
      } else {
        T lanes[static_cast<std::size_t>(Count)][static_cast<std::size_t>(width)];
        for (int l = 0; l < width; ++l)
          for (int k = 0; k < Count; ++k) lanes[k][l] = static_cast<T>(place(l)[k]);
        for (int k = 0; k < Count; ++k) numbers[p * Count + k] = simd::pack<T>::load(lanes[k]);
      }
    }
  }
};
// What is added is turned first, numbers of a row next to each other, by turn<P> for each index P of a row. Then
// several such columns are added to in the order of the rows by calling add<P, L> of all of them for one lane L after
// the other; or their terms are left in memory of `size` numbers for each index. finish does all for a column that is
// alone.
template <class T, int Count, bool Dense, class Indices>
struct passage<T, added_to<T, Count, Dense, Indices>> {
  using terms = simd::row_terms<T, Count>;
  static constexpr int width = simd::pack<T>::width, picks = Indices::count, size = terms::size;

  added_to<T, Count, Dense, Indices> column;  // from the first row on
  simd::pack<T> numbers[static_cast<std::size_t>(Count * picks)];

  [[gnu::always_inline]] passage(const added_to<T, Count, Dense, Indices>& to, std::ptrdiff_t first)
      : column(to.from(first)) {}
  template <int K>
  [[gnu::always_inline]] void store(const simd::pack<T>& result) {
    numbers[K] = result;
  }
  template <int P>
  [[gnu::always_inline]] void turn() {
    terms::turn(numbers + P * Count);
  }
  template <int P>
  [[gnu::always_inline]] const simd::pack<T>* turned() const {
    return numbers + P * Count;
  }
  template <int P, int Lane>
  [[gnu::always_inline]] void add() const {
    terms::template add<Lane>(numbers + P * Count, column.at(Lane, P));
  }
  // The same of numbers that somebody else has turned and that have the other sign.
  template <int P, int Lane>
  [[gnu::always_inline]] void subtract(const simd::pack<T>* others) const {
    terms::template subtract<Lane>(others, column.at(Lane, P));
  }
  [[gnu::always_inline]] void finish() {
    turn_all(all_picks{});
    add_all(std::make_index_sequence<static_cast<std::size_t>(width)>{});
  }

 private:
  using all_picks = std::make_index_sequence<static_cast<std::size_t>(picks)>;
  template <std::size_t... P>
  [[gnu::always_inline]] void turn_all(std::index_sequence<P...>) {
    (turn<static_cast<int>(P)>(), ...);
  }
  template <std::size_t... L>
  [[gnu::always_inline]] void add_all(std::index_sequence<L...>) const {
    (add_lane<static_cast<int>(L)>(all_picks{}), ...);
  }
  template <int Lane, std::size_t... P>
  [[gnu::always_inline]] void add_lane(std::index_sequence<P...>) const {
    (add<static_cast<int>(P), Lane>(), ...);
  }
};

template <class E, int Count, bool Dense, class Indices, int Width>
struct end_of<picked<E, Count, Dense, Indices>, Width> {
  static constexpr int picks = Indices::count;
  typename Indices::index places[static_cast<std::size_t>(Width * picks)];
  picked<E, Count, Dense, Indices> column;

  end_of(const picked<E, Count, Dense, Indices>& all, int n)
      : column{all.data, all.size, all.step, {places, Width, picks}} {
    for (int l = 0; l < Width; ++l)
      for (int p = 0; p < picks; ++p) places[l * picks + p] = all.indices.at(l < n ? l : n - 1, p);
  }
  end_of(const end_of&) = delete;
  end_of& operator=(const end_of&) = delete;
  void give(int) const {}
};
// Only the first lanes are added.
template <class E, int Count, bool Dense, class Indices, int Width>
struct end_of<added_to<E, Count, Dense, Indices>, Width> {
  added_to<E, Count, Dense, Indices> column;

  end_of(const added_to<E, Count, Dense, Indices>& all, int) : column(all) {}
  void give(int) const {}
};
template <class T, int Width>
struct end_of<lane_sums<T>, Width> {
  simd::pack<T> sums{T(0)};
  lane_sums<T> given, column;

  end_of(const lane_sums<T>& all, int) : given(all), column{&sums} {}
  end_of(const end_of&) = delete;
  end_of& operator=(const end_of&) = delete;
  void give(int n) const { *given.sums += select(simd::pack<T>::first_lanes(n), sums, simd::pack<T>(T(0))); }
};

}  // namespace tapeless::detail::run
