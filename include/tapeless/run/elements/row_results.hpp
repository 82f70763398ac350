// SPDX-License-Identifier: BSL-1.0
// The results of a pack of rows on their way to the memory where they wait to be added up.
#pragma once

#include <cstring>

#include <tapeless/run/elements/row_inputs.hpp>

namespace tapeless::inline v0_2::detail::run {

// What rows make: a value that is added up, its gradient and, if wanted, its second derivatives; or values and their
// first derivatives.
enum class row_results : std::uint8_t { gradient, hessian, jacobian };

// Results of a piece of rows before they are added: first derivatives by row, of each formula node by node; the rest
// result by result.
template <class T, class Kind, row_results What>
struct row_memory {
  static constexpr int variables = Kind::variables;
  // How many formulas have first derivatives.
  static constexpr int lines = What == row_results::jacobian ? static_cast<int>(Kind::formulas) : 1;
  // Where the nodes of a block begin among the derivatives of one formula.
  static constexpr int gradient_place(int block) {
    int place = 0;
    for (int b = 0; b < block; ++b) place += padded(Kind::width(b));
    return place;
  }
  static constexpr int line_room = gradient_place(Kind::blocks);
  static constexpr int gradient_room = lines * line_room;
  static constexpr int others = What == row_results::gradient  ? 0
                                : What == row_results::hessian ? variables * (variables + 1) / 2
                                                               : lines;
  static constexpr int triangle(int i, int j) { return i <= j ? i * variables - i * (i + 1) / 2 + j : triangle(j, i); }
  static constexpr int width = simd::pack<T>::width;
  // Rows of a piece: what waits stays in the first level of cache.
  static constexpr int piece = [] {
    const int fits = 16384 / (static_cast<int>(sizeof(T)) * (gradient_room + others + 1)) / width * width;
    return fits < width ? width : fits > 64 ? 64 : fits;
  }();
  static constexpr std::size_t size =
      static_cast<std::size_t>(piece) * static_cast<std::size_t>(gradient_room + others + 1);
};

// A pack of rows on its way to the memory.
template <class T, class Kind, row_results What, bool Adjoining>
class pack_of_results : public row_inputs<T, Kind, Adjoining> {
 public:
  using base = row_inputs<T, Kind, Adjoining>;
  using number = simd::pack<T>;
  using memory = row_memory<T, Kind, What>;
  static constexpr int width = number::width, n = Kind::variables;

  // place: of the first row in the piece; rows: how many there are, the rest of the lanes repeats one. The values of
  // rows are added to `sum`, or wait like other results where there is none.
  [[gnu::always_inline]] pack_of_results(const kind_data<T, Kind>& from, std::ptrdiff_t first, const std::int32_t* list,
                                         T* gradients, T* others, int place, int rows, number* sum)
      : base(from, first, list), gradients_(gradients), others_(others), place_(place), rows_(rows), sum_(sum) {}

  template <std::size_t K>
  [[gnu::always_inline]] void put(const number& result) {
    constexpr int k = static_cast<int>(K);
    if constexpr (What == row_results::jacobian) {
      if constexpr (k < memory::lines)
        store(k, result);
      else
        gradient_[k - memory::lines] = result;
    } else if constexpr (k == 0) {
      add(result);
    } else if constexpr (k <= n) {
      gradient_[k - 1] = result;
    } else {
      constexpr int i = (k - 1 - n) / (n > 0 ? n : 1), j = (k - 1 - n) % (n > 0 ? n : 1);
      if constexpr (i <= j) store(memory::triangle(i, j), result);
    }
  }
  // After all results.
  [[gnu::always_inline]] void finish() {
    give_lines(std::make_index_sequence<static_cast<std::size_t>(memory::lines)>{});
  }

 private:
  [[gnu::always_inline]] void store(int which, const number& result) {
    result.store(others_ + which * memory::piece + place_);
  }
  [[gnu::always_inline]] void add(const number& result) {
    if (sum_ == nullptr) return store(memory::others, result);
    if constexpr (Adjoining) {
      *sum_ = *sum_ + result;
      return;
    }
    alignas(64) T lanes[static_cast<std::size_t>(width)];
    result.store(lanes);
    for (int l = rows_; l < width; ++l) lanes[l] = T(0);
    *sum_ = *sum_ + number::load(lanes);
  }
  template <std::size_t... Line>
  [[gnu::always_inline]] void give_lines(std::index_sequence<Line...>) {
    constexpr auto blocks = std::make_index_sequence<static_cast<std::size_t>(Kind::blocks)>{};
    const bool given[] = {(give_blocks<static_cast<int>(Line)>(blocks), true)...};
    static_cast<void>(given);
  }
  template <int Line, std::size_t... B>
  [[gnu::always_inline]] void give_blocks(std::index_sequence<B...>) {
    const bool given[] = {(give_block<Line, static_cast<int>(B)>(), true)..., true};
    static_cast<void>(given);
  }
  template <int Line, int B>
  [[gnu::always_inline]] void give_block() {
    constexpr int size = Kind::width(B), room = padded(size);
    T* const to = gradients_ + place_ * memory::gradient_room + Line * memory::line_room + memory::gradient_place(B);
    if constexpr (size == 1) {
      T lanes[static_cast<std::size_t>(width)];
      component<Line, Kind::unknown(B, 0)>().store(lanes);
      for (int l = 0; l < width; ++l) to[l * memory::gradient_room] = lanes[l];
    } else {
      give_node<Line, B>(to, std::make_index_sequence<static_cast<std::size_t>((room + width - 1) / width)>{});
    }
  }
  template <int Line, int B, std::size_t... Piece>
  [[gnu::always_inline]] void give_node(T* to, std::index_sequence<Piece...>) {
    const bool given[] = {(give_piece<Line, B, static_cast<int>(Piece) * width>(to), true)..., true};
    static_cast<void>(given);
  }
  template <int Line, int B, int K>
  [[gnu::always_inline]] void give_piece(T* to) {
    constexpr int size = Kind::width(B), room = padded(size);
    constexpr std::size_t bytes = sizeof(T) * static_cast<std::size_t>(room - K < width ? room - K : width);
    give_lanes<Line, B, K, bytes>(to, std::make_index_sequence<static_cast<std::size_t>(width)>{});
  }
  template <int Line, int B, int K, std::size_t Bytes, std::size_t... J>
  [[gnu::always_inline]] void give_lanes(T* to, std::index_sequence<J...>) {
    number some[] = {component<Line, Kind::unknown(B, K + static_cast<int>(J))>()...};
    simd::transpose(some);
    const bool given[] = {
        (std::memcpy(to + static_cast<int>(J) * memory::gradient_room + K, &some[J], Bytes), true)...};
    static_cast<void>(given);
  }
  template <int Line, int Variable>
  [[gnu::always_inline]] number component() const {
    if constexpr (Variable >= 0)
      return gradient_[Line * n + Variable];
    else
      return number(T(0));
  }

  T* gradients_;
  T* others_;
  int place_;
  int rows_;
  number* sum_;
  number gradient_[count_of(memory::lines * n)];
};

}  // namespace tapeless::detail::run
