// SPDX-License-Identifier: BSL-1.0
// What a formula that is evaluated row by row has in a row, as tables of the compiler: which elements of tensors, which
// of them are unknowns, and in which blocks they lie.
#pragma once

#include <array>

#include <tapeless/api/request.hpp>
#include <tapeless/pass/axes/unroll.hpp>
#include <tapeless/pass/raise.hpp>
#include <tapeless/pass/schedule.hpp>
#include <tapeless/pass/stabilize.hpp>

namespace tapeless::inline v0_2::detail::elements {

using pass::element_label;
using pass::element_leaf;

// Calls use(unroller) for a program of pass::unrolled.
template <class Program, class Use>
constexpr auto with_unroller(const Use& use) {
  constexpr dag::sizes used = pass::finished<Program>.used;
  dag::program<used> target;
  std::array<int, std::bit_ceil(static_cast<std::size_t>(2 * used.nodes + 2))> buckets{};
  pass::pass_output out(target, buckets, rules::arithmetic<Program>);
  return use(Program::write(out));
}

// The leaves and labels of a program of pass::unrolled.
template <class Program>
struct sources {
  struct counted {
    int leaves = 0, labels = 0;
  };
  static constexpr counted count = with_unroller<Program>([](const pass::unroller& rows) {
    return counted{rows.leaves().size(), rows.labels().size()};
  });
  template <class T, int N>
  using table = std::array<T, static_cast<std::size_t>(N) + 1>;
  static constexpr table<element_leaf, count.leaves> leaves = with_unroller<Program>([](const pass::unroller& rows) {
    table<element_leaf, count.leaves> all{};
    for (int k = 0; k < count.leaves; ++k) all[static_cast<std::size_t>(k)] = rows.leaves()[k];
    return all;
  });
  static constexpr table<element_label, count.labels> labels = with_unroller<Program>([](const pass::unroller& rows) {
    table<element_label, count.labels> all{};
    for (int k = 0; k < count.labels; ++k) all[static_cast<std::size_t>(k)] = rows.labels()[k];
    return all;
  });
};

// What derivatives are taken in: how many of the last axes of a tensor have constant places wherever it stands. Its
// elements along these are a node.
struct key_layout {
  int rank = 0;
  int trailing = 0;
  int width = 1;  // of a node
};
// Unknowns of a row that lie in one node.
struct block {
  int key = 0;
  int symbol = 0;
  int leading = 0;                          // axes in front of those of the node
  int places[pass::max_element_rank] = {};  // along them
  int axes[pass::max_element_rank] = {};    // symbols
  // Whether the nodes of rows lie one after the other.
  constexpr bool by_row() const { return leading == 1 && places[0] == pass::at_row; }
};
// Data of a row: the same for all rows, at a step from row to row, or at offsets that labels say.
enum class data_reach : std::uint8_t { same, strided, listed };

constexpr int place(const element_leaf& leaf, int d) { return leaf.places[d]; }

template <class X>
struct keys_of;
template <class... X>
struct keys_of<pass::inputs<X...>> {
  static constexpr int count = sizeof...(X);
  static constexpr const definition* list[sizeof...(X) + 1] = {definition_for<X>..., nullptr};
  static constexpr int find(const dag::symbol_entry& symbol) {
    for (int k = 0; k < count; ++k)
      if (list[k]->kind == symbol.kind && dag::same_text(list[k]->name, symbol.name)) return k;
    return -1;
  }
};

// The formulas of a verb, which are sums over rows or have a value for each row.
template <class Verb>
struct problem {
  using verb = Verb;
  using keys = keys_of<typename Verb::keys>;
  template <int K>
  using program = pass::unrolled<typename Verb::formulas, K>;
  static constexpr const dag::view& formula = pass::view_of<typename program<0>::source>;
  // Axes with rows, by number of their symbol.
  static constexpr int row_axes = pass::row_axes(formula).size();
  static constexpr int row_axis(int kind) {
    const auto axes = pass::row_axes(formula);
    return kind < axes.size() ? formula.nodes[axes[kind]].payload : -1;
  }
  // Whether there are terms besides the sums over rows.
  static constexpr bool is_sum = formula.nodes[formula.roots[0]].axes == 0;
  static constexpr bool has_rest = [] {
    if constexpr (!is_sum) return false;
    constexpr const dag::view& rest = pass::view_of<program<(is_sum ? row_axes : 0)>>;
    const dag::node& root = rest.nodes[rest.roots[0]];
    return !(root.op->is_number() && rest.value(root).is(0));
  }();
  static constexpr int kinds = row_axes + (has_rest ? 1 : 0);

