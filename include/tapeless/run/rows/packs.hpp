// SPDX-License-Identifier: BSL-1.0
// A function of numbers for some rows, as many at a time as a pack has lanes. The last rows are computed in a pack that
// repeats the last one. What is added to values by an index list is added one row after the other as soon as a pack is
// computed, or left for later as `destination` says.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <initializer_list>
#include <tuple>
#include <utility>

#include <tapeless/run/rows/adding.hpp>
#include <tapeless/run/rows/columns.hpp>
#include <tapeless/run/rows/picked.hpp>
#include <tapeless/simd/functions.hpp>

namespace tapeless::inline v0_2::detail::run {

// The ends of several columns.
template <std::size_t, class Column, int Width>
struct end_leaf : end_of<Column, Width> {
  using end_of<Column, Width>::end_of;
};
template <int Width, class Places, class... Column>
struct ends_of;
template <int Width, std::size_t... K, class... Column>
struct ends_of<Width, std::index_sequence<K...>, Column...> : end_leaf<K, Column, Width>... {
  ends_of(const std::tuple<Column...>& all, int n) : end_leaf<K, Column, Width>(std::get<K>(all), n)... {}
  std::tuple<Column...> whole() const {
    return std::tuple<Column...>(static_cast<const end_leaf<K, Column, Width>&>(*this).column...);
  }
  void give(int n) const {
    const bool given[] = {(static_cast<const end_leaf<K, Column, Width>&>(*this).give(n), true)...};
    static_cast<void>(given);
  }
};

// Where the results of packs go: to a column as it is, or to the sums of lanes.
template <class T, class Column>
using taking = std::conditional_t<is_summed<Column>, lane_sums<T>, Column>;

// How many numbers come before each column, which have such counts.
template <std::size_t N>
constexpr std::array<int, N + 1> sums_before(const int (&counts)[N]) {
  std::array<int, N + 1> list{};
  for (std::size_t k = 0; k < N; ++k) list[k + 1] = list[k] + counts[k];
  return list;
}

// What is added by one index of a row: the column, which index of the column, its first number among the results and
// among those that are added, how many numbers; and which one before it has the same numbers with the other sign, or
// -1: then they are subtracted. Forces between two ends are such.
struct added_row {
  std::size_t column;
  int pick, result, number, count, opposite;
};
template <class H, class... Out>
constexpr auto added_rows_of() {
  constexpr std::size_t size = (0 + ... + (is_added<Out> ? Out::count / added_length<Out> : 0));
  const int counts[] = {Out::count...}, lengths[] = {added_length<Out>...};
  const bool added[] = {is_added<Out>...};
  std::array<added_row, size> all{};
  std::size_t n = 0;
  int result = 0, number = 0;
  for (std::size_t c = 0; c < sizeof...(Out); result += counts[c++])
    for (int p = 0; added[c] && p * lengths[c] < counts[c]; ++p, ++n, number += lengths[c]) {
      added_row& one = all[n] = {c, p, result + p * lengths[c], number, lengths[c], -1};
      for (std::size_t m = 0; m < n && one.opposite < 0; ++m) {
        bool same = all[m].opposite < 0 && all[m].count == one.count;
        for (int k = 0; same && k < one.count; ++k)
          same = H::opposite_of(one.result + k) == all[m].result + k ||
                 H::opposite_of(all[m].result + k) == one.result + k;
        if (same) one.opposite = static_cast<int>(m);
      }
    }
  return all;
}

// H: a function of numbers. In, Out: tuples of columns.
template <class H, class T, class In, class Out>
struct batch_packs;
template <class H, class T, class... In, class... Out>
struct batch_packs<H, T, std::tuple<In...>, std::tuple<Out...>> {
  using number = simd::pack<T>;
  using inputs = std::tuple<In...>;
  using outputs = std::tuple<Out...>;
  using taking_outputs = std::tuple<taking<T, Out>...>;
  using places_in = std::index_sequence_for<In...>;
  using places_out = std::index_sequence_for<Out...>;
  static constexpr std::ptrdiff_t width = number::width;

