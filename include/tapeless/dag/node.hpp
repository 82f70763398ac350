// SPDX-License-Identifier: BSL-1.0
// The stored form of a program: nodes in an order in which operands come first, their operands in one pool, constants
// and symbols in tables. Plain values without templates per formula, so that passes are ordinary functions.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include <tapeless/dag/operation.hpp>

namespace tapeless::inline v0_2::dag {

// Without initialisers of its members: g++ keeps arrays of what has none without the elements that are not written yet.
struct node {
  const operation* op;
  std::uint64_t hash;  // of the structure, the same in every translation unit
  int first;           // operands: edges[first .. first + count)
  int count;
  int payload;          // index of the number or of the symbol, else -1
  std::uint32_t axes;   // bit k: the value varies along axis k; a scalar has none
  std::uint8_t traits;  // of its factors and terms, as operations say
  bool primal;          // part of a value the user wrote; passes that trade rounding for speed leave it alone
};

struct symbol_entry {
  const char* name = "";
  symbol_kind kind = symbol_kind::real;
  int extent = 0;           // of an axis with a fixed number of elements, else 0
  const char* origin = "";  // of an axis that renaming has made: the name of an axis of equal length
};

// A read-only look at a program, whatever its capacity.
struct view {
  const node* nodes = nullptr;
  const int* edges = nullptr;
  const number* numbers = nullptr;
  const symbol_entry* symbols = nullptr;
  const int* roots = nullptr;
  int node_count = 0;
  int edge_count = 0;
  int number_count = 0;
  int symbol_count = 0;
  int root_count = 0;
  std::uint64_t fingerprint = 0;  // of all nodes in their order: which program this is

  constexpr int operand(const node& n, int k) const { return edges[n.first + k]; }
  constexpr const number& value(const node& n) const { return numbers[n.payload]; }
  constexpr const symbol_entry& symbol(const node& n) const { return symbols[n.payload]; }
};

// As written: what the user typed is what is stored. Reduced: identities that never change a value by more than
// rounding are applied on the way in.
enum class mode : std::uint8_t { as_written, reduced };

// What a builder knows besides its tables: one over the same tables goes on from there.
struct builder_state {
  int axis_count = 0;
  int known = 0;
  bool primal = false;
  bool commutes = false;
  mode how = mode::as_written;
};

// Why a program could not be built.
enum class problem : std::uint8_t {
  none,
  full,
  no_derivative,
  too_many_axes,
  unequal_axes,
  missing_axis,
  outer_product,
  labels_as_numbers,
  axis_as_number,
  two_extents,
  axis_twice,
  axis_names_taken,
  no_sum_of_rows
};

struct sizes {
  int nodes = 0;
  int edges = 0;
  int numbers = 0;
  int symbols = 0;
  int roots = 0;
};

constexpr bool fits(const sizes& used, const sizes& room) {
  return used.nodes <= room.nodes && used.edges <= room.edges && used.numbers <= room.numbers &&
         used.symbols <= room.symbols && used.roots <= room.roots;
}

// A program that owns its tables. Capacities are exact for finished programs and generous for ones under construction.
template <sizes Capacity>
struct program {
  static constexpr sizes capacity = Capacity;
  template <class T, int N>
  using table = T[static_cast<std::size_t>(N > 0 ? N : 1)];

  // Arrays of the language: compilers read an element by the name of a table in a quarter of the time that they take
  // through a pointer.
  table<node, Capacity.nodes> nodes{};
  table<int, Capacity.edges> edges{};
  table<number, Capacity.numbers> numbers{};
  table<symbol_entry, Capacity.symbols> symbols{};
  table<int, Capacity.roots> roots{};
  sizes used{};
  std::uint64_t fingerprint = 0;
  problem trouble = problem::none;
  bool repeats = false;  // what has become equal may stand here twice

  constexpr dag::view look() const {
    return {nodes,      edges,        numbers,      symbols,    roots,      used.nodes,
            used.edges, used.numbers, used.symbols, used.roots, fingerprint};
  }
};

// The same program in tables of another size, no less than what it holds.
template <sizes Capacity, class Source>
constexpr program<Capacity> copied(const Source& source) {
  program<Capacity> result;
  const auto copy = [](auto* to, const auto* from, int count) {
    for (int k = 0; k < count; ++k) to[k] = from[k];
  };
  copy(result.nodes, source.nodes, source.used.nodes);
  copy(result.edges, source.edges, source.used.edges);
  copy(result.numbers, source.numbers, source.used.numbers);
  copy(result.symbols, source.symbols, source.used.symbols);
  copy(result.roots, source.roots, source.used.roots);
  result.used = source.used;
  return result;
}
// In tables of exactly the size it needs.
template <sizes Capacity, class Source>
constexpr program<Capacity> trimmed(const Source& source) {
  program<Capacity> result = copied<Capacity>(source);
  const node* const nodes = source.nodes;
  std::uint64_t fingerprint = 0;
  for (int k = 0; k < Capacity.nodes; ++k) fingerprint = (fingerprint + nodes[k].hash) * 0xff51afd7ed558ccdu;
  result.fingerprint = fingerprint;
  return result;
}

}  // namespace tapeless::dag
