// SPDX-License-Identifier: BSL-1.0
// All rows of a kind: pieces of them are computed, then added to the gradient and to the numbers of a sparse matrix,
// each place getting its terms in the order of the rows, whatever thread adds them.
#pragma once

#include <tapeless/run/elements/row_results.hpp>

namespace tapeless::inline v0_2::detail::run {

// A few numbers that are added at once.
template <class T>
struct four {
  using type [[gnu::vector_size(4 * sizeof(T)), gnu::aligned(alignof(T)), gnu::may_alias]] = T;
};

// Where the numbers of a matrix are, and where rows find theirs.
template <class T>
struct matrix_target {
  T* values = nullptr;
  const std::int32_t* outer = nullptr;
  const place_list* places = nullptr;
  const std::int32_t* first_unknowns = nullptr;  // by node
  bool apart = false;
};

// Second derivatives of a row are added as they are.
struct as_computed {};

// H: the function of a row, with run_between. Change: what is done with the second derivatives of a row before they are
// added; apply<N>(triangle, step) has the upper triangle of N rows, entry k at triangle[k*step].
template <class T, class Kind, row_results What, class H, class Change = as_computed>
class row_loop {
 public:
  using memory = row_memory<T, Kind, What>;
  using number = simd::pack<T>;
  static constexpr int width = number::width, n = Kind::variables;
  static constexpr std::ptrdiff_t pieces(std::ptrdiff_t rows) { return (rows + memory::piece - 1) / memory::piece; }

  // Computes piece number p and adds its results, those of one row after those of the one before; its part of the sum
  // is the result. values: of rows of a Jacobian.
  static T run(const kind_data<T, Kind>& from, std::ptrdiff_t p, const matrix_target<T>& matrix, T* values) noexcept {
    alignas(64) T all[memory::size];
    T* const others = all + memory::piece * memory::gradient_room;
    const std::ptrdiff_t first = p * memory::piece;
    const int count = static_cast<int>(std::min<std::ptrdiff_t>(memory::piece, from.rows - first));
    number sum(T(0));
    evaluate(from, first, nullptr, count, all, others, &sum);
    add<false>(from, first, nullptr, count, all, others, matrix, values, {});
    return total(sum);
  }

  // Of many threads each adds to the nodes that it owns, all results of the rows of its list, in order.
  struct share {
    place_list rows;                                                  // that name one of its nodes
    std::array<std::int32_t, count_of(Kind::blocks)> begin{}, end{};  // of its nodes, by block
  };
  // row_values: where the values of rows go, by row.
  static void run_share(const kind_data<T, Kind>& from, const share& mine, const matrix_target<T>& matrix,
                        T* row_values) noexcept {
    alignas(64) T all[memory::size];
    T* const others = all + memory::piece * memory::gradient_room;
    const auto rows = static_cast<std::ptrdiff_t>(mine.rows.size());
    for (std::ptrdiff_t first = 0; first < rows; first += memory::piece) {
      const int count = static_cast<int>(std::min<std::ptrdiff_t>(memory::piece, rows - first));
      const std::int32_t* const list = mine.rows.data() + first;
      evaluate(from, 0, list, count, all, others, nullptr);
      add<true>(from, 0, list, count, all, others, matrix, row_values, mine);
    }
  }
  // The part of the sum of piece number p, as run(...) adds it up.
  static T sum_of(const T* row_values, std::ptrdiff_t rows, std::ptrdiff_t p) noexcept {
    const std::ptrdiff_t first = p * memory::piece, end = std::min<std::ptrdiff_t>(first + memory::piece, rows);
    number sum(T(0));
    std::ptrdiff_t row = first;
    for (; row + width <= end; row += width) sum = sum + number::load(row_values + row);
    if (row < end) {
      T lanes[static_cast<std::size_t>(width)] = {};
      for (int l = 0; row + l < end; ++l) lanes[l] = row_values[row + l];
      sum = sum + number::load(lanes);
    }
    return total(sum);
  }