  // How many columns are added or summed, and of what is added how many numbers a row has and in how many pieces.
  static constexpr int added_count = (0 + ... + (is_added<Out> ? 1 : 0));
  static constexpr int summed_count = (0 + ... + (is_summed<Out> ? 1 : 0));
  static constexpr int added_numbers = (0 + ... + (is_added<Out> ? Out::count : 0));
  static constexpr int added_rows = static_cast<int>(added_rows_of<H, Out...>().size());
  static constexpr int widest = std::max({1, added_length<Out>...});
  static constexpr bool all_as_wide = (true && ... && (!is_added<Out> || added_length<Out> == widest));
  static constexpr std::ptrdiff_t terms_size = added_numbers * width;  // of a pack of rows
  using destination_of_terms = destination<T, widest>;

  static constexpr auto added_before = sums_before({(is_added<Out> ? 1 : 0)...});
  static constexpr auto summed_before = sums_before({(is_summed<Out> ? 1 : 0)...});
  static constexpr auto numbers_before = sums_before({(is_added<Out> ? Out::count : 0)...});

  static constexpr auto all_added = added_rows_of<H, Out...>();

  // `count` rows from `first` on, a multiple of the width. sums: a pack for each column that is summed.
  static void run_rows(const inputs& in, const outputs& out, std::ptrdiff_t first, std::ptrdiff_t count,
                       destination_of_terms& to, number* sums) noexcept {
    const std::ptrdiff_t whole = count / width * width;
    for (std::ptrdiff_t done = 0, some = 0; done < whole; done += some) {
      inputs from = shifted(in, first + done, places_in{});
      some = whole - done;
      const auto look = [&](auto& column) {
        if constexpr (looks<T, std::remove_cvref_t<decltype(column)>>) some = rows_alike(column, some, width);
        return true;
      };
      const auto note = [&](auto& column) {
        if constexpr (looks<T, std::remove_cvref_t<decltype(column)>>) column.beyond = may_read_beyond(column, some);
        return true;
      };
      std::apply([&](auto&... c) { static_cast<void>(std::initializer_list<bool>{true, look(c)...}); }, from);
      std::apply([&](auto&... c) { static_cast<void>(std::initializer_list<bool>{true, note(c)...}); }, from);
      run_packs(from, taken(out, first + done, sums, places_out{}), some, width, to);
    }
    if (whole < count) {
      const int rest = static_cast<int>(count - whole);
      const ends_of<width, places_in, In...> last(shifted(in, first + whole, places_in{}), rest);
      const ends_of<width, places_out, taking<T, Out>...> results(taken(out, first + whole, sums, places_out{}), rest);
      run_packs(last.whole(), results.whole(), width, rest, to);
      results.give(rest);
    }
  }
  // The columns from a row on.
  template <class... Column, std::size_t... K>
  static std::tuple<Column...> shifted(const std::tuple<Column...>& all, std::ptrdiff_t row,
                                       std::index_sequence<K...>) {
    return std::tuple<Column...>(std::get<K>(all).from(row)...);
  }

 private:
  // The first number of each column.
  template <class... Column>
  static constexpr auto starts = sums_before({Column::count...});
  // The column of argument or result number K.
  template <std::size_t K, class... Column>
  static constexpr std::size_t column_of = [] {
    std::size_t column = 0;
    while (starts<Column...>[column + 1] <= static_cast<int>(K)) ++column;
    return column;
  }();