  template <int K, class Table>
  static constexpr void note(Table& all) {
    using from = sources<program<K>>;
    for (int l = 0; l < from::count.leaves; ++l) {
      const element_leaf& leaf = from::leaves[static_cast<std::size_t>(l)];
      const int key = keys::find(formula.symbols[leaf.symbol]);
      if (key < 0 || leaf.rank == 0) continue;
      key_layout& one = all[static_cast<std::size_t>(key)];
      int trailing = 0;
      while (trailing < leaf.rank && place(leaf, leaf.rank - 1 - trailing) >= 0) ++trailing;
      if (one.rank == 0 || trailing < one.trailing) one.trailing = trailing;
      one.rank = leaf.rank;
      one.width = 1;
      for (int d = leaf.rank - one.trailing; d < leaf.rank; ++d) one.width *= formula.symbols[leaf.axes[d]].extent;
    }
  }
  static constexpr auto layout = [] {
    std::array<key_layout, static_cast<std::size_t>(keys::count) + 1> all{};
    [&]<std::size_t... K>(std::index_sequence<K...>) { (note<static_cast<int>(K)>(all), ...); }
    (std::make_index_sequence<static_cast<std::size_t>(kinds)>{});
    return all;
  }();
};

// One row of kind number K of a problem.
template <class Problem, int K>
struct kind {
  using reach = data_reach;
  using program = typename Problem::template program<K>;
  using from = sources<program>;
  static constexpr int number = K;
  static constexpr int leaves = from::count.leaves, labels = from::count.labels;
  static constexpr int row_axis = Problem::row_axis(K);

  struct tables {
    template <class T>
    using list = std::array<T, static_cast<std::size_t>(leaves) + 1>;
    int block_count = 0, variable_count = 0, list_count = 0;
    list<block> blocks{};
    // Unknowns, block by block.
    list<int> variable_leaf{}, variable_block{}, variable_position{};
    // Of each leaf: its unknown or -1; how it is reached and, if by labels, by which list.
    list<int> leaf_variable{}, leaf_list{};
    list<reach> leaf_reach{};
    list<int> list_leaf{};  // the first leaf of a list
  };
  static constexpr bool same_block(const block& one, const element_leaf& leaf) {
    if (one.symbol != leaf.symbol) return false;
    for (int d = 0; d < one.leading; ++d)
      if (one.places[d] != leaf.places[d]) return false;
    return true;
  }
  // Where an element lies in its node.
  static constexpr int position(const element_leaf& leaf, const block& one) {
    int result = 0;
    for (int d = one.leading; d < leaf.rank; ++d)
      result = result * Problem::formula.symbols[leaf.axes[d]].extent + leaf.places[d];
    return result;
  }
  static constexpr void note_block(tables& all, const element_leaf& leaf, int key) {
    for (int b = 0; b < all.block_count; ++b)
      if (same_block(all.blocks[static_cast<std::size_t>(b)], leaf)) return;
    block& fresh = all.blocks[static_cast<std::size_t>(all.block_count++)];
    fresh.key = key;
    fresh.symbol = leaf.symbol;
    fresh.leading = leaf.rank - Problem::layout[static_cast<std::size_t>(key)].trailing;
    for (int d = 0; d < fresh.leading; ++d) {
      fresh.places[d] = leaf.places[d];
      fresh.axes[d] = leaf.axes[d];
    }
  }
  static constexpr void note_data(tables& all, int l) {
    const element_leaf& leaf = from::leaves[static_cast<std::size_t>(l)];
    reach& how = all.leaf_reach[static_cast<std::size_t>(l)];
    for (int d = 0; d < leaf.rank; ++d) {
      if (pass::is_label_place(leaf.places[d]))
        how = reach::listed;
      else if (leaf.places[d] == pass::at_row && how == reach::same)
        how = reach::strided;
    }
    if (how != reach::listed) return;
    int& number = all.leaf_list[static_cast<std::size_t>(l)];
    for (number = 0; number < all.list_count; ++number)
      if (same_list(from::leaves[static_cast<std::size_t>(all.list_leaf[static_cast<std::size_t>(number)])], leaf))
        return;
    all.list_leaf[static_cast<std::size_t>(all.list_count++)] = l;
  }
  // Whether two elements differ in constant places only.
  static constexpr bool same_list(const element_leaf& a, const element_leaf& b) {
    if (a.symbol != b.symbol) return false;
    for (int d = 0; d < a.rank; ++d)
      if (a.places[d] != b.places[d] && (a.places[d] < 0 || b.places[d] < 0)) return false;
    return true;
  }