 private:
  static T total(const number& sum) {
    T lanes[static_cast<std::size_t>(width)];
    sum.store(lanes);
    T result = lanes[0];
    for (int l = 1; l < width; ++l) result += lanes[l];
    return result;
  }

  // Rows from `first` on, or those of a list.
  static void evaluate(const kind_data<T, Kind>& from, std::ptrdiff_t first, const std::int32_t* list, int count,
                       T* gradients, T* others, number* sum) noexcept {
    int place = 0;
    for (; place + width <= count; place += width) {
      if (list == nullptr)
        evaluate_adjoining(from, first + place, gradients, others, place, sum);
      else if (list[place + width - 1] - list[place] == width - 1)
        evaluate_adjoining(from, list[place], gradients, others, place, sum);
      else
        evaluate_listed(from, list + place, width, gradients, others, place, sum);
    }
    if (place == count) return;
    std::int32_t rest[static_cast<std::size_t>(width)];
    for (int l = 0; l < width; ++l) {
      const int k = std::min(place + l, count - 1);
      rest[l] = list != nullptr ? list[k] : static_cast<std::int32_t>(first + k);
    }
    evaluate_listed(from, rest, count - place, gradients, others, place, sum);
  }
  static void evaluate_adjoining(const kind_data<T, Kind>& from, std::ptrdiff_t first, T* gradients, T* others,
                                 int place, number* sum) noexcept {
    pack_of_results<T, Kind, What, true> where(from, first, nullptr, gradients, others, place, width, sum);
    H::template run_between<number>(where);
    where.finish();
  }
  [[gnu::noinline]] static void evaluate_listed(const kind_data<T, Kind>& from, const std::int32_t* list, int rows,
                                                T* gradients, T* others, int place, number* sum) noexcept {
    pack_of_results<T, Kind, What, false> where(from, 0, list, gradients, others, place, rows, sum);
    H::template run_between<number>(where);
    where.finish();
  }

  template <bool Shared>
  [[gnu::noinline]] static void add(const kind_data<T, Kind>& from, std::ptrdiff_t first, const std::int32_t* list,
                                    int count, const T* gradients, T* others, const matrix_target<T>& matrix, T* values,
                                    const share& mine) noexcept {
    constexpr auto blocks = std::make_index_sequence<static_cast<std::size_t>(Kind::blocks)>{};
    for (int r = 0; r < count; ++r) {
      const std::ptrdiff_t row = Shared ? list[r] : first + r;
      if constexpr (What == row_results::jacobian) {
        put_lines(row, gradients + r * memory::gradient_room, others + r, matrix, values, blocks);
      } else {
        std::ptrdiff_t nodes[count_of(Kind::blocks)];
        for (int b = 0; b < Kind::blocks; ++b)
          nodes[b] = Kind::table.blocks[at(b)].by_row() ? row : from.nodes[at(b)][at(row)];
        // The value of a row belongs to whoever owns its first node.
        if (Shared && (Kind::blocks == 0 || (nodes[0] >= mine.begin[0] && nodes[0] < mine.end[0])))
          values[row] = others[memory::others * memory::piece + r];
        if constexpr (What == row_results::hessian && !std::is_same_v<Change, as_computed>)
          Change::template apply<n>(others + r, std::ptrdiff_t{memory::piece});
        add_row<Shared>(from, row, nodes, gradients + r * memory::gradient_room, others + r, matrix, mine, blocks);
      }
    }
  }
  template <bool Shared, std::size_t... B>
  [[gnu::always_inline]] static void add_row([[maybe_unused]] const kind_data<T, Kind>& from,
                                             [[maybe_unused]] std::ptrdiff_t row,
                                             [[maybe_unused]] const std::ptrdiff_t* nodes,
                                             [[maybe_unused]] const T* gradients, [[maybe_unused]] const T* others,
                                             [[maybe_unused]] const matrix_target<T>& matrix,
                                             [[maybe_unused]] const share& mine, std::index_sequence<B...>) {
    const bool added[] = {
        (Shared && (nodes[B] < mine.begin[B] || nodes[B] >= mine.end[B])
             ? false
             : add_block<static_cast<int>(B), B...>(from, row, nodes[B], gradients, others, matrix))...,
        true};
    static_cast<void>(added);
  }
  // What a row adds to one of its nodes.
  template <int A, std::size_t... B>
  [[gnu::always_inline]] static bool add_block(const kind_data<T, Kind>& from, [[maybe_unused]] std::ptrdiff_t row,
                                               std::ptrdiff_t node, const T* gradients,
                                               [[maybe_unused]] const T* others,
                                               [[maybe_unused]] const matrix_target<T>& matrix) {
    constexpr int size = Kind::width(A);
    add_node<size>(from.gradients[A] + node * padded(size), gradients + memory::gradient_place(A));
    if constexpr (What == row_results::hessian) {
      const std::int32_t line = matrix.first_unknowns[from.first_nodes[A] + node];
      const std::int32_t length = matrix.outer[line + 1] - matrix.outer[line];
      const bool added[] = {
          (add_entries<A, static_cast<int>(B)>(
               matrix.values + matrix.places[static_cast<std::size_t>(A) * sizeof...(B) + B][at(row)], length, others),
           true)...,
          true};
      static_cast<void>(added);
    }
    return true;
  }
  template <int Size>
  [[gnu::always_inline]] static void add_node(T* to, const T* terms) {
    if constexpr (Size == 1) {
      *to += *terms;
    } else {
      using numbers = typename four<T>::type;
      for (int k = 0; k < padded(Size); k += 4)
        *reinterpret_cast<numbers*>(to + k) += *reinterpret_cast<const numbers*>(terms + k);
    }
  }