  // Where one pack of rows finds its arguments and leaves its results.
  template <std::size_t, class Column>
  struct input_leaf : passage<T, Column> {  // a constructor that is inherited would not be inlined by force
    [[gnu::always_inline]] input_leaf(const Column& from, std::ptrdiff_t row) : passage<T, Column>(from, row) {}
  };
  template <std::size_t, class Column>
  struct output_leaf : passage<T, Column> {
    [[gnu::always_inline]] output_leaf(const Column& to, std::ptrdiff_t row) : passage<T, Column>(to, row) {}
  };
  template <class PlacesIn, class PlacesOut>
  struct pack_of_rows;
  template <std::size_t... I, std::size_t... O>
  struct pack_of_rows<std::index_sequence<I...>, std::index_sequence<O...>> : input_leaf<I, In>...,
                                                                              output_leaf<O, taking<T, Out>>... {
    [[gnu::always_inline]] pack_of_rows(const inputs& in, const taking_outputs& out, std::ptrdiff_t row)
        : input_leaf<I, In>(std::get<I>(in), row)..., output_leaf<O, taking<T, Out>>(std::get<O>(out), row)... {}

    template <std::size_t K>
    [[gnu::always_inline]] number get() const {
      constexpr std::size_t column = column_of<K, In...>;
      using leaf = input_leaf<column, std::tuple_element_t<column, inputs>>;
      return static_cast<const leaf&>(*this).template load<static_cast<int>(K) - starts<In...>[column]>();
    }
    template <std::size_t K>
    [[gnu::always_inline]] void put(const number& result) {
      constexpr std::size_t column = column_of<K, Out...>;
      using leaf = output_leaf<column, std::tuple_element_t<column, taking_outputs>>;
      static_cast<leaf&>(*this).template store<static_cast<int>(K) - starts<Out...>[column]>(result);
    }
    // What is added is only turned.
    [[gnu::always_inline]] void finish() {
      const bool finished[] = {finish_one<O, Out>()..., true};
      static_cast<void>(finished);
      for_added([]<std::size_t R>(pack_of_rows& rows) {
        if constexpr (all_added[R].opposite < 0) rows.added<R>().template turn<all_added[R].pick>();
      });
    }
    template <std::size_t... L>
    [[gnu::always_inline]] void add(std::index_sequence<L...>) {
      (for_added([]<std::size_t R>(pack_of_rows& rows) {
         constexpr added_row one = all_added[R];
         if constexpr (one.opposite < 0)
           rows.added<R>().template add<one.pick, static_cast<int>(L)>();
         else
           rows.added<R>().template subtract<one.pick, static_cast<int>(L)>(rows.turned<R>());
       }),
       ...);
    }
    [[gnu::always_inline]] void leave(T* terms) {
      for_added([terms]<std::size_t R>(pack_of_rows& rows) {
        constexpr added_row one = all_added[R];
        number numbers[static_cast<std::size_t>(one.count)];
        for (int k = 0; k < one.count; ++k) numbers[k] = one.opposite < 0 ? rows.turned<R>()[k] : -rows.turned<R>()[k];
        simd::row_terms<T, one.count>::leave(numbers, terms + one.number * width);
      });
    }

   private:
    template <std::size_t K, class Column>
    [[gnu::always_inline]] bool finish_one() {
      if constexpr (!is_added<Column>) static_cast<output_leaf<K, taking<T, Column>>&>(*this).finish();
      return true;
    }
    template <class Call>
    [[gnu::always_inline]] void for_added(const Call& call) {
      [&]<std::size_t... R>(std::index_sequence<R...>) __attribute__((always_inline)) {
        (call.template operator()<R>(*this), ...);
      }
      (std::make_index_sequence<all_added.size()>{});
    }
    template <std::size_t R>
    [[gnu::always_inline]] auto& added() {
      constexpr std::size_t column = all_added[R].column;
      return static_cast<output_leaf<column, std::tuple_element_t<column, taking_outputs>>&>(*this);
    }
    // The numbers that are added, or subtracted.
    template <std::size_t R>
    [[gnu::always_inline]] const number* turned() {
      constexpr std::size_t source = all_added[R].opposite < 0 ? R : static_cast<std::size_t>(all_added[R].opposite);
      return added<source>().template turned<all_added[source].pick>();
    }
  };

