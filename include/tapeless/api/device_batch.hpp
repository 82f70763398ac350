// SPDX-License-Identifier: BSL-1.0
// A function object for many rows on a device: the checks of a batch, then kernels. Columns are memory of the device;
// the host looks at none of their numbers. A device is what has the functions of emulated_device; interop/cuda.hpp has
// the one of CUDA.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <initializer_list>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <tapeless/api/batch_columns.hpp>
#include <tapeless/api/device_function.hpp>
#include <tapeless/api/device_order.hpp>
#include <tapeless/run/device/kernels.hpp>

namespace tapeless::inline v0_2 {
namespace detail::batches {

// The function, a rule, is in the name of the type.
template <class Rule, bool OnDevices>
struct function_on_device {
  static_assert(OnDevices, "tapeless: a function of the formula is computed by the host only, not by a device");
  static constexpr bool right = OnDevices;
};
template <class Rule>
concept of_the_host = requires {
  requires Rule::host_only;
};
// Whether a device can compute all steps of a plan.
template <class Plan, std::size_t... I>
constexpr bool check_steps(std::index_sequence<I...>) {
  constexpr std::size_t wrong = [] {
    const bool host[] = {of_the_host<detail::rule_type<Plan::plan.ops[I]>>..., true};
    std::size_t k = 0;
    while (!host[k]) ++k;
    return k;
  }();
  if constexpr (wrong < sizeof...(I))
    return function_on_device<detail::rule_type<Plan::plan.ops[wrong]>, false>::right;
  else
    return true;
}

template <class Column>
inline constexpr bool is_pointed = false;
template <class E, int Count>
inline constexpr bool is_pointed<run::pointed<E, Count>> = true;

// What device_batch does with a function object and columns: the checks, then the kernels.
template <class H, class In, class Out>
struct device_call;
template <class H, class... In, class... Out>
struct device_call<H, batch_inputs<In...>, batch_outputs<Out...>>
    : private batch_columns<H, batch_inputs<In...>, batch_outputs<Out...>> {
 private:
  using all_columns = batch_columns<H, batch_inputs<In...>, batch_outputs<Out...>>;
  using all_columns::bound, all_columns::converted, all_columns::name, all_columns::columns;
  using typename all_columns::scalar;
  using inputs = device::column_list<decltype(converted(std::declval<const In&>()))...>;
  // What is added waits as terms, a row of numbers for each row.
  template <class Column>
  static constexpr bool waits = device::is_added_in_order<Column>;
  template <class Column>
  using left = std::conditional_t<waits<Column>, run::row_blocks<scalar, Column::count, true>, Column>;
  static constexpr int terms = (0 + ... + (waits<Out> ? Out::count : 0));
  using outputs = device::column_list<left<Out>...>;

 public:
  // Whether the compiler finds nothing wrong with columns and function.
  static constexpr bool check() {
    if constexpr (!all_columns::check()) {
      return false;
    } else {
      constexpr bool known = !any_true({is_pointed<In>..., false});
      static_assert(known,
                    "tapeless: a device does not take pointed<K>(...): rows of numbers are gathered(values, indices)");
      constexpr bool ordered = !any_true({run::is_added<Out>..., false});
      static_assert(ordered,
                    "tapeless: on a device results are added by an index list in order: scatter_added(values, "
                    "ordered_indices(list, size, stream))");
      constexpr bool fits = device::threads_that_share(outputs::sums()) > 0;
      static_assert(fits, "tapeless: a device sums up at most 192 results of a function");
      using plan = planned<typename H::program>;
      return known && ordered && fits &&
             check_steps<plan>(std::make_index_sequence<static_cast<std::size_t>(plan::size.steps)>{});
    }
  }

  // Checks what is bound and launches what computes all rows.
  template <class Device>
  static void compute(const batch_inputs<In...>& in, const batch_outputs<Out...>& out, const Device& on) {
    const std::array<bound_column, columns> all = bound(in, out);
    check_lengths(all, name);
    const std::ptrdiff_t rows = rows_of(all);
    check_sums(all, name);
    if (rows > 0) {
      check_pointers(all, name);
      if (!clearly_apart(all)) check_pairs(all, name);
      for (const bound_column& one : all) {
        if (one.lies() && !on.reaches(one.data)) refuse_host_memory(one);
        if (one.picks > 0 && !on.reaches(one.indices)) refuse_host_memory(one);
      }
      std::size_t k = 0;
      const auto look = [&](const auto& column) { return check_indices(on, column, all[k]), ++k; };
      std::apply([&](const auto&... c) { static_cast<void>(std::initializer_list<std::size_t>{look(c)...}); },
                 std::tuple_cat(in.columns, out.columns));
    }
    const device_memory<Device> waiting(on, static_cast<std::size_t>(rows * terms) * sizeof(scalar));
    scalar* next = waiting.template as<scalar>();
    const inputs from = std::apply([](const auto&... c) { return inputs(converted(c)...); }, in.columns);
    const outputs to = std::apply([&](const auto&... c) { return outputs{leave(c, rows, next)...}; }, out.columns);
    static_assert(device::slot_of<H>::announced);
    using slot = typename device::slot_of<H>::type;
    if constexpr (outputs::sums() == 0) {
      using row_kernel = device::row_kernel<slot, scalar, inputs, outputs>;
      if (rows > row_kernel::most_rows) refuse("a device takes at most 274877906816 rows at once");
      const row_kernel kernel{from, to, rows};
      if (rows > 0) on.launch(kernel, kernel.blocks());
    } else {
      using sum_kernel = device::sum_kernel<slot, scalar, inputs, outputs>;
      const std::ptrdiff_t blocks = sum_kernel::blocks_of(rows);
      const device_memory<Device> partial(on, static_cast<std::size_t>(blocks * sum_kernel::sums) * sizeof(double));
      if (rows > 0) on.launch(sum_kernel{from, to, rows, partial.template as<double>()}, blocks);
      on.launch(device::total_kernel<outputs>{to, partial.template as<double>(), blocks}, outputs::sums());
    }
    if (rows > 0) add_all(on, out, to, std::index_sequence_for<Out...>{});
  }

 private:
  [[noreturn]] static void refuse_host_memory(const bound_column& column) {
    refuse(sentence(name, column, "lies", "lie") + "in memory of the host, which the device does not reach");
  }
  template <class Column>
  static left<Column> leave(const Column& column, [[maybe_unused]] std::ptrdiff_t rows,
                            [[maybe_unused]] scalar*& next) {
    if constexpr (waits<Column>) {
      scalar* const here = next;
      next += rows * Column::count;
      return {here, rows, Column::count};
    } else {
      return column;
    }
  }
  template <class Device, std::size_t... C>
  static void add_all(const Device& on, const batch_outputs<Out...>& out, const outputs& to,
                      std::index_sequence<C...>) {
    (add(on, std::get<C>(out.columns), to.template get<C>()), ...);
  }
  template <class Device, class Column, class Terms>
  static void add(const Device&, const Column&, const Terms&) {}
  template <class Device, class E, int Count, bool Dense, class Indices, class Terms>
  static void add(const Device& on, const device::added_in_order<E, Count, Dense, Indices>& column,
                  const Terms& terms_of) {
    const device::add_kernel<E, Count, Dense, Indices> kernel{column, terms_of.data};
    on.launch(kernel, kernel.blocks());
  }
  template <class Device, class Column>
  static void check_indices(const Device& on, const Column& column, const bound_column& bytes) {
    if constexpr (requires { column.indices; })
      if (column.indices.below == 0 || column.indices.below > column.size)
        look_at(on, column.indices, column.size, name(bytes));
  }
};

}  // namespace detail::batches

// Computes the results of h, a function object, for all rows on a device, with the columns of batch: device_batch(h,
// inputs(xs, ys, 3.0), outputs(values, gx, gy), on). Columns are memory of the device; so are sums, summed(&total),
// which have the same bits in each run. Throws std::invalid_argument, before anything is computed, when columns have
// different numbers of rows, are null pointers, overlap (an output may be where an input is, row by row) or are memory
// that the device does not reach, or an index is out of range; for which the device looks at each index list that
// checked_indices(list, size, on) has not looked at, and the host waits. Otherwise it returns when all is launched.
template <class H, class... In, class... Out, class Device>
  requires(detail::batches::is_function<H>&& detail::batches::computes_batches<Device>)
void device_batch(const H&, const batch_inputs<In...>& in, const batch_outputs<Out...>& out, const Device& on) {
  using call = detail::batches::device_call<H, batch_inputs<In...>, batch_outputs<Out...>>;
  if constexpr (call::check()) call::compute(in, out, on);
}
// Refused by the compiler: something else than a function object, its inputs, its outputs, a device.
template <class H, class In, class Out, class... How>
void device_batch(const H&, const In&, const Out&, const How&...) {
  constexpr bool columns = detail::batches::is_inputs<In> && detail::batches::is_outputs<Out>;
  constexpr bool function = detail::batches::is_function<H>;
  static_assert(columns && !function,
                "tapeless: device_batch has a function object, inputs(...), outputs(...), and a stream or "
                "emulated_device{}");
  static_assert(
      !columns || function,
      "tapeless: device_batch runs a function object: device_batch(function(f, arguments(x, y)), inputs(...), "
      "outputs(...), stream)");
}

}  // namespace tapeless
