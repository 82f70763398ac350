// SPDX-License-Identifier: BSL-1.0
// A function object for many rows: batch(h, inputs(xs, ys, 3.0), outputs(values, gx, gy)). Rows are computed in packs,
// as many at a time as a register has numbers.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <limits>
#include <memory>
#include <string>
#include <tuple>

#include <tapeless/api/batch_columns.hpp>
#include <tapeless/api/threads.hpp>
#include <tapeless/run/rows/execute.hpp>

namespace tapeless::inline v0_2 {
namespace detail::batches {

template <class H, class In, class Out>
struct batch_call;

}  // namespace detail::batches

// Threads that wait for batches: made once, with all the memory that they need, for calls that start no thread and
// allocate nothing. Of one caller at a time.
class thread_pool {
 public:
  // The calling thread is one of them. Throws std::invalid_argument when there is not at least one.
  explicit thread_pool(int threads)
      : team_(threads > 0
                  ? threads
                  : (detail::batches::refuse("a pool has one or more threads, not " + std::to_string(threads)), 1)),
        memory_(threads > 1 ? new std::byte[detail::run::crew::bytes * static_cast<std::size_t>(threads)] : nullptr),
        crew_{&team_, threads, memory_.get()} {}
  // The threads of an engine, pool(on(arena)). Throws std::invalid_argument when it has not at least one lane.
  explicit thread_pool(const executor_lanes& engine)
      : team_(engine.with.lanes > 0 ? engine.with
                                    : (detail::batches::refuse("an engine has one or more lanes, not " +
                                                               std::to_string(engine.with.lanes)),
                                       engine.with)),
        memory_(engine.with.lanes > 1
                    ? new std::byte[detail::run::crew::bytes * static_cast<std::size_t>(engine.with.lanes)]
                    : nullptr),
        crew_{&team_, engine.with.lanes, memory_.get()} {}
  thread_pool(const thread_pool&) = delete;
  thread_pool& operator=(const thread_pool&) = delete;
  // How many threads there are, the calling one included.
  int size() const { return crew_.workers; }

