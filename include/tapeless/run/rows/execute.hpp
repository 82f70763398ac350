// SPDX-License-Identifier: BSL-1.0
// A function of numbers for many rows, as many at a time as a pack has lanes. Rows are cut into packs from the first
// one on, whoever computes them, so that the bits of a row do not depend on the number of threads. What is added to
// values by an index list waits in memory for a piece of the rows and is then added one row after the other: each value
// gets its terms in the order of the rows, and in a row in that of the outputs. Threads add to parts of the values of
// their own.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <tuple>
#include <utility>

#include <tapeless/run/loops/team.hpp>
#include <tapeless/run/rows/columns.hpp>
#include <tapeless/simd/functions.hpp>

namespace tapeless::inline v0_2::detail::run {

// The threads of a batch, and where they leave what is to be added up.
struct crew {
  team* threads = nullptr;
  int workers = 1;
  std::byte* memory = nullptr;
  static constexpr std::size_t bytes = std::size_t{1} << 20;
};

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

// Where results wait that are added up: a column of memory for each such output, another column as it is.
template <class T, class Column>
using waiting = std::conditional_t<is_added<Column>, columns<T, 1, true>, Column>;

// H: a function of Arity numbers with Results results, h(span, span).
template <class H, class T, int Arity, int Results, class In, class Out>
struct batch_loop;
template <class H, class T, int Arity, int Results, class... In, class... Out>
struct batch_loop<H, T, Arity, Results, std::tuple<In...>, std::tuple<Out...>> {
  using inputs = std::tuple<In...>;
  using outputs = std::tuple<Out...>;

  static void run(const inputs& in, const outputs& out, std::ptrdiff_t rows, const crew& with) noexcept {
    if constexpr (added_count == 0) {
      evaluate(in, out, rows, with);
    } else if (tasks_of(rows, with) == 1) {
      alignas(64) T memory[static_cast<std::size_t>(added_count * small_piece)];
      run_pieces(in, out, rows, {}, memory, small_piece);
    } else {
      constexpr auto most = static_cast<std::ptrdiff_t>(crew::bytes / (sizeof(T) * added_count));
      run_pieces(in, out, rows, with, reinterpret_cast<T*>(with.memory), std::max(most / width * width, width));
    }
  }

 private:
  using number = simd::pack<T>;
  static constexpr std::ptrdiff_t width = number::width;
  static constexpr int added_count = (0 + ... + (is_added<Out> ? 1 : 0));
  // Rows whose results wait in the first level of cache.
  static constexpr std::ptrdiff_t small_piece =
      std::max(width, std::ptrdiff_t{16384} / (std::ptrdiff_t{sizeof(T)} * std::max(added_count, 1)) / width * width);
  using places_in = std::index_sequence_for<In...>;
  using places_out = std::index_sequence_for<Out...>;
  using waiting_outputs = std::tuple<waiting<T, Out>...>;

  // The first number of each column.
  template <class... Column>
  static constexpr std::array<int, sizeof...(Column) + 1> starts = [] {
    const int counts[] = {Column::count..., 0};
    std::array<int, sizeof...(Column) + 1> list{};
    for (std::size_t k = 0; k < sizeof...(Column); ++k) list[k + 1] = list[k] + counts[k];
    return list;
  }();
  // The column of argument or result number K.
  template <std::size_t K, class... Column>
  static constexpr std::size_t column_of = [] {
    std::size_t column = 0;
    while (starts<Column...>[column + 1] <= static_cast<int>(K)) ++column;
    return column;
  }();

  // Where one pack of rows finds its arguments and leaves its results.
  template <std::size_t, class Column>
  struct input_leaf : passage<T, Column> {
    using passage<T, Column>::passage;
  };
  template <std::size_t, class Column>
  struct output_leaf : passage<T, Column> {
    using passage<T, Column>::passage;
  };
  template <class PlacesIn, class PlacesOut>
  struct pack_of_rows;
  template <std::size_t... I, std::size_t... O>
  struct pack_of_rows<std::index_sequence<I...>, std::index_sequence<O...>> : input_leaf<I, In>...,
                                                                              output_leaf<O, waiting<T, Out>>... {
    [[gnu::always_inline]] pack_of_rows(const inputs& in, const waiting_outputs& out, std::ptrdiff_t row)
        : input_leaf<I, In>(std::get<I>(in), row)..., output_leaf<O, waiting<T, Out>>(std::get<O>(out), row)... {}

    template <std::size_t K>
    [[gnu::always_inline]] number get() const {
      constexpr std::size_t column = column_of<K, In...>;
      using leaf = input_leaf<column, std::tuple_element_t<column, inputs>>;
      return static_cast<const leaf&>(*this).template load<static_cast<int>(K) - starts<In...>[column]>();
    }
    template <std::size_t K>
    [[gnu::always_inline]] void put(const number& result) {
      constexpr std::size_t column = column_of<K, Out...>;
      using leaf = output_leaf<column, std::tuple_element_t<column, waiting_outputs>>;
      static_cast<leaf&>(*this).template store<static_cast<int>(K) - starts<Out...>[column]>(result);
    }
    [[gnu::always_inline]] void finish() {
      const bool finished[] = {(static_cast<output_leaf<O, waiting<T, Out>>&>(*this).finish(), true)..., true};
      static_cast<void>(finished);
    }
  };

  // Whole packs of rows, from the first on. All arguments of a pack are read before a result is written, so that an
  // output may be where an input is.
  [[gnu::noinline]] static void run_packs(const inputs& in, const waiting_outputs& out, std::ptrdiff_t rows) noexcept {
    for (std::ptrdiff_t row = 0; row < rows; row += width) {
      pack_of_rows<places_in, places_out> where(in, out, row);
      H::template run_between<number>(where);
      where.finish();
    }
  }

