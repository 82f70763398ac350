// SPDX-License-Identifier: BSL-1.0
// What a batch is given: which columns stand for which arguments and results, what the compiler refuses of them, what
// they are called in messages, and where they are in memory. For whoever computes the rows, packs or a device.
#pragma once

#include <array>
#include <initializer_list>
#include <string>
#include <tuple>

#include <tapeless/api/batch_checks.hpp>
#include <tapeless/api/columns.hpp>
#include <tapeless/api/result_names.hpp>

namespace tapeless::inline v0_2::detail::batches {

// A column in bytes.
template <class E, int Count, bool Dense>
bound_column bind(const run::columns<E, Count, Dense>& c, int first, bool written) {
  return {.data = c.data,
          .rows = c.rows,
          .row_step = c.row_step,
          .column_step = c.column_step,
          .count = Count,
          .element = sizeof(E),
          .first = first,
          .written = written,
          .numbers = Count};
}
template <class E, int Count, bool Dense>
bound_column bind(const run::row_blocks<E, Count, Dense>& c, int first, bool written) {
  return {.data = c.data,
          .rows = c.rows,
          .row_step = c.row_step,
          .column_step = 1,
          .count = Count,
          .element = sizeof(E),
          .first = first,
          .written = written,
          .numbers = Count};
}
template <class E, int Count, bool Dense, class Indices>
bound_column bind(const run::picked<E, Count, Dense, Indices>& c, int first, bool written) {
  return {.data = c.data,
          .rows = c.indices.rows,
          .row_step = c.step,
          .column_step = 1,
          .count = c.count,
          .element = sizeof(E),
          .first = first,
          .written = written,
          .added = written,
          .size = c.size,
          .numbers = Count,
          .picks = Indices::count,
          .indices = c.indices.data,
          .index_step = c.indices.step,
          .index_bytes = sizeof(typename Indices::index)};
}
template <class E>
bound_column bind(const run::summed<E>& c, int first, bool) {
  return {.data = c.data, .element = sizeof(E), .first = first, .written = true, .summed = true};
}
template <class E, int Count>
bound_column bind(const run::pointed<E, Count>& c, int first, bool) {
  return {.data = c.pointers, .rows = c.rows, .row_step = 1, .count = Count, .element = sizeof(E*), .first = first};
}
template <class T>
bound_column bind(const run::repeated<T>&, int first, bool) {
  return {.first = first};
}
inline bound_column bind(const run::unwanted&, int first, bool) { return {.first = first, .written = true}; }

template <int Given, int Needed>
struct number_of_inputs {
  static_assert(Given == Needed,
                "tapeless: a batch has one input for each argument of its function: inputs(xs, ys, 3.0)");
  static constexpr bool right = Given == Needed;
};
template <int Given, int Needed>
struct number_of_outputs {
  static_assert(Given == Needed,
                "tapeless: a batch has one output for each result of its function, nullptr for one that is not wanted: "
                "outputs(values, nullptr, gy)");
  static constexpr bool right = Given == Needed;
};

template <class Column>
inline constexpr bool is_picked = false;
template <class E, int Count, bool Dense, class Indices>
inline constexpr bool is_picked<run::picked<E, Count, Dense, Indices>> = true;
template <class E, int Count, bool Dense, class Indices>
inline constexpr bool is_picked<run::added_to<E, Count, Dense, Indices>> = true;

template <class Column>
inline constexpr bool is_number_column = false;
template <class T>
inline constexpr bool is_number_column<run::repeated<T>> = true;

// Whether the elements of a column are of type T; those of numbers, of sums and of what is not wanted may be.
template <class T, class Column>
constexpr bool holds() {
  if constexpr (requires { typename Column::element; })
    return !is_number_column<Column> && !run::is_summed<Column> &&
           std::same_as<T, std::remove_const_t<typename Column::element>>;
  else
    return false;
}
template <class Column>
constexpr bool is_readable() {
  if constexpr (is_number_column<Column>)
    return true;
  else
    return std::integral<typename Column::element> || holds<float, Column>() || holds<double, Column>();
}
template <class Column>
constexpr bool is_writable() {
  return std::same_as<Column, run::unwanted> || run::is_summed<Column> || holds<float, Column>() ||
         holds<double, Column>();
}

template <class H>
inline constexpr bool is_function = false;
template <class Verb, class... X>
inline constexpr bool is_function<tapeless::function_object<Verb, symbol_list<X...>>> = true;
template <class In>
inline constexpr bool is_inputs = false;
template <class... In>
inline constexpr bool is_inputs<batch_inputs<In...>> = true;
template <class Out>
inline constexpr bool is_outputs = false;
template <class... Out>
inline constexpr bool is_outputs<batch_outputs<Out...>> = true;

// The columns of a call.
template <class H, class In, class Out>
struct batch_columns;
template <class H, class... In, class... Out>
struct batch_columns<H, batch_inputs<In...>, batch_outputs<Out...>> {
  static constexpr bool floats = any_true({holds<float, In>()..., holds<float, Out>()..., false});
  static constexpr bool doubles = any_true({holds<double, In>()..., holds<double, Out>()..., false});
  using scalar = std::conditional_t<floats, float, double>;