  // Whole packs of rows, from the first on. All arguments of a pack are read before a result is written, so that an
  // output may be where an input is. Of the last pack, `lanes` rows are added.
  [[gnu::noinline]] static void run_packs(const inputs& in, const taking_outputs& out, std::ptrdiff_t rows, int lanes,
                                          destination_of_terms& to) noexcept {
    // Terms that are sorted are read only when the stores that left them have left the core: narrow loads of what wide
    // stores are about to write wait for them.
    constexpr int most_held = std::max(1, 8192 / static_cast<int>(std::max<std::ptrdiff_t>(terms_size, 1) * sizeof(T)));
    alignas(64) T terms[static_cast<std::size_t>(std::max<std::ptrdiff_t>(terms_size, 1) * most_held)];
    int held = 0;
    for (std::ptrdiff_t row = 0; row < rows; row += width) {
      pack_of_rows<places_in, places_out> where(in, out, row);
      H::template run_between<number>(where);
      where.finish();
      if constexpr (added_count > 0) {
        if (to.how == adding::at_once && lanes == width) {
          where.add(std::make_index_sequence<static_cast<std::size_t>(width)>{});
        } else {
          where.leave(terms + held * terms_size);
          if (++held == most_held || row + width >= rows) {
            const std::ptrdiff_t first = row - (held - 1) * width;
            for (int k = 0; k < held; ++k)
              sort_terms(out, first + k * width, terms + k * terms_size, lanes, to, places_out{});
            held = 0;
          }
        }
      }
    }
  }

  template <std::size_t... K>
  static taking_outputs taken(const outputs& out, std::ptrdiff_t row, number* sums, std::index_sequence<K...>) {
    return taking_outputs(take(std::get<K>(out), row, sums + summed_before[K])...);
  }
  template <class Column>
  static taking<T, Column> take(const Column& column, std::ptrdiff_t row, number* sums) {
    if constexpr (is_summed<Column>)
      return {sums};
    else
      return column.from(row);
  }

  // The terms of a pack, of `lanes` rows, that are not all added at once.
  template <std::size_t... K>
  [[gnu::noinline]] static void sort_terms(const taking_outputs& out, std::ptrdiff_t row, const T* terms, int lanes,
                                           destination_of_terms& to, std::index_sequence<K...>) noexcept {
    for (int l = 0; l < lanes; ++l) {
      const bool sorted[] = {sort_one<K>(std::get<K>(out), row + l, terms + numbers_before[K] * width, l, to)...};
      static_cast<void>(sorted);
    }
  }
  template <std::size_t K, class Column>
  [[gnu::always_inline]] static bool sort_one(const Column& column, std::ptrdiff_t row, const T* terms, int lane,
                                              destination_of_terms& to) {
    if constexpr (is_added<Column>) {
      using rows = simd::row_terms<T, added_length<Column>>;
      for (int p = 0; p < Column::picks; ++p, terms += rows::size) {
        T* const target = column.at(row, p);
        const auto index = static_cast<std::uint64_t>(column.indices.at(row, p));
        if (to.how == adding::dealt) {
          const auto owner = static_cast<int>(static_cast<double>(static_cast<std::int64_t>(index)) *
                                              to.owners_per_index[added_before[K]]);
          auto& record = to.lists->next(std::min(owner, to.owners - 1));
          record.to = target, record.count = added_length<Column>;
          rows::copy(terms, lane, record.numbers);
        } else if (to.how == adding::sorted && to.earlier[added_before[K]].has(index)) {
          to.next->to = target, to.next->count = added_length<Column>;
          rows::copy(terms, lane, to.next->numbers);
          ++to.next;
        } else {
          rows::add(terms, lane, target);
        }
      }
    }
    return true;
  }
};

}  // namespace tapeless::detail::run