 private:
  template <class H, class In, class Out>
  friend struct detail::batches::batch_call;
  detail::run::team team_;
  std::unique_ptr<std::byte[]> memory_;
  detail::run::crew crew_;
};

namespace detail::batches {

template <class Column>
concept in_order = requires(const Column& column) {
  column.order;
};

// What batch does with a function object and columns: the checks, then the loop.
template <class H, class... In, class... Out>
struct batch_call<H, batch_inputs<In...>, batch_outputs<Out...>>
    : private batch_columns<H, batch_inputs<In...>, batch_outputs<Out...>> {
  // Whether the compiler finds nothing wrong with the columns.
  static constexpr bool check() {
    constexpr bool by_list = !any_true({in_order<Out>..., false});
    static_assert(by_list, "tapeless: indices in order are for device_batch: batch adds by the index list itself");
    return by_list && all_columns::check();
  }

  // Checks what is bound and computes all rows. No threads: the calling one alone.
  static void compute(const batch_inputs<In...>& in, const batch_outputs<Out...>& out, const run::crew& with) {
    const std::array<bound_column, columns> all = bound(in, out);
    check_lengths(all, name);
    check_sums(all, name);
    const std::ptrdiff_t rows = rows_of(all);
    run::index_range* const ranges = loop::ranges_in(rows, with);
    auto from = in.columns;
    auto to = out.columns;
    if (rows > 0) {
      check_pointers(all, name);
      if (!clearly_apart(all)) check_pairs(all, name);
      check_rows(from, to, all, rows, with, ranges);
    }
    if (rows > 0 || loop::summed_count > 0)
      std::apply([&](const auto&... c) { loop::run({converted(c)...}, to, rows, with, ranges); }, from);
  }
  static void compute(const batch_inputs<In...>& in, const batch_outputs<Out...>& out, thread_pool& pool) {
    compute(in, out, pool.crew_);
  }

 private:
  using all_columns = batch_columns<H, batch_inputs<In...>, batch_outputs<Out...>>;
  using all_columns::bound, all_columns::converted, all_columns::name, all_columns::columns;
  using typename all_columns::scalar;
  using loop =
      run::batch_loop<H, scalar, std::tuple<decltype(converted(std::declval<const In&>()))...>, std::tuple<Out...>>;
  // Calls what(column, its place), of inputs and then outputs.
  template <class What>
  static void for_each(std::tuple<In...>& in, std::tuple<Out...>& out, const What& what) {
    std::size_t k = 0;
    const auto call = [&](auto& column) { return what(column, k++), true; };
    std::apply([&](auto&... c) { static_cast<void>(std::initializer_list<bool>{call(c)...}); }, in);
    std::apply([&](auto&... c) { static_cast<void>(std::initializer_list<bool>{call(c)...}); }, out);
  }

  // What each row says is looked at by all threads, index lists that several columns share once, and those that
  // somebody has looked at for their ranges only. ranges: null, or where the ranges of those of added columns are left.
  static void check_rows(std::tuple<In...>& in, std::tuple<Out...>& out, const std::array<bound_column, columns>& all,
                         std::ptrdiff_t rows, const run::crew& with, run::index_range* ranges) {
    std::array<std::size_t, columns> first_like;
    for (std::size_t k = 0; k < columns; ++k)
      for (first_like[k] = 0; !(first_like[k] == k || all[first_like[k]].picks_like(all[k])); ++first_like[k]) {
      }
    std::array<bool, columns> known{};
    bool looks = ranges != nullptr;
    for_each(in, out, [&](auto& column, std::size_t k) {
      if constexpr (is_picked<std::remove_cvref_t<decltype(column)>>) {
        known[k] = column.indices.below > 0 && column.indices.below <= column.size;
        looks = looks || !known[k];
      }
    });
    // Blocks in which the last row of the values is picked.
    std::array<std::atomic<int>, columns> first_block, last_block;
    for (std::size_t k = 0; k < columns; ++k) first_block[k] = std::numeric_limits<int>::max(), last_block[k] = -1;
    std::atomic<bool> wrong{false};
    const std::ptrdiff_t block =
        ranges != nullptr ? loop::blocks_of(rows).block : std::max<std::ptrdiff_t>(2048, rows / 1024);
    const run::crew alone;  // where threads would take longer to wake up
    (rows < 32768 ? alone : with).each(looks ? static_cast<int>((rows + block - 1) / block) : 0, [&](int b) noexcept {
      const std::ptrdiff_t first = b * block, count = std::min(block, rows - first);
      std::array<run::index_range, columns> found;
      std::array<bool, columns> has{};
      int added = 0;
      for_each(in, out, [&](auto& column, std::size_t k) {
        using kind = std::remove_cvref_t<decltype(column)>;
        if constexpr (is_picked<kind>) {
          const bool wanted = run::is_added<kind> && ranges != nullptr;
          if (known[k] && !wanted) return;
          const std::size_t same = first_like[k];
          if (!has[same]) found[same] = run::range_of(column.indices.from(first), count), has[same] = true;
          const auto size = static_cast<std::uint64_t>(column.size);
          if (found[same].high >= size) wrong = true;
          if (found[same].high + 1 == size) {
            for (int old = first_block[k]; b < old && !first_block[k].compare_exchange_weak(old, b);) {
            }
            for (int old = last_block[k]; b > old && !last_block[k].compare_exchange_weak(old, b);) {
            }
          }
          if (wanted) ranges[added++ * run::cut::most + b] = found[same];
        }
      });
    });
    for_each(in, out, [&](auto& column, std::size_t k) {
      using kind = std::remove_cvref_t<decltype(column)>;
      if constexpr (is_picked<kind>) {
        if (wrong && run::range_of(column.indices, rows).high >= static_cast<std::uint64_t>(column.size))
          refuse_index(column.indices, column.size, all_columns::name(all[k]));
        const int last = last_block[k];
        if (!known[k] && last < 0) column.indices.know(column.size, 0, 0);
        if (!known[k] && last >= 0)
          column.indices.know(column.size, first_block[k] * block,
                              std::min((last + 1) * block, rows) - first_block[k] * block);
      } else if constexpr (requires { column.pointers; }) {
        check_each_pointer(all[k], column.pointers, all_columns::name);
      }
    });
  }
};

}  // namespace detail::batches

// Computes the results of h, a function object, for all rows: batch(h, inputs(xs, ys, 3.0), outputs(values, gx, gy)).
// Results come in the order that result_names(h) says. Throws std::invalid_argument, before anything is written, when
// columns have different numbers of rows, are null pointers or overlap (an output may be where an input is, row by
// row), or an index is out of range. Allocates nothing.
template <class H, class... In, class... Out>
  requires detail::batches::is_function<H>
void batch(const H&, const batch_inputs<In...>& in, const batch_outputs<Out...>& out) {
  using call = detail::batches::batch_call<H, batch_inputs<In...>, batch_outputs<Out...>>;
  if constexpr (call::check()) call::compute(in, out, detail::run::crew{});
}
// The same by the threads of a pool, with the same bits for every number of them; allocates nothing either.
template <class H, class... In, class... Out>
  requires detail::batches::is_function<H>
void batch(const H&, const batch_inputs<In...>& in, const batch_outputs<Out...>& out, thread_pool& pool) {
  using call = detail::batches::batch_call<H, batch_inputs<In...>, batch_outputs<Out...>>;
  if constexpr (call::check()) call::compute(in, out, pool);
}
// The same by threads that are started for this call, which takes some tens of microseconds: threads(4).
template <class H, class... In, class... Out>
  requires detail::batches::is_function<H>
void batch(const H& h, const batch_inputs<In...>& in, const batch_outputs<Out...>& out, thread_count count) {
  thread_pool pool(count.value);
  batch(h, in, out, pool);
}
// The same on an engine, on(arena), which is given memory for this call.
template <class H, class... In, class... Out>
  requires detail::batches::is_function<H>
void batch(const H& h, const batch_inputs<In...>& in, const batch_outputs<Out...>& out, executor_lanes engine) {
  thread_pool pool(engine);
  batch(h, in, out, pool);
}
// Refused by the compiler: something else than a function object, its inputs, its outputs.
template <class H, class In, class Out, class... How>
void batch(const H&, const In&, const Out&, const How&...) {
  constexpr bool columns = detail::batches::is_inputs<In> && detail::batches::is_outputs<Out>;
  static_assert(
      columns, "tapeless: a batch has a function object, inputs(...), outputs(...), and may have threads(4) or a pool");
  static_assert(
      !columns || detail::batches::is_function<H>,
      "tapeless: a batch runs a function object: batch(function(f, arguments(x, y)), inputs(...), outputs(...))");
}

}  // namespace tapeless