  static constexpr int arity = static_cast<int>(H::arity);             // arguments of a row
  static constexpr int results = static_cast<int>(result_count(H{}));  // results of a row

  // Whether the compiler finds nothing wrong with the columns.
  static constexpr bool check() {
    if constexpr (any_true({std::same_as<In, not_a_column>..., std::same_as<Out, not_a_column>..., false})) {
      return false;  // the sentence has been said
    } else if constexpr (!number_of_inputs<(0 + ... + In::count), arity>::right) {
      return false;
    } else if constexpr (!number_of_outputs<(0 + ... + Out::count), results>::right) {
      return false;
    } else {
      constexpr bool numbers = all_true({is_readable<In>()..., true}) && all_true({is_writable<Out>()..., true});
      static_assert(numbers,
                    "tapeless: the columns of a batch hold float or double; those of inputs may hold integers");
      static_assert(!numbers || !(floats && doubles),
                    "tapeless: all columns of a batch hold float, or all hold double");
      static_assert(!numbers || floats || doubles,
                    "tapeless: a batch has a column of float or double that is read or written");
      return numbers && floats != doubles;
    }
  }

  // Numbers as those of the columns.
  template <class Column>
  static Column converted(const Column& column) {
    return column;
  }
  template <class T>
  static run::repeated<scalar> converted(const run::repeated<T>& number) {
    return {static_cast<scalar>(number.value)};
  }
  static constexpr std::size_t columns = sizeof...(In) + sizeof...(Out);

  static std::string name(const bound_column& column) {
    const auto first = static_cast<std::size_t>(column.first),
               last = first + static_cast<std::size_t>(column.count) - 1;
    const std::string kind = column.written ? "output" : "input";
    const auto text = [&](std::size_t k) {
      return column.written ? std::string(result_names(H{})[k]) : argument_names(H{})[k];
    };
    return first == last ? kind + " " + text(first) : kind + "s " + text(first) + " to " + text(last);
  }

  static std::array<bound_column, columns> bound(const batch_inputs<In...>& in, const batch_outputs<Out...>& out) {
    std::array<bound_column, columns> all;
    std::size_t k = 0;
    int first = 0;
    const auto put = [&](const auto& column, bool written) {
      all[k++] = bind(column, first, written);
      first += std::remove_cvref_t<decltype(column)>::count;
      return true;
    };
    std::apply([&](const auto&... c) { static_cast<void>(std::initializer_list<bool>{put(c, false)...}); }, in.columns);
    first = 0;
    std::apply([&](const auto&... c) { static_cast<void>(std::initializer_list<bool>{put(c, true)...}); }, out.columns);
    return all;
  }
};

}  // namespace tapeless::detail::batches
