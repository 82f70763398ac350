// SPDX-License-Identifier: BSL-1.0
// One kind of rows of a formula: where a pack of rows finds its numbers. Unknowns are copied before, each node padded
// to a whole number of short packs, so that nodes are read and added as wholes.
#pragma once

#include <array>
#include <utility>

#include <tapeless/run/elements/pattern.hpp>
#include <tapeless/simd/functions.hpp>
#include <tapeless/simd/memory.hpp>
#include <tapeless/simd/transpose.hpp>

namespace tapeless::inline v0_2::detail::run {

// How many numbers a node of so many unknowns takes in the padded copies.
constexpr int padded(int width) { return width == 1 ? 1 : (width + 3) / 4 * 4; }

constexpr std::size_t count_of(int n) { return static_cast<std::size_t>(n) + 1; }

// Kind: the tables of a kind of rows.
template <class T, class Kind>
struct kind_data {
  template <class E, int N>
  using list = std::array<E, static_cast<std::size_t>(N) + 1>;

  std::ptrdiff_t rows = 0;
  list<const T*, Kind::leaves> data{};         // of each leaf: of the first row
  list<std::ptrdiff_t, Kind::leaves> steps{};  // from row to row
  list<place_list, Kind::lists> offsets{};     // where labels say
  list<T*, Kind::blocks> unknowns{};           // padded, of the key of each block
  list<T*, Kind::blocks> gradients{};          // likewise
  list<place_list, Kind::blocks> nodes{};      // of each row, from the first one of the key; empty if one after another
  list<std::int32_t, Kind::blocks> first_nodes{};  // of the key of each block, among all

  row_nodes look() const {
    row_nodes result{rows, {}};
    for (int b = 0; b < Kind::blocks; ++b)
      result.blocks.push_back({first_nodes[at(b)], nodes[at(b)].empty() ? nullptr : nodes[at(b)].data()});
    return result;
  }
};

// The numbers of a pack of rows: those from `first` on if Adjoining, else the ones of a list.
template <class T, class Kind, bool Adjoining>
class row_inputs {
 public:
  using number = simd::pack<T>;
  static constexpr int width = number::width;
  static_assert(sizeof(number) == sizeof(T) * static_cast<std::size_t>(width));

  [[gnu::always_inline]] row_inputs(const kind_data<T, Kind>& from, std::ptrdiff_t first, const std::int32_t* list)
      : from_(from), first_(first), list_(list) {
    take_blocks(std::make_index_sequence<static_cast<std::size_t>(Kind::blocks)>{});
  }

  template <std::size_t Leaf>
  [[gnu::always_inline]] number get() const {
    constexpr auto& table = Kind::table;
    if constexpr (table.leaf_variable[Leaf] >= 0) {
      return unknowns_[table.leaf_variable[Leaf]];
    } else if constexpr (table.leaf_reach[Leaf] == Kind::reach::same) {
      return number(*from_.data[Leaf]);
    } else {
      const T* const data = from_.data[Leaf];
      if constexpr (table.leaf_reach[Leaf] == Kind::reach::strided) {
        const std::ptrdiff_t step = from_.steps[Leaf];
        if (Adjoining && step == 1) return number::load(data + first_);
        return lanes([&](int l) { return data[row(l) * step]; });
      } else {
        const std::int32_t* const offsets = from_.offsets[static_cast<std::size_t>(table.leaf_list[Leaf])].data();
        return lanes([&](int l) { return data[offsets[row(l)]]; });
      }
    }
  }

 protected:
  [[gnu::always_inline]] std::ptrdiff_t row(int lane) const {
    if constexpr (Adjoining)
      return first_ + lane;
    else
      return list_[lane];
  }

 private:
  template <class Number>
  [[gnu::always_inline]] static number lanes(const Number& of) {
    alignas(64) T all[static_cast<std::size_t>(width)];
    for (int l = 0; l < width; ++l) all[l] = of(l);
    return number::load(all);
  }
  template <std::size_t... B>
  [[gnu::always_inline]] void take_blocks(std::index_sequence<B...>) {
    const bool taken[] = {(take_block<static_cast<int>(B)>(), true)..., true};
    static_cast<void>(taken);
  }
  template <int B>
  [[gnu::always_inline]] void take_block() {
    constexpr int size = Kind::width(B), step = padded(size);
    const T* const all = from_.unknowns[B];
    const auto node = [&](int l) -> std::ptrdiff_t {
      if constexpr (Kind::table.blocks[B].by_row())
        return row(l);
      else
        return from_.nodes[B][at(row(l))];
    };
    if constexpr (size == 1) {
      if constexpr (Adjoining && Kind::table.blocks[B].by_row())
        unknowns_[Kind::unknown(B, 0)] = number::load(all + first_);
      else
        unknowns_[Kind::unknown(B, 0)] = lanes([&](int l) { return all[node(l)]; });
    } else {
      const T* nodes[static_cast<std::size_t>(width)];
      for (int l = 0; l < width; ++l) nodes[l] = all + node(l) * step;
      take_pieces<B>(nodes, std::make_index_sequence<static_cast<std::size_t>((size + width - 1) / width)>{});
    }
  }
  template <int B, std::size_t... Piece>
  [[gnu::always_inline]] void take_pieces(const T* const* nodes, std::index_sequence<Piece...>) {
    const bool taken[] = {(take_piece<B, static_cast<int>(Piece) * width>(
                               nodes, std::make_index_sequence<static_cast<std::size_t>(width)>{}),
                           true)...};
    static_cast<void>(taken);
  }
  template <int B, int K, std::size_t... J>
  [[gnu::always_inline]] void take_piece(const T* const* nodes, std::index_sequence<J...>) {
    number some[] = {number::load(nodes[J] + K)...};
    simd::transpose(some);
    const bool taken[] = {(keep<Kind::unknown(B, K + static_cast<int>(J))>(some[J]), true)...};
    static_cast<void>(taken);
  }
  template <int Variable>
  [[gnu::always_inline]] void keep(const number& value) {
    if constexpr (Variable >= 0) unknowns_[Variable] = value;
  }

  const kind_data<T, Kind>& from_;
  std::ptrdiff_t first_;
  const std::int32_t* list_;
  number unknowns_[count_of(Kind::variables)];
};

}  // namespace tapeless::detail::run
