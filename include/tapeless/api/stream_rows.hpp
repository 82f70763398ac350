// SPDX-License-Identifier: BSL-1.0
// Rows that arrive in blocks, one after the other: streamed(n) among the arguments of prepare, and what of a formula
// stands along them.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>

#include <tapeless/api/axes.hpp>
#include <tapeless/api/rank_agreement.hpp>
#include <tapeless/run/memory/extents.hpp>

namespace tapeless::inline v0_2 {

// How rows arrive; see streamed. Axis: the type of the axis. Counted: whether it is said how many there are.
template <class Axis, bool Counted>
struct row_stream {
  std::ptrdiff_t total = 0;  // of all blocks; 0: not known before the last one
  int parts = 0;             // into how many parts a block is cut; 0: as the work says

  // The same with each block cut into another number of parts, a power of two, which threads share and whose sums are
  // added up in a tree; parts have 32 rows at least. Throws std::invalid_argument for any other number.
  row_stream in_parts(int count) const {
    if (count < 1 || !std::has_single_bit(static_cast<unsigned>(count)))
      detail::run::refuse("a block is cut into a number of parts that is a power of two, not " + std::to_string(count));
    row_stream result = *this;
    result.parts = count;
    return result;
  }
};

// The rows of an axis in blocks, for data that do not fit into memory or arrive over time: total = prepare(f, n = 4096,
// streamed(n)), where n is how many rows a block has at most. total.start(w = weights) begins a pass, and each
// total.accumulate(X = block) adds a block; total.finish() gives the results (stream.hpp). size(n), and so mean, counts
// the rows of all blocks.
template <detail::axis_type A>
constexpr row_stream<A, false> streamed(const A&) {
  return {};
}
// The same where it is known how many rows all blocks have, which formulas may need whose rows ask for size(n). Throws
// std::invalid_argument where that is less than one.
template <detail::axis_type A>
row_stream<A, true> streamed(const A&, std::ptrdiff_t rows) {
  if (rows < 1) detail::run::refuse("streamed: there are one or more rows, not " + std::to_string(rows));
  return {rows, 0};
}
// Refused by the compiler: what is no axis.
template <class A, class... N>
  requires(!detail::axis_type<A>)
thread_count streamed(const A&, const N&...) {
  static_assert(detail::axis_type<A>, "tapeless: streamed takes the axis whose rows arrive in blocks: streamed(n)");
  return {};
}

namespace detail {

template <class Axis, bool Counted>
inline constexpr bool says_who_works<row_stream<Axis, Counted>> = true;
template <class Axis, bool Counted>
inline constexpr bool cuts_rows<row_stream<Axis, Counted>> = true;

template <class Axis, bool Counted, class... More>
struct shard_in<row_stream<Axis, Counted>, More...> {
  using rest = typename shard_in<More...>::type;
  static_assert(std::same_as<rest, no_shard> || !rest::how.is_stream(),
                "tapeless: streamed: the rows of one axis arrive in blocks, not those of two");
  static_assert(std::same_as<rest, no_shard> || rest::how.is_stream(),
                "tapeless: streamed: blocks of rows come to one process, not to ranks");
  using type = shard_along<Axis, Counted ? planning::sharding_kind::counted_stream : planning::sharding_kind::stream>;
};

template <class Formula, class Axis, bool Counted>
struct sharded_axis<Formula, row_stream<Axis, Counted>> {
  static constexpr bool known = has_axis_of<Formula, Axis>;
  static_assert(known, "tapeless: streamed takes an axis of the formula: its rows arrive in blocks");
  static constexpr bool open = definition_for<Axis>->axes.extents[0] == 0;
  static_assert(open, "tapeless: the axis whose rows arrive in blocks has no fixed number of elements: axis<\"n\">");
  static constexpr bool fits = known && open;
};

// Which symbols of a formula are there block by block: the streamed axis, others that are the same dimension of some
// tensor, and the tensors and labels that stand along one of them.
template <class Formula, class Axis>
inline constexpr auto along_rows = [] {
  constexpr dag::view formula = pass::view_of<Formula>;
  std::array<bool, static_cast<std::size_t>(formula.symbol_count) + 1> found{};
  std::array<std::uint32_t, static_cast<std::size_t>(formula.symbol_count) + 1> dimensions{};
  const auto symbol_at = [&](const dag::node& from, int k) {
    return static_cast<std::size_t>(formula.nodes[formula.operand(from, k)].payload);
  };
  for (int s = 0; s < formula.symbol_count; ++s)
    found[static_cast<std::size_t>(s)] = formula.symbols[s].kind == dag::symbol_kind::axis &&
                                         dag::same_text(formula.symbols[s].name, definition_for<Axis>->name);
  for (bool more = true; more;) {
    more = false;
    for (int id = 0; id < formula.node_count; ++id) {
      const dag::node& one = formula.nodes[id];
      if (one.op->part != dag::role::access) continue;
      const std::size_t tensor = symbol_at(one, 0);
      for (int k = 1; k < one.count; ++k) {
        const std::size_t axis = symbol_at(one, k);
        std::uint32_t& own = dimensions[tensor];
        if (found[axis] == ((own >> k & 1u) != 0)) continue;
        own |= 1u << k;
        found[axis] = found[tensor] = more = true;
      }
    }
  }
  return found;
}();

// Whether a symbol that is bound stands along the rows: a tensor, labels, or what comes with a call before the
// bindings.
template <class Verb, class Axis, class Symbol>
struct stands_along_rows {
  static constexpr bool value = [] {
    constexpr dag::view formula = pass::view_of<written_of<Verb>>;
    constexpr dag::symbol_entry own = entry_of<Verb, Symbol>();
    for (int s = 0; s < formula.symbol_count; ++s)
      if (formula.symbols[s].kind == own.kind && dag::same_text(formula.symbols[s].name, own.name))
        return along_rows<written_of<Verb>, Axis>[static_cast<std::size_t>(s)];
    return false;
  }();
};
template <class Verb, class Axis>
constexpr bool seed_along_rows(int k) {
  const pass::axis_list axes = seed_axes<Verb>(k);
  for (int d = 0; d < axes.size(); ++d)
    if (along_rows<written_of<Verb>, Axis>[static_cast<std::size_t>(axes[d].symbol)]) return true;
  return false;
}
template <class Verb, class Axis, int K>
struct stands_along_rows<Verb, Axis, seed_leaf<K>> {
  static constexpr bool value = seed_along_rows<Verb, Axis>(K);
};

// The first symbol of a formula that is to be bound along the rows, or that is not, and is not among these; or -1.
template <class Formula, class Axis, bool Rows, class... Symbols>
constexpr int first_unbound() {
  const dag::view formula = pass::view_of<Formula>;
  for (int k = 0; k < formula.symbol_count; ++k) {
    const dag::symbol_kind kind = formula.symbols[k].kind;
    if (kind != dag::symbol_kind::axis && kind != dag::symbol_kind::seed &&
        along_rows<Formula, Axis>[static_cast<std::size_t>(k)] == Rows &&
        !names<Formula, Symbols...>(static_cast<std::size_t>(k)))
      return k;
  }
  return -1;
}

}  // namespace detail
}  // namespace tapeless