  static constexpr tables table = [] {
    tables all{};
    const auto at = [](int k) { return static_cast<std::size_t>(k); };
    for (int l = 0; l < leaves; ++l) {
      all.leaf_variable[at(l)] = -1;
      const element_leaf& leaf = from::leaves[at(l)];
      const int key = Problem::keys::find(Problem::formula.symbols[leaf.symbol]);
      if (key < 0)
        note_data(all, l);
      else
        note_block(all, leaf, key);
    }
    for (int b = 0; b < all.block_count; ++b)
      for (int j = 0; j < Problem::layout[at(all.blocks[at(b)].key)].width; ++j)
        for (int l = 0; l < leaves; ++l)
          if (Problem::keys::find(Problem::formula.symbols[from::leaves[at(l)].symbol]) == all.blocks[at(b)].key &&
              same_block(all.blocks[at(b)], from::leaves[at(l)]) &&
              position(from::leaves[at(l)], all.blocks[at(b)]) == j) {
            all.leaf_variable[at(l)] = all.variable_count;
            all.variable_leaf[at(all.variable_count)] = l;
            all.variable_block[at(all.variable_count)] = b;
            all.variable_position[at(all.variable_count++)] = j;
          }
    return all;
  }();
  static constexpr int blocks = table.block_count, variables = table.variable_count, lists = table.list_count;
  // The unknown at a position of a block, or -1.
  static constexpr int unknown(int b, int position) {
    for (int v = 0; v < variables; ++v)
      if (table.variable_block[static_cast<std::size_t>(v)] == b &&
          table.variable_position[static_cast<std::size_t>(v)] == position)
        return v;
    return -1;
  }
  static constexpr int width(int b) {
    return Problem::layout[static_cast<std::size_t>(table.blocks[static_cast<std::size_t>(b)].key)].width;
  }

  // The symbols of the leaves, and of the unknowns among them.
  template <std::size_t L>
  using leaf_symbol = typename program_symbol<program, L>::type;
  template <std::size_t... L>
  static symbol_list<leaf_symbol<L>...> all_symbols(std::index_sequence<L...>);
  using arguments = decltype(all_symbols(std::make_index_sequence<static_cast<std::size_t>(leaves)>{}));
  template <std::size_t... V>
  static pass::inputs<leaf_symbol<static_cast<std::size_t>(table.variable_leaf[V])>...> unknown_symbols(
      std::index_sequence<V...>);
  using unknowns = decltype(unknown_symbols(std::make_index_sequence<static_cast<std::size_t>(variables)>{}));

  // The formulas of a row.
  using stable = pass::schedule<pass::stabilize<program>>;
  static constexpr std::size_t formulas = static_cast<std::size_t>(program::roots);
  template <std::size_t R>
  using formula = pass::raise<stable, static_cast<int>(R)>;
};

}  // namespace tapeless::detail::elements