  // others: of this row, result by result.
  template <int A, int B>
  [[gnu::always_inline]] static void add_entries(T* to, std::ptrdiff_t length, const T* others) {
    add_each<A, B>(to, length, others,
                   std::make_index_sequence<static_cast<std::size_t>(Kind::width(A) * Kind::width(B))>{});
  }
  template <int A, int B, std::size_t... K>
  [[gnu::always_inline]] static void add_each(T* to, std::ptrdiff_t length, const T* others,
                                              std::index_sequence<K...>) {
    constexpr int columns = Kind::width(B);
    const bool added[] = {
        (add_entry<Kind::unknown(A, static_cast<int>(K) / columns), Kind::unknown(B, static_cast<int>(K) % columns)>(
             to + static_cast<int>(K) / columns * length + static_cast<int>(K) % columns, others),
         true)...};
    static_cast<void>(added);
  }
  template <int I, int J>
  [[gnu::always_inline]] static void add_entry(T* to, const T* others) {
    if constexpr (I >= 0 && J >= 0) *to += others[memory::triangle(I, J) * memory::piece];
  }

  // others: the values of this row.
  template <std::size_t... B>
  [[gnu::always_inline]] static void put_lines(std::ptrdiff_t row, const T* gradients, const T* others,
                                               const matrix_target<T>& matrix, T* values, std::index_sequence<B...>) {
    for (int m = 0; m < memory::lines; ++m, gradients += memory::line_room) {
      const std::ptrdiff_t line = row * memory::lines + m;
      values[line] = others[m * memory::piece];
      T* const entries = matrix.values + matrix.outer[line];
      if (matrix.apart) {
        const bool put[] = {
            (std::memcpy(entries + matrix.places[B][at(row)], gradients + memory::gradient_place(static_cast<int>(B)),
                         sizeof(T) * static_cast<std::size_t>(Kind::width(static_cast<int>(B)))),
             true)...,
            true};
        static_cast<void>(put);
        continue;
      }
      std::fill(entries, matrix.values + matrix.outer[line + 1], T(0));
      for (int b = 0; b < Kind::blocks; ++b)
        for (int j = 0; j < Kind::width(b); ++j)
          entries[matrix.places[b][at(row)] + j] += gradients[memory::gradient_place(b) + j];
    }
  }
};

}  // namespace tapeless::detail::run