  template <class... Column, std::size_t... K>
  static std::tuple<Column...> shifted(const std::tuple<Column...>& all, std::ptrdiff_t row,
                                       std::index_sequence<K...>) {
    return std::tuple<Column...>(std::get<K>(all).from(row)...);
  }

  // `count` rows from `first` on, a multiple of the width.
  static void run_rows(const inputs& in, const waiting_outputs& out, std::ptrdiff_t first,
                       std::ptrdiff_t count) noexcept {
    const std::ptrdiff_t whole = count / width * width;
    if (whole > 0) run_packs(shifted(in, first, places_in{}), shifted(out, first, places_out{}), whole);
    if (whole < count) {
      const int rest = static_cast<int>(count - whole);
      const ends_of<width, places_in, In...> last(shifted(in, first + whole, places_in{}), rest);
      const ends_of<width, places_out, waiting<T, Out>...> results(shifted(out, first + whole, places_out{}), rest);
      run_packs(last.whole(), results.whole(), width);
      results.give(rest);
    }
  }

  // Into how many parts rows are cut: enough work in each to be worth a thread, and some for who is done first.
  static std::ptrdiff_t part_of(std::ptrdiff_t rows, const crew& with) {
    const std::ptrdiff_t part = std::max(16 * width, (rows + 4 * with.workers - 1) / (4 * with.workers));
    return (part + width - 1) / width * width;
  }
  static int tasks_of(std::ptrdiff_t rows, const crew& with) {
    if (with.workers == 1) return 1;
    const std::ptrdiff_t part = part_of(rows, with);
    return static_cast<int>((rows + part - 1) / part);
  }

  static void evaluate(const inputs& in, const waiting_outputs& out, std::ptrdiff_t rows, const crew& with) noexcept {
    const int tasks = tasks_of(rows, with);
    if (tasks == 1) return run_rows(in, out, 0, rows);
    const std::ptrdiff_t part = part_of(rows, with);
    auto task = [&](int k, int) noexcept { run_rows(in, out, k * part, std::min(part, rows - k * part)); };
    with.threads->run(tasks, task);
  }

  // Pieces of the rows: first the results of all, then their sums.
  static void run_pieces(const inputs& in, const outputs& out, std::ptrdiff_t rows, const crew& with, T* memory,
                         std::ptrdiff_t piece) noexcept {
    for (std::ptrdiff_t first = 0; first < rows; first += piece) {
      const std::ptrdiff_t count = std::min(piece, rows - first);
      evaluate(shifted(in, first, places_in{}), waits(out, first, memory, piece, places_out{}), count, with);
      if (with.workers == 1) {
        add<false>(out, first, count, memory, piece, 0, 1, places_out{});
      } else {
        auto task = [&](int k, int) noexcept {
          add<true>(out, first, count, memory, piece, k, with.workers, places_out{});
        };
        with.threads->run(with.workers, task);
      }
    }
  }

  // How many outputs before number K are added up.
  static constexpr std::array<int, sizeof...(Out) + 1> added_before = [] {
    const bool added[] = {is_added<Out>..., false};
    std::array<int, sizeof...(Out) + 1> list{};
    for (std::size_t k = 0; k < sizeof...(Out); ++k) list[k + 1] = list[k] + (added[k] ? 1 : 0);
    return list;
  }();
  template <std::size_t... K>
  static waiting_outputs waits(const outputs& out, std::ptrdiff_t first, T* memory, std::ptrdiff_t piece,
                               std::index_sequence<K...>) {
    return waiting_outputs(wait(std::get<K>(out), first, memory + added_before[K] * piece, piece)...);
  }
  template <class Column>
  static waiting<T, Column> wait(const Column& column, std::ptrdiff_t first, T* memory, std::ptrdiff_t piece) {
    if constexpr (is_added<Column>)
      return {memory, piece, 1, piece};
    else
      return column.from(first);
  }

  // Part k of n of the values of one output, and where its terms wait.
  struct owned {
    std::ptrdiff_t begin = 0, size = 0;
    const T* terms = nullptr;
  };
  template <bool Shared, std::size_t... K>
  static void add(const outputs& out, std::ptrdiff_t first, std::ptrdiff_t count, const T* memory, std::ptrdiff_t piece,
                  int k, int n, std::index_sequence<K...>) noexcept {
    const owned mine[] = {own(std::get<K>(out), memory + added_before[K] * piece, k, n)...};
    for (std::ptrdiff_t row = 0; row < count; ++row) {
      const bool all[] = {add_one<Shared>(std::get<K>(out), first + row, row, mine[K])...};
      static_cast<void>(all);
    }
  }
  template <class Column>
  static owned own(const Column& column, const T* terms, std::ptrdiff_t k, std::ptrdiff_t n) {
    if constexpr (is_added<Column>)
      return {column.size * k / n, column.size * (k + 1) / n - column.size * k / n, terms};
    else
      return {};
  }
  template <bool Shared, class Column>
  [[gnu::always_inline]] static bool add_one(const Column& column, std::ptrdiff_t row, std::ptrdiff_t place,
                                             const owned& mine) {
    if constexpr (is_added<Column>) {
      T nowhere{};
      T* to = &column.at(row);
      // Without a branch, which would often be predicted wrongly.
      if (Shared && static_cast<std::size_t>(static_cast<std::ptrdiff_t>(column.indices[row]) - mine.begin) >=
                        static_cast<std::size_t>(mine.size))
        to = &nowhere;
      *to += mine.terms[place];
    }
    return true;
  }
};

}  // namespace tapeless::detail::run
